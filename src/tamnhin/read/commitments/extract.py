"""All commitments of a document, and every sentence that is none with the reason why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tamnhin.messages import N_
from tamnhin.read.commitments import kinds
from tamnhin.read.commitments.clauses import Clause, clauses
from tamnhin.read.commitments.lexicon import one_of, pattern, phrases
from tamnhin.read.commitments.places import places
from tamnhin.read.commitments.scope import (
    Scope,
    document_horizon,
    heading_scope,
    horizon,
    is_past,
    promise_start,
    sentence_scope,
)
from tamnhin.read.commitments.sentences import sentences
from tamnhin.read.document import Block, BlockKind, Document, Span
from tamnhin.read.readings import CommitmentReading, Unclaimed
from tamnhin.read.spelling import levelled

REASONS: Final = {
    "heading": N_("a heading: it governs what stands below it"),
    "date": N_("a date or a number of the page"),
    "navigation": N_("a link or label of the page"),
    "caption": N_("a picture's caption or a credit"),
    "act": N_("the form of the legal act"),
    "result": N_("a result so far, not a promise"),
    "description": N_("a description of the territory or of the plan"),
    "lead-in": N_("introduces the items below it"),
    "cell": N_("a table cell; rows are read as targets, places and projects"),
    "no-promise": N_("no word of promise was recognised"),
}
"""Why a sentence was left, by the code that an unclaimed item carries."""

SHORT_LINE: Final = 110
"""Characters of a line without a full stop that is taken for a heading."""

LABEL: Final = 60
"""Characters of a line that may be a page's label; "chia sẻ" in a sentence is none."""

CONFIDENCE: Final = {
    "vision": 0.8,
    "objective": 0.85,
    "task": 0.73,
    "priority_sector": 0.78,
    "zone": 0.92,
    "project": 0.8,
    "institution": 0.86,
}
"""Share of readings of each kind that were right, on 145 readings of development passages: kind
and at least half of the characters of both spans together, with one right and one wrong added."""

NO_SCOPE: Final = 0.6
"""Factor for a reading outside any part that is known to promise; a judgement, not measured."""


@dataclass
class _State:
    """What has been said so far while going down the document."""

    document: Document
    horizon: str
    governing: frozenset[int]
    running: Scope = field(default_factory=Scope)
    scopes: dict[int, Scope] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    found: list[CommitmentReading] = field(default_factory=list)
    unclaimed: list[Unclaimed] = field(default_factory=list)

    def leave(self, span: Span, reason: str) -> None:
        self.unclaimed.append(Unclaimed(span, reason))


def read_commitments(
    document: Document, progress: Callable[[int, int], None] | None = None
) -> tuple[tuple[CommitmentReading, ...], tuple[Unclaimed, ...]]:
    """The commitments of a document in their order, and what is none.

    Every sentence of a block is in one of the two.

    Args:
        document: clean text and its blocks.
        progress: told how many blocks are done, of how many.
    """
    governing = frozenset(b.parent for b in document.blocks if b.parent is not None)
    state = _State(document, document_horizon(document), governing)
    for index, block in enumerate(document.blocks):
        _read_block(state, index, block)
        if progress is not None:
            progress(index + 1, len(document.blocks))
    return tuple(state.found), tuple(state.unclaimed)


def _read_block(state: _State, index: int, block: Block) -> None:
    words = state.document.words(block.span)
    scope = state.scopes.get(block.parent, state.running) if block.parent is not None else None
    scope = state.running if scope is None else scope
    if block.kind is BlockKind.CELL:
        if words.strip():
            state.leave(block.span, "cell")
        return
    if _is_heading(block, words, index in state.governing):
        below = heading_scope(words, scope)
        # Before the first promise a line with a verb is the title, not the head of a part.
        title = below.rule == "heading-verb" and not state.found
        state.scopes[index] = scope if title else below
        if block.parent is None:
            state.running = state.scopes[index]
        if words.strip():
            state.leave(block.span, _line_reason(words) or "heading")
        return
    for span in sentences(state.document, block.span):
        scope = _read_sentence(state, index, block, span, scope)
    state.scopes[index] = scope
    if block.parent is None:
        state.running = scope
    elif block.kind is BlockKind.PARAGRAPH and scope.rule.startswith("opener"):
        state.scopes[block.parent] = scope  # it holds for the paragraphs that follow


def _is_heading(block: Block, words: str, governs: bool) -> bool:
    """A heading by its kind, or a short line without a mark that stands alone or above others."""
    if block.kind is BlockKind.HEADING:
        return True
    line = words.rstrip()
    return (
        (block.level == 0 or governs)
        and len(line) < SHORT_LINE
        and line[-1:] not in tuple(".;,…:!?)")
    )


def _line_reason(words: str) -> str:
    """Why a short line is no promise, where it is less than a heading."""
    small = levelled(words)
    if not re.search(r"[^\W\d]{2}", small) or re.match(
        r"(?:thứ \w+, ?|ngày )?\d{1,2}[/ -](?:tháng )?\d", small
    ):
        return "date"
    if len(small) < LABEL and pattern("navigation").search(small):
        return "navigation"
    return ""


def _reason(small: str, scope: Scope) -> str:
    """Why a levelled sentence is no promise; an empty text where it may be one."""
    if _line_reason(small):
        return _line_reason(small)
    for role in ("act", "description"):
        if pattern(role).search(small):
            return role
    if any(mark in small for mark in phrases("caption")):
        return "caption"
    if scope.part == "result" or pattern("result").search(small):
        return "result"
    return ""


def _read_sentence(state: _State, index: int, block: Block, span: Span, scope: Scope) -> Scope:
    words = state.document.words(span)
    small = levelled(words)
    reason = _reason(small, scope) or ("result" if is_past(small, state.horizon) else "")
    if reason and reason != "result":
        state.leave(span, reason)
        return scope
    scope = sentence_scope(small, scope)
    if reason == "result" and not re.search(rf"phấn đấu|{one_of('modal')} ", small):
        state.leave(span, reason)
        return scope
    if state.document.text[span.end : span.end + 1] == ":" or words.endswith(":"):
        state.leave(span, "lead-in")
        return heading_scope(words, scope)
    start = promise_start(small)
    if start >= len(small):
        state.leave(span, "lead-in")
        return scope
    cut = clauses(small, start)
    if not any(kinds.is_operative(small[c.start : c.end], scope) for c in cut):
        state.leave(span, "no-promise")
        return scope
    state.found += _readings(state, index, block, span, cut, scope)
    return scope


def _readings(
    state: _State, index: int, block: Block, span: Span, cut: list[Clause], scope: Scope
) -> Iterator[CommitmentReading]:
    """One reading a clause; members of a list hang on the clause that their list extends."""
    words, small = state.document.words(span), levelled(state.document.words(span))
    above = state.last.get(block.parent) if block.parent is not None else None
    head, base = above, len(state.found)
    years = horizon(small[: cut[0].start]) or scope.horizon
    if not years and scope.part != "vision":
        years = state.horizon
    for at, clause in enumerate(cut):
        piece, little = words[clause.start : clause.end], small[clause.start : clause.end]
        chosen, rule = kinds.kind(clause, piece, little, scope)
        in_list = clause.member or clause.sectors
        yield CommitmentReading(
            span=Span(span.start + clause.start, span.start + clause.end),
            kind=chosen,
            topics=kinds.topics(little) or kinds.topics(small),
            places=tuple(places(piece, span.start + clause.start)),
            body=kinds.body(piece, little),
            horizon=horizon(little) or years,
            parent=head if in_list else above,
            confidence=round(CONFIDENCE[chosen] * (1 if scope.part else NO_SCOPE), 2),
            rules=tuple(r for r in (scope.rule, clause.rule, rule) if r),
        )
        if not in_list:
            head = base + at
        if at == 0:
            state.last[index] = base
