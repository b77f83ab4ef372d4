"""Constants are computed when they are made; what varies stays.

``Folder`` is a graph that folds: a node of constants becomes a constant, a choice with a known
condition becomes the chosen side. ``specialise`` rebuilds a program with the parameters that do
not vary as constants and without what no output or state needs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from tamnhin.simulate.program.ir import (
    Array,
    Attribute,
    Bind,
    Graph,
    Node,
    Op,
    Output,
    Param,
    Program,
    State,
    Table,
)
from tamnhin.simulate.program.operations import compute


class Folder(Graph):
    """A graph that computes constants as they are made."""

    def __init__(self, tables: list[Table] | None = None) -> None:
        super().__init__()
        self.tables: list[Table] = [] if tables is None else tables

    def make(
        self, op: Op, *args: int, size: int | None = None, attr: tuple[Attribute, ...] = ()
    ) -> int:
        """The node, or the constant it comes to."""
        nodes = [self.nodes[arg] for arg in args]
        if op is Op.SELECT and nodes[0].bind is Bind.CONST and nodes[0].size == 1:
            chosen = args[1] if nodes[0].array[0] != 0 else args[2]
            width = max(node.size for node in nodes)
            if self.nodes[chosen].size == width:
                return chosen
            return self.make(Op.GATHER, chosen, size=width, attr=((0,) * width,))
        if op is Op.GATHER and nodes[0].op is Op.GATHER:
            inner, outer = nodes[0].attr[0], attr[0]
            assert isinstance(inner, tuple)  # noqa: S101 - a GATHER holds its index
            assert isinstance(outer, tuple)  # noqa: S101
            index = tuple([inner[i] for i in outer])
            if self.nodes[nodes[0].args[0]].size == len(index) and index == tuple(
                range(len(index))
            ):
                return nodes[0].args[0]
            return self.make(op, nodes[0].args[0], size=size, attr=(index,))
        chance = op in (Op.UNIFORM, Op.NORMAL)
        if chance or not nodes or any(node.op is not Op.CONST for node in nodes):
            return super().make(op, *args, size=size, attr=attr)
        width = max(node.size for node in nodes) if size is None else size
        whole = Node(op, args, width, Bind.CONST, attr)
        values = compute(whole, [node.array.reshape(-1, 1) for node in nodes], self.tables)
        return self.const(np.broadcast_to(values, (width, 1)))


def specialise(
    program: Program, varying: Collection[str], outputs: Collection[str] | None = None
) -> Program:
    """The program with only ``varying`` parameters left as inputs.

    Args:
        program: any program.
        varying: names of parameters that will be given for each draw.
        outputs: names to keep; all if None.
    """
    kept = [i for i, param in enumerate(program.params) if param.name in varying]
    graph = Folder(list(program.tables))
    wanted = {
        name: out for name, out in program.outputs.items() if outputs is None or name in outputs
    }
    roots = [out.node for out in wanted.values()]
    needed, states = _needed(program, roots)
    number_of = {state: i for i, state in enumerate(states)}
    new: dict[int, int] = {}
    for old in needed:
        new[old] = _rebuild(graph, program, program.nodes[old], new, kept, number_of)
    params = tuple(program.params[i] for i in kept)
    return Program(
        tuple(graph.nodes),
        tuple(_renumber(program.states[s], new) for s in states),
        program.tables,
        params,
        {name: Output(new[out.node], out.shape) for name, out in wanted.items()},
    )


def upstream(program: Program, outputs: Collection[str]) -> list[str]:
    """The outputs that these rest on, themselves included."""
    needed, _ = _needed(program, [program.outputs[name].node for name in outputs])
    known = set(needed)
    return [name for name, out in program.outputs.items() if out.node in known]


def _needed(program: Program, roots: list[int]) -> tuple[list[int], list[int]]:
    """Nodes (ascending) and states (ascending) that the roots reach, through states as well."""
    seen: set[int] = set()
    states: set[int] = set()
    stack = list(roots)
    while stack:
        number = stack.pop()
        if number in seen or number < 0:
            continue
        seen.add(number)
        node = program.nodes[number]
        stack.extend(node.args)
        if node.op is Op.STATE:
            index = node.attr[0]
            assert isinstance(index, int)  # noqa: S101 - a STATE holds its number
            if index not in states:
                states.add(index)
                state = program.states[index]
                stack.extend((state.init, state.next, state.length))
    return sorted(seen), sorted(states)


def _rebuild(
    graph: Folder,
    program: Program,
    node: Node,
    new: dict[int, int],
    kept: list[int],
    states: dict[int, int],
) -> int:
    if node.op is Op.CONST:
        return graph.add(node)
    if node.op is Op.PARAM:
        index = node.attr[0]
        assert isinstance(index, int)  # noqa: S101 - a PARAM holds its number
        if index in kept:
            return graph.leaf(Op.PARAM, node.size, Bind.RUN, kept.index(index))
        return graph.const(_default(program.params[index]))
    if node.op is Op.STATE:
        index = node.attr[0]
        assert isinstance(index, int)  # noqa: S101
        return graph.add(replace(node, attr=(states[index],)))
    if not node.args:
        return graph.add(node)
    return graph.make(node.op, *(new[arg] for arg in node.args), size=node.size, attr=node.attr)


def _default(param: Param) -> tuple[float, ...]:
    return param.default


def _renumber(state: State, new: dict[int, int]) -> State:
    return replace(
        state,
        init=new[state.init],
        next=new.get(state.next, -1),
        length=new.get(state.length, -1),
    )


def evaluate(
    nodes: Sequence[Node],
    target: int,
    params: Sequence[Param],
    tables: list[Table],
    time: float | None = None,
) -> Array | None:
    """The value of a node that rests on constants, parameters at their defaults, and a time.

    None if it rests on a state, on chance, or on time where none is given.
    """
    found: dict[int, Array] = {}
    for number in _below(nodes, target):
        node = nodes[number]
        if node.op is Op.CONST:
            found[number] = node.array.reshape(-1, 1)
        elif node.op is Op.PARAM:
            index = node.attr[0]
            assert isinstance(index, int)  # noqa: S101 - a PARAM holds its number
            found[number] = np.asarray(params[index].default).reshape(-1, 1)
        elif node.op is Op.TIME and time is not None:
            found[number] = np.array([[time]])
        elif not node.args or node.op is Op.NORMAL:
            return None
        else:
            value = compute(node, [found[arg] for arg in node.args], tables)
            found[number] = np.broadcast_to(value, (node.size, 1))
    return found[target][:, 0]


def _below(nodes: Sequence[Node], target: int) -> list[int]:
    """A node and all it rests on, arguments first."""
    stack, seen = [target], {target}
    while stack:
        for arg in nodes[stack.pop()].args:
            if arg not in seen:
                seen.add(arg)
                stack.append(arg)
    return sorted(seen)
