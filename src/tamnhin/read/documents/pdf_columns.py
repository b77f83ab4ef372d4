"""Columns of text that no lines rule: found by what stays free between them.

Lines that hold a number or a serial number beside other text are gathered while they share free
gaps; what these lines cover together are the columns. Each line is compared with the few around
it, so that time grows with the number of lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import Final

from tamnhin.read.documents.pdf_page import Run

MIN_GAP: Final = 3.0
"""Points that stay free between two columns."""
MOST_COLUMNS: Final = 24
MOST_BETWEEN: Final = 8
"""Lines of wrapped cells between two lines with numbers."""
MOST_STEP: Final = 3.5
"""Letter heights from one line to the next inside a table."""
_MOSTLY: Final = 0.6

_VALUE: Final = re.compile(
    r"[-–+~<>≥≤]?\s?\d[\d.,]*(?:\s?[-–/]\s?\d[\d.,]*)*\s?(?:%|ha|km2?|m2|m3|tỷ|triệu|MW|kV)?\**"
)
_NUMBERED: Final = re.compile(r"\d\.")
_SERIAL: Final = re.compile(r"\d{1,4}\.?|\d{1,3}(?:\.\d{1,3})+\.?|[IVXL]{1,6}\.?|[A-HĐ]\.?|[a-zđ]")
_LEADERS: Final = re.compile(r"\.{4,}|…{2,}|_{4,}|(?:\. ){4,}")

Line = Sequence[Run]
Gap = tuple[float, float]


@dataclass(slots=True)
class Column:
    """A column: how far its text reaches, and whether it holds mostly numbers."""

    x0: float
    x1: float
    numeric: bool = False


def is_value(text: str) -> bool:
    """Whether a text is a short number or a span of years, and nothing else; ``1.`` is a mark."""
    return _VALUE.fullmatch(text) is not None and not _NUMBERED.fullmatch(text[-2:])


def is_serial(text: str) -> bool:
    """Whether a text is the number of a row or of a group of rows."""
    return _SERIAL.fullmatch(text) is not None


def has_leaders(line: Line) -> bool:
    """Whether a line has dots as contents and forms to fill in have."""
    return any(_LEADERS.search(run.text) for run in line)


def middle(line: Line) -> float:
    """The height on the page at which a line stands."""
    return (line[0].y0 + line[0].y1) / 2


def clusters(lines: Sequence[Line]) -> list[list[int]]:
    """Lines with numbers, by position, that share their gaps with the one before."""
    groups: list[list[int]] = []
    for at, line in enumerate(lines):
        if not _holds_number(line):
            continue
        if groups and _go_together(lines, groups[-1][-1], at):
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _holds_number(line: Line) -> bool:
    """Whether a line looks like the first of a row: a serial or a number beside text."""
    if len(line) < 2 or has_leaders(line):
        return False
    return is_serial(line[0].text) or any(is_value(run.text) for run in line[1:])


def _go_together(lines: Sequence[Line], a: int, b: int) -> bool:
    """Whether two lines with numbers stand in one table, with wrapped cells between them."""
    if b - a - 1 > MOST_BETWEEN or any(has_leaders(lines[at]) for at in range(a, b)):
        return False
    if any(is_far(lines[at], lines[at + 1]) for at in range(a, b)):
        return False
    shared = _shared(_gaps(lines[a]), _gaps(lines[b]))
    fewer = min(len(lines[a]), len(lines[b])) - 1
    if not shared or 2 * len(shared) < fewer:
        return False
    # Text across the columns is the title of a group where rows follow it at once.
    across = [at for at in range(a + 1, b) if _crosses(lines[at], shared)]
    return not across or (len(across) <= 2 and across == list(range(b - len(across), b)))


def is_far(above: Line, below: Line) -> bool:
    """Whether two lines are too far from each other for one table."""
    return middle(above) - middle(below) > MOST_STEP * max(above[0].height, below[0].height)


def _gaps(line: Line) -> list[Gap]:
    return [(a.x1, b.x0) for a, b in pairwise(line) if b.x0 - a.x1 >= MIN_GAP]


def _shared(first: Sequence[Gap], second: Sequence[Gap]) -> list[Gap]:
    """What is free in both of two ascending lists of gaps."""
    common: list[Gap] = []
    i = j = 0
    while i < len(first) and j < len(second):
        left, right = max(first[i][0], second[j][0]), min(first[i][1], second[j][1])
        if right - left >= MIN_GAP:
            common.append((left, right))
        if first[i][1] < second[j][1]:
            i += 1
        else:
            j += 1
    return common


def _crosses(line: Line, gaps: Sequence[Gap]) -> bool:
    """Whether some run goes over a gap from one side to the other."""
    starts = [gap[0] for gap in gaps]
    for run in line:
        at = bisect_left(starts, run.x0)
        if at < len(gaps) and gaps[at][1] < run.x1:
            return True
    return False


def find_columns(lines: Sequence[Line]) -> list[Column]:
    """The columns of lines that share their gaps; none where there is only one, or too many.

    Lines with fewer parts than usual have no say: a sum stands across two columns, and a cell may
    be empty.
    """
    usual = median_low([len(line) for line in lines])
    voters = [line for line in lines if len(line) >= usual]
    edges = sorted(edge for line in voters for r in line for edge in ((r.x0, 1), (r.x1, -1)))
    stray = len(voters) // 10
    columns: list[Column] = []
    covering, opened = 0, False
    for x, step in edges:
        covering += step
        if covering > stray and not opened:
            opened = True
            if not columns or x - columns[-1].x1 >= MIN_GAP:
                columns.append(Column(x, x))
        elif covering <= stray and opened:
            opened = False
            columns[-1].x1 = x
    if not 2 <= len(columns) <= MOST_COLUMNS:
        return []
    for column, own in zip(columns, column_texts(columns, lines), strict=True):
        column.numeric = are_mostly(own, serial=False)
    return columns


def with_words_between(columns: Sequence[Column], lines: Iterable[Line]) -> list[Column]:
    """The columns, and those that only lines without numbers show.

    Where numbers stand at half the height of names of two lines, no name is beside them.
    """
    loose = sorted((r.x0, r.x1) for line in lines for r in line if not touching(columns, r))
    found: list[tuple[Column, int]] = []
    for x0, x1 in loose:
        if found and x0 - found[-1][0].x1 < MIN_GAP:
            column, times = found[-1]
            column.x1 = max(column.x1, x1)
            found[-1] = (column, times + 1)
        else:
            found.append((Column(x0, x1), 1))
    new = [column for column, times in found if times >= 3]
    return sorted([*columns, *new], key=lambda column: column.x0)


def column_texts(columns: Sequence[Column], lines: Iterable[Line]) -> list[list[str]]:
    """The texts that stand in one column each, column by column."""
    texts: list[list[str]] = [[] for _ in columns]
    for line in lines:
        for run in line:
            touched = touching(columns, run)
            if len(touched) == 1:
                texts[touched[0]].append(run.text)
    return texts


def touching(columns: Sequence[Column], run: Run) -> range:
    """The positions of the columns above or below which a run stands."""
    first = bisect_right(columns, run.x0 + 1, key=lambda column: column.x1)
    last = bisect_left(columns, run.x1 - 1, key=lambda column: column.x0)
    return range(first, max(first, last))


def are_mostly(texts: Sequence[str], serial: bool) -> bool:
    """Whether texts are mostly serial numbers, or mostly numbers."""
    test = is_serial if serial else is_value
    return len(texts) >= 2 and sum(map(test, texts)) >= _MOSTLY * len(texts)
