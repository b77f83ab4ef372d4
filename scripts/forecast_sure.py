"""How sure scores are: bootstraps over indicators, since series of one indicator move together."""

from __future__ import annotations

from dataclasses import dataclass

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


def covered(
    cases: Cases, said: np.ndarray, share: float, weights: np.ndarray | None = None
) -> tuple[float, float]:
    """Share of outcomes inside an interval, and its standard error.

    Every series counts the same without ``weights``.
    """
    weights = cases.weights if weights is None else weights
    low, high = ((1 - share) / 2, (1 + share) / 2)
    ends = [np.array([np.interp(level, GRID, row) for row in said]) for level in (low, high)]
    inside = (cases.outcome >= ends[0]) & (cases.outcome <= ends[1])
    counts = redrawn(cases.indicators)
    held = np.bincount(cases.indicators, weights * inside)
    whole = np.bincount(cases.indicators, weights)
    means = (counts @ held) / (counts @ whole)
    return float(held.sum() / whole.sum()), float(means.std())


@dataclass(frozen=True)
class Misses:
    """What was said less what came, summed by tenth of probability and indicator.

    Attributes:
        miss: weighted differences, shape ``(BINS, indicators)``.
        weight: their weights, of the same shape.
        times: how often each indicator is drawn, shape ``(TIMES, indicators)``.
    """

    miss: np.ndarray
    weight: np.ndarray
    times: np.ndarray

    @classmethod
    def of(cls, cases: Cases, targets: Targets, said: np.ndarray) -> Misses:
        """The sums of probabilities of targets."""
        indicators = cases.indicators[targets.row]
        times = redrawn(indicators)
        place = np.minimum((said * BINS).astype(np.int64), BINS - 1)
        shape = (BINS, times.shape[1])
        miss, weight = np.zeros(shape), np.zeros(shape)
        np.add.at(miss, (place, indicators), targets.weights * (said - targets.met))
        np.add.at(weight, (place, indicators), targets.weights)
        used = weight.sum(axis=1) > 0
        return cls(miss[used], weight[used], times)

    def faultless(self) -> tuple[float, float, float]:
        """Calibration error that so few indicators show where nothing is wrong: 5, 50 and 95 %.

        The differences are redrawn by indicator, after the mean difference of each tenth of
        probability has been taken off.
        """
        mean = self.miss.sum(axis=1) / self.weight.sum(axis=1)
        centred = self.miss - self.weight * mean[:, None]
        errors = np.abs(self.times @ centred.T).sum(axis=1)
        errors /= (self.times @ self.weight.T).sum(axis=1)
        low, middle, high = np.quantile(errors, [0.05, 0.5, 0.95])
        return float(low), float(middle), float(high)

    def corrected(self) -> float:
        """Root mean square calibration error without the part that is noise.

        The square of each tenth's mean difference less its sampling variance (bias-corrected
        reliability: Ferro and Fricker 2012, Quarterly Journal of the Royal Meteorological Society
        138, 1954-1960), here by a bootstrap over indicators; nought where noise explains all.
        """
        whole = self.weight.sum(axis=1)
        mean = self.miss.sum(axis=1) / whole
        drawn = self.times @ self.weight.T
        noise = (self.times @ self.miss.T) / np.where(drawn > 0, drawn, np.inf)
        square = (whole / whole.sum()) @ (mean**2 - noise.var(axis=0))
        return float(np.sqrt(max(square, 0.0)))
