"""Whatever a person decides, in whatever order, can be taken back step by step."""

from __future__ import annotations

import datetime as dt
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from drafts import document, draft
from tamnhin.errors import Conflict, InputError, NotFound
from tamnhin.plan.plan import Plan
from tamnhin.review import decisions
from tamnhin.review.items import Item, Session, session_of
from tamnhin.review.journal import as_read, holding, read_changes, row_cells
from tamnhin.review.record import record, undo

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
TABLES = ("commitments", "targets", "citations", "indicators")
ACTIONS = st.tuples(
    st.sampled_from(["accepted", "changed", "refused", "split", "merged", "undone"]),
    st.integers(0, 30),
    st.integers(0, 30),
    st.sampled_from(["Lan", "Minh"]),
)


@cache
def first() -> tuple[Plan, dict[str, str]]:
    return draft().plan, {"12-qd-ttg": document().text}


def content(plan: Plan) -> dict[str, list[dict[str, str]]]:
    return {table: [row_cells(row) for row in plan.rows(table)] for table in TABLES}


def step(session: Session, kind: str, item: Item, other: Item) -> Plan:
    plan = session.plan
    if kind == "accepted":
        return decisions.accept(plan, item)
    if kind == "changed":
        return decisions.corrected(plan, item, {"note": f"seen {len(plan.review)}"})
    if kind == "refused":
        return decisions.refuse(plan, item)
    if kind == "merged":
        return decisions.merge(plan, item, other)
    words = session.words(item.passages[0]).split()
    middle = len(words) // 2
    parts = [" ".join(words[:middle]), " ".join(words[middle:])]
    return decisions.split(plan, item, session, parts)


@given(st.lists(ACTIONS, max_size=14))
@settings(max_examples=60, deadline=None)
def test_every_sequence_of_decisions_goes_back_to_the_reading(
    actions: list[tuple[str, int, int, str]],
) -> None:
    begun, texts = first()
    plan = begun
    for kind, one, two, who in actions:
        session = session_of(plan, texts)
        items = session.items
        item, other = items[one % len(items)], items[two % len(items)]
        try:
            if kind == "undone":
                plan, _ = undo(plan, who, NOON)
            else:
                made = step(session, kind, item, other)
                plan = record(plan, made, item.item_id, kind, who, NOON)  # type: ignore[arg-type]
        except (InputError, Conflict, NotFound):
            continue
    assert plan.check().ok
    moments = [(r.decided_on, r.decided_at) for r in plan.review]
    assert len(set(moments)) == len(moments)
    for decision in plan.review:
        read_changes(decision)
    cells = as_read(plan)
    for table in ("commitments", "targets"):
        rows = {str(row.identity[0]): row_cells(row) for row in begun.rows(table)}
        assert cells[table] == rows
    while held := holding(plan.review):
        plan, _ = undo(plan, held[-1].reviewer, NOON)
    assert content(plan) == content(begun)
