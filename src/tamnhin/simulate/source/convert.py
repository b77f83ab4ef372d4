"""PySD's abstract syntax to our typed trees. Knows PySD's classes by name only."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tamnhin.errors import ModelError
from tamnhin.messages import N_
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.program.ir import Edge
from tamnhin.simulate.source.model import (
    Absent,
    Call,
    Expr,
    External,
    Literal,
    Number,
    Points,
    Ref,
    Text,
    key,
)

EDGES = {
    "interpolate": Edge.CLAMP,
    "extrapolate": Edge.EXTRAPOLATE,
    "hold_backward": Edge.HOLD,
    "look_forward": Edge.FORWARD,
    "raw": Edge.RAW,
}


def convert(tree: Any) -> Expr:
    """One PySD tree as ours.

    Raises:
        ModelError: a structure that is not known; the caller adds variable and line.
    """
    if isinstance(tree, (bool, int, float)):
        return Number(float(tree))
    if isinstance(tree, str):
        return Text(tree)
    name = type(tree).__name__
    if name == "ndarray":
        return Literal(tuple(float(value) for value in tree.ravel()))
    maker = _MAKERS.get(name)
    if maker is None:
        raise ModelError(N_("{construct} is not supported."), construct=name)
    return maker(tree)


def _arithmetic(tree: Any) -> Expr:
    args = [convert(arg) for arg in tree.arguments]
    operators = list(tree.operators)
    if operators == ["negative"]:
        return _negative(args[0])
    if operators[-1] == "^":
        value = args.pop()
        while args:
            value = Call("^", (args.pop(), value))
        return value
    value = args[0]
    for operator, arg in zip(operators, args[1:], strict=True):
        value = Call(operator, (value, arg))
    return value


def _negative(arg: Expr) -> Expr:
    return Number(-arg.value) if isinstance(arg, Number) else Call("neg", (arg,))


def _logic(tree: Any) -> Expr:
    """Comparisons, and chains of and, or: and binds tighter, as in Vensim and XMILE."""
    args = [convert(arg) for arg in tree.arguments]
    operators = [operator.upper() for operator in tree.operators]
    if operators == [":NOT:"]:
        return Call("not", (args[0],))
    if not {":AND:", ":OR:"}.issuperset(operators):
        return Call(operators[0], (args[0], args[1]))
    groups = [args[0]]
    for operator, arg in zip(operators, args[1:], strict=True):
        if operator == ":AND:":
            groups[-1] = Call("and", (groups[-1], arg))
        else:
            groups.append(arg)
    value = groups[0]
    for arg in groups[1:]:
        value = Call("or", (value, arg))
    return value


def _reference(tree: Any) -> Ref:
    subs = tree.subscripts
    return Ref(key(tree.reference), None if subs is None else tuple(map(key, subs.subscripts)))


def _call(tree: Any) -> Expr:
    function = tree.function
    name = key(function.reference)
    args = tuple(convert(arg) for arg in tree.arguments)
    if function.subscripts is not None:  # a subscripted table that is called
        return Call("lookup", (_reference(function), *args))
    return Call(name, args)


def _points(tree: Any) -> Points:
    x = tuple(float(value) for value in tree.x)
    y = tuple(float(value) for value in tree.y)
    if not x or len(x) != len(y) or not all(map(math.isfinite, (*x, *y))):
        raise ModelError(
            N_("{construct} is not supported."), construct=Phrase(N_("a table without points"))
        )
    return Points(x, y, EDGES[tree.type])


def _stateful(name: str, *fields: str) -> Callable[[Any], Expr]:
    return lambda tree: Call(name, tuple(convert(getattr(tree, field)) for field in fields))


def _external(what: str, axis: str = "") -> Callable[[Any], Expr]:
    return lambda tree: External(
        what,
        str(tree.file),
        str(tree.tab),
        str(getattr(tree, axis)) if axis else "",
        str(tree.cell),
    )


def _integ(tree: Any) -> Expr:
    name = "integ_floor" if tree.non_negative else "integ"
    return Call(name, (convert(tree.flow), convert(tree.initial)))


_MAKERS: dict[str, Callable[[Any], Expr]] = {
    "ArithmeticStructure": _arithmetic,
    "LogicStructure": _logic,
    "ReferenceStructure": _reference,
    "CallStructure": _call,
    "LookupsStructure": _points,
    "InlineLookupsStructure": lambda tree: Call(
        "lookup", (_points(tree.lookups), convert(tree.argument))
    ),
    "GameStructure": lambda tree: convert(tree.expression),
    "InitialStructure": _stateful("initial", "initial"),
    "IntegStructure": _integ,
    "DelayStructure": _stateful("delay", "input", "delay_time", "initial", "order"),
    "DelayNStructure": _stateful("delay_n", "input", "delay_time", "initial", "order"),
    "DelayFixedStructure": _stateful("delay_fixed", "input", "delay_time", "initial"),
    "SmoothStructure": _stateful("smooth", "input", "smooth_time", "initial", "order"),
    "SmoothNStructure": _stateful("smooth", "input", "smooth_time", "initial", "order"),
    "TrendStructure": _stateful("trend", "input", "average_time", "initial_trend"),
    "ForecastStructure": _stateful("forecast", "input", "average_time", "horizon", "initial_trend"),
    "SampleIfTrueStructure": _stateful("sample_if_true", "condition", "input", "initial"),
    "AllocateAvailableStructure": _stateful("allocate_available", "request", "pp", "avail"),
    "AllocateByPriorityStructure": _stateful(
        "allocate_by_priority", "request", "priority", "size", "width", "supply"
    ),
    "GetConstantsStructure": _external("constants"),
    "GetLookupsStructure": _external("lookups", "x_row_or_col"),
    "GetDataStructure": _external("data", "time_row_or_col"),
    "DataStructure": lambda tree: Absent(),
}
