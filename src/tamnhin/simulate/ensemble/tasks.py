"""Hands chunks to an executor and takes the answers in draw order, a few at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.simulate.ensemble import reduce
from tamnhin.simulate.ensemble.chunk import Chunk, run_chunk
from tamnhin.simulate.ensemble.resume import Kept
from tamnhin.simulate.ensemble.setup import Setup
from tamnhin.simulate.program.ir import Array

# A lost worker takes down the tasks it had; each may be tried this often.
ATTEMPTS: Final = 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A range of draws."""

    number: int
    first: int
    count: int


def tasks_of(draws: int, chunk: int) -> list[Task]:
    """All draws in ranges of ``chunk``, the last one shorter."""
    return [
        Task(number, first, min(chunk, draws - first))
        for number, first in enumerate(range(0, draws, chunk))
    ]


def default_workers(executor: Executor | None) -> int:
    """How many tasks an executor runs at once, as far as it says; else one for each core."""
    found = getattr(executor, "_max_workers", None)
    return int(found) if isinstance(found, int) and found > 0 else os.cpu_count() or 1


@contextmanager
def opened(executor: Executor | None, workers: int) -> Iterator[Executor]:
    """The executor handed in, left open; or threads, ended here."""
    if executor is not None:
        yield executor
        return
    own = ThreadPoolExecutor(workers, thread_name_prefix="tamnhin")
    try:
        yield own
    finally:
        own.shutdown(wait=True, cancel_futures=True)


def _is_loss(error: BaseException) -> bool:
    """Whether a task was lost with who ran it, rather than failed by itself."""
    lost = isinstance(error, (BrokenExecutor, CancelledError, ConnectionError))
    return lost or type(error).__module__.partition(".")[0] in ("distributed", "dask")


class Runner:
    """Runs the tasks of a setup.

    Args:
        setup: what to run.
        executor: who runs it.
        window: tasks handed out and not yet taken up; bounds memory.
        kept: where finished chunks go and come from; None for nowhere.
        progress: told the draws that are done and all draws.
    """

    def __init__(
        self,
        setup: Setup,
        executor: Executor,
        window: int,
        kept: Kept | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.setup, self.executor, self.window = setup, executor, window
        self.kept, self.progress = kept, progress
        columns = setup.layout.width * len(setup.schedule.saved)
        self._sent = setup.head(reduce.pilot_size(columns))
        self._futures: dict[Future[Chunk], Task] = {}
        self._ready: dict[int, Chunk] = {}
        self._tries: dict[int, int] = {}
        self._done = 0

    def chunks(self, tasks: list[Task]) -> Generator[Chunk, None, None]:
        """The answers in the order of the tasks, whatever the order in which they come."""
        waiting = iter(tasks)
        try:
            for task in tasks:
                while task.number not in self._ready:
                    self._fill(waiting)
                    if task.number not in self._ready:
                        self._take()
                yield self._ready.pop(task.number)
        except BaseException:
            self._stop()
            raise

    def _fill(self, waiting: Iterator[Task]) -> None:
        """Hand out tasks up to the window; those on disk are taken from there."""
        while len(self._futures) + len(self._ready) < self.window:
            task = next(waiting, None)
            if task is None:
                return
            found = self.kept.load(task.number) if self.kept else None
            if found is not None:
                self._finish(task, found)
            else:
                self._submit(task)

    def _submit(self, task: Task) -> None:
        given: dict[str, Array] = {
            name: value[task.first : task.first + task.count]
            for name, value in self.setup.given.items()
        }
        self._tries[task.number] = self._tries.get(task.number, 0) + 1
        try:
            future = self.executor.submit(run_chunk, self._sent, task.first, task.count, given)
        except (BrokenExecutor, RuntimeError) as error:
            raise self._broken(error) from error
        self._futures[future] = task

    def _take(self) -> None:
        """Wait for the next answers; try again what was lost with its worker."""
        done, _ = wait(self._futures, return_when=FIRST_COMPLETED)
        for future in done:
            task = self._futures.pop(future)
            try:
                chunk = future.result()
            except (Exception, CancelledError) as error:
                if not _is_loss(error):
                    raise
                if self._tries[task.number] >= ATTEMPTS or isinstance(error, BrokenExecutor):
                    raise self._broken(error) from error
                self._submit(task)
            else:
                if self.kept:
                    self.kept.save(task.number, chunk)
                self._finish(task, chunk)

    def _finish(self, task: Task, chunk: Chunk) -> None:
        self._ready[task.number] = chunk
        self._done += task.count
        if self.progress:
            self.progress(self._done, self.setup.draws)

    def _broken(self, error: BaseException) -> SimulationError:
        return SimulationError(
            N_("The workers were lost: {reason}. Done: {done} of {draws} draws."),
            reason=f"{type(error).__name__}: {error}"[:300],
            done=self._done,
            draws=self.setup.draws,
        )

    def _stop(self) -> None:
        """Withdraw what has not begun, and keep on disk what is finished."""
        running = [future for future in self._futures if not future.cancel()]
        if not self.kept:
            return
        done, _ = wait(running, timeout=10)
        for future in done:
            if not future.cancelled() and future.exception() is None:
                self.kept.save(self._futures[future].number, future.result())
