"""Multiples of a base year, such as twice the GRDP of 2020 by 2030."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tamnhin.assess.case import Case
from tamnhin.assess.goal import goal_of
from tamnhin.assess.levels import assess_level
from tamnhin.assess.standing import figure_of
from tamnhin.assess.types import Assessment, Note
from tamnhin.data.series import Series
from tamnhin.data.types import Indicator
from tamnhin.messages import N_
from tamnhin.plan.types import Target
from tamnhin.units import convert


def assess_multiple(case: Case) -> Assessment:
    """The level that the multiple comes to: ``k`` times the base, which must be known."""
    target = case.target
    if target.baseline_period is None:
        why = N_("A multiple needs a base year, and none that can be compared is named.")
        return replace(case.answer("no_baseline", why), goal=None, goal_upper=None)
    level = level_of(target, case.indicator, case.series)
    if level is None:
        why = N_("There is no figure of {period}, which the multiple is of.")
        answer = case.answer("no_baseline", why, period=target.baseline_period.code)
        return replace(answer, goal=None, goal_upper=None)
    goal = goal_of(level, case.indicator)
    if goal is None:
        return case.answer("no_value", N_("The document gives no number."))
    answer = assess_level(replace(case, target=level, goal=goal))
    params = {
        "factor": _factor(target.value, target),
        "base": level.baseline_value,
        "period": target.baseline_period.code,
    }
    message = N_("{factor} times the {base} of {period}; the same price basis is taken for both.")
    return replace(answer, target=target, notes=(*answer.notes, Note(message, params)))


def level_of(target: Target, indicator: Indicator, series: Series) -> Target | None:
    """The level that a multiple comes to; ``None`` where the base is not known."""
    base = target.baseline_value
    if base is None:
        base_period = target.baseline_period
        point = None if base_period is None else figure_of(series, base_period)
        if point is None:
            return None
        base = point.value
    value, upper = (_factor(number, target) for number in (target.value, target.upper))
    return target.model_copy(
        update={
            "basis": "level",
            "unit": indicator.unit,
            "value": None if value is None else value * base,
            "upper": None if upper is None else upper * base,
            "baseline_value": base,
        }
    )


def _factor(number: Decimal | None, target: Target) -> Decimal | None:
    return None if number is None else convert(number, target.unit, "ratio")
