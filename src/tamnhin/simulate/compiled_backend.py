"""Runs a program on the compiled kernel: blocks of draws, threads, the search for faults."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.ir import Array, Program, Schedule
from tamnhin.simulate.kernel.bytecode import CLOCK_INPUTS, Code, compile_code
from tamnhin.simulate.kernel.library import Engine, Job

_STAGES = {False: 1, True: 4}


@dataclass(frozen=True, slots=True)
class Kernel:
    """A program compiled for an engine and a choice of outputs.

    Attributes:
        program: the specialised program.
        outputs: numbers of the output nodes.
        engine: what runs it.
        code: its instructions.
        rk4: Runge and Kutta's method.
        fast: whether quotients may be products with reciprocals.
    """

    program: Program
    outputs: tuple[int, ...]
    engine: Engine
    code: Code
    rk4: bool
    fast: bool


def prepare(
    program: Program,
    outputs: Sequence[int],
    engine: Engine,
    *,
    rk4: bool = False,
    fast: bool = False,
) -> Kernel:
    """Compile a program.

    Raises:
        UnsupportedError: an operation that the kernel lacks; use the numpy back-end.
    """
    code = compile_code(program, outputs, engine, rk4=rk4, fast=fast)
    return Kernel(program, tuple(outputs), engine, code, rk4, fast)


def run_draws(
    kernel: Kernel,
    params: Array,
    schedule: Schedule,
    *,
    first_draw: int = 0,
    seed: int = 0,
    workers: int = 1,
) -> tuple[Array, NDArray[np.int32]]:
    """Run draws and keep the outputs at the saved steps.

    Args:
        kernel: from ``prepare``.
        params: one row for each number of the parameters, one column for each draw.
        schedule: the times.
        first_draw: number of the first draw in the whole study.
        seed: of the study.
        workers: threads.

    Returns:
        the outputs, shape (saved steps, output numbers, draws), and for each draw the first step
        at which a state or a kept output was not finite, -1 if none.
    """
    draws = params.shape[1]
    lanes = kernel.engine.lanes
    whole = -(-draws // lanes) * lanes
    wide = np.empty((params.shape[0], whole))
    wide[:, :draws] = params
    wide[:, draws:] = params[:, -1:]
    out = np.empty((len(schedule.saved), kernel.code.n_out, whole))
    fault = np.full(whole, -1, dtype=np.int32)
    clock = _clock(kernel, schedule)
    blocks = whole // lanes
    # A few pieces for each worker even out their speeds.
    each = -(-blocks // (workers * 4)) * lanes if workers > 1 else whole
    pieces = [(start, min(start + each, whole)) for start in range(0, whole, each)]

    def run(piece: tuple[int, int]) -> None:
        _run_piece(kernel, kernel.code, wide, schedule, clock, out, fault, piece, first_draw, seed)

    if len(pieces) == 1:
        run(pieces[0])
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(run, pieces))
    if np.any(fault == -2):  # noqa: PLR2004 - the kernel's word for "at some step"
        _date_faults(kernel, wide, schedule, clock, fault, first_draw, seed)
    return out[:, :, :draws], fault[:draws]


def _date_faults(
    kernel: Kernel,
    params: Array,
    schedule: Schedule,
    clock: Array,
    fault: NDArray[np.int32],
    first_draw: int,
    seed: int,
) -> None:
    """Run the blocks with a fault again, this time looking at every step."""
    lanes = kernel.engine.lanes
    code = compile_code(
        kernel.program, kernel.outputs, kernel.engine, rk4=kernel.rk4, checked=True, fast=kernel.fast
    )
    scratch = np.empty((len(schedule.saved), code.n_out, lanes))
    for start in np.flatnonzero((fault == -2).reshape(-1, lanes).any(axis=1)) * lanes:
        block = np.full(lanes, -1, dtype=np.int32)
        part = np.ascontiguousarray(params[:, start : start + lanes])
        _run_piece(
            kernel, code, part, schedule, clock, scratch, block, (0, lanes),
            first_draw + int(start), seed, checked=True,
        )  # fmt: skip
        fault[start : start + lanes] = block


def _clock(kernel: Kernel, schedule: Schedule) -> Array:
    """The time-only numbers for each step and stage."""
    code = kernel.code.clock
    stages = _STAGES[kernel.rk4]
    steps = len(schedule.times)
    if code is None:
        return np.zeros((steps * stages, 0))
    dt = np.append(schedule.dt, 0.0)
    times = np.asarray(schedule.times, dtype=np.float64)
    if kernel.rk4:
        middle = times + dt / 2
        times = np.column_stack([times, middle, middle, times + dt]).ravel()
        dt = np.repeat(dt, 4)
    rows = np.stack([times, dt, dt / 2, dt / 6])
    assert rows.shape[0] == len(CLOCK_INPUTS)  # noqa: S101
    lanes = kernel.engine.lanes
    whole = -(-rows.shape[1] // lanes) * lanes
    rows = np.ascontiguousarray(np.pad(rows, ((0, 0), (0, whole - rows.shape[1])), mode="edge"))
    out = np.empty((1, code.n_out, whole))
    fault = np.empty(whole, dtype=np.int32)
    once = Schedule(np.zeros(1), np.zeros(0), (0,))
    _run_piece(kernel, code, rows, once, np.zeros((1, 0)), out, fault, (0, whole), 0, 0, stages=1)
    return np.ascontiguousarray(out[0, :, : steps * stages].T)


def _run_piece(
    kernel: Kernel,
    code: Code,
    params: Array,
    schedule: Schedule,
    clock: Array,
    out: Array,
    fault: NDArray[np.int32],
    piece: tuple[int, int],
    first_draw: int,
    seed: int,
    *,
    stages: int | None = None,
    checked: bool = False,
) -> None:
    start, stop = piece
    saved = np.zeros(len(schedule.times), dtype=np.uint8)
    saved[list(schedule.saved)] = 1

    def at(array: NDArray[np.generic], offset: int = 0) -> int:
        return array.ctypes.data + offset * array.itemsize

    job = Job(
        code=at(code.words), sections=at(code.sections), scalars=at(code.scalars),
        clock=at(clock), tables=at(code.tables), params=at(params, start),
        param_rows=at(code.param_rows), state_rows=at(code.state_rows), lists=at(code.lists),
        saved=at(saved), out=at(out, start), fault=at(fault, start),
        n_code=len(code.words), n_scalars=code.scalars.size, n_clock=code.n_clock,
        n_tables=code.tables.size, n_rows=code.n_rows, n_params=code.param_rows.size,
        n_states=code.state_rows.size, n_rings=code.n_rings, n_steps=len(schedule.times),
        n_out=code.n_out, n_lists=code.lists.size, param_stride=params.shape[1],
        out_stride=out.shape[2], n_draws=stop - start, seed=seed, first_draw=first_draw + start,
        stages=_STAGES[kernel.rk4] if stages is None else stages,
        checked=checked,
    )  # fmt: skip
    kernel.engine.run(job)
