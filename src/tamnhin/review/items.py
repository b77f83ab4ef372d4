"""What there is to review: rows and proposed changes, each with its passages and its state."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from tamnhin.errors import NotFound
from tamnhin.messages import N_
from tamnhin.plan.plan import Plan
from tamnhin.plan.textfile import read_text
from tamnhin.plan.texts import source_text
from tamnhin.plan.types import Review
from tamnhin.read.document import Span
from tamnhin.read.draft import lists
from tamnhin.review.journal import holding, read_changes, row_cells
from tamnhin.review.proposals import Proposal, read_proposals

Status = Literal["open", "accepted", "changed", "refused"]
REVIEWED: Final = ("commitments", "targets")
"""Tables whose rows a person decides on."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of a source's text."""

    source_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class HowRead:
    """How a machine came to a row: confidence from 0 to 1, rules, the runner-up indicator."""

    confidence: float | None = None
    rules: tuple[str, ...] = ()
    runner_up: str = ""


@dataclass(frozen=True)
class Item:
    """A row of the plan, or a change that is proposed for one, as a person decides on it.

    ``cells`` are those of the row now, or as it was where it was refused. A ``proposal`` of the
    kind ``added`` only says that the row came with a later reading; it is decided on as a row.
    """

    item_id: str
    table: str
    cells: Mapping[str, str]
    passages: tuple[Passage, ...]
    status: Status
    decided: Review | None = None
    how: HowRead = field(default_factory=HowRead)
    proposal: Proposal | None = None

    @property
    def row_id(self) -> str:
        """The row that a decision would change."""
        return self.proposal.item_id if self.proposal else self.item_id

    @property
    def is_change(self) -> bool:
        """True where a change of a row is decided on, not the row."""
        return self.proposal is not None and self.proposal.kind != "added"

    @cached_property
    def version(self) -> str:
        """What a decision must have seen: it differs as soon as the item does."""
        decided = self.decided.identity if self.decided else ""
        seen = repr((sorted(self.cells.items()), str(decided), self.status))
        return hashlib.sha256(seen.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Session:
    """The state of a review: pure, made from a plan and the files of its draft."""

    plan: Plan
    texts: Mapping[str, str]
    items: tuple[Item, ...]
    proposals: tuple[Proposal, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """Items by identifier."""
        return {item.item_id: item for item in self.items}

    def item(self, item_id: str) -> Item:
        """The item of that identifier.

        Raises:
            NotFound: there is none.
        """
        try:
            return self.by_id[item_id]
        except KeyError:
            raise NotFound(
                N_("There is nothing to review called “{name}”."), name=item_id
            ) from None

    @cached_property
    def counts(self) -> dict[Status, int]:
        """How many items stand in each state."""
        found: dict[Status, int] = {"open": 0, "accepted": 0, "changed": 0, "refused": 0}
        for item in self.items:
            found[item.status] += 1
        return found

    def next_open(self, item_id: str | None = None) -> Item | None:
        """The first open item after one, going round; nothing where all is decided."""
        at = next((i + 1 for i, x in enumerate(self.items) if x.item_id == item_id), 0)
        around = (*self.items[at:], *self.items[:at])
        return next((x for x in around if x.status == "open" and x.item_id != item_id), None)

    def words(self, passage: Passage) -> str:
        """The characters of a passage."""
        text = self.texts.get(passage.source_id, "")
        return text[passage.span.start : passage.span.end]


def read_session(plan: Plan) -> Session:
    """The state of the review of a plan that was opened from a folder.

    Raises:
        NotFound: the folder carries no text to review against.
        InputError: a text, or a file of the draft, is damaged.
    """
    root = plan.folder or Path()
    texts = {s.source_id: source_text(root, s.source_id) for s in plan.sources}
    held = {name: text for name, text in texts.items() if text is not None}
    if not held:
        raise NotFound(
            N_(
                "{path} carries no text to review against; make a draft with "
                "`tamnhin read DOCUMENT -o FOLDER`."
            ),
            path=str(root),
        )
    return session_of(plan, held, read_how(root), read_proposals(root))


def session_of(
    plan: Plan,
    texts: Mapping[str, str],
    how: Mapping[str, HowRead] | None = None,
    proposals: Sequence[Proposal] = (),
) -> Session:
    """The state of a review.

    Args:
        plan: the tables, decisions among them.
        texts: texts by source.
        how: how rows were read, by identifier.
        proposals: changes that a later reading proposes.
    """
    how = how or {}
    last = {decision.item_id: decision for decision in holding(plan.review)}
    refused = _refused(last.values())
    added = {p.item_id: p for p in proposals if p.kind == "added"}
    items: list[Item] = []
    cells: dict[str, tuple[str, dict[str, str]]] = {}
    for table in REVIEWED:
        now = {str(row.identity[0]): row_cells(row) for row in plan.rows(table)}
        gone = {name: c for name, (t, c) in refused.items() if t == table and name not in now}
        for name, row in (now | gone).items():
            cells[name] = (table, row)
            status = _status(last.get(name))
            items.append(
                Item(
                    name,
                    table,
                    row,
                    passages_of(plan, row, texts),
                    status,
                    last.get(name),
                    how.get(name, HowRead()),
                    added.get(name),
                )
            )
    items += [_change(p, plan, texts, cells, last) for p in proposals if p.kind != "added"]
    order = {name: at for at, name in enumerate(texts)}
    items.sort(key=lambda item: _position(item, order))
    return Session(plan, texts, tuple(items), tuple(proposals))


def _status(decided: Review | None) -> Status:
    match decided.decision if decided else "undone":
        case "accepted" | "changed" | "refused" as said:
            return said
        case _:  # The parts of a split row, and what was merged, are still to be looked at.
            return "open"


def _refused(decisions: Iterable[Review]) -> dict[str, tuple[str, dict[str, str]]]:
    """Rows that were taken out, as they were."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for decision in decisions:
        if decision.decision == "refused":
            for change in read_changes(decision):
                if change.row == decision.item_id and change.new is None and change.old:
                    found[change.row] = (change.table, dict(change.old))
    return found


def _change(
    proposal: Proposal,
    plan: Plan,
    texts: Mapping[str, str],
    cells: Mapping[str, tuple[str, dict[str, str]]],
    last: Mapping[str, Review],
) -> Item:
    _, row = cells.get(proposal.item_id, ("", dict(proposal.old or {})))
    passages = passages_of(plan, {"citation_ids": proposal.citation_id}, texts)
    decided = last.get(proposal.change_id)
    return Item(
        proposal.change_id,
        proposal.table,
        row,
        passages or passages_of(plan, row, texts),
        _status(decided),
        decided,
        proposal=proposal,
    )


def passages_of(
    plan: Plan, cells: Mapping[str, str], texts: Mapping[str, str]
) -> tuple[Passage, ...]:
    """The characters that a row cites in the texts at hand, in the order of its citations."""
    known = plan.ids("citations")
    found = []
    for name in filter(None, cells.get("citation_ids", "").split(";")):
        cited = known.get(name)
        if cited is None or cited.source_id not in texts or cited.start is None:
            continue
        length = len(texts[cited.source_id])
        if cited.end is not None and 0 <= cited.start < cited.end <= length:
            found.append(Passage(cited.source_id, Span(cited.start, cited.end)))
    return tuple(found)


def _position(item: Item, order: Mapping[str, int]) -> tuple[int, int, int, str]:
    if not item.passages:
        return (len(order), 0, 0, item.item_id)
    first = item.passages[0]
    return (order[first.source_id], first.span.start, -first.span.end, item.item_id)


def read_how(root: Path) -> dict[str, HowRead]:
    """How rows were read, from ``draft/readings.csv``; what cannot be read there is left out."""
    text = read_text(root, lists.READINGS)[0] if (root / lists.READINGS).is_file() else None
    found: dict[str, HowRead] = {}
    with suppress(csv.Error):
        for line in csv.DictReader(io.StringIO(text or "")):
            found[line.get("item_id") or ""] = _how(line)
    return found


def _how(line: Mapping[str, str | None]) -> HowRead:
    confidence: float | None = None
    with suppress(ValueError):
        confidence = float(line.get("confidence") or "")
    if confidence is not None and not 0 <= confidence <= 1:
        confidence = None
    rules = tuple((line.get("rules") or "").split())
    return HowRead(confidence, rules, line.get("runner_up") or "")
