"""The patient rule induction itself: candidate slices, the best of them, and what it leaves.

``discovery`` says what it is for. A box is kept as limits for each column and as the mask of the
runs inside; a step tries every slice of every column and takes the best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tamnhin.errors import ConfigurationError
from tamnhin.messages import N_
from tamnhin.simulate.analysis.boxes import Box, Choice, Interval, Mask
from tamnhin.simulate.program.ir import Array


@dataclass(frozen=True, slots=True)
class Column:
    """An input: numbers, or codes into labels.

    Attributes:
        name: of the input.
        values: shape (runs,).
        labels: of the codes; empty for numbers.
        whole: the numbers are whole, and so are limits.
    """

    name: str
    values: Array
    labels: tuple[str, ...] = ()
    whole: bool = False


def cut(values: Array, share: float) -> float:
    """Where to cut a share off sorted values: midway between two that differ.

    The value at the share is found; where its neighbour is equal, the whole group of equal
    values is taken, downwards above the median and upwards below it.
    """
    last = values.size - 1
    place = last * share
    low, high = values[int(np.floor(place))], values[int(np.ceil(place))]
    if low == high:
        if share > 0.5:
            low = values[max(0, int(np.searchsorted(values, high, side="left")) - 1)]
        else:
            high = values[min(last, int(np.searchsorted(values, low, side="right")))]
    return float((low + high) / 2)


@dataclass(frozen=True, slots=True)
class _Limits:
    """The limits of a box: low, high of numbers, kept values of categories, by column."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    kept: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A box that could be next: its limits, its runs, and how good it is."""

    limits: _Limits
    inside: Mask
    score: float
    free: int


class Induction:
    """The box as it is now, and all that were before."""

    def __init__(
        self,
        columns: tuple[Column, ...],
        hits: Mask,
        among: Mask,
        least_mass: float,
        *,
        by_gain: bool,
    ) -> None:
        self.columns, self.hits, self.among = columns, hits, among
        self.least_mass, self.by_gain = least_mass, by_gain
        self.rows = hits.size
        ends = [(float(c.values.min()), float(c.values.max())) for c in columns]
        self.first = _Limits(
            tuple(low for low, _ in ends),
            tuple(high for _, high in ends),
            tuple(frozenset(range(len(c.labels))) for c in columns),
        )
        self.limits, self.inside = self.first, among
        self.boxes: list[Box] = []
        self._keep()

    def peel(self, share: float) -> None:
        """Take slices off while the best one helps and enough is left."""
        while True:
            best = self._best(self._peels(share))
            if best is None or best.inside.sum() < self.least_mass * self.rows:
                return
            self._move(best)

    def paste(self, share: float) -> None:
        """Put slices back while the density grows."""
        while True:
            best = self._best(self._pastes(share))
            if best is None or self._mean(best.inside) <= self._mean(self.inside):
                return
            self._move(best)

    def _mean(self, inside: Mask) -> float:
        count = int(inside.sum())
        return float(self.hits[inside].sum() / count) if count else 0.0

    def _move(self, step: _Step) -> None:
        self.limits, self.inside = step.limits, step.inside
        self._keep()

    def _best(self, steps: Iterator[tuple[_Limits, Mask]]) -> _Step | None:
        """The best step that changes the box; of equals, fewer restrictions, then the earlier."""
        now, mean = int(self.inside.sum()), self._mean(self.inside)
        best: _Step | None = None
        for limits, inside in steps:
            count = int(inside.sum())
            if count in (0, now):
                continue
            density = self._mean(inside)
            score = (density - mean) / abs(count - now) if self.by_gain else density
            free = sum(1 for i in range(len(self.columns)) if self._is_free(limits, i))
            if best is None or (score, free) > (best.score, best.free):
                best = _Step(limits, inside, score, free)
        if best is None or (self.by_gain and best.score <= 0):
            return None
        return best

    def _is_free(self, limits: _Limits, i: int) -> bool:
        first = self.first
        return (limits.low[i], limits.high[i], limits.kept[i]) == (
            first.low[i],
            first.high[i],
            first.kept[i],
        )

    def _peels(self, share: float) -> Iterator[tuple[_Limits, Mask]]:
        for i, column in enumerate(self.columns):
            if column.labels:
                for code in sorted(self.limits.kept[i]):
                    if len(self.limits.kept[i]) > 1:
                        yield (
                            _kept(self.limits, i, self.limits.kept[i] - {code}),
                            self.inside & (column.values != code),
                        )
                continue
            ordered = np.sort(column.values[self.inside])
            high = _snapped(column, cut(ordered, 1 - share), ordered, upper=True)
            yield _bounded(self.limits, i, high=high), self.inside & (column.values <= high)
            low = _snapped(column, cut(ordered, share), ordered, upper=False)
            yield _bounded(self.limits, i, low=low), self.inside & (column.values >= low)

    def _pastes(self, share: float) -> Iterator[tuple[_Limits, Mask]]:
        for i, column in enumerate(self.columns):
            if self._is_free(self.limits, i):
                continue
            others = self._within(skip=i)
            if column.labels:
                for code in sorted(self.first.kept[i] - self.limits.kept[i]):
                    kept = self.limits.kept[i] | {code}
                    yield _kept(self.limits, i, kept), others & np.isin(column.values, list(kept))
                continue
            low, high = self.limits.low[i], self.limits.high[i]
            below = np.sort(column.values[others & (column.values < low)])
            if below.size:
                wide = _snapped(column, cut(below, 1 - share), below, upper=False)
                inside = others & (column.values >= wide) & (column.values <= high)
                yield _bounded(self.limits, i, low=wide), inside
            above = np.sort(column.values[others & (column.values > high)])
            if above.size:
                wide = _snapped(column, cut(above, share), above, upper=True)
                inside = others & (column.values <= wide) & (column.values >= low)
                yield _bounded(self.limits, i, high=wide), inside

    # --- what is inside -----------------------------------------------------------------

    def _outside(self, i: int) -> list[Mask]:
        """Runs outside the lower and the upper limit, or outside the kept values."""
        column = self.columns[i]
        if column.labels:
            return [~np.isin(column.values, list(self.limits.kept[i]))]
        return [column.values < self.limits.low[i], column.values > self.limits.high[i]]

    def _within(self, skip: int) -> Mask:
        found = self.among.copy()
        for i in range(len(self.columns)):
            if i != skip:
                for outside in self._outside(i):
                    found &= ~outside
        return found

    # --- boxes --------------------------------------------------------------------------

    def _keep(self) -> None:
        """Add the box as it is now to the curve."""
        count, hits = int(self.inside.sum()), int(self.hits[self.inside].sum())
        wanted = [i for i in range(len(self.columns)) if not self._is_free(self.limits, i)]
        outside = {i: self._outside(i) for i in wanted}
        misses = np.zeros(self.rows, dtype=np.int64)
        for masks in outside.values():
            for mask in masks:
                misses += mask
        limits = tuple(self._limit(i, outside[i], misses, count, hits) for i in wanted)
        self.boxes.append(
            Box(
                coverage=hits / int(self.hits.sum()),
                density=hits / count if count else 0.0,
                mass=count / self.rows,
                count=count,
                hits=hits,
                restricted=limits,
            )
        )

    def _limit(
        self, i: int, outside: Sequence[Mask], misses: NDArray[np.int64], count: int, hits: int
    ) -> Interval | Choice:
        column = self.columns[i]
        p = [self._quasi_p(misses - mask == 0, count, hits) for mask in outside]
        if column.labels:
            kept = self.limits.kept[i]
            names = [(code in kept, label) for code, label in enumerate(column.labels)]
            inside = tuple(label for there, label in names if there)
            return Choice(column.name, inside, tuple(x for there, x in names if not there), p[0])
        found = Interval(column.name)
        if self.limits.low[i] != self.first.low[i]:
            found = replace(found, low=self.limits.low[i], p_low=p[0])
        if self.limits.high[i] != self.first.high[i]:
            found = replace(found, high=self.limits.high[i], p_high=p[1])
        return found

    def _quasi_p(self, without: Mask, count: int, hits: int) -> float:
        """One-sided binomial test against the density of the box without the limit."""
        without = without & self.among
        return _at_least(hits, count, float(self.hits[without].sum() / without.sum()))


def _bounded(
    limits: _Limits, i: int, low: float | None = None, high: float | None = None
) -> _Limits:
    lows, highs = list(limits.low), list(limits.high)
    if low is not None:
        lows[i] = low
    if high is not None:
        highs[i] = high
    return replace(limits, low=tuple(lows), high=tuple(highs))


def _kept(limits: _Limits, i: int, kept: frozenset[int]) -> _Limits:
    found = list(limits.kept)
    found[i] = kept
    return replace(limits, kept=tuple(found))


def _snapped(column: Column, limit: float, values: Array, *, upper: bool) -> float:
    """A limit of whole numbers is one that occurs: the next inside the box, of sorted values."""
    if not column.whole:
        return limit
    if upper:
        return float(values[int(np.searchsorted(values, limit, side="right")) - 1])
    return float(values[int(np.searchsorted(values, limit, side="left"))])


def _at_least(hits: int, count: int, share: float) -> float:
    """The probability of this many hits or more in independent trials."""
    try:
        from scipy.special import bdtrc
    except ImportError as error:
        raise ConfigurationError(
            N_('Scenario discovery needs scipy: pip install "tamnhin[sd]".')
        ) from error
    return 1.0 if hits == 0 else float(bdtrc(hits - 1, count, share))
