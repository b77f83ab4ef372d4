"""One CSV table of a plan folder into columns of values, and back into the same bytes.

All faults of the table are found in one pass, each with its row and column as a spreadsheet
counts them. Columns are parsed by their different texts, so that a hundred thousand
observations cost little more than reading the file.
"""

from __future__ import annotations

import csv
import io
import itertools
import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tamnhin.plan.cells import Fault, Reading, closest, parser, plain_numbers, write_column
from tamnhin.plan.csvlines import MAX_CELL, Lines, lines_of, long_line
from tamnhin.plan.findings import MAX_ALIKE, Findings
from tamnhin.plan.textfile import read_text
from tamnhin.problems import Problem
from tamnhin.records import CONTROL, Column, Record, columns

MAX_ROWS: Final = 1_048_575
"""What a sheet of Excel holds below its header."""
CHUNK: Final = 2_000
"""Rows that are turned into columns at a time."""

_FORMULA: Final = re.compile(r"[=+@\t]|-(?![0-9.,]+$)")
_FORMULA_SIGNS: Final = frozenset("=+@\t-")
_UNREADABLE: Final = frozenset({"cell-too-long", "control-character"})


@dataclass(frozen=True, slots=True)
class TableReading:
    """What was read of one table.

    Attributes:
        record: the row type.
        cells: for every column, the values of the rows without faults, in order of the key.
        rows: the spreadsheet row of each of them.
        keys: first key field of every row, faulty ones included, for references from elsewhere.
        problems: everything there is to say about the table.
        complete: false where rows were lost, so that a missing key proves nothing.
        loose: for columns that point into tables, the cells of faulty rows with their rows, so
            that a wrong reference shows even beside another fault.
    """

    record: type[Record]
    cells: Mapping[str, Sequence[Any]]
    rows: Sequence[int] = ()
    keys: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    complete: bool = True
    loose: Mapping[str, Sequence[tuple[int, Any]]] = field(default_factory=dict)

    def records(self) -> tuple[Any, ...]:
        """The rows as objects of the record type. Cells were checked when they were parsed."""
        names = tuple(self.cells)
        return tuple(
            self.record.model_construct(**dict(zip(names, row, strict=True)))
            for row in zip(*self.cells.values(), strict=True)
        )


def _nothing(record: type[Record], problems: list[Problem], *, complete: bool) -> TableReading:
    cells: dict[str, list[Any]] = {column.name: [] for column in columns(record)}
    return TableReading(record, cells, problems=problems, complete=complete)


def _read_header(
    record: type[Record], line: list[str], findings: Findings, row: int
) -> list[str] | None:
    """The column names of the first line, or nothing where there is no header at all."""
    names = [column.name for column in columns(record)]
    listed = ", ".join(names)
    header = [cell.strip() for cell in line]
    if not any(header):
        findings.add("header-missing", row, None, None, columns=",".join(names))
        return None
    seen: set[str] = set()
    for i, found in enumerate(header):
        if found not in names:
            hint = closest(found, names) if i < MAX_ALIKE else ""
            findings.add("column-unknown", row, found or None, found, columns=listed, hint=hint)
        elif found in seen:
            findings.add("column-twice", row, found, found)
        seen.add(found)
        if i == MAX_ALIKE:
            break
    for column in columns(record):
        if column.required and column.name not in header:
            findings.add("column-missing", row, column.name, None, name=column.name)
    return header


def _look_at(column: Column, text: str) -> tuple[str, list[Fault]]:
    """The text that a cell means, and what there is to say about it before it is parsed."""
    faults = []
    if len(text) > MAX_CELL:
        return "", [Fault("cell-too-long", {"limit": MAX_CELL})]
    if CONTROL.search(text):
        return "", [Fault("control-character")]
    if text != text.strip():
        faults.append(Fault("space-around"))
        text = text.strip()
    if column.kind == "text" and _FORMULA.match(text):
        faults.append(Fault("formula"))
    return text, faults


@dataclass(slots=True)
class _ColumnReading:
    """The different texts of a column: what each means, its value, and its faults."""

    values: dict[str, Any] = field(default_factory=dict)
    meant: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)


def _is_tidy(column: Column, texts: list[str]) -> bool:
    """True where no text needs a look before it is parsed: the usual case, found at C's speed."""
    if not "".join(texts).isprintable() or max(map(len, texts), default=0) > MAX_CELL:
        return False
    if list(map(str.strip, texts)) != texts:
        return False
    return column.kind != "text" or not _FORMULA_SIGNS & {text[:1] for text in texts}


def _read_column(column: Column, texts: list[str]) -> _ColumnReading:
    """Every different text of a column, parsed once."""
    result = _ColumnReading()
    if _is_tidy(column, texts):
        result.meant = dict(zip(texts, texts, strict=True))
    else:
        for text in texts:
            result.meant[text], faults = _look_at(column, text)
            if faults:
                result.faults[text] = faults
            if any(fault.code in _UNREADABLE for fault in faults):
                result.bad.add(text)
    rest = [text for text in texts if text not in result.bad]
    if column.kind == "text":
        result.values = {text: result.meant[text] for text in rest if result.meant[text]}
    elif column.kind == "number" and not result.faults:
        filled = [text for text in rest if text]
        numbers = plain_numbers(filled)
        if numbers is not None:
            result.values = dict(zip(filled, numbers, strict=True))
    if result.values:
        rest = [text for text in rest if text not in result.values]
    _read_texts(column, rest, result)
    return result


def _read_texts(column: Column, texts: list[str], result: _ColumnReading) -> None:
    """Parse the texts one by one; after a thousand faults the rest is faulty without a look."""
    read = parser(column, [clean for text in texts if (clean := result.meant[text])])
    faults: list[Fault] = []
    for text in texts:
        clean = result.meant[text]
        if clean:
            outcome = read(clean) if len(faults) < MAX_ALIKE else faults[-1]
        else:
            outcome = Fault("empty") if column.required else Reading(column.default)
        if isinstance(outcome, Fault):
            faults.append(outcome)
            result.faults.setdefault(text, []).append(outcome)
            result.bad.add(text)
            continue
        result.values[text] = outcome.value
        if outcome.fault is not None:
            result.faults.setdefault(text, []).append(outcome.fault)


class _Body:
    """The rows below the header, taken in by columns.

    A few rows at a time become columns in which equal cells are one object: so a long table
    takes a fraction of the memory and time that its rows as lists would.

    Attributes:
        cells: for every column of the header that the record has, its texts.
        distinct: for every such column, its different texts.
        numbers: the spreadsheet row of every row.
        odd_keys: what may be the first key of rows with too few or too many cells.
        complete: false where rows were lost.
    """

    def __init__(self, record: type[Record], header: list[str], findings: Findings) -> None:
        self.header = header
        self._findings = findings
        names = [column.name for column in columns(record)]
        self._places = {name: header.index(name) for name in names if name in header}
        self.cells: dict[str, list[str]] = {name: [] for name in self._places}
        self.distinct: dict[str, dict[str, str]] = {name: {} for name in self._places}
        self._ranges: list[Sequence[int]] = []
        self._key_place = self._places.get(record.key[0])
        self.odd_keys: set[str] = set()
        self.complete = True

    def read(self, lines: Lines) -> None:
        """Take in all lines that are left."""
        while lines.read <= MAX_ROWS:
            first = lines.read + 1
            chunk = lines.take(min(CHUNK, MAX_ROWS + 1 - lines.read))
            if not chunk:
                break
            self._take(chunk, first)
        if lines.read > MAX_ROWS and lines.take(1):
            self._findings.add("too-many-rows", MAX_ROWS + 2, None, None, limit=MAX_ROWS)
            self.complete = False
        self.complete = self.complete and lines.complete

    @property
    def numbers(self) -> Sequence[int]:
        """The spreadsheet row of every row."""
        if len(self._ranges) == 1:
            return self._ranges[0]
        return list(itertools.chain.from_iterable(self._ranges))

    def _take(self, rows: list[list[str]], first: int) -> None:
        width = len(self.header)
        numbers: Sequence[int] = range(first, first + len(rows))
        if {*map(len, rows)} != {width} or [""] * width in rows:
            rows, numbers = self._proper(rows, first)
        self._ranges.append(numbers)
        if not rows:
            return
        if width <= 2 * len(self.cells):
            transposed = list(zip(*rows, strict=True))
            found = {name: transposed[at] for name, at in self._places.items()}
        else:
            found = {name: tuple(r[at] for r in rows) for name, at in self._places.items()}
        for name, cells in found.items():
            self.cells[name].extend(map(self.distinct[name].setdefault, cells, cells))

    def _proper(self, rows: list[list[str]], first: int) -> tuple[list[list[str]], list[int]]:
        """The rows with as many cells as the header; blank ones are passed over."""
        width = len(self.header)
        proper: list[list[str]] = []
        numbers: list[int] = []
        for number, row in enumerate(rows, first):
            if not any(row):
                continue
            if len(row) == width:
                proper.append(row)
                numbers.append(number)
                continue
            self._findings.add("row-width", number, None, None, count=len(row), wanted=width)
            if self._key_place is not None and self._key_place < len(row):
                self.odd_keys.add(row[self._key_place].strip())
        return proper, numbers


def _is_absent(path: Path) -> bool:
    """True where there is certainly nothing; a folder that may not be entered may hold it."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def read_table(
    root: Path, record: type[Record], seen: dict[str, str] | None = None
) -> TableReading:
    """Read one table of a plan folder.

    Args:
        root: the plan folder.
        record: the row type; an optional table may be absent.
        seen: takes the fingerprint of the file, an empty one where there is none.
    """
    if record.optional and _is_absent(root / record.path):
        if seen is not None:
            seen[record.path] = ""
        return _nothing(record, [], complete=True)
    text, problems = read_text(root, record.path, seen=seen)
    if text is None:
        return _nothing(record, problems, complete=False)
    return parse_table(record, text, problems)


def parse_table(
    record: type[Record], text: str, problems: list[Problem] | None = None
) -> TableReading:
    """The table in a text of CSV.

    Args:
        record: the row type.
        text: the text, composed, with plain line ends.
        problems: what was found in the file already.
    """
    findings = Findings(record.path, [] if problems is None else problems)
    too_long = long_line(text)
    if too_long is not None:
        findings.add("cell-too-long", too_long, None, None, limit=MAX_CELL)
        return _nothing(record, findings.close(), complete=False)
    lines = lines_of(record, text, findings)
    first = lines.take(1)
    header = _read_header(record, first[0] if first else [], findings, max(lines.read, 1))
    if header is None:
        return _nothing(record, findings.close(), complete=False)
    body = _Body(record, header, findings)
    body.read(lines)
    return _assemble(record, body, findings)


def _assemble(record: type[Record], body: _Body, findings: Findings) -> TableReading:
    """Parse the columns, drop rows with errors, and put the rest in the order of the key."""
    numbers = body.numbers
    size = len(numbers)
    bad_rows: set[int] = set()
    values: dict[str, list[Any]] = {}
    parts: dict[str, list[str]] = {name: [""] * size for name in record.key}
    for column in columns(record):
        cells = body.cells.get(column.name)
        if cells is None:
            values[column.name] = [column.default] * size
            if column.required:  # Said once, in the header.
                bad_rows.update(range(size))
            continue
        reading = _read_column(column, list(body.distinct[column.name]))
        _report(column, reading, cells, numbers, findings)
        if reading.bad:
            bad_rows.update(i for i, cell in enumerate(cells) if cell in reading.bad)
        values[column.name] = list(map(reading.values.get, cells))
        if column.name in record.key:
            parts[column.name] = list(map(reading.meant.__getitem__, cells))
    needed = {column.name for column in columns(record) if column.required}
    whole_key = all(name in body.cells or name not in needed for name in record.key)
    all_cells = values
    if bad_rows or not _increases(list(parts.values())):
        keys = list(zip(*parts.values(), strict=True))
        if whole_key:
            _report_duplicates(record, keys, numbers, findings)
        order = sorted((i for i in range(size) if i not in bad_rows), key=keys.__getitem__)
        values = {name: [cells[i] for i in order] for name, cells in values.items()}
        numbers = [numbers[i] for i in order]
    loose = {
        column.name: [(body.numbers[i], all_cells[column.name][i]) for i in sorted(bad_rows)]
        for column in columns(record)
        if column.ref is not None and bad_rows
    }
    known = body.odd_keys.union(parts[record.key[0]])
    complete = body.complete and whole_key
    return TableReading(
        record, values, numbers, frozenset(known), findings.close(), complete, loose
    )


def _increases(parts: list[list[str]]) -> bool:
    """True where every key is greater than the one before: in order, and none twice."""
    following = zip(*(itertools.islice(part, 1, None) for part in parts), strict=True)
    return all(map(operator.lt, zip(*parts, strict=True), following))


def _report(
    column: Column,
    reading: _ColumnReading,
    cells: list[str],
    numbers: Sequence[int],
    findings: Findings,
) -> None:
    if not reading.faults:
        return
    for i, cell in enumerate(cells):
        for fault in reading.faults.get(cell, ()):
            findings.add(fault.code, numbers[i], column.name, cell or None, **fault.params)


def _report_duplicates(
    record: type[Record],
    keys: Sequence[tuple[str, ...]],
    numbers: Sequence[int],
    findings: Findings,
) -> None:
    needed = {c.name for c in columns(record) if c.required}
    filled = [name in needed for name in record.key]
    first: dict[tuple[str, ...], int] = {}
    for key, number in zip(keys, numbers, strict=True):
        if any(need and not part for need, part in zip(filled, key, strict=True)):
            continue  # An empty cell is a fault of its own.
        if key in first:
            found, row = ", ".join(part for part in key if part), str(first[key])
            findings.add("duplicate", number, record.key[0], found, first=row)
        else:
            first[key] = number


def table_text(record: type[Record], cells: Mapping[str, Sequence[Any]]) -> str:
    """The table as it is saved: LF, every column, rows in order of the key."""
    spec = columns(record)
    written = [write_column(column, cells[column.name]) for column in spec]
    at = [next(i for i, c in enumerate(spec) if c.name == name) for name in record.key]
    rows = sorted(zip(*written, strict=True), key=operator.itemgetter(*at))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in spec])
    writer.writerows(rows)
    return stream.getvalue()


def table_bytes(record: type[Record], cells: Mapping[str, Sequence[Any]]) -> bytes:
    """The table as it is saved, in UTF-8."""
    return table_text(record, cells).encode()
