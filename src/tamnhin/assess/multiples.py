"""Multiples of a base year, such as twice the GRDP of 2020 by 2030."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tamnhin.assess.case import Case
from tamnhin.assess.goal import goal_of
from tamnhin.assess.levels import assess_level
from tamnhin.assess.types import Assessment, Note
from tamnhin.messages import N_
from tamnhin.units import convert


def assess_multiple(case: Case) -> Assessment:
    """The level that the multiple comes to: ``k`` times the base, which must be known."""
    target, unit = case.target, case.indicator.unit
    if target.baseline_period is None:
        why = N_("A multiple needs a base year, and none that can be compared is named.")
        return replace(case.answer("no_baseline", why), goal=None, goal_upper=None)
    base = target.baseline_value
    if base is None:
        point = case.series.at(target.baseline_period)
        if point is None:
            why = N_("There is no figure of {period}, which the multiple is of.")
            answer = case.answer("no_baseline", why, period=target.baseline_period.code)
            return replace(answer, goal=None, goal_upper=None)
        base = point.value
    factors = [None if v is None else convert(v, target.unit, "ratio") for v in _numbers(case)]
    level = target.model_copy(
        update={
            "basis": "level",
            "unit": unit,
            "value": None if factors[0] is None else factors[0] * base,
            "upper": None if factors[1] is None else factors[1] * base,
            "baseline_value": base,
        }
    )
    goal = goal_of(level, case.indicator)
    if goal is None:
        return case.answer("no_value", N_("The document gives no number."))
    answer = assess_level(replace(case, target=level, goal=goal))
    note = Note(
        N_("{factor} times the {base} of {period}; the same price basis is taken for both."),
        {"factor": factors[0], "base": base, "period": target.baseline_period.code},
    )
    return replace(answer, target=target, notes=(*answer.notes, note))


def _numbers(case: Case) -> tuple[Decimal | None, Decimal | None]:
    return case.target.value, case.target.upper
