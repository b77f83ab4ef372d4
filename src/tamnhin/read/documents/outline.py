"""The outline of a document: which block governs which, from the marks at the heads of lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tamnhin.read.document import BlockKind
from tamnhin.read.documents.marks import Mark, Rank, read_mark
from tamnhin.read.documents.raw import Piece

LONGEST_HEADING: Final = 200
"""Characters. The longest heading of an article seen in the corpus has 160."""

LONG: Final = 120
"""Characters from which a line is a sentence or more, not a title or a caption."""
GUESSED: Final = 6
"""Level of a heading that was told by its length only: below every heading that has a style."""

_END: Final = re.compile(r"[.;,…](?:[”\"’)])?$")
_DIVISION: Final = re.compile(r"(?i)(?:phụ lục|phần|chương|mục|tiểu mục)\b")
_CLOSING: Final = re.compile(r"(?i)nơi nhận\b|(?:kt|tm|tl|tuq)\. ")
_TITLE: Final = re.compile(
    r"(?i)(?:(?:các )?(?:mục tiêu|chỉ tiêu|kết quả|nhiệm vụ|giải pháp|quan điểm|phương hướng|"
    r"định hướng|tình hình|hạn chế|thành tựu|bối cảnh|tổ chức thực hiện)|tầm nhìn)\b"
)
"""Words that head the sections of a plan, whatever the length of what follows."""
_STYLED: Final = 100
"""Added to the level of a heading that has a style and no mark, to keep its kind apart."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the clean text with its place in the outline.

    ``body`` is the text after the mark, ``lead`` what stands before it on the line.
    """

    piece: Piece
    lead: str
    body: str
    number: str
    kind: BlockKind
    level: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class _Open:
    rank: int
    index: int
    number: str = ""


def _split(piece: Piece) -> tuple[str, str, Mark | None]:
    """What stands before the body, the body, and the mark between them."""
    if piece.place is not None:
        return "", piece.text, None
    if piece.mark:
        line = f"{piece.mark} {piece.text}"
        found = read_mark(line)
        if found is not None and found.length > len(piece.mark):
            return line[: found.length], line[found.length :], found
        # An automatic number that nobody types, such as "Nhiệm vụ 3:", is still a mark.
        bare = piece.mark.strip(" .)(/:")
        lead = f"{piece.mark} "
        return lead, piece.text, Mark(Rank.ARABIC, bare or piece.mark, len(lead))
    found = read_mark(piece.text)
    if found is None:
        return "", piece.text, None
    return piece.text[: found.length], piece.text[found.length :], found


def _governor(stack: list[_Open]) -> int | None:
    return stack[-1].index if stack else None


def _close_for(stack: list[_Open], mark: Mark) -> None:
    """Close what a mark ends: its own kind, or what it cannot stand inside of."""
    ranks = [item.rank for item in stack]
    whole = mark.number.rpartition(".")[0]
    numbers = [item.number for item in stack]
    if whole and whole in numbers:
        del stack[numbers.index(whole) + 1 :]
    elif mark.rank in ranks:
        del stack[ranks.index(mark.rank) :]
    elif mark.rank <= Rank.ARTICLE:
        while stack and (stack[-1].rank > mark.rank or stack[-1].rank >= _STYLED):
            stack.pop()
    elif not mark.first:
        # A later member of a list that was not seen to begin: the legal order decides.
        while stack and mark.rank < stack[-1].rank < _STYLED:
            stack.pop()
    else:
        while stack and mark.rank < Rank.DASH <= stack[-1].rank < _STYLED:
            stack.pop()


def _close_for_style(stack: list[_Open], rank: int) -> None:
    ranks = [item.rank for item in stack]
    if rank in ranks:
        del stack[ranks.index(rank) :]
        return
    while stack and (stack[-1].rank > rank or Rank.ARTICLE < stack[-1].rank < _STYLED):
        stack.pop()


def _is_shout(text: str) -> bool:
    """Whether a line is a title in capitals."""
    return text.isupper() and len(text) <= LONGEST_HEADING and sum(c.isalpha() for c in text) >= 3


def _with_guessed_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Short lines between sentences are headings, where a text has no other outline.

    A press text is set so: a line without a full stop, then long paragraphs. In an act with
    numbers such a line is as often a caption, and a wrong heading would break the outline.
    """
    marks = [mark for p in pieces if not p.place and (mark := read_mark(p.text)) is not None]
    if sum(mark.rank < Rank.DASH for mark in marks) >= 3 or any(p.heading > 1 for p in pieces):
        return list(pieces)
    guessed = list(pieces)
    began = False
    for index, piece in enumerate(pieces[:-1]):
        before = pieces[index - 1] if index else None
        began = began or (before is not None and len(before.text) >= LONG)
        if not _is_short_title(piece):
            continue
        between = began and before is not None and before.text[-1:] in ".;!?”"
        if _TITLE.match(piece.text) or (between and len(pieces[index + 1].text) >= LONG):
            guessed[index] = replace(piece, heading=GUESSED)
    return guessed


def _is_short_title(piece: Piece) -> bool:
    text = piece.text
    if piece.place or piece.mark or piece.heading or not 7 <= len(text) <= 100:
        return False
    return text[0].isupper() and text[-1].isalnum() and read_mark(text) is None


def build_outline(pieces: Sequence[Piece]) -> list[Line]:
    """Every piece with its number, level and governing piece.

    A mark closes what is open up to its own kind; a mark that opens a list (1, a, I) goes inside
    what is open, whatever the kinds are; a later member whose beginning was not seen goes where
    the legal order puts it. Text without a mark belongs to the innermost numbered block, and ends
    a list of dashes. "Nơi nhận" and the signature end the outline of an act; an annex begins a
    new one.
    """
    lines: list[Line] = []
    stack: list[_Open] = []
    for index, piece in enumerate(_with_guessed_headings(pieces)):
        lead, body, mark = _split(piece)
        if mark is not None and (body or mark.rank <= Rank.ARTICLE):
            _close_for(stack, mark)
            parent = _governor(stack)
            level = len(stack) + 1
            stack.append(_Open(mark.rank, index, mark.number))
            kind = BlockKind.ITEM
            lines.append(Line(piece, lead, body, mark.number, kind, level, parent))
            continue
        lead, body = ("", f"{lead}{body}".strip())
        level = 0
        if piece.heading > 1:
            _close_for_style(stack, _STYLED + piece.heading)
            level = len(stack) + 1
        elif _CLOSING.match(body):
            stack.clear()
        while level == 0 and stack and Rank.DASH <= stack[-1].rank < _STYLED:
            stack.pop()
        kind = BlockKind.CELL if piece.place else BlockKind.PARAGRAPH
        if kind is BlockKind.PARAGRAPH and (piece.heading or _is_shout(body)):
            kind = BlockKind.HEADING
        lines.append(Line(piece, lead, body, "", kind, level, _governor(stack)))
        if level:
            stack.append(_Open(_STYLED + piece.heading, index))
    return _with_headings(lines)


def _with_headings(lines: list[Line]) -> list[Line]:
    """Numbered lines that open something, and do not say anything yet, are headings."""
    governing = {line.parent for line in lines}
    found: list[Line] = []
    for index, line in enumerate(lines):
        if line.kind is BlockKind.ITEM and _opens(line, index in governing):
            line = Line(
                line.piece, line.lead, line.body, line.number, BlockKind.HEADING, line.level,
                line.parent,
            )  # fmt: skip
        found.append(line)
    return found


def _opens(line: Line, governs: bool) -> bool:
    if len(line.body) > LONGEST_HEADING or line.number in "-–—+*•●○▪■►➢❖✓":
        return False
    if line.piece.heading:
        return True
    if _DIVISION.match(line.number):
        return not _END.search(line.body)
    return governs and not _END.search(line.body)
