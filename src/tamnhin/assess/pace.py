"""Where every target stands: latest figure, baseline, required and actual pace, status.

Each kind of promise has its own function, in :mod:`levels`, :mod:`averages`, :mod:`sums`,
:mod:`bounds` and :mod:`milestones`. None of them guesses: where figures are missing, the status
says which.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tamnhin.assess.averages import assess_average_growth
from tamnhin.assess.beside import side_by_side, with_expectation
from tamnhin.assess.bounds import assess_ceiling
from tamnhin.assess.breaks import break_ahead, comparable
from tamnhin.assess.case import Case
from tamnhin.assess.chances import with_chances
from tamnhin.assess.goal import Goal, goal_of
from tamnhin.assess.jumps import jump_notes
from tamnhin.assess.levels import assess_level
from tamnhin.assess.milestones import assess_milestone, assess_rank, assess_relative
from tamnhin.assess.multiples import assess_multiple
from tamnhin.assess.peers import Peers
from tamnhin.assess.standing import standing
from tamnhin.assess.sums import assess_cumulative, assess_mean
from tamnhin.assess.types import Assessment, Note
from tamnhin.data.series import Series
from tamnhin.data.types import Indicator
from tamnhin.errors import DataError
from tamnhin.messages import N_, Words
from tamnhin.periods import Day, to_day
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Basis, GapReason, Target, TargetTerm

GAP_WORDS: Final[Mapping[GapReason, str]] = {
    "not_quantified": N_("The document gives no number."),
    "value_not_seen": N_("The document gives a number, but no available copy shows it."),
    "no_statistics": N_("Nobody publishes such a figure."),
    "not_collected": N_("The figure is published but has not been collected here yet."),
    "definition_changed": N_("The definition changed: earlier and later figures do not compare."),
    "restricted": N_("The figure is not for publication."),
}


def _assess_share(case: Case) -> Assessment:
    """A share is due at a date, or holds on average over a period."""
    return assess_mean(case) if case.target.period.kind == "span" else assess_level(case)


_ASSESS: Final[Mapping[Basis, Callable[[Case], Assessment]]] = {
    "level": assess_level,
    "share": _assess_share,
    "average_growth": assess_average_growth,
    "cumulative": assess_cumulative,
    "change": assess_mean,
    "ceiling": assess_ceiling,
    "multiple": assess_multiple,
    "rank": assess_rank,
    "milestone": assess_milestone,
    "relative": assess_relative,
}


def assess(plan: Plan, as_of: Day | None = None) -> tuple[Assessment, ...]:
    """Assess every target of a plan, in the order of its table.

    Args:
        plan: the plan.
        as_of: use only figures published by this day; milestones are judged for it. Without it
            all figures count, and milestones are judged for the day in plan.yaml.
    """
    day = to_day(as_of)
    peers = Peers(plan, day)
    standing = [assess_target(plan, target, day, peers) for target in plan.targets]
    return tuple(with_expectation(a) for a in with_chances(standing, peers))


def assess_target(
    plan: Plan, target: Target, as_of: dt.date | None = None, peers: Peers | None = None
) -> Assessment:
    """Assess one target. See :func:`assess`.

    Args:
        plan: the plan.
        target: the target.
        as_of: use only figures published by this day.
        peers: figures of other territories, where many targets share them.
    """
    peers = peers or Peers(plan, as_of)
    indicator = plan.indicator(target.indicator_id)
    territory = plan.territory(target.territory_id)
    blank = Assessment(target, indicator, territory, "no_value", Note(""), as_of=as_of)
    day = as_of or plan.settings.as_of
    if not target.in_force_on(day):
        return replace(blank, status="not_assessable", why=_not_in_force(target))
    term = plan.ids("target_terms").get(target.target_id)
    other_prices = _other_prices(term, indicator)
    if other_prices is not None:
        return replace(blank, status="not_assessable", why=other_prices)
    goal = _goal(target, indicator, term)
    if goal is None:
        return replace(blank, why=Note(GAP_WORDS[target.gap_reason or "value_not_seen"]))
    series = _series(peers, target)
    if isinstance(series, Note):
        empty = Series(indicator, territory, as_of, (), (), {})
        case = Case(plan, target, indicator, goal, empty, as_of, peers)
        answer = replace(_ASSESS[target.basis](case), no_readings=side_by_side(case, blank)[1])
        if answer.status == "no_data":
            return replace(answer, why=series, series=None)
        return replace(answer, series=None)
    cut, series, notes = comparable(plan, target, series)
    notes = [*notes, *jump_notes(plan, series)]
    case = Case(plan, cut, indicator, goal, series, as_of, peers)
    answer = _with_notes(case, _only_parts(case, _ASSESS[target.basis](case)))
    answer = replace(answer, target=target, notes=(*answer.notes, *notes))
    answer = replace(answer, no_chance=break_ahead(plan, target, series))
    readings, refused = side_by_side(case, answer)
    return replace(answer, readings=readings, no_readings=refused)


def _goal(target: Target, indicator: Indicator, term: TargetTerm | None) -> Goal | None:
    """The goal; of a multiple or a comparison, which are ratios, in the target's own unit."""
    compared = term is not None and term.compared_with is not None
    if target.basis == "multiple" or (target.basis == "relative" and compared):
        indicator = indicator.model_copy(update={"unit": target.unit})
    return goal_of(target, indicator)


def _other_prices(term: TargetTerm | None, indicator: Indicator) -> Note | None:
    """Why prices of another basis cannot be compared; ``None`` where they are the same."""
    if term is None or term.price_basis in {"", indicator.price_basis}:
        return None
    message = N_("The target is at prices “{target}”, the figures at prices “{figures}”.")
    return Note(message, {"target": term.price_basis, "figures": indicator.price_basis or "?"})


def _not_in_force(target: Target) -> Note:
    begins, ends = target.in_force_from, target.in_force_to
    if begins is not None and ends is not None:
        return Note(N_("It binds only from {begins} to {ends}."), {"begins": begins, "ends": ends})
    if begins is not None:
        return Note(N_("It binds only from {begins} on."), {"begins": begins})
    return Note(N_("It bound only until {ends}."), {"ends": ends})


def _series(peers: Peers, target: Target) -> Series | Note:
    try:
        return peers.series(target.indicator_id, target.territory_id)
    except DataError as error:
        return Note(error.message, error.params)


def _only_parts(case: Case, answer: Assessment) -> Assessment:
    """The answer with a true reason where figures are missing of whole years, but not of parts.

    A level asks for any year up to the due one, a period for its first.
    """
    found = {"no_data", "no_baseline"}
    if case.target.basis == "milestone" or answer.latest is not None or answer.status not in found:
        return answer
    first = case.target.period.first_year if case.target.period.kind == "span" else 0
    last = first or case.due
    asked = [p for p in case.series.points if first <= p.period.year <= last]
    spans = any(p.period.kind == "span" for p in asked)
    if not asked or spans or standing(asked, case.indicator):
        return answer
    params = {"year": str(first), "period": asked[-1].period.code}
    why = N_("There are only figures of parts of years, the latest of {period}.")
    if first:
        why = N_("Of {year} there are only figures of parts of the year, such as {period}.")
    return replace(answer, why=Note(why, params))


def _with_notes(case: Case, assessment: Assessment) -> Assessment:
    """Add what a reader should know: other figures for the same period, a territory's end."""
    notes = list(assessment.notes)
    latest = assessment.latest
    if latest is not None and latest.choice is not None:
        differing = {o.value for o in latest.choice.others} - {latest.choice.used.value}
        if differing:
            notes.append(
                Note(
                    N_("Sources disagree on {period}; used is {reason}."),
                    {"period": latest.period.code, "reason": Words(latest.choice.reason)},
                )
            )
    ended = assessment.territory.valid_to
    if ended is not None and case.target.period.end > ended:
        notes.append(
            Note(
                N_("{unit} ended on {day}; the promise holds for its former area."),
                {"unit": assessment.territory, "day": ended},
            )
        )
    return replace(assessment, notes=tuple(notes))
