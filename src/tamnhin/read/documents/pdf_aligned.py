"""Tables of a PDF that only their columns show: head, rows and cells, over pages.

Annexes list parks and projects so. Lines become a table where a column of them holds serial
numbers under a head that says so, or numbers; where that is unsure they stay text: lists with
marks, tables of contents, signatures side by side, text in two columns, formulas.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from tamnhin.read.documents.lines import begins_anew
from tamnhin.read.documents.pdf_columns import (
    Column,
    Line,
    are_mostly,
    clusters,
    column_texts,
    find_columns,
    has_leaders,
    is_far,
    is_serial,
    is_value,
    middle,
    touching,
    with_words_between,
)  # fmt: skip
from tamnhin.read.documents.pdf_page import MAX_CELLS, MAX_GRIDS, Grid, Page, Run, lines_of
from tamnhin.read.documents.pdf_rows import gathered, is_row

MOST_HEAD: Final = 6
"""Lines of a head."""
_EDGE: Final = 0.12
"""Share of a page's height in which running headers and footers stand."""
_LONGEST: Final = 90
"""Letters of a cell's line: prose is longer."""
_HEAD_STEP: Final = 2.4
_ALONE_STEP: Final = 1.6
"""Letter heights between lines of a head, and above a line of one part: captions stand further."""
_ORDER: Final = re.compile(r"(?i)(?:số )?(?:stt|tt|thứ tự)\W*")
_UNIT: Final = re.compile(r"(?i)\W*(?:đơn vị(?: tính)?|đvt)\s*:")
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?")
_WORD: Final = re.compile(r"\W*[^\W\d_]|\(\d+\)$|(?:19|20)\d\d")


@dataclass(slots=True)
class Layout:
    """What holds for a table on all its pages: columns, the one that tells rows, the head."""

    columns: list[Column]
    key: Column
    head: list[str]


@dataclass(slots=True)
class _Found:
    """A table of a page, with the position of the line below it."""

    grid: Grid
    layout: Layout
    below: int


def aligned_grids(
    page: Page, ruled: Sequence[Grid], above: Layout | None
) -> tuple[list[Grid], Layout | None]:
    """The tables of a page that only their columns show, from top to bottom.

    Args:
        page: with all its text, headers and footers too.
        ruled: its ruled tables, whose text is left out.
        above: the table that reached the end of the page before.

    Returns:
        The tables, and the layout of the last one where it reaches the end of this page.
    """
    told = (run for run in page.runs if run.text.strip())
    lines = lines_of([run for run in told if not any(grid.holds(run) for grid in ruled)])
    found: list[_Found] = []
    if above is not None and (continued := _continued(lines, above, page.height)):
        found.append(continued)
    for group in clusters(lines):
        below = found[-1].below if found else 0
        if len(found) == MAX_GRIDS:
            break
        if len(group) > 1 and group[0] >= below and (table := _table(lines, group, below)):
            found.append(table)
    open_ = None
    if found:
        rest = lines[found[-1].below :]
        bottom = found[-1].grid.ys[-1]
        ended = any(middle(line) > _EDGE * page.height for line in rest)
        ended = ended or any(grid.ys[0] <= bottom for grid in ruled)
        open_ = None if ended else found[-1].layout
    return [table.grid for table in found], open_


def _table(lines: Sequence[Line], group: list[int], below: int) -> _Found | None:
    """The table of lines with numbers, with its head; nothing where it is no table."""
    numbered = [lines[at] for at in group]
    columns = find_columns(numbered)
    key = _key(columns, numbered) if columns else None
    if key is None:
        return None
    columns = with_words_between(columns, lines[max(group[0] - 1, below) : group[-1] + 2])
    if key is columns[0] and not is_serial(lines[group[0]][0].text) and key.x1 > numbered[0][0].x0:
        group = group[1:]  # a head with years: "TT, Chỉ tiêu, 2025, 2030"
    rows = gathered(lines, group, columns, key)
    if not rows or len(rows) * len(columns) > MAX_CELLS:
        return None
    head, opening = _head_and_title(lines, min(rows[0]), below, columns)
    titles = _entitle([lines[at] for at in head], columns)
    if not _is_table([lines[at] for at in group], columns, key, titles):
        return None
    layout = Layout(columns, key, [_words(lines[at]) for at in head])
    return _Found(_grid(lines, head, opening + rows, columns), layout, max(rows[-1]) + 1)


def _words(line: Line) -> str:
    return " ".join(run.text for run in line)


def _key(columns: Sequence[Column], numbered: Sequence[Line]) -> Column | None:
    """The column that tells rows apart: serial numbers in front, or the fullest of numbers."""
    texts = column_texts(columns, numbered)
    if 2 * len(texts[0]) >= len(numbered) and are_mostly(texts[0], serial=True):
        return columns[0]
    numeric = [at for at, column in enumerate(columns) if at and column.numeric]
    return columns[max(numeric, key=lambda at: len(texts[at]))] if numeric else None


def _head_and_title(
    lines: Sequence[Line], first: int, below: int, columns: Sequence[Column]
) -> tuple[list[int], list[list[int]]]:
    """The head, and as a row the title of a first group where that stands below the head."""
    head = _head(lines, first, below, columns)
    title = first - 1
    if head or title <= below or len(lines[title]) != 1:
        return head, []
    across = len(touching(columns, lines[title][0])) > 1
    near = not (is_far(lines[title - 1], lines[title]) or is_far(lines[title], lines[first]))
    head = _head(lines, title, below, columns) if across and near else []
    return head, [[title]] if head else []


def _head(lines: Sequence[Line], first: int, below: int, columns: Sequence[Column]) -> list[int]:
    """The lines of the head above the first row, from top to bottom."""
    head: list[int] = []
    for at in range(first - 1, max(below, first - MOST_HEAD) - 1, -1):
        line, under = lines[at], lines[at + 1]
        step = (middle(line) - middle(under)) / max(line[0].height, 1)
        most = _HEAD_STEP if len(line) > 1 else _ALONE_STEP
        if step > most or not _may_be_head(line, under, columns):
            break
        head.insert(0, at)
        for run in line:  # so that titles above find the columns as wide as those below
            if len(touched := touching(columns, run)) == 1:
                _widen(columns[touched[0]], run)
    return head if any(len(lines[at]) > 1 for at in head) else []


def _may_be_head(line: Line, under: Line, columns: Sequence[Column]) -> bool:
    if has_leaders(line) or _UNIT.match(line[0].text):
        return False
    if abs(line[0].height - under[0].height) > 0.2 * under[0].height:
        return False
    if any(len(run.text) > _LONGEST or not _WORD.match(run.text) for run in line):
        return False
    touched = [touching(columns, run) for run in line]
    if len(line) > 1:
        return max(map(len, touched)) <= max(1, len(columns) // 2)
    if begins_anew(line[0].text) or line[0].text.isupper() != _words(under).isupper():
        return False
    # Alone on its line, a title covers numbers; a caption stands across the columns of words.
    (own,) = touched
    return len(own) == 1 or (len(own) > 1 and all(columns[at].numeric for at in own))


def _entitle(head: Sequence[Line], columns: list[Column]) -> list[str]:
    """The titles of the columns, which they widen; a title over nothing makes a column."""
    loose: list[Run] = []
    titled: set[int] = set()  # by identity: new columns move the others
    for run in (run for line in head for run in line):
        touched = touching(columns, run)
        if len(touched) == 1:
            _widen(columns[touched[0]], run)
        elif not touched:
            loose.append(run)
        titled |= {id(columns[at]) for at in touched}
    for run in loose:
        if touched := touching(columns, run):
            _widen(columns[touched[0]], run)
            continue
        at = touched.start
        near = [columns[i] for i in (at - 1, at) if 0 <= i < len(columns)]
        untitled = [column for column in near if id(column) not in titled]
        if untitled:
            middle_x = (run.x0 + run.x1) / 2
            nearest = min(untitled, key=lambda c: max(c.x0 - middle_x, middle_x - c.x1))
            _widen(nearest, run)
        else:
            nearest = Column(run.x0, run.x1)
            columns.insert(at, nearest)
        titled.add(id(nearest))
    titles = [""] * len(columns)
    for run in (run for line in head for run in line):
        for at in touching(columns, run):
            titles[at] = f"{titles[at]} {run.text}".strip()
    return titles


def _widen(column: Column, run: Run) -> None:
    column.x0, column.x1 = min(column.x0, run.x0), max(column.x1, run.x1)


def _is_table(
    numbered: Sequence[Line], columns: Sequence[Column], key: Column, titles: Sequence[str]
) -> bool:
    """Whether lines in columns are a table: long lines, marks and page numbers make none."""
    lengths = [len(run.text) for line in numbered for run in line]
    if max(lengths) > _LONGEST or median(lengths) > _LONGEST / 2:
        return False
    texts = column_texts(columns, numbered)
    numbers = [own for own, column in zip(texts[1:], columns[1:], strict=True) if column.numeric]
    told = any(sum(map(is_value, own)) >= 3 for own in numbers)
    rising = bool(numbers) and _rise(numbers[-1])
    if sum(map(bool, titles)) >= max(2, 0.6 * len(columns)):
        paged = rising and titles[-1].casefold() == "trang"
        return _ORDER.fullmatch(titles[0]) is not None or (told and not paged)
    if key is columns[0]:
        return told and len(columns) > 2 and _rise(texts[0])
    return told and not columns[0].numeric and not rising


def _rise(texts: Sequence[str]) -> bool:
    """Whether texts are whole numbers that only grow, as serials and page numbers do."""
    numbers = [int(text.rstrip(".")) for text in texts if re.fullmatch(r"\d{1,4}\.?", text)]
    return len(numbers) >= max(2, 0.6 * len(texts)) and all(a < b for a, b in pairwise(numbers))


def _continued(lines: Sequence[Line], above: Layout, height: float) -> _Found | None:
    """What goes on at the top of a page with the columns of the page before."""
    columns = [replace(column) for column in above.columns]
    key = columns[next(i for i, own in enumerate(above.columns) if own is above.key)]
    head: list[int] = []
    start = 0
    while start < len(lines):
        line = lines[start]
        own = [_words(lines[at]) for at in range(start, min(len(lines), start + len(above.head)))]
        if above.head and own == above.head:
            head = list(range(start, start + len(own)))
            start += len(own)
            break
        filled = 2 * len(line) > len(columns)  # a point of a list has its mark and a text
        if filled and _fits(line, columns) and is_row(line, columns, key):
            break
        if middle(line) < (1 - _EDGE) * height:
            return None
        start += 1
    group: list[int] = []
    at = start
    while at < len(lines) and _fits(lines[at], columns):
        if at > start and is_far(lines[at - 1], lines[at]):
            break
        if len(lines[at]) > 1 and is_row(lines[at], columns, key):
            group.append(at)
        at += 1
    if not group or group[0] != start:
        return None
    rows = gathered(lines, group, columns, key)
    grid = _grid(lines, head, rows, columns)
    return _Found(grid, Layout(columns, key, above.head), max(rows[-1]) + 1)


def _fits(line: Line, columns: Sequence[Column]) -> bool:
    return not has_leaders(line) and all(len(touching(columns, run)) == 1 for run in line)


def _grid(
    lines: Sequence[Line], head: list[int], rows: list[list[int]], columns: list[Column]
) -> Grid:
    """The cells of a table: where its rows and columns part, and what stands across several."""
    for run in (run for row in rows for at in row for run in lines[at]):
        touched = touching(columns, run)
        if len(touched) == 1:
            _widen(columns[touched[0]], run)
    upper, lower = _levels(lines, head, columns)
    blocks = [block for block in (upper, lower, *rows) if block]
    gaps = [(a.x1, b.x0) for a, b in pairwise(columns)]
    xs = [columns[0].x0 - 1, *(sum(gap) / 2 for gap in gaps), columns[-1].x1 + 1]
    tops = [max(run.y1 for run in lines[min(block)]) for block in blocks]
    bottoms = [min(run.y0 for run in lines[max(block)]) for block in blocks]
    parted = [(low + top) / 2 for low, top in zip(bottoms[:-1], tops[1:], strict=True)]
    ys = [tops[0] + 1, *parted, bottoms[-1] - 1]
    cells: list[tuple[int, int, int, int]] = []
    owner: dict[tuple[int, int], int] = {}
    for row, block in enumerate(blocks):
        for column, width in _across([lines[at] for at in block], columns):
            if (row, column) in owner:
                continue
            tall = 2 if row == 0 and lower and width == 1 else 1
            places = ((r, c) for r in range(row, row + tall) for c in range(column, column + width))
            owner |= dict.fromkeys(places, len(cells))
            cells.append((row, column, tall, width))
    return Grid(xs, ys, cells, owner, gaps=gaps)


def _levels(
    lines: Sequence[Line], head: list[int], columns: Sequence[Column]
) -> tuple[list[int], list[int]]:
    """The lines of a head down to a title of several columns, and those of their own titles."""
    wide = [at for at in head if any(len(touching(columns, run)) > 1 for run in lines[at])]
    last = wide[-1] if wide else head[-1] if head else 0
    return [at for at in head if at <= last], [at for at in head if at > last]


def _across(block: Sequence[Line], columns: Sequence[Column]) -> list[tuple[int, int]]:
    """The cells of a row as first column and width."""
    joined = {at for line in block for run in line for at in touching(columns, run)[1:]}
    starts = [at for at in range(len(columns)) if at not in joined]
    return [(a, b - a) for a, b in pairwise([*starts, len(columns)])]
