"""The words that the rules go by, from ``phrases.csv`` and ``topics.csv``, as patterns."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from tamnhin.read.spelling import levelled


def _rows(name: str) -> list[dict[str, str]]:
    path = files("tamnhin.read.commitments").joinpath(name)
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@cache
def phrases(role: str) -> tuple[str, ...]:
    """The phrases of a role, levelled, the longest first, so that a pattern prefers them."""
    found = {levelled(row["phrase"]) for row in _rows("phrases.csv") if row["role"] == role}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


@cache
def one_of(role: str) -> str:
    """A pattern for any phrase of a role as whole words, for use inside another pattern."""
    listed = "|".join(re.escape(phrase) for phrase in phrases(role))
    return rf"(?:(?<!\w)(?:{listed})(?!\w))"


@cache
def pattern(role: str) -> re.Pattern[str]:
    """Any phrase of a role as whole words, anywhere in levelled text."""
    return re.compile(one_of(role))


@cache
def topic_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each topic, the pattern of its words."""
    words: dict[str, list[str]] = {}
    for row in _rows("topics.csv"):
        words.setdefault(row["topic"], []).append(re.escape(levelled(row["phrase"])))
    return tuple(
        (topic, re.compile(rf"(?<!\w)(?:{'|'.join(sorted(listed, key=len, reverse=True))})(?!\w)"))
        for topic, listed in words.items()
    )
