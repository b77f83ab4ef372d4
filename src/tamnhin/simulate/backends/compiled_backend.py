"""Runs a program on the compiled kernel: blocks of draws, threads, the search for faults.

The same program, schedule, parameters, seed and draw numbers give the same bits for any batch,
any number of workers and any instruction set: a draw is computed in one lane, and no operation
looks at another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.backends import numpy_backend
from tamnhin.simulate.backends.kernel.bytecode import CLOCK_INPUTS, compile_code
from tamnhin.simulate.backends.kernel.code import Code
from tamnhin.simulate.backends.kernel.flatten import UnsupportedError
from tamnhin.simulate.backends.kernel.library import Engine, Job, engine
from tamnhin.simulate.backends.numpy_backend import Batch, Numbers, Study
from tamnhin.simulate.program.ir import Array, Program

_STAGES = {"euler": 1, "rk4": 4}
_SOME_STEP = -2  # the kernel's word for "not finite at some step"
_LINE = 8  # doubles in a cache line: outputs begin on one
# Draws of one piece of a stream: the outputs of a piece stay in the cache of their reader.
PIECE = 4096


@dataclass(frozen=True, slots=True)
class Kernel:
    """A program compiled for an engine and its outputs.

    Attributes:
        program: the specialised program; all its outputs are kept.
        engine: what runs it.
        code: its instructions.
        method: euler or rk4.
        fast: whether quotients may be products with reciprocals.
    """

    program: Program
    engine: Engine
    code: Code
    method: str
    fast: bool


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

    Raises:
        UnsupportedError: an operation that the kernel lacks; use the numpy back-end.
    """
    chosen = engine(fast=fast)
    return None if chosen is None else prepare_for(chosen, program, method=method, fast=fast)


def prepare_for(
    chosen: Engine, program: Program, *, method: str = "euler", fast: bool = False
) -> Kernel:
    """Compile for an engine of the caller's choice."""
    code = compile_code(program, chosen, rk4=method == "rk4", fast=fast)
    return Kernel(program, chosen, code, method, fast)


def run_anywhere(
    program: Program,
    study: Study,
    params: Mapping[str, Array],
    draws: Numbers,
    *,
    workers: int = 1,
    fast: bool = False,
) -> Batch:
    """Run on the kernel, or on the numpy back-end where there is none or it lacks an operation."""
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
    rows = _rows(kernel.program, params, count)
    values = work.buffer(count)
    bad = np.full(count, -1, dtype=np.int64)

    def go(piece: tuple[int, int]) -> None:
        start, stop = piece
        bad[start:stop] = work.run(rows[:, start:stop], values[:, :, start:], int(draws[start]))

    pieces = _pieces(draws, work, workers)
    if len(pieces) == 1 or workers == 1:
        for piece in pieces:
            go(piece)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(go, pieces))
    outputs, at = {}, 0
    for name, output in kernel.program.outputs.items():
        size = kernel.program.nodes[output.node].size
        outputs[name] = values[:, at : at + size, :count].transpose(2, 0, 1)
        at += size
    return Batch(outputs, bad)


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
        workers: threads; one piece more than that is held.
    """
    work = Work(kernel, study)

    def go(start: int, values: Array) -> Piece:
        count = min(PIECE, draws - start)
        rows = _rows(kernel.program, sample(first_draw + start, count), count)
        bad = work.run(rows, values, first_draw + start)
        return Piece(first_draw + start, values[:, :, :count], bad)

    starts = iter(range(0, draws, PIECE))
    free = [work.buffer(min(PIECE, draws)) for _ in range(workers + 1)]
    with ThreadPoolExecutor(workers) as pool:
        running = [
            (pool.submit(go, start, buffer), buffer)
            for buffer, start in zip(free, starts, strict=False)
        ]
        while running:
            future, buffer = running.pop(0)
            yield future.result()
            following = next(starts, None)
            if following is not None:
                running.append((pool.submit(go, following, buffer), buffer))


def _pieces(draws: Numbers, work: Work, workers: int) -> list[tuple[int, int]]:
    """Consecutive draws in whole blocks, a few pieces for each worker to even out their speeds."""
    count = len(draws)
    if count and np.any(np.diff(draws) != 1):
        message = "the draws of a batch must be consecutive"
        raise ValueError(message)
    each = count if workers == 1 else work.whole(-(-count // (4 * workers)))
    return [(start, min(start + each, count)) for start in range(0, count, max(each, 1))]


def _rows(program: Program, params: Mapping[str, Array], draws: int) -> Array:
    """The parameters' numbers, one row each, as wide as the draws."""
    parts = [
        np.broadcast_to(np.asarray(params[param.name], dtype=np.float64), (size, draws))
        for param in program.params
        for size in [int(np.prod(param.shape, dtype=int))]
    ]
    return np.concatenate(parts) if parts else np.zeros((0, draws))


class Work:
    """A kernel and a schedule: everything that does not differ between pieces."""

    def __init__(self, kernel: Kernel, study: Study) -> None:
        if study.method != kernel.method:
            message = f"compiled for {kernel.method}, not {study.method}"
            raise ValueError(message)
        schedule = study.schedule
        self.kernel, self.schedule, self.seed = kernel, schedule, study.seed
        self.lanes = kernel.engine.lanes
        self.stages = _STAGES[kernel.method]
        self.saved = np.zeros(len(schedule.times), dtype=np.uint8)
        self.saved[list(schedule.saved)] = 1
        self.clock = self.clock_numbers(kernel.code.clock)
        self._checked: Code | None = None

    def whole(self, draws: int) -> int:
        """That many draws in whole blocks."""
        return -(-draws // self.lanes) * self.lanes

    def buffer(self, draws: int) -> Array:
        """Room for the outputs of so many draws.

        Rows begin on a cache line, and are not a power of two apart, so that they do not all
        fall into the same sets of the cache.
        """
        shape = (len(self.schedule.saved), self.kernel.code.n_out, self.whole(draws) + _LINE)
        size = int(np.prod(shape))
        block = np.empty(size + _LINE)
        offset = -(block.ctypes.data // 8) % _LINE
        return block[offset : offset + size].reshape(shape)

    def run(self, params: Array, out: Array, first_draw: int) -> NDArray[np.int64]:
        """Run draws into ``out``, which has room for whole blocks; their first bad steps."""
        draws = params.shape[1]
        wide = np.empty((params.shape[0], self.whole(draws)))
        wide[:, :draws] = params
        wide[:, draws:] = params[:, -1:]
        fault = np.full(wide.shape[1], -1, dtype=np.int32)
        code = self.kernel.code
        self._call(code, wide, self.clock, self.saved, out, fault, first_draw, self.stages)
        bad = fault[:draws].astype(np.int64)
        if (bad == _SOME_STEP).any():
            self._date(wide, bad, first_draw)
        return bad

    def _date(self, params: Array, bad: NDArray[np.int64], first_draw: int) -> None:
        """Run the blocks with a fault again, this time looking at every step."""
        if self._checked is None:
            self._checked = compile_code(
                self.kernel.program,
                self.kernel.engine,
                rk4=self.kernel.method == "rk4",
                checked=True,
                fast=self.kernel.fast,
            )
        scratch = self.buffer(self.lanes)
        for block in np.unique(np.flatnonzero(bad == _SOME_STEP) // self.lanes):
            start = int(block) * self.lanes
            part = np.ascontiguousarray(params[:, start : start + self.lanes])
            fault = np.full(self.lanes, -1, dtype=np.int32)
            self._call(
                self._checked, part, self.clock, self.saved, scratch, fault, first_draw + start,
                self.stages, checked=True,
            )  # fmt: skip
            here = bad[start : start + self.lanes]
            here[...] = fault[: here.size]

    def clock_numbers(self, code: Code | None) -> Array:
        """Time-only numbers for each step and stage, all at once: steps in place of draws."""
        times = np.asarray(self.schedule.times, dtype=np.float64)
        if code is None:
            return np.zeros((times.size * self.stages, 0))
        # No step follows the last; a length like the others keeps the clock numbers alike.
        last = self.schedule.dt[-1:] if len(self.schedule.dt) else np.zeros(1)
        dt = np.append(self.schedule.dt, last)
        if self.stages > 1:
            middle = times + 0.5 * dt
            times = np.column_stack([times, middle, middle, times + dt]).ravel()
            dt = np.repeat(dt, self.stages)
        rows = np.stack([times, dt, 0.5 * dt, dt / 6])
        assert rows.shape[0] == len(CLOCK_INPUTS)  # noqa: S101
        count = rows.shape[1]
        rows = np.pad(rows, ((0, 0), (0, self.whole(count) - count)), mode="edge")
        out = np.empty((1, code.n_out, rows.shape[1]))
        fault = np.empty(rows.shape[1], dtype=np.int32)
        once = np.ones(1, dtype=np.uint8)
        self._call(code, np.ascontiguousarray(rows), np.zeros((1, 0)), once, out, fault, 0, 1)
        return np.ascontiguousarray(out[0, :, :count].T)

    def _call(
        self,
        code: Code,
        params: Array,
        clock: Array,
        saved: NDArray[np.uint8],
        out: Array,
        fault: NDArray[np.int32],
        first_draw: int,
        stages: int,
        *,
        checked: bool = False,
    ) -> None:
        job = Job(
            code=_at(code.words), sections=_at(code.sections), scalars=_at(code.scalars),
            clock=_at(clock), tables=_at(code.tables), params=_at(params),
            param_rows=_at(code.param_rows), state_rows=_at(code.state_rows),
            lists=_at(code.lists), saved=_at(saved), out=_at(out), fault=_at(fault),
            n_code=len(code.words), n_scalars=code.scalars.size, n_clock=code.n_clock,
            n_tables=code.tables.size, n_rows=code.n_rows, n_params=code.param_rows.size,
            n_states=code.state_rows.size, n_rings=code.n_rings, n_steps=saved.size,
            n_out=code.n_out, n_lists=code.lists.size, param_stride=params.shape[1],
            out_stride=out.strides[1] // 8, n_draws=fault.size, seed=self.seed,
            first_draw=first_draw, stages=stages, checked=checked,
        )  # fmt: skip
        self.kernel.engine.run(job)


def _at(array: NDArray[np.generic]) -> int:
    return array.ctypes.data
