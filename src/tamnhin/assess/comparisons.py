"""Levels measured by another territory: the ratio of the two figures of the same period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, localcontext

from tamnhin.assess.breaks import comparable
from tamnhin.assess.case import Case
from tamnhin.assess.goal import SIDES, goal_of
from tamnhin.assess.levels import assess_level
from tamnhin.assess.standing import WHOLE_YEARS
from tamnhin.assess.types import Assessment, Note
from tamnhin.data.series import Part, Point
from tamnhin.data.types import Qualifier
from tamnhin.errors import DataError
from tamnhin.messages import N_
from tamnhin.periods import Period
from tamnhin.plan.types import Target
from tamnhin.territory import Territory
from tamnhin.units import PRECISION, convert


def assess_comparison(case: Case, other: Territory) -> Assessment:
    """Own figure by the other's, in the target's unit, on its way as any ratio.

    Args:
        case: the target; its basis is relative.
        other: the territory that it is measured by.
    """
    indicator = case.indicator.model_copy(
        update={"unit": case.target.unit, "kind": "ratio", "aggregation": "none"}
    )
    target = case.target.model_copy(update={"basis": "share"})
    goal = goal_of(target, indicator)
    if goal is None:
        answer = case.answer("no_value", N_("The document gives no number."))
        return replace(answer, compared_with=other)
    rivals, target, notes = _rivals(case, target, other)
    points = _ratios(case, other, rivals)
    if not points:
        why = N_("There is no period with a figure of both {unit} and {other}.")
        where = case.plan.territory(case.target.territory_id)
        answer = case.answer("no_data", why, unit=where, other=other)
        answer = replace(answer, compared_with=other, notes=tuple(notes))
        return replace(answer, goal=None, goal_upper=None)
    series = replace(case.series, indicator=indicator, points=points)
    series = replace(series, refusals=(), names=case.plan.ids("territories"))
    compared = replace(case, target=target, indicator=indicator, goal=goal, series=series)
    answer = assess_level(compared)
    note = Note(
        N_("Measured by {other}: it depends on how fast the other moves as well."),
        {"other": other},
    )
    answer = replace(answer, target=case.target, notes=(*answer.notes, note, *notes))
    return replace(answer, compared_with=other)


def _rivals(
    case: Case, target: Target, other: Territory
) -> tuple[dict[Period, Point], Target, list[Note]]:
    """The other's figures since its own last break, and the target without a base before it."""
    try:
        series = case.peers.series(case.indicator.indicator_id, other.territory_id)
    except DataError:
        return {}, target, []
    target, series, notes = comparable(case.plan, target, series)
    return {point.period: point for point in series.points}, target, notes


def _ratios(case: Case, other: Territory, rivals: Mapping[Period, Point]) -> tuple[Point, ...]:
    """One point for every period of which both have a figure, none where the other's is zero."""
    found = []
    for point in case.series.points:
        rival = rivals.get(point.period)
        if case.indicator.kind in WHOLE_YEARS and point.period.kind in {"month", "day"}:
            continue  # As a ratio it would stand for its year.
        if rival is None or rival.value == 0:
            continue
        with localcontext(prec=PRECISION):
            ratio = convert(point.value / rival.value, "ratio", case.target.unit)
        parts = (
            Part(case.target.territory_id, point.value),
            Part(other.territory_id, rival.value),
        )
        worded = _worded(point.qualifier, rival.qualifier)
        value = _short(ratio)
        found.append(Point(point.period, value, "compared", parts=parts, qualifier=worded))
    return tuple(found)


def _worded(own: Qualifier, rival: Qualifier) -> Qualifier:
    """On which side of the ratio of two worded figures theirs lies, where that is sure."""
    sides = {SIDES[own], -SIDES[rival]}
    if sides >= {1, -1} or sides == {0}:
        return "exact"
    return "over" if 1 in sides else "under"


def _short(ratio: Decimal) -> Decimal:
    """Six significant digits, more than any of the figures carries."""
    with localcontext(prec=6):
        return +ratio
