"""Confidence of a reading: the share of like readings that were right on the development set.

Readings are alike when the same rule decided a part of them: where the number, the unit, the
horizon and the promise came from. Each rule has its counts in ``words/confidence.csv``, which
``scripts/calibrate.py`` writes from the development set; a reading is as sure as its least sure
rule. A rule seen n times and right r times counts as (r + 1) / (n + 2) (Laplace's rule of
succession), so that a rule seen once is not taken for certain.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def counts() -> Mapping[str, tuple[int, int]]:
    """Of each rule: how many readings it took part in, and how many of them were right."""
    path = files("tamnhin.read.targets").joinpath("words", "confidence.csv")
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return MappingProxyType({row["rule"]: (int(row["read"]), int(row["right"])) for row in rows})


@cache
def share(rule: str) -> float:
    """How sure a rule is, from 0 to 1; a half where the development set never needed it."""
    read, right = counts().get(rule, (0, 0))
    return (right + 1) / (read + 2)


def confidence(rules: Sequence[str]) -> float:
    """How sure a reading is that these rules made: as sure as the least sure of them."""
    return min(map(share, rules), default=0.0)
