"""Tables of every format: where merged cells stand, and which rows are the head."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from tamnhin.messages import N_
from tamnhin.read.documents.limits import MAX_COLUMNS, MAX_PLACES, refuse_size
from tamnhin.read.documents.raw import Piece, Place

_LAYOUT: Final = re.compile(
    r"(?i)cộng h.{1,4} xã hội chủ nghĩa|nơi nhận|độc lập *[-–] *tự do|(?:kt|tm|tuq)\. "
)
"""Words of a letterhead and of the end of an act, which office programs set as a table."""


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell before its place is known. ``rows`` 0 means: covered by the cell above."""

    text: str
    rows: int = 1
    columns: int = 1
    header: bool = False


def is_layout(texts: Iterable[str]) -> bool:
    """Whether a table only sets out a letterhead or a signature, judged by its first cells."""
    words = " ".join(islice(texts, 12))[:3000]
    return _LAYOUT.search(unicodedata.normalize("NFC", words)) is not None


def lay_out(rows: Iterable[Sequence[RawCell]], table: int, name: str) -> list[Piece]:
    """The cells of a table in their places: merged cells cover what HTML's rules say they cover.

    Raises:
        ReadError: the table has more columns or places than any real one.
    """
    pieces: list[Piece] = []
    taken: dict[int, int] = {}  # column -> first row below the cell that covers it
    owner: dict[int, int] = {}  # column -> index of the piece that began there
    places = 0
    for number, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while taken.get(column, 0) > number:
                column += 1
            width = max(1, cell.columns)
            if column + width > MAX_COLUMNS:
                refuse_size(name, MAX_COLUMNS, N_("columns in a table"))
            if cell.rows == 0 and column in owner:
                above = pieces[owner[column]]
                if above.place is not None:
                    grown = replace(above.place, rows=number + 1 - above.place.row)
                    pieces[owner[column]] = replace(above, place=grown)
            else:
                height = max(1, cell.rows)
                place = Place(table, number, column, height, width, cell.header)
                owner[column] = len(pieces)
                pieces.append(Piece(cell.text, place=place))
                if height > 1:
                    taken.update(dict.fromkeys(range(column, column + width), number + height))
            column += width
        places += column
        if places > MAX_PLACES:
            refuse_size(name, MAX_PLACES, N_("cells in its tables"))
    return _within(pieces)


def _within(pieces: list[Piece]) -> list[Piece]:
    """Cells cut at the last row that was written: a merged cell may claim more rows than are."""
    last = max((p.place.row for p in pieces if p.place is not None), default=0)
    return [
        replace(p, place=replace(p.place, rows=min(p.place.rows, last + 1 - p.place.row)))
        if p.place is not None and p.place.row + p.place.rows > last + 1
        else p
        for p in pieces
    ]


def with_heads(pieces: list[Piece]) -> list[Piece]:
    """Tables whose first row is not marked as head, but reads like one, get it marked."""
    marked = {p.place.table for p in pieces if p.place and p.place.header}
    first: dict[int, list[Piece]] = {}
    for piece in pieces:
        if piece.place and piece.place.row == 0:
            first.setdefault(piece.place.table, []).append(piece)
    heads = {table for table, row in first.items() if table not in marked and _reads_as_head(row)}
    depth = {table: max(p.place.rows for p in first[table] if p.place) for table in heads}
    return [
        replace(p, place=replace(p.place, header=True))
        if p.place and p.place.table in heads and p.place.row < depth[p.place.table]
        else p
        for p in pieces
    ]


def _reads_as_head(row: list[Piece]) -> bool:
    texts = [piece.text.strip() for piece in row if piece.text.strip()]
    worded = sum(bool(re.match(r"[^\W\d_]", text)) for text in texts)
    return len(texts) >= 2 and worded == len(texts)
