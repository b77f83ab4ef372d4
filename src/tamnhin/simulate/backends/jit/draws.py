"""The function for the draws: blocks of lanes, each carried through all steps.

A block begins with what does not change: parameters, numbers that follow from them, initial
values. The states are values of the loop over steps, so that they stay in registers where these
suffice. A block in which something was not finite is run again, this time looking at every step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from tamnhin.simulate.backends.jit.flatten import Value, Values
from tamnhin.simulate.backends.jit.formula import Formulas
from tamnhin.simulate.backends.jit.tables import Lookup
from tamnhin.simulate.backends.jit.text import DOUBLE, WHOLE, Text, Vector
from tamnhin.simulate.program.ir import Bind, Kind

_SIGNATURE = (
    "define void @run(ptr %params, i64 %stride, ptr %clock, ptr %saved, i64 %steps, ptr %out, "
    "i64 %out.stride, i64 %first, i64 %seed, i64 %blocks, ptr %fault, ptr %rings, i64 %room) "
    "nounwind {"
)


@dataclass(frozen=True, slots=True)
class Element:
    """A number of a state: its read, initial, next (-1: stays) and length (-1: no delay)."""

    kind: Kind
    floor: bool
    read: int
    init: int
    next: int
    length: int


class Draws:
    """Writes the function.

    Attributes:
        clock: time-only numbers that it reads, with their places in a row.
        kept: the numbers of the outputs.
        rings: elements that are delays of a fixed number of steps.
        formulas: what it computes.
    """

    def __init__(self, values: Values, text: Text, lookups: list[Lookup], *, rk4: bool) -> None:
        self.values, self.text, self.rk4 = values, text, rk4
        self.formulas = Formulas(text, values, lookups, self._leaf)
        self.clock: dict[int, int] = {}
        self.kept = [
            value for output in values.program.outputs.values() for value in values.of(output.node)
        ]
        self.elements = list(self._elements())
        self.rings = [e for e in self.elements if e.kind is Kind.RING]
        self.moving = [e for e in self.elements if e.kind is not Kind.HOLD]
        self._row = "%clock"

    def _elements(self) -> Iterator[Element]:
        values = self.values
        for s, state in enumerate(values.program.states):
            bind = Bind.RUN if state.kind is Kind.HOLD else Bind.LANE
            columns = [
                _wide(values.of(node), state.size) if used else (-1,) * state.size
                for node, used in (
                    (state.init, True),
                    (state.next, state.kind is not Kind.HOLD),
                    (state.length, state.kind is Kind.RING),
                )
            ]
            for e, (init, following, length) in enumerate(zip(*columns, strict=True)):
                read = values.add(Value("state", (), bind, (values.state_offset[s] + e,)))
                yield Element(state.kind, state.floor, read, init, following, length)

    def _leaf(self, number: int, item: Value) -> Vector | None:
        """Constants and numbers of the clock; parameters and states are known already."""
        text = self.text
        if item.op == "const":
            return text.number(self.values.number(number))
        if item.bind is not Bind.TIME:
            return None
        place = self.clock.setdefault(number, len(self.clock))
        one = text.value(f"load double, ptr {text.address(self._row, place)}, align 8")
        return text.spread(DOUBLE, one)

    def write(self) -> str:
        """Its text."""
        text = self.text
        text.lines.append(_SIGNATURE)
        text.begin("entry")
        names = ["scratch", "poison"]
        names += [f"{kind}{i}" for i in range(len(self.rings)) for kind in ("at", "length")]
        for name in names:
            text.line(f"%{name} = alloca {text.type()}, align 64")
        text.line("br label %block")
        text.begin("block")
        text.line("%b = phi i64 [ 0, %entry ], [ %b, %again ], [ %b.next, %block.done ]")
        text.line("%check = phi i1 [ false, %entry ], [ true, %again ], [ false, %block.done ]")
        carried = self._start()
        self._steps(carried)
        self._finish()
        return "\n".join([*text.lines, "}", ""])

    # The beginning of a block.

    def _start(self) -> dict[str, Vector]:
        """Parameters, numbers that stay, initial values; what the steps carry on from there."""
        text, known, values = self.text, self.formulas.known, self.values
        text.line(f"%lane = mul i64 %b, {text.lanes}")
        text.line("%draw = add i64 %first, %lane")
        text.line("%target = getelementptr double, ptr %out, i64 %lane")
        text.line("%faults = getelementptr i32, ptr %fault, i64 %lane")
        source = text.address("%params", "%lane")
        for e in range(values.param_offset[-1]):
            row = text.value(f"mul i64 %stride, {e}")
            param = values.add(Value("param", (), Bind.RUN, (e,)))
            known[param] = text.load(text.address(source, row))
        places = ", ".join(f"i64 {lane}" for lane in range(text.lanes))
        self._draws = text.spread(WHOLE, "%draw") + Vector(text, WHOLE, f"<{places}>")
        self.formulas.chance = self._draws, "0"
        self.formulas.all(root for e in self.elements for root in (e.init, e.length) if root >= 0)
        first = {e.read: known[e.init] for e in self.elements}
        self._fill(first)
        items = values.items
        self.formulas.forget({n for n in known if items[n].bind in (Bind.RUN, Bind.CONST)})
        known.update((e.read, first[e.read]) for e in self.elements if e.kind is Kind.HOLD)
        self.formulas.all(self._held())
        text.store(text.number(0.0), "%poison", align=64)
        self._watch([first[e.read] for e in self.moving if e.kind is not Kind.EULER])
        text.line("br label %step")
        carried = {}
        for i, element in enumerate(self.moving):
            carried[f"state{i}"] = first[element.read]
            if self.rk4 and element.kind is Kind.EULER:
                carried[f"start{i}"] = first[element.read]
                carried[f"total{i}"] = text.number(-0.0)
            elif self.rk4:
                carried[f"later{i}"] = first[element.read]
        return carried

    def _held(self) -> list[int]:
        """Numbers of the steps that do not change during a run."""
        items = self.values.items
        found = []
        for number in self._reach([*self.kept, *(e.next for e in self.moving)]):
            found += [a for a in (number, *items[number].args) if items[a].bind is Bind.RUN]
        return sorted(set(found))

    def _reach(self, roots: list[int]) -> set[int]:
        """The numbers of draw and step that these need, and the roots."""
        items = self.values.items
        stack, seen = list(roots), set()
        while stack:
            number = stack.pop()
            if number not in seen:
                seen.add(number)
                if items[number].bind is Bind.LANE:
                    stack.extend(items[number].args)
        return seen

    def _fill(self, first: dict[int, Vector]) -> None:
        """The buffers of delays."""
        text = self.text
        if self.rings:
            most = text.spread(DOUBLE, text.value("sitofp i64 %room to double"))
        for i, element in enumerate(self.rings):
            wish = self.formulas.known[element.length]
            length = ((wish > 1.0) & (wish < inf)).pick(wish, text.number(1.0))
            length = (length > most).pick(most, length).truncated()
            text.store(text.whole(0), f"%at{i}", align=64)
            text.store(length, f"%length{i}", align=64)
            name = f"llvm.vector.reduce.smax.v{text.lanes}i64"
            count = text.value(f"call i64 @{name}({text.type(WHOLE)} {length.name})")
            value = f"{text.type()} {first[element.read].name}"
            text.line(f"call void @ring.fill(ptr {self._buffer(i)}, {value}, i64 {count})")

    def _buffer(self, ring: int) -> str:
        return self.text.address(
            "%rings", self.text.value(f"mul i64 %room, {ring * self.text.lanes}")
        )

    # A step.

    def _steps(self, carried: dict[str, Vector]) -> None:
        text, known = self.text, self.formulas.known
        text.begin("step")
        text.line("%k = phi i64 [ 0, %block ], [ %k.next, %advance ]")
        text.line("%to = phi ptr [ %target, %block ], [ %to.next, %advance ]")
        text.line("%row = phi ptr [ %clock, %block ], [ %row.next, %advance ]")
        phis = len(text.lines)
        now = {name: Vector(text, DOUBLE, f"%{name}") for name in carried}
        known.update((e.read, now[f"state{i}"]) for i, e in enumerate(self.moving))
        self._row = "%row"
        text.line(f"%number = ashr i64 %k, {2 if self.rk4 else 0}")
        text.line("%stage = and i64 %k, 3")
        text.line("%is.first = icmp eq i64 %stage, 0")
        text.line("%is.last = icmp eq i64 %stage, 3")
        self.formulas.chance = self._draws, "%number"
        self._look()
        text.begin("body")
        self._save()
        text.begin("advance")
        new = self._advance(now)
        text.line(f"%row.next = getelementptr double, ptr %row, i64 {len(self.clock)}")
        text.line("br label %step")
        for name, first in carried.items():
            ends = f"[ {first.name}, %block ], [ {new[name].name}, %advance ]"
            text.lines.insert(phis, f"  %{name} = phi {text.type()} {ends}")

    def _save(self) -> None:
        """Outputs, at a saved step; what the next states need as well is computed before."""
        text, formulas = self.text, self.formulas
        both = self._reach(self.kept) & self._reach([e.next for e in self.moving])
        formulas.all(sorted(both))
        before = set(formulas.known)
        text.line("%flag.at = getelementptr i8, ptr %saved, i64 %k")
        text.line("%flag = load i8, ptr %flag.at")
        text.line("%keep = icmp ne i8 %flag, 0")
        text.line("br i1 %keep, label %save, label %after")
        text.begin("save")
        outs = formulas.all(self.kept)
        for place, value in enumerate(outs):
            row = text.value(f"mul i64 %out.stride, {place}")
            text.store(value, text.address("%to", row))
        self._watch(outs)
        size = text.value(f"mul i64 %out.stride, {len(outs)}")
        text.line(f"%to.saved = getelementptr double, ptr %to, i64 {size}")
        text.line("br label %after")
        text.begin("after")
        formulas.forget(before)
        text.line("%to.next = phi ptr [ %to, %body ], [ %to.saved, %save ]")
        text.line("%k.next = add i64 %k, 1")
        text.line("%end = icmp eq i64 %k.next, %steps")
        text.line("br i1 %end, label %finish, label %advance")

    def _advance(self, now: dict[str, Vector]) -> dict[str, Vector]:
        """The states of the next step (or stage)."""
        formulas = self.formulas
        new: dict[str, Vector] = {}
        dt = self.values.clock("dt")
        watched = []
        for i, element in enumerate(self.moving):
            following = formulas.of(element.next)
            if element.kind is not Kind.EULER:
                new |= self._assign(i, element, following, now)
                watched.append(new[f"state{i}"])
            elif self.rk4:
                new |= self._stage(i, element, following, now)
            else:
                state = now[f"state{i}"] + formulas.of(dt) * following
                new[f"state{i}"] = self._floored(state) if element.floor else state
        self._watch(watched)
        return new

    def _floored(self, state: Vector) -> Vector:
        """Not below nothing; not a number stays."""
        zero = self.text.number(0.0)
        return (zero > state).pick(zero, state)

    def _assign(
        self, i: int, element: Element, value: Vector, now: dict[str, Vector]
    ) -> dict[str, Vector]:
        """A state that takes a value, or a delay; with stages, what the first of them found."""
        text, out = self.text, {}
        if self.rk4:
            value = self._if("%is.first", value, now[f"later{i}"])
            out[f"later{i}"] = value
        if element.kind is Kind.RING:
            ring = self.rings.index(element)
            more = f"ptr %at{ring}, ptr %length{ring}, {text.type()} {value.name}"
            go = "%is.last" if self.rk4 else "true"
            call = f"call {text.type()} @ring.turn(ptr {self._buffer(ring)}, {more}, i1 {go})"
            value = text.make(DOUBLE, call)
        if self.rk4:
            value = self._if("%is.last", value, now[f"state{i}"])
        return out | {f"state{i}": value}

    def _stage(
        self, i: int, element: Element, rate: Vector, now: dict[str, Vector]
    ) -> dict[str, Vector]:
        """Runge and Kutta: the sum of rates so far, and where the next stage begins."""
        formulas, values = self.formulas, self.values
        reach = formulas.of(values.clock("reach"))
        weight = formulas.of(values.clock("weight"))
        total, start = now[f"total{i}"] + weight * rate, now[f"start{i}"]
        state = start + reach * self._if("%is.last", total, rate)
        if element.floor:
            state = self._if("%is.last", self._floored(state), state)
        return {
            f"state{i}": state,
            f"start{i}": self._if("%is.last", state, start),
            f"total{i}": self._if("%is.last", self.text.number(-0.0), total),
        }

    def _if(self, flag: str, yes: Vector, no: Vector) -> Vector:
        kind = self.text.type()
        return self.text.make(DOUBLE, f"select i1 {flag}, {kind} {yes.name}, {kind} {no.name}")

    # Faults. A finite number times zero is zero, any other is not a number.

    def _watch(self, found: list[Vector]) -> None:
        """Poison the lanes in which one of these is not finite."""
        if found:
            text = self.text
            with text.exactly():
                poison = text.load("%poison", align=64)
                for value in found:
                    poison = poison + value * 0.0
                text.store(poison, "%poison", align=64)

    def _look(self) -> None:
        """In a block that is run again: date what is not finite before this step."""
        text = self.text
        looks = "%check"
        if self.rk4:
            looks = text.value("and i1 %check, %is.first")
        text.line(f"br i1 {looks}, label %look, label %body")
        text.begin("look")
        text.line("%before = sub i64 %number, 1")
        self._date("%before")  # an output of the step before
        self._watch([self.formulas.known[e.read] for e in self.elements])
        self._date("%number")
        text.line("br label %body")

    def _date(self, step: str) -> None:
        text = self.text
        bad = text.load("%poison", align=64).is_nan()
        fault = text.load("%faults", kind="i32", align=4)
        kind = text.type("i32")
        fresh = text.value(f"icmp slt {kind} {fault.name}, zeroinitializer")
        mask = text.value(f"and {text.type('i1')} {fresh}, {bad.name}")
        number = text.spread("i32", text.value(f"trunc i64 {step} to i32"))
        text.store(Vector(text, "i1", mask).pick(number, fault), "%faults", align=4)

    def _finish(self) -> None:
        text = self.text
        text.begin("finish")
        # Under Euler's method a stock that is once not finite stays so: one look is enough.
        self._watch([self.formulas.known[e.read] for e in self.elements])
        bad = text.load("%poison", align=64).is_nan().any()
        text.line(f"br i1 {bad}, label %bad, label %block.done")
        text.begin("bad")
        text.line("br i1 %check, label %dated, label %again")
        text.begin("again")
        text.line("br label %block")
        text.begin("dated")
        self._date("%number")
        text.line("br label %block.done")
        text.begin("block.done")
        text.line("%b.next = add i64 %b, 1")
        text.line("%more = icmp slt i64 %b.next, %blocks")
        text.line("br i1 %more, label %block, label %done")
        text.begin("done")
        text.line("ret void")


def _wide(values: tuple[int, ...], size: int) -> tuple[int, ...]:
    return values if len(values) == size else values * size
