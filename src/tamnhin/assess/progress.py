"""The progress of every target of a plan at once, by Statistics Canada's measure.

A table of thousands of series is judged as columns. What columns cannot tell (several figures for
one period, parts of a year, other units, breaks, mergers, promises that are no level) is assessed
one by one, so that every target gets the reading that :func:`tamnhin.assess.pace.assess` gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from tamnhin.assess.baselines import MAX_BASELINE_AGE
from tamnhin.assess.goal import ABOVE
from tamnhin.assess.pace import assess_target
from tamnhin.assess.peers import Peers
from tamnhin.assess.readings.table import Floats, TableReading, read_columns
from tamnhin.assess.readings.types import NOT_AVAILABLE
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Target

_Cell = TypeVar("_Cell", str, int)
_SPAN: Final = 100
"""Years of a table; a series that is longer is assessed alone."""
_LEVELS: Final = frozenset({"level", "share"})
_NO_LEVEL: Final = frozenset({"growth", "rank"})
_EITHER: Final = frozenset({"exactly", "about"})
"""Operators that are read with the indicator's direction."""


@dataclass(frozen=True)
class Progress:
    """What the measure says of each target of a plan.

    Attributes:
        targets: the targets, in the order of the plan's table.
        reading: class, ratio and score of each, shape ``(len(targets),)``; "not_available" where
            the measure has no rule for the promise, or no figures.
        alone: which targets were assessed one by one.
    """

    targets: tuple[Target, ...]
    reading: TableReading
    alone: NDArray[np.bool_]


def progress(plan: Plan) -> Progress:
    """The progress of every target, as :func:`tamnhin.assess.pace.assess` reads it.

    Every figure of the plan counts; the day in plan.yaml says which due years are over.
    """
    figures = _Figures(plan)
    quick = list(_quick(plan, figures))
    number = len(plan.targets)
    status = np.full(number, NOT_AVAILABLE, dtype="U32")
    ratio, score, alone = np.full(number, np.nan), np.full(number, np.nan), np.ones(number, bool)
    if quick:
        at, found = _read(plan, figures, quick)
        status[at], ratio[at], score[at] = found.status, found.progress, found.score
        alone[at] = False
    peers = Peers(plan, None)
    for i in np.flatnonzero(alone):
        beside = assess_target(plan, plan.targets[i], None, peers).reading("statcan")
        if beside is not None:
            one = beside.reading
            status[i] = one.status
            ratio[i] = np.nan if one.progress is None else one.progress
            score[i] = np.nan if one.score is None else one.score
    return Progress(plan.targets, TableReading(status, ratio, score), alone)


class _Figures:
    """Where the figures of a plan stand: a row for each indicator and territory, a column a year.

    Only places are kept: of each series the measure wants two figures.
    """

    def __init__(self, plan: Plan) -> None:
        column = plan.observations.column
        self._plan = plan
        self._values = column("value")
        self._indicators, indicator = _codes(column("indicator_id"))
        self._territories, territory = _codes(column("territory_id"))
        self._units, unit = _codes(column("unit"))
        # Only pairs that have figures are rows: most communes report few indicators.
        codes, self._row = np.unique(
            indicator * len(self._territories) + territory, return_inverse=True
        )
        self._of_indicator, self._of_territory = np.divmod(codes, max(len(self._territories), 1))
        self._place = {code: row for row, code in enumerate(codes.tolist())}
        self._unit = np.unique(indicator * len(self._units) + unit)
        # One text gives one period object, so that there are few of them.
        periods = column("period")
        names, place = _codes(tuple(map(id, periods)))
        known = dict(zip(map(id, periods), periods, strict=True))
        kinds = [known[name] for name in names]
        self._year = np.array([period.year for period in kinds], dtype=np.int64)[place]
        self._whole = np.array([period.is_year for period in kinds], dtype=bool)[place]

    def row(self, target: Target) -> int | None:
        """The row of what a target measures."""
        indicator = self._indicators.get(target.indicator_id)
        territory = self._territories.get(target.territory_id)
        if indicator is None or territory is None:
            return None
        return self._place.get(indicator * len(self._territories) + territory)

    @cached_property
    def years(self) -> NDArray[np.int64]:
        """The years of the columns, rising: at least one, and no more than :data:`_SPAN`."""
        year = self._year
        if not len(year):
            return np.zeros(1, dtype=np.int64)
        return np.arange(max(year.min(), year.max() - _SPAN + 1), year.max() + 1)

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Where each figure stands in the observations, -1 where there is none."""
        found = np.full((len(self._place), len(self.years)), -1)
        given = self._given & self._whole & (self._year >= self.years[0])
        found[self._row[given], self._year[given] - self.years[0]] = np.flatnonzero(given)
        return found

    @cached_property
    def plain(self) -> NDArray[np.bool_]:
        """Rows with whole years only, one figure for each, in their indicator's own unit."""
        plan, rows = self._plan, len(self._place)
        near = self._given & (self._year >= self.years[0])
        cells = (self._row * len(self.years) + self._year - self.years[0])[near]
        once = np.bincount(cells, minlength=rows * len(self.years)) <= 1
        plain: NDArray[np.bool_] = np.all(once.reshape(rows, len(self.years)), axis=1)
        plain[self._row[~self._whole | (self._year < self.years[0])]] = False
        own = {indicator.indicator_id: indicator.unit for indicator in plan.indicators}
        wanted = np.array([self._units.get(own.get(i, ""), -1) for i in self._indicators], int)
        indicator, unit = np.divmod(self._unit, max(len(self._units), 1))
        odd = {*indicator[wanted[indicator] != unit].tolist()}
        odd |= {self._indicators.get(b.indicator_id, -1) for b in plan.breaks}
        changed = {share.predecessor_id for share in plan.territory_shares}
        changed |= {share.successor_id for share in plan.territory_shares}
        moved = [self._territories.get(name, -1) for name in changed]
        plain &= ~np.isin(self._of_indicator, list(odd)) & ~np.isin(self._of_territory, moved)
        return plain

    def values(self, places: NDArray[np.int64]) -> Floats:
        """The figures at these places, NaN for -1."""
        values = self._values
        return np.array([np.nan if at < 0 else float(values[at]) for at in places.tolist()])

    @cached_property
    def _given(self) -> NDArray[np.bool_]:
        if None not in self._values:
            return np.ones(len(self._values), dtype=bool)
        return np.array([value is not None for value in self._values], dtype=bool)


def _codes(column: tuple[_Cell, ...]) -> tuple[dict[_Cell, int], NDArray[np.int64]]:
    """A number for each cell of a column that differs, and the column in these numbers."""
    known = {cell: i for i, cell in enumerate(dict.fromkeys(column))}
    return known, np.fromiter(map(known.__getitem__, column), dtype=np.int64, count=len(column))


def _quick(plan: Plan, figures: _Figures) -> Iterator[tuple[int, int, int, float, int]]:
    """Targets for a level at a date whose figures are plain.

    Yields:
        The place of the target, the row of its figures, 1 where more is better or -1, the value,
        and the year in which it is due.
    """
    indicators, terms = plan.ids("indicators"), plan.ids("target_terms")
    plain = figures.plain.tolist()
    for at, target in enumerate(plan.targets):
        row = figures.row(target)
        if row is None or not plain[row] or target.target_id in terms:
            continue
        indicator, operator = indicators[target.indicator_id], target.operator
        either = operator in _EITHER
        if (
            target.basis in _LEVELS
            and target.value is not None
            and target.unit == indicator.unit
            and target.period.kind != "span"
            and target.baseline_period is None
            and target.in_force_from is None
            and target.in_force_to is None
            and indicator.kind not in _NO_LEVEL
            and operator != "between"
            and not (either and indicator.direction == "range")
        ):
            up = indicator.direction == "up" if either else operator in ABOVE
            value = float(target.value)
            if isfinite(value):
                yield at, row, 1 if up else -1, value, target.period.year


def _read(
    plan: Plan, figures: _Figures, quick: list[tuple[int, int, int, float, int]]
) -> tuple[NDArray[np.int64], TableReading]:
    """Where in the plan the quick targets stand, and the reading of each."""
    at, row, direction, value, due = (np.array(column) for column in zip(*quick, strict=True))
    years, places = figures.years, figures.places[row]
    seen = (places >= 0) & (years <= due[:, None])
    since, base_year = _baseline(plan, places, seen, years, due)
    until, current_year = _end(places, seen, years, last=True)
    usable = (since >= 0) & (current_year > base_year)
    today = plan.settings.as_of
    if today is not None:
        over = np.array([plan.targets[i].period.end < today for i in at.tolist()], dtype=bool)
        usable &= ~over | (current_year == due)
    # Without a baseline there is no reading, not even of a target that the figure keeps.
    since, until = np.where(usable, since, -1), np.where(usable, until, -1)
    return at, read_columns(
        figures.values(since),
        base_year,
        figures.values(until),
        current_year,
        direction=direction,
        target=value,
        target_year=due,
    )


def _baseline(
    plan: Plan,
    places: NDArray[np.int64],
    seen: NDArray[np.bool_],
    years: NDArray[np.int64],
    due: NDArray[np.int64],
) -> tuple[NDArray[np.int64], Floats]:
    """Where progress is measured from, as for one target: the last figure before, or the first."""
    first = plan.settings.first_year
    ours = due >= first
    near = (years + 1 >= first - MAX_BASELINE_AGE) & (years < first)
    before, when = _end(places, seen & ours[:, None] & near, years, last=True)
    since = np.where(ours, first, due - 2 * MAX_BASELINE_AGE)
    after, then = _end(places, seen & (years >= since[:, None]), years, last=False)
    return np.where(before >= 0, before, after), np.where(before >= 0, when, then)


def _end(
    places: NDArray[np.int64], seen: NDArray[np.bool_], years: NDArray[np.int64], *, last: bool
) -> tuple[NDArray[np.int64], Floats]:
    """The place of the first or last figure seen in each row, and its year; -1 and NaN if none."""
    at = seen.shape[1] - 1 - seen[:, ::-1].argmax(axis=1) if last else seen.argmax(axis=1)
    found = seen.any(axis=1)
    place = np.where(found, places[np.arange(len(places)), at], -1)
    return place, np.where(found, years[at], np.nan)
