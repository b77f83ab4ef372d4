"""A model for many draws: plan, run through an executor, reduce in draw order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from pathlib import Path
from typing import Final, Unpack

import numpy as np

from tamnhin.simulate.ensemble import reduce
from tamnhin.simulate.ensemble.budget import Estimate, Keep, decided, estimate
from tamnhin.simulate.ensemble.chunk import Chunk, edges
from tamnhin.simulate.ensemble.result import Ensemble, Summary
from tamnhin.simulate.ensemble.resume import Kept
from tamnhin.simulate.ensemble.setup import Prior, Setup, What, set_up
from tamnhin.simulate.ensemble.tasks import Progress, Runner, default_workers, opened, tasks_of
from tamnhin.simulate.program.ir import Array
from tamnhin.simulate.run import StockFlowModel

# Bytes for the values of all draws, unless more is allowed.
MEMORY: Final = 1 << 30


class Options(What, total=False):
    """All that may be chosen besides priors, draws and outputs; ``run_ensemble`` explains each."""

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
    *,
    keep: Keep = "auto",
    memory: int = MEMORY,
    executor: Executor | None = None,
    workers: int | None = None,
    chunk: int | None = None,
    resume: str | Path | None = None,
    fresh: bool = False,
    started: Callable[[Estimate], None] | None = None,
    progress: Progress | None = None,
    **what: Unpack[What],
) -> Ensemble:
    """Run a model for many draws of what is uncertain.

    The numbers depend on the model, ``priors`` or ``samples``, ``params``, ``t``, ``draws``,
    ``seed``, ``design``, ``correlation``, ``method`` and the back-end; never on executor, workers,
    chunk or the order in which tasks end.

    Args:
        model: what to run.
        priors: by variable (``x`` or ``x[North]``), a distribution in the variable's unit or a
            pair (low, high) for a uniform one.
        draws: how many; ignored with ``samples``.
        outputs: variables to keep; the stocks if None.
        keep: values of every draw, a summary, or values where they fit into ``memory``.
        memory: bytes allowed for the values of all draws.
        executor: any ``concurrent.futures.Executor``; threads of this process if None.
        workers: tasks at once; what the executor says, or one for each core, if None.
        chunk: draws of a task, rounded up to a multiple of 256; chosen if None.
        resume: a folder for finished chunks until the run is whole; the same call takes up what
            an interrupted one left there.
        fresh: forget what was left there.
        started: told what memory the run will need, before it begins.
        progress: told the draws that are done and all draws.
        **what: all else that the numbers depend on:

            samples: instead of ``priors``, values by variable, shape (draws,), of a design made
                elsewhere.
            params: settings that are the same for every draw.
            t: times to keep; every SAVEPER if None.
            seed: of the design and of the model's random functions.
            design: latin_hypercube, sobol or independent.
            correlation: rank correlation by pair of names.
            conditions: counted exactly while running, such as ``x >= 230``.
            method: euler or rk4; what the file says if None.
            backend: compiled or numpy; the fastest that works here if None.

    Raises:
        SimulationError: an unknown name, numbers that cannot be, values that do not fit, workers
            that were lost more than twice.
        ConfigurationError: the back-end cannot be loaded.
        KeyboardInterrupt: Ctrl-C; what is finished is in ``resume``.
    """
    setup = set_up(model, priors, draws, outputs, **what)
    at_once = default_workers(executor) if workers is None else workers
    found = estimate(setup, keep, memory, at_once, chunk)
    setup = decided(setup, found)
    if started:
        started(found)
    kept = None if resume is None else Kept(resume, setup.key, found.chunk)
    if kept and fresh:
        kept.clear()
    with opened(executor, at_once) as pool:
        runner = Runner(setup, pool, 2 * found.tasks_at_once, kept, progress)
        collector = _Collector(setup)
        with closing(runner.chunks(tasks_of(setup.draws, found.chunk))) as chunks:
            for done in chunks:
                collector.add(done)
    if kept:
        kept.clear()
    return collector.ensemble(found)


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

    def ensemble(self, found: Estimate) -> Ensemble:
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
        return Ensemble(self.setup, summary, self._values, faults, found)
