"""Rows of a table without ruling lines: which lines of wrapped cells belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tamnhin.read.documents.lines import begins_anew
from tamnhin.read.documents.pdf_columns import (
    MOST_BETWEEN,
    Column,
    Line,
    has_leaders,
    is_serial,
    is_value,
    middle,
    touching,
)  # fmt: skip
from tamnhin.read.documents.pdf_page import Run

_WRAPPED: Final = 1.7
"""Letter heights between two lines of one cell, at most."""
_SUM: Final = re.compile(r"(?i)(?:tổng|cộng)\b")
_NOTE: Final = re.compile(r"(?i)\W*(?:ghi chú|nguồn|chú thích)\b")
_TIGHT: Final = 1.4
"""Letter heights between lines that are set as one cell, not as paragraphs."""
_DASH: Final = re.compile(r"[-–x]")


def is_row(line: Line, columns: Sequence[Column], key: Column) -> bool:
    """Whether a line has the number that tells its row."""
    for run in line:
        touched = touching(columns, run)
        if len(touched) == 1 and columns[touched[0]] is key:
            serial = key is columns[0] and is_serial(run.text)
            return serial or is_value(run.text) or _DASH.fullmatch(run.text) is not None
    return False


def gathered(
    lines: Sequence[Line], group: Sequence[int], columns: Sequence[Column], key: Column
) -> list[list[int]]:
    """The lines of each row, by position.

    Numbers stand beside the first line of a wrapped cell, or at half its height: there they have
    lines above and below and no words beside them.

    Args:
        lines: those of the page.
        group: those with numbers.
        columns: what parts the lines.
        key: the column that tells rows apart.
    """
    own = [at for at in range(group[0], group[-1] + 1) if _opens(lines, at, columns, key)]
    if not own:
        return []
    hollow = {at for at in own if _is_hollow(lines, at, columns, key)}
    rows: list[list[int]] = []
    for number, at in enumerate(own):
        start = own[number - 1] + 1 if number else at - (at in hollow)
        between = list(range(start, at))
        if number:
            taken = _below(lines, rows[-1], own[number - 1], between, hollow)
            if at in hollow and taken == len(between):
                taken -= 1
            rows[-1] += between[:taken]
            between = between[taken:]
        rows.append([*between, at])
    rows[-1] += _tail(lines, rows[-1], own[-1], columns, hollow)
    return rows


def _opens(lines: Sequence[Line], at: int, columns: Sequence[Column], key: Column) -> bool:
    """Whether a line begins a row: by its number, as a sum, or as the title of a group."""
    line = lines[at]
    if is_row(line, columns, key) or _SUM.match(line[0].text):
        return True
    return any(len(touching(columns, run)) > 1 for run in line)


def _is_hollow(lines: Sequence[Line], at: int, columns: Sequence[Column], key: Column) -> bool:
    """Whether a line of numbers stands between two lines of one cell of words."""
    if not 0 < at < len(lines) - 1:
        return False
    words = [_wordy(lines[near], columns, key) for near in (at - 1, at, at + 1)]
    near = middle(lines[at - 1]) - middle(lines[at + 1]) < _WRAPPED * lines[at][0].height
    return near and bool((words[0] & words[2]) - words[1])


def _wordy(line: Line, columns: Sequence[Column], key: Column) -> set[int]:
    """The columns of words that a line has text in."""
    touched = [touching(columns, run) for run in line]
    return {
        own[0] for own in touched
        if len(own) == 1 and not columns[own[0]].numeric and columns[own[0]] is not key
    }  # fmt: skip


def _below(
    lines: Sequence[Line], row: Sequence[int], own: int, between: Sequence[int], hollow: set[int]
) -> int:
    """How many of the lines below a row's number are its own: as far down as it reaches up."""
    if not hollow:
        return len(between)
    reach = middle(lines[min(row)]) - middle(lines[own]) + 0.4 * lines[own][0].height
    return sum(middle(lines[own]) - middle(lines[at]) <= reach for at in between)


def _tail(
    lines: Sequence[Line], row: Sequence[int], own: int, columns: Sequence[Column],
    hollow: set[int],
) -> list[int]:  # fmt: skip
    """The lines of wrapped cells below the last number; a paragraph below is none."""
    tail: list[int] = []
    for at in range(own + 1, min(len(lines), own + 1 + MOST_BETWEEN)):
        line, above = lines[at], lines[at - 1]
        if has_leaders(line) or middle(above) - middle(line) > _WRAPPED * line[0].height:
            break
        cells = [run for position in (*row, *tail) for run in lines[position]]
        tight = middle(above) - middle(line) <= _TIGHT * line[0].height
        if not all(_goes_on(run, cells, columns, tight) for run in line):
            break
        if hollow and not _below(lines, row, own, [at], hollow):
            break
        tail.append(at)
    return tail


def _goes_on(run: Run, cells: Sequence[Run], columns: Sequence[Column], tight: bool) -> bool:
    """Whether text goes on with a cell above it, and is no paragraph below the table.

    It does in small letters, since its first word had no room, or close under the same edge.
    """
    touched = touching(columns, run)
    if len(touched) != 1 or begins_anew(run.text) or _NOTE.match(run.text):
        return False
    above = [cell for cell in cells if touching(columns, cell) == touched]
    if not above:
        return False
    if run.text[0].islower() or (tight and abs(run.x0 - above[-1].x0) < 2):
        return True
    word = (run.x1 - run.x0) * (len(run.text.split(" ", 1)[0]) + 1) / len(run.text)
    return above[-1].x1 + word > columns[touched[0]].x1
