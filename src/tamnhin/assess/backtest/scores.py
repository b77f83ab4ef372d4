"""How good forecasts were: error, sharpness, coverage, and probabilities that came true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tamnhin.assess.backtest.cases import Cases
from tamnhin.assess.backtest.simple import GRID
from tamnhin.assess.forecast.features import WINDOW, Bools, Floats
from tamnhin.assess.forecast.predictive import SURE

CAP: Final = 1000.0
"""Largest scaled error: a series that stood still and then moved would outweigh all others."""
PACES: Final = (0.0, 0.5, 1.0, 1.5, 2.0)
"""Targets are set at these multiples of the pace of the past."""
TARGET_YEARS: Final = (3, 5, 8)
"""Years ahead at which targets are set."""
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of about one probability, and how often they came true.

    Attributes:
        said: mean probability.
        came: share that came true.
        share: share of all forecasts.
    """

    said: float
    came: float
    share: float


@dataclass(frozen=True, slots=True)
class Chances:
    """How good probabilities were.

    Attributes:
        brier: mean squared difference from what came (0 or 1).
        calibration: expected calibration error over ten bins.
        bins: the reliability diagram.
    """

    brier: float
    calibration: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """How good a method was; every series counts the same.

    Attributes:
        cases: number of forecasts.
        mase: mean absolute error of the median, in yearly changes of the window.
        crps: continuous ranked probability score in the same unit.
        cover50: share of outcomes inside the 50 % interval.
        cover80: of the 80 % interval.
        cover95: of the 95 % interval.
    """

    cases: int
    mase: float
    crps: float
    cover50: float
    cover80: float
    cover95: float


def scores(cases: Cases, quantiles: Floats, weights: Floats | None = None) -> Scores:
    """Scores of quantiles at ``GRID``, shape ``(n, 100)``."""
    w = cases.weights if weights is None else weights
    middle = _at(quantiles, 0.5)
    return Scores(
        cases=len(cases),
        mase=float(w @ _scaled(np.abs(cases.outcome - middle), cases)),
        crps=float(w @ crps(cases, quantiles)),
        cover50=_cover(cases, quantiles, w, 0.25),
        cover80=_cover(cases, quantiles, w, 0.1),
        cover95=_cover(cases, quantiles, w, 0.025),
    )


def by_horizon(cases: Cases, quantiles: Floats) -> dict[int, Scores]:
    """Scores for each number of years ahead."""
    found = {}
    for h in np.unique(cases.horizon):
        keep = cases.horizon == h
        found[int(h)] = scores(cases.where(keep), quantiles[keep])
    return found


def crps(cases: Cases, quantiles: Floats) -> Floats:
    """Scaled and capped score of each row: twice the mean pinball loss."""
    total = np.zeros(len(cases))
    for level, said in zip(GRID, quantiles.T, strict=True):
        miss = cases.outcome - said
        total += np.where(miss >= 0, level, level - 1) * miss
    return _scaled(2 * total / len(GRID), cases)


def _scaled(errors: Floats, cases: Cases) -> Floats:
    unit = cases.unit
    still = np.where(errors == 0, 0.0, CAP)
    scaled = np.where(unit > 0, errors / np.where(unit > 0, unit, 1.0), still)
    return np.minimum(scaled, CAP)


def _at(quantiles: Floats, level: float) -> Floats:
    place = level * len(GRID) - 0.5
    low = int(min(max(np.floor(place), 0), len(GRID) - 2))
    part = place - low
    result: Floats = quantiles[:, low] * (1 - part) + quantiles[:, low + 1] * part
    return result


def _cover(cases: Cases, quantiles: Floats, weights: Floats, tail: float) -> float:
    inside = cases.outcome >= _at(quantiles, tail)
    inside &= cases.outcome <= _at(quantiles, 1 - tail)
    return float(weights @ inside)


@dataclass(frozen=True)
class Targets:
    """Targets set on past series: a value to reach in the direction of the drift.

    Attributes:
        row: row of the case.
        value: the target.
        up: whether it is a lower bound.
        met: whether it came true.
        weights: sum to one, every series the same.
    """

    row: np.ndarray
    value: Floats
    up: Bools
    met: Bools
    weights: Floats


def targets_of(cases: Cases, years: Sequence[int] = TARGET_YEARS) -> Targets:
    """Targets at multiples of the pace of each window, due in so many years."""
    first = cases.figures[np.arange(len(cases)), WINDOW - cases.points]
    last = cases.figures[:, -1]
    pace = (last - first) / (cases.points - 1)
    row = np.flatnonzero(np.isin(cases.horizon, years) & (pace != 0))
    value = np.concatenate([last[row] + k * pace[row] * cases.horizon[row] for k in PACES])
    rows = np.tile(row, len(PACES))
    up = pace[rows] > 0
    met = np.where(up, cases.outcome[rows] >= value, cases.outcome[rows] <= value)
    weights = cases.weights[rows]
    return Targets(rows, value, up, met, weights / weights.sum())


def chance_of(targets: Targets, quantiles: Floats) -> Floats:
    """Probability of each target under quantiles at ``GRID``; 0.005 to 0.995."""
    return chance(quantiles[targets.row], targets.value, targets.up)


def chance(quantiles: Floats, value: Floats, up: Bools) -> Floats:
    """Probability of at least (``up``) or at most a value, under quantiles at ``GRID``."""
    top = len(GRID) - 1
    below = (quantiles < value[:, None]).sum(axis=1)
    low = np.clip(below - 1, 0, top - 1)
    each = np.arange(len(value))
    left, right = quantiles[each, low], quantiles[each, low + 1]
    part = np.clip((value - left) / np.where(right > left, right - left, 1.0), 0, 1)
    share = np.clip(GRID[low] + part / len(GRID), *SURE)
    share = np.where(below == 0, SURE[0], np.where(below > top, SURE[1], share))
    result: Floats = np.where(up, 1 - share, share)
    return result


def chances(said: Floats, met: Bools, weights: Floats) -> Chances:
    """Brier score and reliability of probabilities."""
    place = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    weight = np.bincount(place, weights, BINS)
    mean = np.bincount(place, weights * said, BINS) / np.maximum(weight, 1e-300)
    came = np.bincount(place, weights * met, BINS) / np.maximum(weight, 1e-300)
    total = weight.sum()
    bins = tuple(
        Bin(float(a), float(b), float(c / total))
        for a, b, c in zip(mean, came, weight, strict=True)
        if c > 0
    )
    return Chances(
        brier=float(weights @ (said - met) ** 2 / total),
        calibration=float((weight * np.abs(mean - came)).sum() / total),
        bins=bins,
    )
