"""Walks the tree of a page once and gives its blocks of text, with their surroundings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.limits import check_size
from tamnhin.read.documents.lines import rejoin
from tamnhin.read.documents.numerals import to_roman
from tamnhin.read.documents.raw import Piece
from tamnhin.read.documents.tables import RawCell, is_layout, lay_out

_SKIPPED: Final = frozenset(
    [
        *("script", "style", "noscript", "template", "nav", "footer", "aside", "button", "select"),
        *("option", "iframe", "svg", "canvas", "object", "embed", "video", "audio", "head"),
        *("title", "textarea", "input", "map", "math", "dialog", "frameset", "applet"),
    ]
)
_INLINE: Final = frozenset(
    [
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn"),
        *("em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span"),
        *("strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "nobr", "img"),
    ]
)
_SMALL: Final = frozenset(
    ["p", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "figure", "table", "tbody", "tr"]
)
"""Elements that are parts of a text, never the whole of it."""
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_ROLES: Final = frozenset(
    ["navigation", "banner", "contentinfo", "search", "complementary", "menu", "dialog"]
)
_HIDDEN: Final = re.compile(r"(?i)(?:display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden)")
_AROUND: Final = frozenset(
    [
        *("menu", "nav", "navbar", "navigation", "breadcrumb", "breadcrumbs", "sidebar", "footer"),
        *("comment", "comments", "related", "relate", "share", "sharing", "social", "tag", "tags"),
        *("advert", "ads", "adv", "banner", "counter", "visitor", "popup", "cookie", "paging"),
        *("pagination", "toolbar", "topbar", "widget", "lienquan", "tinlienquan", "tinkhac"),
        *("tincungloai", "newsother", "othernews", "othersnews", "docnhieu", "xemnhieu"),
    ]
)
_TOKEN: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
MAX_COLSPAN: Final = 200
MAX_ROWSPAN: Final = 5000
LONGEST_CELL: Final = 1500
"""Characters. A table with a longer cell holds the layout of a page, not data."""


@dataclass(slots=True)
class Unit:
    """A block of text: its piece, and how many of its characters stand inside links.

    ``around`` are the elements that it stands in, outermost first; ``doubtful`` says that one of
    them is named like something around a text.
    """

    piece: Piece
    links: int
    around: tuple[int, ...]
    doubtful: bool


@dataclass(slots=True)
class _State:
    name: str
    cleaner: Cleaner
    units: list[Unit] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    links: int = 0
    link_depth: int = 0
    path: list[int] = field(default_factory=list)
    doubtful: list[bool] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    mark: str = ""
    tables: int = 0
    elements: int = 0

    def add(self, text: str | None) -> None:
        if text:
            self.text.append(text)
            if self.link_depth:
                self.links += len(text.strip())

    def flush(self) -> None:
        """Close the block of text that is open."""
        whole, self.text = "".join(self.text), []
        links, self.links = self.links, 0
        if not whole.strip():
            return
        heading = max(self.headings, default=0)
        lines = [" ".join(line.split()) for line in whole.split("\x00")]
        if len(lines) > 1:
            lines = rejoin(self.cleaner.clean(lines), self.cleaner)
        total = sum(map(len, lines)) or 1
        for line in lines:
            piece = Piece(line, heading=heading, mark=self.mark)
            part = round(links * len(line) / total)
            around = tuple(element for element in self.path if element)
            self.units.append(Unit(piece, part, around, any(self.doubtful)))
            self.mark = ""


@dataclass(slots=True)
class _List:
    kind: str
    style: str
    number: int

    def next_mark(self) -> str:
        """The mark of the next item, as a browser draws it."""
        if self.kind == "ul":
            return "•"
        number, self.number = self.number, self.number + 1
        if self.style in {"a", "A"} and 1 <= number <= 26:
            return chr(ord(self.style) + number - 1) + "."
        if self.style in {"i", "I"} and 1 <= number <= 400:
            roman = to_roman(number)
            return (roman.lower() if self.style == "i" else roman) + "."
        return f"{number}."


def walk(root: Any, name: str, cleaner: Cleaner) -> list[Unit]:
    """The blocks of text of a page in its order; scripts, menus and hidden parts left out.

    Raises:
        ReadError: there are more than are read.
    """
    state = _State(name, cleaner)
    walker = etree.iterwalk(root, events=("start", "end"))
    skipped: Any = None
    for event, element in walker:
        if event == "start":
            if _is_skipped(element, state) or (element.tag == "table" and _table(element, state)):
                skipped = element
                walker.skip_subtree()
            else:
                _enter(element, state)
        elif element is skipped:
            skipped = None
            state.add(element.tail)
        else:
            _leave(element, state)
    state.flush()
    check_size(name, (unit.piece.text for unit in state.units))
    return state.units


def _is_skipped(element: Any, state: _State) -> bool:
    tag = element.tag
    if tag in _SKIPPED or (element.get("role") or "").lower() in _ROLES:
        if tag not in _INLINE:
            state.flush()
        return True
    if tag == "header":
        return not any(parent.tag in {"article", "main"} for parent in element.iterancestors())
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return hidden or bool(_HIDDEN.search(element.get("style") or ""))


def _names(element: Any) -> bool:
    """Whether class or id say that this stands around a text."""
    if element.tag in {"html", "body", "article", "main", "form"} or element.tag in _INLINE:
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:500]
    words = {word.lower() for word in _TOKEN.findall(named)}
    return not words.isdisjoint(_AROUND)


def _enter(element: Any, state: _State) -> None:
    tag = element.tag
    if tag == "br":
        state.text.append("\x00")
    elif tag in _INLINE:
        state.link_depth += tag == "a"
    else:
        state.flush()
        state.elements += 1
        state.path.append(0 if tag in _SMALL or tag in _HEADINGS else state.elements)
        state.doubtful.append(_names(element))
        if tag in _HEADINGS:
            state.headings.append(_HEADINGS[tag])
        elif tag in {"ol", "ul"}:
            start = element.get("start") or "1"
            number = int(start) if start.isdecimal() and len(start) < 6 else 1
            state.lists.append(_List(tag, element.get("type") or "1", number))
        elif tag == "li" and state.lists:
            state.mark = state.lists[-1].next_mark()
    state.add(element.text)


def _leave(element: Any, state: _State) -> None:
    tag = element.tag
    if tag in _INLINE:
        state.link_depth -= tag == "a"
    elif tag != "br":
        state.flush()
        state.path.pop()
        state.doubtful.pop()
        if tag in _HEADINGS:
            state.headings.pop()
        elif tag in {"ol", "ul"}:
            state.lists.pop()
        elif tag == "li":
            state.mark = ""
    state.add(element.tail)


def _rows(table: Any) -> Iterator[tuple[Any, bool]]:
    """The rows of a table and whether they stand in its head."""
    for child in table:
        if child.tag == "tr":
            yield child, False
        elif child.tag in {"thead", "tbody", "tfoot"}:
            for row in child:
                if row.tag == "tr":
                    yield row, child.tag == "thead"


def _span(cell: Any, key: str, most: int) -> int:
    text = (cell.get(key) or "1").strip()
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 9 else 1


def _table(table: Any, state: _State) -> bool:
    """Take a table of data; ``False`` where it only lays out the page."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows: list[list[RawCell]] = []
    links = 0
    for row, is_head in _rows(table):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        head = is_head or (bool(cells) and all(cell.tag == "th" for cell in cells))
        links += sum(len("".join(a.itertext())) for a in row.iterdescendants("a"))
        rows.append([
            RawCell(
                _cell_text(cell),
                _span(cell, "rowspan", MAX_ROWSPAN),
                _span(cell, "colspan", MAX_COLSPAN),
                head,
            )
            for cell in cells
        ])  # fmt: skip
    texts = [cell.text for row in rows for cell in row]
    if sum(len(row) >= 2 for row in rows) < 2 or any(len(t) > LONGEST_CELL for t in texts):
        return False
    if is_layout(texts):
        return False
    state.flush()
    path = tuple(element for element in state.path if element)
    doubtful = any(state.doubtful) or _names(table)
    pieces = lay_out(rows, state.tables, state.name)
    part = links / max(1, sum(map(len, texts)))
    state.units += [Unit(p, round(part * len(p.text)), path, doubtful) for p in pieces]
    state.tables += 1
    return True


def _cell_text(cell: Any) -> str:
    """The text of a cell on one line; blocks and breaks inside are blanks."""
    parts: list[str] = []
    skip: Any = None
    walker = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walker:
        blank = " " if element.tag not in _INLINE else ""
        if event == "start":
            parts.append(blank)
            if element.tag in _SKIPPED:
                skip = element
                walker.skip_subtree()
            else:
                parts.append(element.text or "")
        else:
            skip = None if element is skip else skip
            parts += [blank, (element.tail or "") if element is not cell else ""]
    return " ".join("".join(parts).split())
