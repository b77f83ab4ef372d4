"""Joins lines that were broken to fit a width: plain text and copies of web pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tamnhin.messages import N_
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.marks import read_mark
from tamnhin.read.documents.syllables import is_syllable

JOINED: Final = N_("line breaks inside sentences, joined")
HYPHENS: Final = N_("hyphens at line ends inside words, removed")

ALWAYS_TEXT: Final = 40
"""Characters. A line so long is no unit or caption: small letters below it go on with it."""

SHORTEST_TEXT: Final = 15
"""Characters. A shorter line above a number may be the label of a cell."""

MAX_PARAGRAPH: Final = 20_000
"""Characters from which nothing more is joined to a paragraph, so that joining stays linear."""

MANY_WORDS: Final = 40
"""Lines of one word each from which a text was broken at every blank."""

MOST_WORDS: Final = 4_000
"""Words of such lines that are joined to one paragraph at most."""

_STOPPED: Final = re.compile(r"[.!?…](?:[”\"’)\]])?$")
_ENDED: Final = re.compile(r"[.;:!?…](?:[”\"’)\]])?$")
_OPEN: Final = re.compile(
    r"(?i)(?:[,(“–-]|\b(?:và|của|các|là|cho|với|đến|từ|trong|theo|tại|về|đạt|trên|dưới|hơn|khoảng|"
    r"gần|bằng|chiếm|còn|số:?|năm|tháng|ngày))$"
)
_OPEN_NAME: Final = re.compile(r"(?i)\b(?:tăng trưởng|tốc độ tăng|quy mô|tỷ trọng|chỉ số)$")
_NAMED_SHORT: Final = re.compile(r"(?:GRDP|GDP|HDI|FDI|ICOR|TFP|PCI)\b.{4}")
"""What an open name goes on with, though in capitals: "tốc độ tăng trưởng / GRDP từ 11%"."""
_CLAUSE: Final = re.compile(r"(?:\S+ ){3}|.*[.;,]$")
"""What a line in small letters looks like that is no unit or caption: four words, or an end."""
_FIRST_SYLLABLE: Final = frozenset({"CỘNG", "HỘI", "ỦY", "UỶ", "THỦ", "CHÍNH", "QUYẾT", "NGHỊ"})
"""Of the names at the top of an act, where a column of two syllables was broken."""
_SPAN_END: Final = re.compile(r"\b\d{4}$")
_SPAN_REST: Final = re.compile(r"[-–] ?\d{4}\b")
_LAST_WORD: Final = re.compile(r"[^\W\d_]+$")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")


def join(first: str, second: str, cleaner: Cleaner) -> str:
    """Two halves of a broken line as one text.

    A hyphen at the break is dropped where the two halves of the word make a syllable
    (``tri-ển``), and kept without a space after a figure or a word (``2021-2030``).
    """
    if first.endswith("-") and not first.endswith(" -"):
        left, right = _LAST_WORD.search(first[:-1]), _FIRST_WORD.match(second)
        if left and right and right[0].islower() and is_syllable(left[0] + right[0]):
            cleaner.note(HYPHENS)
            return first[:-1] + second
        if not right or second[0].isdigit() or (left and right[0].islower()):
            return first + second
    return f"{first} {second}"


def begins_anew(line: str) -> bool:
    """Whether a line begins with an outline mark."""
    return read_mark(line) is not None


def goes_on(line: str, following: str, width: int, listed: bool = False) -> bool:
    """Whether the following line is the rest of the same sentence.

    Args:
        line: what stands above, without a blank line between.
        following: what stands below.
        width: the width to which the text was broken, 0 where it was not.
        listed: whether the paragraph began with an outline mark.
    """
    if _SPAN_END.search(line) and _SPAN_REST.match(following):
        return True
    if line in _FIRST_SYLLABLE and following.isupper():
        return True
    if begins_anew(following) or not following:
        return False
    if following[0].isdigit() and _OPEN.search(line):
        return len(line) >= SHORTEST_TEXT or line.endswith(":")
    if _OPEN_NAME.search(line) and _NAMED_SHORT.match(following):
        return len(line) >= SHORTEST_TEXT
    if _ENDED.search(line):
        # A clause that ends where the line is full goes on: the next word had no room.
        room = width - len(line) - 1
        return width > 0 and line[-1] != ":" and room < len(following.split(" ", 1)[0])
    if following[0].islower():
        text = listed or len(line) >= ALWAYS_TEXT or _CLAUSE.match(following) is not None
        return text or bool(_OPEN.search(line))
    if line.isupper() or following.isupper():
        return listed and line.isupper() and following.isupper()
    return width > 0 and len(line) >= 0.75 * width


def broken_width(lines: Sequence[str]) -> int:
    """The width to which a text was broken, in characters; 0 where paragraphs are whole.

    A broken text has many lines near its longest and none far beyond.
    """
    lengths = sorted(len(line) for line in lines if line)
    if len(lengths) < 5:
        return 0
    longest = lengths[int(0.95 * (len(lengths) - 1))]
    if longest > 160 or lengths[-1] > 1.6 * longest:
        return 0
    near = sum(n >= 0.75 * longest for n in lengths)
    return longest if near >= 0.35 * len(lengths) and longest >= 40 else 0


def broken_at_words(lines: Sequence[str]) -> bool:
    """Whether a text has a line for each word, as copies of justified columns do.

    Cells of a table that lost its frame stand alone too, but most are numbers and names.
    """
    words = [line for line in lines if line]
    if len(words) < MANY_WORDS:
        return False
    alone = sum(" " not in word for word in words)
    return alone >= 0.95 * len(words) and sum(word[0].islower() for word in words) >= 0.5 * alone


def _sentences(lines: Sequence[str]) -> list[list[int]]:
    """The indexes of the words of each sentence, of lines that are words."""
    groups: list[list[int]] = []
    last = ""
    for index, word in enumerate(lines):
        stopped = _STOPPED.search(last) and not word[:1].islower()
        if word and (not groups or stopped or len(groups[-1]) >= MOST_WORDS):
            groups.append([index])
        elif word:
            groups[-1].append(index)
        last = word or last
    return groups


def grouped(lines: Sequence[str]) -> list[list[int]]:
    """The indexes of the lines of each paragraph; an empty line ends one and is in none."""
    if broken_at_words(lines):
        return _sentences(lines)
    width = broken_width(lines)
    groups: list[list[int]] = []
    last, length, listed = "", 0, False
    for index, line in enumerate(lines):
        if last and line and length < MAX_PARAGRAPH and goes_on(last, line, width, listed):
            groups[-1].append(index)
            length += len(line)
        elif line:
            groups.append([index])
            length, listed = len(line), begins_anew(line)
        last = line
    return groups


def rejoin(lines: Sequence[str], cleaner: Cleaner) -> list[str]:
    """Lines of clean text as paragraphs; an empty line ends a paragraph."""
    paragraphs: list[str] = []
    for first, *others in grouped(lines):
        paragraph = lines[first]
        for index in others:
            paragraph = join(paragraph, lines[index], cleaner)
            cleaner.note(JOINED)
        paragraphs.append(paragraph)
    return paragraphs
