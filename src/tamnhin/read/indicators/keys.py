"""A phrase as tokens that do not depend on its spelling: words that mean the same are one token.

``equivalents.csv`` lists them; an empty token marks words that tell nothing of the indicator.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from tamnhin.read.spelling import levelled
from tamnhin.vietnamese import fold

_WORD: Final = re.compile(r"[^\W\d_]+(?:&[^\W\d_]+)?")


@cache
def _equivalents(without_marks: bool) -> dict[str, str]:
    path = files("tamnhin.read.indicators").joinpath("equivalents.csv")
    written = fold if without_marks else levelled
    found: dict[str, str] = {}
    with path.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(written(row["phrase"]), row["token"])
    return found


@cache
def _pattern(without_marks: bool) -> re.Pattern[str]:
    # "/người" follows a word directly; the others begin where a word begins.
    listed = [
        re.escape(phrase) if phrase.startswith("/") else rf"(?<!\w){re.escape(phrase)}"
        for phrase in sorted(_equivalents(without_marks), key=len, reverse=True)
    ]
    return re.compile(rf"(?:{'|'.join(listed)})(?!\w)")


@lru_cache(maxsize=8192)
def tokens(phrase: str) -> tuple[str, ...]:
    """The tokens of a phrase, in order and each once; numbers and empty words are left out."""
    small = " ".join(levelled(phrase).split())
    without_marks = small.isascii()
    found: list[str] = []
    at = 0
    for known in _pattern(without_marks).finditer(small):
        found += _WORD.findall(small[at : known.start()])
        found.append(_equivalents(without_marks)[known[0]])
        at = known.end()
    found += _WORD.findall(small[at:])
    return tuple(dict.fromkeys(token for token in found if token))


def bare(token: str) -> str:
    """A token without marks, for phrases that were typed without them."""
    return fold(token)
