"""Functions with a memory: stocks, smooths, delays, trends, samples, held initial values.

Each becomes states of the four kinds of ``ir``. The rates are written as Vensim documents them
and as PySD's runner computes them, operation by operation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tamnhin.messages import N_, Words
from tamnhin.simulate.lowering.functions import Functions
from tamnhin.simulate.lowering.layout import INIT, STEP, Place
from tamnhin.simulate.lowering.subscripts import Axis
from tamnhin.simulate.lowering.values import Value, shape_of, union
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.program.ir import Bind, Kind, Op, State
from tamnhin.simulate.source.model import Call, Expr, key

# A chain of more stages than this is a mistake in the model, not a delay.
MAX_ORDER = 1000

Parts = tuple[Value, Value | None, Value | None]


class Stateful(Functions):
    """Lowers the calls that remember."""

    def stateful(self, call: Call, place: Place) -> Value | None:
        """The value of a call with a memory; None if it is not one."""
        maker = getattr(self, f"_on_{call.name}", None) if call.name in STATEFUL else None
        if maker is None:
            return None
        low, high = STATEFUL[call.name]
        if not low <= len(call.args) <= high:
            raise self.wrong_count(call, place)
        value: Value = maker(call, place)
        return value

    def settle(self) -> None:
        """Lower the rates and initial values that were put off, and those they ask for."""
        while self.later:
            self.later.pop()()

    # --- building -----------------------------------------------------------------------

    def _axes(self, call: Call, place: Place) -> tuple[Axis, ...]:
        return union([self.axes_of(arg, place) for arg in call.args], place.axes)

    def _state(
        self,
        what: tuple[object, ...],
        place: Place,
        axes: tuple[Axis, ...],
        kind: Kind,
        parts: Callable[[], Parts],
        *,
        floor: bool = False,
    ) -> Value:
        """The read of a state, made once for each place in the model."""
        memo = ("state", id(place.scope), place.variable.name, *what)
        known = self.memo.get(memo)
        number = known if isinstance(known, int) else len(self.states)
        size = int(np.prod(shape_of(axes), dtype=int))
        if known is None:
            self.memo[memo] = number
            name = place.scope.prefix + place.variable.name
            self.states.append(State(name, kind, size, -1, -1, -1, floor))

            def fill() -> None:
                init, following, length = parts()
                self.states[number] = replace(
                    self.states[number],
                    init=self._wide(init, axes),
                    next=-1 if following is None else self._wide(following, axes),
                    length=-1 if length is None else self._wide(length, axes),
                )

            self.later.append(fill)
        bind = Bind.RUN if kind is Kind.HOLD else Bind.LANE
        return Value(self.graph.leaf(Op.STATE, size, bind, number), axes)

    def _wide(self, value: Value, axes: tuple[Axis, ...]) -> int:
        node = self.expand(value, axes)
        size = int(np.prod(shape_of(axes), dtype=int))
        if self.graph.nodes[node].size != size:
            node = self.gather(node, np.zeros(size, dtype=np.intp))
        return node

    def _at(self, place: Place, phase: str) -> Callable[[Expr], Value]:
        there = replace(place, phase=phase)
        return lambda expr: self.expr(expr, there)

    # --- stocks -------------------------------------------------------------------------

    def _on_integ(self, call: Call, place: Place, *, floor: bool = False) -> Value:
        flow, initial = call.args
        if place.phase == INIT:
            return self.expr(initial, place)

        def parts() -> Parts:
            return self._at(place, INIT)(initial), self._at(place, STEP)(flow), None

        axes = self._axes(call, place)
        return self._state((id(call),), place, axes, Kind.EULER, parts, floor=floor)

    def _on_integ_floor(self, call: Call, place: Place) -> Value:
        return self._on_integ(call, place, floor=True)

    # --- averages -----------------------------------------------------------------------

    def _order(self, expr: Expr, place: Place) -> int:
        values = self.known(
            self.expr(expr, replace(place, phase=INIT)), place, Words(N_("a delay order"))
        )
        order = int(values[0])
        if not 1 <= order <= MAX_ORDER:
            raise self.refuse(place, Phrase(N_("a delay of order {order}"), order=order))
        return order

    def _on_smooth(self, call: Call, place: Place) -> Value:
        entry, time, initial, _ = call.args
        order = self._order(call.args[3], place)
        if place.phase == INIT:
            return self.expr(initial, place)
        axes = self._axes(call, place)

        def stage(k: int) -> Value:
            def parts() -> Parts:
                at = self._at(place, STEP)
                before = at(entry) if k == 0 else stage(k - 1)
                gap = self.mul(self.sub(before, stage(k)), self.const(order))
                return self._at(place, INIT)(initial), self.div(gap, at(time)), None

            return self._state((id(call), k), place, axes, Kind.EULER, parts)

        return stage(order - 1)

    def _on_trend(self, call: Call, place: Place) -> Value:
        entry, time, initial = call.args

        def start() -> Value:
            at = self._at(place, INIT)
            grown = self.add(self.const(1), self.mul(at(initial), at(time)))
            return self.div(at(entry), grown)

        average = self._average(call, place, start)
        at = self._at(place, place.phase)
        level = self.mul(at(time), self.call(Op.ABS, average))
        return self.zidz(self.sub(at(entry), average), level, self.const(0))

    def _on_forecast(self, call: Call, place: Place) -> Value:
        entry, time, horizon, initial = call.args

        def start() -> Value:
            at = self._at(place, INIT)
            return self.div(at(entry), self.add(self.const(1), at(initial)))

        average = self._average(call, place, start)
        at = self._at(place, place.phase)
        rate = self.zidz(self.sub(at(entry), average), self.mul(at(time), average), self.const(0))
        grown = self.add(self.const(1), self.mul(rate, at(horizon)))
        return self.mul(at(entry), grown)

    def _average(self, call: Call, place: Place, start: Callable[[], Value]) -> Value:
        """The exponential average behind TREND and FORECAST; its start in the init graph."""
        entry, time = call.args[:2]
        if place.phase == INIT:
            return start()
        axes = self._axes(call, place)

        def parts() -> Parts:
            at = self._at(place, STEP)
            gap = self.sub(at(entry), self._average(call, place, start))
            return start(), self.div(gap, at(time)), None

        return self._state((id(call),), place, axes, Kind.EULER, parts)

    # --- delays -------------------------------------------------------------------------

    def _stages(self, order: int, time: Value, dt: Value) -> Value:
        """How many stages fit the delay: fewer than asked where it is short of steps."""
        fits = self.call(Op.LE, self.mul(self.const(order), dt), time)
        steps = self.call(Op.TRUNC, self.div(time, dt))
        fewer = self.call(Op.MAX, self.const(1), self.call(Op.MIN, self.const(order), steps))
        return self.select(fits, self.const(order), fewer)

    def _on_delay(self, call: Call, place: Place, *, remembers: bool = False) -> Value:
        entry, time, initial, order_expr = call.args
        order = self._order(order_expr, place)
        axes = self._axes(call, place)

        def start() -> Value:
            at = self._at(place, INIT)
            return self.mul(at(initial), at(time))

        if place.phase == INIT:
            return self.div(start(), self.expr(time, place))
        now = self.expr(time, place)
        steady = not remembers or self.graph.nodes[now.node].bind in (Bind.CONST, Bind.RUN)
        count = self._count(call, place, axes, order) if remembers else self.const(order)

        def lag(k: int) -> Value:
            """The delay time of stage k at this step; each step hands it one stage on."""
            if steady:
                return self._at(place, STEP)(time)
            return self._at(place, STEP)(time) if k == 0 else self._past(call, place, axes, k - 1)

        def stage(k: int) -> Value:
            def parts() -> Parts:
                before = (
                    self._at(place, STEP)(entry) if k == 0 else self.div(stage(k - 1), lag(k - 1))
                )
                gap = self.sub(before, self.div(stage(k), lag(k)))
                return start(), self.mul(gap, count), None

            return self._state((id(call), k), place, axes, Kind.EULER, parts)

        last = self._pick_stage([stage(k) for k in range(order)], count, axes)
        return self.div(last, now if steady else self._past(call, place, axes, 0))

    def _on_delay_n(self, call: Call, place: Place) -> Value:
        return self._on_delay(call, place, remembers=True)

    def _past(self, call: Call, place: Place, axes: tuple[Axis, ...], k: int) -> Value:
        """The delay time k + 1 steps ago."""

        def parts() -> Parts:
            time = call.args[1]
            following = (
                self._at(place, STEP)(time) if k == 0 else self._past(call, place, axes, k - 1)
            )
            return self._at(place, INIT)(time), following, None

        return self._state((id(call), "past", k), place, axes, Kind.ASSIGN, parts)

    def _count(self, call: Call, place: Place, axes: tuple[Axis, ...], order: int) -> Value:
        """The number of stages in use, settled when the run begins."""
        if order == 1:
            return self.const(1)
        there = replace(place, phase=INIT)
        dt = self.whole(self.main, "time_step", INIT)
        found = self._stages(order, self.expr(call.args[1], there), dt)
        return self._held(found, place, axes, (id(call), "count"))

    def _held(
        self, found: Value, place: Place, axes: tuple[Axis, ...], what: tuple[object, ...]
    ) -> Value:
        if self.graph.nodes[found.node].bind in (Bind.CONST, Bind.RUN):
            return found
        return self._state(what, place, axes, Kind.HOLD, lambda: (found, None, None))

    def _pick_stage(self, stages: list[Value], count: Value, axes: tuple[Axis, ...]) -> Value:
        order = len(stages)
        node = self.graph.nodes[count.node]
        if order == 1 or (node.op is Op.CONST and bool((node.array == order).all())):
            return stages[-1]
        size = int(np.prod(shape_of(axes), dtype=int))
        joined = self.graph.make(Op.CONCAT, *(s.node for s in stages), size=size * order)
        by_element = np.arange(size * order).reshape(order, size).T
        vector = self.gather(joined, by_element)
        index = self._wide(self.sub(count, self.const(1)), axes)
        return Value(self.graph.make(Op.TAKE, vector, index, size=size, attr=(order,)), axes)

    def _on_delay_fixed(self, call: Call, place: Place) -> Value:
        entry, time, initial = call.args
        if place.phase == INIT:
            return self.expr(initial, place)

        def parts() -> Parts:
            at = self._at(place, INIT)
            dt = self.whole(self.main, "time_step", INIT)
            steps = self.call(Op.MAX, self.div(at(time), dt), self.const(1))
            length = self.call(Op.TRUNC, self.add(steps, self.const(0.5 + 1e-6)))
            return at(initial), self._at(place, STEP)(entry), length

        return self._state((id(call),), place, self._axes(call, place), Kind.RING, parts)

    # --- samples and initial values -----------------------------------------------------

    def _on_sample_if_true(self, call: Call, place: Place) -> Value:
        condition, entry, initial = call.args
        axes = self._axes(call, place)

        def output(phase: str) -> Value:
            at = self._at(place, phase)
            kept = at(initial) if phase == INIT else read()
            return self.select(at(condition), at(entry), kept)

        def read() -> Value:
            def parts() -> Parts:
                return self._at(place, INIT)(initial), output(STEP), None

            return self._state((id(call),), place, axes, Kind.ASSIGN, parts)

        return output(place.phase)

    def _on_initial(self, call: Call, place: Place) -> Value:
        first = self.expr(call.args[0], replace(place, phase=INIT))
        if place.phase == INIT:
            return first
        axes = first.axes
        return self._held(first, place, axes, (id(call),))

    def _on_active_initial(self, call: Call, place: Place) -> Value:
        running, initial = call.args
        return self.expr(initial if place.phase == INIT else running, place)

    def macro(self, call: Call, place: Place) -> Value | None:
        """A macro where it is called: its own copy of all its variables; None if none such."""
        section = self.source.macros.get(call.name)
        if section is None:
            return None
        if section.returns:
            what = Phrase(N_("the macro {name}, which has several results,"), name=section.name)
            raise self.refuse(place, what)
        if len(section.params) != len(call.args):
            raise self.wrong_count(call, place)
        scope = self.macro_scope(section, call, place)
        name = key(section.name)
        if name not in section.variables:
            raise self.refuse(
                place, Phrase(N_("the macro {name}, which defines no result,"), name=section.name)
            )
        return self.whole(scope, name, place.phase)


STATEFUL = {
    "integ": (2, 2),
    "integ_floor": (2, 2),
    "smooth": (4, 4),
    "delay": (4, 4),
    "delay_n": (4, 4),
    "delay_fixed": (3, 3),
    "trend": (3, 3),
    "forecast": (4, 4),
    "sample_if_true": (3, 3),
    "initial": (1, 1),
    "active_initial": (2, 2),
}
