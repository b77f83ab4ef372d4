"""Figures that jump as if they were of another definition are a warning, not a silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from tamnhin.data.jumps import Dated, find_jumps, scale_of
from tamnhin.data.types import Indicator, Observation
from tamnhin.data.vintage import choose
from tamnhin.periods import Period
from tamnhin.plan.no_breaks import NoBreak
from tamnhin.plan.rows import Rows
from tamnhin.plan.schema import PlanTables
from tamnhin.plan.types import Break
from tamnhin.problems import Problem, problem
from tamnhin.units import convert, convertible

_Pair = tuple[str, str]
_Places = Mapping[Period, list[int]]
"""Where the figures of each year of one series stand in the table."""
FEWEST: Final = 2


def check_jumps(rows: Rows) -> Iterator[Problem]:
    """Every series of published figures, year by year; see :mod:`tamnhin.data.jumps`."""
    tables = rows.tables
    indicators, territories = tables.ids("indicators"), tables.ids("territories")
    for (indicator_id, territory_id), places in _yearly(tables).items():
        indicator = indicators[indicator_id]
        used = {period: _used(tables, places[period]) for period in sorted(places)}
        figures = [
            Dated(period, value)
            for period, at in used.items()
            if (value := _value(tables, at, indicator)) is not None
        ]
        jumps = find_jumps(
            indicator,
            figures,
            days(tables.breaks, indicator_id, {territory_id}),
            days(tables.no_breaks, indicator_id, {territory_id}),
        )
        for jump in jumps:
            before, after = jump.before, jump.after
            at = used[after.period]
            yield problem(
                "jump",
                Observation.path,
                rows.number(Observation, at),
                "value",
                str(tables.observations.column("value")[at]),
                indicator=indicator,
                unit=territories.get(territory_id, territory_id),
                before=before.value,
                first=before.period.code,
                after=after.value,
                last=after.period.code,
                size=jump,
            )


def days(
    declared: Iterable[Break | NoBreak], indicator_id: str, territory_ids: set[str]
) -> tuple[dt.date, ...]:
    """First days of what is declared of a series, for one of these territories or everywhere."""
    return tuple(
        row.since.start
        for row in declared
        if row.indicator_id == indicator_id
        and (row.territory_id is None or row.territory_id in territory_ids)
    )


def _yearly(tables: PlanTables) -> dict[_Pair, dict[Period, list[int]]]:
    """The places of the yearly figures of every series whose changes are judged."""
    judged = {i.indicator_id for i in tables.indicators if scale_of(i) is not None}
    column = tables.observations.column
    cells = zip(
        column("indicator_id"),
        column("territory_id"),
        column("period"),
        column("value"),
        strict=True,
    )
    found: dict[_Pair, dict[Period, list[int]]] = {}
    for at, (indicator_id, territory_id, period, value) in enumerate(cells):
        if value is not None and period.is_year and indicator_id in judged:
            series = found.setdefault((indicator_id, territory_id), {})
            series.setdefault(period, []).append(at)
    return {pair: places for pair, places in found.items() if len(places) >= FEWEST}


def _used(tables: PlanTables, places: list[int]) -> int:
    """The place of the figure to use among those of one year."""
    if len(places) == 1:
        return places[0]
    rows = {at: tables.observations[at] for at in places}
    choice = choose(rows.values(), tables.ids("sources"))
    return next(at for at, row in rows.items() if choice is None or row is choice.used)


def _value(tables: PlanTables, at: int, indicator: Indicator) -> Decimal | None:
    """The figure in the unit of its indicator; a wrong unit is another check's finding."""
    value: Decimal = tables.observations.column("value")[at]
    symbol: str = tables.observations.column("unit")[at]
    if symbol == indicator.unit:
        return value
    if not convertible(symbol, indicator.unit):
        return None
    return Decimal(f"{convert(value, symbol, indicator.unit).normalize():f}")
