"""From the scale of the forecast to figures and back, and how a forecast bends with time."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tamnhin.assess.forecast.features import Floats

LOG_REACH: Final = 0.5
"""Log distance above the last figure beyond which the scale goes on in a straight line: an
exponential tail would let a few wild windows forecast any multiple of the last figure."""


def to_figures(moves: Floats, last: Floats, log: NDArray[np.bool_]) -> Floats:
    """Figures from moves away from the last figure.

    Args:
        moves: on the scale of the forecast, shape ``(n, ...)``.
        last: last figure on that scale, shape ``(n,)``.
        log: which rows are logs, shape ``(n,)``.
    """
    wide = (slice(None), *([None] * (moves.ndim - 1)))
    near = np.exp(np.where(log, last, 0.0))[wide] * np.exp(np.minimum(moves, LOG_REACH))
    far = near * (1 + np.maximum(moves - LOG_REACH, 0.0))
    result: Floats = np.where(log[wide], far, last[wide] + moves)
    return result


def to_moves(figures: Floats, last: Floats, log: NDArray[np.bool_]) -> Floats:
    """The inverse of :func:`to_figures`; figures below a millionth of the last one count as it.

    Forecasts go one way; what learns their table (``scripts/forecast_fit.py``) needs both.
    """
    base = np.exp(np.where(log, last, 0.0))
    ratio = np.maximum(np.where(log, figures, 1.0) / base, 1e-6)
    reach = np.exp(LOG_REACH)
    logs = np.where(ratio > reach, LOG_REACH + ratio / reach - 1, np.log(ratio))
    result: Floats = np.where(log, logs, figures - last)
    return result


def centre_basis(h: NDArray[np.int64]) -> Floats:
    """How a trend goes on: damped by 0.85 a year, at once, or straight; shape ``(n, 3)``."""
    damped = 0.85 * (1 - 0.85**h) / 0.15 / 4
    return np.stack([damped, 1 - 0.5**h, h / 4.0], axis=-1)


def spread_basis(h: NDArray[np.int64]) -> Floats:
    """How the logarithm of the spread grows with the horizon; shape ``(n, 2)``."""
    return np.stack([np.ones(len(h)), np.log(h)], axis=-1)
