"""What several methods share: growth with refusals, base years, nearness to a limit, transforms."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

from tamnhin.errors import InputError
from tamnhin.messages import N_

ALMOST_ZERO: Final = 0.001
"""What a zero base or target is replaced by (Open SDG, documentation of 2.4.0)."""

LIMIT_POWER: Final = 4.44
"""Chosen by Statistics Canada so that the best class stays within reach for fifteen years."""

PARITY: Final = (0.97, 1.03)
"""Ratios that count as parity (Statistics Canada, indicator 4.5.1)."""


def check_inputs(direction: float, **numbers: float | None) -> None:
    """Refuse what no method can read: a direction that is none, a number that is none.

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    if direction not in {1, -1}:
        raise InputError(
            N_("The direction is 1 where more is better and -1 where less is; found: {found}."),
            found=str(direction),
        )
    for name, number in numbers.items():
        if number is not None and not math.isfinite(number):
            raise InputError(
                N_("“{name}” must be a finite number; found: {found}."),
                name=name,
                found=str(number),
            )


def yearly_growth(start: float, end: float, years: float) -> float | None:
    """The yearly rate between two values of one sign; ``None`` where there is none."""
    if start == 0 or years <= 0 or end / start < 0:
        return None
    try:
        rate = (end / start) ** (1 / years) - 1
    except OverflowError:
        return None
    return rate if math.isfinite(rate) else None


def reaches(current: float, target: float, direction: float) -> bool:
    """True where the value keeps the target."""
    return current >= target if direction > 0 else current <= target


def limit_factor(base: float, limit: float | None) -> float:
    """By how much thresholds above zero shrink near a natural limit: C, from 0 to 1.

    ``1 - (b/L)^4.44`` up to the limit, ``1 - ((2L - b)/L)^4.44`` between L and 2L, else 1; of
    the sizes of both (Statistics Canada).

    >>> round(limit_factor(90, 100), 5)
    0.37362
    """
    if limit is None:
        return 1.0
    b, top = abs(base), abs(limit)
    if b >= 2 * top:
        return 1.0
    near = b / top if b <= top else (2 * top - b) / top
    return float(1 - near**LIMIT_POWER)


def later_year(years: Iterable[int], wanted: int) -> int | None:
    """The wanted base year, else the first later one (Statistics Canada)."""
    return min((year for year in years if year >= wanted), default=None)


def nearest_year(years: Iterable[int], wanted: int) -> int | None:
    """The wanted base year, else the nearest; of two equally near the later (Eustat)."""
    return min(years, key=lambda year: (abs(year - wanted), -year), default=None)


def growth_inputs(
    values: Mapping[int, float], base_year: int | None
) -> tuple[float | None, float | None, float | None, float | None]:
    """Base, its year, current and its year of a series; ``None`` four times without a base."""
    if base_year is None or not values:
        return None, None, None, None
    last = max(values)
    return values[base_year], base_year, values[last], last


def parity(value: float) -> float:
    """A ratio of two groups as the larger over the smaller; 1 within 0.97 to 1.03.

    Raises:
        InputError: the ratio is not positive.
    """
    if not value > 0:
        raise InputError(N_("A ratio of two groups is positive; found: {found}."), found=str(value))
    return 1.0 if PARITY[0] <= value <= PARITY[1] else max(value, 1 / value)


def around(value: float, centre: float) -> float:
    """A value whose aim is the centre itself, folded to one side: ``centre + |value - centre|``."""
    return centre + abs(value - centre)
