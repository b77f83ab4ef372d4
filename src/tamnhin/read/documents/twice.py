"""Vietnamese text that was decoded twice: good Unicode taken for TCVN3 and brought to Unicode anew.

Of its letters those that Latin-1 has too have become others: ``phát triển`` stands as ``phỏt
triển``, ``bình quân`` as ``bỡnh quõn``. Half of the letters that they became are right in other
words (``nhỏ``, ``vụ``), so that each syllable is judged by itself once the text is known for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from tamnhin.messages import N_
from tamnhin.read.documents.legacy import from_tcvn3
from tamnhin.read.documents.syllables import is_syllable

TWICE: Final = N_("lines whose letters were decoded twice, mended")

_LATIN: Final = "áâãèéêìíòóôõùú"
_BACK: Final = {from_tcvn3(letter): letter for letter in _LATIN}
_CAPITALS: Final = {from_tcvn3(letter.upper()): letter.upper() for letter in _LATIN}
_NEVER: Final = "áâêôìí"
"""Letters that every line of Vietnamese has, and such a text has lost."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_STOPPED: Final = re.compile("[cpt]h?\\Z")
_SHARP: Final = re.compile("[\u0301\u0323]")
_SYLLABLES: Final = """
bước bỏ bố bốn bộ bộc bớt bờ chũ chốn chống chừng cũ cũng cố cống cộng cột cỡ cụ cụm dưỡng dỡ dụ
dụng dừng dự dựa dựng giống giờ gộp hướng hỏi hỏng hộ khỏi khống khớp kỳ kỷ lũ lước lưỡng lộ lộc
lớn lớp mũi mộc một mở mừng ngũ ngưỡng ngừa ngừng nhỏ nhớ nhờ nhựa nước nộp phước phỏng phố phụ
phụng quỳnh rộng rừng số sống sớm sự thước thống thụ thừa trước trỏ trống trụ trừ tướng tố tộc
tờ từ từng tự tựa vũ vướng vốn vụ vừa độ động đột ước ống
"""
_KEPT: Final = frozenset(_SYLLABLES.split())
"""Syllables of plans that are right as they stand, though they might be another decoded twice."""

SHARE: Final = 0.05
"""Of the words that would change, so many at least must be no syllables as they stand."""
ENOUGH: Final = 6
"""Such words from which a text is known for one that was decoded twice."""


def mend_twice(texts: Sequence[str]) -> tuple[list[str], dict[str, int]]:
    """Texts as long as before with their letters brought back, and how many were mended.

    A page may have been put together of good text and of such: each line is judged by itself, once
    the lines as a whole have syllables that are none and are one when brought back.
    """
    lost = [_is_lost(text) for text in texts]
    words = [w for text, of_such in zip(texts, lost, strict=True) if of_such for w in _words(text)]
    proofs = sum(not _reads(word) and _reads(_turned(word)) for word in words)
    if proofs < ENOUGH or proofs < SHARE * sum(_better(word) != word for word in words):
        return list(texts), {}
    mended = [
        _WORD.sub(lambda found: _better(found[0]), text) if of_such else text
        for text, of_such in zip(texts, lost, strict=True)
    ]
    return mended, {TWICE: sum(text != old for text, old in zip(mended, texts, strict=True))}


def _is_lost(line: str) -> bool:
    """Whether a line has lost the letters of such a text, and no word that it cannot have."""
    low = line.lower()
    if any(letter in low for letter in _NEVER):
        return False
    # "có" and "nó" would stand as "cú" and "nú": an ó is one that was ã.
    return not any("ó" in word and not _reads(_turned(word)) for word in _words(low))


def _words(line: str) -> list[str]:
    return [] if line.isascii() else _WORD.findall(line)


def _better(word: str) -> str:
    """A word as it stands or brought back, whichever is Vietnamese."""
    turned = _turned(word)
    if turned == word or not _reads(turned):
        return word
    # An ó, õ or ú that was there before has become another letter: these were ã, â and ó.
    made = any(letter in "óõú" for letter in word.lower())
    return word if not made and _reads(word) and word.lower() in _KEPT else turned


def _turned(word: str) -> str:
    """The word with its letters brought back."""
    letters = [_BACK.get(letter, letter) for letter in word]
    if len(word) > 2 and sum(letter.isupper() for letter in word) >= len(word) - 1:
        letters = [_CAPITALS.get(letter, letter) for letter in word]
    return "".join(letters)


def _reads(word: str) -> bool:
    """Whether a word is a Vietnamese syllable, tone and end together."""
    if not is_syllable(word):
        return False
    marks = unicodedata.normalize("NFD", word)
    return len(word) == 1 or not _STOPPED.search(word.lower()) or _SHARP.search(marks) is not None
