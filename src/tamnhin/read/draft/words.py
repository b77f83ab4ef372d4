"""Words of a document made fit for a cell: short, one line, nothing invisible."""

from __future__ import annotations

from typing import Final

from tamnhin.read.document import Document
from tamnhin.records import CONTROL

MOST_TITLE: Final = 140
DRAFT_NOTE: Final = "Bản nháp máy đọc, chưa ai duyệt. / Read by machine, not yet reviewed."


def short(words: str, most: int = MOST_TITLE) -> str:
    """The words on one line, cut after a word where they are too long."""
    line = " ".join(CONTROL.sub(" ", words).split())
    if len(line) <= most:
        return line
    cut = line[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–")
    return f"{cut}…"


def locator(document: Document, index: int) -> str:
    """Where a block stands: its line of outline marks, or which paragraph or table row it is."""
    block = document.blocks[index]
    if block.table is not None:
        return f"bảng {block.table + 1}, dòng {(block.row or 0) + 1}"
    marks = [b.number for b in (*document.line_of(index), block) if b.number]
    said = [mark for mark in marks if any(c.isalnum() for c in mark)]
    return ", ".join(said) if said else f"đoạn {index + 1}"
