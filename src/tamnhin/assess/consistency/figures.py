"""Numbers that carry their tolerance and the arithmetic that they came from.

A :class:`Figure` computes three things at once: the value from the numbers as printed, what
their rounding allows (``near``), and what they allow where “at least” and “at most” are taken at
their word (``wide``). Its ``form`` is the calculation itself, so what an officer is shown is what
was computed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal

from tamnhin.assess.consistency.intervals import Interval
from tamnhin.messages import Lang, format_number

Sign = Literal["+", "−", "×", "÷", "^"]
_RANK: Final[Mapping[Sign, int]] = {"+": 1, "−": 1, "×": 2, "÷": 2, "^": 3}
DIGITS: Final = 7
"""Digits of computed numbers: a hand calculation that takes them up again ends the same."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a calculation, with the digits that it is shown with."""

    value: Decimal

    def text(self, lang: Lang) -> str:
        """In the reader's format; a negative one in brackets."""
        shown = format_number(self.value, lang)
        return f"({shown})" if self.value < 0 else shown


@dataclass(frozen=True, slots=True)
class Operation:
    """Two sides and the sign between them."""

    sign: Sign
    left: Form
    right: Form

    def text(self, lang: Lang) -> str:
        """The calculation, with brackets only where it needs them."""
        rank = _RANK[self.sign]
        left, right = self.left.text(lang), self.right.text(lang)
        if isinstance(self.left, Operation) and (_RANK[self.left.sign] < rank or self.sign == "^"):
            left = f"({left})"
        if isinstance(self.right, Operation) and (
            _RANK[self.right.sign] < rank or (self.sign != "+" and _RANK[self.right.sign] == rank)
        ):
            right = f"({right})"
        return f"{left}{self.sign}{right}" if self.sign == "^" else f"{left} {self.sign} {right}"


Form = Number | Operation

LARGEST: Final = 1e30
"""What a cell can hold; a result beyond it comes of absurd inputs and is not shown."""


def rounded(value: float, digits: int = DIGITS) -> Decimal:
    """The number with so many digits that count, whole numbers kept whole."""
    if value == 0 or not math.isfinite(value):
        return Decimal(0)
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    number = Decimal(f"{value:.{min(decimals, 12)}f}")
    short = number.normalize()
    return Decimal(f"{number:.0f}") if short == short.to_integral_value() else short


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it may be, and how it came to be.

    Attributes:
        value: from the numbers as printed.
        near: what their rounding and their words (“about”) allow.
        wide: what they allow where “at least” means any number above.
        form: the calculation.
    """

    value: float
    near: Interval
    wide: Interval
    form: Form

    @classmethod
    def exact(cls, value: float) -> Figure:
        """A number without tolerance, such as a count of years."""
        point = Interval.point(float(value))
        return cls(float(value), point, point, Number(rounded(value)))

    def _with(self, sign: Sign, other: Figure | float) -> Figure:
        right = other if isinstance(other, Figure) else Figure.exact(other)
        form = Operation(sign, self.form, right.form)
        pairs = ((self.near, right.near), (self.wide, right.wide))
        if sign == "+":
            value = self.value + right.value
            near, wide = (a + b for a, b in pairs)
        elif sign == "−":
            value = self.value - right.value
            near, wide = (a - b for a, b in pairs)
        elif sign == "×":
            value = self.value * right.value
            near, wide = (a * b for a, b in pairs)
        else:
            value = self.value / right.value if right.value else math.nan
            near, wide = (a / b for a, b in pairs)
        return Figure(value, near, wide, form)

    def __add__(self, other: Figure | float) -> Figure:
        return self._with("+", other)

    def __sub__(self, other: Figure | float) -> Figure:
        return self._with("−", other)

    def __mul__(self, other: Figure | float) -> Figure:
        return self._with("×", other)

    def __truediv__(self, other: Figure | float) -> Figure:
        return self._with("÷", other)

    def power(self, exponent: int) -> Figure:
        """The whole power of a number that is not negative."""
        form = Operation("^", self.form, Figure.exact(exponent).form)
        return self._raised(exponent, form)

    def root(self, degree: int) -> Figure:
        """The root of a number that is not negative, ``self^(1 ÷ degree)``."""
        if degree == 1:
            return self
        form = Operation(
            "^", self.form, Operation("÷", Number(Decimal(1)), Number(Decimal(degree)))
        )
        return self._raised(1 / degree, form)

    def _raised(self, exponent: float, form: Form) -> Figure:
        """Only what is not negative has a root; a negative value is no number afterwards."""
        try:
            value = math.nan if self.value < 0 else self.value**exponent
        except (OverflowError, ZeroDivisionError):
            value = math.nan
        near, wide = (_not_negative(i).power(exponent) for i in (self.near, self.wide))
        return Figure(value, near, wide, form)

    @property
    def usable(self) -> bool:
        """True for a number that can be written down."""
        return math.isfinite(self.value) and abs(self.value) < LARGEST

    def rate(self) -> Figure:
        """A factor a year as per cent a year: ``(self − 1) × 100``."""
        return (self - 1) * 100

    def factor(self) -> Figure:
        """Per cent a year as a factor: ``1 + self ÷ 100``."""
        return Figure.exact(1) + self / 100


def _not_negative(interval: Interval) -> Interval:
    return Interval(max(0.0, interval.low), max(0.0, interval.high))


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic: what is computed, how, and what comes out.

    Attributes:
        label: what it is (a message id) with its parameters.
        figure: the result; its form is the calculation.
        unit: symbol of its unit, empty for a bare number.
    """

    label: str
    figure: Figure
    unit: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def formula(self, lang: Lang) -> str:
        """``230 ÷ 69,6 = 3,304598``, to be redone on a calculator."""
        value = format_number(rounded(self.figure.value), lang)
        return f"{self.figure.form.text(lang)} = {value}"


class Work:
    """The arithmetic of one check, line by line."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def step(self, label: str, figure: Figure, unit: str = "", **params: object) -> Figure:
        """Write a line; the result goes on as one number."""
        if isinstance(figure.form, Operation):
            self.steps.append(Step(label, figure, unit, params))
        return replace(figure, form=Number(rounded(figure.value)))
