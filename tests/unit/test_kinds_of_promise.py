"""Kinds of promise beyond a level: multiples, comparisons, ceilings, ranges, lists, breaks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import SETTINGS, indicator, observation, plan, target
from tamnhin.assess.goal import goal_of
from tamnhin.assess.pace import assess
from tamnhin.assess.paths import first_flow, growth, growth_left, step
from tamnhin.plan.types import Break, TargetTerm
from tamnhin.territory import Share, Territory, TerritoryEvent


def one(*targets, **content):
    return assess(plan(*targets, **content))[0]


def province(name, **dates):
    return Territory(
        territory_id=name, title_vi=f"Tỉnh {name}", title_en=name, level="province", **dates
    )


# --- arithmetic of the methods note ------------------------------------------------------------


def test_per_capita_of_ha_nam():
    assert 100 * growth(69.6, 230, 10) == pytest.approx(12.697, abs=5e-4)
    assert 100 * growth(69.6, 109.8, 4) == pytest.approx(12.072, abs=5e-3)
    assert 100 * growth(109.8, 230, 6) == pytest.approx(13.115, abs=5e-4)


def test_about_reaches_half_a_printed_digit_of_the_growth_left():
    rates = [0.0885, 0.1082, 0.0941, 0.1093]
    low, high = (100 * growth_left(goal, 10, rates) for goal in (0.1115, 0.1125))
    assert (low, high) == (pytest.approx(11.92, abs=5e-3), pytest.approx(12.09, abs=5e-3))


def test_the_regions_level_and_the_points_a_year_of_poverty():
    assert pytest.approx(0.839, abs=5e-4) == 230 / 274
    assert 100 * growth(69.6, 274, 10) == pytest.approx(14.69, abs=5e-3)
    assert step(2.2, 1.65, 4) == pytest.approx(-0.1375)


def test_a_tripling_at_current_prices_implies_a_deflator():
    assert 100 * ((1 + growth(1, 3, 10)) / 1.09 - 1) == pytest.approx(2.40, abs=5e-3)


# --- multiples ----------------------------------------------------------------------------------

DOUBLE = {"basis": "multiple", "value": Decimal(2), "unit": "ratio", "baseline_period": "2020"}


def test_a_multiple_is_the_level_that_it_comes_to():
    figures = [observation("2020", "100"), observation("2022", "130"), observation("2025", "150")]
    found = one(target(**DOUBLE), figures=figures)
    plain = one(target(), figures=figures)
    assert (found.goal, found.status) == (200, plain.status)
    assert found.pace.ratio == pytest.approx(plain.pace.ratio)
    assert found.baseline.rule == "stated"
    assert found.target.basis == "multiple"
    assert found.readings[0].reading == plain.readings[0].reading
    assert any("2 times" in note.text("en") for note in found.notes)


def test_a_multiple_in_per_cent_with_its_base_stated():
    percent = DOUBLE | {"value": Decimal(150), "unit": "%", "baseline_value": Decimal(80)}
    figures = [observation("2022", "90"), observation("2025", "100")]
    assert one(target(**percent), figures=figures).goal == 120


def test_a_multiple_without_its_base_is_refused():
    figures = [observation("2022", "90"), observation("2025", "100")]
    found = one(target(**DOUBLE), figures=figures)
    assert (found.status, found.goal) == ("no_baseline", None)
    assert "2020" in found.why.text("vi")
    assert one(target(**DOUBLE | {"baseline_period": None}), figures=figures).goal is None


@given(st.integers(2, 9), st.integers(10, 10**6))
def test_multiples_scale_with_their_base(factor, base):
    figures = [observation("2020", str(base)), observation("2025", str(base + 1))]
    many = DOUBLE | {"value": Decimal(factor)}
    assert one(target(**many), figures=figures).goal == factor * base


def test_a_multiple_reads_its_base_from_the_last_day_of_the_base_year():
    share = indicator(kind="level")
    figures = [observation("2020-12-31", "100"), observation("2024", "140")]
    assert one(target(**DOUBLE), figures=figures, indicators=[share]).goal == 200


# --- comparisons ----------------------------------------------------------------------------------

COMPARED = {"basis": "relative", "value": Decimal(90), "unit": "%"}


def compared(own, others, **changes):
    figures = [observation(y, v) for y, v in own]
    figures += [observation(y, v, territory_id="u") for y, v in others]
    return one(
        target(**COMPARED | changes),
        figures=figures,
        territories=(province("t"), province("u")),
        target_terms=(TargetTerm(target_id="x.2030", compared_with="u"),),
    )


def test_a_comparison_follows_the_ratio_of_the_two():
    own = [("2020", "70"), ("2022", "80"), ("2025", "96")]
    found = compared(own, [("2020", "100"), ("2022", "110"), ("2025", "120")])
    assert [float(p.value) for p in found.series.points] == pytest.approx([70, 72.7273, 80])
    assert (found.goal, found.indicator.unit, found.latest.method) == (90, "%", "compared")
    assert found.pace.required == pytest.approx(2)
    assert (found.pace.actual, found.status) == (pytest.approx(2), "on_track")
    assert found.pace.left == pytest.approx(2)


def test_a_comparison_without_common_periods_is_refused():
    found = compared([("2020", "70")], [("2021", "100")])
    assert (found.status, found.goal) == ("no_data", None)
    assert compared([("2020", "70")], [("2020", "0")]).status == "no_data"


def test_a_comparison_without_whom_stays_unassessed():
    found = one(target(**COMPARED | {"unit": "billion VND"}), figures=[observation("2024", "1")])
    assert found.status == "not_assessable"


@given(st.integers(1, 10**6))
def test_a_comparison_has_no_unit(scale):
    own, other = [("2020", 70), ("2024", 90)], [("2020", 100), ("2024", 110)]
    scaled = compared(
        [(y, str(v * scale)) for y, v in own], [(y, str(v * scale)) for y, v in other]
    )
    plain = compared([(y, str(v)) for y, v in own], [(y, str(v)) for y, v in other])
    assert [p.value for p in scaled.series.points] == [p.value for p in plain.series.points]


@pytest.mark.parametrize(
    ("own", "other", "status"),
    [("nearly", "exact", "missed"), ("exact", "under", "met"), ("over", "over", "met")],
)
def test_a_comparison_is_worded_as_its_figures(own, other, status):
    figures = [observation("2024", "80"), observation("2025", "90", qualifier=own)]
    figures += [
        observation("2024", "100", territory_id="u"),
        observation("2025", "100", territory_id="u", qualifier=other),
    ]
    found = one(
        target(**COMPARED | {"period": "2025"}),
        figures=figures,
        territories=(province("t"), province("u")),
        target_terms=(TargetTerm(target_id="x.2030", compared_with="u"),),
    )
    assert found.status == status


def test_a_break_of_the_other_is_said_and_its_baseline_left_out():
    figures = [observation(y, v) for y, v in (("2020", "70"), ("2022", "80"), ("2025", "96"))]
    figures += [
        observation(y, v, territory_id="u")
        for y, v in (("2020", "100"), ("2022", "110"), ("2025", "120"))
    ]
    found = one(
        target(**COMPARED, baseline_period="2020", baseline_value=Decimal(70)),
        figures=figures,
        territories=(province("t"), province("u")),
        target_terms=(TargetTerm(target_id="x.2030", compared_with="u"),),
        breaks=(BREAK.model_copy(update={"territory_id": "u"}),),
    )
    assert [p.period.code for p in found.series.points] == ["2022", "2025"]
    assert found.baseline.period.code == "2022"
    said = [note.text("en") for note in found.notes]
    assert any(text.startswith("Figures of u before 2022") for text in said)
    assert any("stated baseline of 2020" in text for text in said)


def test_a_month_of_a_flow_is_compared_with_no_year():
    figures = [observation("2025-06", "9"), observation("2024", "80")]
    figures += [observation("2025-06", "10", territory_id="u")]
    figures += [observation("2024", "100", territory_id="u")]
    found = one(
        target(**COMPARED),
        figures=figures,
        indicators=[indicator(kind="flow")],
        territories=(province("t"), province("u")),
        target_terms=(TargetTerm(target_id="x.2030", compared_with="u"),),
    )
    assert [p.period.code for p in found.series.points] == ["2024"]


# --- ceilings -------------------------------------------------------------------------------------


def ceiling(figures, **changes):
    fields = {"basis": "ceiling", "operator": "at_most", "period": "2021/2025"} | changes
    less = indicator(direction="down")
    return one(target(**fields), figures=[observation(y, v) for y, v in figures], indicators=[less])


def test_a_ceiling_broken_once_is_broken():
    found = ceiling([("2021", "190"), ("2022", "210"), ("2023", "150")])
    assert found.status == "missed"
    assert "2022" in found.why.text("en")
    at_the_date = ceiling([("2021", "190"), ("2022", "210"), ("2025", "150")], period="2025")
    assert at_the_date.status == "met"


def test_a_ceiling_kept_so_far_and_to_the_end():
    kept = [(str(year), "150") for year in range(2021, 2026)]
    assert ceiling(kept).status == "met"
    assert "2027" in ceiling(kept[:2], period="2021/2027").why.text("en")
    assert ceiling([kept[0], kept[2]]).status == "no_data"
    assert ceiling([]).status == "no_data"
    assert ceiling(kept).no_readings is not None


# --- ranges ---------------------------------------------------------------------------------------

RANGE = {"operator": "between", "value": Decimal(48), "upper": Decimal(52)}


def test_progress_towards_a_range_is_the_distance_that_is_gone():
    figures = [observation("2020", "40"), observation("2022", "43"), observation("2025", "44")]
    found = one(target(**RANGE), figures=figures)
    assert found.pace.path == "range"
    assert found.pace.ratio == pytest.approx((8 - 4) / 8 / 0.5)
    assert found.readings == ()
    past = [observation("2020", "40"), observation("2022", "50"), observation("2025", "60")]
    assert one(target(**RANGE), figures=past).pace.ratio == 0


@given(st.integers(0, 100), st.integers(0, 100))
def test_distance_to_a_range(value, other):
    goal = goal_of(target(**RANGE), indicator())
    assert (goal.distance(Decimal(value)) == 0) == goal.met_by(Decimal(value))
    gap = abs(goal.distance(Decimal(value)) - goal.distance(Decimal(other)))
    assert gap <= abs(value - other)


# --- breaks, prices, few figures ---------------------------------------------------------------


def trained(breaks=(), **changes):
    share = indicator(unit="%", kind="ratio", aggregation="none")
    figures = [observation(y, v, unit="%") for y, v in (("2020", "24.5"), ("2022", "70"))]
    figures += changes.pop("more", [])
    fields = {"value": Decimal(80), "unit": "%"} | changes
    return one(target(**fields), figures=figures, indicators=[share], breaks=tuple(breaks))


BREAK = Break(break_id="b", indicator_id="x", since="2022", kind="definition", note="mọi hình thức")


def test_figures_across_a_break_are_not_joined():
    joined = trained()
    assert joined.pace is not None
    found = trained([BREAK])
    assert (found.status, found.pace) == ("no_baseline", None)
    assert [p.period.code for p in found.series.points] == ["2022"]
    assert any("2022" in n.text("en") and "definition" in n.text("en") for n in found.notes)
    later = trained([BREAK], more=[observation("2024", "74", unit="%")])
    assert (later.baseline.period.code, later.baseline.rule) == ("2022", "first_figure")


def test_a_break_elsewhere_or_after_the_figures_changes_nothing():
    elsewhere = BREAK.model_copy(update={"territory_id": "other"})
    assert trained([elsewhere]) == trained()
    later = Break(break_id="c", indicator_id="x", since="2027", kind="method")
    assert trained([later]).pace is not None


def test_a_stated_baseline_before_a_break_is_not_used():
    stated = {"baseline_period": "2020", "baseline_value": Decimal("24.5")}
    found = trained([BREAK], more=[observation("2024", "74", unit="%")], **stated)
    assert (found.baseline.period.code, found.baseline.rule) == ("2022", "first_figure")
    assert found.target.baseline_period is not None


def test_other_prices_are_refused():
    money = indicator(price_basis="constant-2010")
    figures = [observation("2020", "100"), observation("2025", "150")]
    for basis, status in (("current", "not_assessable"), ("constant-2010", "on_track")):
        terms = (TargetTerm(target_id="x.2030", price_basis=basis),)
        found = one(target(), figures=figures, indicators=[money], target_terms=terms)
        assert found.status == status


def test_two_figures_give_no_projection_and_three_do():
    two = [observation("2020", "100"), observation("2025", "150")]
    assert one(target(), figures=two).pace.rests_on_few
    assert any("two figures" in n.text("en") for n in one(target(), figures=two).notes)
    three = [*two, observation("2023", "120")]
    assert not one(target(), figures=three).pace.rests_on_few


def test_a_target_before_the_first_figure_is_refused():
    figures = [observation("2018", "100"), observation("2025", "150")]
    found = one(target(period="2015"), figures=figures)
    assert (found.status, found.readings) == ("no_data", ())


def test_a_merged_territory_is_followed_by_its_parts():
    old = {"valid_to": "2025-06-30"}
    places = (province("a", **old), province("b", **old), province("t", valid_from="2025-07-01"))
    event = TerritoryEvent(
        event_id="e",
        title_vi="Sáp nhập",
        title_en="Merger",
        kind="merge",
        effective_on="2025-07-01",
        citation_id="c1",
    )
    shares = tuple(
        Share(event_id="e", predecessor_id=n, successor_id="t", measure="whole", share=Decimal(1))
        for n in ("a", "b")
    )
    figures = [
        observation(y, v, territory_id=n)
        for y, n, v in (
            ("2020", "a", "40"),
            ("2020", "b", "60"),
            ("2024", "a", "60"),
            ("2024", "b", "70"),
            ("2026", "t", "150"),
        )
    ]
    found = one(
        target(),
        figures=figures,
        territories=places,
        territory_events=(event,),
        territory_shares=shares,
    )
    assert [(p.period.code, float(p.value)) for p in found.series.points] == [
        ("2020", 100),
        ("2024", 130),
        ("2026", 150),
    ]
    assert found.baseline.value == 100


def merged(figures, breaks=(), **changes):
    """Tỉnh t, merged from a and b on 1 July 2025; shares are weighted by the population."""
    old = {"valid_to": "2025-06-30"}
    share = indicator(unit="%", kind="ratio", aggregation="weighted", weight_indicator_id="pop")
    people = indicator("pop", unit="persons")
    rows = [observation(y, v, unit="%", territory_id=n) for y, n, v in figures]
    rows += [
        observation(str(y), "1000", "pop", unit="persons", territory_id=n)
        for y in range(2016, 2026)
        for n in ("a", "b")
    ]
    return one(
        target(value=Decimal(80), unit="%", **changes),
        figures=rows,
        indicators=[share, people],
        territories=(
            province("a", **old),
            province("b", **old),
            province("t", valid_from="2025-07-01"),
        ),
        territory_events=(
            TerritoryEvent(
                event_id="e",
                title_vi="Sáp nhập",
                title_en="Merger",
                kind="merge",
                effective_on="2025-07-01",
                citation_id="c",
            ),
        ),
        territory_shares=tuple(
            Share(
                event_id="e", predecessor_id=n, successor_id="t", measure="whole", share=Decimal(1)
            )
            for n in ("a", "b")
        ),
        breaks=breaks,
    )


TRAINED = [
    (str(y), n, str(v + extra))
    for n, extra in (("a", 0), ("b", 1))
    for y, v in ((2018, 24), (2019, 25), (2020, 70), (2022, 72), (2024, 74))
]
OF_A = Break(
    break_id="a", indicator_id="x", territory_id="a", since="2020", kind="definition", note=""
)


def test_a_break_of_one_part_breaks_the_whole():
    stated = {"baseline_period": "2018", "baseline_value": Decimal("24.5")}
    joined = merged(TRAINED, **stated)
    assert (joined.baseline.value, len(joined.series.points)) == (Decimal("24.5"), 5)
    found = merged(TRAINED, [OF_A], **stated)
    assert [p.period.code for p in found.series.points] == ["2020", "2022", "2024"]
    # From 70.5 in 2020 to 80 in 2030 it takes 0.95 a year; 4 in 4 years were made.
    assert (found.baseline.period.code, found.baseline.value) == ("2020", Decimal("70.5"))
    assert found.pace.ratio == pytest.approx(1 / 0.95)
    said = [note.text("en") for note in found.notes]
    assert any(text.startswith("Figures of a before 2020 are of another def") for text in said)
    assert any("stated baseline of 2018" in text for text in said)


def test_parts_that_break_together_are_one_break():
    of_b = OF_A.model_copy(update={"break_id": "c", "territory_id": "b"})
    found = merged(TRAINED, [OF_A, of_b])
    assert sum("before 2020" in note.text("en") for note in found.notes) == 1


def test_a_break_of_a_part_does_not_reach_figures_of_the_whole():
    own = [(str(y), "t", str(v)) for y, v in ((2018, 24), (2020, 70), (2024, 74))]
    assert len(merged(own, [OF_A]).series.points) == 3
    # The year before the break is put together from the unit that breaks: it is not joined.
    mixed = [*own[1:], ("2019", "a", "25"), ("2019", "b", "26")]
    assert [p.period.code for p in merged(mixed, [OF_A]).series.points] == ["2020", "2024"]


def test_a_baseline_of_the_parts_before_their_break_is_not_used():
    stated = {"baseline_period": "2018", "baseline_value": Decimal("24.5")}
    own = [(str(y), "t", str(v)) for y, v in ((2021, 71), (2024, 74))]
    assert merged(own, **stated).baseline.rule == "stated"
    found = merged(own, [OF_A], **stated)
    assert found.baseline.rule == "first_figure"
    assert any("stated baseline of 2018" in note.text("en") for note in found.notes)


def test_nothing_is_forecast_across_a_coming_break_of_a_part():
    ahead = Break(break_id="z", indicator_id="x", territory_id="a", since="2027", kind="method")
    found = merged(TRAINED, [ahead])
    assert "2027" in found.no_chance.text("en")


# --- readings side by side ------------------------------------------------------------------------


def test_readings_stand_beside_each_other_and_disagree():
    values = ((2020, "69.6"), (2022, "90"), (2024, "109.8"))
    growing = [observation(str(y), v) for y, v in values]
    found = one(target(value=Decimal(230)), figures=growing)
    classes = {b.reading.method: b.reading.status for b in found.readings}
    assert classes["statcan"] == "substantial_progress"
    assert classes["unsd"] == "acceleration_needed"
    assert classes["escap_anticipated"] == "will_meet"
    assert found.reading("statcan").record.met == 0.52
    assert found.reading("unsd").record.met == 0.09
    assert found.reading("sdsn").record is None
    assert "2024" in str(found.reading("oecd").params)


def test_distances_need_three_territories_of_the_level():
    places = tuple(province(name) for name in ("t", "u", "v"))
    figures = [observation("2020", "50"), observation("2022", "60"), observation("2024", "100")]
    figures += [observation("2024", v, territory_id=n) for n, v in (("u", "120"), ("v", "140"))]
    found = one(target(), figures=figures, territories=places)
    assert found.reading("oecd").reading.progress == pytest.approx(100 / 20)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"basis": "cumulative", "period": "2021/2030"}, "flow"),
        ({"basis": "rank"}, "rank"),
        ({}, "growth"),
        ({"operator": "between", "upper": Decimal(300)}, "level"),
        ({"basis": "share", "period": "2021/2030"}, "level"),
    ],
)
def test_what_the_methods_have_no_rule_for_is_refused_with_a_reason(changes, kind):
    figures = [observation("2021", "50"), observation("2024", "100")]
    found = one(target(**changes), figures=figures, indicators=[indicator(kind=kind)])
    assert found.readings == ()
    assert found.no_readings.text("vi")


# --- sums and gaps --------------------------------------------------------------------------------


def test_a_sum_that_goes_on_growing():
    assert first_flow(80_000, 0, 2) == 40_000
    flow = indicator(kind="flow")
    promise = target(basis="cumulative", value=Decimal(100), period="2021/2025")
    figures = [observation(y, v) for y, v in (("2021", "10"), ("2022", "11"), ("2023", "12.1"))]
    during = SETTINGS.model_copy(update={"as_of": dt.date(2024, 6, 1)})
    found = one(promise, figures=figures, indicators=[flow], settings=during)
    assert found.pace.left == pytest.approx((100 - 33.1) / 2)
    (note,) = found.notes
    assert float(note.params["first"]) * 2.1 == pytest.approx(66.9, rel=1e-3)


@given(st.floats(1, 1e6), st.floats(-0.2, 0.4), st.integers(1, 12))
def test_growing_flows_add_up(total, rate, years):
    first = first_flow(total, rate, years)
    assert sum(first * (1 + rate) ** i for i in range(years)) == pytest.approx(total, rel=1e-6)


def test_a_gap_is_said():
    rate = indicator(unit="%/yr", kind="growth", aggregation="none")
    promise = target(basis="average_growth", value=Decimal(10), unit="%/yr", period="2021/2030")
    figures = [observation(y, "9", unit="%/yr") for y in ("2021", "2023")]
    found = one(promise, figures=figures, indicators=[rate])
    assert found.pace.years_done == 1
    assert any("2022" in note.text("en") for note in found.notes)


@given(st.integers(10, 500), st.integers(10, 500), st.sampled_from(["up", "down"]))
def test_the_pace_of_quantities_is_the_ratio_of_the_agencies(current, goal, direction):
    """Two ways to one number: the pace along the path, and the published formula."""
    better = goal > 100 if direction == "up" else goal < 100
    operator = "at_least" if direction == "up" else "at_most"
    figures = [observation("2020", "100"), observation("2025", str(current))]
    found = one(
        target(value=Decimal(goal), operator=operator),
        figures=figures,
        indicators=[indicator(direction=direction)],
    )
    if better and found.pace is not None:
        progress = found.reading("statcan").reading.progress
        assert found.pace.ratio == pytest.approx(progress, rel=1e-9)


@pytest.mark.parametrize(
    ("value", "statuses"),
    [
        ("1", ["target_achieved", "significant_progress", "on_track_or_met"]),
        ("0", ["target_not_achieved", "significant_deterioration", "stagnation_or_regression"]),
    ],
)
def test_milestones_are_read_as_yes_or_no(value, statuses):
    city = indicator(unit="status", aggregation="none")
    promise = target(basis="milestone", value=Decimal(1), unit="status")
    found = one(promise, figures=[observation("2025", value, unit="status")], indicators=[city])
    assert [b.reading.status for b in found.readings] == statuses
