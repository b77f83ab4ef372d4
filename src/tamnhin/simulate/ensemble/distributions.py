"""What nobody sets, as distributions: a share in (0, 1) becomes a value by the quantile function.

Sampling works on shares alone (``sampling``), so that every design serves every distribution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

import numpy as np

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.plan.types import Uncertainty
from tamnhin.simulate.program.ir import Array

# A normal distribution has 5 % of its draws below its mean less this many standard deviations.
Z95: Final = 1.6448536269514722


class Distribution(Protocol):
    """How likely each value of a variable is, in the variable's own unit."""

    def ppf(self, share: Array) -> Array:
        """The values that these shares of all draws stay below.

        Args:
            share: any shape, each strictly between 0 and 1.
        """
        ...


def _require(ok: bool, found: object) -> None:
    if not ok:
        raise SimulationError(
            N_(
                "{found} is no distribution: bounds must be finite and ascend, spreads and "
                "weights be positive."
            ),
            found=str(found),
        )


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every value between two bounds is equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _require(bool(np.isfinite([self.low, self.high]).all()) and self.low <= self.high, self)

    def ppf(self, share: Array) -> Array:
        """The value at each share."""
        return self.low + share * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Triangular:
    """Likelihood rises straight from ``low`` to ``mode`` and falls straight to ``high``."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _require(_ordered(self.low, self.mode, self.high), self)

    def ppf(self, share: Array) -> Array:
        """The value at each share."""
        width = self.high - self.low
        rise, fall = self.mode - self.low, self.high - self.mode
        left = self.low + np.sqrt(share * width * rise)
        right = self.high - np.sqrt((1.0 - share) * width * fall)
        return np.where(share * width < rise, left, right)


@dataclass(frozen=True, slots=True)
class Pert:
    """The beta distribution of project planning: mean (low + 4 mode + high) / 6."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _require(_ordered(self.low, self.mode, self.high), self)

    def ppf(self, share: Array) -> Array:
        """The value at each share."""
        from scipy.special import betaincinv  # a heavy import, only where it is used

        width = self.high - self.low
        a = 1.0 + 4.0 * (self.mode - self.low) / width
        b = 1.0 + 4.0 * (self.high - self.mode) / width
        return np.asarray(self.low + width * betaincinv(a, b, share), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Normal:
    """The normal distribution."""

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        _require(bool(np.isfinite([self.mean, self.deviation]).all()) and self.deviation > 0, self)

    def ppf(self, share: Array) -> Array:
        """The value at each share."""
        return self.mean + self.deviation * to_normal(share)


@dataclass(frozen=True, slots=True)
class LogNormal:
    """The logarithm is normal: ``median`` in the variable's unit, ``sigma`` of the logarithm."""

    median: float
    sigma: float

    def __post_init__(self) -> None:
        good = bool(np.isfinite([self.median, self.sigma]).all())
        _require(good and self.median > 0 and self.sigma > 0, self)

    def ppf(self, share: Array) -> Array:
        """The value at each share."""
        return self.median * np.exp(self.sigma * to_normal(share))


@dataclass(frozen=True, slots=True)
class Discrete:
    """One of a few values; equally likely without weights."""

    values: tuple[float, ...]
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        sizes = not self.weights or len(self.weights) == len(self.values)
        finite = bool(np.isfinite([*self.values, *self.weights]).all())
        positive = not self.weights or (min(self.weights) >= 0 and sum(self.weights) > 0)
        _require(bool(self.values) and sizes and finite and positive, self)

    def ppf(self, share: Array) -> Array:
        """The value at each share."""
        weights = np.array(self.weights or [1.0] * len(self.values))
        order = np.argsort(self.values, kind="stable")
        edges = np.cumsum(weights[order]) / weights.sum()
        place = np.searchsorted(edges, share, side="left")
        known = np.array(self.values, dtype=np.float64)[order]
        return np.asarray(known[np.minimum(place, len(known) - 1)])


@dataclass(frozen=True, slots=True)
class Empirical:
    """A sample: its quantiles, straight lines between its sorted values."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        _require(bool(self.values) and bool(np.isfinite(self.values).all()), self)

    def ppf(self, share: Array) -> Array:
        """The value at each share."""
        known = np.sort(self.values)
        found: Array = np.interp(share, np.linspace(0.0, 1.0, len(known)), known)
        return found


def _ordered(*bounds: float) -> bool:
    finite = bool(np.isfinite(bounds).all())
    return finite and all(a <= b for a, b in pairwise(bounds)) and bounds[0] < bounds[-1]


def to_normal(share: Array) -> Array:
    """The standard normal value at each share."""
    from scipy.special import ndtri

    found: Array = np.asarray(ndtri(share), dtype=np.float64)
    return found


def from_normal(value: Array) -> Array:
    """The share of a standard normal distribution below each value."""
    from scipy.special import ndtr

    return np.asarray(ndtr(value), dtype=np.float64)


def from_uncertainty(record: Uncertainty) -> Distribution:
    """The distribution that a row of a plan's uncertainties table stands for.

    ``low`` and ``high`` are bounds for uniform, triangular and PERT, and the 5 % and 95 % quantiles
    for normal and lognormal (whose ``mode`` stays empty); discrete takes the values given, equally
    likely. All are in the row's unit.

    Raises:
        SimulationError: a number that the family needs is missing; an empirical row, whose sample
            the table cannot hold.
    """
    low, mode, high = (
        None if v is None else float(v) for v in (record.low, record.mode, record.high)
    )
    family = record.distribution
    if family == "discrete" and (found := [v for v in (low, mode, high) if v is not None]):
        return Discrete(tuple(found))
    if low is not None and high is not None:
        if family == "uniform":
            return Uniform(low, high)
        if mode is not None and family in ("triangular", "pert"):
            return (Triangular if family == "triangular" else Pert)(low, mode, high)
        if family == "normal" and mode is None:
            return Normal((low + high) / 2, (high - low) / (2 * Z95))
        if family == "lognormal" and mode is None and 0 < low < high:
            return LogNormal(float(np.sqrt(low * high)), float(np.log(high / low)) / (2 * Z95))
    raise SimulationError(
        N_(
            "The uncertainty {variable} cannot be drawn: {family} needs low and high; triangular "
            "and PERT also need mode; normal and lognormal may not have it; the sample of an "
            "empirical distribution must be given in Python."
        ),
        variable=record.variable,
        family=family,
    )


def from_uncertainties(records: Iterable[Uncertainty]) -> dict[str, Distribution]:
    """The distributions of a plan's uncertainties, by model variable."""
    return {record.variable: from_uncertainty(record) for record in records}


_FAMILIES: Final[Mapping[str, tuple[type, int]]] = {
    "uniform": (Uniform, 2),
    "triangular": (Triangular, 3),
    "pert": (Pert, 3),
    "normal": (Normal, 2),
    "lognormal": (LogNormal, 2),
}


def parse_distribution(text: str) -> Distribution:
    """A distribution as typed: ``uniform:0:1``, ``normal:5:2``, ``discrete:1:2:3``.

    Raises:
        SimulationError: it is none.
    """
    family, *parts = text.strip().lower().split(":")
    try:
        numbers = tuple(float(part) for part in parts)
    except ValueError:
        numbers = ()
    if numbers and family in ("discrete", "empirical"):
        return (Discrete if family == "discrete" else Empirical)(numbers)
    kind, count = _FAMILIES.get(family, (Uniform, -1))
    if len(numbers) != count:
        raise SimulationError(
            N_(
                "“{found}” is no distribution. Examples: uniform:0:1, triangular:0:2:5, "
                "pert:0:2:5, normal:10:2, lognormal:10:0.3, discrete:1:2:3."
            ),
            found=text,
        )
    found: Distribution = kind(*numbers)
    return found
