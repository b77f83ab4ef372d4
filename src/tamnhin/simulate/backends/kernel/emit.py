"""Instructions for one section: expression trees over one accumulator, with register reuse.

A number used once is computed where it is used; a number used more often is stored in a register
row when it is first needed, and its row is free again after its last use.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from tamnhin.simulate.backends.kernel.flatten import Values
from tamnhin.simulate.program.ir import Bind

ROW, SCALAR, CLOCK, TABLE = 1 << 28, 2 << 28, 3 << 28, 4 << 28
KIND_MASK = 7 << 28
Instruction = list[int | str]  # operation, a, b, c, d

_REVERSED = {
    **{op: op for op in ("add", "mul", "min", "max", "and", "or", "eq", "ne")},
    "sub": "rsub",
    "div": "rdiv",
    "pow": "rpow",
    "mod": "rmod",
    "lt": "gt",
    "le": "ge",
    "gt": "lt",
    "ge": "le",
}
_COMPARE = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})
_SWAPPED = {"rsub": "sub", "rdiv": "div"}


@dataclass(slots=True)
class Rows:
    """Register rows: those given away for good, and a stack of free ones (the hottest on top)."""

    count: int = 0
    free: list[int] = field(default_factory=list)

    def take(self) -> int:
        """A row nobody uses."""
        if self.free:
            return self.free.pop()
        self.count += 1
        return self.count - 1


class Places:
    """Where numbers are during the whole run: rows that stay, constants, clock numbers, tables."""

    def __init__(self, values: Values, clocked: bool) -> None:
        self.values = values
        self.clocked = clocked  # time-only numbers are scalars of the step, not rows
        self.rows = Rows()
        self.home: dict[int, int] = {}
        self.pinned: set[int] = set()
        self.scalars: dict[bytes, int] = {}
        self.clock: dict[int, int] = {}
        self.forms: dict[int, tuple[str, int, int]] = {}  # table: form, first double, room
        self.lists: list[int] = []
        self.rings: list[int] = []

    def pin(self, value: int) -> int:
        """A row that holds this number from its computation to the end of the run."""
        if value not in self.home:
            self.home[value] = self.rows.take()
        return self.home[value]

    def scalar(self, value: int) -> int | None:
        """The operand of a number that is the same for all draws; None for other numbers."""
        item = self.values.items[value]
        if item.op == "const":
            data = item.attr[0]
            assert isinstance(data, bytes)  # noqa: S101 - a const is made from bytes
            return SCALAR | self.scalars.setdefault(data, len(self.scalars))
        if self.clocked and item.bind is Bind.TIME:
            return CLOCK | self.clock.setdefault(value, len(self.clock))
        return None


class Section:
    """One straight run of instructions.

    Args:
        places: what outlives the section.
        roots: the numbers that its actions need, once for each need.
        known: numbers of ``places.home`` that are not computed here (all, but at the start).
    """

    def __init__(self, places: Places, roots: Collection[int], known: Collection[int]) -> None:
        self.places = places
        self.values = places.values
        self.known = known
        self.code: list[Instruction] = []
        self.temporary: dict[int, int] = {}
        self.done: set[int] = set()
        self.held: int | None = None  # the number in the accumulator
        self.touched: list[int] = []  # rows that stay, as they are read
        self.stored: Callable[[int], None] | None = None  # told of each shared number
        self.uses: dict[int, int] = {}
        self._weight: dict[int, int] = {}
        self._count(roots)

    def _count(self, roots: Collection[int]) -> None:
        items, uses, weight = self.values.items, self.uses, self._weight
        for root in roots:
            uses[root] = uses.get(root, 0) + 1
        stack = [(root, False) for root in dict.fromkeys(roots)]
        seen: set[int] = set()
        while stack:
            value, left = stack.pop()
            if left:
                weight[value] = 1 + sum(weight.get(arg, 0) for arg in items[value].args)
                continue
            if value in seen or self._is_leaf(value):
                continue
            seen.add(value)
            stack.append((value, True))
            for arg in items[value].args:
                uses[arg] = uses.get(arg, 0) + 1
                stack.append((arg, False))

    def _is_leaf(self, value: int) -> bool:
        return (
            value in self.temporary
            or value in self.done
            or value in self.known
            or self.places.scalar(value) is not None
        )

    def operand(self, value: int) -> int:
        """Where a leaf is; its last use frees a temporary row."""
        scalar = self.places.scalar(value)
        if scalar is not None:
            return scalar
        self.uses[value] -= 1
        row = self.temporary.get(value)
        if row is None:
            self.touched.append(value)
            return ROW | self.places.home[value]
        if not self.uses[value]:
            del self.temporary[value]
            self.places.rows.free.append(row)
        return ROW | row

    def shared_below(self, root: int) -> set[int]:
        """The shared numbers that the tree of ``root`` waits for (the root too, if it is one)."""
        items = self.values.items
        found: set[int] = set()
        stack = [root]
        while stack:
            value = stack.pop()
            if self._is_leaf(value):
                continue
            if self._shared(value):
                found.add(value)
            else:
                stack.extend(items[value].args)
        return found

    def own_reads(self, root: int, changing: Collection[int]) -> dict[int, int]:
        """How often the tree of ``root`` itself reads each of these rows."""
        items = self.values.items
        found: dict[int, int] = {}
        stack = [root]
        while stack:
            value = stack.pop()
            if value in changing:
                found[value] = found.get(value, 0) + 1
            elif not self._is_leaf(value) and (value == root or not self._shared(value)):
                stack.extend(items[value].args)
        return found

    def put(self, name: str, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """One instruction."""
        self.code.append([name, a, b, c, d])

    def need(self, root: int) -> None:
        """Store whatever the tree of ``root`` shares with others, deepest first."""
        items = self.values.items
        stack, seen = [(root, False)], set()
        while stack:
            value, left = stack.pop()
            if left:
                if self._shared(value) and value != root and not self._is_leaf(value):
                    self.store(value)
                    if self.stored:
                        self.stored(value)
                continue
            if value in seen or self._is_leaf(value):
                continue
            seen.add(value)
            stack.append((value, True))
            stack.extend((arg, False) for arg in items[value].args)

    def _shared(self, value: int) -> bool:
        return self.uses.get(value, 0) > 1 or value in self.places.pinned

    def root_is_shared(self, value: int) -> bool:
        """Whether a number still has to be stored because others read it too."""
        return not self._is_leaf(value) and self._shared(value)

    def single(self, value: int) -> bool:
        """Whether a number is computed here, for one use."""
        return not self._is_leaf(value) and not self._shared(value)

    def store(self, value: int) -> None:
        """Compute a number into a row of its own."""
        if self._is_leaf(value):
            return
        self.compute(value)
        if value in self.places.pinned:
            row = self.places.pin(value)
            self.done.add(value)
        else:
            row = self.temporary[value] = self.places.rows.take()
        self.put("store", d=ROW | row)

    def bring(self, value: int) -> None:
        """Put a number into the accumulator, as one of its uses."""
        self.need(value)
        if not self._is_leaf(value) and self._shared(value):
            self.store(value)
        if self._is_leaf(value):
            self._load(value)
        else:
            self.compute(value)

    def _load(self, value: int) -> None:
        operand = self.operand(value)
        if self.held != value:
            self.put("load.s" if operand & KIND_MASK != ROW else "load.v", operand)
            self.held = value

    def compute(self, value: int) -> None:
        """A number that is no leaf, into the accumulator."""
        items = self.values.items
        path: list[tuple[int, int]] = []
        here = value
        while not self._is_leaf(here):
            item = items[here]
            main = self._prepare(here)
            if main < 0:
                break
            path.append((here, main))
            here = item.args[main]
        if self._is_leaf(here):
            if path:
                last, main = path[-1]
                args = items[last].args
                if len(args) == 2 and items[last].op in _REVERSED and args[1 - main] == self.held:
                    other = args[1 - main]
                    if other != here and self._is_leaf(other):
                        here, path[-1] = other, (last, 1 - main)
            self._load(here)
        else:
            self._chance(here)
        for number, main in reversed(path):
            self._apply(number, main)
        self.held = value

    def _prepare(self, value: int) -> int:
        """Which argument comes through the accumulator (-1: none); others that cannot wait."""
        item = self.values.items[value]
        if item.op in ("uniform", "normal"):
            for arg in item.args:
                self.store(arg)
            return -1
        if item.op in ("select", "take"):
            for arg in item.args[1:]:
                self.store(arg)
            return 0
        if len(item.args) == 2:
            first, second = item.args
            return 1 if self._heavy(second) > self._heavy(first) else 0
        return 0

    def _heavy(self, value: int) -> int:
        return 0 if self._is_leaf(value) else self._weight.get(value, 1)

    def _chance(self, value: int) -> None:
        item = self.values.items[value]
        stream = item.attr[0]
        assert isinstance(stream, int)  # noqa: S101 - chance holds its stream
        if item.op == "uniform":
            self.put("uniform", stream)
            return
        low, high = (self.operand(arg) for arg in item.args)
        scalars = (low & KIND_MASK != ROW) | (high & KIND_MASK != ROW) << 1
        self.put("normal", stream, low, high, scalars)

    def _apply(self, value: int, main: int) -> None:
        item = self.values.items[value]
        if item.op == "table":
            table = item.attr[0]
            assert isinstance(table, int)  # noqa: S101 - a table holds its number
            form, at, room = self.places.forms[table]
            self.put(form, TABLE | at, room)
        elif item.op == "select":
            kinds, operands = "", []
            for arg in item.args[1:]:
                operands.append(self.operand(arg))
                kinds += "v" if operands[-1] & KIND_MASK == ROW else "s"
            self.put(f"select.{kinds}", *operands)
        elif item.op == "take":
            start = len(self.places.lists)
            self.places.lists += [self.operand(arg) for arg in item.args[1:]]
            self.put("take", start, len(item.args) - 1)
        elif len(item.args) == 1:
            self.put(item.op)
        else:
            self._apply_two(item.op, item.args[1 - main], main)

    def _apply_two(self, op: str, other: int, main: int) -> None:
        if self._is_leaf(other):
            operand = self.operand(other)
            name = op if main == 0 else _REVERSED[op]
            self.put(name + (".v" if operand & KIND_MASK == ROW else ".s"), operand)
            return
        # Both sides are trees: this one waits in a row.
        row = self.places.rows.take()
        self.put("store", d=ROW | row)
        self.held = None
        self.compute(other)
        self.put((_REVERSED[op] if main == 0 else op) + ".v", ROW | row)
        self.places.rows.free.append(row)


def fuse(code: list[Instruction], names: Collection[str]) -> list[Instruction]:
    """The same work in fewer instructions, where the engine has the longer ones."""
    out: list[Instruction] = []
    for instruction in code:
        new = instruction
        while out:
            both = _join(out[-1], new)
            if both is None or both[0] not in names:
                break
            out.pop()
            new = both
        out.append(new)
    return out


def _join(first: Instruction, second: Instruction) -> Instruction | None:
    one, two = str(first[0]), str(second[0])
    if one.endswith("!"):
        return None
    if two == "store":
        return [one + "!", *first[1:4], second[4]]
    if two.startswith("euler"):
        if "+" in one:
            return None
        return [f"{one}+{two}", first[1], first[2], second[3], second[4]]
    if one == "load.v" and (two.startswith("table.") or two == "out"):
        return [f"{two}.v", second[1], second[2], first[1], 0]
    op, _, kinds = one.partition(".")
    other, _, more = two.partition(".")
    if "+" in one or "+" in two or len(more) == 0 or op == "table":
        return None
    if other == "select":
        return [f"{one}+{two}", first[1], *second[1:3], 0] if op in _COMPARE else None
    if len(more) != 1:
        return None
    if op == "load":
        if other in _SWAPPED:
            return [f"{_SWAPPED[other]}.{more}{kinds}", second[1], first[1], 0, 0]
        return [f"{other}.{kinds}{more}", first[1], second[1], 0, 0]
    if len(kinds) == 2:
        return [f"{one}+{two}", first[1], first[2], second[1], 0]
    return [f"{one}+{two}", first[1], second[1], 0, 0]
