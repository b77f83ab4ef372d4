"""Learns a forecast table from cases: trend and spread by CRPS, errors from held-out folds.

Trend and spread are linear in a few features (``tamnhin.assess.forecast.features``) and are found
by the smallest mean CRPS with a ridge towards the damped random walk. The quantiles of the errors
come from an inner cross-validation by indicator: errors of series that were fitted are too small.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from scipy.optimize import minimize

from tamnhin.assess.backtest.cases import Cases
from tamnhin.assess.forecast.features import EVEN, GROUPS, ODD, calm, measure
from tamnhin.assess.forecast.scale import LOG_REACH, centre_basis, spread_basis, to_moves
from tamnhin.assess.forecast.table import FARTHEST, LEVELS, SPREAD_LIMITS, Table

RIDGE = 0.003
GRID = (np.arange(12) + 0.5) / 12  # levels at which the CRPS is summed
OUTLIER = 60.0  # yearly changes beyond which an outcome teaches no more
EVEN_OUT = 1.0  # power of the expected error that rows are divided by: see `importance`
ROUNDS = 3  # of fitting and tabulating in turn
LENGTHS = (5.0, 8.0)  # windows below 8 and from 8 figures on have each their errors
FAINT = 1e-3  # weight below which a neighbouring horizon is left out
OTHERS = 0.01  # weight of the errors of all groups beside those of a group itself
ORIGINS = 10  # of a series teach trend and spread; all of them teach the errors


class Prepared:
    """Cases with everything that does not change from fit to fit.

    Args:
        cases: the cases.
        rate: which rows are growth rates.
        count: how much the errors of each series count.
    """

    def __init__(self, cases: Cases, rate: np.ndarray, count: np.ndarray) -> None:
        self.count = count
        # Rows of one window stand together and are measured once.
        new = np.r_[True, (np.diff(cases.origin) != 0) | (np.diff(cases.points) != 0)
                    | (np.diff(cases.series) != 0) | (np.diff(cases.horizon) <= 0)]  # fmt: skip
        at, each = np.flatnonzero(new), np.cumsum(new) - 1
        figures = cases.figures[at]
        shapes = measure(figures, calm(figures) & ~rate[at], rate[at])
        h = cases.horizon
        odd, even = shapes.odd[each], shapes.even[each]
        self.centre = (odd[:, :, None] * centre_basis(h)[:, None]).reshape(len(h), -1)
        grown = (even[:, :, None] * spread_basis(h)[:, None]).reshape(len(h), -1)
        self.spread = np.column_stack([grown, np.log(h) ** 2])
        self.unit, self.way = shapes.unit[each], shapes.way[each]
        self.sign = np.where(self.way < 0, -1.0, 1.0)
        self.last, self.log = shapes.last[each], shapes.log[each]
        scale = cases.unit
        self.scale = np.where(scale > 0, scale, np.inf)
        reach = OUTLIER * np.where(scale > 0, scale, 0)
        now = cases.figures[:, -1]
        self.outcome = np.clip(cases.outcome, now - reach, now + reach)
        self.moves = to_moves(cases.outcome, self.last, self.log)
        self.h, self.points, self.series = h, cases.points, cases.series
        lengths = np.array([len(history.values) for history in cases.histories])
        every = np.maximum(1, lengths // ORIGINS)[cases.series]
        self.thin = (lengths[cases.series] - cases.origin) % every == 0

    def weights(self, keep: np.ndarray) -> np.ndarray:
        """Every series counts the same."""
        counts = np.bincount(self.series[keep])
        each = 1.0 / counts[self.series[keep]]
        result: np.ndarray = each / each.sum()
        return result


def weighted_quantiles(values: np.ndarray, weights: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Quantiles of values that count unequally."""
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    found: np.ndarray = np.interp(at, (total - weights[order] / 2) / total[-1], values[order])
    return found


def by_horizon(z: np.ndarray, w: np.ndarray, h: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Quantiles for each horizon, its neighbours helping; shape ``(FARTHEST, len(at))``."""
    rows = []
    for k in range(1, FARTHEST + 1):
        near = w * np.exp(-0.5 * (np.log(h / k) / 0.25) ** 2)
        rows.append(weighted_quantiles(z, near, at))
    return np.stack(rows)


def tabulate(p: Prepared, z: np.ndarray, use: np.ndarray) -> np.ndarray:
    """Quantiles at ``LEVELS`` of the errors of the rows of ``use``, for every group and horizon.

    Every series counts as ``p.count`` says, for a rise and for a fall as its windows are each; all
    of them, turned into the direction of the group, count a little, so that no group is without
    errors. Only neighbours among the far horizons help: with more, the longer series, which alone
    reach far, widened the intervals there. A series with few origins counts less.

    Returns:
        Shape ``(len(GROUPS), FARTHEST, len(LEVELS))``.
    """
    found = np.empty((len(GROUPS), FARTHEST, len(LEVELS)))
    for k in range(1, FARTHEST + 1):
        near = np.where(use, np.exp(-0.5 * (np.log(p.h / k) / 0.05) ** 2), 0.0)
        rows = near > FAINT * near.max()
        weights = p.count[p.series] * near / (np.bincount(p.series, near)[p.series] + 0.5)
        weights, way, log = weights[rows], p.way[rows], p.log[rows]
        along = z[rows] * p.sign[rows]
        for g in range(len(GROUPS)):
            turn = 1 if g % 2 else -1
            own = weights * np.where(log == (g >= 2), (1 + turn * way) / 2, 0.0)
            found[g, k - 1] = weighted_quantiles(
                np.concatenate([z[rows], turn * along]),
                np.concatenate([own, OTHERS * weights]),
                LEVELS,
            )
    return found


def fit(
    p: Prepared, keep: np.ndarray, ridge: float = RIDGE, start: np.ndarray | None = None
) -> np.ndarray:
    """Weights of trend and spread from the rows of ``keep``, in one vector.

    Args:
        p: cases.
        keep: rows to learn from.
        ridge: pull towards the damped random walk.
        start: where to begin; near the answer, one round is enough.
    """
    keep = keep & p.thin
    n_centre, n_spread = p.centre.shape[1], p.spread.shape[1]
    centre, spread = p.centre[keep], p.spread[keep]
    by_centre, by_spread = centre.std(axis=0) + 1e-9, spread.std(axis=0) + 1e-9
    by_spread[0] = 1.0
    centre, spread = centre / by_centre, spread / by_spread
    w, h, sign, log = p.weights(keep), p.h[keep], p.sign[keep], p.log[keep]
    unit, last, scale, outcome = p.unit[keep], p.last[keep], p.scale[keep], p.outcome[keep]
    base = np.exp(np.where(log, last, 0.0))
    tau = np.where(sign[:, None] > 0, GRID, 1 - GRID)
    shape = np.tile([NormalDist().inv_cdf(level) for level in GRID], (FARTHEST, 1))
    if start is not None:
        shape = by_horizon(sign * errors_of(p, start, keep), w, h, GRID)
    prior = np.zeros(n_centre + n_spread)
    prior[0] = 4 * by_centre[0]
    pull = np.full(len(prior), ridge)
    pull[n_centre] = 0.0
    found = prior if start is None else start * np.concatenate([by_centre, by_spread])

    def importance(x: np.ndarray) -> np.ndarray:
        """Weights that let series which are easy to forecast count as well."""
        sigma = np.exp(np.clip(spread @ x[n_centre:], *SPREAD_LIMITS))
        expected = np.clip(sigma * unit * np.where(log, base, 1.0) / scale, 0.02, 50)
        raw = w / expected**EVEN_OUT
        result: np.ndarray = raw / raw.sum()
        return result

    v = w if start is None else importance(found)

    def loss(x: np.ndarray, shape: np.ndarray, v: np.ndarray) -> tuple[float, np.ndarray]:
        mu = centre @ x[:n_centre]
        sigma = np.exp(np.clip(spread @ x[n_centre:], *SPREAD_LIMITS))
        error = sign[:, None] * shape[h - 1]
        move = unit[:, None] * (mu[:, None] + sigma[:, None] * error)
        slope = base[:, None] * np.exp(np.minimum(move, LOG_REACH))
        far = slope * (1 + np.maximum(move - LOG_REACH, 0))
        said = np.where(log[:, None], far, last[:, None] + move)
        slope = np.where(log[:, None], slope, 1.0)
        miss = outcome[:, None] - said
        below = miss < 0
        cost = 2 * (np.where(below, tau - 1, tau) * miss).mean(axis=1) / scale
        turn = np.where(below, 1 - tau, -tau) * slope * (2 / len(GRID) * unit * v / scale)[:, None]
        gradient = np.concatenate(
            [centre.T @ turn.sum(axis=1), spread.T @ ((turn * error).sum(axis=1) * sigma)]
        )
        away = x - prior
        return float(v @ cost + pull @ away**2), gradient + 2 * pull * away

    for _ in range(ROUNDS if start is None else 1):
        found = minimize(
            loss, found, (shape, v), jac=True, method="L-BFGS-B", options={"maxiter": 40}
        ).x
        mu = centre @ found[:n_centre]
        sigma = np.exp(np.clip(spread @ found[n_centre:], *SPREAD_LIMITS))
        shape = by_horizon(sign * (p.moves[keep] / unit - mu) / sigma, w, h, GRID)
        v = importance(found)
    weights: np.ndarray = found / np.concatenate([by_centre, by_spread])
    return weights


def errors_of(p: Prepared, x: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Errors of the rows of ``keep`` in units of their spread."""
    n = p.centre.shape[1]
    mu = p.centre[keep] @ x[:n]
    sigma = np.exp(np.clip(p.spread[keep] @ x[n:], *SPREAD_LIMITS))
    found: np.ndarray = (p.moves[keep] / p.unit[keep] - mu) / sigma
    return found


def table_from(
    p: Prepared, keep: np.ndarray, fold: np.ndarray, inner: int, ridge: float = RIDGE
) -> Table:
    """A table from the rows of ``keep``; errors from ``inner`` folds by indicator.

    Args:
        p: cases.
        keep: rows to learn from.
        fold: the inner fold of every row.
        inner: how many inner folds.
        ridge: pull towards the damped random walk.
    """
    x = fit(p, keep, ridge)
    z = np.zeros(len(keep))
    for k in range(inner):
        out = keep & (fold == k)
        if out.any():
            z[out] = errors_of(p, fit(p, keep & (fold != k), ridge, x), out)
    few = p.points < LENGTHS[1]
    n = p.centre.shape[1]
    return Table(
        centre=x[:n].reshape(len(ODD), 3),
        spread=x[n:-1].reshape(len(EVEN), 2),
        bend=float(x[-1]),
        lengths=np.array(LENGTHS),
        errors=np.stack([tabulate(p, z, keep & few), tabulate(p, z, keep & ~few)]),
    )
