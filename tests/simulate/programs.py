"""Random well-formed programs for the back-ends (Hypothesis)."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from tamnhin.simulate.program.fold import Folder
from tamnhin.simulate.program.ir import (
    Bind,
    Edge,
    Kind,
    Op,
    Output,
    Param,
    Program,
    Schedule,
    State,
    Table,
)

# Operations whose result is exact, so that two back-ends must agree to the bit.
EXACT_UNARY = (Op.NEG, Op.NOT, Op.ABS, Op.TRUNC, Op.SQRT)
EXACT_BINARY = (
    Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MOD, Op.MIN, Op.MAX,
    Op.LT, Op.LE, Op.GT, Op.GE, Op.EQ, Op.NE, Op.AND, Op.OR,
)  # fmt: skip
ODD = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.0, 7.0, 1e308, -1e308, 5e-324, np.inf, -np.inf, np.nan)
NUMBERS = st.one_of(st.sampled_from(ODD), st.floats(-100, 100))
SIZES = (1, 1, 1, 2, 3, 6)


@st.composite
def tables(draw):
    """A table of any edge: even or uneven grids, doubled points, odd numbers."""
    n = draw(st.integers(1, 40))
    if draw(st.booleans()):
        step = draw(st.sampled_from([0.1, 0.2, 0.25, 0.5, 1.0, 5.0]))
        start = draw(st.sampled_from([0.0, -1.0, 0.3]))
        x = [start + step * i for i in range(n)]
    else:
        x = sorted(draw(st.lists(st.floats(-20, 20), min_size=n, max_size=n)))
    y = draw(st.lists(st.floats(-50, 50), min_size=n, max_size=n))
    if draw(st.integers(0, 9)) == 0:
        y[draw(st.integers(0, n - 1))] = draw(st.sampled_from([-0.0, np.inf, np.nan, 1e308]))
    return Table(tuple(x), tuple(y), draw(st.sampled_from(list(Edge))))


class _Maker:
    def __init__(self, draw):
        self.draw = draw
        self.tables = draw(st.lists(tables(), min_size=1, max_size=3))
        self.graph = Folder(self.tables)  # a back-end meets no unfolded constants
        self.pool: list[int] = []
        self.streams = 0

    def pick(self, size=None, among=None):
        """A node of this size or size 1; made where there is none."""
        pool = self.pool if among is None else among
        fit = [n for n in pool if size is None or self.graph.nodes[n].size in (1, size)]
        if not fit or self.draw(st.integers(0, 7)) == 0:
            return self.graph.const([self.draw(NUMBERS) for _ in range(size or 1)])
        return self.draw(st.sampled_from(fit))

    def exactly(self, size, among=None):
        """A node of exactly this size."""
        found = self.pick(size, among)
        if self.graph.nodes[found].size == size:
            return found
        return self.graph.make(Op.GATHER, found, size=size, attr=((0,) * size,))

    def node(self, chance):
        """One more node."""
        draw, graph = self.draw, self.graph
        form = draw(st.integers(0, 11))
        size = draw(st.sampled_from(SIZES))
        if form <= 4:
            return graph.make(draw(st.sampled_from(EXACT_BINARY)), self.pick(size), self.pick(size))
        if form == 5:
            return graph.make(draw(st.sampled_from(EXACT_UNARY)), self.pick())
        if form == 6:
            return graph.make(Op.SELECT, self.pick(size), self.pick(size), self.pick(size))
        if form in (7, 8):
            x = self.pick()
            many = graph.nodes[x].size if draw(st.booleans()) else 1
            which = tuple(draw(st.integers(0, len(self.tables) - 1)) for _ in range(many))
            return graph.make(Op.LOOKUP, x, attr=(which,))
        if form == 9:
            a = self.pick()
            top = graph.nodes[a].size - 1
            index = tuple(draw(st.integers(0, top)) for _ in range(size))
            return graph.make(Op.GATHER, a, size=size, attr=(index,))
        if form == 10:
            parts = [self.pick() for _ in range(draw(st.integers(1, 3)))]
            whole = graph.make(Op.CONCAT, *parts, size=sum(graph.nodes[p].size for p in parts))
            n = graph.nodes[whole].size
            block = draw(st.sampled_from([d for d in range(1, n + 1) if n % d == 0]))
            if draw(st.booleans()):
                op = draw(st.sampled_from([Op.SUM, Op.PROD, Op.VMIN, Op.VMAX]))
                return graph.make(op, whole, size=n // block, attr=(block,))
            index = self.graph.const([draw(st.sampled_from([0.0, 1.0, 1.7, -1.0, np.nan, 5.0]))
                                      for _ in range(n // block)])  # fmt: skip
            if draw(st.booleans()) and n // block == 1:
                index = self.pick(1)
            return graph.make(Op.TAKE, whole, index, size=n // block, attr=(block,))
        if chance:
            self.streams += size
            return graph.leaf(Op.UNIFORM, size, Bind.LANE, self.streams - size)
        return graph.make(Op.ADD, self.pick(size), self.pick(size))


@st.composite
def programs(draw, *, chance=True):
    """A program with states of all kinds, its schedule and parameters' names."""
    make = _Maker(draw)
    graph = make.graph
    shapes = draw(st.lists(st.sampled_from(SIZES), min_size=1, max_size=3))
    params = tuple(Param(f"p{i}", (n,), (1.0,) * n) for i, n in enumerate(shapes))
    make.pool += [graph.leaf(Op.PARAM, n, Bind.RUN, i) for i, n in enumerate(shapes)]
    make.pool.append(graph.leaf(Op.TIME, 1, Bind.TIME))
    make.pool += [make.node(chance) for _ in range(draw(st.integers(0, 6)))]
    early = list(make.pool)
    kinds = draw(st.lists(st.sampled_from(list(Kind)), min_size=1, max_size=4))
    starts = []
    for s, kind in enumerate(kinds):
        size = draw(st.sampled_from(SIZES))
        bind = Bind.RUN if kind is Kind.HOLD else Bind.LANE
        starts.append((size, make.exactly(size, early)))
        make.pool.append(graph.leaf(Op.STATE, size, bind, s))
    for _ in range(draw(st.integers(1, 25))):
        make.pool.append(make.node(chance))
    states = []
    for kind, (size, init) in zip(kinds, starts, strict=True):
        following = -1 if kind is Kind.HOLD else make.exactly(size)
        length = -1
        if kind is Kind.RING:
            length = graph.const([float(draw(st.integers(1, 6))) for _ in range(size)])
            if draw(st.booleans()):  # a length that differs by draw
                at_least = graph.make(
                    Op.MAX, graph.make(Op.ABS, make.pick(1, early)), graph.const(1.0)
                )
                small = graph.make(Op.MIN, at_least, graph.const(9.0))
                length = graph.make(Op.TRUNC, small)
                length = graph.make(Op.GATHER, length, size=size, attr=((0,) * size,))
        floor = kind is Kind.EULER and draw(st.booleans())
        states.append(State("s", kind, size, init, following, length, floor))
    chosen = draw(st.lists(st.sampled_from(make.pool), min_size=1, max_size=5))
    outputs = {f"o{i}": Output(n, (graph.nodes[n].size,)) for i, n in enumerate(chosen)}
    steps = draw(st.integers(1, 9))
    saved = sorted(draw(st.sets(st.integers(0, steps - 1), min_size=1)))
    dt = np.full(steps - 1, draw(st.sampled_from([1.0, 0.5, 0.1])))
    if draw(st.booleans()):
        dt = dt * np.linspace(1.0, 1.5, steps - 1)
    times = np.concatenate([[2.0], 2.0 + np.cumsum(dt)])
    program = Program(tuple(graph.nodes), tuple(states), tuple(make.tables), params, outputs)
    return program, Schedule(times, dt, tuple(saved))


@st.composite
def draws_of(draw, program):
    """Parameters for a few draws, odd numbers among them."""
    n = draw(st.sampled_from([1, 2, 5, 70]))
    seed = draw(st.integers(0, 2**32))
    chance = np.random.default_rng(seed)
    values = {}
    for param in program.params:
        size = int(np.prod(param.shape))
        numbers = chance.choice([*ODD, 3.0, 4.5, -2.25], (size, n))
        plain = np.round(chance.normal(0, 10, (size, n)), 2)
        values[param.name] = np.where(chance.random((size, n)) < 0.3, numbers, plain)
    return values, n
