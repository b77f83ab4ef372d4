"""The times of a run from the model's control variables, once for all draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.simulate.program.ir import Array, Bind, Op, Program, Schedule
from tamnhin.simulate.program.operations import compute
from tamnhin.simulate.program.order import plan

# Two times nearer than this share of a step are the same time.
CLOSE = 1e-5
MAX_STEPS = 2_000_000


def schedule(controls: Program, times: Sequence[float] | None = None) -> Schedule:
    """Step through the clock.

    Args:
        controls: specialised to the four control variables as outputs.
        times: save at these instead of every SAVEPER.

    Raises:
        SimulationError: a control variable differs between draws, or the clock never ends.
    """
    clock = _Clock(controls)
    now = clock.at(0.0)["initial_time"]
    start = now
    found: list[float] = []
    lengths: list[float] = []
    saved: list[int] = []
    wanted = None if times is None else sorted(float(time) for time in times)
    marks = _Marks(start, wanted)
    while True:
        control = clock.at(now)
        dt = control["time_step"]
        _check_step(now, dt, control["final_time"])
        if marks.reached(now, dt, control["saveper"]):
            saved.append(len(found))
        found.append(now)
        if now + dt * CLOSE >= control["final_time"]:
            break
        ahead = 0.0 if clock.work else (control["final_time"] - now) / dt
        if len(found) + ahead >= MAX_STEPS:
            raise SimulationError(
                N_("The run has more than {limit} steps; check the time step."), limit=MAX_STEPS
            )
        lengths.append(dt)
        now = now + dt
    marks.finish()
    return Schedule(np.array(found), np.array(lengths), tuple(saved))


@dataclass(frozen=True, slots=True)
class FirstStep:
    """The clock when a run begins."""

    time: float
    dt: float
    runs: bool


def first_step(controls: Program) -> FirstStep:
    """Whether a model's own clock runs at all."""
    clock = _Clock(controls)
    start = clock.at(0.0)["initial_time"]
    now = clock.at(start)
    return FirstStep(start, now["time_step"], _runs(start, now["time_step"], now["final_time"]))


def _runs(now: float, dt: float, final: float) -> bool:
    return bool(np.isfinite([now, dt, final]).all()) and dt > 0


def _check_step(now: float, dt: float, final: float) -> None:
    if not _runs(now, dt, final):
        raise SimulationError(
            N_("The clock does not run: at time {time} the time step is {step}."),
            time=str(now),
            step=str(dt),
        )


class _Marks:
    """When outputs are kept: at the first step that reaches each mark."""

    def __init__(self, start: float, wanted: list[float] | None) -> None:
        self.start, self.wanted = start, wanted

    def reached(self, now: float, dt: float, saveper: float) -> bool:
        near = dt * CLOSE
        if self.wanted is not None:
            if self.wanted and now + near >= self.wanted[0]:
                if now - near > self.wanted[0]:
                    self.finish()
                while self.wanted and self.wanted[0] <= now + near:
                    self.wanted.pop(0)
                return True
            return False
        if not saveper > dt * (1 + CLOSE):
            return True
        since = now - self.start
        ago = (since + near) % saveper  # how long ago the last mark was
        return bool(ago < dt * (1 - CLOSE) + near or -since % saveper < near)

    def finish(self) -> None:
        if self.wanted:
            raise SimulationError(
                N_("The run has no step at time {time}."), time=str(self.wanted[0])
            )


class _Clock:
    """The control variables at a time."""

    def __init__(self, controls: Program) -> None:
        self.program = controls
        for name, output in controls.outputs.items():
            if controls.nodes[output.node].bind not in (Bind.CONST, Bind.TIME):
                raise SimulationError(
                    N_("{variable} must be the same for every draw and may not follow a stock."),
                    variable=name.upper().replace("_", " "),
                )
        self.work = plan(controls).clock
        self.values: dict[int, Array] = {
            n: node.array.reshape(-1, 1)
            for n, node in enumerate(controls.nodes)
            if node.op is Op.CONST
        }

    def at(self, time: float) -> dict[str, float]:
        nodes = self.program.nodes
        for number in self.work:
            node = nodes[number]
            self.values[number] = (
                np.array([[time]])
                if node.op is Op.TIME
                else compute(node, [self.values[arg] for arg in node.args], self.program.tables)
            )
        return {
            name: float(self.values[out.node].ravel()[0])
            for name, out in self.program.outputs.items()
        }
