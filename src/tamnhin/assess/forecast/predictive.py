"""Forecasts of short annual series as distributions that cover what they claim.

The method: the last figure, plus a damped trend, plus a spread, all linear in a few features of
the window; then the errors that the same method made on other series, at the same distance and
with windows as long, give the shape of the distribution. It is the damped random walk with pooled
recalibration, with the damping and the spread learnt instead of fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamnhin.assess.forecast.features import WINDOW, Bools, Floats, calm, measure, windows
from tamnhin.assess.forecast.table import FARTHEST, LEAST, LEVELS, Record, Table, shipped
from tamnhin.data.types import IndicatorKind
from tamnhin.errors import InputError
from tamnhin.messages import N_

Bounds = tuple[float | None, float | None]

METHOD: Final = N_(
    "Damped trend whose damping and spread were learnt from other series, with the errors that "
    "it made on series it had not seen"
)
SURE: Final = (0.005, 0.995)
"""Probabilities beyond these are not told apart: the bank is too small for it."""
SIGNED_KINDS: Final = frozenset({"growth"})
"""Kinds whose figures may fall below zero although none has."""


def quantiles_of(
    figures: Floats,
    horizons: NDArray[np.int64],
    rate: Bools,
    low: Floats,
    high: Floats,
    table: Table | None = None,
) -> Floats:
    """Quantiles at :data:`LEVELS` of many series at once, shape ``(n, len(LEVELS))``.

    Args:
        figures: consecutive years, aligned to the right, shape ``(n, WINDOW)``, NaN before the
            first one; at least :data:`LEAST` figures a row.
        horizons: years ahead, 1 to :data:`FARTHEST`, shape ``(n,)``.
        rate: which rows are growth rates, which have no drift and no logarithm.
        low: lowest possible figure of each row, or minus infinity.
        high: highest possible figure of each row, or infinity.
        table: what was learnt; the one of the package by default.
    """
    with_log = calm(figures) & ~rate
    shapes = measure(figures, with_log, rate)
    points = (~np.isnan(figures)).sum(axis=1).astype(np.float64)
    found = (table or shipped()).quantiles(shapes, points, horizons)
    return np.clip(found, low[:, None], high[:, None])


def natural_bounds(figures: Floats, kind: IndicatorKind | None, bounds: Bounds) -> Bounds:
    """The bounds given; zero below where no figure was negative and the kind is no growth."""
    low, high = bounds
    if low is None and kind not in SIGNED_KINDS and np.nanmin(figures) >= 0:
        low = 0.0
    return low, high


@dataclass(frozen=True)
class Predictive:
    """What a series may be in the years ahead.

    Attributes:
        years: the years, shape ``(h,)``.
        horizons: the same as years ahead of the last figure.
        grid: figures at :data:`LEVELS` for each year, shape ``(h, len(LEVELS))``.
        points: figures that were looked at.
        filled: how many of them stood between published ones and were put on a straight line.
        bounds: lowest and highest possible figure.
        table: what was learnt.
        method: how it was made, a message id.
    """

    years: NDArray[np.int64]
    horizons: NDArray[np.int64]
    grid: Floats
    points: int
    filled: int
    bounds: Bounds
    table: Table
    method: str = METHOD

    @property
    def score(self) -> tuple[Record | None, ...]:
        """For each year, how the method did on history at that distance; ``None``: not tested."""
        return tuple(self.table.record(int(h), self.points) for h in self.horizons)

    def quantile(self, p: ArrayLike) -> Floats:
        """Figures that are exceeded with probability ``1 - p``.

        Args:
            p: probabilities, of any shape; below 0.005 and above 0.995 the outermost quantile.

        Returns:
            Shape ``(h, *p.shape)``.
        """
        at = _logit(np.clip(np.asarray(p, dtype=np.float64), *SURE))
        return np.stack([np.interp(at, _LEVELS, row) for row in self.grid])

    @property
    def median(self) -> Floats:
        """The middle of each year, shape ``(h,)``."""
        return self.quantile(0.5)

    def probability_at_least(self, value: ArrayLike) -> Floats:
        """Probability of at least a value in each year, shape ``(h,)``; 0.005 to 0.995."""
        values = np.broadcast_to(np.asarray(value, dtype=np.float64), (len(self.grid),))
        return at_least(self.grid, values)

    def probability_between(self, low: float, high: float) -> Floats:
        """Probability of lying in a range in each year, shape ``(h,)``."""
        inside = self.probability_at_least(low) - self.probability_at_least(
            np.nextafter(high, np.inf)
        )
        return np.clip(inside, *SURE)

    def sample(self, n: int, seed: int = 0) -> Floats:
        """Paths through the years, shape ``(n, h)``.

        In every year the paths are spread as that year's distribution; from year to year they
        move as a random walk does, so that what is ahead stays ahead.
        """
        steps = np.random.default_rng(seed).standard_normal((n, int(self.horizons.max())))
        walk = np.cumsum(steps, axis=1)[:, self.horizons - 1]
        ranks = (walk.argsort(axis=0).argsort(axis=0) + 0.5) / n
        columns = zip(_logit(ranks).T, self.grid, strict=True)
        return np.stack([np.interp(at, _LEVELS, row) for at, row in columns], axis=1)


def forecast(
    years: Sequence[int] | NDArray[np.int64],
    values: Sequence[float] | Floats,
    horizons: int | Iterable[int],
    *,
    kind: IndicatorKind | None = None,
    bounds: Bounds = (None, None),
    table: Table | None = None,
) -> Predictive:
    """The distribution of a series in the years ahead.

    Args:
        years: years of the figures, rising; missing years in between are put on a straight line,
            and old figures left out where more years are missing than given.
        values: the figures, in any unit.
        horizons: years ahead of the last figure, 1 to 10, one or several.
        kind: as in the table of indicators. A growth rate gets no drift and may be negative.
        bounds: lowest and highest possible figure, such as ``(0, 100)`` for a share in per cent.
            Without a lower one, zero where no figure was negative (but for growth rates).
        table: what was learnt; the one of the package by default.

    Raises:
        InputError: fewer than four figures, more years missing than given, figures that all are
            the same, are not finite or lie outside the bounds, or a year ahead beyond ten.

    >>> found = forecast(range(2015, 2025), [50, 53, 55, 59, 61, 60, 64, 68, 71, 74], [1, 6])
    >>> found.years.tolist()
    [2025, 2030]
    >>> bool(found.probability_at_least(80)[1] > 0.5)
    True
    """
    table = table or shipped()
    ahead = np.atleast_1d(np.asarray(list(np.atleast_1d(horizons)), dtype=np.int64))  # type: ignore[arg-type]
    if len(ahead) == 0 or ahead.min() < 1 or ahead.max() > FARTHEST:
        raise InputError(N_("A forecast reaches 1 to {most} years ahead."), most=FARTHEST)
    full, given = filled(years, values)
    window = windows([full])
    low, high = natural_bounds(window, kind, bounds)
    if (low is not None and full.min() < low) or (high is not None and full.max() > high):
        raise InputError(
            N_("The figures leave the bounds {low} to {high}."), low=str(low), high=str(high)
        )
    number = len(ahead)
    grid = quantiles_of(
        np.repeat(window, number, axis=0),
        ahead,
        np.full(number, kind == "growth"),
        np.full(number, -np.inf if low is None else low),
        np.full(number, np.inf if high is None else high),
        table,
    )
    points = min(len(full), WINDOW)
    return Predictive(
        ahead + int(years[-1]), ahead, grid, points, len(full) - given, (low, high), table
    )


def filled(
    years: Sequence[int] | NDArray[np.int64], values: Sequence[float] | Floats
) -> tuple[Floats, int]:
    """Every year from the first that is used to the last, and how many figures were given.

    Raises:
        InputError: see :func:`forecast`.
    """
    when, what = np.asarray(years, dtype=np.int64), np.asarray(values, dtype=np.float64)
    if len(when) != len(what) or (np.diff(when) <= 0).any():
        raise InputError(N_("Each figure needs its year, and the years must rise."))
    if not np.isfinite(what).all():
        raise InputError(N_("The figures must be finite."))
    if len(what) < LEAST:
        raise InputError(
            N_("{count} figures are too few for a forecast; it needs {least}."),
            count=len(what),
            least=LEAST,
        )
    # Old figures are left out until at least half of the years have one.
    left = np.arange(len(when), 0, -1)
    close = (when > when[-1] - WINDOW) & (when[-1] - when + 1 <= 2 * left)
    when, what = when[np.argmax(close) :], what[np.argmax(close) :]
    if len(what) < LEAST:
        raise InputError(N_("More years are missing than given; nothing can be said."))
    if what.min() == what.max():
        raise InputError(N_("The series has not moved; how far it may move cannot be told."))
    every = np.arange(when[0], when[-1] + 1)
    return np.interp(every, when, what), len(what)


def at_least(grid: Floats, values: Floats) -> Floats:
    """Probability of at least ``values[i]`` under the quantiles ``grid[i]``; 0.005 to 0.995.

    Args:
        grid: figures at :data:`LEVELS`, shape ``(n, len(LEVELS))``, rising.
        values: shape ``(n,)``.
    """
    below = (grid < values[:, None]).sum(axis=1)
    first = np.clip(below - 1, 0, grid.shape[1] - 2)
    row = np.arange(len(grid))
    left, right = grid[row, first], grid[row, first + 1]
    wide = np.where(right > left, right - left, 1.0)
    part = np.clip(np.where(right > left, (values - left) / wide, below > 0), 0.0, 1.0)
    logits = _LEVELS[first] * (1 - part) + _LEVELS[first + 1] * part
    result: Floats = np.clip(1 / (1 + np.exp(logits)), *SURE)
    return result


def _logit(p: Floats) -> Floats:
    result: Floats = np.log(p / (1 - p))
    return result


_LEVELS: Final = _logit(LEVELS)
