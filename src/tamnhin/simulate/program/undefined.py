"""Elements that a model itself leaves undefined: no fault of a draw, so they are not watched.

An element is undefined that no equation defines, or that is ``:NA:`` in the file, or that can
only be not-a-number because it rests on such ones. Front ends write them as the parameter
``NA``, so that they differ from what merely comes out as not-a-number, such as 0/0.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.program.fold import Folder
from tamnhin.simulate.program.ir import (
    BINARY,
    REDUCE,
    UNARY,
    Kind,
    Node,
    Op,
    Output,
    Program,
    State,
)

Mask = NDArray[np.bool_]
NA: Final = ":na:"
# Operations whose result is not-a-number if any argument is.
_SPREADING = (UNARY - {Op.NOT}) | (
    BINARY - {Op.LT, Op.LE, Op.GT, Op.GE, Op.EQ, Op.NE, Op.AND, Op.OR, Op.POW}
)


def set_aside(program: Program, varying: Collection[str]) -> tuple[Program, dict[str, Mask]]:
    """The program with undefined elements of outputs and states held at 0, and which they are.

    What reads an undefined element of a state reads not-a-number; no other number changes but
    the first of a stock whose rate alone is undefined.

    Args:
        program: not yet specialised.
        varying: parameters that are given for each draw.

    Returns:
        the program; by output, shape (elements,), only where some element is undefined.
    """
    nodes, states = _find(program, varying)
    outputs = {
        name: nodes[out.node] for name, out in program.outputs.items() if nodes[out.node].any()
    }
    if not outputs and not any(mask.any() for mask in states):
        return program, {}
    return _without(program, outputs, states), outputs


def _find(program: Program, varying: Collection[str]) -> tuple[list[Mask], list[Mask]]:
    """Undefined elements of each node and of each state."""
    states = [np.zeros(state.size, dtype=np.bool_) for state in program.states]
    while True:
        nodes: list[Mask] = []
        for node in program.nodes:
            nodes.append(_of_node(program, node, nodes, states, varying))
        found = [
            old | _of_state(state, nodes) for old, state in zip(states, program.states, strict=True)
        ]
        if all(bool((a == b).all()) for a, b in zip(states, found, strict=True)):
            return nodes, states
        states = found


def _of_state(state: State, nodes: Sequence[Mask]) -> Mask:
    """A stock is undefined with its start or its rate; a sample or delay only with both."""
    if state.kind is Kind.EULER:
        return nodes[state.init] | nodes[state.next]
    if state.kind is Kind.HOLD:
        return nodes[state.init]
    return nodes[state.init] & nodes[state.next]


def _of_node(
    program: Program,
    node: Node,
    nodes: Sequence[Mask],
    states: Sequence[Mask],
    varying: Collection[str],
) -> Mask:
    none = np.zeros(node.size, dtype=np.bool_)
    if node.op is Op.PARAM:
        param = program.params[_number(node)]
        return none if param.name in varying else np.isnan(param.default)
    if node.op is Op.STATE:
        return states[_number(node)]
    args = [nodes[arg] for arg in node.args]
    if not any(mask.any() for mask in args) and node.op is not Op.LOOKUP:
        return none
    if node.op in _SPREADING:
        return np.asarray(np.any([np.broadcast_to(mask, node.size) for mask in args], axis=0))
    if node.op is Op.SELECT:
        return none | (np.broadcast_to(args[1], node.size) & np.broadcast_to(args[2], node.size))
    if node.op is Op.POW:  # anything to the power 0 is 1, and so is any power of 1
        power = program.nodes[node.args[1]]
        sure = power.op is Op.CONST and bool((power.array != 0).all())
        return none | args[0] if sure else none
    if node.op is Op.LOOKUP:
        return none | args[0] | _empty_tables(program, node)
    return _moved(node, args, none)


def _moved(node: Node, args: Sequence[Mask], none: Mask) -> Mask:
    """Operations on arrays; those that search or sort are not followed."""
    if node.op is Op.GATHER:
        return np.asarray(args[0][np.array(node.attr[0], dtype=np.intp)])
    if node.op is Op.CONCAT:
        return np.concatenate(args)
    if node.op in REDUCE:
        return np.asarray(args[0].reshape(-1, _number(node)).any(axis=1))
    return none


def _empty_tables(program: Program, node: Node) -> Mask:
    """Where the table of an element has no value at all."""
    numbers = node.attr[0]
    assert isinstance(numbers, tuple)  # noqa: S101 - a LOOKUP holds its tables
    empty = [bool(np.isnan(program.tables[int(i)].y).all()) for i in numbers]
    return np.broadcast_to(np.array(empty, dtype=np.bool_), node.size)


def _number(node: Node) -> int:
    found = node.attr[0]
    assert isinstance(found, int)  # noqa: S101 - these nodes hold a number
    return found


def _without(program: Program, outputs: dict[str, Mask], states: Sequence[Mask]) -> Program:
    """The program built anew."""
    graph = Folder(list(program.tables))
    zero, nan = graph.const(0.0), graph.const(np.nan)

    def put(number: int, mask: Mask, other: int) -> int:
        """The node with another number where the mask is set."""
        if number < 0 or not mask.any():
            return number
        joined = graph.make(Op.CONCAT, number, other, size=mask.size + 1)
        index = np.where(mask, mask.size, np.arange(mask.size))
        return graph.make(Op.GATHER, joined, size=mask.size, attr=(tuple(index.tolist()),))

    new: list[int] = []
    for node in program.nodes:
        if node.args:
            args = [new[arg] for arg in node.args]
            made = graph.make(node.op, *args, size=node.size, attr=node.attr)
        else:
            made = graph.add(node)
        new.append(put(made, states[_number(node)], nan) if node.op is Op.STATE else made)

    def state(old: State, mask: Mask) -> State:
        following = new[old.next] if old.next >= 0 else -1
        return replace(
            old,
            init=put(new[old.init], mask, zero),
            next=put(following, mask, zero),
            length=new[old.length] if old.length >= 0 else -1,
        )

    kept = tuple(state(old, mask) for old, mask in zip(program.states, states, strict=True))
    shown = {
        name: Output(put(new[out.node], outputs[name], zero), out.shape) if name in outputs
        else Output(new[out.node], out.shape)
        for name, out in program.outputs.items()
    }  # fmt: skip
    return Program(tuple(graph.nodes), kept, program.tables, program.params, shown)
