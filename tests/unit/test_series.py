# ruff: noqa: E501 - a case is read best on one line
"""Series of territories that were merged, divided or dissolved, and what was known when."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

import tamnhin
from smallplan import add_row, edit, put
from tamnhin.data import vintage
from tamnhin.data.lineage import Lineage, Piece
from tamnhin.data.observations import Observations
from tamnhin.periods import parse_period
from tamnhin.territory import Share, Territory, TerritoryEvent

OBS = "series/observations.csv"
SHA = "tables/territory_shares.csv"


@pytest.fixture
def plan(small_plan: Path) -> tamnhin.Plan:
    return tamnhin.open_plan(small_plan)


def observe(folder: Path, indicator: str, unit: str, period: str, value: str, symbol: str) -> None:
    add_row(folder, OBS, indicator_id=indicator, territory_id=unit, period=period, value=value,
            unit=symbol, source_id="nien-giam", status="final", qualifier="exact")  # fmt: skip


def values(series: object) -> dict[str, Decimal]:
    return {str(p.period): p.value for p in series.points}  # type: ignore[attr-defined]


def test_additive_figures_of_a_new_province_are_summed_in_its_unit(plan: tamnhin.Plan) -> None:
    series = plan.series("grdp", "moi")
    assert values(series) == {"2022": 300_500, "2023": 334_500, "2025": 420_000}
    assert [p.method for p in series.points] == ["summed", "summed", "observed"]
    point = series.at(parse_period("2023"))
    assert point is not None
    assert [(p.territory_id, p.value) for p in point.parts] == [("bac", 111_500), ("nam", 223_000)]
    assert point.event_ids == ("sap-nhap",)
    assert point.observation is None
    assert series.said(point, "en") == "sum of North, South"
    assert "2025: 420,000 - as published" in series.explain("en")
    assert series.values.tolist() == [300_500.0, 334_500.0, 420_000.0]
    assert series.years.tolist() == [2022, 2023, 2025]
    assert series.at(parse_period("1999")) is None


def test_a_rate_is_weighted_by_the_named_series(plan: tamnhin.Plan) -> None:
    series = plan.series("poverty", "moi")
    (point,) = series.points
    assert point.value == (Decimal("2.5") * 800_000 + Decimal(5) * 1_200_000) / 2_000_000
    assert [p.weight for p in point.parts] == [800_000, 1_200_000]
    assert "weighted by Population" in series.said(point, "en")


def test_growth_is_weighted_by_the_level_of_the_year_before(plan: tamnhin.Plan) -> None:
    (point,) = plan.series("grdp.growth", "moi").points
    wanted = (Decimal("10.5") * 100_500 + Decimal("11.5") * 200_000) / 300_500
    assert point.value == wanted
    assert [p.weight for p in point.parts] == [100_500, 200_000]


def test_what_cannot_be_put_together_is_refused_with_the_reason(
    small_plan: Path, plan: tamnhin.Plan
) -> None:
    with pytest.raises(tamnhin.DataError) as raised:
        plan.series("rank.pci", "moi")
    assert "PCI rank" in raised.value.text("en")
    assert "cannot be put together" in raised.value.text("en")
    with pytest.raises(tamnhin.DataError) as raised:
        plan.series("area", "moi")
    assert "no figure" in raised.value.text("en")
    put(small_plan, OBS, 11, "period", "2019")
    with pytest.raises(tamnhin.DataError) as raised:
        tamnhin.open_plan(small_plan).series("poverty", "moi")
    assert "weight" in raised.value.text("en")
    assert "2023" in raised.value.text("en")


def test_a_period_of_which_one_part_is_unknown_is_refused_and_the_others_answered(
    small_plan: Path,
) -> None:
    observe(small_plan, "grdp", "nam", "2024", "240000", "billion VND")
    observe(small_plan, "grdp.growth", "bac", "2024-Q1", "9", "%/yr")
    observe(small_plan, "grdp.growth", "nam", "2024-Q1", "8", "%/yr")
    plan = tamnhin.open_plan(small_plan)
    series = plan.series("grdp", "moi")
    (refusal,) = series.refusals
    assert str(refusal.period) == "2024"
    assert "North" in refusal.text("en")
    assert "2024" not in values(series)
    assert refusal.text("en") in series.explain("en")
    (refusal,) = plan.series("grdp.growth", "moi").refusals
    assert "no yearly base" in refusal.text("en")
    assert plan.series("grdp.growth", "moi").annual.refusals == ()


def test_weights_that_add_up_to_nothing_are_refused(small_plan: Path) -> None:
    for row in (11, 12):
        put(small_plan, OBS, row, "value", "0")
    with pytest.raises(tamnhin.DataError) as raised:
        tamnhin.open_plan(small_plan).series("poverty", "moi")
    assert "add up to nothing" in raised.value.text("en")


def test_a_published_figure_is_used_before_any_sum(small_plan: Path) -> None:
    observe(small_plan, "grdp", "moi", "2023", "999", "billion VND")
    series = tamnhin.open_plan(small_plan).series("grdp", "moi")
    point = series.at(parse_period("2023"))
    assert point is not None
    assert (point.value, point.method) == (999, "observed")


def test_unknown_names_are_not_found(plan: tamnhin.Plan) -> None:
    for indicator, territory in (("nothing", "bac"), ("grdp", "nothing")):
        with pytest.raises(tamnhin.NotFound) as raised:
            plan.series(indicator, territory)
        assert "“nothing”" in raised.value.text("en")


# --- what was known on a day ------------------------------------------------------------------


def test_as_of_leaves_out_what_was_published_later(plan: tamnhin.Plan) -> None:
    known = {
        "2024-06-14": {"2022": 100_500},
        "2024-06-15": {"2022": 100_500, "2023": 110_250},
        "2024-12-31": {"2022": 100_500, "2023": 110_250},
        "2025-06-15": {"2022": 100_500, "2023": 111_500},
    }  # fmt: skip
    for day, wanted in known.items():
        series = plan.series("grdp", "bac", as_of=dt.date.fromisoformat(day))
        assert values(series) == wanted
    with pytest.raises(tamnhin.DataError):
        plan.series("grdp", "bac", as_of=dt.date(2022, 12, 30))


def test_a_figure_of_which_only_the_year_of_publication_is_known_counts_from_its_end(
    small_plan: Path,
) -> None:
    edit(
        small_plan, OBS, lambda s: s.replace("grdp,bac,2023,2024-06-15", "grdp,bac,2023,2026-06-15")
    )
    plan = tamnhin.open_plan(small_plan)
    assert "2023" not in values(plan.series("grdp", "bac", as_of=dt.date(2024, 12, 30)))
    assert values(plan.series("grdp", "bac", as_of=dt.date(2024, 12, 31)))["2023"] == 110_000


def test_before_the_merger_there_is_no_new_province_and_after_it_the_sum(
    plan: tamnhin.Plan,
) -> None:
    with pytest.raises(tamnhin.DataError) as raised:
        plan.series("grdp", "moi", as_of=dt.date(2025, 6, 30))
    assert "1 Jul 2025" in raised.value.text("en")
    series = plan.series("grdp", "moi", as_of=dt.date(2025, 7, 1))
    assert values(series) == {"2022": 300_500, "2023": 334_500}
    assert values(plan.series("grdp", "bac", as_of=dt.date(2026, 1, 1)))["2023"] == 111_500


# --- which vintage ----------------------------------------------------------------------------


def test_the_choice_among_vintages_and_its_reason(plan: tamnhin.Plan) -> None:
    point = plan.series("grdp", "bac").at(parse_period("2023"))
    assert point is not None
    assert point.choice is not None
    assert [str(o.published) for o in (point.choice.used, *point.choice.others)] == [
        "2025-06-15", "2024-06-15", "2024",
    ]  # fmt: skip
    assert point.choice.reason == vintage.NEWEST


@pytest.mark.parametrize(
    ("rows", "winner", "reason"),
    [
        ([{}], 0, vintage.ONLY),
        ([{"qualifier": "about", "published": "2025"}, {}], 1, vintage.EXACT),
        ([{"published": "2024"}, {"published": "2024-02"}], 1, vintage.NEWEST),
        ([{"published": ""}, {"published": "2001"}], 1, vintage.NEWEST),
        ([{"status": "preliminary"}, {"status": "final", "source_id": "tin"}], 1, vintage.FIRMEST),
        ([{"source_id": "tin"}, {}], 1, vintage.FIRMEST),
        ([{"qualifier": "over"}, {"qualifier": "about", "source_id": "tin"}], 0, vintage.FIRMEST),
        ([{"published": "2025", "qualifier": "about"}, {"published": "2024"},
          {"published": "2023"}], 1, vintage.NEWEST),
    ],
)  # fmt: skip
def test_which_figure_is_used(
    plan: tamnhin.Plan, rows: list[dict[str, str]], winner: int, reason: str
) -> None:
    base = plan.observations[0].model_dump() | {"published": "2024-01"}
    figures = [
        type(plan.observations[0]).model_validate({**base, **row, "value": Decimal(i)}
                                                  | ({"published": None} if row.get("published") == "" else {}))
        for i, row in enumerate(rows)
    ]  # fmt: skip
    sources = plan.ids("sources")
    for order in (figures, figures[::-1]):
        choice = vintage.choose(order, sources)
        assert choice is not None
        assert choice.used is figures[winner]
        assert choice.reason == reason
        assert len(choice.others) == len(rows) - 1


def test_a_missing_figure_is_never_chosen(plan: tamnhin.Plan) -> None:
    missing = [o for o in plan.observations if o.status == "missing"]
    assert missing
    assert vintage.choose(missing, plan.ids("sources")) is None
    assert "2024" not in values(plan.series("poverty", "nam"))


# --- after the end of a territory ---------------------------------------------------------------


def test_a_dissolved_province_is_refused_where_a_ward_straddles_its_border(
    small_plan: Path,
) -> None:
    observe(small_plan, "population", "phuong-2", "2026", "700000", "persons")
    series = tamnhin.open_plan(small_plan).series("population", "bac")
    assert values(series) == {"2023": 800_000}
    (refusal,) = series.refusals
    assert (str(refusal.period), "Ward Two" in refusal.text("en")) == ("2026", True)


def test_a_dissolved_province_is_rebuilt_from_the_successors_of_its_communes(
    small_plan: Path,
) -> None:
    edit(small_plan, SHA, lambda s: s.replace("chia-xa,xa-n1,phuong-2,whole,1,,\n", ""))
    observe(small_plan, "population", "phuong-2", "2026", "700000", "persons")
    series = tamnhin.open_plan(small_plan).series("population", "bac")
    assert values(series) == {"2023": 800_000, "2026": 1_200_000}
    point = series.at(parse_period("2026"))
    assert point is not None
    assert (point.method, point.event_ids) == ("summed", ("chia-xa",))
    assert [p.territory_id for p in point.parts] == ["phuong-1", "phuong-2"]


def test_a_part_is_measured_by_the_share_that_fits_the_indicator(small_plan: Path) -> None:
    for name, value, symbol in (("population", "1000", "persons"), ("area", "10", "km2")):
        for unit in ("xa-b1", "xa-b2"):
            observe(small_plan, name, unit, "2024", value, symbol)
    observe(small_plan, "grdp", "xa-b1", "2024", "1", "billion VND")
    observe(small_plan, "grdp", "xa-b2", "2024", "1", "billion VND")
    plan = tamnhin.open_plan(small_plan)
    assert values(plan.series("population", "phuong-1"))["2024"] == 1250
    assert values(plan.series("area", "phuong-1"))["2024"] == 14
    with pytest.raises(tamnhin.DataError) as raised:
        plan.series("grdp", "phuong-1")
    assert "its share is not known" in raised.value.text("en")


def test_parts_of_units_are_never_averaged(small_plan: Path) -> None:
    for unit in ("xa-b1", "xa-b2"):
        observe(small_plan, "poverty", unit, "2024", "5", "%")
        observe(small_plan, "population", unit, "2024", "100", "persons")
    with pytest.raises(tamnhin.DataError) as raised:
        tamnhin.open_plan(small_plan).series("poverty", "phuong-1")
    assert "its share is not known" in raised.value.text("en")


# --- lineage alone --------------------------------------------------------------------------------


def unit(
    name: str, begins: str | None = None, ends: str | None = None, parent: str | None = None
) -> Territory:
    day = dt.date.fromisoformat
    return Territory(territory_id=name, title_vi=name, title_en=name, level="commune",
                     valid_from=None if begins is None else day(begins),
                     valid_to=None if ends is None else day(ends), parent_id=parent)  # fmt: skip


def lineage(units: list[Territory], moves: list[tuple[str, str, str]]) -> Lineage:
    days = sorted({day for day, _, _ in moves})
    events = {
        day: TerritoryEvent(event_id=day, title_vi="x", title_en="x", kind="merge",
                            effective_on=dt.date.fromisoformat(day), citation_id="c")
        for day in days
    }  # fmt: skip
    shares = tuple(
        Share(event_id=day, predecessor_id=a, successor_id=b, measure="whole", share=Decimal(1))
        for day, a, b in moves
    )
    return Lineage({u.territory_id: u for u in units}, events, shares)


def found(line: Lineage, name: str) -> list[tuple[str, dict[str, Decimal | None]]]:
    return [
        (c.direction, {p.territory_id: p.share for p in c.pieces})
        for c in line.compositions(name, None)
    ]


def test_a_dissolved_district_lives_on_in_its_communes() -> None:
    units = [unit("d", None, "2025-06-30"), unit("a", parent="d"), unit("b", parent="d")]
    line = lineage(units, [])
    assert found(line, "d") == [("successors", {"a": 1, "b": 1})]
    assert found(line, "a") == []


def test_a_commune_that_had_ended_before_does_not_count_twice() -> None:
    units = [
        unit("d", None, "2025-06-30"), unit("old", None, "2019-12-31", "d"),
        unit("new", "2020-01-01", "2025-06-30", "d"), unit("b", None, "2025-06-30", "d"),
        unit("ward", "2025-07-01"),
    ]  # fmt: skip
    moves = [
        ("2020-01-01", "old", "new"),
        ("2025-07-01", "new", "ward"),
        ("2025-07-01", "b", "ward"),
    ]
    line = lineage(units, moves)
    assert found(line, "d") == [("successors", {"ward": 1})]
    assert found(line, "new") == [("predecessors", {"old": 1})]


def test_later_mergers_of_its_parts_are_followed() -> None:
    units = [
        unit("d", None, "2024-12-31"), unit("a", None, "2026-12-31", "d"), unit("b", None, "2026-12-31", "d"),
        unit("ab", "2027-01-01", "2029-12-31"), unit("x", None, "2029-12-31"), unit("abx", "2030-01-01"),
    ]  # fmt: skip
    moves = [("2027-01-01", "a", "ab"), ("2027-01-01", "b", "ab"), ("2030-01-01", "ab", "abx"),
             ("2030-01-01", "x", "abx")]  # fmt: skip
    line = lineage(units, moves)
    assert found(line, "d") == [("successors", {"a": 1, "b": 1}), ("successors", {"ab": 1})]


def test_a_unit_that_ended_unheard_of_leaves_no_sum() -> None:
    units = [unit("d", None, "2024-12-31"), unit("a", None, "2024-12-31", "d"),
             unit("b", None, "2024-12-31", "d"), unit("x", "2025-01-01")]  # fmt: skip
    assert found(lineage(units, [("2025-01-01", "a", "x")]), "d") == []


def test_a_unit_whose_borders_changed_is_not_made_of_itself() -> None:
    units = [unit("a"), unit("b")]
    line = lineage(units, [("2020-01-01", "a", "a"), ("2020-01-01", "b", "a")])
    assert found(line, "a") == []


def test_only_the_event_that_made_a_unit_tells_what_it_was_made_of() -> None:
    units = [unit("t", "2000-01-01"), unit("h", None, "1999-12-31"), unit("x")]
    line = lineage(
        units, [("2000-01-01", "h", "t"), ("2010-01-01", "x", "t"), ("2010-01-01", "t", "t")]
    )
    assert found(line, "t") == [("predecessors", {"h": 1})]
    (composition,) = line.compositions("t", None)
    assert composition.whole
    assert composition.pieces == (Piece("h", Decimal(1)),)


def test_a_circle_of_events_ends(plan: tamnhin.Plan) -> None:
    units = tuple(
        t.model_copy(update={"valid_from": None, "valid_to": None}) for t in plan.territories
    )
    back = plan.territory_shares[-1].model_copy(
        update={"predecessor_id": "moi", "successor_id": "bac", "event_id": "chia-xa"}
    )
    circle = dataclasses.replace(
        plan, territories=units, territory_shares=(*plan.territory_shares, back)
    )
    assert values(circle.series("grdp", "moi"))["2023"] == 334_500


def test_a_long_chain_of_mergers_is_summed_once_for_each_unit(plan: tamnhin.Plan) -> None:
    """Every unit is made of the two before it: without memory this takes 2 ** 40 steps."""
    day = dt.date(2000, 1, 1)
    base = plan.territories[0]
    names = [f"u{i}{side}" for i in range(40) for side in "ab"]
    units = tuple(
        base.model_copy(update={"territory_id": n, "valid_to": None, "parent_id": None})
        for n in names
    )
    share = plan.territory_shares[0]
    event = plan.territory_events[0].model_copy(update={"event_id": "e", "effective_on": day})
    shares = tuple(
        share.model_copy(update={"event_id": "e", "predecessor_id": f"u{i - 1}{p}",
                                 "successor_id": f"u{i}{s}", "measure": "whole"})
        for i in range(1, 40) for p in "ab" for s in "ab"
    )  # fmt: skip
    observation = plan.observations[0]
    rows = [observation.model_copy(update={"territory_id": f"u0{s}"}) for s in "ab"]
    tower = dataclasses.replace(
        plan, territories=units, territory_events=(event,), territory_shares=shares,
        observations=Observations.of(rows),
    )  # fmt: skip
    assert values(tower.series("grdp", "u39a"))["2022"] == 100_500 * 2**39


def test_a_wrong_number_of_cells_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        Observations({**{c: [] for c in Observations.of(())._table}, "value": [1]})


def test_observations_behave_as_a_sequence(plan: tamnhin.Plan) -> None:
    table = plan.observations
    assert len(table) == 17
    assert table[-1] == list(table)[-1] == table[-2:][1]
    assert Observations.of(table) == table
    assert hash(Observations.of(table)) == hash(table)
    assert table != Observations.of(table[1:])
    assert [str(o.period) for o in table.about("grdp", "nam")] == ["2022", "2023"]
    assert table.about("grdp", "nowhere") == ()
    assert ("grdp", "moi") in table.pairs()
    assert repr(table) == "<Observations: 17>"


def test_a_territory_is_not_rebuilt_from_a_part_of_what_became_of_it(small_plan: Path) -> None:
    """0.4 of a province went to one listed unit; nothing says where the rest went."""
    plan = tamnhin.open_plan(small_plan)
    ends, begins = dt.date(2022, 12, 31), dt.date(2023, 1, 1)
    units = (
        *plan.territories,
        Territory(territory_id="ab", title_vi="AB", title_en="AB", level="province", valid_to=ends),
        Territory(
            territory_id="c", title_vi="C", title_en="C", level="province", valid_from=begins
        ),
    )
    event = plan.territory_events[0].model_copy(
        update={"event_id": "split", "kind": "split", "effective_on": begins}
    )
    share = Share(
        event_id="split",
        predecessor_id="ab",
        successor_id="c",
        measure="population",
        share=Decimal("0.4"),
    )
    figure = plan.observations[0].model_copy(
        update={"territory_id": "c", "period": parse_period("2024")}
    )
    world = dataclasses.replace(
        plan,
        territories=units,
        territory_events=(*plan.territory_events, event),
        territory_shares=(*plan.territory_shares, share),
        observations=Observations.of([figure]),
    )
    with pytest.raises(tamnhin.DataError) as raised:
        world.series(figure.indicator_id, "ab")
    assert "not listed completely" in raised.value.text("en")


def test_a_share_that_was_applied_is_said(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    day = dt.date(2023, 1, 1)
    ends = dt.date(2022, 12, 31)
    units = (
        Territory(territory_id="a", title_vi="A", title_en="A", level="province", valid_to=ends),
        Territory(territory_id="b", title_vi="B", title_en="B", level="province", valid_to=ends),
        Territory(
            territory_id="ab", title_vi="AB", title_en="AB", level="province", valid_from=day
        ),
    )
    event = plan.territory_events[0].model_copy(update={"event_id": "m", "effective_on": day})
    common = {"event_id": "m", "successor_id": "ab"}
    shares = (
        Share(predecessor_id="a", measure="grdp", share=Decimal("0.4"), **common),
        Share(predecessor_id="b", measure="whole", share=Decimal(1), **common),
    )
    first = plan.observations[0]
    figures = [first.model_copy(update={"territory_id": t}) for t in "ab"]
    grdp = plan.indicator(first.indicator_id).model_copy(update={"indicator_id": "grdp.x"})
    figures = [f.model_copy(update={"indicator_id": "grdp.x"}) for f in figures]
    world = dataclasses.replace(
        plan,
        indicators=(*plan.indicators, grdp),
        territories=units,
        territory_events=(event,),
        territory_shares=shares,
        observations=Observations.of(figures),
    )
    series = world.series("grdp.x", "ab")
    (point,) = series.points
    assert "40 % of A" in series.said(point, "en")
    assert [part.share for part in point.parts] == [Decimal("0.4"), 1]
    assert point.value == Decimal("140700")


def test_days_and_periods_may_be_given_as_text(plan: tamnhin.Plan) -> None:
    pair = ("grdp", "nam")
    day = plan.series(*pair, as_of="2026-01-01")
    assert day.points == plan.series(*pair, as_of=dt.date(2026, 1, 1)).points
    assert plan.series(*pair, as_of=dt.datetime(2026, 1, 1, 12)).points == day.points  # noqa: DTZ001
    for wrong in ("soon", 5):
        with pytest.raises(tamnhin.InputError):
            plan.series(*pair, as_of=wrong)
    series = plan.series(*pair)
    assert series.at("2022") == series.at(2022) == series.at(parse_period("2022"))
    assert series.at("1999") is None
    with pytest.raises(tamnhin.InputError):
        series.at("xx")
    assert len(repr(series)) < 200
