"""A document from a text in memory, whose characters stay where they are.

Lines, outline and headings are those of a text file read by :mod:`tamnhin.read.documents`; of what
that mends, fonts, blanks and lines around the text stay as they are, so that offsets hold.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator

from tamnhin.read.document import Block, Document, Heading, Span
from tamnhin.read.documents.lines import grouped
from tamnhin.read.documents.outline import build_outline
from tamnhin.read.documents.raw import Piece
from tamnhin.read.documents.twice import mend_twice


def plain(text: str, title: str = "") -> Document:
    """A document of the lines of a text, put into NFC; letters decoded twice are mended as well.

    Args:
        text: the text; its lines become blocks, a line broken inside a sentence goes on.
        title: what the document calls itself, where that is known.
    """
    lines, _ = mend_twice(unicodedata.normalize("NFC", text).splitlines(keepends=True))
    text = "".join(lines)
    places = list(_lines(text))
    groups = grouped([text[place.start : place.end] for place in places])
    spans = [Span(places[group[0]].start, places[group[-1]].end) for group in groups]
    pieces = [Piece(_on_one_line(text[span.start : span.end])) for span in spans]
    blocks = tuple(
        Block(
            line.kind, Span(span.end - len(line.body), span.end), line.number, line.level,
            line.parent,
        )
        for line, span in zip(build_outline(pieces), spans, strict=True)
    )  # fmt: skip
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document("", text, blocks, sha256, Heading(title=title))


def _lines(text: str) -> Iterator[Span]:
    """Every line without the blanks around it; empty lines too, for they end a paragraph."""
    position = 0
    for line in text.splitlines(keepends=True):
        body = line.strip()
        start = position + (line.index(body[0]) if body else 0)
        yield Span(start, start + len(body))
        position += len(line)


def _on_one_line(text: str) -> str:
    """The text with a blank for each character that breaks a line: as long as before."""
    return "".join(" " if c.isspace() else c for c in text)
