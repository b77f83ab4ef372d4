"""What it takes to keep a promise: its number as a lower bound, an upper bound, or a range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tamnhin.data.types import Indicator, Qualifier
from tamnhin.plan.types import Target
from tamnhin.units import convert

ABOVE: Final = frozenset({"at_least", "more_than"})
BELOW: Final = frozenset({"at_most", "less_than"})
SIDES: Final[Mapping[Qualifier, int]] = {
    "exact": 0,
    "over": 1,
    "nearly": -1,
    "about": 0,
    "at_least": 0,
    "under": -1,
}
"""On which side of the printed number a figure lies: 1 a little above it, -1 a little below."""


@dataclass(frozen=True, slots=True)
class Goal:
    """The values that keep a promise, in the indicator's unit.

    Attributes:
        low: lowest value that keeps it, if there is one.
        high: highest value that keeps it, if there is one.
        strict: whether the bound itself does not keep it (“over 230”).
        value: the number of the promise.
        upper: the second number of a range.
    """

    low: Decimal | None
    high: Decimal | None
    strict: bool
    value: Decimal
    upper: Decimal | None = None

    def met_by(self, value: Decimal, qualifier: Qualifier = "exact") -> bool:
        """True where the value keeps the promise.

        Args:
            value: the value, in the indicator's unit.
            qualifier: how the source words it: “over 4” is a little above 4 and “nearly 4” a
                little below it, which decides where 4 is the bound; the others are as printed.
        """
        side = SIDES[qualifier]
        at_low = side > 0 or (side == 0 and not self.strict)
        at_high = side < 0 or (side == 0 and not self.strict)
        above = self.low is None or value > self.low or (value == self.low and at_low)
        return above and (
            self.high is None or value < self.high or (value == self.high and at_high)
        )

    def distance(self, value: Decimal) -> Decimal:
        """How far the value is from the nearest one that keeps the promise; 0 where it does."""
        below = Decimal(0) if self.low is None else self.low - value
        above = Decimal(0) if self.high is None else value - self.high
        return max(below, above, Decimal(0))

    def aim(self, start: Decimal) -> Decimal:
        """The number to move to from a value that does not keep the promise."""
        if self.upper is not None and start > self.upper:
            return self.upper
        return self.value


def half_digit(value: Decimal) -> Decimal:
    """Half a unit of the last printed digit: how far “about 11.2” reaches (0.05)."""
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)


def goal_of(target: Target, indicator: Indicator) -> Goal | None:
    """The goal of a target; ``None`` where its value is not known.

    “About” and “exactly” are read with the indicator's direction: where more is better they are
    lower bounds, as Vietnamese reports read “đạt”. “About” reaches half a printed digit further;
    so does “exactly” where neither direction is better.
    """
    if target.value is None:
        return None
    value = convert(target.value, target.unit, indicator.unit)
    if target.operator == "between":
        upper = convert(target.upper or target.value, target.unit, indicator.unit)
        return Goal(value, upper, strict=False, value=value, upper=upper)
    if target.operator in ABOVE:
        return Goal(value, None, target.operator == "more_than", value)
    if target.operator in BELOW:
        return Goal(None, value, target.operator == "less_than", value)
    slack = convert(half_digit(target.value), target.unit, indicator.unit)
    if indicator.direction == "range":
        return Goal(value - slack, value + slack, strict=False, value=value)
    slack = slack if target.operator == "about" else Decimal(0)
    if indicator.direction == "up":
        return Goal(value - slack, None, strict=False, value=value)
    return Goal(None, value + slack, strict=False, value=value)
