"""One task of an ensemble: run a range of draws, reduce them, hand back arrays.

``run_chunk`` is a plain function of picklable arguments, so that any executor may call it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.backends import numpy_backend
from tamnhin.simulate.backends.choice import Run, ready
from tamnhin.simulate.ensemble import reduce
from tamnhin.simulate.ensemble.reduce import Ints
from tamnhin.simulate.ensemble.setup import Setup
from tamnhin.simulate.program.fold import specialise, upstream
from tamnhin.simulate.program.ir import Array, Bind, Program

# Draws that a back-end carries at a time: enough to hide its overhead, few enough for the cache.
BATCH: Final = 2048
# Bytes that a batch may take: models of wide arrays are run in smaller batches.
BATCH_BYTES: Final = 256 << 20
# Draws that are run again together to find a fault: every variable of the model is held.
WATCHED: Final = 128
_REMEMBERED: Final = 4


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a task hands back. All fields are arrays, so that a file can hold it.

    Attributes:
        bad: numbers of draws that were not finite, ascending.
        bad_variable: for each, the variable's place in ``Setup.names``; -1 for an inner state.
        bad_time: for each, when that began.
        count, mean, spread: moments of its blocks, see ``reduce.Moments``.
        low, high: least and greatest value, shape (times, columns).
        below, upto: counts at the edges; empty where values are kept.
        met_at, met_first: by condition, see ``reduce.Met``.
        values: shape (draws, times, columns); empty where values are not kept.
    """

    bad: Ints
    bad_variable: Ints
    bad_time: Array
    count: Ints
    mean: Array
    spread: Array
    low: Array
    high: Array
    below: Ints
    upto: Ints
    met_at: Ints
    met_first: Ints
    values: Array

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All fields by name."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @property
    def nbytes(self) -> int:
        """Its size in bytes."""
        return sum(array.nbytes for array in self.arrays().values())


def bytes_of_draw(setup: Setup) -> int:
    """What a back-end holds for a draw: at most every value of the program."""
    varying = (Bind.LANE, Bind.RUN)
    return 8 * sum(node.size for node in setup.special.nodes if node.bind in varying)


def batch_of(setup: Setup) -> int:
    """Draws of a batch; the numbers do not depend on it."""
    return int(np.clip(BATCH_BYTES // max(bytes_of_draw(setup), 1), 1, BATCH))


def run_chunk(setup: Setup, first: int, count: int, given: Mapping[str, Array]) -> Chunk:
    """Run and reduce the draws ``first`` to ``first + count``.

    Args:
        setup: what to run; its ``given`` values need only reach to the pilot.
        first: a multiple of ``reduce.BLOCK``.
        count: how many.
        given: values of these draws where the caller made the design.
    """
    samples = dict(given) if setup.sampler is None else setup.samples(first, count)
    values, first_bad = _run(setup, first, count, samples)
    bad = np.flatnonzero(first_bad >= 0)
    variables, times = _faults(setup, first, bad, samples, first_bad)
    good = first_bad < 0
    values[bad] = np.nan
    moments = reduce.moments(values, good)
    fine = values[good] if bad.size else values
    if setup.keep:
        below = upto = np.empty(0, dtype=np.int64)
    else:
        below, upto = reduce.count_edges(fine, edges(setup))
    met = [reduce.count_met(fine[:, :, column], c) for column, c in setup.conditions]
    shape = (len(setup.schedule.saved), setup.layout.width)
    return Chunk(
        bad=bad + first,
        bad_variable=variables,
        bad_time=times,
        count=moments.count,
        mean=moments.mean,
        spread=moments.spread,
        low=fine.min(axis=0, initial=np.inf),
        high=fine.max(axis=0, initial=-np.inf),
        below=below,
        upto=upto,
        met_at=np.array([m.at for m in met], dtype=np.int64).reshape(len(met), shape[0]),
        met_first=np.array([m.first for m in met], dtype=np.int64).reshape(len(met), shape[0] + 1),
        values=values if setup.keep else np.empty(0),
    )


def _run(setup: Setup, first: int, count: int, samples: Mapping[str, Array]) -> tuple[Array, Ints]:
    """Values, shape (draws, times, columns), and the first step that was not finite or -1."""
    run = _runner(setup)
    values = np.empty((count, len(setup.schedule.saved), setup.layout.width))
    first_bad = np.empty(count, dtype=np.int64)
    batch = batch_of(setup)
    for begin in range(0, count, batch):
        size = min(batch, count - begin)
        part = {name: value[begin : begin + size] for name, value in samples.items()}
        numbers = np.arange(first + begin, first + begin + size)
        found = run(setup.clock, setup.parameters(part, size), numbers)
        for group in setup.layout.groups:
            columns = slice(group.start, group.start + group.size)
            values[begin : begin + size, :, columns] = found.outputs[group.key]
        first_bad[begin : begin + size] = found.first_bad
    values[:, :, list(setup.undefined)] = np.nan
    return values, first_bad


def _faults(
    setup: Setup,
    first: int,
    bad: NDArray[np.intp],
    samples: Mapping[str, Array],
    first_bad: Ints,
) -> tuple[Ints, Array]:
    """Run the bad draws again with every variable watched: which failed first, and when."""
    variables = np.full(bad.size, -1, dtype=np.int64)
    times = setup.schedule.times[first_bad[bad]] if bad.size else np.empty(0)
    place = {name: i for i, name in enumerate(setup.names)}
    size = min(WATCHED, batch_of(setup))
    for begin in range(0, bad.size, size):
        some = bad[begin : begin + size]
        part = {name: value[some] for name, value in samples.items()}
        given = setup.parameters(part, some.size)
        found = numpy_backend.watch(_everything(setup), setup.clock, given, first + some)
        for i, (name, time) in enumerate(found, start=begin):
            if name:
                variables[i], times[i] = place[name], time
    return variables, np.asarray(times, dtype=np.float64)


_lock = threading.RLock()
_runners: OrderedDict[str, Run] = OrderedDict()
_programs: OrderedDict[str, Program] = OrderedDict()
_edges: OrderedDict[str, Array] = OrderedDict()


def _runner(setup: Setup) -> Run:
    """The back-end with the program made ready, once for a setup in a process."""
    with _lock:
        if setup.key not in _runners:
            _runners[setup.key] = ready(setup.backend, setup.special, setup.method)
            while len(_runners) > _REMEMBERED:
                _runners.popitem(last=False)
        return _runners[setup.key]


def _everything(setup: Setup) -> Program:
    """The program with all that its outputs rest on as outputs, made once in a process."""
    with _lock:
        if setup.key not in _programs:
            names = upstream(setup.program, [group.key for group in setup.layout.groups])
            _programs[setup.key] = specialise(setup.program, setup.bases, names)
            while len(_programs) > _REMEMBERED:
                _programs.popitem(last=False)
        return _programs[setup.key]


def edges(setup: Setup) -> Array:
    """The edges at which draws are counted: the pilot, run once for a setup in a process."""
    with _lock:
        if setup.key not in _edges:
            columns = setup.layout.width * len(setup.schedule.saved)
            count = min(setup.draws, reduce.pilot_size(columns))
            values, first_bad = _run(setup, 0, count, setup.samples(0, count))
            _edges[setup.key] = reduce.edges_of(values[first_bad < 0])
            while len(_edges) > _REMEMBERED:
                _edges.popitem(last=False)
        return _edges[setup.key]
