"""A program as single numbers: arrays become their elements, gathers and sums disappear.

Equal numbers are one number. A number is known by its index in ``Values``; its class says where
the compiler computes it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamnhin.simulate.program.ir import REDUCE, Attribute, Bind, Node, Op, Program

# What is not compiled; the caller then uses the numpy back-end.
UNSUPPORTED = frozenset({Op.SORT, Op.INVERT, Op.ALLOCATE, Op.PRIORITY})
_FOLD = {Op.SUM: "add", Op.PROD: "mul", Op.VMIN: "min", Op.VMAX: "max"}
_SCALE_LIMIT = 1000  # binary exponents between which 1/x of a power of two is exact


# How many instructions an element of an operation becomes, roughly; others are few.
_HEAVY = {Op.LOOKUP: 25, Op.MOD: 30, Op.NORMAL: 30, Op.TAKE: 30}
_LIGHT = frozenset({Op.CONST, Op.PARAM, Op.STATE, Op.TIME, Op.GATHER, Op.CONCAT})
# Beyond this, translating alone would take longer than a few seconds.
LARGEST = 100_000


class UnsupportedError(Exception):
    """A program that is not compiled: an operation and a variable that needs it, or its size."""

    def __init__(self, op: str, variable: str) -> None:
        super().__init__(f"{op} ({variable})")
        self.op = op
        self.variable = variable


def check_size(program: Program) -> None:
    """Raises UnsupportedError for a program that would take too long to compile."""
    size = sum(
        node.size * _HEAVY.get(node.op, 2) for node in program.nodes if node.op not in _LIGHT
    )
    if size > LARGEST:
        what = "size"
        raise UnsupportedError(what, f"{size} > {LARGEST}")


@dataclass(frozen=True, slots=True)
class Value:
    """One number of each draw.

    Attributes:
        op: an operation, or const, clock, param, state.
        args: the numbers it is computed from.
        bind: when it is known.
        attr: bits of a constant, number of a parameter, table, stream.
    """

    op: str
    args: tuple[int, ...]
    bind: Bind
    attr: tuple[Attribute, ...] = ()


class Values:
    """The numbers of a program, made when they are asked for."""

    def __init__(self, program: Program, fast: bool) -> None:
        self.program = program
        self.fast = fast
        self.items: list[Value] = []
        self._known: dict[Value, int] = {}
        self._of_node: dict[int, tuple[int, ...]] = {}
        self._factors: dict[int, tuple[int, int]] = {}  # of products: what moves, what does not
        self.param_offset = np.cumsum(
            [0, *(int(np.prod(param.shape, dtype=int)) for param in program.params)]
        ).tolist()
        self.state_offset = np.cumsum([0, *(state.size for state in program.states)]).tolist()

    def add(self, value: Value) -> int:
        """The index of this number, new or known."""
        found = self._known.get(value)
        if found is None:
            found = self._known[value] = len(self.items)
            self.items.append(value)
        return found

    def const(self, number: float) -> int:
        """A constant."""
        return self.add(Value("const", (), Bind.CONST, (np.float64(number).tobytes(),)))

    def number(self, index: int) -> float:
        """The number of a constant."""
        data = self.items[index].attr[0]
        assert isinstance(data, bytes)  # noqa: S101 - a const is made from bytes
        return float(np.frombuffer(data, dtype="<f8")[0])

    def clock(self, name: str) -> int:
        """A number of the schedule (``dt`` and what follows from it), the same for all draws."""
        return self.add(Value("clock", (), Bind.TIME, (name,)))

    def make(self, op: str, *args: int) -> int:
        """An operation on numbers; class by its arguments."""
        if op == "div":
            op, args = self._divide(args)
        if op == "mul" and self.fast:
            args = self._gather(*args)
        return self.add(Value(op, args, self._bind(args)))

    def _bind(self, args: tuple[int, ...]) -> Bind:
        binds = {self.items[arg].bind for arg in args} - {Bind.CONST}
        return Bind.CONST if not binds else binds.pop() if len(binds) == 1 else Bind.LANE

    def _divide(self, args: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
        """A quotient as a product where that is the same number, or where ``fast`` allows it."""
        above, below = args
        bind = self.items[below].bind
        if bind is Bind.CONST:
            number = self.number(below)
            mantissa, exponent = np.frexp(number)
            exact = abs(mantissa) == 0.5 and abs(exponent) < _SCALE_LIMIT
            if exact or (self.fast and np.isfinite(number) and abs(number) > 1e-300):
                return "mul", (above, self.const(1.0 / number))
        elif self.fast and bind is not self.items[above].bind:
            inverse = self.add(Value("div", (self.const(1.0), below), bind))
            return "mul", (above, inverse)
        return "div", args

    def _gather(self, one: int, two: int) -> tuple[int, ...]:
        """The factors of a product, those that do not change during a run as one."""
        moving: list[int] = []
        still: list[int] = []
        for factor in (one, two):
            parts = self._factors.get(factor, (factor,))
            for part in parts:
                early = self.items[part].bind in (Bind.CONST, Bind.RUN)
                (still if early else moving).append(part)
        if not still or not moving:
            return one, two
        product = moving[0] if len(moving) == 1 else self.make("mul", *moving)
        factor = still[0] if len(still) == 1 else self.make("mul", *still)
        pair = product, factor
        self._factors[self.add(Value("mul", pair, self._bind(pair)))] = pair
        return product, factor

    def of(self, number: int) -> tuple[int, ...]:
        """The numbers of a node, row-major."""
        stack = [number]
        while stack:
            top = stack[-1]
            missing = [arg for arg in self.program.nodes[top].args if arg not in self._of_node]
            if top in self._of_node or not missing:
                stack.pop()
                if top not in self._of_node:
                    self._of_node[top] = self._expand(top, self.program.nodes[top])
            else:
                stack.extend(missing)
        return self._of_node[number]

    def steps(self) -> int:
        """How many numbers a step has at most: all that are not constants."""
        program = self.program
        nodes = [output.node for output in program.outputs.values()]
        for state in program.states:
            nodes += [node for node in (state.init, state.next, state.length) if node >= 0]
        for node in nodes:
            self.of(node)
        return sum(item.bind in (Bind.LANE, Bind.TIME) for item in self.items)

    def _expand(self, number: int, node: Node) -> tuple[int, ...]:
        if node.op in UNSUPPORTED:
            raise UnsupportedError(node.op.value, self._name(number))
        args = [self._of_node[arg] for arg in node.args]
        leaf = self._leaf(node)
        if leaf is not None:
            return leaf
        if node.op is Op.GATHER:
            index = node.attr[0]
            assert isinstance(index, tuple)  # noqa: S101 - a GATHER holds its index
            return tuple([args[0][i] for i in index])
        if node.op is Op.CONCAT:
            return tuple([value for arg in args for value in arg])
        if node.op in REDUCE:
            return self._reduce(node, args[0])
        if node.op is Op.TAKE:
            return self._take(node, args)
        wide = [arg if len(arg) == node.size else arg * node.size for arg in args]
        if node.op is Op.LOOKUP:
            return self._lookup(node, wide[0])
        if node.op in (Op.UNIFORM, Op.NORMAL):
            stream = _whole(node.attr[0])
            return tuple(
                self.add(
                    Value(node.op.value, tuple(arg[e] for arg in wide), Bind.LANE, (stream + e,))
                )
                for e in range(node.size)
            )
        return tuple([self.make(node.op.value, *elements) for elements in zip(*wide, strict=True)])

    def _leaf(self, node: Node) -> tuple[int, ...] | None:
        span = range(node.size)
        if node.op is Op.CONST:
            return tuple([self.const(number) for number in node.array])
        if node.op is Op.PARAM:
            start = self.param_offset[_whole(node.attr[0])]
            return tuple([self.add(Value("param", (), Bind.RUN, (start + e,))) for e in span])
        if node.op is Op.STATE:
            start = self.state_offset[_whole(node.attr[0])]
            return tuple([self.add(Value("state", (), node.bind, (start + e,))) for e in span])
        if node.op is Op.TIME:
            return (self.clock("time"),) * node.size
        return None

    def _reduce(self, node: Node, values: tuple[int, ...]) -> tuple[int, ...]:
        block = _whole(node.attr[0])
        out = []
        for start in range(0, len(values), block):
            total = values[start]
            for value in values[start + 1 : start + block]:
                total = self.make(_FOLD[node.op], total, value)
            out.append(total)
        return tuple(out)

    def _take(self, node: Node, args: list[tuple[int, ...]]) -> tuple[int, ...]:
        block = _whole(node.attr[0])
        blocks = len(args[0]) // block
        each = len(args[1]) // blocks
        out = []
        for b in range(blocks):
            source = args[0][b * block : (b + 1) * block]
            out += [
                self.make("take", index, *source) for index in args[1][b * each : (b + 1) * each]
            ]
        return tuple(out)

    def _lookup(self, node: Node, values: tuple[int, ...]) -> tuple[int, ...]:
        numbers = node.attr[0]
        assert isinstance(numbers, tuple)  # noqa: S101 - a LOOKUP holds its tables
        wide = numbers if len(numbers) == node.size else numbers * node.size
        return tuple(
            self.add(Value("table", (value,), self.items[value].bind, (table,)))
            for value, table in zip(values, wide, strict=True)
        )

    def _name(self, number: int) -> str:
        """A variable that needs this node, for the message."""
        nodes = self.program.nodes
        for name, output in self.program.outputs.items():
            stack, seen = [output.node], set()
            while stack:
                here = stack.pop()
                if here == number:
                    return name
                if here not in seen:
                    seen.add(here)
                    stack.extend(nodes[here].args)
        return self.program.states[0].name if self.program.states else "?"


def _whole(attribute: Attribute) -> int:
    assert isinstance(attribute, int)  # noqa: S101 - the program is well-formed
    return attribute
