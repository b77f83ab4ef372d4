"""Values with axes over flat nodes: alignment, slices, reductions as explicit index arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.lowering.subscripts import Axis
from tamnhin.simulate.program.fold import Folder
from tamnhin.simulate.program.ir import Bind, Op

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Value:
    """A node and what its elements stand for, in row-major order."""

    node: int
    axes: tuple[Axis, ...] = ()


def shape_of(axes: Sequence[Axis]) -> tuple[int, ...]:
    """The length of each axis."""
    return tuple(len(axis.elements) for axis in axes)


def union(groups: Iterable[Sequence[Axis]], first: Sequence[Axis] = ()) -> tuple[Axis, ...]:
    """All axes once each, those of ``first`` in its order before the others."""
    found: dict[str, Axis] = {}
    for axes in groups:
        for axis in axes:
            found.setdefault(axis.label, axis)
    order = [axis.label for axis in first if axis.label in found]
    rest = [label for label in found if label not in order]
    return tuple(found[label] for label in [*order, *rest])


class Values:
    """Builds nodes from values; every shape change is one GATHER."""

    def __init__(self) -> None:
        self.graph = Folder()

    def const(self, value: float) -> Value:
        """A number."""
        return Value(self.graph.const(value))

    def time(self) -> Value:
        """The time of the step."""
        return Value(self.graph.leaf(Op.TIME, 1, Bind.TIME))

    def gather(self, node: int, index: Index) -> int:
        """Elements of a node by position; the node itself where nothing changes."""
        size = self.graph.nodes[node].size
        flat = index.ravel()
        if flat.size == size and bool((flat == np.arange(size)).all()):
            return node
        return self.graph.make(Op.GATHER, node, size=flat.size, attr=(tuple(flat.tolist()),))

    def expand(self, value: Value, axes: Sequence[Axis]) -> int:
        """The value over exactly these axes, repeated along those it does not have."""
        if tuple(value.axes) == tuple(axes):
            return value.node
        have = {axis.label: i for i, axis in enumerate(value.axes)}
        positions = np.arange(self.graph.nodes[value.node].size).reshape(shape_of(value.axes))
        order = [have[axis.label] for axis in axes if axis.label in have]
        spread = tuple(len(axis.elements) if axis.label in have else 1 for axis in axes)
        moved = positions.transpose(order).reshape(spread)
        return self.gather(value.node, np.broadcast_to(moved, shape_of(axes)))

    def align(
        self, values: Sequence[Value], first: Sequence[Axis] = ()
    ) -> tuple[tuple[Axis, ...], list[int]]:
        """Common axes, and each value's node over them; single numbers stay single."""
        axes = union([value.axes for value in values], first)
        return axes, [self.expand(v, axes) if v.axes else v.node for v in values]

    def call(self, op: Op, *values: Value, first: Sequence[Axis] = ()) -> Value:
        """An element-wise operation."""
        axes, nodes = self.align(values, first)
        return Value(self.graph.make(op, *nodes), axes)

    def last(self, value: Value, labels: Sequence[str]) -> tuple[tuple[Axis, ...], int, int]:
        """Bring these axes to the end: remaining axes, node, length of a block."""
        outer = tuple(axis for axis in value.axes if axis.label not in labels)
        inner = tuple(axis for axis in value.axes if axis.label in labels)
        node = self.expand(value, (*outer, *inner))
        return outer, node, int(np.prod(shape_of(inner), dtype=int))

    def reduce(self, op: Op, value: Value, labels: Sequence[str]) -> Value:
        """SUM, PROD, VMIN or VMAX over some axes."""
        outer, node, block = self.last(value, labels)
        if block == 1:
            return Value(node, outer)
        size = self.graph.nodes[node].size // block
        return Value(self.graph.make(op, node, size=size, attr=(block,)), outer)

    # short forms that read like the formulas

    def add(self, a: Value, b: Value) -> Value:
        """A + b."""
        return self.call(Op.ADD, a, b)

    def sub(self, a: Value, b: Value) -> Value:
        """A - b."""
        return self.call(Op.SUB, a, b)

    def mul(self, a: Value, b: Value) -> Value:
        """A times b."""
        return self.call(Op.MUL, a, b)

    def div(self, a: Value, b: Value) -> Value:
        """A by b."""
        return self.call(Op.DIV, a, b)

    def select(self, condition: Value, yes: Value, no: Value) -> Value:
        """Yes where the condition holds, else no."""
        return self.call(Op.SELECT, condition, yes, no)

    def zidz(self, a: Value, b: Value, otherwise: Value) -> Value:
        """A by b, or something else where b is zero by Vensim's measure."""
        zero = self.call(Op.LT, self.call(Op.ABS, b), self.const(1e-6))
        return self.select(zero, otherwise, self.div(a, b))
