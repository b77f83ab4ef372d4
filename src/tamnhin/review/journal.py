"""What a decision changed, row by row: written with the decision, and the way back from it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tamnhin.errors import Conflict, InputError
from tamnhin.messages import N_
from tamnhin.plan.cells import write_column
from tamnhin.plan.plan import Plan
from tamnhin.plan.schema import BY_NAME, TABLES
from tamnhin.plan.table import parse_table
from tamnhin.plan.types import Review
from tamnhin.problems import Problem
from tamnhin.records import Record, columns

Cells = Mapping[str, str]
Tables = dict[str, dict[str, dict[str, str]]]
"""Cells as they are written, by table, identifier and column."""

FOLLOWED: Final = tuple(
    record
    for record in TABLES
    if len(record.key) == 1 and record is not Review and record.table != "observations"
)
"""Tables whose rows one identifier names: those that a decision may change."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row before and after: ``None`` where there was none; else the cells that differ."""

    table: str
    row: str
    old: Cells | None
    new: Cells | None


def row_cells(row: Record) -> dict[str, str]:
    """The cells of a row as its table writes them."""
    return {c.name: write_column(c, [getattr(row, c.name)])[0] for c in columns(type(row))}


def read_cells(record: type[Record], cells: Cells) -> tuple[Record | None, list[Problem]]:
    """The row that cells make by the rules of the folder, and what there is to say about them."""
    text = io.StringIO(newline="")
    names = [column.name for column in columns(record)]
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerow([cells.get(name, "") for name in names])
    reading = parse_table(record, text.getvalue())
    rows = reading.records()
    return (rows[0] if rows else None), reading.problems


def difference(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Every row that is not the same in two states of a plan."""
    found: list[Change] = []
    for record in FOLLOWED:
        if before.rows(record.table) is after.rows(record.table):
            continue
        (key,) = record.key
        one = {getattr(row, key): row for row in before.rows(record.table)}
        two = {getattr(row, key): row for row in after.rows(record.table)}
        for name in sorted(one.keys() | two.keys()):
            was, now = one.get(name), two.get(name)
            if was is not now and was != now:
                found.append(_change(record, name, was, now))
    return tuple(found)


def _change(record: type[Record], name: str, was: Record | None, now: Record | None) -> Change:
    old = row_cells(was) if was is not None else None
    new = row_cells(now) if now is not None else None
    if old is not None and new is not None:
        differ = [column for column in old if old[column] != new[column]]
        old, new = {c: old[c] for c in differ}, {c: new[c] for c in differ}
    return Change(record.table, name, old, new)


def written(changes: Iterable[Change]) -> str:
    """The changes as the cell of a decision; empty cells of whole rows are left out."""
    listed = [
        {"table": c.table, "id": c.row, "old": _filled(c.old, c.new), "new": _filled(c.new, c.old)}
        for c in changes
    ]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":")) if listed else ""


def _filled(cells: Cells | None, other: Cells | None) -> Cells | None:
    if cells is None or other is not None:
        return cells
    return {name: cell for name, cell in cells.items() if cell}


def read_changes(decision: Review) -> tuple[Change, ...]:
    """The changes that a decision tells.

    Raises:
        InputError: the cell is not what a decision writes.
    """
    try:
        listed = json.loads(decision.changes) if decision.changes else []
        return tuple(
            Change(_table(x["table"]), str(x["id"]), _cells(x["old"]), _cells(x["new"]))
            for x in listed
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(
            N_(
                "The changes that the decision on {name} tells cannot be read; nothing was changed."
            ),
            name=decision.item_id,
        ) from None


def _table(name: Any) -> str:
    if name not in BY_NAME or BY_NAME[name] not in FOLLOWED:
        raise KeyError(name)
    return str(name)


def _cells(found: Any) -> Cells | None:
    if found is None:
        return None
    return {str(name): str(cell) for name, cell in found.items()}


def with_rows(plan: Plan, rows: Mapping[str, Iterable[Record]]) -> Plan:
    """The plan with other rows in some of its tables, in the order in which they are saved."""
    tables: dict[str, Any] = {
        table: tuple(sorted(held, key=lambda row: tuple(map(str, row.identity))))
        for table, held in rows.items()
    }
    return replace(plan, **tables)


def revert(plan: Plan, changes: Sequence[Change]) -> Plan:
    """The plan as it was before the changes.

    Raises:
        Conflict: a row was changed again since; nothing was changed.
        InputError: a row that was taken out cannot be read any more.
    """
    rows: dict[str, dict[str, Record]] = {}
    for change in changes:
        record = BY_NAME[change.table]
        (key,) = record.key
        if change.table not in rows:
            rows[change.table] = {getattr(r, key): r for r in plan.rows(change.table)}
        held = rows[change.table]
        here = row_cells(held[change.row]) if change.row in held else None
        _refuse_moved(change, here)
        if change.old is None:
            del held[change.row]
            continue
        row, _ = read_cells(record, {**(here or {}), **change.old})
        if row is None:
            raise InputError(
                N_("The row {name} of {table} as it was cannot be read; nothing was changed."),
                name=change.row,
                table=change.table,
            )
        held[change.row] = row
    return with_rows(plan, {table: held.values() for table, held in rows.items()})


def _refuse_moved(change: Change, here: Cells | None) -> None:
    expected = change.new
    if expected is None or here is None:
        same = expected is None and here is None
    else:
        same = all(here.get(name) == cell for name, cell in expected.items())
    if not same:
        raise Conflict(
            N_("{name} was changed again after this decision; undo the later decision first."),
            name=change.row,
        )


def as_read(plan: Plan) -> Tables:
    """Cells of the tables as they were before every decision that still holds.

    A cell that was changed outside the review stays as it is.
    """
    tables: Tables = {
        record.table: {str(row.identity[0]): row_cells(row) for row in plan.rows(record.table)}
        for record in FOLLOWED
    }
    for decision in reversed(holding(plan.review)):
        for change in read_changes(decision):
            held = tables[change.table]
            if change.old is None:
                held.pop(change.row, None)
            else:
                empty = {column.name: "" for column in columns(BY_NAME[change.table])}
                held[change.row] = {**empty, **held.get(change.row, {}), **change.old}
    return tables


def moment(decision: Review) -> tuple[str, str]:
    """Day and time of a decision, for their order."""
    return decision.decided_on.isoformat(), decision.decided_at


def holding(decisions: Iterable[Review]) -> list[Review]:
    """The decisions that were not undone, oldest first."""
    held: list[Review] = []
    for decision in sorted(decisions, key=moment):
        if decision.decision != "undone":
            held.append(decision)
            continue
        for i in range(len(held) - 1, -1, -1):
            if held[i].item_id == decision.item_id:
                del held[i]
                break
    return held
