"""Outline marks at the head of a line: Phần, Chương, Điều, I, 1, 1.1, a, đ, (1), -, +."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Rank(IntEnum):
    """Kinds of marks in the order in which legal drafting nests them, outermost first."""

    ANNEX = 0
    PART = 1
    CHAPTER = 2
    SECTION = 3
    SUBSECTION = 4
    ARTICLE = 5
    CAPITAL = 6
    ROMAN = 7
    ARABIC = 8
    DECIMAL = 9
    LETTER = 13
    BRACKET = 14
    DASH = 15
    PLUS = 16
    BULLET = 17


@dataclass(frozen=True, slots=True)
class Mark:
    """An outline mark: its kind, as written, and how many characters of the line it takes.

    ``rank`` is a :class:`Rank`, or ``DECIMAL`` plus the number of points for ``1.2.3``;
    ``first`` says that such a mark opens a list (1, a, I).
    """

    rank: int
    number: str
    length: int
    first: bool = False


_WORDS: Final = {
    "phụ lục": Rank.ANNEX,
    "phần": Rank.PART,
    "chương": Rank.CHAPTER,
    "mục": Rank.SECTION,
    "tiểu mục": Rank.SUBSECTION,
    "điều": Rank.ARTICLE,
}
_ORDINALS: Final = "thứ (?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)|mở đầu"
_CAPITALS: Final = "".join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper())
_NAMED: Final = re.compile(
    rf"(?P<number>(?P<word>phụ lục|phần|chương|tiểu mục|mục|điều)"
    rf" ?(?:số )?(?:[ivxlc]{{1,7}}|\d{{1,3}}[a-zđ]?|[a-z]|{_ORDINALS})|phụ lục)"
    rf"(?: ?[.:)]| ?[-–](?= )|$|(?= \()|(?= (?-i:[{_CAPITALS}]{{2}})))\s*",
    re.IGNORECASE,
)
# Single letters that are no roman number come first only where they cannot be one.
_ROMAN: Final = re.compile(r"(?P<number>[IVX][IVXivx]{0,5}) ?[.)/](?= |$|(?=[^\W\d_]))\s*")
_DECIMAL: Final = re.compile(
    r"(?P<number>\d{1,2}(?: ?\. ?\d{1,2}){1,4})(?: ?[.)](?=\s|$)|(?=\s+[^\W\d_a-zà-ỹ])|(?=$))\s*"
)
# "30/NQ-HĐND" is the number of an act.
_ARABIC: Final = re.compile(
    rf"(?P<number>\d{{1,3}}) ?(?!/[{_CAPITALS}]{{2}})(?:[.)/](?=\s|$|[^\W\d_])|[.)]\s*(?=[“\"]))\s*"
)
_LETTER: Final = re.compile(r"(?P<number>[a-zđ]) ?(?:[.)](?=\s|$)|\)|/(?=\s))\s*")
_CAPITAL: Final = re.compile(r"(?P<number>[A-HK-UĐ]) ?[.)/](?=\s|$)\s*")
_BRACKET: Final = re.compile(r"\( ?(?P<number>\d{1,3}|[ivx]{1,5}|[a-zđ]) ?\)\s*")
_BULLETS: Final = re.compile(r"(?P<number>[-–—+*•●○▪■►➢❖✓])(?:\s+|(?=[^\W\d_]))")
_DASHES: Final = frozenset("-–—")


def _named(found: re.Match[str]) -> Mark:
    number = " ".join(found["number"].split())
    rank = _WORDS[(found["word"] or "phụ lục").lower()]
    return Mark(rank, number, found.end())


def _bullet(found: re.Match[str]) -> Mark:
    sign = found["number"]
    rank = Rank.DASH if sign in _DASHES else Rank.PLUS if sign == "+" else Rank.BULLET
    return Mark(rank, sign, found.end(), first=True)


def _decimal(found: re.Match[str]) -> Mark:
    number = found["number"].replace(" ", "")
    points = number.count(".")
    return Mark(Rank.DECIMAL + points - 1, number, found.end(), number.endswith(".1"))


def read_mark(line: str) -> Mark | None:
    """The outline mark that a line begins with, or ``None``.

    A number at the head of a sentence is no mark: ``5 năm qua`` and ``3.5 triệu`` have none.
    """
    if not line:
        return None
    if found := _BULLETS.match(line):
        return _bullet(found)
    if found := _BRACKET.match(line):
        return Mark(Rank.BRACKET, found["number"], found.end(), found["number"] in {"1", "i", "a"})
    if found := _NAMED.match(line):
        return _named(found)
    if line[0].isdigit():
        if found := _DECIMAL.match(line):
            return _decimal(found)
        if found := _ARABIC.match(line):
            return Mark(Rank.ARABIC, found["number"], found.end(), found["number"] in {"1", "01"})
        return None
    if found := _ROMAN.match(line):
        return Mark(Rank.ROMAN, found["number"], found.end(), found["number"] == "I")
    if found := _CAPITAL.match(line):
        return Mark(Rank.CAPITAL, found["number"], found.end(), found["number"] == "A")
    if found := _LETTER.match(line):
        return Mark(Rank.LETTER, found["number"], found.end(), found["number"] == "a")
    return None
