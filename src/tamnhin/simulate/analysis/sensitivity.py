"""Which inputs move an outcome: designs of points in, indices with their uncertainty out.

Pure functions of arrays. A design is made of points in the unit cube, one column for each
input; the caller maps a column to its distribution, runs the model, and hands the outcomes back
in the order of the rows. Outcomes may have further axes (times, variables): the indices have
the same ones after the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamnhin.errors import ConfigurationError, InputError
from tamnhin.messages import N_
from tamnhin.simulate.program.ir import Array

# A bootstrap interval of percentiles needs some hundreds of resamples to settle.
RESAMPLES = 200
LEVEL = 0.95
# The Sobol sequence of scipy has this many dimensions; a design uses two for each input.
MAX_INPUTS = 10_600

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """Shares of the variance of an outcome, each of shape (inputs, *axes of the outcome).

    Attributes:
        first: first-order index: the share an input explains alone.
        first_low: lower end of its bootstrap interval.
        first_high: upper end.
        total: total index: the share that remains if everything else were known.
        total_low: lower end of its bootstrap interval.
        total_high: upper end.

    An outcome that does not vary has no shares: all of them are not-a-number.
    """

    first: Array
    first_low: Array
    first_high: Array
    total: Array
    total_low: Array
    total_high: Array


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """First-order indices found from a sample that has no design, with intervals.

    Attributes:
        first: shape (inputs, *axes of the outcome).
        low: lower end of the bootstrap interval.
        high: upper end.
    """

    first: Array
    low: Array
    high: Array


@dataclass(frozen=True, slots=True)
class MorrisIndices:
    """Elementary effects, each of shape (inputs, *axes of the outcome).

    Attributes:
        mu: mean effect of crossing the whole range of an input.
        mu_star: mean of its absolute value; ranks the inputs.
        sigma: standard deviation: curvature, or dependence on the other inputs.
    """

    mu: Array
    mu_star: Array
    sigma: Array


# --- Sobol ------------------------------------------------------------------------------------


def sobol_sample(dimensions: int, n: int, seed: int) -> Array:
    """Points for :func:`sobol_indices`, in the unit cube.

    The design of Saltelli et al. (2010): two independent samples A and B and, for each input i,
    A with its column i from B. Both halves come from one scrambled Sobol sequence in twice the
    dimensions (Owen 1998). Rows of one base point stand together: A, then A with column 1 of B
    up to the last, then B. So any first part of a run is a design itself, and the A and B rows
    are a plain sample of the inputs.

    Args:
        dimensions: number of inputs.
        n: number of base points, a power of two, as the sequence is balanced only then.
        seed: of the scrambling.

    Returns:
        Shape (n * (dimensions + 2), dimensions), from 0 up to but not including 1.

    Raises:
        InputError: ``n`` is not a power of two, or the number of inputs is out of reach.
        ConfigurationError: scipy is not installed.
    """
    _check_inputs(dimensions)
    if n < 2 or n & (n - 1):
        raise InputError(N_("A Sobol design has 2, 4, 8 … base points, not {n}."), n=n)
    sequence = _qmc().Sobol(2 * dimensions, scramble=True, rng=np.random.default_rng(seed))
    both = np.asarray(sequence.random(n), dtype=np.float64)
    one, other = both[:, :dimensions], both[:, dimensions:]
    rows = np.repeat(one[:, None, :], dimensions + 2, axis=1)
    for i in range(dimensions):
        rows[:, 1 + i, i] = other[:, i]
    rows[:, -1] = other
    return rows.reshape(-1, dimensions)


def sobol_base(dimensions: int, n: int) -> Index:
    """Rows of a Sobol design that are a plain sample: A and B of every base point."""
    starts = np.arange(n, dtype=np.intp) * (dimensions + 2)
    return np.column_stack([starts, starts + dimensions + 1]).ravel()


def sobol_indices(
    y: ArrayLike, dimensions: int, n: int, resamples: int = RESAMPLES, seed: int = 0
) -> SobolIndices:
    """First-order and total indices with bootstrap intervals.

    With f_A, f_B and f_ABi the outcomes of A, B and A with column i of B, and V the variance of
    f_A and f_B together::

        S_i  = mean(f_B * (f_ABi - f_A)) / V        (Saltelli et al. 2010, table 2, b)
        ST_i = mean((f_A - f_ABi)^2) / (2 V)        (Jansen 1999)

    Outcomes are centred first, which leaves the expectation of S_i and lowers its variance.
    Intervals are the 2.5 and 97.5 percentiles over resamples of the base points.

    Saltelli, Annoni, Azzini, Campolongo, Ratto, Tarantola (2010), Computer Physics
    Communications 181, 259-270. Jansen (1999), Computer Physics Communications 117, 35-43.

    Args:
        y: outcomes, shape (n * (dimensions + 2), ...), rows as :func:`sobol_sample` orders them.
        dimensions: number of inputs.
        n: number of base points.
        resamples: how many bootstrap resamples.
        seed: of the resampling.

    Raises:
        InputError: another number of rows, or outcomes that are not finite.
    """
    _check_inputs(dimensions)
    found = _outcomes(y, n * (dimensions + 2))
    rest = found.shape[1:]
    values = found.reshape(n, dimensions + 2, -1)
    values = values - values[:, [0, -1]].mean(axis=(0, 1))
    rng = np.random.default_rng(seed)
    first, total = _sobol(values)
    firsts = np.empty((resamples, *first.shape))
    totals = np.empty_like(firsts)
    for r in range(resamples):
        firsts[r], totals[r] = _sobol(values[rng.integers(0, n, n)])
    parts = [first, *_interval(firsts), total, *_interval(totals)]
    return SobolIndices(*(part.reshape(dimensions, *rest) for part in parts))


def _sobol(values: Array) -> tuple[Array, Array]:
    """Indices of shape (inputs, outcomes) from values of shape (n, inputs + 2, outcomes)."""
    a, mixed, b = values[:, :1], values[:, 1:-1], values[:, -1:]
    variance = np.concatenate([a[:, 0], b[:, 0]]).var(axis=0)
    scale = np.where(variance > 0, variance, np.nan)
    first = (b * (mixed - a)).mean(axis=0) / scale
    total = ((a - mixed) ** 2).mean(axis=0) / (2 * scale)
    return first, total


# --- any sample -------------------------------------------------------------------------------


def given_data_first_order(
    x: ArrayLike, y: ArrayLike, bins: int = 0, resamples: int = RESAMPLES, seed: int = 0
) -> FirstOrder:
    """First-order indices of a finished sample, whatever its design.

    The inputs must be independent. Each input is cut into classes with equally many points, and
    the variance of the class means of the outcome is compared with the whole (Plischke,
    Borgonovo, Smith 2013, European Journal of Operational Research 226, 536-550). Chance alone
    makes class means differ, so that the adjusted form is used, as for an adjusted R squared::

        S_i = 1 - (within / (N - classes)) / (whole / (N - 1))

    Args:
        x: inputs, shape (rows, inputs); an input with few distinct values is its own classes.
        y: outcomes, shape (rows, ...).
        bins: classes for each input; the cube root of the rows, at least 2, if 0.
        resamples: how many bootstrap resamples.
        seed: of the resampling.

    Raises:
        InputError: shapes that do not fit, or values that are not finite.
    """
    inputs = np.asarray(x, dtype=np.float64)
    if inputs.ndim != 2 or not np.isfinite(inputs).all():
        raise InputError(N_("Inputs must be a table of finite numbers, one row for each run."))
    rows = inputs.shape[0]
    found = _outcomes(y, rows)
    values = found.reshape(rows, -1)
    values = values - values.mean(axis=0)
    wanted = bins or max(2, round(rows ** (1 / 3)))
    classes = [_classes(column, wanted) for column in inputs.T]
    rng = np.random.default_rng(seed)
    first = _shares(classes, values)
    drawn = np.empty((resamples, *first.shape))
    for r in range(resamples):
        chosen = rng.integers(0, rows, rows)
        drawn[r] = _shares([labels[chosen] for labels in classes], values[chosen])
    shape = (inputs.shape[1], *found.shape[1:])
    return FirstOrder(*(part.reshape(shape) for part in (first, *_interval(drawn))))


def _classes(column: Array, wanted: int) -> Index:
    """The class of each point: equal values are never parted."""
    distinct, labels = np.unique(column, return_inverse=True)
    if distinct.size <= wanted:
        return np.asarray(labels, dtype=np.intp)
    ranks = np.searchsorted(np.sort(column), column, side="left")
    _, labels = np.unique(ranks * wanted // column.size, return_inverse=True)
    return np.asarray(labels, dtype=np.intp)


def _shares(classes: list[Index], values: Array) -> Array:
    """Adjusted correlation ratios, shape (inputs, outcomes)."""
    rows = values.shape[0]
    centred = values - values.mean(axis=0)
    whole = (centred**2).sum(axis=0)
    scale = np.where(whole > 0, whole, np.nan)
    found = np.empty((len(classes), values.shape[1]))
    for i, labels in enumerate(classes):
        counts = np.bincount(labels)
        sums = np.zeros((counts.size, values.shape[1]))
        np.add.at(sums, labels, centred)
        there = counts > 0
        between = (sums[there] ** 2 / counts[there, None]).sum(axis=0)
        free = max(1, rows - int(there.sum()))
        found[i] = 1 - (whole - between) / free / (scale / (rows - 1))
    return found


# --- Morris -----------------------------------------------------------------------------------


def morris_sample(dimensions: int, trajectories: int, seed: int, levels: int = 4) -> Array:
    """Points for :func:`morris_indices`, in the unit cube.

    Each trajectory starts on a grid of ``levels`` values and changes one input after another, in
    random order, by levels / (2 (levels - 1)) up or down (Morris 1991, Technometrics 33,
    161-174).

    Args:
        dimensions: number of inputs.
        trajectories: how many.
        seed: of the choice.
        levels: even number of grid values.

    Returns:
        Shape (trajectories * (dimensions + 1), dimensions).

    Raises:
        InputError: no trajectories, or a number of levels that is not even.
    """
    _check_inputs(dimensions)
    if trajectories < 1 or levels < 2 or levels % 2:
        raise InputError(N_("A Morris design has at least one trajectory and an even grid."))
    rng = np.random.default_rng(seed)
    step = levels // 2
    # The lower half of the grid may go up, the upper half down: each value starts equally often.
    start = rng.integers(0, levels, (trajectories, dimensions))
    moved = np.where(start < step, start + step, start - step)
    order = np.argsort(rng.random((trajectories, dimensions)), axis=1)
    turn = np.argsort(order, axis=1)
    when = np.arange(dimensions + 1)[None, :, None]
    grid = np.where(when > turn[:, None, :], moved[:, None, :], start[:, None, :])
    return (grid / (levels - 1)).reshape(-1, dimensions)


def morris_indices(x: ArrayLike, y: ArrayLike, dimensions: int) -> MorrisIndices:
    """Elementary effects of a Morris design.

    An effect is the change of the outcome over the change of the input, in units of the whole
    range. mu and sigma: Morris (1991); mu*: Campolongo, Cariboni, Saltelli (2007),
    Environmental Modelling and Software 22, 1509-1518. One trajectory has no sigma: it is
    not-a-number.

    Args:
        x: the points of :func:`morris_sample`.
        y: outcomes, shape (trajectories * (dimensions + 1), ...).
        dimensions: number of inputs.

    Raises:
        InputError: rows that are not such trajectories, or outcomes that are not finite.
    """
    _check_inputs(dimensions)
    points = np.asarray(x, dtype=np.float64)
    wrong = InputError(N_("These points are not Morris trajectories: one input changes at a time."))
    if points.ndim != 2 or points.shape[1] != dimensions or points.shape[0] % (dimensions + 1):
        raise wrong
    found = _outcomes(y, points.shape[0])
    count = points.shape[0] // (dimensions + 1)
    moves = np.diff(points.reshape(count, dimensions + 1, dimensions), axis=1)
    which = np.argmax(moves != 0, axis=2)
    if ((moves != 0).sum(axis=2) != 1).any() or (np.sort(which) != np.arange(dimensions)).any():
        raise wrong
    length = np.take_along_axis(moves, which[:, :, None], axis=2)
    change = np.diff(found.reshape(count, dimensions + 1, -1), axis=1) / length
    effects = np.empty_like(change)
    np.put_along_axis(effects, which[:, :, None], change, axis=1)
    shape = (dimensions, *found.shape[1:])
    spread = effects.std(axis=0, ddof=1) if count > 1 else np.full(effects.shape[1:], np.nan)
    parts = (effects.mean(axis=0), np.abs(effects).mean(axis=0), spread)
    return MorrisIndices(*(part.reshape(shape) for part in parts))


# --- common -----------------------------------------------------------------------------------


def _qmc() -> ModuleType:
    try:
        from scipy.stats import qmc
    except ImportError as error:
        raise ConfigurationError(N_('Sampling needs scipy: pip install "tamnhin[sd]".')) from error
    return qmc  # type: ignore[no-any-return]


def _check_inputs(dimensions: int) -> None:
    if not 1 <= dimensions <= MAX_INPUTS:
        raise InputError(
            N_("A design has from 1 to {limit} inputs, not {n}."), limit=MAX_INPUTS, n=dimensions
        )


def _outcomes(y: ArrayLike, rows: int) -> Array:
    found = np.asarray(y, dtype=np.float64)
    if found.ndim < 1 or found.shape[0] != rows:
        count = found.shape[0] if found.ndim else 1
        raise InputError(
            N_("The design has {rows} rows, the outcomes have {count}."), rows=rows, count=count
        )
    bad = int((~np.isfinite(found.reshape(rows, -1)).all(axis=1)).sum()) if found.size else rows
    if bad:
        raise InputError(
            N_("{count} of {rows} runs have outcomes that are not finite."), count=bad, rows=rows
        )
    return found


def _interval(drawn: Array) -> tuple[Array, Array]:
    """Percentile interval over the first axis; (nan, nan) without resamples."""
    if not drawn.shape[0]:
        empty = np.full(drawn.shape[1:], np.nan)
        return empty, empty
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    return low, high
