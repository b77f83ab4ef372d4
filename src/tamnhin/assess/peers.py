"""The series of a plan, each read once an assessment, and the figures of one level in one year."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from tamnhin.data.series import Point, Series, SeriesReader
from tamnhin.errors import DataError
from tamnhin.periods import Period
from tamnhin.plan.plan import Plan
from tamnhin.territory import TerritoryLevel


class Peers:
    """The series of a plan, read once for all targets, their own and those of other territories.

    Args:
        plan: the plan.
        as_of: the day up to which figures count, if one was asked for.
    """

    def __init__(self, plan: Plan, as_of: dt.date | None) -> None:
        self.plan = plan
        self.as_of = as_of
        self._reader = SeriesReader(plan, as_of)
        self._series: dict[tuple[str, str], Series | DataError] = {}
        self._points: dict[tuple[str, str], dict[Period, Point]] = {}
        self._values: dict[tuple[str, TerritoryLevel, Period], tuple[float, ...]] = {}

    @cached_property
    def _reporting(self) -> dict[str, list[str]]:
        """For every indicator the territories of which there is a figure."""
        found: dict[str, list[str]] = {}
        for indicator_id, territory_id in self.plan.observations.pairs():
            found.setdefault(indicator_id, []).append(territory_id)
        return found

    def reporting(self, indicator_id: str, level: TerritoryLevel, period: Period) -> list[str]:
        """Territories of a level, existing at the end of a period, that report an indicator."""
        territories = self.plan.ids("territories")
        found = []
        for name in self._reporting.get(indicator_id, ()):
            territory = territories.get(name)
            if territory is not None and territory.level == level:
                found += [name] if territory.exists_on(period.end) else []
        return found

    def values(self, indicator_id: str, level: TerritoryLevel, period: Period) -> tuple[float, ...]:
        """The figures of a period of all territories of a level that existed at its end."""
        key = (indicator_id, level, period)
        if key not in self._values:
            points = (self.points(indicator_id, name).get(period) for name in self.reporting(*key))
            self._values[key] = tuple(float(point.value) for point in points if point is not None)
        return self._values[key]

    def series(self, indicator_id: str, territory_id: str) -> Series:
        """A series of the plan, read once.

        Raises:
            NotFound: no such indicator or territory.
            DataError: no period can be answered; the message says why.
        """
        key = (indicator_id, territory_id)
        if key not in self._series:
            try:
                self._series[key] = self._reader.read(indicator_id, territory_id)
            except DataError as error:
                self._series[key] = error
        found = self._series[key]
        if isinstance(found, DataError):
            raise found
        return found

    def points(self, indicator_id: str, territory_id: str) -> dict[Period, Point]:
        """The answered periods of a series; none where it cannot be answered."""
        key = (indicator_id, territory_id)
        if key not in self._points:
            try:
                series = self.series(indicator_id, territory_id)
            except DataError:
                self._points[key] = {}
            else:
                self._points[key] = {point.period: point for point in series.points}
        return self._points[key]
