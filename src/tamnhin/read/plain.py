"""A document from a text in memory, whose characters stay where they are.

Lines, outline and headings are those of a text file read by :mod:`tamnhin.read.documents`; of what
that mends, fonts, blanks and lines around the text stay as they are, so that offsets hold.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from tamnhin.read.document import Document, Heading, Span
from tamnhin.read.documents.build import block_of
from tamnhin.read.documents.lines import grouped
from tamnhin.read.documents.markdown import STROKE, end_of_strokes
from tamnhin.read.documents.outline import build_outline
from tamnhin.read.documents.raw import Piece, Place
from tamnhin.read.documents.twice import mend_twice


def plain(text: str, title: str = "") -> Document:
    """A document of the lines of a text, put into NFC; letters decoded twice are mended as well.

    Args:
        text: the text; its lines become blocks, a line broken inside a sentence goes on.
        title: what the document calls itself, where that is known.
    """
    lines, _ = mend_twice(unicodedata.normalize("NFC", text).splitlines(keepends=True))
    text = "".join(lines)
    parts = list(_parts(text))
    pieces = [Piece(_on_one_line(text[span.start : span.end]), place=at) for span, at in parts]
    spans = [span for span, _ in parts]
    blocks = tuple(
        block_of(line, Span(span.end - len(line.body), span.end))
        for line, span in zip(build_outline(pieces), spans, strict=True)
    )
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document("", text, blocks, sha256, Heading(title=title))


def _parts(text: str) -> Iterator[tuple[Span, Place | None]]:
    """Paragraphs, and the cells of tables that are drawn with strokes as in Markdown."""
    places = list(_lines(text))
    lines = [text[place.start : place.end] for place in places]
    tables = list(_tables(lines))
    done = 0
    for number, (begin, end) in enumerate([*tables, (len(lines), len(lines))]):
        for group in grouped(lines[done:begin]):
            yield Span(places[done + group[0]].start, places[done + group[-1]].end), None
        for row, place in enumerate([*places[begin : begin + 1], *places[begin + 2 : end]]):
            yield from _cells(text, place, number, row)
        done = end


def _tables(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The first line of each table that is drawn with strokes, and the line behind it."""
    at = 0
    while at < len(lines):
        end = end_of_strokes(lines, at)
        if end > at:
            yield at, end
        at = max(end, at + 1)


def _cells(text: str, line: Span, table: int, row: int) -> Iterator[tuple[Span, Place]]:
    """The cells of a line between strokes that hold something."""
    strokes = [line.start + m.start() for m in STROKE.finditer(text[line.start : line.end - 1])]
    strokes.append(line.end - 1)
    for column, (left, right) in enumerate(pairwise(strokes)):
        body = text[left + 1 : right].strip()
        if body:
            start = text.index(body, left + 1)
            yield Span(start, start + len(body)), Place(table, row, column, header=row == 0)


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
