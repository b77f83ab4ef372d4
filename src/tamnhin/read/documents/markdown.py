"""Markdown as conversion programs write it: headings, emphasis, escapes, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.limits import need_extra
from tamnhin.read.documents.lines import ALWAYS_TEXT, MAX_PARAGRAPH, goes_on
from tamnhin.read.documents.marks import read_mark
from tamnhin.read.documents.raw import Piece
from tamnhin.read.documents.tables import RawCell, lay_out

_HEADING: Final = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_RULE: Final = re.compile(r"\s*(?:(?:[-*_]\s*){3,}|=+\s*)$")
_DIVIDER: Final = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_ROW: Final = re.compile(r"\s*\|.*\|\s*$")
STROKE: Final = re.compile(r"(?<!\\)\|")
"""What stands between the cells of a row."""
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRONG: Final = re.compile(
    r"(?<![^\W_]|\\)([*_]{1,3})(?=[^\s*_])([^\n*_]{1,1000})(?<![\s\\])\1(?![^\W_])"
)
_LINK: Final = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,1000}(?: \"[^\"\n]{0,200}\")?\)")
_BREAK: Final = re.compile(r"(?i)<br\s*/?>|(?:\\| {2,})$")
_QUOTE: Final = re.compile(r" {0,3}>\s?")
_SIGNS: Final = re.compile(
    r"(?m)^ {0,3}#{1,6}\s+\S|^\s*\|?\s*:?-{3,}:?\s*\|[\s:|-]*$|\*\*[^*\n]{1,200}\*\*|\\[-.()*_#]|"
    r"\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)"
)


def is_markdown(lines: Sequence[str]) -> bool:
    """Whether a text has marks that nobody types in plain text."""
    found, above = 0, ""
    for line in lines:
        line = " ".join(line.split())
        drawn = "|" in line and _DIVIDER.match(line) and _ROW.match(above)
        heading = line.startswith("#") and _HEADING.match(line)
        found += 2 if drawn or heading else bool(_SIGNS.search(line))
        above = line
        if found >= 2:
            return True
    return False


def plain(text: str) -> str:
    """Text without emphasis, escapes and addresses of links."""
    text = _BREAK.sub(" ", text)
    text = _LINK.sub(r"\1", text)
    for _ in range(3):  # emphasis inside emphasis: _**so**_
        text, count = _STRONG.subn(r"\2", text)
        if not count:
            break
    return _ESCAPE.sub(r"\1", text)


def read_markdown(lines: Sequence[str], name: str) -> list[Piece]:
    """The pieces of a Markdown text.

    Raises:
        ReadError: a table is too large.
    """
    # Long runs of blanks would make patterns with two of them slow.
    lines = [" ".join(line.split()) for line in lines]
    pieces: list[Piece] = []
    paragraph: list[str] = []
    table = 0
    at = 0

    def close() -> None:
        if paragraph:
            pieces.append(Piece(plain(" ".join(paragraph))))
            paragraph.clear()

    while at < len(lines):
        line = _QUOTE.sub("", lines[at])
        end = _end_of_table(lines, at)
        if end > at:
            close()
            pieces += _table(lines[at:end], table, name)
            table += 1
            at = end
            continue
        at += 1
        heading = _HEADING.match(line)
        if heading:
            close()
            pieces.append(Piece(plain(heading[2]), heading=len(heading[1])))
        elif not line.strip() or _RULE.match(line):
            close()
        else:
            if paragraph and _begins(line):
                close()
            paragraph.append(line.strip())
    close()
    return _joined(pieces)


def _end_of_table(lines: Sequence[str], at: int) -> int:
    """The line behind the table that begins here; ``at`` where none does."""
    line = _QUOTE.sub("", lines[at])
    if line.startswith("<table"):
        ends = (i + 1 for i in range(at, len(lines)) if "</table>" in lines[i])
        return next(ends, at)
    return end_of_strokes(lines, at)


def end_of_strokes(lines: Sequence[str], at: int) -> int:
    """The line behind a table drawn with strokes that begins here; ``at`` where none does."""
    if not (_ROW.match(lines[at]) and at + 1 < len(lines) and _DIVIDER.match(lines[at + 1])):
        return at
    end = at + 2
    while end < len(lines) and _ROW.match(lines[end]):
        end += 1
    return end


def _table(lines: Sequence[str], number: int, name: str) -> list[Piece]:
    if not lines[0].startswith("<table"):
        rows = [_cells(lines[0], header=True)]
        return lay_out(rows + [_cells(row) for row in lines[2:]], number, name)
    need_extra("lxml")
    from tamnhin.read.documents.html_tree import parse
    from tamnhin.read.documents.html_walk import walk

    found = [unit.piece for unit in walk(parse("\n".join(lines), name), name, Cleaner())]
    return [
        replace(piece, place=replace(piece.place, table=number + piece.place.table))
        if piece.place
        else piece
        for piece in found
    ]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Paragraphs that a conversion program cut at each line of the page, put together."""
    found: list[Piece] = []
    last = ""
    for piece in pieces:
        above = found[-1] if found else None
        if above and _is_rest(above, last, piece) and len(above.text) < MAX_PARAGRAPH:
            found[-1] = replace(above, text=f"{above.text} {piece.text}")
        else:
            found.append(piece)
        last = piece.text
    return found


def _is_rest(above: Piece, last: str, piece: Piece) -> bool:
    if above.place or above.heading or piece.place or piece.heading:
        return False
    return len(last) >= ALWAYS_TEXT and piece.text[:1].islower() and goes_on(last, piece.text, 0)


def _begins(line: str) -> bool:
    """Whether a line begins an item rather than going on with the paragraph above."""
    return read_mark(plain(line).strip()) is not None


def _cells(line: str, *, header: bool = False) -> list[RawCell]:
    parts = STROKE.split(line.strip()[1:-1])
    return [RawCell(plain(part).strip(), header=header) for part in parts]
