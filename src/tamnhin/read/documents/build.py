"""The document from its pieces: one clean text, one line a block, spans that point into it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tamnhin.read.document import Block, Document, Span
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.heading import read_heading
from tamnhin.read.documents.limits import check_size, refuse
from tamnhin.read.documents.outline import Line, build_outline
from tamnhin.read.documents.raw import Extract


def build_document(name: str, sha256: str, extract: Extract, cleaner: Cleaner) -> Document:
    """The document that a reader's pieces make.

    Raises:
        ReadError: there is no text, or more than is read.
    """
    check_size(name, (piece.text for piece in extract.pieces))
    # Lines that only decorate, such as the rule below a letterhead; in a cell they mean "none".
    # A lone "%" is the unit of the numbers under it, in a table that lost its cells.
    pieces = [p for p in extract.pieces if p.place or any(c.isalnum() or c in "%‰" for c in p.text)]
    lines = build_outline(pieces)
    if not any(line.body for line in lines):
        refuse("document-empty", name)
    text, blocks = assemble(lines)
    heading = read_heading(text, blocks, extract.facts)
    return Document(name, text, blocks, sha256, heading, cleaner.mendings())


def assemble(lines: Sequence[Line]) -> tuple[str, tuple[Block, ...]]:
    """The clean text, each line with its mark, and the blocks; a span leaves the mark out."""
    parts: list[str] = []
    blocks: list[Block] = []
    offset = 0
    for line in lines:
        lead, body = (unicodedata.normalize("NFC", part) for part in (line.lead, line.body))
        start = offset + len(lead)
        span = Span(start, start + len(body))
        blocks.append(block_of(line, span))
        parts.append(lead + body)
        offset = span.end + 1
    return "\n".join(parts), tuple(blocks)


def block_of(line: Line, span: Span) -> Block:
    """The block of a line whose words are at a span."""
    place = line.piece.place
    block = Block(line.kind, span, line.number, line.level, line.parent, line.piece.page)
    if place is None:
        return block
    return Block(
        block.kind, span, "", 0, block.parent, block.page, place.table, place.row, place.column,
        place.rows, place.columns, place.header,
    )  # fmt: skip
