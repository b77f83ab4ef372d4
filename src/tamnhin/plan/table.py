"""One CSV table of a plan folder into columns of values, and back into the same bytes.

All faults of the table are found in one pass, each with its row and column as a spreadsheet
counts them. Columns are parsed by their different texts, so that a hundred thousand
observations cost little more than reading the file.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tamnhin.plan.cells import Fault, Reading, closest, parser, write_column
from tamnhin.plan.textfile import read_text
from tamnhin.problems import Problem, problem
from tamnhin.records import Column, Record, columns

MAX_CELL: Final = 32_767
"""What a cell of Excel holds; a longer one is an open double quote or an attack."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_FORMULA: Final = re.compile(r"[=+@\t]|-(?![\d.,]+$)")


@dataclass(frozen=True, slots=True)
class TableReading:
    """What was read of one table.

    Attributes:
        record: the row type.
        cells: for every column, the values of the rows without faults, in order of the key.
        rows: the spreadsheet row of each of them.
        keys: first key field of every row, faulty ones included, for references from elsewhere.
        problems: everything there is to say about the table.
    """

    record: type[Record]
    cells: Mapping[str, Sequence[Any]]
    rows: Sequence[int] = ()
    keys: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def records(self) -> tuple[Any, ...]:
        """The rows as objects of the record type. Cells were checked when they were parsed."""
        names = tuple(self.cells)
        return tuple(
            self.record.model_construct(**dict(zip(names, row, strict=True)))
            for row in zip(*self.cells.values(), strict=True)
        )


def _empty(record: type[Record], problems: list[Problem]) -> TableReading:
    return TableReading(record, {c.name: [] for c in columns(record)}, problems=problems)


def _rows_of(text: str, name: str, problems: list[Problem]) -> list[list[str]]:
    """All lines of the CSV; reading stops at a line that cannot be read, with a problem."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        problems.append(problem("csv", name, len(rows) + 1, reason=str(error)))
    return rows


def _check_header(record: type[Record], header: list[str], problems: list[Problem]) -> None:
    names = [column.name for column in columns(record)]
    listed = ", ".join(names)
    for i, found in enumerate(header):
        if found not in names:
            params = {"columns": listed, "hint": closest(found, names)}
            problems.append(problem("column-unknown", record.path, 1, found or None, found, **params))
        elif found in header[:i]:
            problems.append(problem("column-twice", record.path, 1, found, found))
    problems.extend(
        problem("column-missing", record.path, 1, column.name, name=column.name)
        for column in columns(record)
        if column.required and column.name not in header
    )


def _look_at(column: Column, text: str) -> tuple[str, list[Fault]]:
    """The text that a cell means, and what there is to say about it before it is parsed."""
    faults = []
    if len(text) > MAX_CELL:
        return "", [Fault("cell-too-long", {"length": len(text), "limit": MAX_CELL})]
    if _CONTROL.search(text):
        return "", [Fault("control-character")]
    if text != text.strip():
        faults.append(Fault("space-around"))
        text = text.strip()
    if column.kind == "text" and _FORMULA.match(text):
        faults.append(Fault("formula"))
    return text, faults


@dataclass(slots=True)
class _ColumnReading:
    values: dict[str, Any]
    faults: dict[str, list[Fault]]
    bad: set[str]


def _read_column(column: Column, texts: Sequence[str]) -> _ColumnReading:
    """Every different text of a column, parsed once."""
    result = _ColumnReading({}, {}, set())
    meant: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        meant[text], faults = _look_at(column, text)
        if faults:
            result.faults[text] = faults
        if any(fault.code in {"cell-too-long", "control-character"} for fault in faults):
            result.bad.add(text)
    read = parser(column, [text for text in meant.values() if text])
    for text, clean in meant.items():
        if text in result.bad:
            continue
        if not clean:
            outcome: Reading | Fault = Fault("empty") if column.required else Reading(column.default)
        else:
            outcome = read(clean)
        if isinstance(outcome, Fault):
            result.faults.setdefault(text, []).append(outcome)
            result.bad.add(text)
            continue
        result.values[text] = outcome.value
        if outcome.fault is not None:
            result.faults.setdefault(text, []).append(outcome.fault)
    return result


def _duplicates(record: type[Record], keys: Sequence[tuple[str, ...]], rows: Sequence[int]) -> Iterator[Problem]:
    if len(set(keys)) == len(keys):
        return
    first: dict[tuple[str, ...], int] = {}
    for key, row in zip(keys, rows, strict=True):
        if key in first:
            found = ", ".join(key)
            yield problem("duplicate", record.path, row, record.key[0], found, first=str(first[key]))
        else:
            first[key] = row


def read_table(root: Path, record: type[Record]) -> TableReading:
    """Read one table of a plan folder.

    Args:
        root: the plan folder.
        record: the row type; an optional table may be absent.
    """
    if record.optional and not (root / record.path).exists() and not (root / record.path).is_symlink():
        return _empty(record, [])
    text, problems = read_text(root, record.path)
    if text is None:
        return _empty(record, problems)
    lines = _rows_of(text, record.path, problems)
    if not lines or not any(lines[0]):
        names = ",".join(column.name for column in columns(record))
        return _empty(record, [*problems, problem("header-missing", record.path, 1, columns=names)])
    header = [cell.strip() for cell in lines[0]]
    _check_header(record, header, problems)

    numbers: list[int] = []
    body: list[list[str]] = []
    for number, line in enumerate(itertools.islice(lines, 1, None), 2):
        if len(line) == len(header):
            numbers.append(number)
            body.append(line)
        elif line:
            cells = {"count": len(line), "wanted": len(header)}
            problems.append(problem("row-width", record.path, number, **cells))
    return _assemble(record, header, body, numbers, problems)


def _assemble(
    record: type[Record],
    header: list[str],
    body: list[list[str]],
    numbers: list[int],
    problems: list[Problem],
) -> TableReading:
    """Parse the columns, drop rows with errors, and put the rest in the order of the key."""
    texts = dict(zip(header, map(list, zip(*body, strict=True)), strict=False)) if body else {}
    blank = [""] * len(body)
    spec = columns(record)
    bad_rows: set[int] = set()
    values: dict[str, list[Any]] = {}
    for column in spec:
        cells = texts.get(column.name, blank)
        reading = _read_column(column, cells)
        if reading.faults:
            for i, cell in enumerate(cells):
                for fault in reading.faults.get(cell, ()):
                    problems.append(
                        problem(fault.code, record.path, numbers[i], column.name, cell or None, **fault.params)
                    )
        if reading.bad:
            bad_rows.update(i for i, cell in enumerate(cells) if cell in reading.bad)
        values[column.name] = [reading.values.get(cell) for cell in cells]
    keys = list(zip(*(texts.get(name, blank) for name in record.key), strict=True))
    problems.extend(_duplicates(record, keys, numbers))
    order = sorted((i for i in range(len(body)) if i not in bad_rows), key=keys.__getitem__)
    if order != list(range(len(body))):
        values = {name: [cells[i] for i in order] for name, cells in values.items()}
        numbers = [numbers[i] for i in order]
    return TableReading(record, values, numbers, frozenset(key[0] for key in keys), problems)


def table_bytes(record: type[Record], cells: Mapping[str, Sequence[Any]]) -> bytes:
    """The table as it is saved: UTF-8, LF, every column, rows in order of the key."""
    spec = columns(record)
    written = [write_column(column, cells[column.name]) for column in spec]
    at = [next(i for i, c in enumerate(spec) if c.name == name) for name in record.key]
    rows = sorted(zip(*written, strict=True), key=lambda row: tuple(row[i] for i in at))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in spec])
    writer.writerows(rows)
    return stream.getvalue().encode()
