"""Targets of a merged territory against those of the territories that went into it.

A sum must not be less than the old sums together, an average not worse than every old one: “kept”,
“raised” or “lowered” is computed, not asserted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from tamnhin.assess.consistency.bases import mixed
from tamnhin.assess.consistency.facts import Facts, Given
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.intervals import Interval
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.parts import (
    SUM,
    WEIGHTED,
    Made,
    ends,
    total,
    weighted_mean,
    weights_of,
)
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.types import Note
from tamnhin.messages import N_
from tamnhin.territory import Territory

LOWERED_ALL: Final = N_(
    "The merged target falls short of every stated target of the territories that went into it."
)
LOWERED_SUM: Final = N_(
    "The merged target falls short of the targets of the old territories together."
)
OUTSIDE: Final = N_("The merged target lies outside those of the old territories.")
RAISED: Final = N_("The merged target goes beyond the targets of the old territories.")
KEPT: Final = N_("The merged target lies within what the old territories promised.")
UNSTATED: Final = N_("the best target of the old territories that is not stated")


def check_merged(facts: Facts) -> Iterator[Finding]:
    """Every target of a territory that came to be by a merger."""
    for territory in facts.territories.values():
        group = _merged(facts, territory)
        if group is not None:
            for whole in facts.targets:
                if whole.territory == territory and whole.origin == "target":
                    yield from _against(facts, whole, group)


def _merged(facts: Facts, territory: Territory) -> Made | None:
    """The territories that went into one as a whole; of some only a part may have gone."""
    into = [
        share
        for share in facts.plan.territory_shares
        if share.successor_id == territory.territory_id != share.predecessor_id
    ]
    entire = {s.predecessor_id for s in into if s.measure == "whole" or s.share == 1}
    units = tuple(facts.territories[n] for n in sorted(entire) if n in facts.territories)
    partial = {s.predecessor_id for s in into} - entire
    return Made(territory, units, complete=not partial) if units else None


def _against(facts: Facts, whole: Given, group: Made) -> Iterator[Finding]:
    if whole.shape == "multiple":
        return
    parts = []
    for unit in group.parts:
        rows = facts.all(whole.indicator.indicator_id, unit.territory_id, whole.shape)
        same = [g for g in rows if g.origin == "target" and _same_time(g, whole)]
        same = [g for g in same if not mixed(g, whole)]
        parts += same[:1]
    if not parts:
        return
    sums = whole.indicator.aggregation == "sum" and whole.shape != "rate"
    case = Case("merged", whole.territory, whole.period.code, (whole, *parts))
    if sums:
        yield from _sum(case, whole, parts, group)
    else:
        yield from _average(facts, case, whole, parts, group)


def _same_time(one: Given, other: Given) -> bool:
    """The same due year; the same span of an average."""
    if other.shape == "level":
        return one.period.year == other.period.year
    return one.period == other.period


def _sum(case: Case, whole: Given, parts: Sequence[Given], group: Made) -> Iterator[Finding]:
    added = case.work.step(SUM, total([g.figure for g in parts]), whole.unit)
    short = _short(whole, added)
    if short:
        yield _told(case, whole, added, LOWERED_SUM)
    elif group.complete and len(parts) == len(group.parts):
        beyond = _beyond(whole, added)
        verdict = case.compare(added, added, whole.unit)
        yield replace(verdict, left=whole.figure, why=Note(RAISED if beyond else KEPT))


def _average(
    facts: Facts, case: Case, whole: Given, parts: Sequence[Given], group: Made
) -> Iterator[Finding]:
    low, high = ends(parts)
    weights = weights_of(facts, whole, parts)
    reference = (low if whole.indicator.direction != "down" else high).figure
    if weights is not None and len(parts) > 1:
        case.inputs = (*case.inputs, *weights)
        label = {"indicator": weights[0].indicator}
        case.work.step(WEIGHTED, weighted_mean(parts, weights), whole.unit, **label)
    outside = not whole.figure.near.meets(Interval(low.figure.near.low, high.figure.near.high))
    complete = group.complete and len(parts) == len(group.parts)
    if whole.indicator.direction == "range" and outside and complete:
        yield _told(case, whole, reference, OUTSIDE)
    elif _short(whole, reference):
        if complete or len(parts) > 1:
            yield _told(case, whole, reference, LOWERED_ALL)
        else:
            yield case.solve(_missing(whole))
    elif complete:
        better = low if whole.indicator.direction == "down" else high
        why = RAISED if _beyond(whole, better.figure) else KEPT
        verdict = case.compare(reference, reference, whole.unit)
        yield replace(verdict, left=whole.figure, right=reference, why=Note(why))


def _missing(whole: Given) -> Implied:
    """With one old target known and better: another must be no better than the merged one."""
    figure = whole.figure
    infinite = float("inf")
    up = whole.indicator.direction != "down"
    wide = Interval(-infinite, figure.near.high) if up else Interval(figure.near.low, infinite)
    return Implied(UNSTATED, replace(figure, wide=wide), whole.unit)


def _short(whole: Given, reference: Figure) -> bool:
    """Worse than the reference, as the indicator's direction has it.

    Promises are compared as they are stated: nobody measured them, so nothing was rounded.
    """
    ahead = _ahead(whole, reference)
    return ahead is not None and ahead < 0


def _beyond(whole: Given, reference: Figure) -> bool:
    ahead = _ahead(whole, reference)
    return ahead is not None and ahead > 0


def _ahead(whole: Given, reference: Figure) -> float | None:
    """By how much a target is better; nothing where neither more nor less is better."""
    if whole.indicator.direction == "range":
        return None
    difference = whole.figure.value - reference.value
    if math.isclose(whole.figure.value, reference.value, rel_tol=1e-9):
        return 0.0
    return -difference if whole.indicator.direction == "down" else difference


def _told(case: Case, whole: Given, reference: Figure, why: str) -> Finding:
    """A contradiction with both sides, so that the difference is shown."""
    return case.finding(
        "contradicts", Note(why), left=whole.figure, right=reference, unit=whole.unit
    )
