"""Compiled code as the kernel reads it, and the layout of its workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.backends.kernel.emit import (
    CLOCK,
    KIND_MASK,
    ROW,
    SCALAR,
    TABLE,
    Instruction,
    Places,
)
from tamnhin.simulate.backends.kernel.library import Engine
from tamnhin.simulate.program.ir import Array


@dataclass(frozen=True, slots=True)
class Code:
    """What a job needs besides draws and times.

    Attributes:
        words: instructions of five words, operands as byte offsets.
        sections: first instruction of each section, -1 where there is none.
        scalars: constants.
        tables: packed tables.
        lists: operand lists.
        param_rows: for each number of the parameters the row it is put in.
        state_rows: rows that keep a fault once they have one.
        n_rows: register rows in all.
        n_rings: ring buffers.
        n_clock: time-only numbers.
        n_out: numbers kept at a saved step.
        clock: the program of the time-only numbers.
    """

    words: NDArray[np.int32]
    sections: NDArray[np.int64]
    scalars: Array
    tables: Array
    lists: NDArray[np.int32]
    param_rows: NDArray[np.int32]
    state_rows: NDArray[np.int32]
    n_rows: int
    n_rings: int
    n_clock: int
    n_out: int
    clock: Code | None = None


def assemble(
    engine: Engine,
    places: Places,
    blob: list[Array],
    code: Sequence[Instruction],
    sections: NDArray[np.int64],
    param_rows: list[int],
    state_rows: list[int],
    n_out: int,
    clock: Code | None,
) -> Code:
    """Operands become byte offsets into the workspace; the layout is that of engine.cpp."""
    n_clock = len(places.clock)
    scalars = engine.head
    at_clock = scalars + 8 * len(places.scalars)
    tables = _whole_lines(at_clock + 8 * n_clock)
    numbers = np.concatenate(blob) if blob else np.zeros(0)
    rows = tables + 8 * numbers.size
    base = {ROW: rows, SCALAR: scalars, CLOCK: at_clock, TABLE: tables}
    step = {ROW: 8 * engine.lanes, SCALAR: 8, CLOCK: 8, TABLE: 8}

    def resolve(words: NDArray[np.int64]) -> NDArray[np.int32]:
        kind, index = words & KIND_MASK, words & (ROW - 1)
        out = words.copy()
        for name in base:
            here = kind == name
            out[here] = base[name] + index[here] * step[name]
        return out.astype(np.int32)

    operations = np.array([engine.ops[str(line[0])] for line in code], dtype=np.int32)
    operands = np.array([line[1:] for line in code], dtype=np.int64).reshape(-1, 4)
    lists = np.asarray(places.lists, dtype=np.int64)
    # In a list an odd offset says that the operand is one number, not a row.
    marked = resolve(lists) | ((lists & KIND_MASK) != ROW).astype(np.int32)
    return Code(
        words=np.ascontiguousarray(np.column_stack([operations, resolve(operands)])),
        sections=sections,
        scalars=np.frombuffer(b"".join(places.scalars), dtype="<f8").astype(np.float64),
        tables=numbers,
        lists=marked,
        param_rows=np.asarray(param_rows, dtype=np.int32),
        state_rows=np.asarray(state_rows, dtype=np.int32),
        n_rows=places.rows.count,
        n_rings=len(places.rings),
        n_clock=n_clock,
        n_out=n_out,
        clock=clock,
    )


def _whole_lines(size: int) -> int:
    return -(-size // 64) * 64
