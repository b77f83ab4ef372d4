"""Ceilings and floors that hold in every year of a period: broken once is broken."""

from __future__ import annotations

from dataclasses import replace

from tamnhin.assess.case import Case
from tamnhin.assess.levels import assess_level, standing_points
from tamnhin.assess.types import Assessment
from tamnhin.messages import N_


def assess_ceiling(case: Case) -> Assessment:
    """A bound: at one date as any level, over a period in each of its years."""
    period = case.target.period
    if period.kind != "span":
        return assess_level(case)
    first, due = period.first_year, case.due
    points = [p for p in standing_points(case) if first <= p.period.year <= due]
    if not points:
        return case.answer("no_data", N_("There is no figure of the years for which it holds."))
    broken = next((p for p in points if not case.goal.met_by(p.value, p.qualifier)), None)
    if broken is not None:
        why = N_("It was broken in {period} with {value}; it holds for every year.")
        value = broken.value.normalize() + 0
        answer = case.answer("missed", why, period=broken.period.code, value=value)
        return replace(answer, latest=points[-1])
    missing = sorted(
        set(range(first, points[-1].period.year + 1)) - {p.period.year for p in points}
    )
    if missing:
        why = N_("It was kept in every year with a figure; there is none of {years}.")
        answer = case.answer("no_data", why, years=", ".join(map(str, missing)))
    elif case.over and points[-1].period.year < due:
        answer = case.not_here(points[-1].period.year)
    elif case.over or points[-1].period.end >= period.end:
        answer = case.answer("met", N_("It was kept in every year of the period."))
    else:
        why = N_("It was kept in every year so far; it has to hold until {due}.")
        answer = case.answer("met", why, due=str(due))
    return replace(answer, latest=points[-1])
