"""One spelling for words that Vietnamese writes in two ways, letter for letter in place.

``hoà`` and ``hòa``, ``tỷ`` and ``tỉ``, ``Quy`` and ``qui`` become alike, and the result is as
long as the text, so that a match in it has the same offsets as in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LETTERS: Final = str.maketrans(
    "\u00d0\u00f0\u01a3\u01a2\u00a0\u2009\u202f\u2013\u2014", "đđưư   --"
)
"""Look-alikes of đ and ư from old fonts, hard blanks, long dashes."""

CAPITAL: Final = (
    "[A-ZĐ" + "".join(c for c in map(chr, range(0xC0, 0x1EFA)) if c.isupper() and c.isalpha()) + "]"
)
"""A pattern for one capital letter, with the marks of Vietnamese."""

_TONES: Final = "\u0300\u0301\u0309\u0303\u0323"
_PLACED: Final = {
    unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize(
        "NFC", first + tone + second
    )
    for first, second in ("oa", "oe", "uy")
    for tone in _TONES
}
"""``oà`` at the end of a syllable: the tone moves to the first letter, as in ``òa``."""

_WRITTEN_Y: Final = {
    unicodedata.normalize("NFC", "y" + tone): unicodedata.normalize("NFC", "i" + tone)
    for tone in ("", *_TONES)
}
_LATE_TONE: Final = re.compile("(?<!q)(" + "|".join(_PLACED) + r")(?!\w)")
_Y_FOR_I: Final = re.compile(r"(?:(?<=\b[hklmst])|(?<=qu))([" + "".join(_WRITTEN_Y) + r"])(?!\w)")


def _small(letter: str) -> str:
    lowered = letter.lower()
    return lowered if len(lowered) == 1 else letter


LONG: Final = 2_000
"""Characters of a text that is not kept for the next time that it is asked for."""


def levelled(text: str) -> str:
    """The text in small letters and one spelling, of the same length."""
    return _levelled(text) if len(text) > LONG else _remembered(text)


@lru_cache(maxsize=4096)
def _remembered(text: str) -> str:
    return _levelled(text)


def _levelled(text: str) -> str:
    small = text.translate(_LETTERS).lower()
    if len(small) != len(text):
        small = "".join(map(_small, text.translate(_LETTERS)))
    small = _LATE_TONE.sub(lambda found: _PLACED[found[0]], small)
    return _Y_FOR_I.sub(lambda found: _WRITTEN_Y[found[0]], small)
