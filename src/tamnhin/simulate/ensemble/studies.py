"""Which inputs matter, and when it happens: the questions that ``result.Ensemble`` is asked.

Sobol and Morris make designs of their own over the ensemble's distributions and run the same
model, settings and output for them; first-order indices and PRIM look at the draws there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields
from html import escape
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.simulate.analysis.boxes import TradeOff
from tamnhin.simulate.analysis.discovery import Search, find_boxes
from tamnhin.simulate.analysis.sensitivity import (
    FirstOrder,
    MorrisIndices,
    SobolIndices,
    given_data_first_order,
    morris_indices,
    morris_sample,
    sobol_indices,
    sobol_sample,
)
from tamnhin.simulate.ensemble import frames
from tamnhin.simulate.ensemble.distributions import Distribution
from tamnhin.simulate.ensemble.setup import Setup
from tamnhin.simulate.program.ir import Array

if TYPE_CHECKING:
    import pandas as pd

LEVELS: Final = 4
Indices = TypeVar("Indices", SobolIndices, MorrisIndices, FirstOrder)
Progress = Callable[[int, int], None]


class Rerun(Protocol):
    """Runs the setup of an ensemble again for given values of its inputs."""

    def __call__(
        self,
        samples: Mapping[str, Array],
        output: str,
        at: float | None,
        executor: Executor | None,
        progress: Progress | None,
    ) -> Array:
        """Values of one output, shape (runs, times); not-a-number for bad runs."""
        ...


class Drawn(Protocol):
    """What the questions need of an ensemble; ``result.Ensemble`` explains the parts."""

    @property
    def setup(self) -> Setup:
        """What was run."""
        ...

    @property
    def times(self) -> Array:
        """Times kept."""
        ...

    @property
    def good(self) -> NDArray[np.bool_]:
        """Which draws were finite, shape (draws,)."""
        ...

    @property
    def samples(self) -> dict[str, Array]:
        """What was varied, shape (draws,) each."""
        ...

    @property
    def rerun(self) -> Rerun:
        """Runs other values."""
        ...

    def values(self, name: str, at: float | None = None) -> Array:
        """The value of every draw."""
        ...


@dataclass(frozen=True)
class Study(Generic[Indices]):
    """Indices of one output, with what they cost.

    Attributes:
        output: name of the output.
        inputs: names of what was varied, in the order of the first axis of ``indices``.
        times: to which the second axis belongs; empty where one time was asked for.
        indices: each array has the shape (inputs,) at one time, else (inputs, times).
        runs: runs that they rest on, bad ones included.
        left_out: runs left out because they, or a run of the same base point or trajectory, were
            not finite.
    """

    output: str
    inputs: tuple[str, ...]
    times: Array = field(repr=False)
    indices: Indices = field(repr=False)
    runs: int
    left_out: int = 0

    def to_pandas(self) -> pd.DataFrame:
        """A row for each input, or for each time and input; a column for each index."""
        columns = {
            item.name: np.asarray(getattr(self.indices, item.name)).T.ravel()
            for item in fields(self.indices)
        }
        return frames.indices_table(self.inputs, self.times, columns)

    def last(self) -> dict[str, Array]:
        """Each index at the last time, shape (inputs,)."""
        found = {item.name: getattr(self.indices, item.name) for item in fields(self.indices)}
        return {
            name: values if values.ndim == 1 else values[:, -1] for name, values in found.items()
        }

    def _repr_html_(self) -> str:
        found = self.last()
        head = "".join(f"<th>{name}</th>" for name in found)
        rows = "".join(
            f"<tr><th>{escape(name)}</th>"
            + "".join(f"<td>{values[i]:.3g}</td>" for values in found.values())
            + "</tr>"
            for i, name in enumerate(self.inputs)
        )
        when = f", t = {self.times[-1]:g}" if self.times.size else ""
        return f"<p>{escape(repr(self))}{when}</p><table><tr><th></th>{head}</tr>{rows}</table>"


def sobol(
    drawn: Drawn,
    output: str,
    at: float | None,
    design: tuple[int, int],
    executor: Executor | None,
    progress: Progress | None,
) -> Study[SobolIndices]:
    """``Ensemble.sobol``; ``design`` is the number of base points and of resamples."""
    laws, (points, resamples), seed = _laws(drawn.setup), design, drawn.setup.seed
    shares = sobol_sample(len(laws), points, seed)
    values = drawn.rerun(_samples(laws, shares), output, at, executor, progress)
    size = len(laws) + 2
    good = _whole(values, size)
    indices = sobol_indices(
        _shaped(values[good], at), len(laws), int(good.sum()) // size, resamples, seed
    )
    return Study(output, tuple(laws), _when(drawn, at), indices, len(good), int((~good).sum()))


def morris(
    drawn: Drawn,
    output: str,
    at: float | None,
    trajectories: int,
    executor: Executor | None,
    progress: Progress | None,
) -> Study[MorrisIndices]:
    """``Ensemble.morris``."""
    laws = _laws(drawn.setup)
    grid = morris_sample(len(laws), trajectories, drawn.setup.seed, LEVELS)
    # The middle of each stratum: a normal distribution has no value at the share 0 or 1.
    shares = (grid * (LEVELS - 1) + 0.5) / LEVELS
    values = drawn.rerun(_samples(laws, shares), output, at, executor, progress)
    good = _whole(values, len(laws) + 1)
    indices = morris_indices(shares[good], _shaped(values[good], at), len(laws))
    return Study(output, tuple(laws), _when(drawn, at), indices, len(good), int((~good).sum()))


def first_order(
    drawn: Drawn, output: str, at: float | None, bins: int, resamples: int
) -> Study[FirstOrder]:
    """``Ensemble.first_order``."""
    _independent(drawn.setup)
    good, samples = drawn.good, drawn.samples
    if not samples:
        raise SimulationError(N_("Nothing was varied in this ensemble."))
    x = np.column_stack([values[good] for values in samples.values()])
    y = drawn.values(output, at)[good]
    indices = given_data_first_order(x, y, bins, resamples, drawn.setup.seed)
    return Study(output, tuple(samples), _when(drawn, at), indices, len(good), int((~good).sum()))


def prim(drawn: Drawn, interest: ArrayLike, search: Search) -> TradeOff:
    """``Ensemble.prim`` with the draws of interest marked, shape (draws,)."""
    good = drawn.good
    marked = np.asarray(interest)
    if marked.shape != good.shape:
        raise SimulationError(
            N_("There is one mark for each draw: shape {found} for {draws} draws."),
            found=str(marked.shape),
            draws=len(good),
        )
    inputs = {name: values[good] for name, values in drawn.samples.items()}
    return find_boxes(inputs, marked[good], **search)


def _laws(setup: Setup) -> dict[str, Distribution]:
    if setup.sampler is None or not setup.sampler.priors:
        raise SimulationError(
            N_(
                "Sobol and Morris designs are made from distributions, and this ensemble has none: "
                "run it with priors, or ask for first_order, which needs only the draws."
            )
        )
    _independent(setup)
    return setup.sampler.priors


def _independent(setup: Setup) -> None:
    if setup.sampler is not None and setup.sampler.factor:
        raise SimulationError(
            N_(
                "These indices are defined for independent inputs, and this ensemble has "
                "correlations: run it without them."
            )
        )


def _samples(laws: Mapping[str, Distribution], shares: Array) -> dict[str, Array]:
    """Values of each input; shares are kept off 0 and 1, where a distribution may not end."""
    inside = np.clip(shares, 2.0**-54, 1.0 - 2.0**-53)
    return {
        name: np.asarray(law.ppf(np.ascontiguousarray(inside[:, i])), dtype=np.float64)
        for i, (name, law) in enumerate(laws.items())
    }


def _whole(values: Array, size: int) -> NDArray[np.bool_]:
    """Which runs belong to a group of ``size`` runs that are all finite."""
    fine = np.isfinite(values).all(axis=1).reshape(-1, size).all(axis=1)
    if not fine.any():
        raise SimulationError(N_("No group of runs of this design is finite throughout."))
    return np.repeat(fine, size)


def _shaped(values: Array, at: float | None) -> Array:
    return values if at is None else values[:, 0]


def _when(drawn: Drawn, at: float | None) -> Array:
    return drawn.times if at is None else np.empty(0)
