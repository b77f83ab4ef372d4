"""A page of a PDF: runs of text and ruling lines, joined to lines and to the grids of tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.lines import MAX_PARAGRAPH, join

SNAP: Final = 3.0
"""Points between two ruling lines that are drawn as one."""
MAX_CELLS: Final = 5_000
MAX_LINES: Final = 300
"""Lines on a page, pieces joined. A table of 60 rows and 20 columns has 82."""
MAX_GRIDS: Final = 20


class Run(NamedTuple):
    """Text on one line, with its box in points; y grows upwards."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        """How high its letters are."""
        return self.y1 - self.y0


class Rule(NamedTuple):
    """A line drawn on the page, horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Page:
    """A page as the worker gives it."""

    number: int
    width: float
    height: float
    runs: list[Run]
    rules: list[Rule]
    pictured: bool = False


@dataclass(slots=True)
class Grid:
    """A table: where its columns and rows begin, its cells, and the text of each.

    A cell is ``(row, column, rows, columns)``; ``owner`` is the cell of each place. ``gaps`` are
    what its columns leave free between them, where no rules part them.
    """

    xs: list[float]
    ys: list[float]
    cells: list[tuple[int, int, int, int]]
    owner: dict[tuple[int, int], int]
    texts: list[list[Run]] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)

    def cell_at(self, x: float, y: float) -> int | None:
        """The position in ``cells`` of the cell that covers a point."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right(self.ys, -y, key=lambda value: -value) - 1
        return self.owner.get((row, column))

    def covers(self, x: float, y: float) -> bool:
        """Whether a point is inside the table."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]

    def holds(self, run: Run) -> bool:
        """Whether the middle of a run is inside the table."""
        return self.covers((run.x0 + run.x1) / 2, (run.y0 + run.y1) / 2)


def _snapped(values: Sequence[float]) -> list[float]:
    """Values with those closer than :data:`SNAP` taken as one, ascending."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= SNAP:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _touch(a: Rule, b: Rule) -> bool:
    return (
        a.x0 - SNAP <= b.x1 and b.x0 - SNAP <= a.x1 and a.y0 - SNAP <= b.y1 and b.y0 - SNAP <= a.y1
    )


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch, directly or through others."""
    left = list(rules)
    groups: list[list[Rule]] = []
    while left:
        group, open_ = [], [left.pop()]
        while open_:
            rule = open_.pop()
            group.append(rule)
            touching = [other for other in left if _touch(rule, other)]
            if touching:
                left = [other for other in left if not _touch(rule, other)]
                open_ += touching
        groups.append(group)
    return groups


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Rules with the pieces of one line joined: programs draw each side of each cell."""
    level = _joined([rule for rule in rules if not _is_upright(rule)])
    turned = [Rule(r.y0, r.x0, r.y1, r.x1) for r in rules if _is_upright(r)]
    return level + [Rule(r.y0, r.x0, r.y1, r.x1) for r in _joined(turned)]


def _joined(level: Sequence[Rule]) -> list[Rule]:
    """Horizontal rules at one height, joined where they touch or overlap."""
    heights = _snapped([rule.y0 for rule in level])
    lines: list[list[Rule]] = [[] for _ in heights]
    for rule in level:
        at = bisect_right(heights, rule.y0)
        sides = [i for i in (at - 1, at) if 0 <= i < len(heights)]
        lines[min(sides, key=lambda i: abs(heights[i] - rule.y0))].append(rule)
    joined: list[Rule] = []
    for y, line in zip(heights, lines, strict=True):
        spans: list[list[float]] = []
        for rule in sorted(line):
            if spans and rule.x0 <= spans[-1][1] + SNAP:
                spans[-1][1] = max(spans[-1][1], rule.x1)
            else:
                spans.append([rule.x0, rule.x1])
        joined += [Rule(x0, y, x1, y) for x0, x1 in spans]
    return joined


def _is_upright(rule: Rule) -> bool:
    return rule.x0 == rule.x1


def find_grids(page: Page) -> list[Grid]:
    """The ruled tables of a page, from top to bottom; frames of one cell are none.

    A page with more lines than a table has (a map, a hatching) is taken to have no table.
    """
    rules = _merged(page.rules)
    if len(rules) > MAX_LINES:
        return []
    grids = [grid for group in _groups(rules) if (grid := _grid(group)) is not None]
    largest = sorted(grids, key=lambda grid: -len(grid.cells))[:MAX_GRIDS]
    return sorted(largest, key=lambda grid: -grid.ys[0])


def _grid(rules: Sequence[Rule]) -> Grid | None:
    upright = [rule for rule in rules if _is_upright(rule)]
    level = [rule for rule in rules if not _is_upright(rule)]
    xs = _snapped([rule.x0 for rule in upright])
    ys = _snapped([rule.y0 for rule in level])[::-1]
    if len(xs) < 3 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > MAX_CELLS:
        return None
    walls = [[(r.y0, r.y1) for r in upright if abs(r.x0 - x) <= SNAP] for x in xs]
    floors = [[(r.x0, r.x1) for r in level if abs(r.y0 - y) <= SNAP] for y in ys]
    width, height = len(xs) - 1, len(ys) - 1

    def wall(column: int, row: int) -> bool:
        """Whether a vertical line stands left of ``column`` along ``row``."""
        middle = (ys[row] + ys[row + 1]) / 2
        return any(low <= middle <= high for low, high in walls[column])

    def floor(row: int, left: int, right: int) -> bool:
        """Whether a horizontal line lies above ``row`` along one of the columns."""
        middles = [(xs[c] + xs[c + 1]) / 2 for c in range(left, right)]
        return any(a <= middle <= b for middle in middles for a, b in floors[row])

    cells: list[tuple[int, int, int, int]] = []
    owner: dict[tuple[int, int], int] = {}
    for row in range(height):
        for column in range(width):
            if (row, column) in owner:
                continue
            right = column + 1
            while right < width and (row, right) not in owner and not wall(right, row):
                right += 1
            below = row + 1
            while below < height and not floor(below, column, right):
                below += 1
            places = ((r, c) for r in range(row, below) for c in range(column, right))
            owner |= dict.fromkeys(places, len(cells))
            cells.append((row, column, below - row, right - column))
    return Grid(xs, ys, cells, owner) if len(cells) > 1 else None


def fill(grids: Sequence[Grid], runs: Sequence[Run]) -> dict[int, int]:
    """Put runs into the cells that they stand in; which run (by position) is in which grid."""
    inside: dict[int, int] = {}
    for grid in grids:
        grid.texts = [[] for _ in grid.cells]
    for position, run in enumerate(runs):
        x, y = (run.x0 + run.x1) / 2, (run.y0 + run.y1) / 2
        for number, grid in enumerate(grids):
            if grid.covers(x, y) and (cell := grid.cell_at(x, y)) is not None:
                grid.texts[cell].append(run)
                inside[position] = number
                break
    return inside


def same_line(a: Run, b: Run) -> bool:
    """Whether two runs stand on one line."""
    return abs((a.y0 + a.y1) - (b.y0 + b.y1)) < min(a.height, b.height)


def lines_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs by line, from top to bottom, each from left to right."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: -(r.y0 + r.y1)):
        if lines and same_line(lines[-1][0], run):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda r: r.x0) for line in lines]


def cell_text(runs: Sequence[Run], cleaner: Cleaner) -> str:
    """The runs of a cell as one line, from top to bottom and left to right."""
    texts = [" ".join(run.text for run in line) for line in lines_of(runs)]
    whole = texts[0] if texts else ""
    for position, text in enumerate(texts[1:], 1):
        if len(whole) > MAX_PARAGRAPH:
            return " ".join([whole, *texts[position:]])
        whole = join(whole, text, cleaner)
    return whole
