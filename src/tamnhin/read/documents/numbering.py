"""Word's automatic numbers: what ``numbering.xml`` makes of a paragraph, as Word would print it.

Rules after ECMA-376 part 1, section 17.9: paragraphs of lists that share an abstract definition
count on together; a level starts anew after a paragraph of a higher level; a list with its own
start value starts there when it is first used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from tamnhin.read.documents.docx_styles import Numbered
from tamnhin.read.documents.numerals import to_roman
from tamnhin.read.documents.ooxml import W, is_on, number, value

LEVELS: Final = 9
_DIGITS: Final = (
    "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how numbers are written, the text around them."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class _List:
    """A list: its abstract definition, levels that it changes, values that it starts at."""

    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


def formatted(count: int, form: str) -> str:
    """A number in one of Word's formats; unknown formats are written in digits."""
    if form in {"upperLetter", "lowerLetter"} and count >= 1:
        letter = chr(ord("A") + (count - 1) % 26) * min(5, 1 + (count - 1) // 26)
        return letter if form == "upperLetter" else letter.lower()
    if form in {"upperRoman", "lowerRoman"} and 1 <= count < 4000:
        return to_roman(count) if form == "upperRoman" else to_roman(count).lower()
    if form == "decimalZero":
        return f"{count:02d}"
    if form == "vietnameseCounting" and 0 <= count < len(_DIGITS):
        return _DIGITS[count]
    return "" if form == "none" else str(count)


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, root: Any | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        named: dict[str, str] = {}
        linked: dict[str, str] = {}
        for element in root.iterfind(f"{W}abstractNum"):
            key = value(element, attribute="abstractNumId") or ""
            self._abstract[key] = {
                number(value(e, attribute="ilvl")): _level(e) for e in element.iterfind(f"{W}lvl")
            }
            if link := value(element, "styleLink"):
                named[link] = key
            if link := value(element, "numStyleLink"):
                linked[key] = link
        for key, link in linked.items():
            if link in named:
                self._abstract[key] = self._abstract[named[link]]
        for element in root.iterfind(f"{W}num"):
            found = _List(value(element, "abstractNumId") or "")
            for change in element.iterfind(f"{W}lvlOverride"):
                level = number(value(change, attribute="ilvl"))
                if (own := change.find(f"{W}lvl")) is not None:
                    found.levels[level] = _level(own)
                if (start := value(change, "startOverride")) is not None:
                    found.starts[level] = number(start, 1)
            self._lists[value(element, attribute="numId") or ""] = found

    def _level(self, found: _List, level: int) -> Level | None:
        return found.levels.get(level) or self._abstract.get(found.abstract, {}).get(level)

    def mark(self, numbered: Numbered | None) -> str:
        """The number of the next paragraph of a list as Word prints it, ``""`` without one."""
        if numbered is None or not 0 <= numbered.level < LEVELS:
            return ""
        found = self._lists.get(numbered.list_id)
        definition = None if found is None else self._level(found, numbered.level)
        if found is None or definition is None:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        self._advance(found, numbered, definition, counts)
        if definition.form == "bullet":
            return (
                "-"
                if definition.text in {"-", "–", "—", "\uf02d", "\uf0be"}
                else ("+" if definition.text == "+" else "•")
            )
        return self._printed(found, numbered.level, definition, counts)

    def _advance(
        self, found: _List, numbered: Numbered, definition: Level, counts: dict[int, int]
    ) -> None:
        level = numbered.level
        begun = (numbered.list_id, level)
        if level in found.starts and begun not in self._begun:
            counts[level] = found.starts[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = definition.start
        self._begun.add(begun)
        for deeper in range(level + 1, LEVELS):
            below = self._level(found, deeper)
            restart = deeper if below is None or below.restart is None else below.restart
            # restart 0 never starts anew; n starts anew after a paragraph of level n - 1 or above.
            if restart and level < restart:
                counts.pop(deeper, None)

    def _printed(self, found: _List, level: int, definition: Level, counts: dict[int, int]) -> str:
        text = definition.text
        for other in range(level + 1):
            place = f"%{other + 1}"
            if place not in text:
                continue
            own = self._level(found, other) or Level()
            count = counts.setdefault(other, own.start)
            form = "decimal" if definition.legal and own.form != "none" else own.form
            text = text.replace(place, formatted(count, form))
        return text.strip()


def _level(element: Any) -> Level:
    restart = value(element, "lvlRestart")
    return Level(
        start=number(value(element, "start"), 1) if value(element, "start") else 0,
        form=value(element, "numFmt") or "decimal",
        text=(value(element, "lvlText") or "")[:100],
        legal=is_on(element, "isLgl"),
        restart=None if restart is None else number(restart),
    )
