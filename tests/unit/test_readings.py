"""The agencies' methods against the values that they publish."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamnhin.assess.readings import (
    attainment,
    escap,
    eurostat,
    oecd,
    sdsn,
    statcan,
    unicef,
    unsd,
    weather,
)
from tamnhin.assess.readings.arithmetic import (
    around,
    later_year,
    limit_factor,
    nearest_year,
    parity,
)
from tamnhin.errors import InputError

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "readings"
POVERTY = {"base": 14.5, "base_year": 2015, "current": 10.4, "current_year": 2023, "direction": -1}
PER_CAPITA = {"base": 69.6, "base_year": 2020, "current": 109.8, "current_year": 2024}
GRDP = {"base": 38083.5, "base_year": 2020, "current": 56116.6, "current_year": 2024}
GROUPED = {"1-4-1", "4-5-1", "4-a-1", "9-c-1", "16-3-1"}
"""Indicators whose series are averaged in groups that the published file does not name."""


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def number(text: str) -> float | None:
    return float(text) if text else None


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


def read(method, row):
    inputs = ("base", "current")
    values = {name: number(row[f"{name}_value"]) for name in inputs}
    years = {f"{name}_year": number(row[f"{name}_year"]) for name in inputs}
    return method.read(
        **values,
        **years,
        direction=int(row["direction"]),
        target=number(row["target"]),
        target_year=number(row.get("target_year", "2030")),
        limit=number(row["limit"]),
    )


@pytest.mark.parametrize(
    ("method", "name", "count"), [(statcan, "statcan", 247), (eurostat, "eustat", 63)]
)
def test_every_published_series_is_reproduced(method, name, count):
    series = rows(f"{name}-series.csv")
    assert len(series) == count
    wrong = []
    for row in series:
        found = read(method, row)
        if (
            found.status != row["status"]
            or not same(found.progress, number(row["progress_value"]))
            or not same(found.score, number(row["score"]))
        ):
            wrong.append((row, found))
    assert not wrong


@pytest.mark.parametrize(("method", "name"), [(statcan, "statcan"), (eurostat, "eustat")])
def test_every_published_mean_is_reproduced(method, name):
    series = defaultdict(list)
    for row in rows(f"{name}-series.csv"):
        series[row["indicator"]].append(read(method, row))
    published = [row for row in rows(f"{name}-indicators.csv") if row["indicator"] not in GROUPED]
    if name == "eustat":
        published = rows(f"{name}-indicators.csv")
    for row in published:
        found = method.combine(series[row["indicator"]])
        assert (found.status, same(found.score, number(row["score"]))) == (row["status"], True), row


@pytest.mark.parametrize(
    ("inputs", "progress", "score", "status"),
    [
        (POVERTY | {"target": 7.25}, 0.9010899547, 2.1506954374, "moderate_progress"),
        (
            {"base": 66.6, "base_year": 2016, "current": 71.4, "current_year": 2023}
            | {"direction": 1, "limit": 100},
            0.0099914837,
            1.7397528501,
            "moderate_progress",
        ),
        (
            {"base": 178.8, "base_year": 2015, "current": 173.3, "current_year": 2025}
            | {"direction": -1},
            0.0031194908,
            -0.9402545762,
            "limited_progress",
        ),
    ],
)
def test_statcan_of_other_published_rows(inputs, progress, score, status):
    found = statcan.read(**inputs)
    assert found.status == status
    assert found.progress == pytest.approx(progress, abs=1e-9)
    assert found.score == pytest.approx(score, abs=1e-9)


@pytest.mark.parametrize(("base", "factor"), [(59.9, 0.89725), (90, 0.37362), (93.4, 0.26152)])
def test_limit_factor(base, factor):
    assert limit_factor(base, 100) == pytest.approx(factor, abs=1e-5)
    assert limit_factor(200 - base, 100) == pytest.approx(factor, abs=1e-5)


def test_limit_factor_far_away_and_without_a_limit():
    assert limit_factor(250, 100) == limit_factor(5, None) == limit_factor(3.4, 0) == 1
    assert limit_factor(-90, -100) == limit_factor(90, 100)


def test_statcan_edges():
    at_target = {"base": 100, "base_year": 2015, "current": 100, "current_year": 2023}
    found = statcan.read(**at_target, direction=1, target=100)
    assert (found.status, found.progress, found.score) == ("target_achieved", None, 5)
    signs = {"base": -1, "base_year": 2015, "current": 1, "current_year": 2023}
    assert not statcan.read(**signs, direction=1).available
    same_year = POVERTY | {"current_year": 2015}
    assert not statcan.read(**same_year).available
    assert not statcan.read(**POVERTY, target=-7).available
    assert not statcan.read(**POVERTY, target=7, target_year=2015).available
    zeros = POVERTY | {"base": 0, "current": 0.002}
    assert statcan.read(**zeros).progress == pytest.approx(-(2 ** (1 / 8) - 1))
    deficit = {"base": -5, "base_year": 2015, "current": -4, "current_year": 2020}
    assert statcan.read(**deficit, direction=1).progress > 0
    kept = {"base": 100, "base_year": 2015, "current": 100, "current_year": 2020}
    assert statcan.read(**kept, direction=1, limit=100).score == 5


def test_base_years_are_looked_for_as_each_agency_does():
    assert later_year([2012, 2017, 2019], 2015) == 2017
    assert later_year([2012], 2015) is None
    assert nearest_year([2012, 2014, 2016], 2015) == 2016
    assert nearest_year([2010, 2013, 2018], 2015) == 2013
    values = {2013: 10.0, 2018: 12.0, 2024: 15.0}
    assert statcan.read_series(values, direction=1) == statcan.read(
        base=12, base_year=2018, current=15, current_year=2024, direction=1
    )
    assert eurostat.read_series(values, direction=1) == eurostat.read(
        base=10, base_year=2013, current=15, current_year=2024, direction=1
    )
    assert not statcan.read_series({}, direction=1).available
    assert not statcan.read_series({2010: 1.0}, direction=1).available


def test_eurostat_of_yes_and_no():
    assert eurostat.read_yes_no(holds=True).score == 5
    assert eurostat.read_yes_no(holds=False).status == "significant_deterioration"


def test_unsd():
    found = unsd.read(**POVERTY, target=7.25)
    assert (found.status, found.score) == ("acceleration_needed", 2)
    assert found.progress == pytest.approx(0.927487154, abs=1e-9)
    assert unsd.read(**POVERTY | {"current": 7}, target=7.25).status == "on_track_or_met"
    close = {"base": 90, "base_year": 2015, "current": 99.2, "current_year": 2017, "direction": 1}
    assert unsd.read(**close, target=100, percentage=True).achieved
    assert not unsd.read(**close | {"current": 98.9}, target=100, percentage=True).achieved
    assert unsd.read(**POVERTY).status == "on_track_or_met"  # 4.1 % a year down
    slow = POVERTY | {"current": 14.4}
    assert unsd.read(**slow).status == "stagnation_or_regression"
    fell = {"base": 5, "base_year": 2015, "current": 3, "current_year": 2020, "direction": 1}
    assert unsd.read(**fell, target=4).status == "stagnation_or_regression"
    assert not unsd.read(**POVERTY | {"base": None}, target=4).available


def test_escap():
    status = escap.read_status(base=14.5, current=10.4, target=7.25, direction=-1)
    assert (status.status, status.progress) == ("progress", pytest.approx(5.655172, abs=1e-6))
    found = escap.read(**POVERTY, target=7.25)
    assert (found.status, found.progress) == ("will_meet", pytest.approx(9.274872, abs=1e-6))
    years = list(range(2016, 2025))
    expected = [1, 1.077, 1.167, 1.273, 1.4, 1.556, 1.75, 2, 2.333]
    assert escap.weights(years, 2030) == pytest.approx(expected, abs=5e-4)
    assert escap.read_status(base=1, current=8, target=7, direction=1).progress == 10
    assert escap.parity_done(1.5, 1.25) == pytest.approx(5)
    with pytest.raises(InputError):
        escap.weights([2031], 2030)


def test_escap_predictions_of_steady_series():
    share = {y: 100 / (1 + math.exp(-(-1 + 0.1 * (y - 2016)))) for y in range(2016, 2025)}
    expected = 100 / (1 + math.exp(-(-1 + 0.1 * 14)))
    assert escap.predict_weighted_logit(share, 2030) == pytest.approx(expected)
    flat = dict.fromkeys(range(2016, 2025), 7.0)
    assert escap.predict_weighted_geometric(flat, 2030) == pytest.approx(7)
    growing = {y: 1.05 ** (y - 2016) for y in range(2016, 2025)}
    assert escap.predict_geometric(growing, 2030) == pytest.approx(1.05**14)
    weighted = escap.predict_weighted_geometric(growing, 2030)
    assert growing[2024] < weighted < 1.05**14
    assert escap.predict_weighted_geometric({2016: 1.0}, 2030) is None
    assert escap.predict_weighted_logit({2016: 0.0, 2017: 1.0}, 2030) is None


def test_sdsn():
    found = sdsn.read(**POVERTY, target=7.25)
    assert (found.status, found.progress) == ("on_track", pytest.approx(1.0603, abs=1e-4))
    assert sdsn.read(**POVERTY | {"current": 12.5}, target=7.25).status == "moderately_improving"
    assert sdsn.read(**POVERTY | {"current": 14.4}, target=7.25).status == "stagnating"
    assert sdsn.read(**POVERTY | {"current": 14.6}, target=7.25).status == "decreasing"
    assert sdsn.read(**POVERTY | {"current": 7}, target=7.25).achieved
    assert not sdsn.read(**POVERTY | {"current": 15}, target=14.5).available


@pytest.mark.parametrize(
    ("inputs", "target", "ratio", "share", "index", "classes"),
    [
        # The three cases on which the methods were compared: their verdicts differ.
        (
            GRDP,
            38083.5 * 1.112**10,
            0.909,
            0.865,
            8.65,
            ("moderate_progress", "acceleration_needed", "must_accelerate"),
        ),
        (
            PER_CAPITA,
            230,
            0.951,
            0.922,
            9.22,
            ("substantial_progress", "acceleration_needed", "will_meet"),
        ),
    ],
)
def test_ha_nam_by_three_methods(inputs, target, ratio, share, index, classes):
    found = [
        method.read(**inputs, direction=1, target=target, target_year=2030)
        for method in (statcan, unsd, escap)
    ]
    assert tuple(reading.status for reading in found) == classes
    assert found[0].progress == pytest.approx(ratio, abs=2e-3)
    assert found[1].progress == pytest.approx(share, abs=3e-3)
    assert found[2].progress == pytest.approx(index, abs=3e-2)


def test_oecd_distance():
    peers = [10.0, 12.0, 14.0]
    found = oecd.read(current=10, target=14, direction=1, peers=peers)
    assert (found.status, found.progress) == ("distance_left", pytest.approx(2))
    assert oecd.read(current=15, target=14, direction=1, peers=peers).progress == 0
    assert not oecd.read(current=10, target=14, direction=1, peers=[10.0, 12.0]).available
    assert not oecd.read(current=10, target=14, direction=1, peers=[10.0] * 4).available


@given(st.floats(0.01, 100), st.floats(1, 50), st.floats(0, 20))
def test_oecd_distance_has_no_unit_and_falls_with_progress(scale, current, step):
    peers = [10.0, 30.0, 80.0]
    one = oecd.read(current=current, target=80, direction=1, peers=peers).progress
    other = oecd.read(
        current=current * scale, target=80 * scale, direction=1, peers=[p * scale for p in peers]
    ).progress
    assert one == pytest.approx(other, rel=1e-6)
    assert oecd.read(current=current + step, target=80, direction=1, peers=peers).progress <= one


def test_weather():
    steady = {year: 10.0 + year - 2019 for year in range(2019, 2025)}  # one more every year
    assert weather.read(steady, direction=1, target=21, target_year=2030).status == "sun"
    # At 21 in 2030; missing of 6.29 left is 0.29, of 7 left is 1, of 9 left is 3.
    assert weather.read(steady, direction=1, target=21.29, target_year=2030).status == "sun"
    assert weather.read(steady, direction=1, target=22, target_year=2030).status == "sun_and_cloud"
    assert weather.read(steady, direction=1, target=24, target_year=2030).status == "cloud"
    assert weather.read(steady, direction=-1, target=5, target_year=2030).status == "storm"
    short = dict.fromkeys((2022, 2023, 2024), 1.0)
    assert not weather.read(short, direction=1, target=5, target_year=2030).available
    assert weather.read_direction(steady, direction=1).status == "sun"
    dip = steady | {2024: 13.5}
    assert weather.read_direction(dip, direction=1).status == "sun_and_cloud"
    turn = {2019: 20.0, 2020: 18.0, 2021: 16.0, 2022: 14.0, 2023: 12.0, 2024: 13.0}
    assert weather.read_direction(turn, direction=1).status == "cloud"
    assert weather.read_direction(steady, direction=-1).status == "storm"
    two = [weather.read(steady, direction=1, target=t, target_year=2030) for t in (21, 24)]
    assert weather.worst(two).status == "cloud"


def test_unicef_rate_of_reduction():
    assert unicef.reduction_rate(-0.06613) == pytest.approx(0.063991, abs=1e-6)
    assert unicef.reduction_rate(-0.0669) == pytest.approx(0.064711, abs=1e-6)
    falling = {year: 50 * 0.95 ** (year - 2010) for year in (2010, 2013, 2014, 2020)}
    assert unicef.average_reduction(falling) == pytest.approx(0.05)
    assert unicef.average_reduction({2010: 1.0}) is None


LAND = {"base": 63, "base_year": 2020, "current": 44, "current_year": 2024, "direction": 1}


def test_attainment_of_a_tiny_planned_change_is_no_share():
    found = attainment.read(**LAND, target=65, target_year=2030)
    assert found.as_printed == pytest.approx(-9.5)  # what a land table prints as -950 %
    assert (found.share, found.tiny, found.reading.status) == (None, True, "moved_away")
    assert found.time == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"current": 101}, "exceeded"),
        ({"current": 100}, "reached"),
        ({"current": 80}, "under_way"),
        ({"current": 40}, "moved_away"),
        ({"current": 80, "probability": 0.7}, "likely"),
        ({"current": 80, "probability": 0.5}, "hard"),
        ({"current": 80, "probability": 0.1}, "unlikely"),
        ({"current": 98, "current_year": 2030}, "not_reached"),
        ({"current": 98, "current_year": 2030, "tolerance": 0.02}, "nearly_reached"),
        ({"current": None}, "not_available"),
    ],
)
def test_attainment_classes(changes, status):
    inputs = {"base": 50, "base_year": 2020, "current": 80, "current_year": 2025} | changes
    found = attainment.read(**inputs, direction=1, target=100, target_year=2030)
    assert found.reading.status == status


def test_attainment_shares():
    found = attainment.read(**PER_CAPITA, direction=1, target=230, target_year=2030)
    assert found.share == pytest.approx((109.8 - 69.6) / (230 - 69.6))
    assert (found.time, found.naive) == (pytest.approx(0.4), pytest.approx(109.8 / 230))


@pytest.mark.parametrize("method", [statcan, eurostat, unsd, sdsn, escap])
def test_what_is_no_number_is_refused(method):
    for wrong in (
        {"direction": 0},
        {"current": math.nan},
        {"base": math.inf},
        {"target": math.nan},
    ):
        with pytest.raises(InputError):
            method.read(**(POVERTY | {"target": 7.25} | wrong))


def test_transforms():
    assert [parity(v) for v in (0.5, 2, 0.98, 1.03)] == [2, 2, 1, 1]
    assert (around(46, 50), around(54, 50)) == (54, 54)
    with pytest.raises(InputError):
        parity(0)


finite = st.floats(0.01, 1e6)


@given(finite, finite, finite, st.integers(1, 20), st.integers(1, 20), st.sampled_from([1, -1]))
def test_ratio_methods_do_not_depend_on_the_unit(base, current, target, done, left, direction):
    years = {"base_year": 2010, "current_year": 2010 + done, "target_year": 2010 + done + left}
    for method in (statcan, eurostat, sdsn):
        one = method.read(base=base, current=current, target=target, direction=direction, **years)
        other = method.read(
            base=base * 8, current=current * 8, target=target * 8, direction=direction, **years
        )
        assert one.available == other.available
        if one.progress is not None:
            assert one.progress == pytest.approx(other.progress, rel=1e-6, abs=1e-9)


@given(finite, finite, st.one_of(st.none(), finite), st.one_of(st.none(), finite))
def test_scores_stay_within_their_bounds(base, current, target, limit):
    inputs = {"base": base, "base_year": 2015, "current": current, "current_year": 2024}
    for method in (statcan, eurostat):
        score = method.read(**inputs, direction=1, target=target, limit=limit).score
        assert score is None or -5 <= score <= 5
