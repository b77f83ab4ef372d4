"""From a phrase to an indicator: shared tokens by their rarity, then unit and kind must agree.

The weight of a token is its inverse document frequency over the indicators (Spärck Jones 1972);
a name's likeness is the harmonic mean of how much of the name the phrase covers and how much of
the phrase the name explains. Scores are made probabilities by a logistic curve that was fitted on
phrases of our own.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Final

from tamnhin.data.types import Indicator
from tamnhin.read.indicators.catalogue import Entry, built_in
from tamnhin.read.indicators.keys import bare, tokens
from tamnhin.read.readings import IndicatorMatch
from tamnhin.read.spelling import CAPITAL
from tamnhin.units import units

UNKNOWN_WEIGHT: Final = 2.0
"""Weight of a word of the phrase that no name has."""

UNIT_NEAR: Final = 0.9
"""Factor where only "a person" or "a worker" is missing: documents leave it out."""

UNIT_DIFFERS: Final = 0.45
"""Factor on the likeness where the unit beside the phrase does not fit the indicator."""

CURVE: Final = (-4.7, 7.5, 5.4)
"""Offset, weight of the likeness and weight of the lead over the runner-up, from the fit."""

LEAST: Final = 0.15
"""Likeness below which nothing is answered."""


_NAMES: Final = re.compile(rf"(?<=[ (,/-]){CAPITAL}[^\W\d_]+(?: {CAPITAL}[^\W\d_]+)+")
"""Two or more words with capitals inside a phrase: a place's name, which measures nothing."""


class Matcher:
    """Finds the indicator that a phrase speaks of; built once, asked often.

    Args:
        entries: the catalogue; the built-in one by default.
    """

    def __init__(self, entries: Sequence[Entry] | None = None) -> None:
        self.entries = tuple(built_in() if entries is None else entries)
        self._rows = {entry.indicator.indicator_id: entry.indicator for entry in self.entries}
        self._places = {
            found[0]
            for entry in self.entries
            for name in entry.names
            for found in _NAMES.finditer(name)
        }
        self._names = [
            (i, frozenset(tokens(name)))
            for i, entry in enumerate(self.entries)
            for name in entry.names
        ]
        by_indicator: list[set[str]] = [set() for _ in self.entries]
        for i, words in self._names:
            by_indicator[i] |= words
        counts = Counter(token for words in by_indicator for token in words)
        size = len(self.entries)
        self._weights = {t: math.log((size + 1) / (n + 0.5)) for t, n in counts.items()}
        self._index: dict[str, list[int]] = defaultdict(list)
        self._bare: dict[str, set[str]] = defaultdict(set)
        for at, (_, words) in enumerate(self._names):
            for token in words:
                self._index[token].append(at)
                self._bare[bare(token)].add(token)

    def match(self, phrase: str, unit: str = "") -> IndicatorMatch | None:
        """The best indicator for a phrase with the runner-up; nothing where none is like it.

        Args:
            phrase: the words that name the indicator, as written.
            unit: symbol of the unit beside the number, where one is known.
        """
        ranked = self.rank(phrase, unit)
        if not ranked or ranked[0][1] < LEAST:
            return None
        (best, likeness), (second, after) = [*ranked, ("", 0.0)][:2]
        offset, by_likeness, by_lead = CURVE
        lead = likeness - after
        score = 1 / (1 + math.exp(-(offset + by_likeness * likeness + by_lead * lead)))
        runner = min(score, (1 - score) * after / likeness)
        return IndicatorMatch(best, round(score, 3), second or None, round(runner, 3))

    def rank(self, phrase: str, unit: str = "") -> list[tuple[str, float]]:
        """Indicators by likeness from 0 to 1, the best first; of equal ones, those of a plan."""
        asked = self._known(tokens(_NAMES.sub(self._measuring, phrase)))
        if not asked:
            return []
        whole = sum(self._weights.get(token, UNKNOWN_WEIGHT) for token in asked)
        shared: dict[int, float] = defaultdict(float)
        for token in asked:
            for at in self._index.get(token, ()):
                shared[at] += self._weights[token]
        best: dict[int, float] = {}
        for at, common in shared.items():
            i, words = self._names[at]
            name = sum(self._weights[token] for token in words)
            likeness = 2 * common / (name + whole) if name + whole else 0.0
            best[i] = max(best.get(i, 0.0), likeness)
        scored = [
            (
                self.entries[i].indicator.indicator_id,
                value * _agreement(self.entries[i], unit),
                self.entries[i].own,
            )
            for i, value in best.items()
        ]
        scored.sort(key=lambda item: (-item[1], not item[2], item[0]))
        return [(name, value) for name, value, _ in scored]

    def _measuring(self, found: re.Match[str]) -> str:
        """Nothing for the name of a place, unless an indicator is of that place.

        Words all in capitals, such as short forms and headings, stay.
        """
        capitals = any(word.isupper() for word in found[0].split())
        return found[0] if capitals or found[0] in self._places else ""

    def _known(self, asked: tuple[str, ...]) -> frozenset[str]:
        """The tokens asked for; those of a phrase without marks stand for all they may mean."""
        if any(not token.isascii() for token in asked):
            return frozenset(asked)
        found: set[str] = set()
        for token in asked:
            found |= {token} if token in self._index else self._bare.get(token, {token})
        return frozenset(found)

    def indicator(self, indicator_id: str) -> Indicator:
        """The row of an indicator that this matcher answers with.

        Raises:
            KeyError: it has none of that identifier.
        """
        return self._rows[indicator_id]


def _agreement(entry: Entry, unit: str) -> float:
    """How well a unit fits an indicator; an unknown unit says nothing."""
    known = units()
    if unit not in known:
        return 1.0
    mine = known[entry.indicator.unit].dimension
    other = known[unit].dimension
    if other == mine:
        return 1.0
    return UNIT_NEAR if mine.startswith(f"{other} per ") else UNIT_DIFFERS


@cache
def default_matcher() -> Matcher:
    """The matcher over the built-in catalogue."""
    return Matcher()
