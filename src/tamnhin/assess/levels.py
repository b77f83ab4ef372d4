"""Targets for a level at a date: from baseline to goal along a path, and where one is on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from tamnhin.assess.case import Case
from tamnhin.assess.goal import Goal
from tamnhin.assess.paths import growth, pace_ratio, step
from tamnhin.assess.status import status_of, track_record
from tamnhin.assess.types import Assessment, Baseline, Note, Pace
from tamnhin.data.series import Point
from tamnhin.data.types import Indicator
from tamnhin.messages import N_
from tamnhin.units import convert, unit

MAX_BASELINE_AGE: Final = 5
"""Years before the plan that a baseline may lie: one earlier planning period."""

GROWING_KINDS: Final = frozenset({"level", "flow", "count"})
"""Quantities grow at a rate; shares, indices and ranks move by steps."""

STANDING_PERIODS: Final = frozenset({"year", "month", "day"})
"""Periods whose figure of a stock or ratio stands for its year."""


TWO_FIGURES: Final = N_(
    "The pace rests on two figures only: no projection is given, and the class may turn with the "
    "next one."
)


def _grows(indicator: Indicator) -> bool:
    """True where the way up is a rate: quantities, and quantities per head but not per cent."""
    per_head = indicator.kind == "ratio" and unit(indicator.unit).dimension != "ratio"
    return indicator.kind in GROWING_KINDS or per_head


def standing_points(case: Case) -> list[Point]:
    """Points that stand for a year: whole years, and for stocks and ratios also dates in it."""
    kinds = {"year"} if case.indicator.kind == "flow" else STANDING_PERIODS
    return [point for point in case.series.points if point.period.kind in kinds]


def _baseline(case: Case, points: list[Point]) -> Baseline | None:
    target = case.target
    if target.baseline_value is not None and target.baseline_period is not None:
        value = convert(target.baseline_value, target.unit, case.indicator.unit)
        return Baseline(target.baseline_period, value, "stated")
    first = case.plan.settings.first_year
    before = [p for p in points if first - MAX_BASELINE_AGE <= p.period.year + 1 <= first]
    if before and case.due >= first:
        return Baseline(before[-1].period, before[-1].value, "before_plan")
    # A target of another document may be due before this plan begins.
    since = first if case.due >= first else case.due - 2 * MAX_BASELINE_AGE
    later = [p for p in points if p.period.year >= since]
    return Baseline(later[0].period, later[0].value, "first_figure") if later else None


def assess_level(case: Case) -> Assessment:
    """A level at a date: kept, missed, or on its way at a pace."""
    points = [p for p in standing_points(case) if p.period.year <= case.due]
    if not points:
        return case.answer("no_data", N_("There is no figure up to the due year."))
    latest, baseline = points[-1], _baseline(case, points)
    pace = None
    if baseline is not None and baseline.period.year < latest.period.year:
        figures = 1 + sum(p.period.year > baseline.period.year for p in points)
        pace = _pace(case, baseline, latest, figures)
    answer = _decided(case, latest) or _on_its_way(case, baseline, pace)
    record = None
    if pace is not None and pace.years_left and not pace.rests_on_few:
        in_all = pace.years_done + pace.years_left
        record = track_record(answer.status, pace.years_done, in_all)
    notes = (Note(TWO_FIGURES),) if pace is not None and pace.rests_on_few else ()
    found = replace(answer, latest=latest, baseline=baseline, pace=pace, record=record)
    return replace(found, notes=notes)


def _decided(case: Case, latest: Point) -> Assessment | None:
    """The verdict that needs no pace: the due year is over, or the promise is kept already."""
    met = case.goal.met_by(latest.value)
    if latest.period.year == case.due:
        return case.answer("met" if met else "missed", N_("The figure of the due year decides."))
    if case.today is not None and case.today > case.target.period.end:
        why = N_("The due year is over and its figure is not here; the latest is of {year}.")
        return case.answer("no_data", why, year=str(latest.period.year))
    if case.indicator.kind == "growth":
        return case.answer("not_due", N_("A rate is judged by the figure of its own year."))
    if met:
        why = N_("The latest figure keeps the promise already; it has to hold until the due year.")
        return case.answer("met", why)
    return None


def _on_its_way(case: Case, baseline: Baseline | None, pace: Pace | None) -> Assessment:
    """The verdict that follows from the pace."""
    if baseline is None or pace is None:
        return case.answer(
            "no_baseline", N_("A pace needs two figures of different years; there is one.")
        )
    if pace.ratio is None or case.goal.met_by(baseline.value):
        why = N_("The baseline kept the promise; the latest figure does not.")
        return case.answer("moving_away", why)
    return case.answer(
        status_of(pace.ratio),
        N_("The pace so far is {ratio} times the pace that was needed."),
        ratio=Decimal(f"{pace.ratio:.2f}"),
    )


def _pace(case: Case, baseline: Baseline, latest: Point, figures: int) -> Pace | None:
    """Speeds along the path; none for a rate, and none from a baseline that is at the goal."""
    if case.indicator.kind == "growth" or (
        case.goal.met_by(baseline.value) and case.goal.met_by(latest.value)
    ):
        return None
    done = latest.period.year - baseline.period.year
    left = case.due - latest.period.year
    if case.goal.low is not None and case.goal.high is not None:
        return _pace_into_range(case.goal, baseline, latest, (done, left, figures))
    start, now = float(baseline.value), float(latest.value)
    goal = float(case.goal.aim(baseline.value))
    goal_from_now = float(case.goal.aim(latest.value))
    compound = _grows(case.indicator) and case.target.basis == "level" and min(start, now, goal) > 0
    speed: Callable[[float, float, float], float] = growth if compound else step
    required = speed(start, goal, done + left)
    actual = speed(start, now, done)
    projected = now * (1 + actual) ** left if compound else now + actual * left
    scale = 100 if compound else 1
    return Pace(
        path="compound" if compound else "linear",
        required=required * scale,
        actual=actual * scale,
        left=speed(now, goal_from_now, left) * scale if left else None,
        years_done=done,
        years_left=left,
        ratio=pace_ratio(actual, required),
        projected=projected,
        figures=figures,
    )


def _pace_into_range(
    goal: Goal, baseline: Baseline, latest: Point, counts: tuple[int, int, int]
) -> Pace:
    """Speed towards a range: the distance to its nearer end shrinks to nothing.

    Args:
        goal: the range.
        baseline: where progress is measured from.
        latest: the latest figure.
        counts: years done, years left, figures that the pace rests on.
    """
    done, left, figures = counts
    start, now = float(goal.distance(baseline.value)), float(goal.distance(latest.value))
    required, actual = start / (done + left), (start - now) / done
    drift = float(latest.value - baseline.value) / done
    return Pace(
        path="range",
        required=required,
        actual=actual,
        left=now / left if left else None,
        years_done=done,
        years_left=left,
        ratio=pace_ratio(actual, required),
        projected=float(latest.value) + drift * left,
        figures=figures,
    )
