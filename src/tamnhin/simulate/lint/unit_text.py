"""Units as a model writes them: ``widgets/Month``, ``1/year``, ``$``, ``Dmnl``, without eval.

The text is read by a small parser of its own. Each word is then looked up in pint; a word that
pint does not know, such as ``widget``, is a unit of its own. pint never sees an expression, only
single words of bounded length.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from tamnhin.errors import ConfigurationError
from tamnhin.messages import N_

# The longest unit text in 393 public model files has 61 characters, the longest word 30.
MAX_LENGTH = 200
MAX_WORD = 60
MAX_DEPTH = 20
MAX_EXPONENT = 24

Powers = tuple[tuple[str, Fraction], ...]
Verdict = Literal["same", "scale", "kind"]

_RANGE = re.compile(r"\[[^\[\]]*\]\s*$")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?|\.\d+)"
    r"|(?P<word>[^\W\d][^*/^()\[\]{}\"<>=+|~;:!?\\]*|[$€£¥₫%#°][^*/^()\[\]{}\"<>=+|~;:!?\\\d]*)"
    r"|(?P<sign>\*\*|[*/^()-]))\s*"
)
_PURE = frozenset({"dmnl", "dimensionless", "fraction", "unitless", "no unit", "none", "1"})
# Single letters that are symbols to everyone; others are names of a model's own.
_LETTERS = frozenset("mgstlhLKWJNVA")
# Prefixes whose symbols are read: "Rs" are rupees, not ronnaseconds, and "hare" is no hectare.
_PREFIXES = frozenset({"kilo", "mega", "giga", "tera", "milli", "centi"})
# Bases that carry no dimension of their own: an angle is a ratio.
_ANGLE = "radian"
# Vensim's own equivalences, beside singular and plural.
_SAME = {"$": "dollar", "$s": "dollar", "us$": "dollar", "people": "person"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of units, times a number.

    Attributes:
        words: units as people call them, sorted, with their exponents; for messages.
        powers: base units with their exponents, sorted; for comparing.
        factor: how many products of base units it is.
    """

    words: Powers = ()
    powers: Powers = ()
    factor: float = 1.0

    def __mul__(self, other: Unit) -> Unit:
        return Unit(
            _join(self.words, other.words),
            _join(self.powers, other.powers),
            self.factor * other.factor,
        )

    def __truediv__(self, other: Unit) -> Unit:
        return self * other.power(Fraction(-1))

    def power(self, exponent: Fraction) -> Unit:
        """The unit to a power."""
        return Unit(
            _join(tuple((word, e * exponent) for word, e in self.words), ()),
            _join(tuple((base, e * exponent) for base, e in self.powers), ()),
            _raise(self.factor, exponent),
        )

    def compared(self, other: Unit) -> Verdict:
        """The same, the same kind on another scale (month, year), or another kind."""
        if self.powers != other.powers:
            return "kind"
        # Not math.isclose alone: a factor beyond float64 says nothing.
        near = math.isclose(self.factor, other.factor, rel_tol=1e-9)
        return "same" if near or not math.isfinite(self.factor * other.factor) else "scale"

    @property
    def pure(self) -> bool:
        """Without dimension, whatever its scale."""
        return not self.powers

    def __str__(self) -> str:
        above = [_shown(word, e) for word, e in self.words if e > 0]
        below = [_shown(word, -e) for word, e in self.words if e < 0]
        text = "*".join(above) or "1"
        if below:
            text += "/" + "/".join(below)
        return text if self.words else "Dmnl"


PURE = Unit()


def _raise(factor: float, exponent: Fraction) -> float:
    try:
        return float(factor ** float(exponent))
    except (OverflowError, ZeroDivisionError):
        return float("nan")


def _join(one: Powers, other: Powers) -> Powers:
    found = dict(one)
    for name, exponent in other:
        found[name] = found.get(name, Fraction(0)) + exponent
    return tuple(sorted((name, e) for name, e in found.items() if e))


def _shown(word: str, exponent: Fraction) -> str:
    return word if exponent == 1 else f"{word}^{exponent}"


class UnreadableUnitError(ValueError):
    """A unit text that is not of the form that the parser knows."""


class Units:
    """Reads unit texts; holds pint's list of units."""

    def __init__(self) -> None:
        self._registry = _registry()
        self._known: dict[str, Unit] = {}

    def read(self, text: str) -> Unit | None:
        """The unit of a text; None where there is none.

        Raises:
            UnreadableUnitError: the text has another form.
        """
        plain = _RANGE.sub("", " ".join(text.split()))
        if not plain or plain == "?":
            return None
        if len(plain) > MAX_LENGTH or not plain.isprintable():
            raise UnreadableUnitError(plain[:MAX_LENGTH])
        found = _Parser(self, plain).unit()
        if not math.isfinite(found.factor) or found.factor <= 0:
            raise UnreadableUnitError(plain)
        return found

    def word(self, text: str) -> Unit:
        """A single word, known to pint or a unit of its own."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._look_up(text)
        return found

    def _look_up(self, text: str) -> Unit:
        plain = re.sub(r"[\s_]+", " ", text).strip()
        low = plain.casefold()
        if low in _PURE:
            return PURE
        if low not in _SAME:
            for spelling in (plain, low):
                found = self._pint(spelling.replace(" ", "_"))
                if found is not None:
                    return found
        name = _SAME.get(low) or _singular(low)
        name = _SAME.get(name, name)
        own = ((name, Fraction(1)),)
        return Unit(own, own, 1.0)

    def _pint(self, name: str) -> Unit | None:
        """A unit of pint; with a prefix only where both are symbols, or both are spelled out."""
        if not name.isidentifier() or len(name) > MAX_WORD:
            return None
        if len(name) == 1 and name not in _LETTERS:
            return None
        for prefix, unit, _ in self._registry.parse_unit_name(name):
            spelled = bool(prefix) and name.startswith(prefix)
            if prefix and (spelled != (unit in name) or not (spelled or prefix in _PREFIXES)):
                continue
            if unit.startswith("degree_"):
                continue  # degrees Celsius have no ratio
            factor, base = self._registry.get_root_units(prefix + unit)
            items = self._registry.Quantity(1, base).unit_items()
            powers = {str(b): Fraction(e).limit_denominator(24) for b, e in items if b != _ANGLE}
            if not powers and factor == 1 and unit != _ANGLE:
                continue  # a count of something is a unit of its own
            called = ((prefix + unit, Fraction(1)),)
            return Unit(called, tuple(sorted(powers.items())), float(factor))
        return None


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


class _Parser:
    """``term (* or / term)*``, a term with an optional power, brackets, numbers and words."""

    def __init__(self, units: Units, text: str) -> None:
        self.units, self.text = units, text
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None or not found[0]:
                raise UnreadableUnitError(text)
            self.tokens.append((str(found.lastgroup), found[found.lastgroup or 0].strip()))
            at = found.end()
        self.at = 0

    def unit(self) -> Unit:
        found = self._product(0)
        if self.at < len(self.tokens):
            raise UnreadableUnitError(self.text)
        return found

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            return "end", ""
        self.at += 1
        return self.tokens[self.at - 1]

    def _peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _product(self, depth: int) -> Unit:
        found = self._term(depth)
        while self._peek() in ("*", "/"):
            sign = self._next()[1]
            other = self._term(depth)
            found = found * other if sign == "*" else found / other
        return found

    def _term(self, depth: int) -> Unit:
        kind, text = self._next()
        if kind == "word":
            if len(text) > MAX_WORD:
                raise UnreadableUnitError(self.text)
            found = self.units.word(text)
        elif kind == "number":
            found = Unit(factor=float(text))
        elif text == "(" and depth < MAX_DEPTH:
            found = self._product(depth + 1)
            if self._next()[1] != ")":
                raise UnreadableUnitError(self.text)
        else:
            raise UnreadableUnitError(self.text)
        if self._peek() in ("^", "**"):
            self._next()
            found = found.power(self._exponent())
        return found

    def _exponent(self) -> Fraction:
        bracket = self._peek() == "(" and self._next()[1] == "("
        minus = self._peek() == "-" and self._next()[1] == "-"
        kind, text = self._next()
        if kind != "number" or float(text) > MAX_EXPONENT:
            raise UnreadableUnitError(self.text)
        if bracket and self._next()[1] != ")":
            raise UnreadableUnitError(self.text)
        value = Fraction(text).limit_denominator(24)
        return -value if minus else value


@lru_cache(maxsize=1)
def _registry() -> Any:
    try:
        import pint
    except ImportError as error:
        raise ConfigurationError(
            N_('Comparing units needs pint: pip install "tamnhin[sd]".')
        ) from error
    return pint.UnitRegistry()
