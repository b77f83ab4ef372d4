"""The intermediate form: what the front end lowers to and every back-end runs.

A program is a list of flat nodes in dependency order, a list of states, tables and
parameters. Every value is ``size`` float64 numbers for each draw (an array in row-major order,
or one number); truth is 0.0 or 1.0. ``docs/simulate-ir.md`` says what each operation computes,
bit for bit: this module only holds the types and builds well-formed nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Attribute = int | float | str | bytes | tuple[int, ...]


class Bind(StrEnum):
    """When a node's value is known. ``join`` of two is the later of them."""

    CONST = "const"  # at translation
    RUN = "run"  # once for each draw: parameters and held initial values only
    TIME = "time"  # once for each step, the same for every draw
    LANE = "lane"  # for each draw and step


def join(binds: Iterable[Bind]) -> Bind:
    """The least class that covers all: run and time together are per draw and step."""
    found = set(binds) - {Bind.CONST}
    if not found:
        return Bind.CONST
    return found.pop() if len(found) == 1 else Bind.LANE


class Op(StrEnum):
    """What a node computes. Shapes and semantics: docs/simulate-ir.md."""

    # leaves
    CONST = "const"
    PARAM = "param"
    TIME = "time"
    STATE = "state"
    # one argument
    NEG = "neg"
    NOT = "not"
    ABS = "abs"
    TRUNC = "trunc"
    EXP = "exp"
    LN = "ln"
    SQRT = "sqrt"
    SIN = "sin"
    COS = "cos"
    TAN = "tan"
    ASIN = "asin"
    ACOS = "acos"
    ATAN = "atan"
    SINH = "sinh"
    COSH = "cosh"
    TANH = "tanh"
    # two arguments
    ADD = "add"
    SUB = "sub"
    MUL = "mul"
    DIV = "div"
    POW = "pow"
    MOD = "mod"
    MIN = "min"
    MAX = "max"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    EQ = "eq"
    NE = "ne"
    AND = "and"
    OR = "or"
    # three arguments
    SELECT = "select"
    # tables, chance
    LOOKUP = "lookup"
    UNIFORM = "uniform"
    NORMAL = "normal"
    # arrays
    GATHER = "gather"
    CONCAT = "concat"
    SUM = "sum"
    PROD = "prod"
    VMIN = "vmin"
    VMAX = "vmax"
    TAKE = "take"
    SORT = "sort"
    INVERT = "invert"
    ALLOCATE = "allocate"
    PRIORITY = "priority"


UNARY = frozenset(
    {Op.NEG, Op.NOT, Op.ABS, Op.TRUNC, Op.EXP, Op.LN, Op.SQRT, Op.SIN, Op.COS, Op.TAN}
    | {Op.ASIN, Op.ACOS, Op.ATAN, Op.SINH, Op.COSH, Op.TANH}
)
BINARY = frozenset(
    {Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.POW, Op.MOD, Op.MIN, Op.MAX, Op.LT, Op.LE, Op.GT, Op.GE}
    | {Op.EQ, Op.NE, Op.AND, Op.OR}
)
REDUCE = frozenset({Op.SUM, Op.PROD, Op.VMIN, Op.VMAX})


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the program.

    Attributes:
        op: the operation.
        args: node numbers, all smaller than the node's own.
        size: how many numbers a draw has here.
        bind: when the value is known.
        attr: the static part (constant bytes, indices, table numbers), by operation.
    """

    op: Op
    args: tuple[int, ...]
    size: int
    bind: Bind
    attr: tuple[Attribute, ...] = ()

    @property
    def array(self) -> Array:
        """The numbers of a CONST node."""
        data = self.attr[0]
        assert isinstance(data, bytes)  # noqa: S101 - a CONST is always built from bytes
        return np.frombuffer(data, dtype="<f8")


class Edge(StrEnum):
    """What a table answers outside its points, and between them."""

    CLAMP = "clamp"  # linear between, the end value outside
    EXTRAPOLATE = "extrapolate"  # linear between, the end segments prolonged
    HOLD = "hold"  # the value of the last point at or before x; the first value before all
    FORWARD = "forward"  # the value of the next point at or after x; the last value after all
    RAW = "raw"  # the value at exactly a point, else not a number


@dataclass(frozen=True, slots=True)
class Table:
    """Points of a lookup or of a data series, x ascending and never empty."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    edge: Edge


class Kind(StrEnum):
    """How a state goes from one step to the next."""

    EULER = "euler"  # value + dt * rate: the only kind an integration method touches
    ASSIGN = "assign"  # becomes ``next``
    RING = "ring"  # what ``next`` was ``length`` steps ago
    HOLD = "hold"  # never changes after initialisation


@dataclass(frozen=True, slots=True)
class State:
    """Something remembered from step to step.

    Attributes:
        name: the model variable it belongs to, for messages.
        kind: how it changes.
        size: how many numbers a draw has here.
        init: the node of the initial value, evaluated in the init phase; reads no state.
        next: the node of the rate (euler), of the new value (assign), of the input (ring);
            -1 for hold.
        length: ring only: the node of the delay in steps, evaluated once in the init phase.
        floor: euler only: the new value is at least zero (XMILE non-negative stocks).
    """

    name: str
    kind: Kind
    size: int
    init: int
    next: int
    length: int = -1
    floor: bool = False


@dataclass(frozen=True, slots=True)
class Param:
    """A model variable that may be given from outside, with its value in the file."""

    name: str
    shape: tuple[int, ...]
    default: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """A model variable that can be asked for: its node and its shape."""

    node: int
    shape: tuple[int, ...]


class Graph:
    """Hash-consed nodes: two equal nodes are one node."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[Node, int] = {}

    def add(self, node: Node) -> int:
        """The number of this node, new or known."""
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = len(self.nodes)
            self.nodes.append(node)
        return found

    def const(self, values: float | Iterable[float] | Array) -> int:
        """A constant of one or more numbers."""
        data = np.atleast_1d(np.asarray(values, dtype="<f8")).ravel()
        return self.add(Node(Op.CONST, (), data.size, Bind.CONST, (data.tobytes(),)))

    def make(
        self, op: Op, *args: int, size: int | None = None, attr: tuple[Attribute, ...] = ()
    ) -> int:
        """A node whose class follows from its arguments; element-wise size by default."""
        sizes = [self.nodes[arg].size for arg in args]
        width = max(sizes, default=1) if size is None else size
        bind = join(self.nodes[arg].bind for arg in args)
        if op in (Op.UNIFORM, Op.NORMAL):
            bind = Bind.LANE
        return self.add(Node(op, args, width, bind, attr))

    def leaf(self, op: Op, size: int, bind: Bind, *attr: Attribute) -> int:
        """A PARAM, TIME or STATE node."""
        return self.add(Node(op, (), size, bind, attr))


@dataclass(frozen=True, slots=True)
class Plan:
    """The order of work, for a choice of outputs. All lists hold node numbers.

    Attributes:
        run: run-constant nodes that need no held value, before everything.
        init: other nodes that initial values need, at the first time; they read no state.
        held: run-constant nodes that need held values, after init.
        clock: time-only nodes, once a step for all draws.
        step: per-draw nodes that rates and next values need, every step.
        save: further per-draw nodes that only the outputs need, at saved times.
    """

    run: tuple[int, ...]
    init: tuple[int, ...]
    held: tuple[int, ...]
    clock: tuple[int, ...]
    step: tuple[int, ...]
    save: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A lowered model: everything a back-end needs but the parameter values and the times."""

    nodes: tuple[Node, ...]
    states: tuple[State, ...]
    tables: tuple[Table, ...]
    params: tuple[Param, ...]
    outputs: dict[str, Output] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of a run, the same for every draw.

    Attributes:
        times: time of each step; the last one is only evaluated, not stepped from.
        dt: length of each step (one shorter than ``times``).
        saved: numbers of the steps whose outputs are kept, ascending.
    """

    times: Array
    dt: Array
    saved: tuple[int, ...]
