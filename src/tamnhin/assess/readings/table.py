"""Statistics Canada's progress measure of a whole table of series at once.

The same rule, classes and score as :func:`tamnhin.assess.readings.statcan.read_series`, as
arithmetic on columns: thousands of series with a target take a few milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamnhin.assess.readings.arithmetic import ALMOST_ZERO
from tamnhin.assess.readings.statcan import (
    ACHIEVED,
    BASE_YEAR,
    CLASSES,
    LOWEST,
    TARGET_YEAR,
    WITH_TARGET,
)
from tamnhin.assess.readings.types import NOT_AVAILABLE
from tamnhin.errors import InputError
from tamnhin.messages import N_

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TableReading:
    """What the measure says of each series of a table.

    Attributes:
        status: the class, shape ``(n,)``; see :mod:`tamnhin.assess.readings.statcan`.
        progress: the ratio R, shape ``(n,)``; NaN where growth says nothing.
        score: -5 to 5, shape ``(n,)``; NaN where there is none.
    """

    status: NDArray[np.str_]
    progress: Floats
    score: Floats


def read_table(
    values: ArrayLike,
    years: ArrayLike,
    *,
    direction: ArrayLike,
    target: ArrayLike,
    target_year: ArrayLike = TARGET_YEAR,
    base_year: int = BASE_YEAR,
) -> TableReading:
    """The progress of many series that share their years, each towards its target.

    Args:
        values: the figures, shape ``(n, y)``, NaN where there is none.
        years: the years of the columns, rising, shape ``(y,)``.
        direction: 1 where more is better, -1 where less is, for all or each, shape ``(n,)``.
        target: the targets, for all or each.
        target_year: when they are due, for all or each.
        base_year: the year to start from; where it is missing, the first later one.

    Raises:
        InputError: shapes that do not fit, a direction that is not 1 or -1, or a target that is
            not finite.
    """
    table, when = np.asarray(values, dtype=np.float64), np.asarray(years, dtype=np.float64)
    if table.ndim != 2 or when.shape != table.shape[1:] or (np.diff(when) <= 0).any():
        message = N_("A table of {shape} needs {columns} rising years.")
        columns = table.shape[-1] if table.ndim else 0
        raise InputError(message, shape=str(table.shape), columns=columns)
    return read_columns(
        *_ends(table, when, base_year), direction=direction, target=target, target_year=target_year
    )


def read_columns(
    base: Floats,
    base_year: Floats,
    current: Floats,
    current_year: Floats,
    *,
    direction: ArrayLike,
    target: ArrayLike,
    target_year: ArrayLike = TARGET_YEAR,
) -> TableReading:
    """The progress of many series whose two ends are known; see :func:`read_table`.

    Args:
        base: the figures to start from, shape ``(n,)``, NaN where there is none.
        base_year: their years.
        current: the latest figures.
        current_year: their years.
        direction: 1 where more is better, -1 where less is, for all or each.
        target: the targets, for all or each.
        target_year: when they are due, for all or each.

    Raises:
        InputError: shapes that do not fit, a direction that is not 1 or -1, or a target that is
            not finite.
    """
    way, goal, due = (_column(x, len(base)) for x in (direction, target, target_year))
    if not (np.abs(way) == 1).all() or not (np.isfinite(goal) & np.isfinite(due)).all():
        raise InputError(N_("Directions are 1 or -1, targets and their years finite numbers."))
    goal = np.where(goal == 0, ALMOST_ZERO, goal)
    base = np.where(base == 0, ALMOST_ZERO, base)
    with np.errstate(all="ignore"):
        made = _growth(current / base, current_year - base_year)
        needed = np.abs(_growth(goal / base, due - base_year))
        progress = np.where(base < 0, -1, 1) * way * made / needed
    known = np.isfinite(progress) & (current_year - base_year >= 1)
    known &= (base * current >= 0) & (needed > 0)
    progress = np.where(known, progress, np.nan)
    reached = way * (current - goal) >= 0
    ratio = np.where(known, progress, 0.0)
    rising, falling = 7.1429 * ratio - 4.2857, 4.1667 * ratio - 2.5
    score = np.where(ratio >= WITH_TARGET[1], np.minimum(rising, 5), np.maximum(falling, -5))
    classes = np.array([LOWEST, *reversed(CLASSES)])[np.digitize(ratio, WITH_TARGET[::-1])]
    status = np.where(reached, ACHIEVED, np.where(known, classes, NOT_AVAILABLE))
    return TableReading(status, progress, np.where(reached, 5.0, np.where(known, score, np.nan)))


def _column(given: ArrayLike, number: int) -> Floats:
    """One number for each series."""
    column = np.asarray(given, dtype=np.float64)
    if column.shape not in {(), (number,)}:
        message = N_("One number for all series or {number} are needed; found: {shape}.")
        raise InputError(message, number=number, shape=str(column.shape))
    return np.broadcast_to(column, (number,))


def _ends(table: Floats, years: Floats, base_year: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Base, its year, the latest figure and its year; NaN without a base."""
    seen, each = ~np.isnan(table), np.arange(len(table))
    later = seen & (years >= base_year)
    first, last = later.argmax(axis=1), table.shape[1] - 1 - seen[:, ::-1].argmax(axis=1)
    found = later.any(axis=1)
    base, current = table[each, first], table[each, last]
    return (
        np.where(found, base, np.nan),
        np.where(found, years[first], np.nan),
        np.where(found, current, np.nan),
        years[last],
    )


def _growth(ratio: Floats, years: Floats) -> Floats:
    """Yearly rates; NaN where signs differ or no year lies between."""
    usable = (ratio >= 0) & (years > 0)
    rate = np.where(usable, ratio, np.nan) ** (1 / np.where(usable, years, 1)) - 1
    return np.where(np.isfinite(rate), rate, np.nan)
