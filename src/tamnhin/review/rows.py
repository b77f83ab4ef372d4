"""Rows put into a plan and taken out of it, with what refers to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tamnhin.plan.plan import Plan
from tamnhin.records import Column, Record, columns
from tamnhin.review.journal import FOLLOWED, with_rows


def put(plan: Plan, *rows: Record) -> Plan:
    """The plan with rows in place of those of the same identifier, or added."""
    changed: dict[str, dict[Any, Any]] = {}
    for row in rows:
        if row.table not in changed:
            changed[row.table] = {r.identity: r for r in plan.rows(row.table)}
        changed[row.table][row.identity] = row
    return with_rows(plan, {table: held.values() for table, held in changed.items()})


def without(plan: Plan, table: str, name: str, heir: str | None = None) -> Plan:
    """The plan without a row; what referred to it refers to its heir, or to nothing.

    A row that cannot stand without the reference goes with it.
    """
    rest: dict[str, Any] = {}
    for record in FOLLOWED:
        rows = list(plan.rows(record.table))
        if record.table == table:
            rows = [row for row in rows if row.identity[0] != name]
        for column in columns(record):
            if column.ref == table:
                rows = [r for r in (_pointed(r, column, name, heir) for r in rows) if r is not None]
        if len(rows) != len(plan.rows(record.table)) or any(
            a is not b for a, b in zip(rows, plan.rows(record.table), strict=True)
        ):
            rest[record.table] = tuple(rows)
    return with_rows(plan, rest)


def _pointed(row: Any, column: Column, name: str, heir: str | None) -> Any:
    cell = getattr(row, column.name)
    if column.many and name in cell:
        named = [heir if x == name else x for x in cell]
        kept = tuple(dict.fromkeys(x for x in named if x is not None))
        return row.model_copy(update={column.name: kept})
    if column.many or cell != name:
        return row
    own = heir is not None and row.identity[0] == heir
    if heir is not None and not own and column.name not in type(row).key:
        return row.model_copy(update={column.name: heir})
    return None if column.required else row.model_copy(update={column.name: None})


def next_id(taken: Iterable[str], letters: str) -> str:
    """The identifier after the highest of its kind: ``t0012`` after ``t0011``."""
    form = re.compile(rf"{letters}(\d+)")
    numbers = [int(found[1]) for x in taken if (found := form.fullmatch(x))]
    return f"{letters}{max(numbers, default=0) + 1:04}"


def settled(plan: Plan) -> Plan:
    """A promise that lost its last number says why it is not measured."""
    measured = {target.commitment_id for target in plan.targets}
    bare = [
        c.model_copy(update={"gap_reason": "not_quantified"})
        for c in plan.commitments
        if not c.indicator_ids and c.gap_reason is None and c.commitment_id not in measured
    ]
    return put(plan, *bare)
