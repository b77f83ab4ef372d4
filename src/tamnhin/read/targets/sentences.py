"""Sentences and clauses of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# An end mark, then a blank, then something that begins a sentence; word-segmented copies are
# in small letters and set the mark between blanks. "TP. Hồ Chí Minh" and "1. Mục tiêu" go on.
_END: Final = re.compile(r"[.!?…]+[”\"')\]]*(?: +(?=[^\Wa-zà-ỹđ]|[“\"(\-+])|(?<= [.]) +|$)|(?<=\.\.\.) ")
_ABBREVIATED: Final = re.compile(r"(?:^|[\W_])(?:TP|Tp|tp|TX|Tx|TT|Q|P|H|ThS|TS|PGS|GS|T\.Ư|St|Nxb|\d{1,2}|[IVX]+|[a-zđA-ZĐ])$")
CLAUSE_END: Final = re.compile(r"[;:]|,(?!\d)|\.(?!\d)|\.\.\.|…")


def sentences(line: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a line, in the original letters."""
    start = 0
    for match in _END.finditer(line):
        if _ABBREVIATED.search(line[start : match.start()]) and match.end() < len(line):
            continue
        if line[start : match.end()].strip():
            yield start, match.end()
        start = match.end()
    if line[start:].strip():
        yield start, len(line)


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
