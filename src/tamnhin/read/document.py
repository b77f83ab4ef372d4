"""A document as blocks over one clean text: what every reader gives and every rule works on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive, from 0) of a document's clean text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table cell.

    ``number`` is the outline mark as written (``Điều 2``, ``IV``, ``1``, ``đ``, ``-``), without
    its full stop or bracket; the span does not include it. ``level`` counts from 1 (the outermost
    mark of this document) and is 0 for text outside the outline; ``parent`` is the index of the
    block that governs this one. ``table``, ``row`` and ``column`` (from 0) place a cell.
    """

    kind: BlockKind
    span: Span
    number: str = ""
    level: int = 0
    parent: int | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Mending:
    """Something in the original text that was mended: what, and how often."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What a document says of itself."""

    title: str = ""
    kind: str = ""
    number: str = ""
    issuer: str = ""
    signer: str = ""
    issued_on: dt.date | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Clean text in NFC, and the blocks that cover it in order, one line each.

    ``sha256`` is of the original bytes; :attr:`text` is what citations count characters in.
    """

    name: str
    text: str
    blocks: tuple[Block, ...]
    sha256: str
    heading: Heading = field(default_factory=Heading)
    mendings: tuple[Mending, ...] = ()

    def words(self, span: Span) -> str:
        """The characters of a span."""
        return self.text[span.start : span.end]

    def line_of(self, index: int) -> tuple[Block, ...]:
        """The blocks that govern a block, outermost first, without the block itself."""
        line: list[Block] = []
        parent = self.blocks[index].parent
        while parent is not None:
            line.append(self.blocks[parent])
            parent = self.blocks[parent].parent
        return tuple(reversed(line))
