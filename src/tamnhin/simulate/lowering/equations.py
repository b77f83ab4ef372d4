"""Equations to the intermediate form: names resolved, subscripts as indices, macros in place.

Every variable has a value in two graphs. In the **step** graph a stock is a state; in the
**init** graph it is its initial expression, and ACTIVE INITIAL its initial argument, so that
initial values need no order among states. A circle in either graph is an error that names it.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tamnhin.errors import ModelError
from tamnhin.messages import N_, Words
from tamnhin.simulate.lowering.layout import INIT, STEP, Place, Scope, unknown_subscript
from tamnhin.simulate.lowering.references import References
from tamnhin.simulate.lowering.subscripts import Axis, Subscripts, UnknownSubscriptError
from tamnhin.simulate.lowering.values import Index, Value, shape_of, union
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.program.fold import evaluate
from tamnhin.simulate.program.ir import Array, Bind, Edge, Op, Param, State, Table
from tamnhin.simulate.program.undefined import NA
from tamnhin.simulate.source.external import Files
from tamnhin.simulate.source.model import (
    Absent,
    Call,
    Component,
    Expr,
    External,
    Literal,
    Number,
    Points,
    Ref,
    Section,
    Source,
    Text,
    VariableKind,
)

_INSIDE = {
    Text: N_("text"),
    Literal: N_("a list of numbers"),
    Points: N_("a table of points"),
    External: N_("a value from a file"),
    Absent: N_("data"),
}


class Lowering(References):
    """The work of lowering one model."""

    def __init__(self, source: Source, inputs: frozenset[str], files: Files) -> None:
        super().__init__()
        self.source = source
        self.inputs = inputs
        self.files = files
        self.states: list[State] = []
        self.params: list[Param] = []
        self.structural: set[str] = set()
        self.streams = 0
        self.pieces: dict[tuple[int, str, int, str], int] = {}
        self.open: dict[tuple[int, str, int, str], str] = {}
        self.main = Scope(source.main, self.subscripts_of(source.main))

    def subscripts_of(self, section: Section) -> Subscripts:
        """The ranges of a section, expanded.

        Raises:
            ModelError: a range names something that is neither range nor element, or itself.
        """
        try:
            return Subscripts(section.ranges, self.files.subscript)
        except UnknownSubscriptError as error:
            found = section.ranges[error.within]
            if str(error) in section.ranges:
                raise ModelError(
                    N_("{variable} (line {line}) depends on itself: {circle}."),
                    variable=found.name,
                    line=found.line,
                    circle=f"{found.name} → {section.ranges[str(error)].name}",
                ) from error
            raise unknown_subscript(found.name, found.line, str(error)) from error

    def piece(self, scope: Scope, name: str, number: int, phase: str) -> int:
        """The node of one equation over its own left side, in row-major order."""
        memo = (id(scope), name, number, phase)
        found = self.pieces.get(memo)
        if found is not None:
            return found
        variable = scope.section.variables[name]
        if memo in self.open:
            circle = [*self.open.values()][[*self.open].index(memo) :]
            raise ModelError(
                N_("{variable} (line {line}) depends on itself: {circle}."),
                variable=variable.name,
                line=variable.line,
                circle=" → ".join([*circle, variable.name]),
            )
        self.open[memo] = scope.prefix + variable.name
        component = variable.components[number]
        axes = self.component_axes(scope, component)
        place = Place(scope, variable, axes, phase, component.subs)
        value = self._right_side(component, place, name)
        extra = [axis.label for axis in value.axes if axis.label not in {a.label for a in axes}]
        if extra:
            raise self.refuse(
                place, Phrase(N_("the subscript {name} on the right side only"), name=extra[0])
            )
        node = self.expand(value, axes)
        del self.open[memo]
        self.pieces[memo] = node
        return node

    def _right_side(self, component: Component, place: Place, name: str) -> Value:
        expr, axes = component.expr, place.axes
        if isinstance(expr, Literal):
            size = int(np.prod(shape_of(axes), dtype=int))
            if len(expr.values) != size:
                raise self.refuse(
                    place,
                    Phrase(
                        N_("{count} numbers for {size} elements"), count=len(expr.values), size=size
                    ),
                )
            return Value(self.graph.const(expr.values), axes)
        if isinstance(expr, External) and expr.what == "constants":
            values = self.files.constants(expr, shape_of(axes), place.variable)
            return Value(self.graph.const(values), axes)
        if isinstance(expr, (External, Absent)):
            return self.data(component, place, name)
        return self.expr(expr, place)

    def data(self, component: Component, place: Place, name: str) -> Value:
        """A data series at the time of the step."""
        if place.variable.kind is VariableKind.LOOKUP:
            raise self.refuse(place, Phrase(N_("a table without an argument")))
        edge = component.edge or Edge.CLAMP
        if isinstance(component.expr, External):
            series = self.files.series(component.expr, shape_of(place.axes), edge, place.variable)
        else:
            names = self.element_names(place.scope, name, component, place.axes)
            series = self.files.given(names, edge, place.variable)
        numbers = tuple(self.table(found) for found in series)
        return self.look_up(numbers, self.time(), place.axes)

    def element_names(
        self, scope: Scope, name: str, component: Component, axes: tuple[Axis, ...]
    ) -> list[str]:
        """``name[a,b]`` for each element of an equation, as result files write it."""
        variable = scope.section.variables[name]
        labels = scope.section.labels
        if not component.subs:
            return [variable.name]
        lists = [scope.subscripts.axis(sub).elements for sub in component.subs]
        grids = np.array(np.meshgrid(*lists, indexing="ij"), dtype=object)
        rows = grids.reshape(len(lists), -1).T
        return [f"{variable.name}[{','.join(labels.get(e, e) for e in row)}]" for row in rows]

    def table(self, found: Table) -> int:
        """The number of a table, shared by all that are equal."""
        tables = self.graph.tables
        memo = ("table", found)
        if memo not in self.memo:
            self.memo[memo] = len(tables)
            tables.append(found)
        return self.memo[memo]  # type: ignore[return-value]

    def look_up(self, numbers: tuple[int, ...], x: Value, axes: tuple[Axis, ...]) -> Value:
        """Tables (one for each element of ``axes``) at an argument with axes of its own."""
        out = union([x.axes, axes])
        if len(set(numbers)) == 1:
            numbers = numbers[:1]
        else:
            grid = Value(self.graph.const([float(n) for n in numbers]), axes)
            spread = self.graph.nodes[self.expand(grid, out)]
            numbers = tuple(int(n) for n in spread.array)
        over = x.axes if len(numbers) == 1 else out
        node = self.expand(x, over) if over and x.axes else x.node
        size = int(np.prod(shape_of(over), dtype=int))
        return Value(self.graph.make(Op.LOOKUP, node, size=size, attr=(numbers,)), over)

    def whole(self, scope: Scope, name: str, phase: str) -> Value:
        """A variable over all its axes."""
        axes = self.axes_of_variable(scope, name)
        size = int(np.prod(shape_of(axes), dtype=int))
        return Value(self.elements(scope, name, np.arange(size), phase), axes)

    def elements(self, scope: Scope, name: str, flat: Index, phase: str) -> int:
        """Some elements of a variable; only the equations that define them are lowered."""
        if scope is self.main and (given := self._given(name, flat)) is not None:
            return given
        owner, spot = self.owners(scope, name)
        wanted, places = owner[flat], spot[flat]
        used = sorted({int(number) for number in wanted})
        nodes, offsets, total = [], {}, 0
        for number in used:
            node = self.undefined() if number < 0 else self.piece(scope, name, number, phase)
            offsets[number] = total
            total += self.graph.nodes[node].size
            nodes.append(node)
        shift = np.array([offsets[int(number)] for number in wanted], dtype=np.intp)
        joined = nodes[0] if len(nodes) == 1 else self.graph.make(Op.CONCAT, *nodes, size=total)
        places = np.where(wanted < 0, 0, places) + shift
        return self.gather(joined, places)

    def _given(self, name: str, flat: Index) -> int | None:
        """The node of a variable that is an input, as all plain constants are."""
        variable = self.source.main.variables[name]
        constant = variable.kind is VariableKind.CONSTANT
        if not constant and name not in self.inputs:
            return None
        memo = ("param", name)
        node = self.memo.get(memo)
        if node is None:
            axes = self.axes_of_variable(self.main, name)
            size = int(np.prod(shape_of(axes), dtype=int))
            default = (np.nan,) * size
            if constant:
                default = self._constant(name, size)
            number = len(self.params)
            self.params.append(Param(name, shape_of(axes), default))
            node = self.graph.leaf(Op.PARAM, size, Bind.RUN, number)
            self.memo[memo] = node
        return self.gather(int(node), flat)  # type: ignore[call-overload]

    def undefined(self) -> int:
        """The node of a number that the model leaves undefined."""
        node = self.memo.get(NA)
        if node is None:
            node = self.graph.leaf(Op.PARAM, 1, Bind.RUN, len(self.params))
            self.params.append(Param(NA, (), (np.nan,)))
            self.memo[NA] = node
        return int(node)  # type: ignore[call-overload,no-any-return]

    def _constant(self, name: str, size: int) -> tuple[float, ...]:
        owner, spot = self.owners(self.main, name)
        used = sorted({int(n) for n in owner if n >= 0})
        values = {n: self._known(self.piece(self.main, name, n, STEP), 0.0) for n in used}
        return tuple(
            float(values[int(o)][s]) if o >= 0 else math.nan  # type: ignore[index]
            for o, s in zip(owner, spot, strict=True)
        )

    def known(self, value: Value, place: Place, what: str) -> Array:
        """The number a structural argument comes to when the run begins."""
        start = self.memo.get("start")
        if start is None and place.variable.name != "INITIAL TIME":
            clock = self.whole(self.main, "initial_time", INIT)
            first = self._known(clock.node, 0.0)
            start = self.memo["start"] = 0.0 if first is None else float(first[0])
        found = self._known(value.node, float(start or 0.0))  # type: ignore[arg-type]
        if found is None:
            raise self.refuse(place, Phrase(N_("{what} that differs from draw to draw"), what=what))
        self.structural |= self._parameters(value.node)
        return found

    def _known(self, node: int, time: float) -> Array | None:
        return evaluate(self.graph.nodes, node, self.params, self.graph.tables, time)

    def _parameters(self, node: int) -> set[str]:
        seen: set[int] = set()
        stack, names = [node], set()
        while stack:
            number = stack.pop()
            if number in seen:
                continue
            seen.add(number)
            found = self.graph.nodes[number]
            stack.extend(found.args)
            if found.op is Op.PARAM:
                names.add(self.params[int(found.attr[0])].name)  # type: ignore[arg-type]
        return names - {NA}

    # --- expressions --------------------------------------------------------------------

    def expr(self, expr: Expr, place: Place) -> Value:
        """The value of an expression where it stands."""
        if isinstance(expr, Number):
            return Value(self.undefined()) if math.isnan(expr.value) else self.const(expr.value)
        if isinstance(expr, Ref):
            return self.reference(expr, place)
        if isinstance(expr, Call):
            return self.function(expr, place)
        if isinstance(expr, Literal) and len(expr.values) == math.prod(shape_of(place.axes)):
            return Value(self.graph.const(expr.values), place.axes)
        construct = Words(_INSIDE.get(type(expr), type(expr).__name__.lower()))
        raise self.refuse(
            place, Phrase(N_("{construct} inside an expression"), construct=construct)
        )

    def function(self, call: Call, place: Place) -> Value:
        """A call; ``functions`` and ``stateful`` fill this in."""
        raise NotImplementedError

    def reference(self, ref: Ref, place: Place) -> Value:
        """A name in an expression: variable, macro argument, time, or subscript as a number."""
        scope = place.scope
        if ref.name in scope.bound:
            expr, there = scope.bound[ref.name]
            return self.expr(expr, replace(there, phase=place.phase))
        found = self.resolve(ref.name, scope)
        if found is not None:
            return self.read(found[0], found[1], ref, place)
        if ref.name == "time":
            return self.time()
        if ref.name == "pi":
            return self.const(float(np.pi))
        number = scope.subscripts.number(ref.name)
        if number is None:
            raise ModelError(
                N_("{variable} (line {line}) uses {name}, which the model does not define."),
                variable=place.variable.name,
                line=place.variable.line,
                name=ref.name,
            )
        axes = (scope.subscripts.axis(ref.name),) if scope.subscripts.is_range(ref.name) else ()
        return Value(self.graph.const(number), axes)

    def read(self, scope: Scope, name: str, ref: Ref, place: Place) -> Value:
        """A variable, sliced, mapped or on its diagonal, as its subscripts here say."""
        axes, flat = self.slice(scope, name, ref, place)
        return Value(self.elements(scope, name, flat.ravel(), place.phase), axes)
