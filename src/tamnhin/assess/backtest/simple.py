"""Simple methods to beat, with their textbook intervals: last value, drift, compound growth."""

from __future__ import annotations

from statistics import NormalDist
from typing import Final

import numpy as np

from tamnhin.assess.backtest.cases import Cases
from tamnhin.assess.forecast.features import WINDOW, Floats
from tamnhin.assess.forecast.predictive import quantiles_of
from tamnhin.assess.forecast.table import LEVELS, Table

GRID: Final = (np.arange(100) + 0.5) / 100
"""Levels at which every method is scored."""
NORMAL: Final = np.array([NormalDist().inv_cdf(level) for level in GRID])
LARGEST: Final = 700.0
"""Largest exponent: compound growth of a wild series leaves the numbers of the machine."""


def ours(cases: Cases, table: Table | None = None) -> Floats:
    """Quantiles of this package's forecast at :data:`GRID`, shape ``(n, 100)``."""
    kinds = [history.kind for history in cases.histories]
    rate = np.array([kind == "growth" for kind in kinds], dtype=np.bool_)[cases.series]
    low, high = np.full(len(cases), -np.inf), np.full(len(cases), np.inf)
    known = [history.bounds for history in cases.histories]
    for i, (lowest, highest) in enumerate(known):
        if lowest is not None:
            low[cases.series == i] = lowest
        if highest is not None:
            high[cases.series == i] = highest
    signed = np.nanmin(cases.figures, axis=1) < 0
    low = np.where((low == -np.inf) & ~signed & ~rate, 0.0, low)
    found = quantiles_of(cases.figures, cases.horizon, rate, low, high, table)
    return regrid(found)


def regrid(found: Floats) -> Floats:
    """Quantiles at :data:`GRID` from those at ``LEVELS``."""
    have, want = np.log(LEVELS / (1 - LEVELS)), np.log(GRID / (1 - GRID))
    low = np.clip(np.searchsorted(have, want) - 1, 0, len(have) - 2)
    part = np.clip((want - have[low]) / (have[low + 1] - have[low]), 0, 1)
    result: Floats = found[:, low] * (1 - part) + found[:, low + 1] * part
    return result


def last_value(cases: Cases) -> Floats:
    """The last figure; spread by the root mean square of the yearly changes."""
    steps = np.diff(cases.figures, axis=1)
    spread = np.sqrt(np.nansum(steps**2, axis=1) / (cases.points - 1))
    return _normal(cases.figures[:, -1], spread * np.sqrt(cases.horizon))


def drift(cases: Cases) -> Floats:
    """A random walk with drift."""
    centre, spread = _walk(cases.figures, cases)
    return _normal(centre, spread)


def compound_growth(cases: Cases) -> Floats:
    """The growth rate of the window goes on (what agencies extrapolate); drift if not positive."""
    seen_positive = np.isnan(cases.figures) | (cases.figures > 0)
    positive = np.asarray(seen_positive.all(axis=1))
    logs = np.log(np.where(positive[:, None], cases.figures, 1.0))
    logs[np.isnan(cases.figures)] = np.nan
    centre, spread = _walk(logs, cases)
    grown = np.exp(np.minimum(_normal(centre, spread), LARGEST))
    return np.where(positive[:, None], grown, drift(cases))


def _walk(figures: Floats, cases: Cases) -> tuple[Floats, Floats]:
    number = cases.points - 1
    first = figures[np.arange(len(figures)), WINDOW - cases.points]
    slope = (figures[:, -1] - first) / number
    squares = np.nansum((np.diff(figures, axis=1) - slope[:, None]) ** 2, axis=1)
    deviation = np.sqrt(squares / np.maximum(number - 1, 1))
    h = cases.horizon
    return figures[:, -1] + slope * h, deviation * np.sqrt(h * (1 + h / number))


def _normal(centre: Floats, spread: Floats) -> Floats:
    result: Floats = centre[:, None] + spread[:, None] * NORMAL
    return result
