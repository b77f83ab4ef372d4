"""A backtest from series to scores: ours beside the methods that offices use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from tamnhin.assess.backtest.bank import Bank
from tamnhin.assess.backtest.cases import FIRST, Cases, cases_of
from tamnhin.assess.backtest.scores import (
    Chances,
    Scores,
    by_horizon,
    chance_of,
    chances,
    scores,
    targets_of,
)
from tamnhin.assess.backtest.simple import compound_growth, drift, last_value, ours
from tamnhin.assess.forecast.features import Floats
from tamnhin.assess.forecast.table import LEAST, Table
from tamnhin.errors import InputError
from tamnhin.messages import N_

METHODS: Final[Mapping[str, Callable[[Cases], Floats]]] = {
    N_("compound growth"): compound_growth,
    N_("drift"): drift,
    N_("last figure"): last_value,
}
"""Methods that ours is compared with, by message id."""
OURS: Final = N_("Tầm Nhìn")


@dataclass(frozen=True)
class Result:
    """How one method did.

    Attributes:
        method: its name, a message id.
        scores: error, sharpness and coverage over all horizons.
        by_horizon: the same for each number of years ahead.
        chances: probabilities of meeting targets set at multiples of the past pace, due in 3, 5
            and 8 years; ``None`` where no series reaches that far.
    """

    method: str
    scores: Scores
    by_horizon: Mapping[int, Scores]
    chances: Chances | None


@dataclass(frozen=True)
class Report:
    """A backtest.

    Attributes:
        results: ours first.
        series: number of series that were scored.
        indicators: of so many indicators.
        too_short: names of the series with too few figures.
        first: figures seen before the first hidden one.
    """

    results: tuple[Result, ...]
    series: int
    indicators: int
    too_short: tuple[str, ...]
    first: int


def backtest(bank: Bank, first: int = FIRST, table: Table | None = None) -> Report:
    """Hide the last years of every series, forecast them from what came before, and score that.

    From every year with ``first`` figures behind it, up to eight years ahead; every series counts
    the same. Errors are in mean absolute yearly changes of the window (MASE), at most 1,000.

    Args:
        bank: the series.
        first: figures that must lie before a forecast, at least 4.
        table: what the forecasts have learnt; the table of the package by default.

    Raises:
        InputError: ``first`` is below 4, or no series has more figures than that.
    """
    if first < LEAST:
        raise InputError(N_("A forecast needs at least {least} figures."), least=LEAST)
    cases = cases_of(bank.histories, first=first)
    short = tuple(h.name for h in bank.histories if len(h.values) <= first)
    if len(cases) == 0:
        raise InputError(
            N_(
                "No series is long enough for a backtest: it takes more than {first} consecutive "
                "years, and the longest has {longest}."
            ),
            first=first,
            longest=max((len(h.values) for h in bank.histories), default=0),
        )
    said = {OURS: ours(cases, table), **{name: make(cases) for name, make in METHODS.items()}}
    return Report(
        results=tuple(result(name, cases, quantiles) for name, quantiles in said.items()),
        series=len(np.unique(cases.series)),
        indicators=len(np.unique(cases.indicators)),
        too_short=short,
        first=first,
    )


def result(method: str, cases: Cases, quantiles: Floats) -> Result:
    """The scores of one method from its quantiles at ``GRID``, shape ``(n, 100)``."""
    targets = targets_of(cases)
    judged = None
    if len(targets.row):
        judged = chances(chance_of(targets, quantiles), targets.met, targets.weights)
    return Result(method, scores(cases, quantiles), by_horizon(cases, quantiles), judged)
