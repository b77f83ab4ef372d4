"""Levels measured by another territory: the ratio of the two figures of the same period."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, localcontext

from tamnhin.assess.breaks import last_break, since
from tamnhin.assess.case import Case
from tamnhin.assess.goal import goal_of
from tamnhin.assess.levels import assess_level
from tamnhin.assess.types import Assessment, Note
from tamnhin.data.series import Part, Point
from tamnhin.messages import N_
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
    points = _ratios(case, other)
    if goal is None:
        return case.answer("no_value", N_("The document gives no number."))
    if not points:
        why = N_("There is no period with a figure of both {unit} and {other}.")
        where = case.plan.territory(case.target.territory_id)
        answer = case.answer("no_data", why, unit=where, other=other)
        return replace(answer, goal=None, goal_upper=None)
    series = replace(case.series, indicator=indicator, points=points)
    series = replace(series, refusals=(), names=case.plan.ids("territories"))
    compared = replace(case, target=target, indicator=indicator, goal=goal, series=series)
    answer = assess_level(compared)
    note = Note(
        N_("Measured by {other}: it depends on how fast the other moves as well."),
        {"other": other},
    )
    return replace(answer, target=case.target, notes=(*answer.notes, note))


def _ratios(case: Case, other: Territory) -> tuple[Point, ...]:
    """One point for every period of which both have a figure, none where the other's is zero."""
    rivals = case.peers.points(case.indicator.indicator_id, other.territory_id)
    last = last_break(case.plan, case.indicator.indicator_id, other.territory_id, rivals.values())
    others = {point.period: point for point in since(last, rivals.values())}
    found = []
    for point in case.series.points:
        rival = others.get(point.period)
        if rival is None or rival.value == 0:
            continue
        with localcontext(prec=PRECISION):
            ratio = convert(point.value / rival.value, "ratio", case.target.unit)
        parts = (
            Part(case.target.territory_id, point.value),
            Part(other.territory_id, rival.value),
        )
        found.append(Point(point.period, _short(ratio), "compared", None, parts))
    return tuple(found)


def _short(ratio: Decimal) -> Decimal:
    """Six significant digits, more than any of the figures carries."""
    with localcontext(prec=6):
        return +ratio
