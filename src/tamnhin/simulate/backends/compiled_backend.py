"""Runs a program compiled by LLVM: blocks of draws, threads, pieces of a stream.

The same program, schedule, parameters, seed and draw numbers give the same bits for any batch,
any number of workers and (but with ``fast``) any instruction set: a draw is computed in one lane,
and no operation looks at another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.backends import numpy_backend
from tamnhin.simulate.backends.jit.flatten import UnsupportedError, Values, check_size
from tamnhin.simulate.backends.jit.module import CLOCK_INPUTS, Module, Shape, write
from tamnhin.simulate.backends.jit.target import Compiled, Engine, compiled, engine
from tamnhin.simulate.backends.numpy_backend import Batch, Numbers, Study
from tamnhin.simulate.program.ir import Array, Program

_STAGES: Final = {"euler": 1, "rk4": 4}
_LINE: Final = 8  # doubles in a cache line: outputs begin on one
# Bytes of outputs of a piece of a stream at most: milliseconds of work, so that handing pieces over
# is rare, and buffers that stay small beside the memory of a machine.
_PIECE: Final = 16 << 20
# Pieces of a thread, so that none waits long for another at the end; draws of one at least.
_PARTS: Final = 16
_LEAST: Final = 512
# Registers' width of a block: four hide the time that each operation takes, while the numbers of a
# step fit the registers; beyond that many numbers, one.
_WIDE: Final = 4
_WIDE_UPTO: Final = 120


@dataclass(frozen=True, slots=True)
class Kernel:
    """A program compiled for an instruction set and its outputs.

    Attributes:
        program: the specialised program; all its outputs are kept.
        engine: the instruction set.
        lanes: draws of a block.
        module: what was compiled.
        functions: the compiled functions.
        method: euler or rk4.
    """

    program: Program
    engine: Engine
    lanes: int
    module: Module
    functions: Compiled
    method: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some consecutive draws of a study.

    Attributes:
        first_draw: number in the study of the first.
        values: outputs, shape (saved steps, output numbers, draws); valid until the next piece.
        first_bad: for each draw, the first step at which a state or output was not finite, or -1.
    """

    first_draw: int
    values: Array
    first_bad: NDArray[np.int64]


def prepare(program: Program, *, method: str = "euler", fast: bool = False) -> Kernel | None:
    """Compile a specialised program; None where no engine is at hand.

    Args:
        program: what to run.
        method: euler or rk4.
        fast: contraction, reciprocals and other orders of sums and products: results may differ
            in the last places between instruction sets.

    Raises:
        UnsupportedError: an operation that is not compiled, or too many; use the numpy back-end.
    """
    chosen = engine()
    return None if chosen is None else prepare_for(chosen, program, method=method, fast=fast)


def prepare_for(
    chosen: Engine, program: Program, *, method: str = "euler", fast: bool = False
) -> Kernel:
    """Compile for an engine of the caller's choice."""
    check_size(program)
    values = Values(program, fast)
    lanes = chosen.width * (_WIDE if values.steps() <= _WIDE_UPTO else 1)
    shape = Shape(lanes, chosen.permutes, rk4=method == "rk4", fast=fast)
    module = write(values, shape)
    return Kernel(program, chosen, lanes, module, compiled(module.text, chosen), method)


def run_anywhere(
    program: Program,
    study: Study,
    params: Mapping[str, Array],
    draws: Numbers,
    *,
    workers: int = 1,
    fast: bool = False,
) -> Batch:
    """Run compiled, or on the numpy back-end where that cannot be."""
    try:
        kernel = prepare(program, method=study.method, fast=fast)
    except UnsupportedError:
        kernel = None
    if kernel is None:
        return numpy_backend.run(program, study, params, draws)
    return run(kernel, study, params, draws, workers=workers)


def run(
    kernel: Kernel,
    study: Study,
    params: Mapping[str, Array],
    draws: Numbers,
    *,
    workers: int = 1,
) -> Batch:
    """Run draws and keep all outputs at the saved steps: what numpy_backend.run gives.

    Args:
        kernel: from ``prepare``, for the method of the study.
        study: times, seed and method.
        params: by name, arrays of shape (elements, draws) or (elements, 1).
        draws: the number of each draw in the whole study.
        workers: threads.
    """
    work = Work(kernel, study)
    count = len(draws)
    if count and np.any(np.diff(draws) != 1):
        message = "the draws of a batch must be consecutive"
        raise ValueError(message)
    rows = work.rows(params, count)
    values = work.buffer(count)
    bad = np.full(rows.shape[1], -1, dtype=np.int32)
    first = int(draws[0]) if count else 0

    def go(start: int) -> None:
        part = slice(start, start + each)
        work.call(rows[:, part], values[:, :, start:], bad[part], first + start)

    blocks = rows.shape[1] // kernel.lanes
    # A few parts for each worker, to even out their speeds.
    each = kernel.lanes * max(1, blocks if workers == 1 else -(-blocks // (4 * workers)))
    starts = range(0, rows.shape[1], each)
    if len(starts) <= 1 or workers == 1:
        for start in starts:
            go(start)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(go, starts))
    outputs, at = {}, 0
    for name, output in kernel.program.outputs.items():
        size = kernel.program.nodes[output.node].size
        outputs[name] = values[:, at : at + size, :count].transpose(2, 0, 1)
        at += size
    return Batch(outputs, bad[:count].astype(np.int64))


def stream(
    kernel: Kernel,
    study: Study,
    sample: Callable[[int, int], Mapping[str, Array]],
    draws: int,
    *,
    first_draw: int = 0,
    workers: int = 1,
) -> Iterator[Piece]:
    """Run any number of draws piece by piece, in order, in memory that does not grow with them.

    Args:
        kernel: from ``prepare``, for the method of the study.
        study: times, seed and method.
        sample: parameters for ``(first draw, number of draws)``, shapes as in ``run``. Called
            in the threads, so it must depend on its arguments alone.
        draws: how many in all.
        first_draw: number of the first draw in the study.
        workers: threads; two pieces more than that are held.
    """
    work = Work(kernel, study)
    size = min(work.piece(), work.whole(max(_LEAST, draws // (_PARTS * workers))))

    def go(start: int, values: Array) -> Piece:
        count = min(size, draws - start)
        rows = work.rows(sample(first_draw + start, count), count)
        bad = np.full(rows.shape[1], -1, dtype=np.int32)
        work.call(rows, values, bad, first_draw + start)
        return Piece(first_draw + start, values[:, :, :count], bad[:count].astype(np.int64))

    starts = iter(range(0, draws, size))
    free = [work.buffer(min(size, draws)) for _ in range(workers + 2)]
    with ThreadPoolExecutor(workers) as pool:
        running = deque(
            (pool.submit(go, start, buffer), buffer)
            for buffer, start in zip(free, starts, strict=False)
        )
        while running:
            future, buffer = running.popleft()
            yield future.result()
            following = next(starts, None)
            if following is not None:
                running.append((pool.submit(go, following, buffer), buffer))


class Work:
    """A kernel and a schedule: everything that does not differ between pieces."""

    def __init__(self, kernel: Kernel, study: Study) -> None:
        if study.method != kernel.method:
            message = f"compiled for {kernel.method}, not {study.method}"
            raise ValueError(message)
        schedule = study.schedule
        self.kernel, self.schedule, self.seed = kernel, schedule, study.seed
        self.lanes = kernel.lanes
        self.stages = _STAGES[kernel.method]
        steps = len(schedule.times)
        self.saved = np.zeros(steps * self.stages, dtype=np.uint8)
        self.saved[np.asarray(schedule.saved, dtype=np.intp) * self.stages] = 1
        self.steps = (steps - 1) * self.stages + 1  # the last has no stages
        self.clock = self._clock()

    def whole(self, draws: int) -> int:
        """That many draws in whole blocks."""
        return -(-draws // self.lanes) * self.lanes

    def piece(self) -> int:
        """Draws of a piece of a stream."""
        numbers = max(1, len(self.schedule.saved) * self.kernel.module.n_out)
        return self.whole(max(1024, _PIECE // (8 * numbers)))

    def buffer(self, draws: int) -> Array:
        """Room for the outputs of so many draws.

        Rows begin on a cache line, and are not a power of two apart, so that they do not all
        fall into the same sets of the cache.
        """
        shape = (len(self.schedule.saved), self.kernel.module.n_out, self.whole(draws) + _LINE)
        size = int(np.prod(shape))
        block = np.empty(size + _LINE)
        offset = -(block.ctypes.data // 8) % _LINE
        return block[offset : offset + size].reshape(shape)

    def rows(self, params: Mapping[str, Array], draws: int) -> Array:
        """The parameters' numbers, one row each, in whole blocks: the last draw fills up."""
        program = self.kernel.program
        sizes = [int(np.prod(param.shape, dtype=int)) for param in program.params]
        out = np.empty((sum(sizes), self.whole(draws)))
        at = 0
        for param, size in zip(program.params, sizes, strict=True):
            out[at : at + size, :draws] = params[param.name]
            at += size
        if draws:
            out[:, draws:] = out[:, draws - 1 : draws]
        return out

    def call(self, rows: Array, out: Array, fault: NDArray[np.int32], first_draw: int) -> None:
        """Run whole blocks of draws.

        Args:
            rows: from ``rows``, or whole blocks of it.
            out: a ``buffer``, from the first of these draws on.
            fault: -1 for each draw; gets the first step that was not finite.
            first_draw: number in the study of the first.
        """
        rings = np.empty(self.kernel.module.n_rings * len(self.schedule.times) * self.lanes)
        blocks = rows.shape[1] // self.lanes
        if blocks:
            self.kernel.functions.run(
                _at(rows), rows.strides[0] // 8, _at(self.clock), _at(self.saved), self.steps,
                _at(out), out.strides[1] // 8, first_draw, self.seed, blocks, _at(fault),
                _at(rings), len(self.schedule.times),
            )  # fmt: skip

    def _clock(self) -> Array:
        """Time-only numbers for each step and stage, all at once: steps in place of draws."""
        times = np.asarray(self.schedule.times, dtype=np.float64)
        # No step follows the last; a length like the others keeps the clock numbers alike.
        last = self.schedule.dt[-1:] if len(self.schedule.dt) else np.zeros(1)
        dt = np.append(self.schedule.dt, last)
        reach, weight = dt, np.ones_like(dt)
        if self.stages > 1:
            middle = times + 0.5 * dt
            reach = np.column_stack([0.5 * dt, 0.5 * dt, dt, dt / 6]).ravel()
            weight = np.tile([1.0, 2.0, 2.0, 1.0], times.size)
            times = np.column_stack([times, middle, middle, times + dt]).ravel()
            dt = np.repeat(dt, self.stages)
        rows = np.stack([times, dt, reach, weight])
        assert rows.shape[0] == len(CLOCK_INPUTS)  # noqa: S101
        count = rows.shape[1]
        rows = np.pad(rows, ((0, 0), (0, self.whole(count) - count)), mode="edge")
        out = np.empty((self.kernel.module.n_clock, rows.shape[1]))
        stride = rows.shape[1]
        self.kernel.functions.clock(_at(rows), stride, _at(out), stride // self.lanes, self.seed)
        return np.ascontiguousarray(out[:, :count].T)


def _at(array: NDArray[np.generic]) -> int:
    return array.ctypes.data
