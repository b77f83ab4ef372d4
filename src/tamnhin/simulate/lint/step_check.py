"""Is the time step short enough? The same run with half the step, and what that changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamnhin.messages import N_
from tamnhin.simulate.lint.names import Names, reading_at_once
from tamnhin.simulate.program.ir import Array, Op
from tamnhin.simulate.run import Result, StockFlowModel

# Halving the step of Euler's method about halves its error, so a change of 1 % means an error of
# about 2 %: more than the data behind most models can tell.
TOLERANCE = 0.01
# What is kept of both runs must fit in memory: 40 million numbers are 320 MB.
MAX_NUMBERS = 20_000_000
MAX_WORK = 400_000_000


@dataclass(frozen=True, slots=True)
class StepComparison:
    """What halving the time step changes most.

    Variables that read the time step at once, such as a pulse divided by it, are not compared:
    they change by design; what they do to a stock is.

    Attributes:
        step: the time step of the model.
        variable: the variable that changes most, with its element if it has any.
        difference: the change over the variable's largest absolute value in the run.
        time: when that is.
    """

    step: float
    variable: str
    difference: float
    time: float


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Why the runs were not compared, as a message id."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotFinite:
    """A variable that becomes infinite or undefined, and when."""

    variable: str
    time: float


def compare_steps(model: StockFlowModel) -> StepComparison | NotCompared | NotFinite:
    """Run the model with its own time step and with half of it.

    Raises:
        SimulationError: it cannot be run.
    """
    if any(node.op in (Op.UNIFORM, Op.NORMAL) for node in model.program.nodes):
        return NotCompared(N_("the model draws random numbers at every step"))
    clock = model.run(outputs=["initial_time", "final_time", "time_step", "saveper"])
    first = {name.lower().replace(" ", "_"): v[0] for name, v in clock.values.items()}
    steps = first["time_step"]
    if (steps != steps[0]).any():
        return NotCompared(N_("the time step changes during the run"))
    step = float(steps[0])
    size = sum(int(np.prod(out.shape, dtype=int)) for out in model.program.outputs.values())
    count = (float(first["final_time"][0]) - float(first["initial_time"][0])) / step
    if size * clock.times.size > MAX_NUMBERS or len(model.program.nodes) * count > MAX_WORK:
        return NotCompared(N_("the run is too long to repeat it here"))
    whole = model.run()
    if whole.bad:
        return NotFinite(whole.bad[0].variable, whole.bad[0].time)
    half = model.run({"time_step": step / 2}, t=whole.times.tolist())
    if half.bad:
        return NotFinite(half.bad[0].variable, half.bad[0].time)
    return _largest(model, step, whole, half)


def _largest(model: StockFlowModel, step: float, whole: Result, half: Result) -> StepComparison:
    found = StepComparison(step, "", 0.0, float(whole.times[0]))
    skip = reading_at_once(model.source.main, Names(model.source.main), "time_step")
    for name in whole.values:
        key = model.name_of(name)
        if key in skip:
            continue
        one, other = (run.values[name][0].reshape(whole.times.size, -1) for run in (whole, half))
        gap = _gap(one, other)
        row, column = np.unravel_index(int(np.argmax(gap)), gap.shape)
        if gap[row, column] > found.difference:
            shown = name + _element(model.dimensions[key], int(column))
            time = float(whole.times[row])
            found = StepComparison(step, shown, float(gap[row, column]), time)
    return found


def _gap(one: Array, other: Array) -> Array:
    """The difference over the largest absolute value of the element in the run."""
    with np.errstate(invalid="ignore", over="ignore"):
        scale = np.maximum(np.abs(one).max(axis=0), np.abs(other).max(axis=0))
        scale = np.where(scale > 0, scale, 1.0)
        return np.nan_to_num(np.abs(one - other) / scale, nan=0.0, posinf=0.0)


def _element(dimensions: tuple[tuple[str, ...], ...], flat: int) -> str:
    if not dimensions:
        return ""
    place = np.unravel_index(flat, tuple(len(labels) for labels in dimensions))
    names = [labels[int(i)] for labels, i in zip(dimensions, place, strict=True)]
    return f"[{','.join(names)}]"
