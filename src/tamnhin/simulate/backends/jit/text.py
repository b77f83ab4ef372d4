"""LLVM's assembly for vectors of draws, written with Python's operators.

A ``Vector`` is a name in the text of a function; ``a * b + 1.0`` appends two instructions. What
is written comes from numbers and operations of a program only, never from a model's text.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

DOUBLE: Final = "double"
WHOLE: Final = "i64"
MASK: Final = "i1"
_FLOAT = {"add": "fadd", "sub": "fsub", "mul": "fmul", "and": "and", "or": "or"}
_BITS: Final = (1 << 64) - 1


def bits_of(number: float) -> int:
    """The 64 bits of a double."""
    return int(struct.unpack("<Q", struct.pack("<d", number))[0])


class Text:
    """The lines of one function, whose vectors have so many lanes.

    Attributes:
        lanes: draws that a vector holds.
        flags: what the arithmetic of the program is allowed; empty for strict IEEE.
        lines: what is written so far.
    """

    def __init__(self, lanes: int, flags: str = "") -> None:
        self.lanes = lanes
        self.flags = flags
        self.lines: list[str] = []
        self.label = "entry"
        self._names = 0

    def line(self, text: str) -> None:
        """An instruction without a result."""
        self.lines.append("  " + text)

    def value(self, text: str) -> str:
        """An instruction with a result; its name."""
        self._names += 1
        name = f"%v{self._names}"
        self.lines.append(f"  {name} = {text}")
        return name

    def begin(self, label: str) -> None:
        """A new basic block."""
        self.lines.append(f"{label}:")
        self.label = label

    @contextmanager
    def exactly(self) -> Iterator[None]:
        """Strict arithmetic for a while."""
        flags, self.flags = self.flags, ""
        yield
        self.flags = flags

    def type(self, kind: str = DOUBLE) -> str:
        """The type of a vector."""
        return f"<{self.lanes} x {kind}>"

    def make(self, kind: str, text: str) -> Vector:
        """An instruction whose result is a vector."""
        return Vector(self, kind, self.value(text))

    def number(self, number: float) -> Vector:
        """One number for all lanes."""
        return Vector(self, DOUBLE, f"splat (double 0x{bits_of(number):016X})")

    def whole(self, number: int) -> Vector:
        """One whole number for all lanes."""
        signed = (number & _BITS) - (1 << 64 if number & (1 << 63) else 0)
        return Vector(self, WHOLE, f"splat (i64 {signed})")

    def spread(self, kind: str, scalar: str) -> Vector:
        """A scalar known only at run time, for all lanes."""
        one = self.value(f"insertelement {self.type(kind)} poison, {kind} {scalar}, i64 0")
        zero = f"<{self.lanes} x i32> zeroinitializer"
        both = f"{self.type(kind)} {one}, {self.type(kind)} poison"
        return self.make(kind, f"shufflevector {both}, {zero}")

    def address(self, base: str, *offset: str | int) -> str:
        """The address so many doubles behind another."""
        for part in offset:
            if part != 0:
                base = self.value(f"getelementptr double, ptr {base}, i64 {part}")
        return base

    def load(self, address: str, *, kind: str = DOUBLE, align: int = 8) -> Vector:
        """A vector from memory."""
        return self.make(kind, f"load {self.type(kind)}, ptr {address}, align {align}")

    def store(self, vector: Vector, address: str, *, align: int = 8) -> None:
        """A vector to memory."""
        self.line(f"store {self.type(vector.kind)} {vector.name}, ptr {address}, align {align}")

    def call(self, function: str, *args: Vector) -> Vector:
        """A function of vectors."""
        given = ", ".join(f"{self.type(arg.kind)} {arg.name}" for arg in args)
        return self.make(DOUBLE, f"call {self.type()} @{function}({given})")

    def function(self, name: str, *args: str) -> list[Vector]:
        """Begin a function of vectors; its arguments."""
        given = ", ".join(f"{self.type()} %{arg}" for arg in args)
        self.lines.append(f"define internal {self.type()} @{name}({given}) nounwind {{")
        self.begin("entry")
        return [Vector(self, DOUBLE, f"%{arg}") for arg in args]

    def close(self, result: Vector) -> str:
        """End it; its text."""
        self.line(f"ret {self.type(result.kind)} {result.name}")
        return "\n".join([*self.lines, "}", ""])

    def each_lane(self, function: str, *args: Vector, more: Sequence[str] = ()) -> Vector:
        """A function of doubles, lane by lane; ``more`` are arguments that all lanes share."""
        out = "poison"
        for lane in range(self.lanes):
            given = [f"{arg.kind} {self.lane(arg, lane)}" for arg in args]
            one = self.value(f"call double @{function}({', '.join([*given, *more])})")
            out = self.value(f"insertelement {self.type()} {out}, double {one}, i64 {lane}")
        return Vector(self, DOUBLE, out)

    def lane(self, vector: Vector, lane: int) -> str:
        """One lane of a vector, a scalar."""
        return self.value(f"extractelement {self.type(vector.kind)} {vector.name}, i64 {lane}")


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """A number of each lane."""

    text: Text
    kind: str
    name: str

    def _other(self, other: Vector | float) -> Vector:
        if isinstance(other, Vector):
            return other
        if self.kind == DOUBLE:
            return self.text.number(other)
        return self.text.whole(int(other))

    def _two(self, op: str, other: Vector | float, flags: str = "") -> Vector:
        second = self._other(other).name
        kind = self.text.type(self.kind)
        return self.text.make(self.kind, f"{op}{flags} {kind} {self.name}, {second}")

    def _compare(self, op: str, other: Vector | float) -> Vector:
        second, kind = self._other(other).name, self.text.type(self.kind)
        command = "fcmp" if self.kind == DOUBLE else "icmp"
        return self.text.make(MASK, f"{command} {op} {kind} {self.name}, {second}")

    def _arithmetic(self, op: str, other: Vector | float) -> Vector:
        if self.kind == DOUBLE:
            return self._two(_FLOAT[op], other, self.text.flags)
        return self._two(op, other)

    def __add__(self, other: Vector | float) -> Vector:
        return self._arithmetic("add", other)

    def __sub__(self, other: Vector | float) -> Vector:
        return self._arithmetic("sub", other)

    def __mul__(self, other: Vector | float) -> Vector:
        return self._arithmetic("mul", other)

    def __truediv__(self, other: Vector | float) -> Vector:
        return self._two("fdiv", other, self.text.flags)

    def __and__(self, other: Vector | float) -> Vector:
        return self._two("and", other)

    def __or__(self, other: Vector | float) -> Vector:
        return self._two("or", other)

    def __xor__(self, other: Vector | float) -> Vector:
        return self._two("xor", other)

    def __lshift__(self, places: int) -> Vector:
        return self._two("shl", places)

    def __rshift__(self, places: int) -> Vector:
        return self._two("lshr", places)

    def __neg__(self) -> Vector:
        return self.text.make(DOUBLE, f"fneg {self.text.type()} {self.name}")

    def __invert__(self) -> Vector:
        kind = self.text.type(MASK)
        return self.text.make(MASK, f"xor {kind} {self.name}, splat (i1 true)")

    def __lt__(self, other: Vector | float) -> Vector:
        return self._compare("olt" if self.kind == DOUBLE else "slt", other)

    def __le__(self, other: Vector | float) -> Vector:
        return self._compare("ole", other)

    def __gt__(self, other: Vector | float) -> Vector:
        return self._compare("ogt", other)

    def __ge__(self, other: Vector | float) -> Vector:
        return self._compare("oge", other)

    def equals(self, other: Vector | float) -> Vector:
        """Equality, false with NaN."""
        return self._compare("oeq" if self.kind == DOUBLE else "eq", other)

    def differs(self, other: Vector | float) -> Vector:
        """Its contrary: true with NaN."""
        return self._compare("une" if self.kind == DOUBLE else "ne", other)

    def is_nan(self) -> Vector:
        """Not a number."""
        return self._compare("uno", self)

    def pick(self, yes: Vector, no: Vector) -> Vector:
        """Of a mask: one vector where it holds, the other where not."""
        kind, mask = self.text.type(yes.kind), f"{self.text.type(MASK)} {self.name}"
        return self.text.make(yes.kind, f"select {mask}, {kind} {yes.name}, {kind} {no.name}")

    def bits(self) -> Vector:
        """The bits of doubles as whole numbers."""
        return self._cast("bitcast", WHOLE)

    def as_double(self) -> Vector:
        """Bits as the double that they are."""
        return self._cast("bitcast", DOUBLE)

    def truncated(self) -> Vector:
        """The whole number towards zero; any number where it is none."""
        got = self._cast("fptosi", WHOLE)
        return self.text.make(WHOLE, f"freeze {self.text.type(WHOLE)} {got.name}")

    def to_double(self) -> Vector:
        """A whole number as a double."""
        return self._cast("sitofp", DOUBLE)

    def counted(self) -> Vector:
        """Of a mask: 1 where it holds, else 0."""
        return self._cast("zext", WHOLE)

    def any(self) -> str:
        """Of a mask: a scalar, whether it holds in some lane."""
        text = self.text
        whole = text.value(f"bitcast {text.type(MASK)} {self.name} to i{text.lanes}")
        return text.value(f"icmp ne i{text.lanes} {whole}, 0")

    def absolute(self) -> Vector:
        """Without its sign."""
        kind = self.text.type()
        name = f"llvm.fabs.v{self.text.lanes}f64"
        return self.text.make(DOUBLE, f"call {kind} @{name}({kind} {self.name})")

    def root(self) -> Vector:
        """The square root."""
        kind = self.text.type()
        name = f"llvm.sqrt.v{self.text.lanes}f64"
        return self.text.make(DOUBLE, f"call {kind} @{name}({kind} {self.name})")

    def _cast(self, op: str, kind: str) -> Vector:
        source = self.text.type(self.kind)
        return self.text.make(kind, f"{op} {source} {self.name} to {self.text.type(kind)}")
