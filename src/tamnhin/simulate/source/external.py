"""Files beside the model: constants, tables, series and subscripts, read once at translation.

Only files inside the model's folder are opened, links resolved. CSV needs nothing; workbooks
need the ``sd`` extra. A cell is a number or not-a-number; formulas are never run.
"""

from __future__ import annotations

import csv
import math
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from tamnhin.errors import ConfigurationError, ModelError
from tamnhin.messages import N_
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.program.ir import Array, Edge, Table
from tamnhin.simulate.source.model import External, key

MAX_FILE_BYTES = 64 << 20
MAX_UNPACKED_BYTES = 512 << 20
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)\*?$")

Grid = list[list[Any]]


class Place(Protocol):
    """Who asks for a file: a variable or a subscript range."""

    @property
    def name(self) -> str:
        """As the model writes it."""
        ...

    @property
    def line(self) -> int:
        """Where it stands in the model."""
        ...


def _number(cell: object) -> float:
    if isinstance(cell, (bool, int, float)):
        return float(cell)
    try:
        return float(str(cell).strip())
    except ValueError:
        return math.nan


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cell(text: str) -> tuple[int, int] | None:
    found = _CELL.match(text.strip())
    return (int(found[2]) - 1, _column(found[1])) if found else None


class Files:
    """The folder of a model and the result files handed in with it."""

    def __init__(self, folder: Path, data: Sequence[Path] = ()) -> None:
        self.folder = folder.resolve()
        self.data = tuple(data)
        self._grids: dict[tuple[Path, str], Grid] = {}
        self._given: dict[str, tuple[Array, Array]] | None = None

    # --- what a model asks for ----------------------------------------------------------

    def constants(self, ask: External, shape: tuple[int, ...], variable: Place) -> Array:
        """GET ... CONSTANTS: the numbers of a cell, a row, a column (``*``) or a block."""
        wide = [n for n in shape if n > 1]
        if len(wide) > 2:
            raise self._fault(variable, ask, Phrase(N_("three dimensions at once")))
        rows, columns = [1, 1, *wide][-2:]
        turned = ask.cell.strip().endswith("*") and len(wide) > 0
        if turned:
            rows, columns = columns, rows
        block = self._block(ask, ask.cell.strip().rstrip("*"), variable, rows, columns)
        if block.shape != (rows, columns):
            raise self._fault(
                variable, ask, Phrase(N_("a block of {shape}"), shape=str(block.shape))
            )
        return (block.T if turned else block).ravel()

    def series(
        self, ask: External, shape: tuple[int, ...], edge: Edge, variable: Place
    ) -> list[Table]:
        """GET ... DATA and LOOKUPS: one table for each element."""
        size = int(np.prod(shape, dtype=int))
        x, y = self._series(ask, size, variable)
        keep = ~np.isnan(x)
        order = np.argsort(x[keep], kind="stable")
        x, y = x[keep][order], y[keep][order]
        if x.size == 0 or y.shape[1] != size or bool((np.diff(x) == 0).any()):
            raise self._fault(variable, ask, Phrase(N_("a series without ascending positions")))
        return [_table(x, y[:, i], edge) for i in range(size)]

    def given(self, names: list[str], edge: Edge, variable: Place) -> list[Table]:
        """Series of the result files that were handed in, by the names of their columns."""
        if self._given is None:
            self._given = {}
            for path in self.data:
                self._given.update(
                    _columns(self._grid(path, "\t" if _tabbed(path) else ",", variable))
                )
        found = [self._given.get(_plain(name)) for name in names]
        if any(entry is None for entry in found):
            raise ModelError(
                N_("{variable} (line {line}) is a data variable, and no data file holds it."),
                variable=variable.name,
                line=variable.line,
            )
        return [_table(entry[0], entry[1], edge) for entry in found if entry is not None]

    def subscript(self, ask: dict[str, str], place: Place) -> list[str]:
        """GET ... SUBSCRIPT: the names in a row, a column or a block of cells."""
        where = External("subscript", ask["file"], ask["tab"], "", ask["firstcell"])
        grid = self._grid(self._path(where, place), where.tab, place)
        first = _cell(ask["firstcell"])
        if first is None:
            block = self._named(where, ask["firstcell"], place)
        else:
            last = _cell(ask["lastcell"]) or _half_cell(ask["lastcell"])
            row, column = (None if n is None else n + 1 for n in last)
            block = (*first, row, column)
        cells = _cut(grid, *block)
        names = [ask["prefix"] + _text(cell) for row in cells for cell in row if _text(cell)]
        return [key(name) for name in names]

    # --- where it stands ----------------------------------------------------------------

    def _fault(self, variable: Place, ask: External, what: Phrase) -> ModelError:
        return ModelError(
            N_("{variable} (line {line}): {file}, {tab}, {cell} cannot be read: {what}."),
            variable=variable.name,
            line=variable.line,
            file=ask.file,
            tab=ask.tab,
            cell=ask.cell,
            what=what,
        )

    def _path(self, ask: External, variable: Place) -> Path:
        if not ask.file or ask.file.startswith("?"):
            raise self._fault(variable, ask, Phrase(N_("a file that is named elsewhere")))
        path = (self.folder / ask.file.replace("\\", "/")).resolve()
        if not path.is_relative_to(self.folder):
            raise self._fault(variable, ask, Phrase(N_("a file outside the model's folder")))
        if not path.is_file():
            raise self._fault(variable, ask, Phrase(N_("there is no such file")))
        return path

    def _grid(self, path: Path, tab: str, variable: Place) -> Grid:
        known = self._grids.get((path, tab.lower()))
        if known is None:
            if path.stat().st_size > MAX_FILE_BYTES:
                ask = External("", path.name, tab, "", "")
                raise self._fault(variable, ask, Phrase(N_("too large")))
            workbook = path.suffix.lower() not in (".csv", ".tab", ".txt")
            known = (
                self._sheet(path, tab, variable) if workbook else self._text(path, tab, variable)
            )
            self._grids[path, tab.lower()] = known
        return known

    def _text(self, path: Path, tab: str, variable: Place) -> Grid:
        try:
            return _text_grid(path, tab)
        except (UnicodeDecodeError, csv.Error) as error:
            ask = External("", path.name, tab, "", "")
            raise self._fault(variable, ask, Phrase(N_("not a table in UTF-8"))) from error

    def _sheet(self, path: Path, tab: str, variable: Place) -> Grid:
        try:
            from python_calamine import CalamineError, CalamineWorkbook
        except ImportError as error:
            raise ConfigurationError(
                N_('Reading model files needs PySD: pip install "tamnhin[sd]".')
            ) from error
        ask = External("", path.name, tab, "", "")
        _check_packed(path, lambda what: self._fault(variable, ask, what))
        try:
            book = CalamineWorkbook.from_path(str(path))
            names = {name.lower(): name for name in book.sheet_names}
            sheet = book.get_sheet_by_name(names[tab.lower()])
            rows: Grid = sheet.to_python(skip_empty_area=False)
        except (CalamineError, KeyError, OSError) as error:
            raise self._fault(
                variable, ask, Phrase(N_("no such sheet, or not a workbook"))
            ) from error
        return rows

    def _named(
        self, ask: External, name: str, variable: Place
    ) -> tuple[int, int, int | None, int | None]:
        """First row, first column, end row, end column of a named range."""
        path = self._path(ask, variable)
        try:
            import openpyxl

            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            sheets = {sheet.lower(): sheet for sheet in book.sheetnames}
            local = book[sheets[ask.tab.lower()]].defined_names
            found = {key(n): v for n, v in (*book.defined_names.items(), *local.items())}
            (_, cells), *_ = found[key(name)].destinations
            first, _, last = cells.replace("$", "").partition(":")
            book.close()
            top, bottom = _cell(first), _cell(last or first)
        except ImportError as error:
            raise ConfigurationError(
                N_('Reading model files needs PySD: pip install "tamnhin[sd]".')
            ) from error
        except Exception as error:  # openpyxl raises whatever its parts raise
            raise self._fault(
                variable, ask, Phrase(N_("no range is named {name}"), name=name)
            ) from error
        if top is None or bottom is None:
            raise self._fault(variable, ask, Phrase(N_("the range {name}"), name=name))
        return (*top, bottom[0] + 1, bottom[1] + 1)

    def _block(self, ask: External, cell: str, variable: Place, rows: int, columns: int) -> Array:
        path = self._path(ask, variable)
        first = _cell(cell)
        if first is None:
            area = self._named(ask, cell, variable)
        else:
            area = (*first, first[0] + rows, first[1] + columns)
        return _numbers(_cut(self._grid(path, ask.tab, variable), *area))

    def _series(self, ask: External, size: int, variable: Place) -> tuple[Array, Array]:
        """Positions (n) and values (n, size)."""
        first = _cell(ask.cell)
        if first is None:
            axis = _numbers(self._named_cells(ask, ask.axis, variable))
            block = _numbers(self._named_cells(ask, ask.cell, variable))
            if axis.shape[1] > 1:
                axis, block = axis.T, block.T
            if axis.shape[1] != 1 or axis.shape[0] != block.shape[0]:
                raise self._fault(variable, ask, Phrase(N_("ranges of different length")))
            return axis[:, 0], block
        grid = self._grid(self._path(ask, variable), ask.tab, variable)
        row, column = first
        if ask.axis.strip().isdigit():
            line = int(ask.axis) - 1
            axis = _numbers(_cut(grid, line, column, line + 1, None))[0]
            block = _numbers(_cut(grid, row, column, row + size, None)).T
        else:
            at = _column(ask.axis.strip())
            axis = _numbers(_cut(grid, row, at, None, at + 1))[:, 0]
            block = _numbers(_cut(grid, row, column, None, column + size))
        if not axis.size:
            raise self._fault(variable, ask, Phrase(N_("no positions")))
        return axis, block[: axis.size]

    def _named_cells(self, ask: External, name: str, variable: Place) -> Grid:
        area = self._named(ask, name, variable)
        return _cut(self._grid(self._path(ask, variable), ask.tab, variable), *area)


def _cut(grid: Grid, top: int, left: int, bottom: int | None, right: int | None) -> Grid:
    """A block of cells; where the sheet ends, cells are empty."""
    bottom = max(len(grid), top) if bottom is None else bottom
    right = max((len(row) for row in grid), default=0) if right is None else right
    empty: list[Any] = []
    rows = [grid[i] if i < len(grid) else empty for i in range(top, bottom)]
    return [[row[j] if j < len(row) else "" for j in range(left, right)] for row in rows]


def _numbers(grid: Grid) -> Array:
    width = len(grid[0]) if grid else 0
    return np.array([[_number(cell) for cell in row] for row in grid]).reshape(len(grid), width)


def _table(x: Array, y: Array, edge: Edge) -> Table:
    """The points that have a value; a series without any is not-a-number everywhere."""
    there = ~np.isnan(y)
    if not there.any():
        return Table((float(x[0]),), (math.nan,), edge)
    return Table(tuple(x[there].tolist()), tuple(y[there].tolist()), edge)


def _half_cell(text: str) -> tuple[int | None, int | None]:
    text = text.strip()
    if text.isdigit():
        return int(text) - 1, None
    return None, (_column(text) if text else None)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _tabbed(path: Path) -> bool:
    return path.suffix.lower() == ".tab"


def _text_grid(path: Path, tab: str) -> Grid:
    default = "\t" if path.suffix.lower() in (".tab", ".txt") else ","
    mark = {"tab": "\t", "\\t": "\t"}.get(tab.lower(), tab)
    with path.open(encoding="utf-8-sig", newline="", errors="strict") as stream:
        return list(
            csv.reader(stream, delimiter=mark if len(mark) == 1 and not mark.isalnum() else default)
        )


def _check_packed(path: Path, fault: Any) -> None:
    """A workbook that unpacks to far more than any real one is refused unread."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise fault(Phrase(N_("too large when unpacked")))


def _plain(name: str) -> str:
    return re.sub(r"\s*([\[\],])\s*", r"\1", key(name.replace('"', "")).replace("_", " "))


def _columns(grid: Grid) -> dict[str, tuple[Array, Array]]:
    """Name to times and values, from a table with names in its first row or first column."""
    if not grid:
        return {}
    if all(not math.isnan(_number(cell)) for cell in grid[0][1:]):
        grid = [list(row) for row in zip(*grid, strict=False)]
    times = np.array([_number(row[0]) for row in grid[1:] if row])
    found = {}
    for j, name in enumerate(grid[0][1:], start=1):
        values = np.array(
            [_number(row[j]) if j < len(row) else math.nan for row in grid[1:] if row]
        )
        found[_plain(str(name))] = (times, values)
    return found
