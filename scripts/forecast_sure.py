"""How sure scores are: bootstraps over indicators, since series of one indicator move together."""

from __future__ import annotations

import numpy as np

from tamnhin.assess.backtest.cases import Cases
from tamnhin.assess.backtest.scores import BINS, Targets
from tamnhin.assess.backtest.simple import GRID

TIMES = 1000


def redrawn(indicators: np.ndarray) -> np.ndarray:
    """How often each indicator is drawn, of those with rows; shape ``(TIMES, indicators)``."""
    some = np.unique(indicators)
    drawn = np.random.default_rng(0).integers(0, len(some), (TIMES, len(some)))
    found = np.zeros((TIMES, int(some.max()) + 1))
    for row, each in zip(found, drawn, strict=True):
        row[some] = np.bincount(each, minlength=len(some))
    return found


def covered(cases: Cases, said: np.ndarray, share: float) -> tuple[float, float]:
    """Share of outcomes inside an interval, every series the same, and its standard error."""
    low, high = ((1 - share) / 2, (1 + share) / 2)
    ends = [np.array([np.interp(level, GRID, row) for row in said]) for level in (low, high)]
    inside = (cases.outcome >= ends[0]) & (cases.outcome <= ends[1])
    counts = redrawn(cases.indicators)
    held = np.bincount(cases.indicators, cases.weights * inside)
    whole = np.bincount(cases.indicators, cases.weights)
    means = (counts @ held) / (counts @ whole)
    return float(held.sum() / whole.sum()), float(means.std())


def faultless(cases: Cases, targets: Targets, said: np.ndarray) -> tuple[float, float, float]:
    """Calibration error that so few indicators show where nothing is wrong: 5, 50 and 95 %.

    The differences between what was said and what came are redrawn by indicator, after the mean
    difference of each tenth of probability has been taken off.
    """
    indicators = cases.indicators[targets.row]
    counts = redrawn(indicators)
    place = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    shape = (BINS, counts.shape[1])
    miss, weight = np.zeros(shape), np.zeros(shape)
    np.add.at(miss, (place, indicators), targets.weights * (said - targets.met))
    np.add.at(weight, (place, indicators), targets.weights)
    whole = weight.sum(axis=1)
    miss -= weight * (miss.sum(axis=1) / np.where(whole > 0, whole, 1))[:, None]
    errors = np.abs(counts @ miss.T).sum(axis=1) / (counts @ weight.T).sum(axis=1)
    low, middle, high = np.quantile(errors, [0.05, 0.5, 0.95])
    return float(low), float(middle), float(high)
