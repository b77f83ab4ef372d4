"""The reference back-end: a program for a batch of draws, array by array with numpy.

Slow and plain on purpose: every faster back-end answers to it. Values have the shape
(elements, draws), or (elements, 1) where all draws share them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.program import random
from tamnhin.simulate.program.ir import Array, Kind, Node, Op, Program, Schedule, State
from tamnhin.simulate.program.operations import compute
from tamnhin.simulate.program.order import plan

Index = NDArray[np.intp]
Numbers = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a back-end hands back.

    Attributes:
        outputs: by name, shape (draws, saved times, elements).
        first_bad: for each draw, the first step at which a state or output was not finite,
            -1 if none was.
    """

    outputs: dict[str, Array]
    first_bad: np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Study:
    """What all draws share.

    Attributes:
        schedule: the times.
        seed: of the random functions.
        method: euler or rk4.
    """

    schedule: Schedule
    seed: int = 0
    method: str = "euler"


def run(program: Program, study: Study, params: Mapping[str, Array], draws: Numbers) -> Batch:
    """Run a program for a batch of draws.

    Args:
        program: specialised to the parameters given here.
        study: times, seed and method.
        params: by name, arrays of shape (elements, draws) or (elements, 1).
        draws: the number of each draw in the whole study, for its random numbers.
    """
    return _Run(program, study, params, draws).go()


class _Run:
    def __init__(
        self, program: Program, study: Study, params: Mapping[str, Array], draws: Numbers
    ) -> None:
        self.program, self.study, self.schedule = program, study, study.schedule
        self.draws, self.seed = len(draws), study.seed
        self.numbers = draws.astype(np.uint64)
        self.params = [np.asarray(params[param.name], dtype=np.float64) for param in program.params]
        self.plan = plan(program)
        self.values: list[Array] = [np.empty((0, 1))] * len(program.nodes)
        self.states: list[Array] = [np.empty((0, 1))] * len(program.states)
        self.rings: dict[int, tuple[Array, Index, Index]] = {}
        self.bad = np.full(self.draws, -1, dtype=np.int64)
        self.time, self.step = 0.0, 0
        for number, node in enumerate(program.nodes):
            if node.op is Op.CONST:
                self.values[number] = node.array.reshape(-1, 1)

    def go(self) -> Batch:
        """The whole run."""
        saved = {step: i for i, step in enumerate(self.schedule.saved)}
        outputs = {
            name: np.empty((self.draws, len(saved), self.program.nodes[out.node].size))
            for name, out in self.program.outputs.items()
        }
        self.time = float(self.schedule.times[0])
        self.evaluate(self.plan.run)
        self.evaluate(self.plan.init)
        self.begin()
        self.evaluate(self.plan.held)
        last = len(self.schedule.times) - 1
        for step, time in enumerate(self.schedule.times):
            self.step, self.time = step, float(time)
            self.evaluate(self.plan.clock)
            self.evaluate(self.plan.step)
            if self.step in saved:
                self.evaluate(self.plan.save)
                self.save(outputs, saved[self.step])
            if self.step < last:
                self.advance(float(self.schedule.dt[self.step]), self.study.method)
        return Batch(outputs, self.bad)

    def evaluate(self, numbers: tuple[int, ...]) -> None:
        nodes, values = self.program.nodes, self.values
        for number in numbers:
            node = nodes[number]
            if node.args and node.op is not Op.NORMAL:
                found = compute(node, [values[arg] for arg in node.args], self.program.tables)
                if found.shape[0] != node.size:
                    found = np.broadcast_to(found, (node.size, found.shape[1]))
                values[number] = found
            else:
                values[number] = self.leaf(node)

    def leaf(self, node: Node) -> Array:
        """A parameter, the time, a state or random numbers."""
        if node.op is Op.TIME:
            return np.array([[self.time]])
        first = node.attr[0]
        assert isinstance(first, int)  # noqa: S101 - these leaves hold a number
        if node.op is Op.PARAM:
            return self.params[first]
        if node.op is Op.STATE:
            return self.states[first]
        streams = np.arange(first, first + node.size, dtype=np.uint64)
        if node.op is Op.UNIFORM:
            return random.uniforms(self.seed, self.numbers, self.step, streams, 0)[0]
        bounds = (self.values[node.args[0]], self.values[node.args[1]])
        return random.normals(self.seed, self.numbers, self.step, streams, bounds)

    def wide(self, number: int) -> Array:
        """A value with its own column for each draw."""
        value = self.values[number]
        return np.broadcast_to(value, (value.shape[0], self.draws)).astype(np.float64)

    def begin(self) -> None:
        """States take their initial values."""
        for i, state in enumerate(self.program.states):
            self.states[i] = self.wide(state.init)
            if state.kind is Kind.RING:
                length = self.wide(state.length)
                known = np.where(np.isfinite(length), length, 1)
                steps = len(self.schedule.times)  # a longer delay never comes out
                count = np.clip(known, 1, steps).astype(np.intp)
                buffer = np.repeat(self.states[i][None], int(count.max(initial=1)), axis=0)
                self.rings[i] = (buffer, np.zeros(count.shape, dtype=np.intp), count)
            self.mark(np.asarray(np.isfinite(self.states[i]).all(axis=0)))

    def save(self, outputs: dict[str, Array], at: int) -> None:
        """Copy outputs, and note draws that are no longer finite."""
        finite = np.ones(self.draws, dtype=bool)
        for name, out in self.program.outputs.items():
            value = self.values[out.node]
            outputs[name][:, at, :] = value.T
            finite &= np.isfinite(value).all(axis=0)
        self.mark(finite)

    def mark(self, finite: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        """Remember the first step at which a draw was not finite."""
        self.bad[~finite & (self.bad < 0)] = self.step

    def advance(self, dt: float, method: str) -> None:
        """All states one step on; next values are taken before any state changes."""
        new = {i: self.wide(s.next) for i, s in enumerate(self.program.states) if s.next >= 0}
        with np.errstate(all="ignore"):
            euler = [i for i, s in enumerate(self.program.states) if s.kind is Kind.EULER]
            rates = {i: new[i] for i in euler}
            moved = (
                {i: self.states[i] + dt * rates[i] for i in euler}
                if method == "euler"
                else self.runge_kutta(euler, rates, dt)
            )
        finite = np.ones(self.draws, dtype=bool)
        for i, state in enumerate(self.program.states):
            self.states[i] = self.following(i, state, moved, new)
            finite &= np.isfinite(self.states[i]).all(axis=0)
        self.step += 1
        self.mark(finite)
        self.step -= 1

    def following(
        self, i: int, state: State, moved: dict[int, Array], new: dict[int, Array]
    ) -> Array:
        """The value of one state at the next step."""
        if state.kind is Kind.EULER:
            return np.maximum(moved[i], 0.0) if state.floor else moved[i]
        if state.kind is Kind.ASSIGN:
            return new[i]
        if state.kind is Kind.HOLD:
            return self.states[i]
        buffer, pointer, count = self.rings[i]
        np.put_along_axis(buffer, pointer[None], new[i][None], axis=0)
        pointer[...] = (pointer + 1) % count
        return np.asarray(np.take_along_axis(buffer, pointer[None], axis=0)[0])

    def runge_kutta(self, euler: list[int], k1: dict[int, Array], dt: float) -> dict[int, Array]:
        """The classical fourth-order step; other states stay as they are within it."""
        start = {i: self.states[i] for i in euler}
        begin, half = self.time, 0.5 * dt
        k2 = self.stage(start, k1, half, begin + half)
        k3 = self.stage(start, k2, half, begin + half)
        k4 = self.stage(start, k3, dt, begin + dt)
        for i in euler:
            self.states[i] = start[i]
        self.time = begin
        return {i: start[i] + (dt / 6) * (((k1[i] + 2 * k2[i]) + 2 * k3[i]) + k4[i]) for i in euler}

    def stage(
        self, start: dict[int, Array], rates: dict[int, Array], reach: float, time: float
    ) -> dict[int, Array]:
        for i, base in start.items():
            self.states[i] = base + reach * rates[i]
        self.time = time
        self.evaluate(self.plan.clock)
        self.evaluate(self.plan.step)
        return {i: self.wide(self.program.states[i].next) for i in start}


def watch(
    program: Program, study: Study, params: Mapping[str, Array], draws: Numbers
) -> list[tuple[str, float]]:
    """For each of these draws, the variable and time at which it first was not finite.

    Of the variables that fail at the same step, the one that the others rest on: the first in
    the order of the nodes. Where none does, the state, ``x:y`` for y in a macro that x calls.
    """
    clock = study.schedule
    always = replace(study, schedule=replace(clock, saved=tuple(range(len(clock.times)))))
    work = _Watch(program, always, params, draws)
    work.go()
    return [(name, float(clock.times[max(step, 0)])) for name, step in work.found]


class _Watch(_Run):
    """A run that keeps nothing but the first fault of each draw."""

    def __init__(
        self, program: Program, study: Study, params: Mapping[str, Array], draws: Numbers
    ) -> None:
        super().__init__(program, study, params, draws)
        outputs = self.program.outputs
        self.order = sorted(outputs, key=lambda name: outputs[name].node)
        self.found: list[tuple[str, int]] = [("", -1)] * self.draws

    def save(self, outputs: dict[str, Array], at: int) -> None:
        """Look at all variables instead of copying them."""
        del outputs, at
        for name in self.order:
            self.look(name, self.values[self.program.outputs[name].node])
        for state, values in zip(self.program.states, self.states, strict=True):
            self.look(state.name, values)

    def look(self, name: str, value: Array) -> None:
        """Note the draws whose first fault this is."""
        for draw in np.flatnonzero(~np.isfinite(value).all(axis=0)):
            columns = range(self.draws) if value.shape[1] == 1 else [int(draw)]
            for column in columns:
                if not self.found[column][0]:
                    self.found[column] = (name, self.step)
