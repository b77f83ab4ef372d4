"""The years ahead of a target as a fan, and the same forecast made again from earlier years.

The fan is of single years, in the unit of the figures: what a chart draws. What decides, where
that is an average or a sum, stands in :attr:`tamnhin.assess.types.Chance.dots`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np

from tamnhin.assess.chances import bounds_of, figures_by_year
from tamnhin.assess.forecast.features import WINDOW, Floats, windows
from tamnhin.assess.forecast.predictive import Bounds, filled, quantiles_of
from tamnhin.assess.forecast.table import FARTHEST, LEAST, LEVELS
from tamnhin.assess.types import Assessment
from tamnhin.data.series import Point
from tamnhin.data.types import vintage_order
from tamnhin.errors import InputError
from tamnhin.units import convert

SHARES: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
"""Levels of the fan: intervals of 50, 80, 90 and 95 % around the median."""
MOST_PAST: Final = 4
"""Earlier forecasts that are made again: the years before the latest one."""
_COLUMNS: Final = [int(np.argmin(np.abs(LEVELS - share))) for share in SHARES]


@dataclass(frozen=True)
class Fan:
    """One forecast.

    Attributes:
        origin: year of the last figure that it knew.
        years: the years ahead.
        grid: figures at :data:`SHARES`, shape ``(len(years), len(SHARES))``.
        dated: whether every figure was published by the day of the origin's own figure; else
            the forecast knows figures as they stand today, up to its origin.
    """

    origin: int
    years: tuple[int, ...]
    grid: Floats
    dated: bool = False

    def at(self, share: float) -> Floats:
        """The figures of every year at one of :data:`SHARES`."""
        column: Floats = self.grid[:, SHARES.index(share)]
        return column


@dataclass(frozen=True)
class Outlook:
    """What the years up to the due year may bring, and what earlier forecasts said.

    Attributes:
        fan: the forecast from the latest figure.
        past: the forecasts as they would have been made, the earliest first.
        came: of the figures after an earlier forecast, how many there are.
        inside: how many of them lie in its 80 % interval.
    """

    fan: Fan
    past: tuple[Fan, ...]
    came: int
    inside: int


def outlook(a: Assessment) -> Outlook | None:
    """The fan of an assessed target with the earlier ones; ``None`` without a probability.

    An earlier forecast knows only the vintages that were published by the day on which the
    figure of its last year first came out, where the figures carry such days.
    """
    if a.chance is None or "rank" in {a.indicator.kind, a.target.basis}:
        return None  # A rank follows from all territories, not from its own past.
    figures = figures_by_year(a)
    years = sorted(figures)
    known = [(years[-1], figures, False)]
    known += [(o, *_known_then(a, figures, o)) for o in years[LEAST - 1 : -1][-MOST_PAST:]]
    fans = _fans(a, known)
    if not fans or fans[0].origin != years[-1]:
        return None
    past = tuple(fans[1:])
    came = inside = 0
    for fan in past:
        for year, low, high in zip(fan.years, fan.at(0.1), fan.at(0.9), strict=True):
            if year in figures:
                came += 1
                inside += bool(low <= figures[year] <= high)
    return Outlook(fans[0], past, came, inside)


def _known_then(
    a: Assessment, figures: dict[int, float], origin: int
) -> tuple[dict[int, float], bool]:
    """The figures up to a year as they were first known, and whether all are dated."""
    points = {p.period.year: p for p in (a.series.points if a.series else ())}
    day = _first_day(points[origin])
    if day is None:
        return {year: value for year, value in figures.items() if year <= origin}, False
    found, dated = {}, True
    for year, value in figures.items():
        if year <= origin:
            then = _vintage(points[year], day, a.indicator.unit)
            dated = dated and then is not None
            found[year] = value if then is None else then
    return found, dated


def _first_day(point: Point) -> dt.date | None:
    """The day on which a period's figure first came out; ``None`` where no figure says."""
    choice = point.choice
    rows = () if choice is None else (choice.used, *choice.others)
    days = [o.published.last_day for o in rows if o.published is not None]
    return min(days, default=None)


def _vintage(point: Point, day: dt.date, symbol: str) -> float | None:
    """The newest figure published by a day; ``None`` where none is known to have been."""
    choice = point.choice
    rows = () if choice is None else (choice.used, *choice.others)
    then = [o for o in rows if o.published is not None and o.published.last_day <= day]
    if not then:
        return None
    # The rows stand best first, so the first of the newest is the one that was in use.
    newest = max(then, key=lambda o: vintage_order(o.published))
    return None if newest.value is None else float(convert(newest.value, newest.unit, symbol))


def _fans(a: Assessment, known: list[tuple[int, dict[int, float], bool]]) -> list[Fan]:
    """Every forecast in one pass; those whose figures do not allow one are left out."""
    asked: list[tuple[int, Floats, int, Bounds, bool]] = []
    for origin, figures, dated in known:
        years = sorted(figures)
        try:
            full, _ = filled(years, [figures[year] for year in years])
        except InputError:
            continue
        ahead = min(a.due - origin, FARTHEST)
        if ahead > 0:
            asked.append((origin, full[-WINDOW:], ahead, bounds_of(a, full), dated))
    if not asked:
        return []
    counts = np.array([ahead for _, _, ahead, _, _ in asked])
    bounds = [b for _, _, _, b, _ in asked]
    rows = len(counts), counts
    grid = quantiles_of(
        np.repeat(windows([values for _, values, _, _, _ in asked]), counts, axis=0),
        np.concatenate([np.arange(1, n + 1) for n in counts]),
        np.full(int(counts.sum()), a.indicator.kind == "growth"),
        np.repeat([-np.inf if low is None else low for low, _ in bounds], rows[1]),
        np.repeat([np.inf if high is None else high for _, high in bounds], rows[1]),
    )[:, _COLUMNS]
    blocks = np.split(grid, np.cumsum(counts)[:-1])
    return [
        Fan(origin, tuple(range(origin + 1, origin + ahead + 1)), block, dated)
        for (origin, _, ahead, _, dated), block in zip(asked, blocks, strict=True)
    ]
