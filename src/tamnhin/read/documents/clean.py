"""Clean text: composed letters (NFC), ordinary spaces, no invisible characters; all counted."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from tamnhin.messages import N_
from tamnhin.read.document import Mending
from tamnhin.read.documents import legacy
from tamnhin.read.documents.twice import mend_twice

MAX_MARKS: Final = 30
"""Combining marks on one letter, Unicode's stream-safe limit: more take hours to put in order."""

_TONE: Final = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES: Final = re.compile(f"[ăâêôơưĂÂÊÔƠƯ][{_TONE}]")
_MARKS: Final = re.compile("[\u0300-\u036f]")
_SWAPPED: Final = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
_FAR_RUN: Final = re.compile(f"[\u0300-\U0010ffff]{{{MAX_MARKS + 1},}}")
_SEGMENTED: Final = re.compile(r"(?<=[^\W\d_])_(?=[^\W\d_])")
_BLANKS: Final = re.compile(r"[ \t\n\r\f\v]+")

_SOFT: Final = N_("soft hyphens, dropped")
_INVISIBLE: Final = N_("invisible and control characters, dropped")
_SPACES: Final = N_("non-breaking and other special spaces, read as spaces")
_ETH: Final = N_("letters Eth (Ð) in the place of Đ")
_OI: Final = N_("letters Oi (ƣ) in the place of ư")
_SHAPE_1258: Final = N_("letters with a separate tone mark (the Windows-1258 form), composed")
_DECOMPOSED: Final = N_("letters stored apart from their marks (NFD), composed")
_ORDER: Final = N_("tone marks written before the mark of the vowel, put in order")
_HEAPED: Final = N_("heaps of marks on one letter, cut")
_UNDERSCORES: Final = N_("underscores between the syllables of a word, read as spaces")
_BROKEN: Final = N_("characters that no encoding allows, replaced")


def _table() -> dict[str, tuple[str, str]]:
    """What a character becomes, and under which name that is counted."""
    table = {"\u00ad": ("", _SOFT), "\u00d0": ("Đ", _ETH), "\u00f0": ("đ", _ETH)}
    table |= {"\u01a3": ("ư", _OI), "\u01a2": ("Ư", _OI)}
    invisible = [*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]
    invisible += [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    invisible += [0xFEFF, 0xFFFC, *range(0xFE00, 0xFE10)]
    table |= {chr(code): ("", _INVISIBLE) for code in invisible}
    spaces = [0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
    table |= {chr(code): (" ", _SPACES) for code in spaces}
    table |= dict.fromkeys("\u2028\u2029\x85", (" ", ""))
    # Bullets of the Symbol and Wingdings fonts, as Word and PDF makers leave them.
    table |= dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf0a8\uf06c\uf06e", ("•", ""))
    table |= dict.fromkeys("\uf02d\uf0be‐‑−", ("-", ""))
    return table


_TABLE: Final = _table()
_TRANSLATION: Final = str.maketrans({key: value for key, (value, _) in _TABLE.items()})
_STRANGE: Final = re.compile("[" + "".join(map(re.escape, _TABLE)) + "]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


class Cleaner:
    """Cleans the texts of one document and counts what it mends."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def note(self, what: str, count: int = 1) -> None:
        """Count something that was mended elsewhere."""
        if count and what:
            self.counts[what] += count

    def mendings(self) -> tuple[Mending, ...]:
        """What was mended, most frequent first."""
        ranked = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Mending(what, count) for what, count in ranked)

    def clean(self, texts: Sequence[str]) -> list[str]:
        """Every text clean, on one line, without spaces at its ends; legacy fonts converted."""
        composed = [self.compose(text) for text in texts]
        converted, counts = legacy.convert(composed)
        converted, twice = mend_twice(converted)
        for what, count in (counts | twice).items():
            self.note(what, count)
        cleaned = [self._plain(text) for text in converted]
        return self._desegment(cleaned)

    def compose(self, text: str) -> str:
        """Text in NFC, with tone marks in their order and heaps of marks cut."""
        if text.isascii():
            return text
        text, count = _SURROGATES.subn("\ufffd", text)
        self.note(_BROKEN, count)
        if unicodedata.is_normalized("NFC", text) and not _MARKS.search(text):
            return text
        text = self._thin(text)
        shapes = len(_SHAPES.findall(text))
        self.note(_SHAPE_1258, shapes)
        self.note(_DECOMPOSED, len(_MARKS.findall(text)) - shapes)
        apart = unicodedata.normalize("NFD", text)
        apart, swapped = _SWAPPED.subn(r"\2\1", apart)
        self.note(_ORDER, swapped)
        return unicodedata.normalize("NFC", apart)

    def _thin(self, text: str) -> str:
        """Text in which no letter carries more than :data:`MAX_MARKS` marks."""

        def cut(run: re.Match[str]) -> str:
            parts: list[str] = []
            for marks, letters in groupby(run[0], key=lambda c: unicodedata.combining(c) > 0):
                part = "".join(letters)
                if marks and len(part) > MAX_MARKS:
                    self.note(_HEAPED)
                    part = part[:MAX_MARKS]
                parts.append(part)
            return "".join(parts)

        return _FAR_RUN.sub(cut, text)

    def _plain(self, text: str) -> str:
        strange = _STRANGE.findall(text)
        if strange:
            for letter, count in Counter(strange).items():
                self.note(_TABLE[letter][1], count)
            text = unicodedata.normalize("NFC", text.translate(_TRANSLATION))
        return _BLANKS.sub(" ", text).strip(" ")

    def _desegment(self, texts: list[str]) -> list[str]:
        """Read ``công_nghiệp`` as two words where the whole document is written so."""
        joined = sum(len(_SEGMENTED.findall(text)) for text in texts if "_" in text)
        if joined < 10 or joined * 50 < sum(text.count(" ") for text in texts):
            return texts
        self.note(_UNDERSCORES, joined)
        return [_SEGMENTED.sub(" ", text) for text in texts]
