"""Series with their last years hidden: windows that a forecaster may see, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tamnhin.assess.forecast.features import WINDOW, Floats, windows
from tamnhin.data.types import IndicatorKind

Ints = NDArray[np.int64]

FIRST: Final = 8
"""Figures that must be seen before the first hidden one."""
HORIZONS: Final = 8
"""Years ahead that are scored."""


@dataclass(frozen=True)
class History:
    """A series of consecutive years.

    Attributes:
        name: what to call it.
        indicator: what it measures; folds and resampling keep an indicator together.
        values: one figure a year, shape ``(n,)``.
        kind: as in the table of indicators, where it is known.
        bounds: lowest and highest possible figure, where they are known.
        first_year: year of the first figure.
    """

    name: str
    indicator: str
    values: Floats
    kind: IndicatorKind | None = None
    bounds: tuple[float | None, float | None] = (None, None)
    first_year: int = 0


@dataclass(frozen=True)
class Cases:
    """Forecasts to make, one a row, and what came.

    Attributes:
        histories: the series.
        series: index of each row's series.
        origin: how many figures of the series lie before the hidden ones.
        horizon: years ahead.
        figures: what may be seen, shape ``(n, WINDOW)``, aligned to the right.
        points: how many figures that is.
        outcome: what came.
    """

    histories: tuple[History, ...]
    series: Ints
    origin: Ints
    horizon: Ints
    figures: Floats
    points: Ints
    outcome: Floats

    def __len__(self) -> int:
        return len(self.outcome)

    def where(self, keep: NDArray[np.bool_] | Ints) -> Cases:
        """Some rows: those that are true, or those of these numbers."""
        return Cases(
            self.histories,
            self.series[keep],
            self.origin[keep],
            self.horizon[keep],
            self.figures[keep],
            self.points[keep],
            self.outcome[keep],
        )

    @property
    def unit(self) -> Floats:
        """Mean absolute yearly change in each window: the unit of scaled errors."""
        steps = np.abs(np.diff(self.figures, axis=1))
        result: Floats = np.nansum(steps, axis=1) / (self.points - 1)
        return result

    @property
    def weights(self) -> Floats:
        """Weights that sum to one and count every series the same, whatever its length."""
        counts = np.bincount(self.series, minlength=len(self.histories))
        weights = 1.0 / counts[self.series]
        result: Floats = weights / weights.sum()
        return result

    @property
    def indicators(self) -> Ints:
        """A number for each row's indicator."""
        names = sorted({history.indicator for history in self.histories})
        number = {name: i for i, name in enumerate(names)}
        each = np.array([number[history.indicator] for history in self.histories], dtype=np.int64)
        return each[self.series]


def cases_of(
    histories: Sequence[History],
    *,
    first: int = FIRST,
    farthest: int = HORIZONS,
    longest: Sequence[int] = (WINDOW,),
) -> Cases:
    """Every origin of every series with every horizon that has an outcome.

    Args:
        histories: the series.
        first: figures that must be seen at least.
        farthest: years ahead at most.
        longest: longest windows; with several, an origin is seen through each that it can fill
            (and once in full where it cannot fill the longest).
    """
    seen: list[Floats] = []
    rows: list[tuple[int, int, int, int, float]] = []
    for i, history in enumerate(histories):
        for origin in range(first, len(history.values)):
            widths = sorted({min(width, origin) for width in longest})
            future = history.values[origin : origin + farthest]
            for width in widths:
                seen.append(history.values[origin - width : origin])
                rows += [
                    (i, origin, h, len(seen) - 1, float(value))
                    for h, value in enumerate(future, start=1)
                ]
    if not rows:
        empty = np.zeros(0, dtype=np.int64)
        blank = np.zeros((0, WINDOW))
        return Cases(tuple(histories), empty, empty, empty, blank, empty, np.zeros(0))
    table = np.array([row[:4] for row in rows], dtype=np.int64)
    figures = windows(seen)
    counts = np.array([min(len(values), WINDOW) for values in seen], dtype=np.int64)
    return Cases(
        tuple(histories),
        table[:, 0],
        table[:, 1],
        table[:, 2],
        figures[table[:, 3]],
        counts[table[:, 3]],
        np.array([row[4] for row in rows]),
    )
