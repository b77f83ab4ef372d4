"""Vietnamese text in the 8-bit fonts used before Unicode: TCVN3 (``.VnTime``) and VNI.

Such text looks like accented Latin. It is recognised by what it becomes: where the converted
words are Vietnamese syllables and the words as they stand are not, the font was a legacy one.
Source of the tables: TCVN 5712:1993 (VN3) and the VNI font encoding for Windows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from tamnhin.messages import N_
from tamnhin.read.documents.syllables import share_of_syllables, tokens

_TCVN3: Final = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)

_VNI_MARKS: Final = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
    "ã": "\u0302\u0303", "ä": "\u0323\u0302",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0323\u0306",
}  # fmt: skip
_VNI_LETTERS: Final = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for base in "aeouyôö":
        letter = _VNI_LETTERS.get(base, base)
        for mark, combining in _VNI_MARKS.items():
            joined = unicodedata.normalize("NFC", letter + combining)
            if len(joined) == 1:
                table[base + mark] = joined
    table |= _VNI_LETTERS
    table |= {key.upper(): value.upper() for key, value in table.items()}
    # Capitals followed by the small form of a mark, as hand typing left them.
    table |= {k[0].upper() + k[1]: v.upper() for k, v in list(table.items()) if len(k) == 2}
    return table


_VNI: Final = _vni_table()
_VNI_PART: Final = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def from_tcvn3(text: str, font: str = "") -> str:
    """Unicode from TCVN3; a font whose name ends in H has small letters drawn as capitals."""
    converted = text.translate(_TCVN3)
    return converted.upper() if font.upper().startswith(".VN") and font.endswith("H") else converted


def from_vni(text: str) -> str:
    """Unicode from VNI for Windows, where a letter and its marks are two characters."""
    return _VNI_PART.sub(lambda found: _VNI[found[0]], text)


Encoding = tuple[str, Callable[[str], str]]

LEGACY: Final[tuple[Encoding, ...]] = (
    (N_("lines in the legacy font encoding TCVN3, brought to Unicode"), from_tcvn3),
    (N_("lines in the legacy font encoding VNI, brought to Unicode"), from_vni),
)

ENOUGH: Final = 0.8
"""Share of syllables from which a conversion is believed. Unicode text of the corpus has over
0.97; text in the wrong encoding less than 0.3."""


def by_font(text: str, font: str) -> tuple[str, str]:
    """Text of a run whose font is known: what it is in Unicode, and what was mended or ``""``."""
    name = font.strip().upper()
    if name.startswith(".VN"):
        return from_tcvn3(text, font.strip()), LEGACY[0][0]
    if name.startswith("VNI-"):
        return from_vni(text), LEGACY[1][0]
    return text, ""


def convert(texts: Sequence[str]) -> tuple[list[str], dict[str, int]]:
    """Texts with those in a legacy encoding converted, and how many were by encoding.

    The document as a whole must look legacy before any text of it is judged by itself, so that a
    foreign name in good Unicode text is left alone.
    """
    found = tokens(texts)
    strange = found.total() * (1 - share_of_syllables(found))
    if strange < 3 or strange < 0.02 * found.total():
        return list(texts), {}
    # A short line may read well in two encodings: that of the whole document is tried first.
    ranked = sorted(LEGACY, key=lambda item: -share_of_syllables(tokens(map(item[1], texts))))
    counts: dict[str, int] = {}
    converted: list[str] = []
    for text in texts:
        better, what = _judge(text, ranked)
        converted.append(better)
        if what:
            counts[what] = counts.get(what, 0) + 1
    return converted, counts


def _judge(text: str, ranked: Sequence[Encoding]) -> tuple[str, str]:
    """One text as it is or converted, whichever is Vietnamese."""
    own = tokens([text])
    as_it_is = share_of_syllables(own)
    if not own or as_it_is >= ENOUGH:
        return text, ""
    best, what, score = text, "", as_it_is
    for name, to_unicode in ranked:
        candidate = to_unicode(text)
        share = share_of_syllables(tokens([candidate]))
        if share >= ENOUGH and share > score:
            best, what, score = candidate, name, share
    return best, what
