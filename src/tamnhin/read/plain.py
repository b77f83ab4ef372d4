"""A document from plain text: one block a line, governed by outline marks and short headings."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from tamnhin.read.document import Block, BlockKind, Document, Heading, Span

# Kinds of outline marks. Their order of depth is that in which a document first uses them.
_MARKS: Final = (
    ("article", re.compile(r"(Điều \d+)[.:]?\s+", re.IGNORECASE)),
    ("roman", re.compile(r"([IVX]+(?:\.\d+)*)\s?[.)/-]+\s+", re.IGNORECASE)),
    (
        "arabic",
        re.compile(
            r"(\d{1,2}(?:\.\d{1,2})*)\s?(?:\.(?!\d)|\)|-)\s*(?=[^\W\d])|(\d{1,2}(?:\.\d{1,2})+)\s+(?=[^\W\d])"
        ),
    ),
    ("letter", re.compile(r"([a-zđ])\s?[.)]\s+", re.IGNORECASE)),
    ("dash", re.compile(r"([-–—•*])\s*(?=[^\W\d])")),
    ("plus", re.compile(r"([+])\s*(?=[^\W\d])")),
)
_HEADING_LENGTH: Final = 120
_BROKEN_LENGTH: Final = 30
"""Shorter lines are not broken sentences but names and cells."""


def plain(text: str, title: str = "") -> Document:
    """A document of the lines of a text, put into NFC; nothing else is mended.

    Args:
        text: the text; its lines become blocks.
        title: what the document calls itself, where that is known.
    """
    text = unicodedata.normalize("NFC", text)
    blocks: list[Block] = []
    depth: dict[str, int] = {}
    stack: list[tuple[int, int]] = []
    for start, line in _lines(text):
        body = line.strip()
        if not body:
            continue
        start += line.index(body[0])
        end = start + len(body)
        kind, number, skip = _mark(body)
        ends_open = body.endswith(":")
        if kind:
            level = depth.setdefault(kind, len(depth) + 1)
            while stack and stack[-1][0] >= level:
                stack.pop()
            parent = stack[-1][1] if stack else None
            short = len(body) < _HEADING_LENGTH and body[-1] not in ".;,"
            form = BlockKind.HEADING if short and kind != "dash" else BlockKind.ITEM
            blocks.append(Block(form, Span(start + skip, end), number, level, parent))
            stack.append((level, len(blocks) - 1))
            continue
        heading = len(body) < _HEADING_LENGTH and body[-1] not in ".;,…" and not _is_cell(body)
        while stack and stack[-1][0] == 99:
            stack.pop()
        governs = stack and blocks[stack[-1][1]].kind is BlockKind.HEADING
        parent = stack[-1][1] if governs else None
        form = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
        blocks.append(Block(form, Span(start, end), parent=parent))
        if ends_open:
            stack.append((99, len(blocks) - 1))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document("", text, tuple(blocks), sha256, Heading(title=title))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Where each line begins, and the line; a line broken inside a sentence goes on."""
    position, begun, held = 0, 0, ""
    for line in text.splitlines(keepends=True):
        if held and not _goes_on(held, line):
            yield begun, held
            begun, held = position, ""
        held += line
        position += len(line)
    if held:
        yield begun, held


def _goes_on(held: str, line: str) -> bool:
    """Whether a line is the rest of the one before: that has no end, this begins small."""
    before, after = (
        held.rsplit("\n", 2)[-1 if not held.endswith("\n") else -2].strip(),
        line.strip(),
    )
    if len(before) < _BROKEN_LENGTH or not after or before[-1] in ".;:!?…":
        return False
    return after[0].islower() and not _mark(after)[0]


def _mark(body: str) -> tuple[str, str, int]:
    for kind, pattern in _MARKS:
        if (match := pattern.match(body)) is not None:
            return kind, next(group for group in match.groups() if group), match.end()
    return "", "", 0


def _is_cell(body: str) -> bool:
    """A line that is one cell of a flattened table: a number, perhaps with a unit."""
    return re.fullmatch(r"[\d.,\s%–-]+", body) is not None
