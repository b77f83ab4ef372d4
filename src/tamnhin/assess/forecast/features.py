"""What a window of yearly figures looks like, in numbers without a unit.

Features are of two sorts. *Odd* ones turn their sign when the series is turned upside down (the
drift, the last change); they say where the series goes. *Even* ones stay (how steady the drift
is, how rough the changes are); they say how sure that is. All are measured in the mean absolute
yearly change of the window, so that a forecast does not depend on the unit of the figures.

What has a floor at zero is not the same upside down: rising figures err upwards, falling ones come
to rest. So windows are also told apart by direction and scale; only where figures may lie on either
side of zero are rise and fall mirror images. Both fade in: a window that goes nowhere is half a
rise and half a fall, so that no forecast turns on the last digit of a figure.

Windows are rows of a matrix of shape ``(n, WINDOW)``, aligned to the right, with NaN before the
first figure of a shorter one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

WINDOW: Final = 20
"""Figures that are looked at: older ones say little of the next years."""
STILL: Final = 0.01
"""Share of its level that stands in for the yearly change of a window without any."""
CALM: Final = 0.15
"""Standard deviation of yearly log changes below which a positive series is taken in logs."""
TWENTIETH: Final = 0.05
"""Yearly change, as a share of the level, at which ``relative`` is nought: about the usual one."""

ODD: Final = (
    "drift", "last", "last3", "last5", "from_mean", "from_line", "drift.steady", "last.memory",
    "from_mean.memory", "from_mean.steady", "way.log", "way.relative",
)  # fmt: skip
EVEN: Final = (
    "one", "spread", "recent", "steady", "memory", "short", "still", "spike", "log", "jump",
    "memory.steady", "steady.steady", "off_line", "relative",
)  # fmt: skip
GROUPS: Final = ("falling", "rising", "falling in logs", "rising in logs")
"""Windows whose errors are kept apart; directions alternate, logs come last."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Windows, measured.

    Attributes:
        odd: shape ``(n, len(ODD))``.
        even: shape ``(n, len(EVEN))``.
        unit: mean absolute yearly change on the scale of the forecast, shape ``(n,)``.
        way: direction of the drift, from -1 to 1, near 0 where it may as well be none; 0 for
            growth rates, shape ``(n,)``.
        last: last figure on the scale of the forecast, shape ``(n,)``.
        log: whether that scale is the logarithm, shape ``(n,)``.
        signed: how far figures lie on either side of zero, 0 to 1, shape ``(n,)``.
    """

    odd: Floats
    even: Floats
    unit: Floats
    way: Floats
    last: Floats
    log: Bools
    signed: Floats


def windows(series: Sequence[Sequence[float] | Floats]) -> Floats:
    """The last figures of each series as rows aligned to the right, shape ``(n, WINDOW)``."""
    found = np.full((len(series), WINDOW), np.nan)
    for row, values in zip(found, series, strict=True):
        tail = np.asarray(values, dtype=np.float64)[-WINDOW:]
        row[WINDOW - len(tail) :] = tail
    return found


def calm(figures: Floats) -> Bools:
    """Which windows are positive and change by so little that logs are their scale."""
    positive: Bools = np.asarray((np.isnan(figures) | (figures > 0)).all(axis=1))
    changes = np.diff(np.log(np.where(positive[:, None], figures, 1.0)), axis=1)
    seen = ~np.isnan(changes)
    number = seen.sum(axis=1)
    changes = np.where(seen, changes, 0.0)
    mean = changes.sum(axis=1) / number
    squares = np.where(seen, (changes - mean[:, None]) ** 2, 0.0).sum(axis=1)
    deviation = np.sqrt(squares / np.maximum(number - 1, 1))
    result: Bools = positive & (deviation < CALM)
    return result


def measure(figures: Floats, log: Bools, rate: Bools) -> Shapes:
    """The features of windows.

    Args:
        figures: shape ``(n, WINDOW)``; at least three figures in every row.
        log: which rows are taken in logs; they are positive.
        rate: which rows are growth rates: they get no drift (a rate does not grow for ever).
    """
    scaled = np.where(log[:, None], np.log(np.where(log[:, None], figures, 1.0)), figures)
    steps = np.diff(scaled, axis=1)
    seen = ~np.isnan(steps)
    number = seen.sum(axis=1)
    steps = np.where(seen, steps, 0.0)
    sizes = np.abs(steps)
    unit = sizes.sum(axis=1) / number
    # A window that stood still has no unit: a hundredth of its level stands in, so that batches
    # stay finite. Single forecasts refuse such a series.
    level = np.where(log, 1.0, np.abs(scaled[:, -1]))
    unit = np.where(unit > 0, unit, np.where(level > 0, STILL * level, 1.0))
    drift = np.where(rate, 0.0, steps.sum(axis=1) / number)
    centred = np.where(seen, steps - drift[:, None], 0.0)
    spread = np.sqrt((centred**2).sum(axis=1) / np.maximum(number - 1, 1))
    spread = np.maximum(spread, 0.05 * unit)
    t = np.abs(drift) * np.sqrt(number) / spread
    steady = t**2 / (t**2 + 6)
    variance = (centred**2).sum(axis=1)
    products = (centred[:, 1:] * centred[:, :-1]).sum(axis=1)
    # The half over n takes out the bias of a lag correlation of few points.
    memory = (
        np.where(variance > 0, products / np.where(variance > 0, variance, 1), 0) + 0.5 / number
    )
    # A hair below zero is no other world: what is a whole yearly change below it is.
    signed = np.where(rate, 1.0, np.clip(-np.nanmin(figures, axis=1) / unit, 0.0, 1.0))
    short, spike = 4.0 / (number + 1), sizes.max(axis=1) / (sizes.sum(axis=1) + 1e-300)
    still = ((steps == 0) & seen).sum(axis=1) / number
    # Figures on either side of zero have no level to measure a change by: the end of the scale
    # stands in.
    share = unit / np.where(log, 1.0, np.where(level > 0, level, unit))
    relative = np.clip(np.log(share / TWENTIETH), -3.0, 4.0) * (1 - signed) + 4.0 * signed
    recent = _mean_of_last(sizes, 3, number)
    mean, line = _line(scaled)
    line = np.where(rate, mean, line)

    def bounded(value: Floats, limit: float = 4.0) -> Floats:
        result: Floats = np.clip(value / unit, -limit, limit)
        return result

    odd = {
        "drift": bounded(drift),
        "last": bounded(steps[:, -1]),
        "last3": bounded(_mean_of_last(steps, 3, number)),
        "last5": bounded(_mean_of_last(steps, 5, number)),
        "from_mean": bounded(scaled[:, -1] - mean, 12) / 4,
        "from_line": bounded(scaled[:, -1] - line, 6) / 2,
        # Steady growth, which is taken in logs, goes on more often than what is rough, and what
        # moves little beside its level more often than what moves much.
        "way": np.sign(drift) * t / np.sqrt(1 + t**2),
    }
    even = {
        "one": np.ones(len(figures)),
        "spread": np.log(spread / unit),
        "recent": np.log(recent / unit + 0.1),
        "steady": steady,
        "memory": memory,
        "short": short,
        "still": still,
        "spike": spike,
        "log": log.astype(np.float64),
        "jump": np.minimum(np.abs(odd["last"]), 3),
        "memory.steady": memory * steady,
        # The steadiest windows are surer than a straight line through all of them tells, and a
        # last figure far off the line is less sure.
        "steady.steady": steady**2,
        "off_line": np.minimum(np.abs(odd["from_line"]), 3),
        "relative": relative,
    }
    columns = [_column(name, odd, even) for name in ODD]
    return Shapes(
        odd=np.stack(columns, axis=1),
        even=np.stack([even[name] for name in EVEN], axis=1),
        unit=unit,
        way=odd["way"],
        last=scaled[:, -1],
        log=log,
        signed=signed,
    )


def _column(name: str, odd: dict[str, Floats], even: dict[str, Floats]) -> Floats:
    first, dot, second = name.partition(".")
    return odd[first] * even[second] if dot else odd[first]


def _mean_of_last(steps: Floats, k: int, number: NDArray[np.int64]) -> Floats:
    """Mean of the last ``k`` steps, or of all where there are fewer."""
    result: Floats = steps[:, -k:].sum(axis=1) / np.minimum(k, number)
    return result


def _line(scaled: Floats) -> tuple[Floats, Floats]:
    """Mean of each window, and the end of the straight line through it."""
    seen = ~np.isnan(scaled)
    number = seen.sum(axis=1)
    time = np.arange(scaled.shape[1]) - (scaled.shape[1] - 1.0)
    mean = np.where(seen, scaled, 0.0).sum(axis=1) / number
    middle = (seen * time).sum(axis=1) / number
    centred = np.where(seen, time - middle[:, None], 0.0)
    slope = (centred * np.where(seen, scaled, 0.0)).sum(axis=1) / (centred**2).sum(axis=1)
    return mean, mean - slope * middle
