"""Both sides of a comparison: a folder as it was read, without decisions; a later reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tamnhin.plan.plan import Plan
from tamnhin.provenance import Source
from tamnhin.read.document import Span
from tamnhin.read.spelling import levelled
from tamnhin.review.changes import TITLE, Reading
from tamnhin.review.items import REVIEWED, Session, passages_of
from tamnhin.review.journal import Tables, as_read, row_cells

FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "targets": ("indicator_id", "basis", "operator", "value", "upper", "unit", "period"),
    "commitments": (TITLE, "kind", "start_year", "due_year"),
}
"""Columns whose difference between two readings is a change."""
KEY: Final = ("indicator_id", "basis", "period")


def same_source(session: Session, source: Source) -> Source | None:
    """The source of the folder that is this document: by its number, or without one its title."""
    known: Mapping[str, Source] = session.plan.ids("sources")
    for name in session.texts:
        here = known[name]
        bare = not here.number and not source.number
        alike = bare and levelled(here.title_vi) == levelled(source.title_vi)
        if name == source.source_id or alike:
            return here
    return None


def was_read(session: Session, source_id: str, other: bool) -> list[Reading]:
    """The rows as they were read, before any decision, with the changes proposed since.

    Args:
        session: the review.
        source_id: the document that is read now.
        other: whether it is another than the one that the folder was made from; its own rows
            are compared with all, those of the first document only with that document.
    """
    tables: Tables = as_read(session.plan)
    for proposal in session.proposals:
        if not other and proposal.source_id != source_id:
            continue  # What an amendment changed does not change what its predecessor says.
        held = tables[proposal.table]
        if proposal.kind == "withdrawn":
            held.pop(proposal.item_id, None)
        elif proposal.kind == "changed" and proposal.item_id in held:
            cited = proposal.citation_id or held[proposal.item_id]["citation_ids"]
            held[proposal.item_id] |= {**(proposal.new or {}), "citation_ids": cited}
    found = []
    for table in REVIEWED:
        for name, cells in tables[table].items():
            passages = passages_of(session.plan, cells, session.texts)
            if not passages or not (other or passages[0].source_id == source_id):
                continue
            widest = max(passages, key=lambda p: len(p.span))
            found.append(_reading(table, name, cells, session.words(widest)))
    return found


def is_read(fresh: Plan, text: str) -> list[Reading]:
    """The rows of a draft that was just read from a text."""
    texts = {fresh.sources[0].source_id: text}
    found = []
    for table in REVIEWED:
        for row in fresh.rows(table):
            cells = row_cells(row)
            spans = [p.span for p in passages_of(fresh, cells, texts)]
            widest = max(spans, key=len, default=Span(0, 0))
            words = text[widest.start : widest.end]
            found.append(_reading(table, str(row.identity[0]), cells, words))
    return found


def _reading(table: str, name: str, cells: Mapping[str, str], words: str) -> Reading:
    facts = {column: cells.get(column, "") for column in FACTS[table]}
    key = tuple(cells[column] for column in KEY) if table == "targets" else ()
    return Reading(name, table, words, facts, key)
