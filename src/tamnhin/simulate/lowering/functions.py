"""The functions of an expression that have no memory, as formulas over nodes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from tamnhin.errors import ModelError
from tamnhin.messages import N_
from tamnhin.simulate.lowering.arrays import ARRAYS, Arrays
from tamnhin.simulate.lowering.formulas import FORMULAS
from tamnhin.simulate.lowering.layout import Place, Scope
from tamnhin.simulate.lowering.subscripts import Axis
from tamnhin.simulate.lowering.values import Value, union
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.program.ir import Edge, Op, Table
from tamnhin.simulate.source.model import (
    Call,
    Expr,
    External,
    Literal,
    Number,
    Points,
    Ref,
    Section,
)

OPERATORS = {
    "+": Op.ADD,
    "-": Op.SUB,
    "*": Op.MUL,
    "/": Op.DIV,
    "^": Op.POW,
    "neg": Op.NEG,
    "not": Op.NOT,
    "and": Op.AND,
    "or": Op.OR,
    "=": Op.EQ,
    "<>": Op.NE,
    "<": Op.LT,
    "<=": Op.LE,
    ">": Op.GT,
    ">=": Op.GE,
    "abs": Op.ABS,
    "integer": Op.TRUNC,
    "exp": Op.EXP,
    "ln": Op.LN,
    "sqrt": Op.SQRT,
    "sin": Op.SIN,
    "cos": Op.COS,
    "tan": Op.TAN,
    "arcsin": Op.ASIN,
    "arccos": Op.ACOS,
    "arctan": Op.ATAN,
    "sinh": Op.SINH,
    "cosh": Op.COSH,
    "tanh": Op.TANH,
    "power": Op.POW,
    "min": Op.MIN,
    "max": Op.MAX,
    "if_then_else": Op.SELECT,
}
_ARITY = {Op.SELECT: 3}
_ONE = {Op.NEG, Op.NOT, Op.ABS, Op.TRUNC, Op.EXP, Op.LN, Op.SQRT, Op.SIN, Op.COS, Op.TAN} | {
    Op.ASIN,
    Op.ACOS,
    Op.ATAN,
    Op.SINH,
    Op.COSH,
    Op.TANH,
}
_TABLE_EDGES = {
    "lookup_extrapolate": Edge.EXTRAPOLATE,
    "lookup_forward": Edge.FORWARD,
    "lookup_backward": Edge.HOLD,
}
_REDUCING = frozenset(
    {"sum", "prod", "vmin", "vmax", "vmin_xmile", "vmax_xmile", "mean", "vector_select"}
)


# ``x = :NA:`` asks whether x is undefined.
_UNLIKE = {Op.EQ: Op.NE, Op.NE: Op.EQ}


def _is_na(expr: Expr) -> bool:
    return isinstance(expr, Number) and math.isnan(expr.value)


def _shaping(call: Call) -> tuple[Expr, ...]:
    """The arguments that give a call its axes."""
    if call.name in ("elmcount", "size"):
        return ()
    return call.args[:1] if call.name.startswith("allocate_") else call.args


class Functions(Arrays):
    """Lowers the calls that do not remember."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.later: list[Callable[[], None]] = []

    def wrong_count(self, call: Call, place: Place) -> ModelError:
        """A function with another number of arguments than it has."""
        return ModelError(
            N_("{variable} (line {line}): {construct} does not take {count} arguments."),
            variable=place.variable.name,
            line=place.variable.line,
            construct=call.name.upper().replace("_", " "),
            count=len(call.args),
        )

    def function(self, call: Call, place: Place) -> Value:
        """Any call, tried as operator, table, macro, memory, formula, array function."""
        op = OPERATORS.get(call.name)
        if op is not None and call.name not in self.source.macros:
            return self._operator(op, call, place)
        found = self._table_call(call, place)
        if found is None:
            found = self.macro(call, place)
        if found is None:
            found = self.stateful(call, place)
        if found is None and call.name in FORMULAS:
            low, high, formula = FORMULAS[call.name]
            if not low <= len(call.args) <= high:
                raise self.wrong_count(call, place)
            args = [self.expr(arg, place) for arg in call.args]
            self.call_site = (id(call),)
            found = formula(self, args, place)
        if found is None and call.name in ARRAYS:
            low, high, method = ARRAYS[call.name]
            if not low <= len(call.args) <= high:
                raise self.wrong_count(call, place)
            found = method(self, call, place)
        if found is None:
            raise self.refuse(place, call.name.upper().replace("_", " "))
        return found

    def stateful(self, call: Call, place: Place) -> Value | None:
        """Filled in by ``stateful.Stateful``."""
        raise NotImplementedError

    def macro(self, call: Call, place: Place) -> Value | None:
        """Filled in by ``stateful.Stateful``."""
        raise NotImplementedError

    def _operator(self, op: Op, call: Call, place: Place) -> Value:
        if len(call.args) == 1 and op in (Op.MIN, Op.MAX):
            inner = Call("vmin" if op is Op.MIN else "vmax", call.args)
            return self.function(inner, place)
        if len(call.args) != (1 if op in _ONE else _ARITY.get(op, 2)):
            raise self.wrong_count(call, place)
        values = [self.expr(arg, place) for arg in call.args]
        if op in _UNLIKE and any(_is_na(arg) for arg in call.args):
            other = values[1] if _is_na(call.args[0]) else values[0]
            return self.call(_UNLIKE[op], other, other)  # only not-a-number differs from itself
        return self.call(op, *values, first=place.axes)

    # --- macros -------------------------------------------------------------------------

    def macro_scope(self, section: Section, call: Call, place: Place) -> Scope:
        """The copy of a macro for one call, the same in both graphs."""
        memo = ("macro", id(place.scope), place.variable.name, id(call))
        found = self.memo.get(memo)
        if isinstance(found, Scope):
            return found
        if place.scope.prefix.count(":") > 20:
            raise self.refuse(
                place, Phrase(N_("the macro {name} inside itself"), name=section.name)
            )
        subscripts = self.subscripts_of(section) if section.ranges else self.main.subscripts
        axes = union([self.axes_of(arg, place) for arg in call.args], place.axes)
        bound = {name: (arg, place) for name, arg in zip(section.params, call.args, strict=True)}
        prefix = f"{place.scope.prefix}{place.variable.name}:"
        scope = Scope(section, subscripts, axes, bound, prefix)
        self.memo[memo] = scope
        return scope

    # --- tables -------------------------------------------------------------------------

    def _table_call(self, call: Call, place: Place) -> Value | None:
        """A table at an argument, whichever way it is written; None if it is not one."""
        edge = _TABLE_EDGES.get(call.name)
        if call.name in ("lookup", *_TABLE_EDGES) and len(call.args) == 2:
            table, argument = call.args
            if isinstance(table, Points):
                number = self.table(Table(table.x, table.y, edge or table.edge))
                return self.look_up((number,), self.expr(argument, place), ())
            if isinstance(table, Ref):
                return self._named_table(table, argument, place, edge)
            return None
        if len(call.args) != 1:
            return None
        ref = Ref(call.name)
        known = call.name in place.scope.bound or self.resolve(call.name, place.scope)
        return self._named_table(ref, call.args[0], place, None) if known else None

    def _named_table(
        self, ref: Ref, argument: Expr, place: Place, edge: Edge | None
    ) -> Value | None:
        scope, name, there = place.scope, ref.name, place
        while name in scope.bound:
            bound, there = scope.bound[name]
            if not isinstance(bound, Ref):
                return None
            ref, scope, name = bound, there.scope, bound.name
        found = self.resolve(name, scope)
        if found is None:
            return None
        axes, flat = self.slice(found[0], found[1], ref, replace(there, phase=place.phase))
        numbers = tuple(
            self._table_of(found[0], found[1], int(i), place, edge) for i in flat.ravel()
        )
        return self.look_up(numbers, self.expr(argument, place), axes)

    def _table_of(self, scope: Scope, name: str, flat: int, place: Place, edge: Edge | None) -> int:
        """The number of the table behind one element of a table variable."""
        memo = ("table of", id(scope), name, flat, edge)
        known = self.memo.get(memo)
        if isinstance(known, int):
            return known
        variable = scope.section.variables[name]
        owner, spot = self.owners(scope, name)
        component = variable.components[int(owner[flat])] if owner[flat] >= 0 else None
        expr = component.expr if component else None
        if isinstance(expr, Call) and expr.name == "lookup" and isinstance(expr.args[0], Points):
            expr = expr.args[0]  # a variable drawn over a table, used as the table
        if isinstance(expr, Points):
            table = Table(expr.x, expr.y, edge or expr.edge)
        elif component is not None and isinstance(expr, External) and expr.what != "constants":
            axes = self.component_axes(scope, component)
            shape = tuple(len(axis.elements) for axis in axes)
            series = self.files.series(expr, shape, component.edge or Edge.CLAMP, variable)
            table = series[int(spot[flat])]
            table = replace(table, edge=edge or table.edge)
        else:
            raise self.refuse(place, Phrase(N_("{name} as a table"), name=variable.name))
        self.memo[memo] = self.table(table)
        return self.memo[memo]  # type: ignore[return-value]

    # --- axes without lowering ----------------------------------------------------------

    def axes_of(self, expr: Expr, place: Place) -> tuple[Axis, ...]:
        """The axes an expression will have, found without lowering it."""
        found: dict[str, Axis] = {}
        stack: list[tuple[Expr, Place, bool]] = [(expr, place, False)]
        while stack:
            node, there, reduced = stack.pop()
            if isinstance(node, Ref) and node.name in there.scope.bound:
                stack.append((*there.scope.bound[node.name], reduced))
            elif isinstance(node, Ref):
                open_labels = {axis.label for axis in there.axes}
                for axis in self._axes_of_ref(node, there):
                    if not reduced or axis.label in open_labels:
                        found.setdefault(axis.label, axis)
            elif isinstance(node, Literal):
                found.update({axis.label: axis for axis in there.axes})
            elif isinstance(node, Call):
                if node.name.startswith("random_") or node.name in ("random", "normal"):
                    found.update({axis.label: axis for axis in there.axes})
                inside = reduced or node.name in _REDUCING
                stack.extend((arg, there, inside) for arg in _shaping(node))
                if node.name not in OPERATORS and self.resolve(node.name, there.scope):
                    stack.append((Ref(node.name), there, reduced))
        return union([tuple(found.values())], place.axes)

    def _axes_of_ref(self, ref: Ref, place: Place) -> tuple[Axis, ...]:
        found = self.resolve(ref.name, place.scope)
        if found is not None:
            return self.slice(found[0], found[1], ref, place)[0]
        if place.scope.subscripts.is_range(ref.name):
            return (place.scope.subscripts.axis(ref.name),)
        return ()
