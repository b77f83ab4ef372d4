"""Invented passages with marked promises, and lines of text as a document, for the reader."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from tamnhin.read.document import Block, BlockKind, Document, Span

_MARK = re.compile(r"\[(\w+)\|([^\]]+)\]")


@dataclass(frozen=True)
class Gold:
    """A promise that a person marked: where it is and of which kind."""

    span: Span
    kind: str


def lines_document(text: str, name: str = "text") -> Document:
    """A document of the lines of a text: ``# `` headings by level, ``- `` items, paragraphs."""
    clean, blocks, above = "", [], {}
    for line in unicodedata.normalize("NFC", text).splitlines():
        marks = len(line) - len(line.lstrip("#")) if line.startswith("#") else 0
        kind = BlockKind.HEADING if marks else BlockKind.PARAGRAPH
        if line.startswith("- "):
            kind = BlockKind.ITEM
        words = line.lstrip("#").strip() if marks else line.removeprefix("- ")
        level = marks or (max(above, default=0) + 1 if above else 0)
        parent = next((above[i] for i in range(level - 1, 0, -1) if i in above), None)
        if words.strip():
            span = Span(len(clean), len(clean) + len(words))
            blocks.append(Block(kind, span, "-" if kind is BlockKind.ITEM else "", level, parent))
            if marks:
                above = {i: at for i, at in above.items() if i < marks} | {marks: len(blocks) - 1}
        clean += words + "\n"
    digest = hashlib.sha256(clean.encode()).hexdigest()
    return Document(name, clean, tuple(blocks), digest)


def passages(path: Path) -> dict[str, tuple[Document, list[Gold]]]:
    """The passages of a file by name: the document without marks, and what was marked."""
    found: dict[str, tuple[Document, list[Gold]]] = {}
    for part in path.read_text(encoding="utf-8").split("@ ")[1:]:
        name, text = part.split("\n", 1)
        document = lines_document(_MARK.sub(r"\2", text), name)
        gold, at = [], 0
        for mark in _MARK.finditer(text):
            start = document.text.index(mark[2], at)
            at = start + len(mark[2])
            gold.append(Gold(Span(start, at), mark[1]))
        found[name] = (document, gold)
    return found


def shared_part(one: Span, other: Span) -> float:
    """Shared characters as a part of the shorter span."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / max(1, min(len(one), len(other)))


def union_part(one: Span, other: Span) -> float:
    """Shared characters as a part of both spans together."""
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / max(1, len(one) + len(other) - shared)
