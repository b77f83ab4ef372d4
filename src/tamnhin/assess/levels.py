"""Targets for a level at a date: from baseline to goal along a path, and where one is on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from tamnhin.assess.baselines import baseline_of, no_pace
from tamnhin.assess.case import Case
from tamnhin.assess.goal import Goal
from tamnhin.assess.paths import growth, pace_ratio, step
from tamnhin.assess.standing import standing
from tamnhin.assess.status import status_of, track_record
from tamnhin.assess.types import Assessment, Baseline, Note, Pace, few_notes
from tamnhin.data.series import Point
from tamnhin.data.types import Indicator
from tamnhin.messages import N_
from tamnhin.units import unit

GROWING_KINDS: Final = frozenset({"level", "flow", "count"})
"""Quantities grow at a rate; shares, indices and ranks move by steps."""


def _grows(indicator: Indicator) -> bool:
    """True where the way up is a rate: quantities, and quantities per head but not per cent."""
    per_head = indicator.kind == "ratio" and unit(indicator.unit).dimension != "ratio"
    return indicator.kind in GROWING_KINDS or per_head


def standing_points(case: Case) -> list[Point]:
    """Points that stand for a year: whole years, and for stocks and ratios also dates in it."""
    return standing(case.series.points, case.indicator)


def assess_level(case: Case) -> Assessment:
    """A level at a date: kept, missed, or on its way at a pace."""
    points = [p for p in standing_points(case) if p.period.year <= case.due]
    early = _early(case, points)
    if early is not None and not case.goal.met_by(early.value, early.qualifier):
        return _without(case, early)
    if not points:
        return case.answer("no_data", N_("There is no figure up to the due year."))
    latest = points[-1]
    baseline, notes = baseline_of(case, points)
    pace = None
    if baseline is not None and baseline.period.year < latest.period.year:
        years = {p.period.year for p in points if p.period.year > baseline.period.year}
        pace = _pace(case, baseline, latest, 1 + len(years))
    answer = _decided(case, latest, early is not None) or _on_its_way(case, baseline, pace, points)
    record = None
    if pace is not None and pace.years_left and not pace.rests_on_few:
        in_all = pace.years_done + pace.years_left
        record = track_record(answer.status, pace.years_done, in_all)
    if pace is not None and pace.figures is not None:
        notes = (*few_notes(pace.figures), *notes)
    found = replace(answer, latest=latest, baseline=baseline, pace=pace, record=record)
    return replace(found, notes=notes, running=early is not None)


def _early(case: Case, points: list[Point]) -> Point | None:
    """The latest figure where it is of a part of the due year, which is not over.

    A figure of the last day or month that the promise leaves time for decides as the year does.
    Without a day to judge by, the year counts as not over.
    """
    if not points or points[-1].period.is_year or points[-1].period.year < case.due:
        return None
    decides = case.over or points[-1].period.end >= case.target.period.end
    return None if decides else points[-1]


def _without(case: Case, early: Point) -> Assessment:
    """The answer of the years before: a part of the due year that does not suffice yet is said."""
    points = tuple(p for p in case.series.points if p.period.year < case.due)
    why = N_(
        "The figure of {period}, {value}, is of a part of the due year, which is not over: it does "
        "not decide."
    )
    params = {"period": early.period.code, "value": early.value.normalize() + 0}
    answer = assess_level(replace(case, series=replace(case.series, points=points)))
    if answer.latest is None:
        return replace(answer, why=Note(why, params))
    return replace(answer, notes=(*answer.notes, Note(why, params)))


def _decided(case: Case, latest: Point, early: bool) -> Assessment | None:
    """The verdict that needs no pace: the due year is over, or the promise is kept already."""
    met = case.goal.met_by(latest.value, latest.qualifier)
    if latest.period.year == case.due and not early:
        return case.answer("met" if met else "missed", N_("The figure of the due year decides."))
    if case.over:
        return case.not_here(latest.period.year)
    if case.indicator.kind == "growth":
        return case.answer("not_due", N_("A rate is judged by the figure of its own year."))
    if met:
        why = N_("The latest figure keeps the promise already; it has to hold until the due year.")
        return case.answer("met", why)
    return None


def _on_its_way(
    case: Case, baseline: Baseline | None, pace: Pace | None, points: list[Point]
) -> Assessment:
    """The verdict that follows from the pace."""
    if baseline is None or pace is None:
        reason = no_pace(points, baseline)
        return case.answer("no_baseline", reason.message, **reason.params)
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
        case.goal.met_by(baseline.value) and case.goal.met_by(latest.value, latest.qualifier)
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
