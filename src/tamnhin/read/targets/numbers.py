"""Numbers as Vietnamese offices write them, and the common wrong mixtures, judged by context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from tamnhin.vietnamese import MAX_DIGITS, digits

WORDS: Final[Mapping[str, int]] = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
"""Numbers that official lists write in words."""

_BROKEN: Final = (
    r"(?:(?<=tăng )|(?<=giảm )|(?<=đạt )|(?<=từ )|(?<=còn )|(?<=còn))\d{1,2}, \d{1,2}(?= ?%)"
)
NUMBER: Final = rf"{_BROKEN}|\d{{1,3}}(?: \d{{3}})+(?![\d.,])|\d[\d.,]*\d|\d"
"""A number: digits with marks inside; ``25 000`` only where every group has three digits.

A scan breaks decimals: "tăng 7, 2%".
"""

SCALES: Final[Mapping[str, int]] = {
    "trăm": 100,
    "nghìn": 1000,
    "ngàn": 1000,
    "vạn": 10_000,
    "triệu": 1_000_000,
    "tỷ": 1_000_000_000,
}

_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_DECIMAL: Final = re.compile(r"(\d+)[.,](\d+)")
_SLIPPED: Final = re.compile(r"[1-9]\d{3,5}\.\d{3}")
"""Thousands with a mark left out: "2046.024 người"."""
_MIXED: Final = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+")

# Things that come whole and by the thousand: three digits after a comma are thousands there.
_WHOLE: Final = frozenset({"USD", "USD/person", "persons", "visits", "workers", "jobs", "firms"})
# Quantities that are small: three digits after a point are decimals there.
_SMALL: Final = frozenset({"%", "%/yr", "‰", "points", "index", "years", "children/woman", "ratio"})


def parse_amount(text: str, unit: str = "") -> tuple[Decimal, str] | None:
    """The number that a text of digits and marks means, and the rule that settled it.

    ``1.234`` is one thousand and more by the Vietnamese convention, ``1,234`` a decimal; the
    unit overrules where that is absurd: nobody promises 7,9 USD a head or 1.668 %.

    Args:
        text: digits, marks, and single spaces between groups of three.
        unit: the symbol of the unit that follows, where it is known.

    Returns:
        The number with ``plain``, ``vietnamese``, ``decimal-point`` or ``english``; ``None``
        where it is no number (a date, an outline number, more than 30 digits).
    """
    if digits(text) > MAX_DIGITS:
        return None
    text = text.replace(" ", "")
    if text.isdecimal():
        return Decimal(text), "plain"
    if _MIXED.fullmatch(text):
        if text.rindex(",") > text.rindex("."):
            return Decimal(text.replace(".", "").replace(",", ".")), "vietnamese"
        return Decimal(text.replace(",", "")), "english"
    if (groups := _GROUPED.fullmatch(text)) is not None:
        mark = groups[1]
        large = unit in {"billion USD", "trillion VND"}  # nobody promises a thousand of these
        whole = unit in _WHOLE or (text.endswith("0") and not large)  # or writes 2,15 as 2,150
        if text.count(mark) > 1 or (whole if mark == "," else unit not in _SMALL):
            return Decimal(text.replace(mark, "")), "vietnamese" if mark == "." else "english"
    if unit in _WHOLE and _SLIPPED.fullmatch(text):
        return Decimal(text.replace(".", "")), "vietnamese"
    if (decimal := _DECIMAL.fullmatch(text)) is not None:
        rule = "vietnamese" if "," in text else "decimal-point"
        return Decimal(f"{decimal[1]}.{decimal[2]}"), rule
    return None
