"""Tables of a page that no lines rule: rows whose parts stand under one another.

Columns are what a block of lines leaves free between them from its first line to its last. A block
is a table only where figures stand in a column of it, in at least three rows: text in two columns,
lists with marks, signatures side by side and formulas are none. Where that is unsure, the lines
stay text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from tamnhin.read.documents.pdf_page import Grid, Run, lines_of

MAX_LINES: Final = 400
"""Lines of a page that are looked at; a page of small print has about 100."""
MAX_PARTS: Final = 24
"""Parts of a line; a line with more is a drawing."""
LEAST_ROWS: Final = 3
LEAST_COLUMNS: Final = 2
_FREE: Final = 0.5
"""Letter heights that a gap must be wide to part two columns."""
_STEP: Final = 3.2
"""Letter heights between two lines from which a block ends."""
_NEAR: Final = 1.35
"""Times the distance of wrapped lines within which a line still belongs to a row."""
_FIGURES: Final = 0.6
"""Share of the rows that have a figure in a column of figures."""
_LONGEST: Final = 90
"""Letters of a cell's line: prose is longer."""

_FIGURE: Final = re.compile(
    r"[-+~<>≥≤]?\s?\d[\d.,]*(?:\s?[-–/]\s?\d[\d.,]*)*\s?(?:%|ha|km2?|m2|m3|tỷ|triệu|MW)?\**"
)
_SERIAL: Final = re.compile(r"\(?(?:\d{1,3}|[IVXLC]{1,6}|[a-zđ])[.)]?\)?")
_LEADERS: Final = re.compile(r"\.{4,}|…{2,}|_{4,}")


@dataclass(slots=True)
class _Block:
    """Lines of a table to be, from top to bottom, and the spans of its columns."""

    lines: list[list[Run]]
    spans: list[tuple[float, float]]


def aligned_grids(runs: Sequence[Run], ruled: Sequence[Grid]) -> list[Grid]:
    """The tables of a page that only their columns show, from top to bottom.

    Args:
        runs: the text of the page.
        ruled: its ruled tables, whose text is left out.
    """
    free = [run for run in runs if run.text.strip() and not _inside(run, ruled)]
    lines = lines_of(free)
    if len(lines) > MAX_LINES:
        return []
    grids: list[Grid] = []
    start = 0
    while start < len(lines):
        block = _grown(lines, start)
        grid = _grid(block) if len(block.lines) >= LEAST_ROWS else None
        if grid is None:
            start += 1
        else:
            grids.append(grid)
            start += len(block.lines)
    return grids


def _inside(run: Run, ruled: Sequence[Grid]) -> bool:
    x, y = (run.x0 + run.x1) / 2, (run.y0 + run.y1) / 2
    return any(grid.covers(x, y) for grid in ruled)


def _grown(lines: Sequence[list[Run]], start: int) -> _Block:
    """The longest block from a line on that keeps as many columns as its fullest line has parts."""
    block = _Block([], [])
    fullest = 0
    for number in range(start, len(lines)):
        line = lines[number]
        if block.lines and _far(block.lines[-1], line):
            break
        if len(line) > MAX_PARTS or any(_LEADERS.search(run.text) for run in line):
            break
        spans = _merged([*block.spans, *((run.x0, run.x1) for run in line)], line[0].height)
        fullest = max(fullest, len(line))
        if not block.lines and len(line) < LEAST_COLUMNS:
            break
        if len(spans) < fullest:
            break
        block.lines.append(line)
        block.spans = spans
    return _trimmed(block)


def _far(above: Sequence[Run], below: Sequence[Run]) -> bool:
    height = max(run.height for run in (*above, *below))
    return above[0].y0 - below[0].y1 > _STEP * height


def _merged(spans: Sequence[tuple[float, float]], height: float) -> list[tuple[float, float]]:
    """Spans with those that nearly touch taken as one, from left to right."""
    found: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if found and left - found[-1][1] < _FREE * height:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _trimmed(block: _Block) -> _Block:
    """Without single lines at the end that stand apart: a note below, the next paragraph."""
    lines = block.lines
    while len(lines) > 1 and len(lines[-1]) == 1:
        step = lines[-2][0].y0 - lines[-1][0].y0
        if step < _NEAR * lines[-1][0].height + 2 and len(lines[-2]) > 1:
            break
        lines.pop()
    return block


def _column_of(spans: Sequence[tuple[float, float]], run: Run) -> int:
    middle = (run.x0 + run.x1) / 2
    return min(
        range(len(spans)),
        key=lambda i: max(spans[i][0] - middle, middle - spans[i][1], 0.0),
    )


def _grid(block: _Block) -> Grid | None:
    """The table of a block, or nothing where it is no table."""
    spans = block.spans
    if len(spans) < LEAST_COLUMNS:
        return None
    cells = [{_column_of(spans, run): run for run in line} for line in block.lines]
    figures = _columns_of_figures(cells, len(spans))
    if not figures:
        return None
    anchors = [n for n, cell in enumerate(cells) if len(cell) >= 2 and figures & cell.keys()]
    anchors = [
        n for n in anchors if any(_is_figure(cells[n][c]) for c in figures & cells[n].keys())
    ]
    if len(anchors) < LEAST_ROWS or _is_prose(block, anchors):
        return None
    rows = _rows(block.lines, anchors)
    edges = [spans[0][0] - 1, *((a[1] + b[0]) / 2 for a, b in pairwise(spans)), spans[-1][1] + 1]
    heights = _heights(block.lines, rows)
    width, height = len(spans), len(heights) - 1
    places = [(row, column, 1, 1) for row in range(height) for column in range(width)]
    owner = {(row, column): n for n, (row, column, _, _) in enumerate(places)}
    gaps = [(a[1], b[0]) for a, b in pairwise(spans)]
    return Grid(edges, heights, places, owner, gaps=gaps)


def _columns_of_figures(cells: Sequence[dict[int, Run]], width: int) -> set[int]:
    """Columns that hold figures in most rows; of two columns, not the marks of a list."""
    found = set()
    for column in range(width):
        own = [cell[column] for cell in cells if column in cell and len(cell) >= 2]
        hits = sum(_is_figure(run) for run in own)
        if hits >= LEAST_ROWS and hits >= _FIGURES * len(own):
            found.add(column)
    marks = {0} if all(_SERIAL.fullmatch(c[0].text.strip()) for c in cells if 0 in c) else set()
    figures = found - marks
    if width == LEAST_COLUMNS or (not figures and width < 4):
        return figures
    return figures or (found if width >= 4 else set())


def _is_figure(run: Run) -> bool:
    return _FIGURE.fullmatch(run.text.strip()) is not None


def _is_prose(block: _Block, anchors: Sequence[int]) -> bool:
    """Whether the lines are too long for cells."""
    texts = [len(run.text) for n in anchors for run in block.lines[n]]
    return max(texts) > _LONGEST or median(texts) > _LONGEST / 2


def _rows(lines: Sequence[list[Run]], anchors: Sequence[int]) -> list[int]:
    """The row of each line: those above the first figures are the head, others go to the nearest.

    A cell of several lines may stand above, below or around the line of its row's figures.
    """
    rows = []
    tops = [lines[n][0].y0 for n in anchors]
    for number, line in enumerate(lines):
        if number in anchors:
            rows.append(anchors.index(number) + 1)
            continue
        y = line[0].y0
        above = sum(n < number for n in anchors)
        if above == 0:
            near = tops[0] < y and y - tops[0] <= _NEAR * line[0].height and len(line) == 1
            rows.append(1 if near and number == anchors[0] - 1 and number > 0 else 0)
        elif above == len(anchors):
            rows.append(above)
        else:
            rows.append(above if tops[above - 1] - y <= y - tops[above] else above + 1)
    least = min(rows)
    return [row - least for row in rows]


def _heights(lines: Sequence[list[Run]], rows: Sequence[int]) -> list[float]:
    """Where rows begin and end, from top to bottom."""
    heights = [max(run.y1 for run in lines[0]) + 1]
    for (upper, lower), (a, b) in zip(pairwise(lines), pairwise(rows), strict=True):
        if a != b:
            heights.append((min(r.y0 for r in upper) + max(r.y1 for r in lower)) / 2)
    heights.append(min(run.y0 for run in lines[-1]) - 1)
    return heights
