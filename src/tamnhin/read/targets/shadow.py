"""A text's shadow: same length, small letters, one spelling. Rules match the shadow.

A citation counts characters of the document, so nothing may move: every change here puts one
character in the place of one character.
"""

from __future__ import annotations

import re
from typing import Final

_ONE_FOR_ONE: Final = str.maketrans(
    {
        "_": " ",
        "*": " ",
        "\\": " ",
        "\t": " ",
        "\n": " ",
        "\r": " ",
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u00ad": " ",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u00f0": "đ",  # Eth, which some keyboards give for đ
        "\u0111": "đ",
        "\u01a3": "ư",
    }
)

# Tone marks on the first vowel of oa, oe, uy at the end of a syllable: the newer spelling.
_OLD: Final = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "oè": "òe",
    "oé": "óe",
    "oẻ": "ỏe",
    "oẽ": "õe",
    "oẹ": "ọe",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}
_OLD_TONE: Final = re.compile(rf"(?<!q)({'|'.join(_OLD)})(?!\w)")
_TY: Final = re.compile(r"\btỉ(?= (?:lệ|trọng|đồng|usd|vn|đô|suất|kwh)|$)")
_QUI: Final = re.compile(r"\bqui(?= (?:hoạch|mô|định))")


def shadow(text: str) -> str:
    """The text in small letters and one spelling, character for character.

    ``Thuỷ sản``, ``thủy_sản`` and ``THỦY SẢN`` have the same shadow, and ``tỉ lệ`` that of
    ``tỷ lệ``. The length is kept, so an index into one is an index into the other.
    """
    low = text.lower()
    if len(low) != len(text):  # a few foreign capitals grow when made small
        low = "".join(c if len(c) == 1 else " " for c in (letter.lower() for letter in text))
    low = low.translate(_ONE_FOR_ONE)
    low = _OLD_TONE.sub(lambda match: _OLD[match.group()], low)
    low = _TY.sub("tỷ", low)
    return _QUI.sub("quy", low)
