"""Numbers of a program as instructions: each once where it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from math import nan

from tamnhin.simulate.backends.jit.flatten import Value, Values
from tamnhin.simulate.backends.jit.tables import Lookup
from tamnhin.simulate.backends.jit.text import Text, Vector

# Functions of the C library, lane by lane.
LIBRARY = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh")
_COMPARE = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})


class Formulas:
    """Writes numbers into a function.

    Args:
        text: the function.
        values: the numbers.
        lookups: by number of a table.
        leaf: gives the numbers that are not computed here, None for others.
    """

    def __init__(
        self,
        text: Text,
        values: Values,
        lookups: list[Lookup],
        leaf: Callable[[int, Value], Vector | None],
    ) -> None:
        self.text, self.values, self.lookups, self.leaf = text, values, lookups, leaf
        self.known: dict[int, Vector] = {}
        self.masks: dict[int, Vector] = {}
        self.chance: tuple[Vector, str] = (text.whole(0), "0")  # draws, step

    def all(self, roots: Iterable[int]) -> list[Vector]:
        """The numbers of these, in order."""
        return [self.of(root) for root in roots]

    def of(self, root: int) -> Vector:
        """A number, with all that it needs before it."""
        items, known, stack = self.values.items, self.known, [root]
        while stack:
            top = stack[-1]
            if top in known:
                stack.pop()
                continue
            item = items[top]
            found = self.leaf(top, item)
            missing = [] if found else [arg for arg in item.args if arg not in known]
            if missing:
                stack.extend(reversed(missing))
                continue
            known[top] = found or self._write(top, item)
            stack.pop()
        return known[root]

    def forget(self, kept: Collection[int]) -> None:
        """Only these numbers are known where the text goes on."""
        for held in (self.known, self.masks):
            for number in [number for number in held if number not in kept]:
                del held[number]

    def _write(self, number: int, item: Value) -> Vector:
        args = [self.known[arg] for arg in item.args]
        if item.op in _COMPARE or item.op in ("and", "or", "not"):
            self.masks[number] = mask = self._mask(item, args)
            return mask.pick(self.text.number(1.0), self.text.number(0.0))
        if item.op == "select":
            return self._truth(item.args[0]).pick(args[1], args[2])
        if item.op in ("min", "max"):
            return self._least(item, args)
        if item.op == "take":
            return self._take(args)
        if item.op == "table":
            table = item.attr[0]
            assert isinstance(table, int)  # noqa: S101 - a table holds its number
            return self.lookups[table].write(args[0])
        if item.op in ("uniform", "normal"):
            return self._random(item, args)
        return self._arithmetic(item.op, args)

    def _arithmetic(self, op: str, args: list[Vector]) -> Vector:
        first = args[0]
        match op:
            case "add":
                return first + args[1]
            case "sub":
                return first - args[1]
            case "mul":
                return first * args[1]
            case "div":
                return first / args[1]
            case "neg":
                return -first
            case "abs":
                return first.absolute()
            case "sqrt":
                return first.root()
            case "exp" | "ln" | "pow" | "trunc":
                return self.text.call(op, *args)
            case "mod":
                return self.text.each_lane("tn.mod", *args)
        assert op in LIBRARY, op  # noqa: S101 - flatten knows these operations only
        return self.text.each_lane(f"tn.{op}", first)

    def _truth(self, number: int) -> Vector:
        mask = self.masks.get(number)
        return self.known[number].differs(0.0) if mask is None else mask

    def _mask(self, item: Value, args: list[Vector]) -> Vector:
        match item.op:
            case "lt":
                return args[0] < args[1]
            case "le":
                return args[0] <= args[1]
            case "gt":
                return args[0] > args[1]
            case "ge":
                return args[0] >= args[1]
            case "eq":
                return args[0].equals(args[1])
            case "ne":
                return args[0].differs(args[1])
            case "not":
                return args[0].equals(0.0)
        one, two = (self._truth(arg) for arg in item.args)
        return one & two if item.op == "and" else one | two

    def _least(self, item: Value, args: list[Vector]) -> Vector:
        """The lesser or greater; not a number if either is none."""

        def closer(a: Vector, b: Vector) -> Vector:
            return a < b if item.op == "min" else a > b

        a, b = args
        items = self.values.items
        if items[item.args[0]].op == "const" and self._is_number(item.args[0]):
            return closer(a, b).pick(a, b)  # b where it is not a number
        if items[item.args[1]].op == "const" and self._is_number(item.args[1]):
            return closer(b, a).pick(b, a)
        return a.is_nan().pick(a, closer(a, b).pick(a, b))

    def _is_number(self, value: int) -> bool:
        number = self.values.number(value)
        return number == number

    def _take(self, args: list[Vector]) -> Vector:
        index, out = self.text.call("trunc", args[0]), self.text.number(nan)
        for place, value in enumerate(args[1:]):
            out = index.equals(float(place)).pick(value, out)
        return out

    def _random(self, item: Value, args: list[Vector]) -> Vector:
        stream = item.attr[0]
        assert isinstance(stream, int)  # noqa: S101 - chance holds its stream
        draws, step = self.chance
        text = self.text
        if item.op == "normal":
            more = f"i64 {stream}", f"i64 {step}", "i64 %seed"
            return text.each_lane("tn.normal", draws, *args, more=more)
        whole = text.type("i64")
        vectors = [draws, text.whole(stream), text.whole(0)]
        given = ", ".join(f"{whole} {vector.name}" for vector in vectors)
        given += f", i64 {step}, i64 %seed, ptr %scratch"
        return text.make("double", f"call {text.type()} @uniform{text.lanes}({given})")
