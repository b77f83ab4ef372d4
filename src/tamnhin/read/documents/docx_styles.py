"""Paragraph and character styles of a Word file: outline level, numbering, font, by inheritance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from tamnhin.read.documents.ooxml import W, number, value

_HEADING: Final = re.compile(r"(?i)(?:heading|đề mục|tiêu đề) ?(\d)")
_DEEPEST: Final = 40


@dataclass(frozen=True, slots=True)
class Numbered:
    """Which list a paragraph belongs to, and at which level (from 0)."""

    list_id: str
    level: int


@dataclass(frozen=True, slots=True)
class Style:
    """What of a style matters to the text."""

    based_on: str
    outline: int | None
    numbered: Numbered | None
    font: str


class Styles:
    """Styles by id, asked with their inheritance."""

    def __init__(self, root: Any | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default = ""
        self.font = ""
        if root is None:
            return
        self.font = font_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for element in root.iterfind(f"{W}style"):
            key = value(element, attribute="styleId") or ""
            self._styles[key] = _style(element)
            is_default = element.get(f"{W}default") in {"1", "true"}
            if is_default and element.get(f"{W}type") == "paragraph":
                self._default = key

    def _chain(self, key: str | None) -> list[tuple[str, Style]]:
        """A style and those it is based on; a circle is cut."""
        found: list[tuple[str, Style]] = []
        key = key or self._default
        while key in self._styles and len(found) < _DEEPEST:
            found.append((key, self._styles[key]))
            key = self._styles[key].based_on
        return found

    def heading(self, key: str | None) -> int:
        """Level of a heading style, 0 for other text."""
        for _, style in self._chain(key):
            if style.outline is not None:
                return style.outline
        return 0

    def numbered(self, key: str | None) -> Numbered | None:
        """The list that a style puts its paragraphs in."""
        for _, style in self._chain(key):
            if style.numbered is not None:
                return style.numbered
        return None

    def font_for(self, *keys: str | None) -> str:
        """The font that the styles give, the first that names one."""
        for key in keys:
            for _, style in self._chain(key):
                if style.font:
                    return style.font
        return self.font


def font_of(properties: Any | None) -> str:
    """The Latin font that run properties name, or ``""``."""
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    return "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""


def numbered_of(properties: Any | None) -> Numbered | None:
    """The list that paragraph properties name; id ``0`` takes a paragraph out of its list."""
    found = None if properties is None else properties.find(f"{W}numPr")
    if found is None:
        return None
    list_id = value(found, "numId")
    return None if list_id is None else Numbered(list_id, number(value(found, "ilvl")))


def outline_of(properties: Any | None) -> int | None:
    """Level of a heading from 1 that paragraph properties name; 9 in the file is body text."""
    text = value(properties, "outlineLvl")
    if text is None:
        return None
    level = number(text, 9)
    return level + 1 if 0 <= level < 9 else 0


def _style(element: Any) -> Style:
    paragraph = element.find(f"{W}pPr")
    name = value(element, "name") or ""
    outline = outline_of(paragraph)
    titled = _HEADING.match(name)
    if outline is None and titled:
        outline = int(titled[1])
    elif outline is None and name.lower() == "title":
        outline = 1
    return Style(
        value(element, "basedOn") or "",
        outline,
        numbered_of(paragraph),
        font_of(element.find(f"{W}rPr")),
    )
