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
CLAUSE_END: Final = re.compile(r"[;:]|,(?!\d)|\.(?!\d)|\.\.\.|…")


def sentences(line: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a line, in the original letters."""
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
    return _ABBREVIATED.search(line, start, match.start()) is None


def clause_start(line: str, floor: int, position: int) -> int:
    """Where the clause before a position begins: after the last comma, semicolon or colon."""
    start = floor
    for match in CLAUSE_END.finditer(line, floor, position):
        start = match.end()
    return start


def clause_end(line: str, position: int, ceiling: int) -> int:
    """Where the clause after a position ends."""
    match = CLAUSE_END.search(line, position, ceiling)
    return match.start() if match else ceiling
