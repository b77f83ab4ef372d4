"""Confidence of a reading: how often readings by the same rules were right.

Each rule has two counts in ``words/confidence.csv``: on the development set, which the rules were
written with, and on blind texts, which nobody who wrote a rule had seen when they were read and
scored for the first time. Only the second says how a rule does on a new text. It is drawn
towards the share of all blind readings that were right, as if that share had been seen
``PRIOR`` times: a rule seen seldom is not far from the rest. A reading is as sure as its least
sure rule among those that settle what is hard: the unit, the horizon, and promise or not. How a
number or a comparator is written was hardly ever the cause of a wrong reading.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

PRIOR: Final = 20
"""Weight of the share of all blind readings that were right, in readings."""

DECIDING: Final = ("unit.", "horizon.", "promise.")
"""How the names of the rules begin that a confidence depends on."""

ANY: Final = "any"
"""The line that counts every reading once, whatever its rules."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Readings that a rule took part in, and how many were right: development set, blind texts."""

    read: int = 0
    right: int = 0
    blind_read: int = 0
    blind_right: int = 0


@cache
def counts() -> Mapping[str, Counts]:
    """The counts of each rule, and of :data:`ANY`."""
    path = files("tamnhin.read.targets").joinpath("words", "confidence.csv")
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))[1:]
    return MappingProxyType({row[0]: Counts(*map(int, row[1:])) for row in rows})


def share(rule: str, known: Mapping[str, Counts]) -> float:
    """How sure a rule is, from 0 to 1; as sure as all together where blind texts never used it."""
    every, own = known.get(ANY, Counts()), known.get(rule, Counts())
    overall = (every.blind_right + 1) / (every.blind_read + 2)
    return (own.blind_right + PRIOR * overall) / (own.blind_read + PRIOR)


@cache
def _share(rule: str) -> float:
    return share(rule, counts())


def confidence(rules: Sequence[str]) -> float:
    """How sure a reading is that these rules made, from 0 to 1."""
    deciding = (rule for rule in rules if rule.startswith(DECIDING))
    return min(map(_share, deciding), default=0.0)
