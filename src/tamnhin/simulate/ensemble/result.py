"""What an ensemble gives: quantiles, probabilities, draws, tables, a fan, answers to questions."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.simulate.analysis.boxes import TradeOff
from tamnhin.simulate.analysis.discovery import Search
from tamnhin.simulate.analysis.sensitivity import (
    RESAMPLES,
    FirstOrder,
    MorrisIndices,
    SobolIndices,
)
from tamnhin.simulate.ensemble import fan, frames, reduce, shown, studies
from tamnhin.simulate.ensemble.budget import Estimate
from tamnhin.simulate.ensemble.columns import split_name, time_index
from tamnhin.simulate.ensemble.condition import Condition, parse_condition
from tamnhin.simulate.ensemble.setup import Setup
from tamnhin.simulate.picture import Svg
from tamnhin.simulate.program.ir import Array
from tamnhin.simulate.run import BadDraw

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of all good draws together.

    Attributes:
        count: good draws.
        mean, variance, low, high: shape (times, columns), in the column's unit (squared).
        met: for each condition of the setup, how often it was met.
        sketch: counts at edges; None where values are kept.
    """

    count: int
    mean: Array
    variance: Array
    low: Array
    high: Array
    met: tuple[reduce.Met, ...]
    sketch: reduce.Sketch | None = None


@dataclass(frozen=True)
class Ensemble:
    """The answer of ``model.ensemble``.

    Attributes:
        setup: what was run.
        summary: moments, extremes and counts over the good draws.
        kept: values of every draw, shape (draws, times, columns); bad draws are NaN. None where
            only a summary was kept.
        faults: numbers of the bad draws, the variable of each (empty for an inner state), the time.
        estimate: the memory that was stated before the run.
        rerun: runs the same setup for other values of its inputs; Sobol and Morris need it.
    """

    setup: Setup = field(repr=False)
    summary: Summary = field(repr=False)
    kept: Array | None = field(repr=False)
    faults: shown.Faults = field(repr=False)
    estimate: Estimate = field(repr=False)
    rerun: studies.Rerun = field(repr=False, compare=False)

    @property
    def draws(self) -> int:
        """How many draws were run, bad ones included."""
        return self.setup.draws

    @property
    def times(self) -> Array:
        """Times at which outputs are kept, in the model's unit of time."""
        return self.setup.times

    @property
    def columns(self) -> tuple[str, ...]:
        """The numbers kept at each time: ``x``, or ``x[North]`` for each element."""
        return self.setup.layout.columns

    @property
    def bad(self) -> tuple[BadDraw, ...]:
        """Draws that were not finite, with the variable and the time at which that began."""
        return tuple(
            BadDraw(int(draw), variable, float(time))
            for draw, variable, time in zip(*self.faults, strict=True)
        )

    @property
    def good(self) -> NDArray[np.bool_]:
        """Which draws were finite, shape (draws,)."""
        found = np.ones(self.draws, dtype=bool)
        found[self.faults[0]] = False
        return found

    @property
    def samples(self) -> dict[str, Array]:
        """What was varied, by name as asked for, each of shape (draws,), in its own unit."""
        return self.setup.samples(0, self.draws)

    def values(self, name: str, at: float | None = None) -> Array:
        """The value of every draw.

        Args:
            name: an output, or one element of it (``x[North]``).
            at: a time; all if None.

        Returns:
            shape (draws,) for one number at one time; (draws, times) without ``at``; subscripts of
            a whole array output follow as further axes. NaN for bad draws.

        Raises:
            SimulationError: not kept, or not at this time.
        """
        if self.kept is None:
            raise SimulationError(
                N_(
                    "The values of the draws were not kept; run the ensemble with keep='values' "
                    "and, if need be, more memory."
                )
            )
        layout = self.setup.layout
        times: int | slice = slice(None) if at is None else self._time(at)
        if not split_name(name)[1] and (group := layout.group(name)).elements:
            found = self.kept[:, times, group.start : group.start + group.size]
            return found.reshape(*found.shape[:-1], *group.shape)
        return self.kept[:, times, layout.column(name)]

    def quantile(self, name: str, share: float | Sequence[float], at: float | None = None) -> Array:
        """Quantiles over the good draws, in the unit of the variable.

        Exact where values are kept. Otherwise an estimate inside ``quantile_bounds``.

        Args:
            name: an output or one element of it.
            share: 0 to 1, one or several.
            at: a time; all if None.

        Returns:
            shape (shares, times); axes of one ``share`` and one ``at`` are left out.
        """
        return self._quantiles(name, share, at)[0]

    def quantile_bounds(
        self, name: str, share: float | Sequence[float], at: float | None = None
    ) -> tuple[Array, Array]:
        """Bounds that surely hold the quantiles of all good draws; equal where they are exact."""
        return self._quantiles(name, share, at)[1:]

    def _quantiles(
        self, name: str, share: float | Sequence[float], at: float | None
    ) -> tuple[Array, Array, Array]:
        shares: Array = np.atleast_1d(np.asarray(share, dtype=np.float64))
        if not ((shares >= 0) & (shares <= 1)).all():
            raise SimulationError(N_("A share must be from 0 to 1: {found}."), found=str(share))
        column = self.setup.layout.column(name)
        places = list(range(len(self.times))) if at is None else [self._time(at)]
        out = np.empty((3, len(shares), len(places)))
        for j, place in enumerate(places):
            if self.kept is not None:
                good = self._good(self.kept[:, place, column])
                out[:, :, j] = reduce.exact_quantiles(good, shares)
            elif self.summary.sketch is not None:
                ends = (self.summary.low[place, column], self.summary.high[place, column])
                for i, one in enumerate(shares):
                    out[:, i, j] = self.summary.sketch.quantile(
                        (place, column), float(one), self.summary.count, ends
                    )
        if at is not None:
            out = out[:, :, 0]
        found = out[:, 0] if np.ndim(share) == 0 else out
        return found[0], found[1], found[2]

    def quantiles(self, shares: Sequence[float] = fan.SHARES) -> pd.DataFrame:
        """Quantiles of all columns: one row for each time, columns (variable, share)."""
        return frames.quantiles_table(self, shares)

    def probability(self, condition: str, at: float | None = None) -> float | Array:
        """The share of good draws that meet a condition.

        Args:
            condition: variable, operator, number: ``x >= 230``. Where values are not kept, one
                that was named in ``conditions``.
            at: a time; all if None.

        Returns:
            0 to 1, for one time; shape (times,) without ``at``.
        """
        met = self._met(parse_condition(condition))
        shares: Array = np.asarray(met.at / (self.summary.count or np.nan), dtype=np.float64)
        return shares if at is None else float(shares[self._time(at)])

    def first_met(self, condition: str) -> Array:
        """The share of good draws that meet a condition first at each time; the last: never.

        Returns:
            shape (times + 1,), adds up to 1.
        """
        met = self._met(parse_condition(condition))
        return np.asarray(met.first / (self.summary.count or np.nan), dtype=np.float64)

    def mean(self, name: str, at: float | None = None) -> Array:
        """The mean over the good draws, in the variable's unit, shape (times,) or ()."""
        place = slice(None) if at is None else self._time(at)
        return np.asarray(self.summary.mean[place, self.setup.layout.column(name)])

    def variance(self, name: str, at: float | None = None) -> Array:
        """The sample variance, in the variable's unit squared, shape (times,) or ()."""
        place = slice(None) if at is None else self._time(at)
        return np.asarray(self.summary.variance[place, self.setup.layout.column(name)])

    def faults_text(self) -> str:
        """Bad draws counted by variable and earliest time; empty if there are none."""
        return shown.faults_text(self.faults)

    def sobol(
        self,
        output: str | None = None,
        at: float | None = None,
        *,
        points: int = 1024,
        resamples: int = RESAMPLES,
        executor: Executor | None = None,
        progress: studies.Progress | None = None,
    ) -> studies.Study[SobolIndices]:
        """Shares of the variance by input, with bootstrap intervals, from a design of its own.

        Runs the model ``points`` × (inputs + 2) times with the ensemble's distributions, settings
        and seed. A base point with a run that is not finite is left out whole and counted. A model
        with random functions adds its own chance to every index.

        Args:
            output: an output or one element of it; the first if None.
            at: a time; all if None.
            points: base points, a power of two.
            resamples: of the bootstrap; intervals hold 95 %.
            executor: who runs it; as the ensemble if None.
            progress: told the runs that are done and all runs.

        Raises:
            SimulationError: the ensemble has no distributions, or correlations.
            InputError: ``points`` is no power of two.
        """
        design = (points, resamples)
        return studies.sobol(self, output or self.columns[0], at, design, executor, progress)

    def morris(
        self,
        output: str | None = None,
        at: float | None = None,
        *,
        trajectories: int = 64,
        executor: Executor | None = None,
        progress: studies.Progress | None = None,
    ) -> studies.Study[MorrisIndices]:
        """Elementary effects by input: a cheap screening before ``sobol``.

        Runs the model ``trajectories`` × (inputs + 1) times. Inputs move between the middles of
        four strata of equal probability, and an effect is the change of the output, in its unit,
        for the whole range of probability.

        Args:
            output: an output or one element of it; the first if None.
            at: a time; all if None.
            trajectories: how many.
            executor: who runs it; as the ensemble if None.
            progress: told the runs that are done and all runs.

        Raises:
            SimulationError: the ensemble has no distributions, or correlations.
        """
        name = output or self.columns[0]
        return studies.morris(self, name, at, trajectories, executor, progress)

    def first_order(
        self,
        output: str | None = None,
        at: float | None = None,
        *,
        bins: int = 0,
        resamples: int = RESAMPLES,
    ) -> studies.Study[FirstOrder]:
        """First-order shares of the variance from the draws there are, whatever their design.

        Args:
            output: an output or one element of it; the first if None.
            at: a time; all if None.
            bins: classes for each input; the cube root of the draws if 0.
            resamples: of the bootstrap.
        """
        return studies.first_order(self, output or self.columns[0], at, bins, resamples)

    def prim(
        self, interest: str | ArrayLike, at: float | None = None, **search: Unpack[Search]
    ) -> TradeOff:
        """Scenario discovery: boxes of inputs inside which it happens, from the draws there are.

        Args:
            interest: a condition, ``x < 230``, or a mark for each draw, shape (draws,).
            at: the time of the condition; the last if None.
            **search: peel, paste, least_mass, objective, remaining;
                ``analysis.discovery.Search`` explains them.

        Returns:
            the curve from full coverage to high density, over the good draws.

        Raises:
            InputError: no draw is of interest.
        """
        if isinstance(interest, str):
            condition = parse_condition(interest)
            when = float(self.times[-1]) if at is None else at
            interest = condition.holds(self.values(condition.name, when))
        return studies.prim(self, interest, search)

    def to_xarray(self) -> xr.Dataset:
        """The values by draw and time, or the quantiles where values were not kept."""
        return frames.to_xarray(self)

    def to_pandas(self) -> pd.DataFrame:
        """One row for each draw and time, one column for each number kept."""
        return frames.to_pandas(self)

    def to_parquet(self, path: str | Path) -> None:
        """Write what ``to_pandas`` gives, or the quantiles where values were not kept."""
        frames.to_parquet(self, Path(path))

    def to_csv(self, path: str | Path) -> None:
        """Write the same columns as CSV."""
        frames.to_csv(self, Path(path))

    def to_ema(self) -> tuple[pd.DataFrame, dict[str, Array]]:
        """Experiments and outcomes in the shape that the EMA Workbench's analyses take."""
        return frames.to_ema(self)

    def plot_fan(self, name: str | None = None) -> Svg:
        """A fan chart of one column (the first if None) as SVG; shows itself in a notebook."""
        column = name or self.columns[0]
        unit = self.setup.layout.units[self.setup.layout.column(column)]
        return fan.svg_fan(column, unit, self.times, self.quantile(column, fan.SHARES))

    def text_fan(self, name: str | None = None, width: int = 72, height: int = 15) -> str:
        """The same chart in letters, for a terminal."""
        column = name or self.columns[0]
        unit = self.setup.layout.units[self.setup.layout.column(column)]
        bands = self.quantile(column, fan.SHARES)
        return fan.text_fan(column, unit, self.times, bands, width, height)

    def __repr__(self) -> str:
        kept = "values" if self.kept is not None else "summary"
        return (
            f"Ensemble({self.draws} draws, {len(self.times)} times, {len(self.columns)} columns, "
            f"{kept} kept, {len(self.faults[0])} bad)"
        )

    def _repr_html_(self) -> str:
        return shown.ensemble_html(self, self.faults)

    def _time(self, at: float) -> int:
        return time_index(self.times, at)

    def _good(self, values: Array) -> Array:
        """Without the bad draws."""
        return np.asarray(values[self.good]) if self.faults[0].size else values

    def _met(self, condition: Condition) -> reduce.Met:
        column = self.setup.layout.column(condition.name)
        for (known_column, known), met in zip(self.setup.conditions, self.summary.met, strict=True):
            same = (known.sign, known.number) == (condition.sign, condition.number)
            if same and known_column == column:
                return met
        if self.kept is None:
            raise SimulationError(
                N_(
                    "{condition} was not counted and the values were not kept; name it in "
                    "conditions, or run with keep='values'."
                ),
                condition=str(condition),
            )
        return reduce.count_met(self._good(self.kept[:, :, column]), condition)
