"""Interval arithmetic: from what each number may be, what the result may be, never less.

Ends are floats rounded outwards after every operation, so the true result of any numbers inside
the operands lies inside the result (Moore, *Interval Analysis*, 1966). An end may be infinite.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

_SLACK = 4  # steps outwards after a power: libm's pow is right to about one, never more than two


def _down(value: float, steps: int = 1) -> float:
    for _ in range(steps):
        value = math.nextafter(value, -math.inf)
    return value


def _up(value: float, steps: int = 1) -> float:
    for _ in range(steps):
        value = math.nextafter(value, math.inf)
    return value


def _product(a: float, b: float) -> float:
    """The product in which nothing of infinity is nothing: an end is a limit, not a number."""
    return 0.0 if a == 0 or b == 0 else a * b


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``low`` to ``high``.

    Raises:
        ValueError: the ends are no numbers, or stand the wrong way round.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high or self.low == math.inf or self.high == -math.inf:
            msg = f"no interval: {self.low} to {self.high}"
            raise ValueError(msg)

    @classmethod
    def point(cls, value: float) -> Self:
        """The interval of one number."""
        return cls(value, value)

    @classmethod
    def around(cls, value: float, half: float) -> Self:
        """``value - half`` to ``value + half``."""
        return cls(_down(value - half), _up(value + half))

    @property
    def half(self) -> float:
        """Half of its width: how far the middle may be off."""
        return (self.high - self.low) / 2

    @property
    def finite(self) -> bool:
        """True where both ends are."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def inside(self, other: Interval) -> bool:
        """True where all of it lies within the other."""
        return other.low <= self.low and self.high <= other.high

    def meets(self, other: Interval) -> bool:
        """True where they have a number in common."""
        return self.low <= other.high and other.low <= self.high

    def meet(self, other: Interval) -> Interval | None:
        """What they have in common, if anything."""
        if not self.meets(other):
            return None
        return Interval(max(self.low, other.low), min(self.high, other.high))

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def away(self) -> float:
        """How far it lies from zero; 0 where it holds zero."""
        return max(0.0, self.low, -self.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __add__(self, other: Interval) -> Interval:
        return Interval(_down(self.low + other.low), _up(self.high + other.high))

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [_product(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(_down(min(ends)), _up(max(ends)))

    def __truediv__(self, other: Interval) -> Interval:
        """The quotients; every number where the divisor may be nothing on both sides."""
        if other.low < 0 < other.high or other.low == other.high == 0:
            return Interval(-math.inf, math.inf)
        low = -math.inf if other.high == 0 else _down(1 / other.high)
        high = math.inf if other.low == 0 else _up(1 / other.low)
        return self * Interval(low, high)

    def power(self, exponent: float) -> Interval:
        """Every number raised to a fixed exponent.

        Raises:
            ValueError: a number is negative, where a root has no answer.
        """
        if self.low < 0:
            msg = f"no power of negative numbers: {self.low} to {self.high}"
            raise ValueError(msg)
        ends = sorted(_raise(end, exponent) for end in (self.low, self.high))
        return Interval(max(0.0, _down(ends[0], _SLACK)), _up(ends[1], _SLACK))


def _raise(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except (OverflowError, ValueError):  # too large, or nothing to a negative power
        return math.inf
