"""Designs: which values each draw takes. Draw ``i`` is the same however the draws are chunked.

A design gives shares in (0, 1), one column for each uncertainty; a Gaussian copula may correlate
them; the distributions turn them into values. Nothing is held for all draws: any range of draws
is computed from its numbers alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2s
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.simulate.ensemble.distributions import Distribution, from_normal, to_normal
from tamnhin.simulate.program import random
from tamnhin.simulate.program.ir import Array

# The fourth word of the counter: a model's own random functions never go beyond 64.
_DESIGN, _ORDER = 1 << 31, (1 << 31) + 1
_SMALLEST, _LARGEST = 2.0**-54, 1.0 - 2.0**-53
_HALF_ROUNDS = 10
Correlation = Mapping[tuple[str, str], float]


class Design(StrEnum):
    """How draws are spread."""

    LATIN_HYPERCUBE = "latin_hypercube"
    SOBOL = "sobol"
    INDEPENDENT = "independent"


@dataclass(frozen=True, slots=True)
class Sampler:
    """A seeded design over named distributions.

    Attributes:
        priors: distribution by name, each in the unit of its variable.
        draws: of the whole design; Latin hypercube strata depend on it.
        seed: of the study.
        design: how draws are spread.
        factor: lower Cholesky factor of the normal correlations; empty if independent.
    """

    priors: dict[str, Distribution]
    draws: int
    seed: int = 0
    design: Design = Design.LATIN_HYPERCUBE
    factor: tuple[tuple[float, ...], ...] = ()

    def sample(self, first: int, count: int) -> dict[str, Array]:
        """Values of the draws ``first`` to ``first + count``, by name, shape (count,)."""
        if not self.priors:
            return {}
        shares = self.shares(first, count)
        if self.factor:
            shares = _correlated(shares, self.factor)
        return {
            name: np.asarray(prior.ppf(np.ascontiguousarray(shares[:, i])), dtype=np.float64)
            for i, (name, prior) in enumerate(self.priors.items())
        }

    def shares(self, first: int, count: int) -> Array:
        """The uncorrelated design, shape (count, priors), each strictly between 0 and 1."""
        if self.design is Design.SOBOL:
            found = _sobol(len(self.priors), self.seed, first, count)
        else:
            found = self._uniforms(first, count)
            if self.design is Design.LATIN_HYPERCUBE:
                numbers = np.arange(first, first + count, dtype=np.uint64)
                for i, stream in enumerate(_streams(self.priors)):
                    cell = permuted(numbers, self.draws, self.seed, int(stream))
                    found[:, i] = (cell.astype(np.float64) + found[:, i]) / self.draws
        return np.minimum(np.maximum(found, _SMALLEST), _LARGEST)

    def _uniforms(self, first: int, count: int) -> Array:
        numbers = np.arange(first, first + count, dtype=np.uint64)
        found = random.uniforms(self.seed, numbers, 0, _streams(self.priors), _DESIGN)[0]
        return np.ascontiguousarray(found.T)


def sampler(
    priors: Mapping[str, Distribution],
    draws: int,
    seed: int = 0,
    design: str = "latin_hypercube",
    correlation: Correlation | None = None,
) -> Sampler:
    """A design that can be drawn from.

    Args:
        priors: distribution by name.
        draws: how many, at least one and less than 2**32.
        seed: of the study, from 0 to 2**63.
        design: latin_hypercube, sobol or independent.
        correlation: Spearman's rank correlation by pair of names, -1 to 1; 0 where none is given.

    Raises:
        SimulationError: an unknown design, a number out of range, correlations that contradict
            each other.
    """
    if not 0 < draws < 1 << 32 or not 0 <= seed < 1 << 63:
        raise SimulationError(
            N_("Draws must be from 1 to 4294967295 and the seed 0 or more: {draws}, {seed}."),
            draws=str(draws),
            seed=str(seed),
        )
    if design not in list(Design):
        raise SimulationError(
            N_("There is no design {found}; there are: {known}."),
            found=design,
            known=", ".join(Design),
        )
    factor = _factor(tuple(priors), correlation or {})
    return Sampler(dict(priors), draws, seed, Design(design), factor)


def _streams(priors: Mapping[str, Distribution]) -> NDArray[np.uint64]:
    """A number for each name, so that one more uncertainty leaves the others' draws alone."""
    found: list[int] = []
    for name in priors:
        number = int.from_bytes(blake2s(name.encode(), digest_size=4).digest(), "little")
        while number in found:
            number = (number + 1) & 0xFFFFFFFF
        found.append(number)
    return np.array(found, dtype=np.uint64)


def _sobol(width: int, seed: int, first: int, count: int) -> Array:
    """Points of SciPy's scrambled Sobol sequence."""
    engine = deepcopy(_sobol_engine(width, seed))
    if first:
        engine.fast_forward(first)
    with warnings.catch_warnings():
        # The balance of the whole design is the caller's choice of draws, not of this chunk.
        warnings.simplefilter("ignore", UserWarning)
        return np.array(engine.random(count), dtype=np.float64)


@lru_cache(maxsize=8)
def _sobol_engine(width: int, seed: int) -> Any:
    """The sequence before its first point; scrambling it costs more than thousands of points."""
    from scipy.stats import qmc

    return qmc.Sobol(width, scramble=True, rng=np.random.default_rng(seed))


def permuted(numbers: NDArray[np.uint64], size: int, seed: int, stream: int) -> NDArray[np.uint64]:
    """Where a seeded permutation of ``range(size)`` takes these numbers.

    A Feistel network over the next power of two, walked on until it falls inside: one to one,
    and computed for any part of the range without holding the rest.
    """
    bits = (size - 1).bit_length()
    low, high = np.uint64(bits // 2), np.uint64(bits - bits // 2)
    low_mask = np.uint64((1 << int(low)) - 1)
    high_mask = np.uint64((1 << int(high)) - 1)
    keys = _round_keys(seed, stream)
    out = numbers.astype(np.uint64)
    todo = np.arange(out.size)
    while todo.size:
        value = out[todo]
        left, right = value >> low, value & low_mask
        for i in range(0, _HALF_ROUNDS, 2):
            left = left ^ (_mixed(right, keys[i]) & high_mask)
            right = right ^ (_mixed(left, keys[i + 1]) & low_mask)
        out[todo] = left << low | right
        todo = todo[out[todo] >= size]
    return out


@lru_cache(maxsize=256)
def _round_keys(seed: int, stream: int) -> tuple[np.uint64, ...]:
    """The keys of the network's rounds: of a study and a variable, so computed once."""
    rounds = np.arange(_HALF_ROUNDS, dtype=np.uint64)
    zero = np.zeros_like(rounds)
    high, low, *_ = random.philox((rounds, zero, zero + np.uint64(stream), zero + _ORDER), seed)
    return tuple(high << np.uint64(32) | low)


def _mixed(value: NDArray[np.uint64], key: np.uint64) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    z = (value + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) + key
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


def _factor(names: tuple[str, ...], correlation: Correlation) -> tuple[tuple[float, ...], ...]:
    """The Cholesky factor of the normal correlations with these rank correlations."""
    if not correlation:
        return ()
    matrix = np.eye(len(names))
    for (a, b), rho in correlation.items():
        if a not in names or b not in names or a == b or not -1 <= rho <= 1:
            raise SimulationError(
                N_(
                    "The correlation of {a} and {b} cannot be used: both must be uncertainties of "
                    "this run, different, and the number from -1 to 1."
                ),
                a=a,
                b=b,
            )
        i, j = names.index(a), names.index(b)
        # Normal variables with rank correlation rho have the correlation 2 sin(pi rho / 6).
        matrix[i, j] = matrix[j, i] = 2.0 * np.sin(np.pi * rho / 6.0)
    lowest = float(np.linalg.eigvalsh(matrix)[0])
    if lowest < 1e-10:  # the factor would amplify rounding beyond use
        raise SimulationError(
            N_(
                "The correlations contradict each other or are perfect: the smallest eigenvalue is "
                "{lowest} and must be positive. Bring them nearer to zero."
            ),
            lowest=f"{lowest:.3g}",
        )
    factor = np.linalg.cholesky(matrix)
    return tuple(tuple(row) for row in factor.tolist())


def _correlated(shares: Array, factor: tuple[tuple[float, ...], ...]) -> Array:
    """Shares with the copula's dependence; sums in a fixed order, never by a matrix product."""
    normal = to_normal(shares)
    out = np.empty_like(shares)
    for i, row in enumerate(factor):
        total = row[0] * normal[:, 0]
        for j in range(1, i + 1):
            total = total + row[j] * normal[:, j]
        out[:, i] = from_normal(total)
    return np.minimum(np.maximum(out, _SMALLEST), _LARGEST)


def given_samples(samples: Mapping[str, ArrayLike]) -> dict[str, Array]:
    """Designs that the caller made, as arrays of one length.

    Raises:
        SimulationError: lengths differ, or a value is not a number.
    """
    found = {name: np.asarray(value, dtype=np.float64) for name, value in samples.items()}
    sizes = {value.shape for value in found.values()}
    if len(sizes) > 1 or any(len(s) != 1 or not s[0] for s in sizes):
        raise SimulationError(
            N_("Samples must have one value for each draw, the same number for all: {found}."),
            found=", ".join(f"{name} {value.shape}" for name, value in found.items()),
        )
    for name, value in found.items():
        if not np.isfinite(value).all():
            raise SimulationError(N_("The samples of {name} are not all finite."), name=name)
    return found
