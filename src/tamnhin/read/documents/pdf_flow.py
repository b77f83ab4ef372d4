"""The flow of a PDF: lines without headers and footers, joined to paragraphs across pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from tamnhin.messages import N_
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.lines import JOINED, MAX_PARAGRAPH, begins_anew, join
from tamnhin.read.documents.pdf_aligned import Layout, aligned_grids
from tamnhin.read.documents.pdf_page import Grid, Page, Run, cell_text, fill, find_grids, same_line
from tamnhin.read.documents.raw import Piece
from tamnhin.read.documents.tables import RawCell, lay_out, with_heads

_AROUND: Final = N_("headers, footers and page numbers, dropped")
_COLUMNS: Final = N_("pages in two columns, read in the order of the file")
_ALIGNED: Final = N_("tables without ruling lines, read by their columns")
_UNRULED: Final = N_("lines that look like a table without ruling lines, read as text")
_CONTINUED: Final = N_("tables that go on over a page, joined")

_PAGE_NUMBER: Final = re.compile(r"(?i)[-–— ]*(?:trang |page )?\d{1,4}(?: ?/ ?\d{1,4})?[-–— ]*")
_STAMP: Final = re.compile(r"(?i)(?:ký bởi|người ký|thời gian ký|cơ quan|email)\s*:.*")
_OFFICE: Final = re.compile(r"(?:KT|TM|TL|TUQ|Q)\.")
_ENDED: Final = re.compile(r"[.;:!?](?:[”\"’)])?$")
_EDGE: Final = 0.12
"""Share of the page's height at its top and bottom in which headers and footers stand."""
_SPREAD: Final = 3.0
"""Letter heights between two runs of one line from which they are separate columns."""
_CLOSE: Final = 1.0
"""Letter heights within which two runs are words of one phrase."""


@dataclass(slots=True)
class Line:
    """A line of text on a page, with the margins of its column."""

    run: Run
    page: int
    left: float = 0.0
    right: float = 0.0
    leading: float = 0.0


@dataclass(slots=True)
class Table:
    """A table of a page."""

    grid: Grid
    page: int


Item = Line | Table


def read_pages(pages: Sequence[Page], name: str, cleaner: Cleaner) -> list[Piece]:
    """The pieces of all pages in reading order.

    Raises:
        ReadError: a table is too large.
    """
    grids = _tables(pages, cleaner)
    dropped = _around(pages, grids)
    items: list[Item] = []
    for page, own in zip(pages, grids, strict=True):
        runs = [run for i, run in enumerate(page.runs) if (page.number, i) not in dropped]
        items += _items(page, runs, own, cleaner)
    cleaner.note(_AROUND, len(dropped))
    return _pieces(items, name, cleaner)


def _tables(pages: Sequence[Page], cleaner: Cleaner) -> list[list[Grid]]:
    """The tables of each page from top to bottom, ruled or told by their columns."""
    grids: list[list[Grid]] = []
    above: Layout | None = None
    for page in pages:
        ruled = find_grids(page)
        aligned, above = aligned_grids(page, ruled, above)
        cleaner.note(_ALIGNED, len(aligned))
        grids.append(sorted([*ruled, *aligned], key=lambda grid: -grid.ys[0]))
    return grids


def _around(pages: Sequence[Page], grids: Sequence[list[Grid]]) -> set[tuple[int, int]]:
    """Runs near an edge that come again on other pages, page numbers, stamps of signatures."""
    seen: Counter[str] = Counter()
    edges: list[tuple[int, range, str, str]] = []
    for page, own in zip(pages, grids, strict=True):
        keys: set[str] = set()
        for together in _stretches(page.runs):
            run = page.runs[together.start]
            text = " ".join(page.runs[at].text for at in together)
            middle = (run.y0 + run.y1) / 2 / max(page.height, 1)
            if _EDGE < middle < 1 - _EDGE and not _STAMP.fullmatch(text):
                continue
            if any(grid.holds(run) for grid in own):
                continue
            key = re.sub(r"\d+", "#", text)
            key += "^" if middle > 0.5 else "_"
            edges.append((page.number, together, text, key))
            keys.add(key)
        seen.update(keys)
    enough = max(3, 0.3 * len(pages))
    return {
        (number, index)
        for number, together, text, key in edges
        if seen[key] >= enough or _PAGE_NUMBER.fullmatch(text) or _STAMP.fullmatch(text)
        for index in together
    }


def _stretches(runs: Sequence[Run]) -> list[range]:
    """Runs that follow each other closely on one line: a year in a sentence is no page number."""
    starts = [
        at for at, run in enumerate(runs) if not at or not _adjoins(runs[at - 1], run, _CLOSE)
    ]
    return [range(a, b) for a, b in pairwise([*starts, len(runs)])]


def _items(page: Page, runs: list[Run], grids: list[Grid], cleaner: Cleaner) -> list[Item]:
    """Lines and tables of a page in the order in which the file draws them."""
    inside = fill(grids, runs)
    items: list[Item] = []
    lines: list[Line] = []
    shown: set[int] = set()
    for position, run in enumerate(runs):
        grid = inside.get(position)
        if grid is not None:
            if grid not in shown:
                shown.add(grid)
                items.append(Table(grids[grid], page.number))
        elif items and isinstance(last := items[-1], Line) and _adjoins(last.run, run, _SPREAD):
            old = last.run
            text = f"{old.text} {run.text}"
            last.run = Run(text, old.x0, min(old.y0, run.y0), run.x1, max(old.y1, run.y1))
        else:
            line = Line(run, page.number)
            items.append(line)
            lines.append(line)
    _measure(lines, page, cleaner)
    return items


def _adjoins(a: Run, b: Run, spread: float) -> bool:
    height = max(a.height, b.height)
    return same_line(a, b) and -0.5 * height < b.x0 - a.x1 < spread * height


def _measure(lines: list[Line], page: Page, cleaner: Cleaner) -> None:
    """Margins and line distance of each line's column; names what cannot be read well."""
    middle = page.width / 2
    sides = [(line.run.x1 < middle + 5, line.run.x0 > middle - 5) for line in lines]
    narrow = sum(a for a, _ in sides), sum(b for _, b in sides)
    columns = len(lines) >= 20 and min(narrow) >= 0.35 * len(lines)
    cleaner.note(_COLUMNS, int(columns))
    if not columns:
        _name_tables(lines, cleaner)
        sides = [(False, False)] * len(lines)
    for side in set(sides):
        members = [line for line, own in zip(lines, sides, strict=True) if own == side]
        left = min(line.run.x0 for line in members)
        right = max(line.run.x1 for line in members)
        steps = [
            a.run.y0 - b.run.y0
            for a, b in pairwise(members)
            if 0 < a.run.y0 - b.run.y0 < 4 * a.run.height
        ]
        for line in members:
            line.left, line.right = left, right
            line.leading = median(steps) if steps else 1.3 * line.run.height


def _name_tables(lines: Sequence[Line], cleaner: Cleaner) -> None:
    """Count lines of three or more parts far from each other: a table without rules."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and same_line(groups[-1][0].run, line.run):
            groups[-1].append(line)
        else:
            groups.append([line])
    wide = sum(len(group) >= 3 for group in groups)
    cleaner.note(_UNRULED, wide if wide >= 3 else 0)


def _goes_on(a: Line, b: Line) -> bool:
    """Whether line b goes on with the paragraph of line a."""
    first, second = a.run, b.run
    if begins_anew(second.text) or abs(first.height - second.height) > 0.25 * first.height:
        return False
    if a.page == b.page:
        step = first.y0 - second.y0
        if step <= 0:  # the next column, or something drawn elsewhere
            return _is_full(a, b) and second.text[0].islower()
        if step > 1.8 * a.leading or (_ENDED.search(first.text) and step > 1.25 * a.leading):
            return False
    if _OFFICE.match(first.text) or (first.text.endswith(":") and not second.text[0].islower()):
        return False
    if second.text[0].islower() and not _ENDED.search(first.text):
        return True
    if _is_centred(a) and _is_centred(b):
        return first.text.isupper() and second.text.isupper()
    indented = second.x0 - min(first.x0, a.left + 60) > 0.8 * second.height
    if indented and a.page == b.page and not begins_anew(first.text):
        return False
    return _is_full(a, b)


def _is_full(a: Line, b: Line) -> bool:
    """Whether the first word of b had no room left at the end of a."""
    word = b.run.text.split(" ", 1)[0]
    letter = (b.run.x1 - b.run.x0) / max(1, len(b.run.text))
    return a.run.x1 + (len(word) + 1) * letter > a.right - 2


def _is_centred(line: Line) -> bool:
    left, right = line.run.x0 - line.left, line.right - line.run.x1
    return left > 20 and right > 20 and abs(left - right) < 0.15 * (line.right - line.left)


def _pieces(items: Sequence[Item], name: str, cleaner: Cleaner) -> list[Piece]:
    pieces: list[Piece] = []
    last: Item | None = None
    rows: list[list[RawCell]] = []
    where: list[int] = []  # the page of each row
    tables = 0

    def close_table() -> None:
        nonlocal tables
        if rows:
            made = with_heads(lay_out(rows, tables, name))
            pieces.extend(replace(p, page=where[p.place.row]) for p in made if p.place)
            tables += 1
            rows.clear()
            where.clear()

    for item in items:
        if isinstance(item, Table):
            own = grid_rows(item.grid, cleaner)
            if isinstance(last, Table) and rows and _continues(last, item):
                cleaner.note(_CONTINUED)
                own = _without_head(rows, own)
            else:
                close_table()
            rows += own
            where += [item.page] * len(own)
        else:
            close_table()
            room = bool(pieces) and len(pieces[-1].text) < MAX_PARAGRAPH
            if isinstance(last, Line) and room and _goes_on(last, item):
                text = join(pieces[-1].text, item.run.text, cleaner)
                pieces[-1] = replace(pieces[-1], text=text)
                cleaner.note(JOINED)
            else:
                pieces.append(Piece(item.run.text, page=item.page))
        last = item
    close_table()
    return pieces


def _continues(a: Table, b: Table) -> bool:
    """Whether a table at the top of the next page goes on with the one above."""
    if b.page != a.page + 1 or len(a.grid.xs) != len(b.grid.xs):
        return False
    if a.grid.gaps or b.grid.gaps:
        both = zip(a.grid.gaps, b.grid.gaps, strict=False)
        same = len(a.grid.gaps) == len(b.grid.gaps)
        return same and all(max(x[0], y[0]) < min(x[1], y[1]) for x, y in both)
    pairs = zip(a.grid.xs, b.grid.xs, strict=True)
    shift = b.grid.xs[0] - a.grid.xs[0]
    return all(abs(y - x - shift) < 4 for x, y in pairs)


def _without_head(above: list[list[RawCell]], rows: list[list[RawCell]]) -> list[list[RawCell]]:
    """The rows without those that repeat the head of the table."""
    same = 0
    while same < min(len(rows), len(above), 4) and rows[same] == above[same]:
        same += 1
    return rows[same:]


def grid_rows(grid: Grid, cleaner: Cleaner) -> list[list[RawCell]]:
    """The cells of a grid, row by row, in the form that all tables are laid out from."""
    rows: list[list[RawCell]] = [[] for _ in range(len(grid.ys) - 1)]
    for (row, _column, height, width), runs in zip(grid.cells, grid.texts, strict=True):
        rows[row].append(RawCell(cell_text(runs, cleaner), height, width))
    return rows
