"""Blocks into sentences: ends of sentences and semicolons, not the dots of names and numbers."""

from __future__ import annotations

import re
from typing import Final

from tamnhin.read.document import Document, Span
from tamnhin.read.spelling import CAPITAL

# A full stop ends a sentence before a capital, a dash or the end; not after one letter (P.) or
# the usual short forms, and not inside a number. No match begins deep in a row of marks, so that
# a line of nothing but dots takes time in proportion to its length.
_END: Final = re.compile(
    r"(?<!\b\w)(?<!\bTP)(?<!\bTs)(?<!\bTS)(?<!\bNxb)(?<!\bTr)(?<![.!?…]{2})[.!?…]++"
    r"[\"”’)]*+"
    rf"(?=\s+[\"“‘(]?(?:{CAPITAL}|[\d\-–+•])|\s*$)"
)
_PART: Final = re.compile(r";")
_EDGE: Final = ' \t\n\r\u00a0"“”-–•+*'


def trimmed(document: Document, start: int, end: int) -> Span:
    """The span without blanks, dashes and closing marks around it."""
    text = document.text
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE + ".,;:!?":
        end -= 1
    return Span(start, end)


def sentences(document: Document, span: Span) -> list[Span]:
    """The sentences and semicolon parts of a block, without the marks between them."""
    words = document.words(span)
    ends = [found.end() for found in _END.finditer(words)]
    ends += [found.end() for found in _PART.finditer(words)]
    found: list[Span] = []
    start = 0
    for end in sorted({*ends, len(words)}):
        piece = trimmed(document, span.start + start, span.start + end)
        if len(piece):
            found.append(piece)
        start = end
    return found
