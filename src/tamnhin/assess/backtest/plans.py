"""Simulated ten-year plans: what was said at mid-plan, and whether the target was met.

For each positive series and each year with eight figures up to it and ten after it, a target is
set ten years ahead at a multiple of the growth of the ten years before (or of as many as there
are). Plans are reviewed on the way by the agencies' rules and by the forecast. A rule gives a
class; the probability that goes with a class is how often it came true on other indicators.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tamnhin.assess.backtest.cases import Cases
from tamnhin.assess.backtest.scores import chance
from tamnhin.assess.forecast.features import WINDOW, Bools, Floats

YEARS: Final = 10
BEFORE: Final = 8
AMBITIONS: Final = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
"""Targets move by these multiples of the past pace."""
LEAST_CHANGE: Final = 0.05
"""A past that moved by less than this share has no pace to multiply."""


@dataclass(frozen=True)
class Plans:
    """Plans under review.

    Attributes:
        cases: what is seen at the review; the outcome is the figure of the plan's last year.
        start: figure at the plan's start.
        target: figure promised for its last year.
        up: whether more is better.
        done: years between start and review.
    """

    cases: Cases
    start: Floats
    target: Floats
    up: Bools
    done: int

    @property
    def now(self) -> Floats:
        """The latest figure."""
        result: Floats = self.cases.figures[:, -1]
        return result

    @property
    def reached(self) -> Bools:
        """Whether the latest figure keeps the promise already."""
        return np.where(self.up, self.now >= self.target, self.now <= self.target)

    @property
    def met(self) -> Bools:
        """Whether the promise was kept in the end."""
        y = self.cases.outcome
        return np.where(self.up, y >= self.target, y <= self.target)

    @property
    def weights(self) -> Floats:
        """Every series the same."""
        return self.cases.weights

    def probability(self, quantiles: Floats) -> Floats:
        """Probability of keeping the promise under quantiles at ``GRID``."""
        return chance(quantiles, self.target, self.up)


def plans_of(cases: Cases, done: int) -> Plans:
    """The plans that are reviewed after ``done`` years.

    Args:
        cases: cases of whole windows with outcomes as far as ``YEARS - done`` years ahead, from
            origins with at least ``BEFORE + done`` figures.
        done: years between start and review, 1 to 9.
    """
    use = (cases.horizon == YEARS - done) & (cases.origin >= BEFORE + done)
    rows = cases.where(use)
    values = [rows.histories[i].values for i in rows.series]
    start = np.array([v[o - done - 1] for v, o in zip(values, rows.origin, strict=True)])
    back = np.minimum(rows.origin - done - 1, YEARS)
    first = np.array(
        [v[o - done - 1 - b] for v, o, b in zip(values, rows.origin, back, strict=True)]
    )
    positive = np.array([bool((v > 0).all()) for v in values], dtype=np.bool_)
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = np.log(start / first) / back
    keep = positive & (np.abs(pace) * YEARS >= np.log1p(LEAST_CHANGE))
    rows, start, pace = rows.where(keep), start[keep], pace[keep]
    number = len(rows)
    each = np.tile(np.arange(number), len(AMBITIONS))
    ambition = np.repeat(AMBITIONS, number)
    repeated = Cases(
        rows.histories,
        rows.series[each],
        rows.origin[each],
        rows.horizon[each],
        rows.figures[each],
        rows.points[each],
        rows.outcome[each],
    )
    target = start[each] * np.exp(np.clip(ambition * pace[each] * YEARS, -50, 50))
    return Plans(repeated, start[each], target, pace[each] > 0, done)


def pace_class(plans: Plans) -> NDArray[np.int64]:
    """Statistics Canada and Eurostat: actual by required growth at 0.95, 0.60 and 0."""
    actual = np.log(plans.now / plans.start) / plans.done
    required = np.log(plans.target / plans.start) / YEARS
    ratio = np.expm1(actual) / np.abs(np.expm1(required)) * np.sign(required)
    return np.where(plans.reached, 4, np.digitize(ratio, [0.0, 0.6, 0.95]))


def un_class(plans: Plans) -> NDArray[np.int64]:
    """UN Statistics Division: share of the road that the present growth leads to."""
    left = YEARS - plans.done
    ahead = plans.now * (plans.now / plans.start) ** (left / plans.done)
    share = (ahead - plans.start) / (plans.target - plans.start)
    return np.where(plans.reached, 3, np.digitize(share, [0.10, 0.95]))


def arrow_class(plans: Plans) -> NDArray[np.int64]:
    """SDSN: actual by required yearly step at 1, 0.5 and 0."""
    ratio = (plans.now - plans.start) / plans.done / ((plans.target - plans.start) / YEARS)
    return np.where(plans.reached, 4, np.digitize(ratio, [0.0, 0.5, 1.0]))


def weather_class(plans: Plans) -> NDArray[np.int64]:
    """Weather symbols: the mean change of the last five years carried on, short by 5 or 20 %."""
    figures = plans.cases.figures
    back = np.minimum(plans.cases.points - 1, 5)
    past = figures[np.arange(len(figures)), WINDOW - 1 - back]
    step = (plans.now - past) / back
    ahead = plans.now + step * (YEARS - plans.done)
    road = plans.target - plans.now
    short = (plans.target - ahead) / np.where(road == 0, 1.0, road)
    right = step * np.where(plans.up, 1.0, -1.0) > 0
    symbol = np.where(right, 3 - np.digitize(short, [0.05, 0.20]), 0)
    return np.where(plans.reached, 4, symbol)


RULES: Final[Mapping[str, Callable[[Plans], NDArray[np.int64]]]] = {
    "StatCan/Eurostat": pace_class,
    "UN": un_class,
    "SDSN": arrow_class,
    "weather": weather_class,
}


def frequency(classes: NDArray[np.int64], plans: Plans, fold: NDArray[np.int64]) -> Floats:
    """How often each class came true in the other folds: what a rule's word is worth.

    Args:
        classes: the class of each plan.
        plans: the plans.
        fold: the fold of each plan's indicator.
    """
    said = np.zeros(len(classes))
    w, met = plans.weights, plans.met
    for k in np.unique(fold):
        other = fold != k
        total = float(w[other] @ met[other] / w[other].sum())
        for c in np.unique(classes):
            seen = other & (classes == c)
            share = float(w[seen] @ met[seen] / w[seen].sum()) if seen.any() else total
            said[(fold == k) & (classes == c)] = share
    return said
