"""What the chart of a target shows, before anything is drawn: points in years and values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from tamnhin.assess.outlook import Fan, Outlook
from tamnhin.assess.types import Assessment
from tamnhin.data.vintage import Choice
from tamnhin.units import convert

Dot = tuple[float, float]

DRAWN: Final = frozenset({"year", "day", "month"})
"""Periods that have a place on an axis of years; parts and spans of years stand in the table."""
YEARS_BEFORE: Final = 15
"""Years before the target's period that are drawn: older figures would squeeze the rest."""


@dataclass(frozen=True)
class ChartData:
    """Everything that a chart draws; years on one axis, the indicator's unit on the other.

    Attributes:
        observed: annual figures in use.
        others: figures of the same years that are not used.
        baseline: where progress is measured from.
        path: the way that was needed, dashed.
        goal: the target's year and value.
        upper: upper end of a range.
        breaks: years from which figures are of another kind: no line crosses into them.
        left: the way that is needed from the latest figure on.
        fan: for every year ahead its figures at the levels of the fan; begins with the latest one.
        past: earlier forecasts: the year of their last figure, and their middle.
    """

    observed: list[Dot] = field(default_factory=list)
    others: list[Dot] = field(default_factory=list)
    baseline: Dot | None = None
    path: list[Dot] = field(default_factory=list)
    goal: Dot | None = None
    upper: float | None = None
    breaks: frozenset[int] = frozenset()
    left: list[Dot] = field(default_factory=list)
    fan: list[tuple[float, tuple[float, ...]]] = field(default_factory=list)
    past: list[tuple[int, list[Dot]]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """True where there is nothing to see: no figure, and not even a baseline."""
        return not self.observed and self.baseline is None

    @property
    def years(self) -> tuple[int, int]:
        """First and last year."""
        xs = [x for x, _ in self._all()]
        return int(min(xs)), int(max(xs))

    @property
    def values(self) -> tuple[float, float]:
        """Lowest and highest value."""
        ys = [y for _, y in self._all()] + ([self.upper] if self.upper is not None else [])
        ys += [y for _, band in self.fan for y in (band[0], band[-1])]
        return min(ys), max(ys)

    def _all(self) -> list[Dot]:
        ends = [dot for dot in (self.baseline, self.goal) if dot is not None]
        ahead = [dot for _, dots in self.past for dot in dots]
        return [*self.observed, *self.others, *self.path, *self.left, *ahead, *ends]


def chart_data(a: Assessment, found: Outlook | None = None) -> ChartData:
    """What the chart of an assessed target shows.

    Args:
        a: the assessment.
        found: the years ahead, where there is a forecast.
    """
    observed: list[Dot] = []
    others: list[Dot] = []
    first = _first_year(a)
    for point in a.series.points if a.series else ():
        if point.period.kind not in DRAWN or point.period.year < first:
            continue
        observed.append((float(point.period.year), float(point.value)))
        if point.choice is not None:
            others += _unused(point.choice, float(point.period.year), a.indicator.unit)
    baseline = (float(a.baseline.period.year), float(a.baseline.value)) if a.baseline else None
    goal = _goal(a)
    # A sum is drawn as what it is a year, against the one end that decides.
    band = None if goal is None or a.target.basis == "cumulative" else a.goal_upper
    upper = None if band is None else float(band)
    data = ChartData(observed, others, baseline, _path(a, baseline, goal), goal, upper)
    return data if found is None else _ahead(data, a, found)


def _ahead(data: ChartData, a: Assessment, found: Outlook) -> ChartData:
    """The fan, what is needed from now on, and the earlier forecasts."""
    shown = dict(data.observed)

    def from_origin(fan: Fan, rows: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
        start = shown.get(float(fan.origin))
        width = len(rows[0])
        return rows if start is None else [(float(fan.origin), *[start] * (width - 1)), *rows]

    rows = [
        (float(y), *row) for y, row in zip(found.fan.years, found.fan.grid.tolist(), strict=True)
    ]
    fan = [(row[0], row[1:]) for row in from_origin(found.fan, rows)]
    past = []
    for earlier in found.past:
        middle = zip(earlier.years, earlier.at(0.5).tolist(), strict=True)
        line = from_origin(earlier, [(float(y), value) for y, value in middle])
        past.append((earlier.origin, [(row[0], row[1]) for row in line]))
    return replace(data, left=_left(data, a), fan=fan, past=past)


def _left(data: ChartData, a: Assessment) -> list[Dot]:
    """The way that is needed from the latest figure on; empty where none is."""
    pace, goal = a.pace, data.goal
    if pace is None or pace.left is None or goal is None or a.latest is None:
        return []
    now, due = a.latest.period.year, int(goal[0])
    if pace.path in {"average_growth", "cumulative", "mean"}:
        return [(float(now + 1), pace.left), (float(due), pace.left)]
    value = float(a.latest.value)
    if a.target.basis in {"change", "ceiling"} or now >= due:
        return []
    if pace.path != "compound" or min(value, goal[1]) <= 0:
        return [(float(now), value), goal]
    rate = (goal[1] / value) ** (1 / (due - now))
    return [(float(y), value * rate ** (y - now)) for y in range(now, due + 1)]


def has_chart(a: Assessment) -> bool:
    """True where the chart of a target has something to draw."""
    points = a.series.points if a.series else ()
    first = _first_year(a)
    return a.baseline is not None or any(
        p.period.kind in DRAWN and p.period.year >= first for p in points
    )


def _first_year(a: Assessment) -> int:
    return a.target.period.first_year - YEARS_BEFORE


def _unused(choice: Choice, year: float, symbol: str) -> list[Dot]:
    """The other figures of a period, where they differ from the one in use."""
    return [
        (year, float(convert(o.value, o.unit, symbol)))
        for o in choice.others
        if o.value is not None and o.value != choice.used.value
    ]


def _goal(a: Assessment) -> Dot | None:
    if a.goal is None or a.target.basis in {"milestone", "change"}:
        return None
    if a.target.basis == "relative" and (a.latest is None or a.latest.method != "compared"):
        return None
    if a.target.basis == "cumulative" and a.pace is not None:
        return float(a.target.period.year), a.pace.required
    if a.target.basis == "cumulative":
        return None
    return float(a.target.period.year), float(a.goal)


def _path(a: Assessment, baseline: Dot | None, goal: Dot | None) -> list[Dot]:
    """The way that was needed: level for averages and sums, else from the baseline."""
    if goal is None:
        return []
    mean = a.pace is not None and a.pace.path == "mean"
    if mean or a.target.basis in {"average_growth", "cumulative", "ceiling"}:
        return [(float(a.target.period.first_year), goal[1]), goal]
    if baseline is None or goal[0] <= baseline[0]:
        return []
    compound = a.pace is not None and a.pace.path == "compound" and min(baseline[1], goal[1]) > 0
    if not compound:
        return [baseline, goal]
    years = range(int(baseline[0]), int(goal[0]) + 1)
    rate = (goal[1] / baseline[1]) ** (1 / (goal[0] - baseline[0]))
    return [(float(y), baseline[1] * rate ** (y - baseline[0])) for y in years]
