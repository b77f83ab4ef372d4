"""What the reader of a format hands on: pieces in reading order, and what the file says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tamnhin.read.documents.clean import Cleaner


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands in its table (from 0), how much it covers, whether it is a head."""

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, heading or cell before its outline mark is known.

    ``heading`` is the level of a heading by the format's own styles, 0 for other text; ``mark``
    an automatic number or bullet, as the office program would draw it; ``page`` from 1.
    """

    text: str
    heading: int = 0
    mark: str = ""
    page: int | None = None
    place: Place | None = None


@dataclass(slots=True)
class Facts:
    """What a file says of itself in places made for that, such as the head of a web page."""

    title: str = ""
    site: str = ""
    address: str = ""
    issued_on: dt.date | None = None
    is_page: bool = False


@dataclass(slots=True)
class Extract:
    """The pieces of a document in reading order, cleaned, and its facts."""

    pieces: list[Piece]
    facts: Facts = field(default_factory=Facts)


def cleaned(pieces: Sequence[Piece], cleaner: Cleaner) -> list[Piece]:
    """The pieces with clean texts, empty ones left out."""
    texts = cleaner.clean([piece.text for piece in pieces])
    pairs = zip(pieces, texts, strict=True)
    return [replace(piece, text=text) for piece, text in pairs if text]
