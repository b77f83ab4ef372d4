"""Vensim's ALLOCATE AVAILABLE and ALLOCATE BY PRIORITY for one set of requests."""

from __future__ import annotations

import math

import numpy as np

from tamnhin.simulate.program.ir import Array

# Where a profile is numerically flat: beyond these many widths from its middle.
_REACH = {1: 0.5, 2: 0.5, 3: 8.2923611, 4: 36.7368005696}


def _demand(request: float, profile: Array, at: float) -> float:
    """What one target takes at a priority level: all of it far below, nothing far above."""
    shape, middle, width = int(profile[0]), float(profile[1]), float(profile[2])
    away = (at - middle) / width
    if shape == 1:
        return request * min(1.0, max(0.0, 0.5 - away))
    if shape == 2:
        if away <= -0.5:
            return request
        if away >= 0.5:
            return 0.0
        if away < 0:
            return request * (1 - 2 * (away + 0.5) ** 2)
        return 2 * request * (0.5 - away) ** 2
    if shape == 3:
        return request * 0.5 * (2 - math.erfc(-away / math.sqrt(2)))
    if away < 0:
        return request * (1 - 0.5 * math.exp(away))
    return request * 0.5 * math.exp(-away)


def allocate_available(request: Array, profile: Array, supply: float) -> Array:
    """Share a supply so that all targets are served to one common level of priority.

    Args:
        request: what each target asks, not negative.
        profile: for each target: shape (1 rectangle, 2 triangle, 3 normal, 4 exponential),
            middle, width, extra.
        supply: what there is, not negative.

    Returns:
        What each target gets; not-a-number throughout where the arguments make no sense.
    """
    known = set(profile[:, 0]) <= set(_REACH)
    if not known or not bool((profile[:, 2] > 0).all() and (request >= 0).all() and supply >= 0):
        return np.full(request.shape, np.nan)
    if supply >= request.sum():
        return request
    if supply == 0:
        return np.zeros(request.shape)
    reach = np.array([_REACH[int(shape)] for shape in profile[:, 0]]) * profile[:, 2]
    asking = request > 0
    low = float((profile[:, 1] - reach)[asking].min())
    high = float((profile[:, 1] + reach)[asking].max())

    def given(at: float) -> Array:
        return np.array([_demand(float(r), p, at) for r, p in zip(request, profile, strict=True)])

    for _ in range(200):  # halves to the last bit well before
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if given(middle).sum() > supply:
            low = middle
        else:
            high = middle
    return given(0.5 * (low + high))


def allocate_by_priority(request: Array, priority: Array, width: float, supply: float) -> Array:
    """Share a supply by descending priority; targets within ``width`` of each other overlap.

    Returns:
        What each target gets; not-a-number throughout where the arguments make no sense.
    """
    if not (bool((request >= 0).all()) and width > 0 and supply >= 0):
        return np.full(request.shape, np.nan)
    if supply >= request.sum():
        return request
    out = np.zeros(request.shape)
    asking = np.flatnonzero(request)
    if supply == 0 or not asking.size:
        return out
    order = asking[np.argsort(-priority[asking])]
    want, got = request[order], np.zeros(order.size)
    gap = np.minimum(-np.diff(priority[order]) / width, 1) * want[:-1]
    active = np.zeros(order.size, dtype=bool)
    active[0] = True
    last = 0
    for _ in range(4 * order.size + 4):
        slopes = want * active
        total = slopes.sum()
        if supply <= 0 or total == 0:
            break
        slopes = slopes / total
        top = float(np.min((want - got)[active] / slopes[active]))
        start = math.inf
        if last + 1 < order.size and slopes[last] > 0:
            start = float((gap[last] - got[last]) / slopes[last])
        move = min(top, start, supply)
        got += slopes * move
        if start < math.inf and math.isclose(move, start, rel_tol=1e-10, abs_tol=1e-16):
            last += 1
            active[last] = True
        if move == top:
            full = active & ((want - got) <= 1e-15 * want)
            got[full] = want[full]
            active[full] = False
        supply -= move
    out[order] = got
    return out
