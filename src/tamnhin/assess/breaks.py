"""Breaks in series: figures of different definitions are never joined, and the break is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def breaks_of(plan: Plan, indicator_id: str, territory_id: str) -> tuple[Break, ...]:
    """The breaks in a series, in order of time."""
    found = (
        b
        for b in plan.breaks
        if b.indicator_id == indicator_id and b.territory_id in {None, territory_id}
    )
    return tuple(sorted(found, key=lambda b: b.since.start))


def comparable(plan: Plan, target: Target, series: Series) -> tuple[Target, Series, list[Note]]:
    """The target and the figures that may be compared with its latest one.

    Figures before the last break are left out, and so is a stated baseline before it; each is
    said. The series of the answer is empty only where the one given is.
    """
    last = last_break(plan, target.indicator_id, target.territory_id, series.points)
    if last is None:
        return target, series, []
    notes = []
    kept = since(last, series.points)
    if len(kept) < len(series.points):
        message = N_("Figures before {period} are {kind} and are not compared with later ones.")
        notes.append(Note(message, {"period": last.since.code, "kind": Words(KINDS[last.kind])}))
        series = replace(series, points=kept)
    if target.baseline_period is not None and _before(target.baseline_period, last):
        message = N_("The stated baseline of {period} is from before a break in the series.")
        notes.append(Note(message, {"period": target.baseline_period.code}))
        target = target.model_copy(update={"baseline_period": None, "baseline_value": None})
    return target, series, notes


def break_ahead(plan: Plan, target: Target, series: Series) -> Note | None:
    """Why the latest figure does not lead to the due year: a break lies between the two."""
    latest = series.points[-1].period
    for b in breaks_of(plan, target.indicator_id, target.territory_id):
        if latest.start < b.since.start <= target.period.end:
            message = N_("Figures from {period} on are {kind}: nothing is forecast across that.")
            return Note(message, {"period": b.since.code, "kind": Words(KINDS[b.kind])})
    return None


def last_break(
    plan: Plan, indicator_id: str, territory_id: str, points: Iterable[Point]
) -> Break | None:
    """The last break that a figure of the series lies behind."""
    breaks = breaks_of(plan, indicator_id, territory_id)
    newest = max((p.period.start for p in points), default=None)
    behind = [b for b in breaks if newest is not None and newest >= b.since.start]
    return behind[-1] if behind else None


def since(last: Break | None, points: Iterable[Point]) -> tuple[Point, ...]:
    """The figures from a break on, or all without one."""
    return tuple(p for p in points if last is None or p.period.start >= last.since.start)


def _before(period: Period, last: Break) -> bool:
    return period.start < last.since.start
