"""Figures of the territories of one level in one year, each series read once an assessment."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from tamnhin.data.series import Point
from tamnhin.errors import DataError
from tamnhin.periods import Period
from tamnhin.plan.plan import Plan
from tamnhin.territory import TerritoryLevel


class Peers:
    """What other territories report of an indicator.

    Args:
        plan: the plan.
        as_of: the day up to which figures count, if one was asked for.
    """

    def __init__(self, plan: Plan, as_of: dt.date | None) -> None:
        self.plan = plan
        self.as_of = as_of
        self._points: dict[tuple[str, str], dict[Period, Point]] = {}

    @cached_property
    def _reporting(self) -> dict[str, list[str]]:
        """For every indicator the territories of which there is a figure."""
        found: dict[str, list[str]] = {}
        for indicator_id, territory_id in self.plan.observations.pairs():
            found.setdefault(indicator_id, []).append(territory_id)
        return found

    def values(self, indicator_id: str, level: TerritoryLevel, period: Period) -> list[float]:
        """The figures of a period of all territories of a level that existed at its end."""
        values = []
        territories = self.plan.ids("territories")
        for name in self._reporting.get(indicator_id, ()):
            territory = territories.get(name)
            if territory is None or territory.level != level or not territory.exists_on(period.end):
                continue
            point = self.points(indicator_id, name).get(period)
            if point is not None:
                values.append(float(point.value))
        return values

    def points(self, indicator_id: str, territory_id: str) -> dict[Period, Point]:
        """The answered periods of a series; none where it cannot be answered."""
        key = (indicator_id, territory_id)
        if key not in self._points:
            try:
                series = self.plan.series(indicator_id, territory_id, self.as_of)
            except DataError:
                self._points[key] = {}
            else:
                self._points[key] = {point.period: point for point in series.points}
        return self._points[key]
