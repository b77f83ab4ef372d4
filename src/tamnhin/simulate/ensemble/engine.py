"""A model for many draws: plan, run through an executor, reduce in draw order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, Unpack, cast

import numpy as np

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.simulate.ensemble import reduce
from tamnhin.simulate.ensemble.budget import Estimate, Keep, check_machine, decided, estimate
from tamnhin.simulate.ensemble.chunk import Chunk, edges
from tamnhin.simulate.ensemble.columns import time_index
from tamnhin.simulate.ensemble.result import Ensemble, Summary
from tamnhin.simulate.ensemble.resume import Kept
from tamnhin.simulate.ensemble.setup import Prior, Setup, What, for_samples, set_up
from tamnhin.simulate.ensemble.studies import Rerun
from tamnhin.simulate.ensemble.tasks import Progress, Runner, default_workers, opened, tasks_of
from tamnhin.simulate.program.ir import Array
from tamnhin.simulate.run import StockFlowModel

# Bytes for the values of all draws, unless more is allowed.
MEMORY: Final = 1 << 30


@dataclass(frozen=True)
class How:
    """Who runs an ensemble and what is kept of it; never changes a number.

    Attributes:
        keep: values of every draw, a summary, or values where they fit into ``memory`` (auto).
        memory: bytes allowed for the values of all draws.
        executor: any ``concurrent.futures.Executor``; threads of this process if None.
        workers: tasks at once; what the executor says, or one for each core, if None.
        chunk: draws of a task, rounded up to a multiple of 256; chosen if None.
        resume: a folder for finished chunks until the run is whole; the same call takes up what
            an interrupted one left there.
        fresh: forget what was left there.
        started: told what memory the run will need, before it begins.
        progress: told the draws that are done and all draws.
    """

    keep: Keep = "auto"
    memory: int = MEMORY
    executor: Executor | None = None
    workers: int | None = None
    chunk: int | None = None
    resume: str | Path | None = None
    fresh: bool = False
    started: Callable[[Estimate], None] | None = None
    progress: Progress | None = None


class Options(What, total=False):
    """All that may be chosen besides priors, draws and outputs; ``What`` and ``How`` explain."""

    keep: Keep
    memory: int
    executor: Executor | None
    workers: int | None
    chunk: int | None
    resume: str | Path | None
    fresh: bool
    started: Callable[[Estimate], None] | None
    progress: Progress | None


def run_ensemble(
    model: StockFlowModel,
    priors: Mapping[str, Prior] | None = None,
    draws: int = 1000,
    outputs: Sequence[str] | None = None,
    **options: Unpack[Options],
) -> Ensemble:
    """Run a model for many draws of what is uncertain.

    Args:
        model: what to run.
        priors: by variable (``x`` or ``x[North]``), a distribution in the variable's unit or a
            pair (low, high) for a uniform one.
        draws: how many; ignored with ``samples``.
        outputs: variables to keep; the stocks if None.
        **options: ``setup.What`` explains what the numbers depend on (samples, params, t, seed,
            design, correlation, conditions, method, backend), ``How`` what they never depend on
            (keep, memory, executor, workers, chunk, resume, fresh, started, progress).

    Raises:
        SimulationError: an unknown name, numbers that cannot be, values that do not fit, workers
            that were lost more than twice.
        ConfigurationError: the back-end cannot be loaded.
        KeyboardInterrupt: Ctrl-C; what is finished is in ``resume``.
    """
    given: dict[str, Any] = dict(options)
    what = {name: given.pop(name) for name in What.__annotations__ if name in given}
    strange = sorted(set(given) - set(How.__annotations__))
    if strange:
        raise SimulationError(
            N_("There is no option {name}; there are: {known}."),
            name=strange[0],
            known=", ".join(sorted({*What.__annotations__, *How.__annotations__})),
        )
    return run_setup(set_up(model, priors, draws, outputs, **cast("What", what)), How(**given))


def run_setup(setup: Setup, how: How) -> Ensemble:
    """Run all draws of a setup; ``run_ensemble`` says what is raised."""
    at_once = default_workers(how.executor) if how.workers is None else how.workers
    found = estimate(setup, how.keep, how.memory, at_once, how.chunk)
    if how.executor is None:
        check_machine(found)
    setup = decided(setup, found)
    if how.started:
        how.started(found)
    kept = None if how.resume is None else Kept(how.resume, setup.key, found.chunk)
    if kept and how.fresh:
        kept.clear()
    with opened(how.executor, at_once) as pool:
        runner = Runner(setup, pool, 2 * found.tasks_at_once, kept, how.progress)
        collector = _Collector(setup)
        with closing(runner.chunks(tasks_of(setup.draws, found.chunk))) as chunks:
            for done in chunks:
                collector.add(done)
    if kept:
        kept.clear()
    return collector.ensemble(found, partial(_rerun, setup, how))


def _rerun(
    setup: Setup,
    how: How,
    samples: Mapping[str, Array],
    output: str,
    at: float | None,
    executor: Executor | None,
    progress: Progress | None,
) -> Array:
    """Other values of the inputs of a setup; ``studies.Rerun`` explains the arguments."""
    place = None if at is None else time_index(setup.times, at)
    other = for_samples(setup, samples, output, place)
    found = run_setup(
        other,
        replace(
            how,
            keep="values",
            executor=executor or how.executor,
            chunk=None,
            resume=None,
            started=None,
            progress=progress,
        ),
    )
    values = found.values(output)
    if values.ndim > 2:
        other.layout.column(output)  # says which elements there are
    return values


class _Collector:
    """Takes chunks in draw order and merges them."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        shape = (len(setup.schedule.saved), setup.layout.width)
        self._values = np.empty((setup.draws, *shape)) if setup.keep else None
        self._sketch: reduce.Sketch | None = None
        self._moments = reduce.MomentTree()
        self._low, self._high = np.full(shape, np.inf), np.full(shape, -np.inf)
        count = len(setup.conditions)
        self._at = np.zeros((count, shape[0]), dtype=np.int64)
        self._first = np.zeros((count, shape[0] + 1), dtype=np.int64)
        self._bad: list[tuple[reduce.Ints, reduce.Ints, Array]] = []
        self._done = 0

    def add(self, chunk: Chunk) -> None:
        """The next chunk."""
        found = reduce.Moments(chunk.count, chunk.mean, chunk.spread)
        self._moments.add(found)
        np.minimum(self._low, chunk.low, out=self._low)
        np.maximum(self._high, chunk.high, out=self._high)
        if len(self.setup.conditions):
            self._at += chunk.met_at
            self._first += chunk.met_first
        if chunk.bad.size:
            self._bad.append((chunk.bad, chunk.bad_variable, chunk.bad_time))
        if self._values is not None:
            size = len(chunk.values)
            self._values[self._done : self._done + size] = chunk.values
            self._done += size
            return
        if self._sketch is None:
            self._sketch = reduce.Sketch(edges(self.setup))
        self._sketch.below += chunk.below
        self._sketch.upto += chunk.upto

    def ensemble(self, found: Estimate, rerun: Rerun) -> Ensemble:
        """All of it."""
        parts = list(zip(*self._bad, strict=True)) if self._bad else [[np.empty(0)]] * 3
        bad, variable, time = (np.concatenate(part) for part in parts)
        count, mean, variance = self._moments.total()
        summary = Summary(
            count=count,
            mean=mean,
            variance=variance,
            low=self._low,
            high=self._high,
            met=tuple(map(reduce.Met, self._at, self._first)),
            sketch=self._sketch,
        )
        names = [*self.setup.names.values(), ""]
        faults = (bad.astype(np.int64), tuple(names[int(i)] for i in variable), time)
        return Ensemble(self.setup, summary, self._values, faults, found, rerun)
