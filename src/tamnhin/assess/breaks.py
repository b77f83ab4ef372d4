"""Breaks in series: figures of different definitions are never joined, and the break is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from tamnhin.assess.types import Note
from tamnhin.data.series import Point, Series
from tamnhin.messages import N_, Words
from tamnhin.periods import Period
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Break, BreakKind, Target

KINDS: Final[Mapping[BreakKind, str]] = {
    "definition": N_("of another definition"),
    "method": N_("counted in another way"),
    "coverage": N_("of another coverage"),
    "prices": N_("at other prices"),
}


def breaks_of(
    plan: Plan, indicator_id: str, territory_id: str, points: Iterable[Point] = ()
) -> tuple[Break, ...]:
    """The breaks in a series, in order of time.

    A break of one unit breaks every figure that is put together from it, so that it counts for a
    merged territory as well, where figures made from the unit stand next to the break.

    Args:
        plan: the plan.
        indicator_id: what is measured.
        territory_id: where.
        points: the figures; without them only breaks of the territory itself are found.
    """
    listed = [b for b in plan.breaks if b.indicator_id == indicator_id]
    own = [b for b in listed if b.territory_id in {None, territory_id}]
    figures = list(points) if len(listed) > len(own) else []
    known = {(b.since, b.kind) for b in own}
    for b in listed:
        # Units that changed together are one break of their sum.
        if (b.since, b.kind) not in known and _reaches(b, figures):
            own.append(b)
            known.add((b.since, b.kind))
    return tuple(sorted(own, key=lambda b: b.since.start))


def _reaches(b: Break, points: Sequence[Point]) -> bool:
    """Whether figures put together from the unit that breaks would be joined across its break."""
    before = [p for p in points if _before(p.period, b)]
    after = [p for p in points if not _before(p.period, b)]
    # Published figures of the whole have no part in it, except next to one made from the unit.
    return any(b.territory_id in p.made_of for p in (*before[-1:], *after))


def comparable(plan: Plan, target: Target, series: Series) -> tuple[Target, Series, list[Note]]:
    """The target and the figures that may be compared with the latest one of the series.

    Figures before the last break are left out, and so is a stated baseline before it; each is
    said. The series of the answer is empty only where the one given is.
    """
    last = last_break(plan, target.indicator_id, series.territory.territory_id, series.points)
    notes = []
    kept = since(last, series.points)
    if last is not None and len(kept) < len(series.points):
        notes.append(break_note(plan, last, series.territory.territory_id, target.territory_id))
        series = replace(series, points=kept)
    base = target.baseline_period
    if base is None:
        return target, series, notes
    if (last is not None and _before(base, last)) or _broken_before_merger(plan, base, series):
        message = N_("The stated baseline of {period} is from before a break in the series.")
        notes.append(Note(message, {"period": base.code}))
        target = target.model_copy(update={"baseline_period": None, "baseline_value": None})
    return target, series, notes


def _broken_before_merger(plan: Plan, base: Period, series: Series) -> bool:
    """Whether a baseline is of the units before a merger, and one of them broke after it.

    Such a baseline is stated by the document, so that no figure says what it is made of.
    """
    begins = series.territory.valid_from
    if begins is None or base.end >= begins or not series.points:
        return False
    units = _units_before(plan, series.territory.territory_id)
    latest = series.points[-1].period.start
    return any(
        b.indicator_id == series.indicator.indicator_id
        and b.territory_id in units
        and base.start < b.since.start <= latest
        for b in plan.breaks
    )


def _units_before(plan: Plan, territory_id: str) -> set[str]:
    """The units that a territory came from, at every stage."""
    found: set[str] = set()
    waiting = [territory_id]
    while waiting:
        name = waiting.pop()
        earlier = {s.predecessor_id for s in plan.territory_shares if s.successor_id == name}
        waiting += earlier - found
        found |= earlier
    return found


def break_note(plan: Plan, b: Break, territory_id: str, known_id: str | None = None) -> Note:
    """What a break does to figures, and of which unit they are where that is not plain.

    Args:
        plan: the plan.
        b: the break.
        territory_id: whose figures are looked at.
        known_id: the territory that the reader takes them to be of; the same without it.
    """
    params: dict[str, object] = {"period": b.since.code, "kind": Words(KINDS[b.kind])}
    territories = plan.ids("territories")
    if b.territory_id is not None and b.territory_id != territory_id:
        message = N_(
            "Figures of {unit} before {period} are {kind}, so those put together from them are "
            "not compared with later ones."
        )
        return Note(message, params | {"unit": territories.get(b.territory_id, b.territory_id)})
    if known_id in {None, territory_id}:
        message = N_("Figures before {period} are {kind} and are not compared with later ones.")
        return Note(message, params)
    message = N_(
        "Figures of {unit} before {period} are {kind} and are not compared with later ones."
    )
    return Note(message, params | {"unit": territories[territory_id]})


def break_ahead(plan: Plan, target: Target, series: Series) -> Note | None:
    """Why the latest figure does not lead to the due year: a break lies between the two."""
    latest = series.points[-1]
    where = {None, target.territory_id, *latest.made_of}
    ahead = [
        b
        for b in plan.breaks
        if b.indicator_id == target.indicator_id
        and b.territory_id in where
        and latest.period.start < b.since.start <= target.period.end
    ]
    if not ahead:
        return None
    b = min(ahead, key=lambda b: b.since.start)
    message = N_("Figures from {period} on are {kind}: nothing is forecast across that.")
    return Note(message, {"period": b.since.code, "kind": Words(KINDS[b.kind])})


def last_break(
    plan: Plan, indicator_id: str, territory_id: str, points: Iterable[Point]
) -> Break | None:
    """The last break that a figure of the series lies behind."""
    figures = list(points)
    newest = max((p.period.start for p in figures), default=None)
    behind = [
        b
        for b in breaks_of(plan, indicator_id, territory_id, figures)
        if newest is not None and newest >= b.since.start
    ]
    return behind[-1] if behind else None


def since(last: Break | None, points: Iterable[Point]) -> tuple[Point, ...]:
    """The figures from a break on, or all without one."""
    return tuple(p for p in points if last is None or not _before(p.period, last))


def _before(period: Period, b: Break) -> bool:
    return period.start < b.since.start
