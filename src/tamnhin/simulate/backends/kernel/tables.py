"""Tables for the kernel: the fastest form that is exact for each, and its packed numbers.

All forms compute ``slope * (v - x[i]) + y[i]`` with i the last point at or before v, clamped to
the ends; they differ in how i is found. A table that this formula does not serve bit for bit is
evaluated point by point as docs/simulate-ir.md says (form ``table.each``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamnhin.simulate.program.ir import Array, Edge, Table

_EDGE = {Edge.CLAMP: 0, Edge.EXTRAPOLATE: 1, Edge.HOLD: 2, Edge.FORWARD: 3, Edge.RAW: 4}
_LINE = 8
_WIDE = 32  # points that fit the registers of the widest instruction set
# Nudges of the scale of a uniform grid, in units in the last place.
_NUDGES = (0, 1, -1, 2, -2, 4, 8, 16, 64)


@dataclass(frozen=True, slots=True)
class Packed:
    """A table as the kernel reads it.

    Attributes:
        form: the operation that evaluates it.
        room: how many points the packed arrays have place for.
        numbers: whole lines of eight.
    """

    form: str
    room: int
    numbers: Array


def pack(table: Table, permutes: bool) -> Packed:
    """The best exact form of a table; ``permutes`` if the engine has wide register permutes."""
    with np.errstate(all="ignore"):
        return _pack(table, permutes)


def _pack(table: Table, permutes: bool) -> Packed:
    x, y = np.asarray(table.x, dtype=np.float64), np.asarray(table.y, dtype=np.float64)
    if table.edge is Edge.FORWARD and x.size > 1:
        # The first point at or after v is the last point of a grid moved one point and one ulp.
        x = np.concatenate([x[:1], np.nextafter(x[:-1], np.inf)])
    if not _is_plain(table, x, y):
        return _pack_each(table)
    slope = np.zeros_like(y)
    if table.edge is Edge.CLAMP:
        rise, run = np.diff(y), np.diff(x)
        # A segment without length is never chosen.
        slope[:-1] = np.divide(rise, run, out=np.zeros_like(rise), where=run > 0)
    head = np.zeros(_LINE)
    head[0], head[1], head[3] = x[0], x[-1], x.size
    if x.size == 2 and table.edge is Edge.CLAMP:
        head[4:7] = y[0], y[1], slope[0]
        return Packed("table.two", 0, head)
    room = max(8, 1 << (x.size - 1).bit_length())
    even = _even(x, room)
    if even is not None:
        head[2] = even[1]
    form = _form(x.size, room, None if even is None else even[0], permutes)
    return Packed(form, room, np.concatenate([head, *_columns(x, y, slope, room)]))


def _form(points: int, room: int, even: str | None, permutes: bool) -> str:
    if even is not None and (room <= _WIDE or not permutes):
        return f"{even}{room}" if permutes else even
    if permutes and room <= _WIDE:
        return f"table.grid{max(4, 1 << (points - 1).bit_length())}"
    if not permutes and points <= 16:
        return "table.count"
    return "table.search"


def _is_plain(table: Table, x: Array, y: Array) -> bool:
    if table.edge not in (Edge.CLAMP, Edge.HOLD, Edge.FORWARD):
        return False
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return False
    if np.any((y == 0) & np.signbit(y)):
        return False
    if x.size > 1 and not x[0] < x[1]:
        return False
    run, rise = np.diff(x), np.diff(y)
    slope = rise[run > 0] / run[run > 0]
    return bool(np.isfinite(slope * np.abs(x).max()).all() and np.isfinite(x[-1] - x[0]))


def _pack_each(table: Table) -> Packed:
    size = len(table.x)
    numbers = np.zeros(-(-(_LINE + 2 * size) // _LINE) * _LINE)
    numbers[0], numbers[1] = _EDGE[table.edge], size
    numbers[_LINE : _LINE + size] = table.x
    numbers[_LINE + size : _LINE + 2 * size] = table.y
    return Packed("table.each", 0, numbers)


def _columns(x: Array, y: Array, slope: Array, room: int) -> list[Array]:
    fill = room - x.size
    return [
        np.concatenate([x, np.full(fill, np.inf)]),
        *(np.concatenate([part, np.zeros(fill)]) for part in (y, slope, y - slope * x)),
    ]


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
        scale = natural * (1 + nudge * np.finfo(float).eps)
        at = np.trunc((x - x[0]) * scale)
        just = np.trunc((before - x[0]) * scale)
        if (at == points).all() and (just == points[:-1]).all():
            return "table.even", scale
        fits = at[-1] < room
        if near is None and fits and (at >= points).all() and (just <= points[1:]).all():
            near = "table.near", scale
    return near
