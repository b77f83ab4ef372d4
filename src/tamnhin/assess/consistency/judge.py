"""From two sides, or from what is not stated, to a verdict: one rule for all identities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tamnhin.assess.consistency.facts import Given
from tamnhin.assess.consistency.figures import Figure, Work
from tamnhin.assess.consistency.intervals import Interval
from tamnhin.assess.consistency.results import Finding, Implied, Verdict
from tamnhin.assess.types import Note
from tamnhin.messages import N_
from tamnhin.territory import Territory

SLIP: Final = 0.05
"""How near a ratio must be to a power of ten to look like a slip of a unit, in powers of ten."""
MOST_POWERS: Final = 9

ANY: Final = Interval(-math.inf, math.inf)

AGREES: Final = N_("Rounding explains the difference between the two sides.")
BOUND: Final = N_(
    "The printed numbers differ by more than rounding; they agree only if a number given as a "
    "bound (“at least”, “over”, “at most”) is passed by as much as the difference."
)
CONTRADICTS: Final = N_("The two sides differ by more than rounding explains.")
SLIPPED: Final = N_(
    "The two sides differ by a factor of nearly {times}: it looks like a slip of the unit."
)
ONLY_IF: Final = N_("The stated numbers hold only if what is not stated is as computed.")
IMPOSSIBLE: Final = N_("A number that is not stated would have to be impossible.")
POSITIVE: Final = N_("a number above zero to divide by or to take the root of")
OPEN: Final = N_("Too many numbers are not stated; nothing is guessed.")


@dataclass
class Case:
    """One identity at one place and time, while its arithmetic is written."""

    identity: str
    territory: Territory
    period: str
    inputs: tuple[Given, ...]
    work: Work = field(default_factory=Work)
    notes: tuple[Note, ...] = ()

    def finding(
        self, verdict: Verdict, why: Note, implied: Sequence[Implied] = (), **rest: object
    ) -> Finding:
        """The finding with what is common to all verdicts."""
        implied = tuple(one for one in implied if one.figure.usable)
        return Finding(
            self.identity,
            self.territory,
            self.period,
            self.inputs,
            verdict,
            why,
            steps=tuple(s for s in self.work.steps if s.figure.usable),
            notes=self.notes,
            implied=implied,
            **rest,  # type: ignore[arg-type]
        )

    def compare(
        self,
        left: Figure,
        right: Figure,
        unit: str = "",
        allowance: float = 0.0,
        implied: Sequence[Implied] = (),
    ) -> Finding:
        """The finding where both sides are known.

        Args:
            left: what one side comes to.
            right: what the other side comes to.
            unit: their unit.
            allowance: what the method may be off by beyond rounding, in that unit.
            implied: what would have to hold besides.
        """
        if not (left.usable and right.usable):
            return self.open((POSITIVE,))
        spread = Interval(-allowance, allowance)
        right = replace(right, near=right.near + spread, wide=right.wide + spread)
        residual = left - right
        rest = {"left": left, "right": right, "unit": unit}
        if 0 in residual.near:
            return self.finding("agrees", Note(AGREES), implied, **rest)
        if 0 in residual.wide:
            return self.finding("agrees_only_if", Note(BOUND), implied, **rest)
        slip = slip_of(left, right)
        why = Note(CONTRADICTS) if slip is None else Note(SLIPPED, {"times": 10 ** abs(slip)})
        return self.finding("contradicts", why, implied, slip=slip, **rest)

    def solve(self, *implied: Implied, possible: Interval = ANY) -> Finding:
        """The finding where a number is not stated: what it must be.

        Args:
            *implied: the number, and others that follow from it.
            possible: what the first of them can be at all.
        """
        if not implied[0].figure.usable:
            return self.open((POSITIVE,))
        if implied[0].figure.wide.meets(possible):
            return self.finding("agrees_only_if", Note(ONLY_IF), implied=implied)
        return self.finding("contradicts", Note(IMPOSSIBLE), implied=implied)

    def open(self, missing: Sequence[str], *implied: Implied) -> Finding:
        """The finding where too much is missing.

        Args:
            missing: names of what is not stated (message ids).
            *implied: what can be said all the same.
        """
        return self.finding("cannot_be_closed", Note(OPEN), implied=implied, missing=tuple(missing))


def slip_of(left: Figure, right: Figure, slack: float = SLIP) -> int | None:
    """The power of ten by which two numbers differ, where they nearly do."""
    if left.value <= 0 or right.value <= 0:
        return None
    power = math.log10(left.value / right.value)
    near = round(power)
    return near if 0 < abs(near) <= MOST_POWERS and abs(power - near) <= slack else None
