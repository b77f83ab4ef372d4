"""The arithmetic of getting from a baseline to a target: pure functions of numbers.

Growth is a fraction a year (0.112 for 11.2 %); steps are in the unit of the figures a year.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def growth(start: float, end: float, years: float) -> float:
    """The yearly rate between two positive values: ``(end/start)^(1/years) - 1``."""
    return float((end / start) ** (1 / years) - 1)


def step(start: float, end: float, years: float) -> float:
    """The equal yearly step that leads from one value to another."""
    return (end - start) / years


def average_growth(rates: Sequence[float]) -> float:
    """The rate that, every year, compounds to the same as the rates did (geometric mean).

    Args:
        rates: one fraction for every year.
    """
    return math.prod(1 + rate for rate in rates) ** (1 / len(rates)) - 1


def growth_left(goal: float, years: int, done: Sequence[float]) -> float:
    """The average rate that the years left need, so that the whole period averages the goal.

    ``[(1 + goal)^years / prod(1 + done)]^(1 / (years - len(done))) - 1``.

    Args:
        goal: average yearly rate promised for the period.
        years: length of the period.
        done: the rates of its first years.

    >>> round(100 * growth_left(0.112, 10, [0.0885, 0.1082, 0.0941, 0.1093]), 3)
    12.008
    """
    left = years - len(done)
    return float(((1 + goal) ** years / math.prod(1 + rate for rate in done)) ** (1 / left) - 1)


def first_flow(total: float, rate: float, years: int) -> float:
    """The first of yearly flows that grow at a rate and add up to a total.

    ``total * rate / ((1 + rate)^years - 1)``; equal flows where the rate is zero.

    >>> first_flow(80, 0.0, 2)
    40.0
    """
    if math.isclose(rate, 0, abs_tol=1e-9):
        return total / years
    return total * rate / ((1 + rate) ** years - 1)


def pace_ratio(actual: float, required: float) -> float | None:
    """Actual by required pace, positive where both point the same way.

    ``None`` where nothing was required: a ratio to nothing says nothing.
    """
    if math.isclose(required, 0, abs_tol=1e-12):
        return None
    return actual / required
