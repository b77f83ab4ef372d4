"""Rates a year that the parts of a list share: "tăng 8%/năm, trong đó công nghiệp 9%"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.vocabulary import either, phrases, section

_FALLS: Final = frozenset({"points", "points/yr"})
_PART_OF: Final = re.compile(r"(?<!\w)(?:trong đó|riêng|bao gồm)(?!\w)")
_RISES: Final = re.compile(r"(?<!\w)(?:tăng|giảm)(?: (?:khoảng|trên))? *\Z")
_SECTORS: Final = re.compile(
    rf"[\W\d]*(?:(?:{either(phrases()['sectors']['words'])})(?!\w)[\W\d]*)+"
)
"""Nothing but names of sectors, and what joins them."""
_CLOSES: Final = re.compile(r"[ .]*(?:[;,)]|và |\Z)")
_RATES: Final = frozenset({"%", "%/yr"})


@dataclass(slots=True)
class Rates:
    """What the percentages before leave to those that follow, through a document.

    Attributes:
        rate: whether the last percentage was a rate a year.
        parts: whether it was a part of one.
        last: whether the last amount was a percentage at all.
        fall: the unit of the fall in points that came last, empty where none did.
    """

    rate: bool = False
    parts: bool = False
    last: bool = False
    fall: str = ""

    def missing(self, amount: Amount, words: str, tail: str) -> Amount:
        """An amount without a unit, with that of its neighbours in a list of sectors."""
        listed = self.last and amount.unit == "" and amount.upper is not None
        if listed and _SECTORS.fullmatch(words) and _CLOSES.match(tail):
            return replace(amount, unit="%", rules=(*amount.rules, "unit.shared-rate"))
        return amount

    def shared(
        self, amount: Amount | None, words: str, *, alone: bool, of_place: bool
    ) -> Amount | None:
        """The amount as a rate where it goes on with one, or is a part of it.

        Args:
            amount: with its own unit.
            words: what stands between it and the amount before.
            alone: whether no words name what it measures.
            of_place: whether only the name of a place does.
        """
        if amount is None or amount.unit not in _RATES:
            self.fall = amount.unit if amount is not None and amount.unit in _FALLS else ""
            self.last = self.parts = False
            return amount
        reached = section("falls_to").search(words) is not None
        if (
            self.fall
            and _PART_OF.search(words)
            and section("poverty").search(words)
            and not reached
        ):
            return replace(amount, unit=self.fall, rules=(*amount.rules, "unit.shared-rate"))
        self.fall = ""
        part = self.parts or (self.rate and _PART_OF.search(words) is not None)
        listed = of_place or _SECTORS.fullmatch(words) is not None
        sectors = self.rate and self.last and listed
        self.parts = amount.unit == "%" and (sectors or (part and _RISES.search(words) is not None))
        if self.parts or (alone and self.rate and amount.unit == "%" and not amount.chained):
            amount = replace(amount, unit="%/yr", rules=(*amount.rules, "unit.shared-rate"))
        self.rate, self.last = amount.unit == "%/yr", True
        return amount
