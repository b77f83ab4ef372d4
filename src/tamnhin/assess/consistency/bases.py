"""Prices of different years are never compared as if they were one: what prices must do instead.

In: stated numbers with the prices that they are at. Out: whether they mix prices, and the finding
that says at what price level two sides would agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tamnhin.assess.consistency.facts import Given
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.judge import POSITIVE, Case
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.types import Note
from tamnhin.messages import N_, Lang, catalogue

CONSTANT_AT: Final = "constant-"

LEVEL: Final = N_("price level: {one} ÷ {other}")
PRICED: Final = N_(
    "One side is at {one}, the other at {other}: both hold only if the price level is as computed."
)
HIGHEST: Final = 8.0
"""Price level, or one by it, beyond which none is believed: a slip of the unit is more likely."""
UNSTATED: Final = N_("prices that are not stated")


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices that a number is at, as the code of a price basis; empty where not stated."""

    code: str

    def title(self, lang: Lang) -> str:
        """“current prices”, “constant prices of 2010”."""
        book = catalogue(lang)
        if self.code == "current":
            return book.gettext(N_("current prices"))
        if self.code.startswith(CONSTANT_AT):
            year = self.code.removeprefix(CONSTANT_AT)
            return book.text(N_("constant prices of {year}"), year=year)
        return self.code or book.gettext(UNSTATED)


def differ(one: str, other: str) -> bool:
    """True where two codes of prices are known and are not the same."""
    return bool(one and other) and one != other


def mixed(*givens: Given) -> bool:
    """True where numbers are stated at prices that are known to differ."""
    return len({given.prices for given in givens} - {""}) > 1


def compare_at(
    case: Case, left: Figure, right: Figure, unit: str, prices: tuple[str, str]
) -> Finding:
    """The finding where both sides are known, each at its own prices.

    At different prices the two sides agree at one price level, and contradict only where no such
    level is to be believed. Where the prices of one side are not stated, they are first taken to be
    the same.

    Args:
        case: the identity at its place and time.
        left: what one side comes to.
        right: what the other side comes to.
        unit: their unit.
        prices: the prices of the left and of the right side.
    """
    one, other = prices
    if not differ(one, other):
        found = case.compare(left, right, unit)
        told = found.verdict != "contradicts" or found.slip is not None
        if one == other or told:
            return found
    if not (left.usable and right.usable):
        return case.open((POSITIVE,))
    if not 1 / HIGHEST <= left.value / right.value <= HIGHEST:
        return case.compare(left, right, unit)
    label = {"one": Prices(one), "other": Prices(other)}
    level = case.work.step(LEVEL, left / right, one=label["one"], other=label["other"])
    implied = (Implied(LEVEL, level, "", label),)
    return case.finding(
        "agrees_only_if", Note(PRICED, label), implied, left=left, right=right, unit=unit
    )
