"""What an ensemble will need of memory, said before it runs."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from tamnhin.errors import SimulationError
from tamnhin.messages import N_, Lang, Words, catalogue
from tamnhin.simulate.ensemble import reduce
from tamnhin.simulate.ensemble.chunk import batch_of, bytes_of_draw
from tamnhin.simulate.ensemble.setup import Setup

Keep = Literal["auto", "values", "summary"]
# Draws of a task: a task should outlast the executor's own overhead a hundred times.
CHUNK: Final = 4096
# Values that a task holds at most, unless even one block of draws needs more.
_TASK_VALUES: Final = (64 << 20) // 8


@dataclass(frozen=True, slots=True)
class Estimate:
    """Bytes that an ensemble will hold at its peak, besides the program itself.

    Attributes:
        keep: whether the values of every draw are kept.
        result: held by the answer; grows with the draws only where values are kept.
        tasks: held by the tasks that run at once and by those that wait to be taken up.
        chunk: draws of a task.
        tasks_at_once: how many run at once.
        backend: what runs the model.
    """

    keep: bool
    result: int
    tasks: int
    chunk: int
    tasks_at_once: int
    backend: str

    @property
    def peak(self) -> int:
        """All of it, in bytes."""
        return self.result + self.tasks

    def text(self, lang: Lang = "en") -> str:
        """One sentence for people."""
        message = (
            N_("Memory: about {peak} MB ({result} MB for the values of all draws); {backend}.")
            if self.keep
            else N_(
                "Memory: about {peak} MB whatever the draws (quantiles are counted); {backend}."
            )
        )
        return catalogue(lang).text(
            message,
            peak=max(1, round(self.peak / 1e6)),
            result=max(1, round(self.result / 1e6)),
            backend=Words(N_("compiled code")) if self.backend == "compiled" else self.backend,
        )


def estimate(setup: Setup, keep: Keep, memory: int, workers: int, chunk: int | None) -> Estimate:
    """Decide what is kept and how large a task is, and add up.

    Args:
        setup: what will run.
        keep: values of every draw, a summary, or values if they fit into ``memory``.
        memory: bytes for the values of all draws.
        workers: tasks at once.
        chunk: draws of a task, rounded up to a multiple of ``reduce.BLOCK``; None to choose.

    Raises:
        SimulationError: values are asked for that do not fit; a number is not positive.
    """
    _check(keep, workers, chunk)
    columns = len(setup.schedule.saved) * setup.layout.width
    values = setup.draws * columns * 8
    if keep == "values" and values > memory:
        raise SimulationError(
            N_(
                "The values of all draws need {need} MB and {memory} MB are allowed: ask for fewer "
                "outputs or times, keep a summary, or allow more."
            ),
            need=round(values / 1e6),
            memory=round(memory / 1e6),
        )
    kept = values <= memory and keep != "summary"
    size = _chunk(columns, chunk)
    count = min(size, setup.draws)
    task = count * columns * 8 * 2 + min(count, batch_of(setup)) * bytes_of_draw(setup)
    if kept:
        result, waiting = values, count * columns * 8
    else:
        edges = min(reduce.EDGES, reduce.pilot_size(columns))
        result, waiting = 3 * columns * edges * 8, 2 * columns * edges * 8
    at_once = min(workers, -(-setup.draws // size))
    window = 2 * at_once
    blocks = 2 * columns * 8 * -(-count // reduce.BLOCK)
    tasks = at_once * task + window * (waiting + blocks)
    return Estimate(kept, result, tasks, size, at_once, setup.backend)


def _check(keep: Keep, workers: int, chunk: int | None) -> None:
    if (
        workers < 1
        or (chunk is not None and chunk < 1)
        or keep not in ("auto", "values", "summary")
    ):
        raise SimulationError(
            N_("Workers and draws of a chunk must be 1 or more, keep auto, values or summary.")
        )


def check_machine(found: Estimate) -> None:
    """Refuse what this machine has no memory for, before it is begun.

    Raises:
        SimulationError: the peak is beyond the memory of the machine.
    """
    try:
        there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return  # a system that does not say
    if found.peak > there:
        raise SimulationError(
            N_(
                "This needs {need} MB of memory and the machine has {there} MB: ask for fewer "
                "outputs or times, or for a larger SAVEPER."
            ),
            need=round(found.peak / 1e6),
            there=round(there / 1e6),
        )


def decided(setup: Setup, found: Estimate) -> Setup:
    """The setup with what was decided; its key says it too."""
    form = "values" if found.keep else "summary"
    return replace(setup, keep=found.keep, key=f"{setup.key[:56]}-{form}")


def _chunk(columns: int, chunk: int | None) -> int:
    wanted = chunk or int(np.clip(_TASK_VALUES // max(columns, 1), reduce.BLOCK, CHUNK))
    return -(-wanted // reduce.BLOCK) * reduce.BLOCK
