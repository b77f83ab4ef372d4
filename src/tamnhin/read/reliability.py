"""Whether confidence means what it says: readings by how sure they were, and how many were right.

The expected calibration error is that of Naeini, Cooper and Hauskrecht, "Obtaining well calibrated
probabilities using Bayesian binning" (AAAI 2015): the mean distance between confidence and share
of right readings over bins of confidence, weighted by the readings in each.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tamnhin.read.score import Pair

EDGES: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Bounds of the bins; the last one includes its upper bound."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Readings whose confidence is from ``low`` to ``high``.

    ``confidence`` is their mean confidence and ``right`` the share of them with all fields right.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(pairs: Iterable[Pair]) -> tuple[Bin, ...]:
    """The bins that have readings, least sure first. Readings of optional gold do not count."""
    readings = [
        (p.reading.confidence, "all" in p.right)
        for p in pairs
        if p.reading is not None and not (p.gold is not None and p.gold.optional)
    ]
    bins: list[Bin] = []
    for low, high in itertools.pairwise(EDGES):
        inside = [(c, r) for c, r in readings if low <= c < high or (c == high == EDGES[-1])]
        if inside:
            count = len(inside)
            mean, right = (sum(column) / count for column in zip(*inside, strict=True))
            bins.append(Bin(low, high, count, mean, right))
    return tuple(bins)


def calibration_error(bins: Iterable[Bin]) -> float:
    """The expected calibration error, from 0 (confidence is the share of right readings) to 1."""
    listed = list(bins)
    total = sum(one.count for one in listed)
    return (
        sum(one.count * abs(one.confidence - one.right) for one in listed) / total if total else 0
    )
