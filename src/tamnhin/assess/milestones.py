"""Ranks, milestones and comparisons: promises that no pace leads to."""

from __future__ import annotations

from dataclasses import replace

from tamnhin.assess.case import Case
from tamnhin.assess.comparisons import assess_comparison
from tamnhin.assess.levels import assess_level
from tamnhin.assess.types import Assessment, Note
from tamnhin.messages import N_


def _ended(case: Case) -> Assessment | None:
    """A territory that ended can no longer be ranked, raised or compared."""
    territory = case.plan.territory(case.target.territory_id)
    today = case.today
    if territory.valid_to is None or today is None or today <= territory.valid_to:
        return None
    if case.target.period.end <= territory.valid_to:
        return None
    why = N_("{unit} ended on {day}: it can no longer be given a status, rank or comparison.")
    return case.answer("not_assessable", why, unit=territory, day=territory.valid_to)


def assess_rank(case: Case) -> Assessment:
    """A rank: a step path at most, never a growth rate."""
    answer = _ended(case) or assess_level(case)
    note = Note(N_("A rank depends on the others as well; a pace says little about it."))
    return replace(answer, notes=(*answer.notes, note))


def assess_milestone(case: Case) -> Assessment:
    """Something that is reached or not, judged by the day."""
    points = [p for p in case.series.points if p.period.end <= case.target.period.end]
    latest = points[-1] if points else None
    if latest is not None and case.goal.met_by(latest.value, latest.qualifier):
        return replace(case.answer("met", N_("It has been reached.")), latest=latest)
    ended = _ended(case)
    if ended is not None:
        return replace(ended, latest=latest)
    due, today = case.target.period.end, case.today
    if today is None:
        why = N_("A milestone is judged for a day, and none was given.")
        return replace(case.answer("not_assessable", why), latest=latest)
    if today <= due:
        return replace(case.answer("not_due", N_("It is due by {day}."), day=due), latest=latest)
    if latest is None:
        why = N_("It was due by {day}, and nothing here says whether it was reached.")
        return case.answer("no_data", why, day=due)
    why = N_("It was due by {day} and had not been reached in {period}.")
    overdue = case.answer("overdue", why, day=due, period=latest.period.code)
    return replace(overdue, latest=latest)


def assess_relative(case: Case) -> Assessment:
    """A level measured by others, such as “fairly developed within the region”."""
    ended = _ended(case)
    if ended is not None:
        return ended
    term = case.plan.ids("target_terms").get(case.target.target_id)
    if term is None or term.compared_with is None:
        why = N_(
            "A comparison with other territories needs a rule that the document does not give."
        )
        return case.answer("not_assessable", why)
    return assess_comparison(case, case.plan.territory(term.compared_with))
