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
    block that governs this one. ``table``, ``row`` and ``column`` (from 0) place a cell by its
    upper left corner; ``rows`` and ``columns`` say how many it covers where cells are merged, and
    ``header`` that it stands in the head of its table. Cells without text have no block.
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
    rows: int = 1
    columns: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid: ``grid[row][column]`` is the index of the block that covers the place.

    Merged cells cover several places; ``None`` is a place without text. ``heads`` is how many
    rows from the top are its head.
    """

    number: int
    grid: tuple[tuple[int | None, ...], ...]
    heads: int


@dataclass(frozen=True, slots=True)
class Mending:
    """Something in the original text that was mended or is doubtful: what, and how often.

    ``what`` is a message id of the catalogue.
    """

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What a document says of itself.

    ``kind`` is a word of :data:`tamnhin.provenance.SourceKind` or empty. ``about`` is the number
    of the act that an article reports; ``number`` is the document's own.
    """

    title: str = ""
    kind: str = ""
    number: str = ""
    issuer: str = ""
    signer: str = ""
    issued_on: dt.date | None = None
    address: str = ""
    about: str = ""


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

    def tables(self) -> tuple[Table, ...]:
        """Every table as a grid, merged cells resolved."""
        members: dict[int, list[int]] = {}
        for index, block in enumerate(self.blocks):
            if block.table is not None:
                members.setdefault(block.table, []).append(index)
        return tuple(_grid(number, self.blocks, cells) for number, cells in members.items())


def _grid(number: int, blocks: tuple[Block, ...], cells: list[int]) -> Table:
    height = max((blocks[i].row or 0) + blocks[i].rows for i in cells)
    width = max((blocks[i].column or 0) + blocks[i].columns for i in cells)
    grid: list[list[int | None]] = [[None] * width for _ in range(height)]
    for index in cells:
        block = blocks[index]
        for row in range(block.row or 0, (block.row or 0) + block.rows):
            left = block.column or 0
            grid[row][left : left + block.columns] = [index] * block.columns
    heads = max(
        ((blocks[i].row or 0) + blocks[i].rows for i in cells if blocks[i].header), default=0
    )
    return Table(number, tuple(map(tuple, grid)), heads)
