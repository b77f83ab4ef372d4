"""Sentences and clauses of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# An end mark and a blank; the next sentence does not begin with a small letter, but where a
# word-segmented copy sets the mark between blanks. "TP. Hồ Chí Minh" and "1. Mục tiêu" go on.
# Copies of web pages lose the blank: "16%/năm.Năm 2013"; no name is written so.
_END: Final = re.compile(r"[.!?…]+[”\"')\]]*(?: +|$)|(?<=[a-zà-ỹđ]{2})\.(?=[A-ZĐ][a-zà-ỹđ]+ )")
_ABBREVIATED: Final = re.compile(
    r"(?:^|[\W_])(?:TP|Tp|tp|TX|Tx|TT|Q|P|H|ThS|TS|PGS|GS|T\.Ư|St|Nxb|\d{1,2}|[IVX]+|[a-zđA-ZĐ])\Z"
)
_SHORT: Final = 16
"""No short form is longer, with the character before it."""
LONGEST_SENTENCE: Final = 6000
LONGEST_CLAUSE: Final = 2000
"""A clause is not looked for further than this, so that endless lines are read in linear time."""
CLAUSE_END: Final = re.compile(r"[;:]|,(?!\d)|\.(?!\d)|\.\.\.|…")


def sentences(line: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a line, in the original letters.

    One longer than `LONGEST_SENTENCE` is cut at blanks: it is no sentence but a line made to
    cost time, and each of its numbers would look through all of it.
    """
    for start, end in _whole(line):
        while end - start > LONGEST_SENTENCE:
            blank = line.rfind(" ", start, start + LONGEST_SENTENCE)
            cut = blank + 1 if blank > start else start + LONGEST_SENTENCE
            yield start, cut
            start = cut
        yield start, end


def _whole(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(line):
        if match.end() < len(line) and not _ends(line, start, match):
            continue
        if line[start : match.end()].strip():
            yield start, match.end()
        start = match.end()
    if line[start:].strip():
        yield start, len(line)


def _ends(line: str, start: int, match: re.Match[str]) -> bool:
    spaced = line[match.start() - 1 : match.start()] == " "
    if line[match.end()].islower() and not spaced:
        return False
    near = max(start, match.start() - _SHORT)
    return _ABBREVIATED.search(line, near, match.start()) is None


def clause_start(line: str, floor: int, position: int) -> int:
    """Where the clause before a position begins: after the last comma, semicolon or colon."""
    start = floor = max(floor, position - LONGEST_CLAUSE)
    for match in CLAUSE_END.finditer(line, floor, position):
        start = match.end()
    return start


def clause_end(line: str, position: int, ceiling: int) -> int:
    """Where the clause after a position ends."""
    ceiling = min(ceiling, position + LONGEST_CLAUSE)
    match = CLAUSE_END.search(line, position, ceiling)
    return match.start() if match else ceiling
