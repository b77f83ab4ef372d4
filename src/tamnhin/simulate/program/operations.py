"""What each operation computes, with numpy, on arrays of shape (elements, draws).

Used by the numpy back-end for draws and by ``fold`` for constants (one draw), so that a folded
constant is the very number the run would have given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tamnhin.simulate.program.allocation import allocate_available, allocate_by_priority
from tamnhin.simulate.program.ir import Array, Attribute, Edge, Node, Op, Table

Kernel = Callable[..., Array]


def _truth(values: NDArray[np.bool_]) -> Array:
    return values.astype(np.float64)


def _sum(block: Array) -> Array:
    """Left to right along axis 1, as every back-end does it: numpy's own sum pairs terms."""
    total = block[:, 0].copy()
    for i in range(1, block.shape[1]):
        total += block[:, i]
    return total


def _prod(block: Array) -> Array:
    total = block[:, 0].copy()
    for i in range(1, block.shape[1]):
        total *= block[:, i]
    return total


def _power(base: Array, exponent: Array) -> Array:
    """Power by one and the same routine for every shape.

    numpy squares and takes roots by another way where the exponent is a single number (measured:
    392 of 7,217 squares differ in the last bit), and a draw must not depend on its batch.
    """
    left, right = np.broadcast_arrays(base, exponent)
    if left.size == 1:
        pair = np.power(np.repeat(left.ravel(), 2), np.repeat(right.ravel(), 2))
        return np.asarray(pair[:1].reshape(left.shape))
    return np.asarray(np.power(np.ascontiguousarray(left), np.ascontiguousarray(right)))


ELEMENTWISE: dict[Op, Kernel] = {
    Op.NEG: np.negative,
    Op.NOT: lambda a: _truth(a == 0),
    Op.ABS: np.abs,
    Op.TRUNC: np.trunc,
    Op.EXP: np.exp,
    Op.LN: np.log,
    Op.SQRT: np.sqrt,
    Op.SIN: np.sin,
    Op.COS: np.cos,
    Op.TAN: np.tan,
    Op.ASIN: np.arcsin,
    Op.ACOS: np.arccos,
    Op.ATAN: np.arctan,
    Op.SINH: np.sinh,
    Op.COSH: np.cosh,
    Op.TANH: np.tanh,
    Op.ADD: np.add,
    Op.SUB: np.subtract,
    Op.MUL: np.multiply,
    Op.DIV: np.divide,
    Op.POW: _power,
    Op.MOD: np.mod,
    Op.MIN: np.minimum,
    Op.MAX: np.maximum,
    Op.LT: lambda a, b: _truth(a < b),
    Op.LE: lambda a, b: _truth(a <= b),
    Op.GT: lambda a, b: _truth(a > b),
    Op.GE: lambda a, b: _truth(a >= b),
    Op.EQ: lambda a, b: _truth(a == b),
    Op.NE: lambda a, b: _truth(a != b),
    Op.AND: lambda a, b: _truth((a != 0) & (b != 0)),
    Op.OR: lambda a, b: _truth((a != 0) | (b != 0)),
    Op.SELECT: lambda c, a, b: np.asarray(np.where(c != 0, a, b)),
}

_REDUCE: dict[Op, Kernel] = {
    Op.SUM: _sum,
    Op.PROD: _prod,
    Op.VMIN: lambda block: block.min(axis=1),
    Op.VMAX: lambda block: block.max(axis=1),
}


def compute(node: Node, args: list[Array], tables: list[Table] | tuple[Table, ...]) -> Array:
    """The value of a node that is no leaf and no chance, from its arguments' values."""
    kernel = ELEMENTWISE.get(node.op)
    with np.errstate(all="ignore"):
        if kernel is not None:
            return kernel(*args)
        return _ARRAY[node.op](node, args, tables)


def _ints(attribute: Attribute) -> tuple[int, ...]:
    assert isinstance(attribute, tuple)  # noqa: S101 - the graph is well-formed
    return attribute


def _block(node: Node) -> int:
    (block,) = node.attr
    assert isinstance(block, int)  # noqa: S101
    return block


def _gather(node: Node, args: list[Array], _tables: object) -> Array:
    return args[0][np.asarray(_ints(node.attr[0]), dtype=np.intp)]


def _concat(_node: Node, args: list[Array], _tables: object) -> Array:
    draws = max(arg.shape[1] for arg in args)
    return np.concatenate([np.broadcast_to(arg, (arg.shape[0], draws)) for arg in args])


def _blocks(values: Array, block: int) -> Array:
    return values.reshape(-1, block, values.shape[1])


def _reduce(node: Node, args: list[Array], _tables: object) -> Array:
    return _REDUCE[node.op](_blocks(args[0], _block(node)))


def _take(node: Node, args: list[Array], _tables: object) -> Array:
    vector = _blocks(args[0], _block(node))
    wanted = args[1].reshape(vector.shape[0], -1, args[1].shape[1])
    draws = max(vector.shape[2], wanted.shape[2])
    vector = np.broadcast_to(vector, (*vector.shape[:2], draws))
    wanted = np.broadcast_to(wanted, (*wanted.shape[:2], draws))
    inside = (wanted > -1) & (wanted < vector.shape[1])
    index = np.where(inside, wanted, 0).astype(np.intp)
    found = np.take_along_axis(vector, index, axis=1)
    return np.where(inside, found, np.nan).reshape(-1, draws)


def _sort(node: Node, args: list[Array], _tables: object) -> Array:
    order = np.argsort(_blocks(args[0], _block(node)), axis=1, kind="stable")
    return order.reshape(args[0].shape).astype(np.float64)


def _invert(node: Node, args: list[Array], _tables: object) -> Array:
    n = _block(node)
    matrices = args[0].reshape(-1, n, n, args[0].shape[1]).transpose(0, 3, 1, 2)
    out = np.full(matrices.shape, np.nan)
    for i in np.ndindex(*matrices.shape[:2]):
        try:
            out[i] = np.linalg.inv(matrices[i])
        except np.linalg.LinAlgError:
            continue
    return out.transpose(0, 2, 3, 1).reshape(args[0].shape)


def _by_block(node: Node, args: list[Array], _tables: object) -> Array:
    """Allocation: one block and one draw at a time."""
    n = _block(node)
    draws = max(arg.shape[1] for arg in args)
    wide = [np.broadcast_to(arg, (arg.shape[0], draws)) for arg in args]
    out = np.empty((wide[0].shape[0], draws))
    blocks = out.shape[0] // n
    for b, d in np.ndindex(blocks, draws):
        parts = [arg.reshape(blocks, -1, draws)[b, :, d] for arg in wide]
        if node.op is Op.ALLOCATE:
            result = allocate_available(parts[0], parts[1].reshape(n, 4), float(parts[2][0]))
        else:
            result = allocate_by_priority(
                parts[0], parts[1], float(parts[2][0]), float(parts[3][0])
            )
        out[b * n : (b + 1) * n, d] = result
    return out


def _lookup(node: Node, args: list[Array], tables: list[Table] | tuple[Table, ...]) -> Array:
    numbers = _ints(node.attr[0])
    x = args[0]
    if len(numbers) == 1:
        return interpolate(tables[numbers[0]], x)
    x = np.broadcast_to(x, (node.size, x.shape[1]))
    rows = np.asarray(numbers)
    out = np.empty_like(x)
    for number in np.unique(rows):
        here = rows == number
        out[here] = interpolate(tables[int(number)], x[here])
    return out


def interpolate(table: Table, v: Array) -> Array:
    """A table at these arguments, by its edge rule."""
    x, y = np.asarray(table.x), np.asarray(table.y)
    edge = table.edge
    if edge is Edge.HOLD:
        out = y[np.clip(np.searchsorted(x, v, side="right") - 1, 0, x.size - 1)]
    elif edge is Edge.FORWARD:
        out = y[np.clip(np.searchsorted(x, v, side="left"), 0, x.size - 1)]
    elif edge is Edge.RAW:
        i = np.clip(np.searchsorted(x, v, side="left"), 0, x.size - 1)
        out = np.where(x[i] == v, y[i], np.nan)
    else:
        out = np.interp(v, x, y)
        if edge is Edge.EXTRAPOLATE and x.size > 1:
            low, high = (y[1] - y[0]) / (x[1] - x[0]), (y[-1] - y[-2]) / (x[-1] - x[-2])
            out = np.where(v < x[0], y[0] + (v - x[0]) * low, out)
            out = np.where(v > x[-1], y[-1] + (v - x[-1]) * high, out)
    return np.where(np.isnan(v), np.nan, out)


_ARRAY: dict[Op, Kernel] = {
    Op.LOOKUP: _lookup,
    Op.GATHER: _gather,
    Op.CONCAT: _concat,
    Op.TAKE: _take,
    Op.SORT: _sort,
    Op.INVERT: _invert,
    Op.ALLOCATE: _by_block,
    Op.PRIORITY: _by_block,
    **dict.fromkeys(_REDUCE, _reduce),
}
