"""Tables: the fastest form that is exact for each, its numbers, and its instructions.

All forms compute ``slope * (v - x[i]) + y[i]`` with i the last point at or before v, clamped to
the ends; they differ in how i is found. A table that this formula does not serve bit for bit is
evaluated point by point as docs/simulate-ir.md says (form EACH).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from tamnhin.simulate.backends.jit.text import WHOLE, Text, Vector, bits_of
from tamnhin.simulate.program.ir import Array, Edge, Table

EACH: Final = "each"
EVEN: Final = "even"  # a uniform grid, indexed by distance
NEAR: Final = "near"  # the same, but the index may be one too high
SEARCH: Final = "search"
_EDGE = {Edge.CLAMP: 0, Edge.EXTRAPOLATE: 1, Edge.HOLD: 2, Edge.FORWARD: 3, Edge.RAW: 4}
_LINE: Final = 8
_PERMUTED: Final = 32  # points that fit the registers of AVX-512
_COUNTED: Final = 8  # points up to which comparing with each is quicker than a search
# Nudges of the scale of a uniform grid, in units in the last place.
_NUDGES = (0, 1, -1, 2, -2, 4, 8, 16, 64)


@dataclass(frozen=True, slots=True)
class Packed:
    """A table as the instructions read it.

    Attributes:
        form: how the point is found.
        room: a power of two, at least 8, that holds all points.
        points: how many there are.
        ends: the least and greatest argument, between which arguments are clamped.
        scale: points per unit of x, of a uniform grid.
        beyond: whether the outer segments go on outside.
        columns: x filled up with infinities, y, slope, y - slope * x; ``room`` numbers each.
    """

    form: str
    room: int
    points: int
    ends: tuple[float, float]
    scale: float
    beyond: bool
    columns: Array


def pack(table: Table) -> Packed:
    """The best exact form of a table."""
    with np.errstate(all="ignore"):
        return _pack(table)


def _pack(table: Table) -> Packed:
    x, y = np.asarray(table.x, dtype=np.float64), np.asarray(table.y, dtype=np.float64)
    if table.edge is Edge.FORWARD and x.size > 1:
        # The first point at or after v is the last point of a grid moved one point and one ulp.
        x = np.concatenate([x[:1], np.nextafter(x[:-1], np.inf)])
    beyond = table.edge is Edge.EXTRAPOLATE and x.size > 1
    if not _is_plain(table, x, y):
        numbers = np.concatenate([[_EDGE[table.edge], x.size], table.x, table.y])
        return Packed(EACH, 0, x.size, (0.0, 0.0), 0.0, False, numbers)
    slope = np.zeros_like(y)
    if table.edge in (Edge.CLAMP, Edge.EXTRAPOLATE):
        rise, run = np.diff(y), np.diff(x)
        # A segment without length is never chosen.
        slope[:-1] = np.divide(rise, run, out=np.zeros_like(rise), where=run > 0)
        if beyond:
            slope[-1] = slope[-2]
    room = max(_LINE, 1 << (x.size - 1).bit_length())
    form, scale = _even(x, room) or (SEARCH, 0.0)
    ends = (float(x[0]), float(x[-1]))
    return Packed(form, room, x.size, ends, scale, beyond, _columns(x, y, slope, room))


def _is_plain(table: Table, x: Array, y: Array) -> bool:
    if table.edge is Edge.RAW or not (np.isfinite(x).all() and np.isfinite(y).all()):
        return False
    if np.any((y == 0) & np.signbit(y)):
        return False
    if x.size > 1 and not x[0] < x[1]:
        return False
    if table.edge is Edge.EXTRAPOLATE and x.size > 1 and not x[-2] < x[-1]:
        return False
    run, rise = np.diff(x), np.diff(y)
    slope = rise[run > 0] / run[run > 0]
    return bool(np.isfinite(slope * np.abs(x).max()).all() and np.isfinite(x[-1] - x[0]))


def _columns(x: Array, y: Array, slope: Array, room: int) -> Array:
    fill = room - x.size
    return np.concatenate(
        [
            np.concatenate([x, np.full(fill, np.inf)]),
            *(np.concatenate([part, np.zeros(fill)]) for part in (y, slope, y - slope * x)),
        ]
    )


def _even(x: Array, room: int) -> tuple[str, float] | None:
    """How a uniform grid is indexed: exactly, or one too high at most; None if it is not uniform.

    ``trunc((v - x[0]) * scale)`` never falls as v grows, so it is right for every v if it is
    right at each point and at the number just before it.
    """
    if x.size < 3 or not np.allclose(np.diff(x), (x[-1] - x[0]) / (x.size - 1), rtol=1e-9, atol=0):
        return None
    natural = (x.size - 1) / (x[-1] - x[0])
    points = np.arange(x.size)
    before = np.nextafter(x[1:], -np.inf)
    near = None
    for nudge in _NUDGES:
        scale = float(natural * (1 + nudge * np.finfo(float).eps))
        at = np.trunc((x - x[0]) * scale)
        just = np.trunc((before - x[0]) * scale)
        if (at == points).all() and (just == points[:-1]).all():
            return EVEN, scale
        fits = at[-1] < room
        if near is None and fits and (at >= points).all() and (just <= points[1:]).all():
            near = NEAR, scale
    return near


def declare(name: str, packed: Packed) -> str:
    """The numbers as a constant of the module."""
    numbers = ", ".join(f"double 0x{bits_of(number):016X}" for number in packed.columns)
    kind = f"[{packed.columns.size} x double]"
    return f"@{name} = private unnamed_addr constant {kind} [{numbers}], align 64\n"


class Lookup:
    """Writes the evaluation of one table.

    Args:
        name: of its constant.
        packed: the table.
        permutes: whether the target has AVX-512's permutes of registers.
        fast: slope and intercept in place of the strict formula.
    """

    def __init__(self, name: str, packed: Packed, *, permutes: bool, fast: bool) -> None:
        self.name, self.packed, self.fast = name, packed, fast
        self.permutes = permutes and packed.room <= _PERMUTED

    def write(self, v: Vector) -> Vector:
        """The table at the numbers of a vector."""
        if self.packed.form == EACH:
            return v.text.each_lane("tn.table", v, more=[f"ptr @{self.name}"])
        if self.packed.points == 1:
            return v.is_nan().pick(v, v.text.number(self._number(1, 0)))
        if self.packed.form == SEARCH and self.packed.points == 2:
            return self._two(v)
        inside = self._clamp(v)
        with v.text.exactly():  # also where the formula need not be exact, the point must be
            index = self._search(inside) if self.packed.form == SEARCH else self._distance(inside)
        return self._value(v if self.packed.beyond else inside, index)

    def _number(self, column: int, point: int) -> float:
        return float(self.packed.columns[column * self.packed.room + point])

    def _two(self, v: Vector) -> Vector:
        """Two points: one segment."""
        text, beyond = v.text, self.packed.beyond
        low, high = (text.number(end) for end in self.packed.ends)
        slope, y = text.number(self._number(2, 0)), text.number(self._number(1, 0))
        at = v if beyond else (v < low).pick(low, v)
        first = slope * at + self._number(3, 0) if self.fast else slope * (at - low) + y
        last = text.number(self._number(1, 1))
        if beyond:
            last = text.number(self._number(2, 1)) * (v - high) + last
        return (v >= high).pick(last, first)

    def _clamp(self, v: Vector) -> Vector:
        """Between the ends; NaN stays."""
        low, high = (v.text.number(end) for end in self.packed.ends)
        v = (v > high).pick(high, v)
        return (v < low).pick(low, v)

    def _value(self, v: Vector, index: Vector) -> Vector:
        slope = self._fetch(2, index)
        if self.fast:
            return slope * v + self._fetch(3, index)
        return slope * (v - self._fetch(0, index)) + self._fetch(1, index)

    def _distance(self, v: Vector) -> Vector:
        """The point before v in a uniform grid."""
        index = ((v - self.packed.ends[0]) * self.packed.scale).truncated()
        if not self.permutes:
            index = index & (self.packed.room - 1)  # not a number has any index
        if self.packed.form == NEAR:
            index = index - (v < self._fetch(0, index)).counted()
        return index

    def _search(self, v: Vector) -> Vector:
        """The last point at or before v."""
        text, points = v.text, self.packed.points
        if not self.permutes and points <= _COUNTED:
            index = text.whole(0)
            for point in range(1, points):
                index = index + (v >= self._number(0, point)).counted()
            return index
        step = 1 << (points - 1).bit_length() >> 1
        index = (v >= self._number(0, step)).pick(text.whole(step), text.whole(0))
        while step > 1:
            step >>= 1
            following = index | step
            index = (v >= self._fetch(0, following)).pick(following, index)
        return index

    def _fetch(self, column: int, index: Vector) -> Vector:
        """A number of each lane's point."""
        text, room = index.text, self.packed.room
        base = text.address(f"@{self.name}", column * room)
        if self.permutes:
            return self._permute(text, base, index)
        out = "poison"
        for lane in range(text.lanes):
            at = text.address(base, text.lane(index, lane))
            one = text.value(f"load double, ptr {at}, align 8")
            out = text.value(f"insertelement {text.type()} {out}, double {one}, i64 {lane}")
        return Vector(text, "double", out)

    def _permute(self, text: Text, base: str, index: Vector) -> Vector:
        """The same from registers, eight lanes at a time."""
        held = [
            text.value(f"load <8 x double>, ptr {text.address(base, 8 * i)}, align 64")
            for i in range(self.packed.room // 8)
        ]
        parts = [_permuted(text, held, part) for part in _eights(text, index)]
        while len(parts) > 1:
            parts = [_join(text, *parts[i : i + 2]) for i in range(0, len(parts), 2)]
        return Vector(text, "double", parts[0][0])


def _eights(text: Text, index: Vector) -> list[str]:
    if text.lanes == _LINE:
        return [index.name]
    kind = text.type(WHOLE)
    out = []
    for start in range(0, text.lanes, _LINE):
        chosen = ", ".join(f"i32 {lane}" for lane in range(start, start + _LINE))
        both = f"{kind} {index.name}, {kind} poison"
        out.append(text.value(f"shufflevector {both}, <8 x i32> <{chosen}>"))
    return out


def _permuted(text: Text, held: list[str], index: str) -> tuple[str, int]:
    d, i = "<8 x double>", "<8 x i64>"
    if len(held) == 1:
        call = f"call {d} @llvm.x86.avx512.permvar.df.512({d} {held[0]}, {i} {index})"
        return text.value(call), _LINE
    halves = [
        text.value(
            f"call {d} @llvm.x86.avx512.vpermi2var.pd.512"
            f"({d} {held[k]}, {i} {index}, {d} {held[k + 1]})"
        )
        for k in range(0, len(held), 2)
    ]
    if len(halves) == 1:
        return halves[0], _LINE
    sixteen = text.value(f"and {i} {index}, splat (i64 16)")
    upper = text.value(f"icmp ne {i} {sixteen}, zeroinitializer")
    chosen = text.value(f"select <8 x i1> {upper}, {d} {halves[1]}, {d} {halves[0]}")
    return chosen, _LINE


def _join(text: Text, one: tuple[str, int], two: tuple[str, int]) -> tuple[str, int]:
    size = one[1] + two[1]
    kind = f"<{one[1]} x double>"
    chosen = ", ".join(f"i32 {lane}" for lane in range(size))
    both = f"{kind} {one[0]}, {kind} {two[0]}"
    return text.value(f"shufflevector {both}, <{size} x i32> <{chosen}>"), size
