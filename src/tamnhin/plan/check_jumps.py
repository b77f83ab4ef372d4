"""Figures that jump as if they were of another definition are a warning, not a silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from tamnhin.data.jumps import LARGEST, LIMITS, Dated, Jump, find_jumps, scale_of
from tamnhin.data.types import Indicator, Observation
from tamnhin.data.vintage import choose
from tamnhin.periods import Period
from tamnhin.plan.no_breaks import NoBreak
from tamnhin.plan.rows import Rows
from tamnhin.plan.schema import PlanTables
from tamnhin.plan.types import Break
from tamnhin.problems import Problem, problem
from tamnhin.units import convert, convertible, factor

_Pair = tuple[str, str]
_Places = Mapping[Period, list[int]]
"""Where the figures of each year of one series stand in the table."""


def check_jumps(rows: Rows) -> Iterator[Problem]:
    """Every series of published figures, year by year; see :mod:`tamnhin.data.jumps`."""
    tables = rows.tables
    indicators, territories = tables.ids("indicators"), tables.ids("territories")
    for (indicator_id, territory_id), places in _suspect(tables).items():
        indicator = indicators[indicator_id]
        used = {period: _used(tables, places[period]) for period in sorted(places)}
        figures = [
            Dated(period, value)
            for period, at in used.items()
            if (value := _value(tables, at, indicator)) is not None
        ]
        for jump in undeclared(tables, indicator, figures, {territory_id}):
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


def undeclared(
    tables: PlanTables, indicator: Indicator, figures: Sequence[Dated], territory_ids: set[str]
) -> tuple[Jump, ...]:
    """The jumps of a series of which the plan says nothing.

    Args:
        tables: what is declared.
        indicator: what is measured.
        figures: one figure a year, in order of time, in the indicator's unit.
        territory_ids: the territory, and the units that its figures were put together from.
    """
    name = indicator.indicator_id
    breaks, looked_at = (
        _days(declared, name, territory_ids) for declared in (tables.breaks, tables.no_breaks)
    )
    return find_jumps(indicator, figures, breaks, looked_at)


def _days(
    declared: Iterable[Break | NoBreak], indicator_id: str, territory_ids: set[str]
) -> tuple[dt.date, ...]:
    """First days of what is declared of a series, for one of these territories or everywhere."""
    return tuple(
        row.since.start
        for row in declared
        if row.indicator_id == indicator_id
        and (row.territory_id is None or row.territory_id in territory_ids)
    )


def _suspect(tables: PlanTables) -> dict[_Pair, _Places]:
    """The places of the yearly figures of every series that might jump.

    Columns are looked through first, because most of a hundred thousand figures belong to series
    of which no change stands out. Series with several figures for a year, with figures in another
    unit than their indicator's, or with a declared break are always suspect.
    """
    judged = {i.indicator_id: i for i in tables.indicators if scale_of(i) is not None}
    column = tables.observations.column
    names, periods, values = column("indicator_id"), column("period"), column("value")
    rows = [
        at
        for at, (name, period, value) in enumerate(zip(names, periods, values, strict=True))
        if value is not None and period.is_year and name in judged
    ]
    pairs = list(zip(names, column("territory_id"), strict=True))
    codes = {pair: code for code, pair in enumerate(dict.fromkeys(pairs[at] for at in rows))}
    pair = np.array([codes[pairs[at]] for at in rows], dtype=np.int64)
    year = np.array([periods[at].year for at in rows], dtype=np.int64)
    order = np.lexsort((year, pair))
    size, limit, own = _sizes(tables, judged, [rows[i] for i in order.tolist()])
    pair, year = pair[order], year[order]
    broken = {row.indicator_id for row in tables.breaks}
    suspects = {code for (name, _), code in codes.items() if name in broken}
    suspects.update(pair[~own].tolist())
    suspects.update(_standing_out(pair, year, size, limit))
    found: dict[int, dict[Period, list[int]]] = {code: {} for code in sorted(suspects)}
    for i, code in zip(order.tolist(), pair.tolist(), strict=True):
        if code in suspects:
            found[code].setdefault(periods[rows[i]], []).append(rows[i])
    by_code = list(codes)
    return {by_code[code]: places for code, places in found.items()}


def _standing_out(
    pair: NDArray[np.int64],
    year: NDArray[np.int64],
    size: NDArray[np.float64],
    limit: NDArray[np.float64],
) -> Iterator[int]:
    """Codes of series with two figures for a year, or of which one change is far above the next.

    Args:
        pair: the series of each figure, rising.
        year: its year, rising within a series.
        size: the figure on the scale of changes.
        limit: what a jump exceeds on that scale, a year.
    """
    same, gap = np.diff(pair) == 0, np.diff(year)
    yield from pair[1:][same & (gap == 0)].tolist()
    step = np.abs(np.diff(size)) / np.maximum(gap, 1)
    known = same & np.isfinite(step)
    series, step, least = pair[1:][known], step[known], limit[1:][known]
    order = np.lexsort((step, series))
    series, step, least = series[order], step[order], least[order]
    last = np.flatnonzero(np.diff(series, append=-1))
    alone = np.diff(series, prepend=-1)[last] != 0
    second = np.where(alone, 0.0, step[last - 1])
    yield from series[last[(step[last] > least[last]) & (step[last] > LARGEST * second)]].tolist()


def _sizes(
    tables: PlanTables, judged: Mapping[str, Indicator], rows: list[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Of each row its figure on the scale of changes, the limit there, and if the unit is own."""
    column = tables.observations.column
    names, units, values = column("indicator_id"), column("unit"), column("value")
    kinds = {name: _kind(indicator) for name, indicator in judged.items()}
    log = np.array([kinds[names[at]][0] for at in rows], dtype=bool)
    times = np.array([kinds[names[at]][1] for at in rows], dtype=float)
    value = np.array([float(values[at]) for at in rows], dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(value > 0, np.log(value), np.nan)
    own = np.array([units[at] == judged[names[at]].unit for at in rows], dtype=bool)
    limit = np.where(log, LIMITS["log"], LIMITS["points"])
    return np.where(log, logs, value * times), limit, own


def _kind(indicator: Indicator) -> tuple[bool, float]:
    """Whether changes are logarithms, and else what makes a figure one in per cent."""
    if scale_of(indicator) == "log":
        return True, 1.0
    return False, float(factor(indicator.unit, "%"))


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
