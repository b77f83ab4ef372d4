"""Word documents: paragraphs with the numbers that Word draws, and tables with merged cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tamnhin.messages import N_
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.docx_styles import Styles, font_of, numbered_of, outline_of
from tamnhin.read.documents.legacy import by_font
from tamnhin.read.documents.limits import check_size, refuse
from tamnhin.read.documents.lines import rejoin
from tamnhin.read.documents.numbering import Numbering
from tamnhin.read.documents.ooxml import Parts, W, is_on, number, value
from tamnhin.read.documents.raw import Extract, Piece, cleaned
from tamnhin.read.documents.tables import RawCell, is_layout, lay_out, with_heads

_DELETED: Final = N_("paragraphs with tracked deletions, read without what was deleted")
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OPENED: Final = frozenset(
    f"{W}{tag}"
    for tag in (
        *("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink"),
        *("fldSimple", "dir", "bdo"),
    )
)
_GONE: Final = frozenset(f"{W}{tag}" for tag in ("del", "moveFrom"))
_CHARACTERS: Final = {
    f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " ",
}  # fmt: skip
_DEEPEST: Final = 60


class _Word:
    """One document being read: its styles, its counters, its tables so far."""

    def __init__(self, data: bytes, name: str, cleaner: Cleaner) -> None:
        self.name = name
        self.cleaner = cleaner
        parts = Parts(data, name)
        self.styles = Styles(parts.tree("word/styles.xml"))
        self.numbering = Numbering(parts.tree("word/numbering.xml"))
        root = parts.tree("word/document.xml")
        self.body = None if root is None else root.find(f"{W}body")
        self.tables = 0

    def blocks(self, parent: Any, depth: int = 0) -> Iterator[Piece]:
        """The pieces of a body, of a content control, of a cell that only lays out."""
        if depth > _DEEPEST:
            refuse("document-hostile", self.name, reason=N_("its elements are nested too deeply"))
        for child in parent:
            if child.tag == f"{W}p":
                yield from self.paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self.table(child, depth)
            elif child.tag in _OPENED:
                yield from self.blocks(child, depth + 1)

    def paragraph(self, element: Any) -> Iterator[Piece]:
        """A paragraph; line breaks typed inside it end a line only where a sentence ends."""
        properties = element.find(f"{W}pPr")
        style = value(properties, "pStyle")
        numbered = numbered_of(properties) or self.styles.numbered(style)
        boxes: list[Any] = []
        text = self.text(element, style, boxes)
        mark = self.numbering.mark(numbered)
        outline = outline_of(properties)
        heading = self.styles.heading(style) if outline is None else outline
        lines = [text]
        if "\n" in text:
            lines = rejoin(self.cleaner.clean(text.split("\n")), self.cleaner)
        for line in lines:
            yield Piece(line, heading=heading, mark=mark)
            mark = ""
        for box in boxes:
            yield from self.blocks(box, _DEEPEST - 5)

    def text(self, parent: Any, style: str | None, boxes: list[Any], depth: int = 0) -> str:
        """The words of a paragraph or run; text boxes in it are put aside."""
        if depth > _DEEPEST:
            refuse("document-hostile", self.name, reason=N_("its elements are nested too deeply"))
        parts: list[str] = []
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                if not is_on(child.find(f"{W}rPr"), "vanish"):
                    parts.append(self.run(child, style, boxes, depth))
            elif tag in _OPENED:
                parts.append(self.text(child, style, boxes, depth + 1))
            elif tag in _GONE:
                self.cleaner.note(_DELETED)
        return "".join(parts)

    def run(self, run: Any, style: str | None, boxes: list[Any], depth: int) -> str:
        """The words of a run, brought to Unicode where its font is a legacy one."""
        parts: list[str] = []
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                parts.append(child.text or "")
            elif tag in _CHARACTERS:
                parts.append(_CHARACTERS[tag])
            elif tag == f"{W}sym":
                code = number(str(int(value(child, attribute="char") or "0", 16)))
                parts.append(chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0xFFFF else "")
            elif tag == f"{_MC}AlternateContent":
                chosen = child.find(f"{_MC}Choice")
                boxes += [] if chosen is None else list(chosen.iter(f"{W}txbxContent"))[:50]
            elif tag in {f"{W}drawing", f"{W}pict"}:
                boxes += list(child.iter(f"{W}txbxContent"))[:50]
        text = "".join(parts)
        if text.isascii() or not text:
            return text
        properties = run.find(f"{W}rPr")
        font = font_of(properties) or self.styles.font_for(value(properties, "rStyle"), style)
        text, what = by_font(text, font)
        self.cleaner.note(what)
        return text

    def table(self, element: Any, depth: int) -> Iterator[Piece]:
        """A table of data as cells; one that only lays out the letterhead as paragraphs."""
        rows = list(self.rows(element))
        cells = [[self.cell(cell, head, depth) for cell in row] for row, head in rows]
        several = sum(len(row) >= 2 for row in cells)
        if is_layout(cell.text for row in cells for cell in row) or several == 0:
            for row, _ in rows:
                for cell in row:
                    yield from self.blocks(cell, depth + 1)
            return
        self.tables += 1
        yield from lay_out(cells, self.tables - 1, self.name)

    def rows(self, table: Any) -> Iterator[tuple[list[Any], bool]]:
        """The rows of a table as their cells, and whether a row repeats on every page."""
        for row in _within(table, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            yield list(_within(row, f"{W}tc")), is_on(properties, "tblHeader")

    def cell(self, cell: Any, head: bool, depth: int) -> RawCell:
        """A cell: its text on one line, and how far it is merged."""
        properties = cell.find(f"{W}tcPr")
        merge = None if properties is None else properties.find(f"{W}vMerge")
        covered = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        columns = max(1, number(value(properties, "gridSpan"), 1))
        if covered:
            return RawCell("", 0, columns, head)
        saved = self.tables
        pieces = list(self.blocks(cell, depth + 1))
        self.tables = saved  # a table inside a cell is part of the cell's text
        text = " ".join(f"{p.mark} {p.text}".strip() for p in pieces if p.text.strip())
        return RawCell(text, 1, columns, head)


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those inside content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _OPENED:
            yield from _within(child, tag)


def read_docx(data: bytes, name: str, cleaner: Cleaner) -> Extract:
    """The pieces of a Word document. Its headers, footers, notes and comments are not read.

    Raises:
        ReadError: it is damaged, locked, hostile or too large.
    """
    word = _Word(data, name, cleaner)
    if word.body is None:
        refuse("document-damaged", name, reason=N_("a part of it is no whole XML"))
    pieces = list(word.blocks(word.body))
    check_size(name, (piece.text for piece in pieces))
    return Extract(cleaned(with_heads(pieces), cleaner))
