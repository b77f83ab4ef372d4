"""What a consistency check returns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from tamnhin.assess.consistency.facts import Given
from tamnhin.assess.consistency.figures import Figure, Step
from tamnhin.assess.consistency.intervals import Interval
from tamnhin.assess.types import Note
from tamnhin.messages import N_
from tamnhin.territory import Territory

Verdict = Literal["agrees", "agrees_only_if", "contradicts", "cannot_be_closed"]

VERDICT_WORDS: Final[Mapping[Verdict, str]] = {
    "agrees": N_("agrees"),
    "agrees_only_if": N_("agrees only if"),
    "contradicts": N_("contradicts"),
    "cannot_be_closed": N_("cannot be closed"),
}


@dataclass(frozen=True, slots=True)
class Implied:
    """What a number that is not stated must be if the stated ones hold.

    Attributes:
        name: what it is (a message id) with its parameters.
        figure: its value and what the tolerances of the stated numbers allow.
        unit: symbol of its unit, empty for a bare number.
    """

    name: str
    figure: Figure
    unit: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def interval(self) -> Interval:
        """What it may be: as the bounds leave it, or by rounding where they leave it open."""
        wide = self.figure.wide
        open_ = math.isinf(wide.low) and math.isinf(wide.high)
        return self.figure.near if open_ else wide


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one identity for one place and time.

    Attributes:
        identity: which one, a key of :data:`tamnhin.assess.consistency.words.IDENTITIES`.
        territory: where.
        period: code of the year or span that it is about.
        inputs: the stated numbers that take part.
        verdict: agrees, agrees only if, contradicts, cannot be closed.
        why: one sentence that gives the reason.
        steps: the arithmetic, line by line.
        left: what one side comes to, where there are two.
        right: what the other side comes to.
        unit: symbol of the unit of both sides and of the residual.
        implied: what numbers that are not stated must be.
        missing: names of what is not stated (message ids).
        slip: power of ten by which the two sides differ, where they nearly do.
        notes: what a reader should know.
    """

    identity: str
    territory: Territory
    period: str
    inputs: tuple[Given, ...]
    verdict: Verdict
    why: Note
    steps: tuple[Step, ...] = ()
    left: Figure | None = None
    right: Figure | None = None
    unit: str = ""
    implied: tuple[Implied, ...] = ()
    missing: tuple[str, ...] = ()
    slip: int | None = None
    notes: tuple[Note, ...] = ()

    @property
    def residual(self) -> Figure | None:
        """Left less right, with what rounding alone explains."""
        if self.left is None or self.right is None:
            return None
        return self.left - self.right

    @property
    def tolerance(self) -> float | None:
        """How large a residual the rounding of the inputs explains, in ``unit``."""
        residual = self.residual
        return None if residual is None else residual.near.half

    @property
    def target_ids(self) -> tuple[str, ...]:
        """The targets that take part."""
        return tuple(dict.fromkeys(g.row for g in self.inputs if g.row))
