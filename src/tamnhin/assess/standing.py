"""Which figures stand for a year: whole years, and dates in a year that has no other figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tamnhin.data.series import Point, Series
from tamnhin.data.types import Indicator
from tamnhin.periods import Period, year

STANDING_PERIODS: Final = frozenset({"year", "month", "day"})
"""Periods whose figure of a stock or ratio stands for its year."""
WHOLE_YEARS: Final = frozenset({"flow", "growth"})
"""Kinds of which a month says nothing about its year: what is summed, and rates."""


def standing(points: Iterable[Point], indicator: Indicator) -> list[Point]:
    """Points that stand for a year, in order of time.

    A year that has a figure of its own is not read from one of its days: of yearly means and
    states at a date, only one kind is compared as far as the figures go.
    """
    kinds = {"year"} if indicator.kind in WHOLE_YEARS else STANDING_PERIODS
    found = [point for point in points if point.period.kind in kinds]
    whole = {point.period.year for point in found if point.period.is_year}
    return [p for p in found if p.period.is_year or p.period.year not in whole]


def figure_of(series: Series, period: Period) -> Point | None:
    """The figure of a period; where a year has none of its own, its latest that stands for it."""
    point = series.at(period)
    if point is not None or period != year(period.year):
        return point
    dated = [p for p in standing(series.points, series.indicator) if p.period.year == period.year]
    return dated[-1] if dated else None
