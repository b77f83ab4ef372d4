"""What is kept of many draws without keeping the draws.

Every number here is the same for any chunking: counts are integers, and means are merged over
blocks of ``BLOCK`` draws in a tree whose shape follows from the draw numbers alone.

Quantiles: the sorted values of the first draws (the pilot) become edges; for each edge the
draws below and at it are counted. The order statistic wanted then lies, without any
assumption, at an edge or between two neighbours: that bracket is the stated error bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.ensemble.condition import Condition
from tamnhin.simulate.program.ir import Array

BLOCK: Final = 256
EDGES: Final = 1024
PILOT: Final = 4096
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, mean and sum of squared deviations by column, of blocks or of all draws.

    Attributes:
        count: draws, shape (blocks,).
        mean: shape (blocks, times, columns), in the unit of the column.
        spread: sum of squared deviations from the mean, same shape.
    """

    count: Ints
    mean: Array
    spread: Array


def moments(values: Array, good: NDArray[np.bool_]) -> Moments:
    """Of each block of ``BLOCK`` draws.

    Args:
        values: shape (draws, times, columns), the first draw's number a multiple of ``BLOCK``.
        good: which draws count, shape (draws,).
    """
    counts, means, spreads = [], [], []
    for begin in range(0, len(values), BLOCK):
        part = np.ascontiguousarray(values[begin : begin + BLOCK][good[begin : begin + BLOCK]])
        count = max(len(part), 1)
        with np.errstate(all="ignore"):  # squares of huge values may overflow: they stay visible
            mean = part.sum(axis=0) / count
            spreads.append(np.square(part - mean).sum(axis=0))
        counts.append(len(part))
        means.append(mean)
    return Moments(np.array(counts, dtype=np.int64), np.array(means), np.array(spreads))


class MomentTree:
    """Merges blocks in draw order, two of a size at a time, as a binary counter carries."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, int, Array, Array]] = []

    def add(self, found: Moments) -> None:
        """The next blocks, in draw order."""
        for n, mean, spread in zip(found.count, found.mean, found.spread, strict=True):
            entry = (1, int(n), mean, spread)
            while self._stack and self._stack[-1][0] == entry[0]:
                entry = _merged(self._stack.pop(), entry)
            self._stack.append(entry)

    def total(self) -> tuple[int, Array, Array]:
        """Draws, means and sample variances (draws - 1 in the denominator; NaN for one draw)."""
        stack = list(self._stack)
        entry = stack.pop()
        while stack:
            entry = _merged(stack.pop(), entry)
        _, n, mean, spread = entry
        if not n:
            mean = np.full_like(mean, np.nan)
        return n, mean, spread / (n - 1) if n > 1 else np.full_like(spread, np.nan)


def _merged(
    a: tuple[int, int, Array, Array], b: tuple[int, int, Array, Array]
) -> tuple[int, int, Array, Array]:
    """Chan, Golub and LeVeque (1979), equation 2.1."""
    n = a[1] + b[1]
    if not a[1] or not b[1]:
        full = a if a[1] else b
        return a[0] + b[0], n, full[2], full[3]
    with np.errstate(all="ignore"):
        gap = b[2] - a[2]
        mean = a[2] + gap * (b[1] / n)
        spread = a[3] + b[3] + np.square(gap) * (a[1] * (b[1] / n))
    return a[0] + b[0], n, mean, spread


def pilot_size(columns: int) -> int:
    """How many first draws give the edges: ``PILOT``, fewer where there are many columns."""
    return int(np.clip((64 << 20) // (8 * max(columns, 1)), BLOCK, PILOT))


def edges_of(pilot: Array) -> Array:
    """Edges from the good draws of the pilot.

    Args:
        pilot: shape (draws, times, columns).

    Returns:
        shape (times, columns, edges), ascending; zeros if there is no draw.
    """
    if not len(pilot):
        return np.zeros((*pilot.shape[1:], 1))
    rows = np.unique(np.linspace(0, len(pilot) - 1, EDGES).astype(np.intp))
    return np.ascontiguousarray(np.moveaxis(np.sort(pilot, axis=0)[rows], 0, -1))


def count_edges(values: Array, edges: Array) -> tuple[Ints, Ints]:
    """How many of the values stand below each edge, and how many at or below it.

    Args:
        values: good draws only, shape (draws, times, columns).
        edges: shape (times, columns, edges).
    """
    below = np.empty(edges.shape, dtype=np.int64)
    upto = np.empty(edges.shape, dtype=np.int64)
    if not len(values):
        below[...] = upto[...] = 0
        return below, upto
    for at in np.ndindex(edges.shape[:2]):
        column = np.sort(values[:, at[0], at[1]])
        at_most = np.searchsorted(column, edges[at], side="right")
        upto[at] = below[at] = at_most
        # Few draws fall on an edge: only there is anything to look up again.
        met = np.flatnonzero((at_most > 0) & (column[at_most - 1] == edges[at]))
        below[at][met] = np.searchsorted(column, edges[at][met], side="left")
    return below, upto


@dataclass(frozen=True, slots=True)
class Met:
    """How often a condition held.

    Attributes:
        at: draws that met it, by time, shape (times,).
        first: draws that met it first then, shape (times + 1,); the last: never.
    """

    at: Ints
    first: Ints


def count_met(values: Array, condition: Condition) -> Met:
    """Count a condition over good draws.

    Args:
        values: of the condition's variable, shape (draws, times).
        condition: what to count.
    """
    holds = condition.holds(values)
    times = holds.shape[1]
    first = np.where(holds.any(axis=1), holds.argmax(axis=1), times)
    return Met(holds.sum(axis=0, dtype=np.int64), np.bincount(first, minlength=times + 1))


@dataclass(slots=True)
class Sketch:
    """Counts at edges for all draws so far.

    Attributes:
        edges: shape (times, columns, edges), in the unit of the column.
        below: draws below each edge.
        upto: draws at or below each edge.
    """

    edges: Array
    below: Ints = field(init=False)
    upto: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.below = np.zeros(self.edges.shape, dtype=np.int64)
        self.upto = np.zeros(self.edges.shape, dtype=np.int64)

    def quantile(
        self, at: tuple[int, int], share: float, count: int, ends: tuple[float, float]
    ) -> tuple[float, float, float]:
        """A quantile and the bracket that surely holds it.

        Args:
            at: time and column.
            share: 0 to 1; between order statistics as numpy's ``linear``.
            count: good draws.
            ends: least and greatest value.

        Returns:
            the estimate, the lower and the upper bound of the quantile of all draws.
        """
        if not count:
            return np.nan, np.nan, np.nan
        place = share * (count - 1)
        lower = int(np.floor(place))
        rest = place - lower
        a = self._order(at, lower, count, ends)
        if not rest:
            return a
        b = self._order(at, lower + 1, count, ends)
        estimate, low, high = (x + rest * (y - x) for x, y in zip(a, b, strict=True))
        return estimate, low, high

    def _order(
        self, at: tuple[int, int], rank: int, count: int, ends: tuple[float, float]
    ) -> tuple[float, float, float]:
        """The draw with this many draws before it in sorted order: estimate and bracket."""
        edges, below, upto = self.edges[at], self.below[at], self.upto[at]
        i = int(np.searchsorted(upto, rank, side="right"))
        if i < len(edges) and below[i] <= rank:
            return edges[i], edges[i], edges[i]
        low = ends[0] if i == 0 else edges[i - 1]
        high = ends[1] if i == len(edges) else edges[i]
        before = 0 if i == 0 else int(upto[i - 1])
        inside = (count if i == len(edges) else int(below[i])) - before
        share = (rank - before + 1) / (inside + 1)
        if i == 0:  # the least draw is known
            share = (rank - before) / inside
        elif i == len(edges):  # so is the greatest
            share = (rank - before + 1) / inside
        return low + share * (high - low), low, high


def exact_quantiles(values: Array, shares: Array) -> Array:
    """Quantiles of kept values: shape (shares, *values.shape[1:])."""
    if not len(values):
        return np.full((len(shares), *values.shape[1:]), np.nan)
    return np.asarray(np.quantile(values, shares, axis=0))
