"""Counter-based random numbers: Philox 4x32-10 of Salmon, Moraes, Dror and Shaw (2011).

A number depends on seed, draw, step, stream and attempt alone, never on the batch it is
computed in or on what was computed before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.program.ir import Array

Words = NDArray[np.uint64]

_LOW = np.uint64(0xFFFFFFFF)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
ATTEMPTS = 64


def philox(counter: tuple[Words, Words, Words, Words], seed: int) -> tuple[Words, ...]:
    """Four 32-bit words for each counter (words of 32 bits held in 64)."""
    c0, c1, c2, c3 = counter
    k0, k1 = seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (
            (p1 >> np.uint64(32)) ^ c1 ^ np.uint64(k0),
            p1 & _LOW,
            (p0 >> np.uint64(32)) ^ c3 ^ np.uint64(k1),
            p0 & _LOW,
        )
        k0, k1 = (k0 + _W0) & 0xFFFFFFFF, (k1 + _W1) & 0xFFFFFFFF
    return c0, c1, c2, c3


def _unit(high: Words, low: Words) -> Array:
    top = (high >> np.uint64(5)).astype(np.float64)
    rest = (low >> np.uint64(6)).astype(np.float64)
    return np.asarray((top * 67108864.0 + rest) / 9007199254740992.0)


def uniforms(
    seed: int, draws: Words, step: int, streams: Words, attempt: int
) -> tuple[Array, Array]:
    """Two numbers in [0, 1) for each stream (rows) and draw (columns)."""
    shape = (streams.size, draws.size)
    counter = (
        np.broadcast_to(draws[None, :] & _LOW, shape),
        np.full(shape, step, dtype=np.uint64),
        np.broadcast_to(streams[:, None], shape),
        np.full(shape, attempt, dtype=np.uint64),
    )
    w0, w1, w2, w3 = philox(counter, seed)
    return _unit(w0, w1), _unit(w2, w3)


def normals(
    seed: int, draws: Words, step: int, streams: Words, bounds: tuple[Array, Array]
) -> Array:
    """Standard normal numbers between bounds (Box and Muller, drawn again while outside)."""
    low, high = (np.broadcast_to(bound, (streams.size, draws.size)) for bound in bounds)
    out = np.empty((streams.size, draws.size))
    open_ = np.ones(out.shape, dtype=bool)
    for attempt in range(ATTEMPTS):
        u, v = uniforms(seed, draws, step, streams, attempt)
        found = np.sqrt(-2.0 * np.log(1.0 - u)) * np.cos(2.0 * np.pi * v)
        out = np.where(open_, found, out)
        open_ &= ~((out >= low) & (out <= high))
        if not open_.any():
            return out
    return np.where(open_, np.minimum(np.maximum(out, low), high), out)
