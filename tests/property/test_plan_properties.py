# ruff: noqa: E501 - a case is read best on one line
"""Any valid plan: saved and opened it is the same; sums over a merger lose nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tamnhin
from smallplan import contents, write_small_plan
from tamnhin.data.observations import Observations
from tamnhin.data.types import Indicator, Observation
from tamnhin.periods import PartialDate, parse_date, parse_period
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Lever
from tamnhin.provenance import Source
from tamnhin.records import id_fault
from tamnhin.territory import Share, Territory, TerritoryEvent

SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
IDS = st.from_regex(r"[a-z0-9][a-z0-9.\-]{0,6}", fullmatch=True).filter(
    lambda text: id_fault(text) is None
)
TEXTS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Co"]), max_size=12
) | st.sampled_from(['a,"b"', "x\ny", "=1", "'", '""', "a;b", "Quy hoạch", "#", "\t", "-", "1.234"])
TITLES = TEXTS.filter(lambda text: text.strip() != "")
NUMBERS = st.decimals(-(10**9), 10**9, places=3) | st.integers(-(10**12), 10**12).map(Decimal)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
DATES = st.builds(lambda day, n: parse_date(day.isoformat()[:n]), DAYS, st.sampled_from([4, 7, 10]))
PERIODS = st.sampled_from(
    ["2020", "2021", "2021-H1", "2021-Q3", "2021-9M", "2021-04", "2021-04-01", "2016/2020"]
)


@cache
def base() -> Plan:
    with tempfile.TemporaryDirectory() as place:
        return dataclasses.replace(
            tamnhin.open_plan(write_small_plan(Path(place))), layers=(), folder=None
        )


def written_key(key: tuple[Any, ...]) -> tuple[str, ...]:
    """The key of an observation as its table has it."""
    return (*key[:3], str(key[3] or ""), key[4])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """The small plan with other sources, levers and observations."""
    names = draw(st.lists(IDS, min_size=1, max_size=5, unique=True))
    extra = [
        Source(
            source_id=f"s.{name}", kind=draw(st.sampled_from(["report", "dataset"])),
            title_vi=draw(TITLES), title_en=draw(TITLES), number=draw(TEXTS), note=draw(TEXTS),
            issued_on=draw(st.none() | DATES), retrieved_on=draw(st.none() | DAYS),
            sha256=draw(st.sampled_from(["", "0" * 64])), url=draw(st.sampled_from(["", "https://x/ô"])),
        )
        for name in names
    ]  # fmt: skip
    sources = sorted([*base().sources, *extra], key=lambda s: s.source_id)
    levers = []
    for name in sorted(names):
        low, reference, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
        ids = draw(st.lists(st.sampled_from(["khu", "kinh-te"]), unique=True))
        levers.append(
            Lever(lever_id=name, title_vi=draw(TITLES), title_en=draw(TITLES), variable=draw(TITLES),
                  unit="ha", low=low, high=high, reference=reference, commitment_ids=tuple(ids))
        )  # fmt: skip
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["grdp", "population", "poverty"]),
                st.sampled_from(["bac", "nam", "moi"]), PERIODS, st.none() | DATES,
                st.sampled_from([s.source_id for s in sources]),
            ),
            max_size=12,
            unique_by=written_key,
        )
    )  # fmt: skip
    symbols = {"grdp": "billion VND", "population": "persons", "poverty": "%"}
    rows = []
    for key in sorted(keys, key=written_key):
        value = draw(st.none() | NUMBERS)
        rows.append(
            Observation(
                indicator_id=key[0], territory_id=key[1], period=parse_period(key[2]),
                published=key[3], source_id=key[4], value=value, unit=symbols[key[0]],
                status="missing" if value is None else "final", note=draw(TEXTS),
            )
        )  # fmt: skip
    return dataclasses.replace(
        base(), sources=tuple(sources), levers=tuple(levers), observations=Observations.of(rows)
    )


@SOME
@given(plans())
def test_saved_and_opened_a_plan_is_the_same_and_stays_so_to_the_byte(plan: Plan) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "plan"
        plan.save(folder)
        opened = tamnhin.open_plan(folder)
        assert opened == plan
        written = contents(folder)
        assert opened.save(folder) == []
        opened.save(Path(place) / "copy")
        assert contents(folder) == written == contents(Path(place) / "copy")
        for data in written.values():
            assert b"\r" not in data.replace(b"\r\n", b"\r")
            assert data.endswith(b"\n")
            assert data.decode("utf-8")


@SOME
@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_in_memory_does_not_matter(plan: Plan, chance: Any) -> None:
    shuffled = [list(rows) for rows in (plan.sources, plan.levers, plan.observations)]
    for rows in shuffled:
        chance.shuffle(rows)
    other = dataclasses.replace(
        plan, sources=tuple(shuffled[0]), levers=tuple(shuffled[1]),
        observations=Observations.of(shuffled[2]),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        plan.save(Path(place) / "a")
        other.save(Path(place) / "b")
        assert contents(Path(place) / "a") == contents(Path(place) / "b")
        assert tamnhin.open_plan(Path(place) / "b") == plan


def merged(levels: list[tuple[Decimal, Decimal]]) -> Any:
    """Figures of several provinces for two years, and one province made of them all."""
    unit = {"title_vi": "x", "title_en": "x", "level": "province"}
    common = {"title_vi": "x", "title_en": "x", "direction": "up", "topic": "economy"}
    old = [f"p{i}" for i in range(len(levels))]
    rows = []
    published: PartialDate | None = None
    for name, pair in zip(old, levels, strict=True):
        growth = pair[1] / pair[0] * 100 - 100
        for indicator, year, value, symbol in (
            ("grdp", "2022", pair[0], "billion VND"), ("grdp", "2023", pair[1], "billion VND"),
            ("growth", "2023", growth, "%/yr"),
        ):  # fmt: skip
            rows.append(
                Observation(indicator_id=indicator, territory_id=name, period=parse_period(year),
                            published=published, source_id="s", value=value, unit=symbol, status="final")
            )  # fmt: skip
    return dataclasses.replace(
        base(),
        indicators=(
            Indicator(indicator_id="grdp", unit="million VND", kind="flow", aggregation="sum", **common),
            Indicator(indicator_id="growth", unit="%/yr", kind="growth", aggregation="weighted",
                      weight_indicator_id="grdp", **common),
        ),
        observations=Observations.of(rows),
        territories=(
            *(Territory(territory_id=n, valid_to=dt.date(2025, 6, 30), **unit) for n in old),
            Territory(territory_id="new", valid_from=dt.date(2025, 7, 1), **unit),
        ),
        territory_events=(
            TerritoryEvent(event_id="e", title_vi="x", title_en="x", kind="merge",
                           effective_on=dt.date(2025, 7, 1), citation_id="c"),
        ),
        territory_shares=tuple(
            Share(event_id="e", predecessor_id=n, successor_id="new", measure="whole", share=Decimal(1))
            for n in old
        ),
    )  # fmt: skip


LEVELS = st.decimals(Decimal("0.001"), 10**12, places=3)


@SOME
@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=6))
def test_a_merger_keeps_totals_and_growth(levels: list[tuple[Decimal, Decimal]]) -> None:
    plan = merged(levels)
    sums = [sum((pair[i] for pair in levels), Decimal(0)) for i in (0, 1)]
    series = plan.series("grdp", "new")
    assert [point.value for point in series.points] == [total * 1000 for total in sums]
    (growth,) = plan.series("growth", "new").points
    wanted = sums[1] / sums[0] * 100 - 100
    assert abs(growth.value - wanted) <= Decimal("1e-12") * max(1, abs(wanted))


@SOME
@given(
    st.lists(st.decimals(0, 1, places=3), min_size=1, max_size=4),
    st.integers(0, 10**9),
)
def test_a_division_keeps_the_total(cuts: list[Decimal], people: int) -> None:
    """The parts that a unit is divided into add up to it, whatever the shares."""
    edges = [Decimal(0), *sorted(cuts), Decimal(1)]
    shares = [b - a for a, b in pairwise(edges)]
    plan = merged([(Decimal(1), Decimal(1))])
    units = [plan.territories[0]]
    moves = []
    for i, share in enumerate(shares):
        units.append(plan.territories[-1].model_copy(update={"territory_id": f"n{i}"}))
        moves.append(
            Share(
                event_id="e",
                predecessor_id="p0",
                successor_id=f"n{i}",
                measure="population",
                share=share,
            )
        )
    indicator = plan.indicators[0].model_copy(update={"indicator_id": "people", "unit": "persons"})
    row = plan.observations[0].model_copy(
        update={"indicator_id": "people", "unit": "persons", "value": Decimal(people)}
    )
    divided = dataclasses.replace(
        plan, territories=tuple(units), territory_shares=tuple(moves), indicators=(indicator,),
        observations=Observations.of([row]),
    )  # fmt: skip
    total = sum(divided.series("people", f"n{i}").points[0].value for i in range(len(shares)))
    assert total == people
