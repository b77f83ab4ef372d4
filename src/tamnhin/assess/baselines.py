"""Where progress is measured from: the base that the document names, or the figures near the plan.

A base that the document names is never changed for another year without saying so.
"""

from __future__ import annotations

from typing import Final

from tamnhin.assess.case import Case
from tamnhin.assess.standing import figure_of
from tamnhin.assess.types import Baseline, Note
from tamnhin.data.series import Point
from tamnhin.messages import N_
from tamnhin.units import convert

MAX_BASELINE_AGE: Final = 5
"""Years before the plan that a baseline may lie: one earlier planning period."""


def baseline_of(case: Case, points: list[Point]) -> tuple[Baseline | None, tuple[Note, ...]]:
    """The baseline, and what to say where it is not the one that the document names.

    A year that the document names without its value takes the figure of the series. Where there
    is none, and where a value is stated without its year, progress is measured as if nothing
    were named, with a note.

    Args:
        case: the target.
        points: the figures that stand for a year up to the due year; at least one.
    """
    target = case.target
    period, value = target.baseline_period, target.baseline_value
    if period is not None and value is not None:
        return Baseline(period, convert(value, target.unit, case.indicator.unit), "stated"), ()
    if period is not None:
        point = figure_of(case.series, period)
        if point is not None:
            return Baseline(point.period, point.value, "stated_year"), ()
        message = N_(
            "There is no figure of {period}, which the document names as the base; the pace is "
            "not measured from it."
        )
        return _near_the_plan(case, points), (Note(message, {"period": period.code}),)
    if value is not None:
        message = N_("The stated baseline {value} has no period, so it is not used.")
        return _near_the_plan(case, points), (Note(message, {"value": value}),)
    return _near_the_plan(case, points), ()


def _near_the_plan(case: Case, points: list[Point]) -> Baseline | None:
    first = case.plan.settings.first_year
    before = [p for p in points if first - MAX_BASELINE_AGE <= p.period.year + 1 <= first]
    if before and case.due >= first:
        return Baseline(before[-1].period, before[-1].value, "before_plan")
    # A target of another document may be due before this plan begins.
    since = first if case.due >= first else case.due - 2 * MAX_BASELINE_AGE
    later = [p for p in points if p.period.year >= since]
    return Baseline(later[0].period, later[0].value, "first_figure") if later else None


def no_pace(points: list[Point], baseline: Baseline | None) -> Note:
    """Why there is no pace although there are figures."""
    if len({point.period.year for point in points}) == 1 and (
        baseline is None or baseline.period.year == points[-1].period.year
    ):
        return Note(N_("A pace needs two figures of different years; there is one."))
    if baseline is None:
        message = N_("The latest figure is of {period}: too old for a pace to be measured from it.")
        return Note(message, {"period": points[-1].period.code})
    params = {"period": baseline.period.code}
    if baseline.rule == "first_figure":
        message = N_(
            "A pace needs two figures of different years; those before {period} are too old for it."
        )
        return Note(message, params)
    message = N_("The pace is measured from {period}, and there is no later figure.")
    return Note(message, params)
