"""UNICEF's average annual rate of reduction: a rate, without classes.

Source: UNICEF technical note as retold by nipn-nutrition-platforms.org (note 185): a straight
line through the logarithms of all figures, AARR = 1 - exp(slope).
"""

from __future__ import annotations

import math
from collections.abc import Mapping


def reduction_rate(slope: float) -> float:
    """The yearly rate of reduction that a slope of logarithms means.

    >>> round(reduction_rate(-0.06613), 6)
    0.063991
    """
    return 1 - math.exp(slope)


def average_reduction(values: Mapping[float, float]) -> float | None:
    """AARR of figures by year, as a fraction a year; ``None`` of fewer than two or not positive."""
    if len(values) < 2 or min(values.values()) <= 0:
        return None
    middle = sum(values) / len(values)
    logs = {year: math.log(value) for year, value in values.items()}
    mean = sum(logs.values()) / len(logs)
    rise = sum((year - middle) * (log - mean) for year, log in logs.items())
    return reduction_rate(rise / sum((year - middle) ** 2 for year in logs))
