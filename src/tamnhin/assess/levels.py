"""Targets for a level at a date: from baseline to goal along a path, and where one is on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from tamnhin.assess.case import Case
from tamnhin.assess.paths import growth, pace_ratio, step
from tamnhin.assess.status import Status, status_of, track_record
from tamnhin.assess.types import Assessment, Baseline, Note, Pace
from tamnhin.data.series import Point
from tamnhin.messages import N_

MAX_BASELINE_AGE: Final = 5
"""Years before the plan that a baseline may lie: one earlier planning period."""

COMPOUND_KINDS: Final = frozenset({"level", "flow", "count"})
"""Quantities grow at a rate; shares, indices and ranks move by steps."""

STANDING_PERIODS: Final = frozenset({"year", "month", "day"})
"""Periods whose figure of a stock or ratio stands for its year."""


def _standing(case: Case) -> list[Point]:
    """Points that stand for a year: whole years, and for stocks and ratios also dates in it."""
    kinds = {"year"} if case.indicator.kind == "flow" else STANDING_PERIODS
    return [point for point in case.series.points if point.period.kind in kinds]


def _baseline(case: Case, points: list[Point]) -> Baseline | None:
    target = case.target
    if target.baseline_value is not None and target.baseline_period is not None:
        return Baseline(target.baseline_period, target.baseline_value, "stated")
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
    points = [p for p in _standing(case) if p.period.year <= case.due]
    if not points:
        return case.answer("no_data", N_("There is no figure up to the due year."))
    latest = points[-1]
    met = case.goal.met_by(latest.value)
    baseline = _baseline(case, points)
    if latest.period.year == case.due:
        why = N_("The figure of the due year decides.")
        done = case.answer("met" if met else "missed", why)
        return _add_pace(case, replace(done, latest=latest, baseline=baseline))
    today = case.today
    if today is not None and today > case.target.period.end:
        why = N_("The due year is over and its figure is not here; the latest is of {year}.")
        return replace(
            case.answer("no_data", why, year=str(latest.period.year)),
            latest=latest,
            baseline=baseline,
        )
    if met:
        why = N_("The latest figure keeps the promise already; it has to hold until the due year.")
        return _add_pace(case, replace(case.answer("met", why), latest=latest, baseline=baseline))
    if baseline is None or baseline.period.year >= latest.period.year:
        why = N_("A pace needs two figures of different years; there is one.")
        return replace(case.answer("no_baseline", why), latest=latest)
    return _add_pace(
        case, replace(case.answer("not_assessable", ""), latest=latest, baseline=baseline)
    )


def _add_pace(case: Case, assessment: Assessment) -> Assessment:
    """Paces, and where the status is still open, the status that follows from them."""
    latest, baseline = assessment.latest, assessment.baseline
    if latest is None or baseline is None or baseline.period.year >= latest.period.year:
        return assessment
    pace = _pace(case, baseline, latest)
    status, why = assessment.status, assessment.why
    if status == "not_assessable":
        status, why = _status_of_pace(case, baseline, pace)
    in_all = pace.years_done + pace.years_left
    record = track_record(status, pace.years_done, in_all) if pace.years_left else None
    return replace(assessment, status=status, why=why, pace=pace, record=record)


def _status_of_pace(case: Case, baseline: Baseline, pace: Pace) -> tuple[Status, Note]:
    if pace.ratio is None or case.goal.met_by(baseline.value):
        return "moving_away", Note(N_("The baseline kept the promise; the latest figure does not."))
    return status_of(pace.ratio), Note(
        N_("The pace so far is {ratio} times the pace that was needed."),
        {"ratio": Decimal(f"{pace.ratio:.2f}")},
    )


def _pace(case: Case, baseline: Baseline, latest: Point) -> Pace:
    done = latest.period.year - baseline.period.year
    left = case.due - latest.period.year
    start, now = float(baseline.value), float(latest.value)
    goal = float(case.goal.aim(baseline.value))
    goal_from_now = float(case.goal.aim(latest.value))
    compound = (
        case.indicator.kind in COMPOUND_KINDS
        and case.target.basis == "level"
        and min(start, now, goal) > 0
    )
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
    )
