"""Texts cut into sections of a page each, and a section as pieces that items are marked in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tamnhin.read.document import Span
from tamnhin.review.items import Item, Session

ENOUGH: Final = 6_000
"""Characters after which the next heading begins a section: two or three printed pages."""
MOST: Final = 15_000
"""Characters after which any line does."""
ENOUGH_ITEMS: Final = 15
MOST_ITEMS: Final = 30
MOST_TITLE: Final = 90

_HEADING: Final = re.compile(
    r"(?:(?:phần|chương|mục|điều|phụ lục|part|chapter|article)\s+\S+"
    r"|[IVXLC]+[.)]|\d+(?:\.\d+)*[.)])?[^.;:,]{3,110}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a source's text with the items that begin in it; the number counts from 1.

    The last section has no text where items cite none.
    """

    number: int
    source_id: str
    span: Span
    title: str
    item_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that the same items cover, the widest first, and the items that begin here."""

    text: str
    items: tuple[str, ...]
    begins: tuple[str, ...]


def sections_of(session: Session) -> tuple[Section, ...]:
    """All sections, in the order of the texts; every item is in exactly one."""
    found: list[Section] = []
    for source_id, text in session.texts.items():
        here = [x for x in session.items if x.passages and x.passages[0].source_id == source_id]
        starts = [item.passages[0].span.start for item in here]
        first = 0
        for span in _cuts(text, starts):
            # Items come in the order of the text; those before this end begin in this section.
            last = bisect_right(starts, span.end - 1)
            names = tuple(item.item_id for item in here[first:last])
            title = _title(text, span)
            found.append(Section(len(found) + 1, source_id, span, title, names))
            first = last
    bare = tuple(item.item_id for item in session.items if not item.passages)
    if bare:
        found.append(Section(len(found) + 1, "", Span(0, 0), "", bare))
    return tuple(found)


def _cuts(text: str, starts: Sequence[int]) -> Iterator[Span]:
    """Where sections begin and end: before headings, and before any line where it gets long."""
    begin = at = 0
    for line in text.splitlines(keepends=True):
        size = at - begin
        held = bisect_right(starts, at - 1) - bisect_right(starts, begin - 1)
        full = size >= ENOUGH or held >= ENOUGH_ITEMS
        over = size >= MOST or held >= MOST_ITEMS
        if size and (over or (full and _HEADING.fullmatch(line.strip()))):
            yield Span(begin, at)
            begin = at
        at += len(line)
    if at > begin or not text:
        yield Span(begin, at)


def _title(text: str, span: Span) -> str:
    line = next((x for x in text[span.start : span.end].splitlines() if x.strip()), "")
    line = " ".join(line.split())
    return line if len(line) <= MOST_TITLE else line[: MOST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def lines_of(session: Session, section: Section) -> list[tuple[Piece, ...]]:
    """The lines of a section, each cut where a passage begins or ends."""
    if not section.source_id:
        return []
    text = session.texts[section.source_id]
    marks = _marks(session.items, section)
    edges = sorted({edge for span, _ in marks for edge in (span.start, span.end)})
    lines: list[tuple[Piece, ...]] = []
    at = section.span.start
    for line in text[section.span.start : section.span.end].splitlines(keepends=True):
        end = at + len(line.rstrip("\r\n"))
        if line.strip():
            lines.append(tuple(_pieces(text, at, end, marks, edges)))
        at += len(line)
    return lines


def _marks(items: Iterable[Item], section: Section) -> list[tuple[Span, str]]:
    """Passages in a section, the widest first; of a number and its sentence only the number."""
    found = []
    for item in items:
        spans = [p.span for p in item.passages if p.source_id == section.source_id]
        for span in spans:
            holds_another = any(other in span and span != other for other in spans)
            if span.overlaps(section.span) and not holds_another:
                found.append((span, item.item_id))
    return sorted(set(found), key=lambda mark: (-len(mark[0]), mark[0].start, mark[1]))


def _pieces(
    text: str, start: int, end: int, marks: Sequence[tuple[Span, str]], edges: Sequence[int]
) -> Iterator[Piece]:
    inner = edges[bisect_right(edges, start) : bisect_right(edges, end - 1)]
    here = [mark for mark in marks if mark[0].start < end and start < mark[0].end]
    cuts = [start, *inner, end]
    for one, two in pairwise(cuts):
        over = [(span, name) for span, name in here if span.start <= one and two <= span.end]
        begins = tuple(name for span, name in over if span.start == one)
        yield Piece(text[one:two], tuple(name for _, name in over), begins)
