"""Whether words are Vietnamese syllables: how readers judge an encoding or a break in a word."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ONSET: Final = "b|ch?|d|đ|gi?|gh|h|kh?|l|m|nh?|ngh?|ph?|qu?|r|s|th?|tr|v|x"
_NUCLEUS: Final = (
    "uya|uyê|uây|uôi|ươi|ươu|iêu|yêu|oai|oay|oao|oeo|uyu|"
    "iê|yê|ia|ya|uô|ua|ươ|ưa|oa|oă|oe|oo|uâ|uê|uy|uơ|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|"
    "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
_SYLLABLE: Final = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?:ch?|m|ng?|nh|p|t)?")
_TOKEN: Final = re.compile(r"[^\s\d!-/:-@\[-`{-~“”‘’…–—«°²³]+")


@lru_cache(maxsize=1 << 16)
def is_syllable(word: str) -> bool:
    """Whether the letters may be one Vietnamese syllable; at most one tone mark.

    A capital inside a word (``tÕ``) is a sign of another encoding.
    """
    if len(word) > 7 or not (word.isupper() or word[1:].islower() or len(word) == 1):
        return False  # the longest is nghiêng
    bare, tones = _TONES.subn("", unicodedata.normalize("NFD", word.lower()))
    if tones > 1:
        return False
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def tokens(texts: Iterable[str]) -> Counter[str]:
    """The runs of letters that hold at least one that is not ASCII, and how often they stand."""
    found: Counter[str] = Counter()
    for text in texts:
        if not text.isascii():
            found.update(word for word in _TOKEN.findall(text) if not word.isascii())
    return found


def share_of_syllables(found: Counter[str]) -> float:
    """The share of such words that are Vietnamese syllables, from 0 to 1; 0 without any."""
    total = found.total()
    return sum(n for word, n in found.items() if is_syllable(word)) / total if total else 0.0
