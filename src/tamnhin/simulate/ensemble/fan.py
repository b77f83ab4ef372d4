"""A fan chart: the median and two bands over time, as letters or as SVG."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

import numpy as np

from tamnhin.simulate.program.ir import Array

SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
# From the outer band to the median; letters that every terminal has.
_OUTER, _INNER, _MEDIAN = ".", ":", "#"
_WIDE, _TALL, _LEFT, _TOP, _BOTTOM = 640, 320, 70, 34, 36


class Svg(str):
    """An SVG picture as text; a notebook shows the picture."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return str(self)

    def save(self, path: str | Path) -> None:
        """Write it to a file."""
        Path(path).write_text(str(self), encoding="utf-8")


def _span(bands: Array) -> tuple[float, float]:
    """The range of the vertical axis, never empty."""
    finite = bands[np.isfinite(bands)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        pad = abs(low) * 0.05 or 0.5
        return low - pad, high + pad
    return low, high


def _title(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name


def text_fan(
    name: str, unit: str, times: Array, bands: Array, width: int = 72, height: int = 15
) -> str:
    """The chart in letters.

    Args:
        name: of the variable.
        unit: of its values.
        times: shape (times,).
        bands: quantiles at ``SHARES``, shape (5, times), in ``unit``.
        width: letters a line, labels included.
        height: lines of the chart, without title and axis.
    """
    low, high = _span(bands)
    labels = [f"{value:.4g}" for value in (high, (low + high) / 2, low)]
    margin = max(map(len, labels))
    columns = max(8, width - margin - 2)
    at = np.linspace(0, len(times) - 1, columns) if len(times) > 1 else np.zeros(columns)
    grid = [[" "] * columns for _ in range(height)]
    steps = np.arange(len(times))
    rows = [np.interp(at, steps, band) for band in bands]

    def row(value: float) -> int:
        return round((high - value) / (high - low) * (height - 1))

    for x in range(columns):
        here = [band[x] for band in rows]
        if not np.isfinite(here).all():
            continue
        for letter, lower, upper in ((_OUTER, 0, 4), (_INNER, 1, 3), (_MEDIAN, 2, 2)):
            for y in range(row(here[upper]), row(here[lower]) + 1):
                grid[y][x] = letter
    marks = {0: labels[0], height // 2: labels[1], height - 1: labels[2]}
    lines = [_title(name, unit)]
    for y, cells in enumerate(grid):
        lines.append(f"{marks.get(y, ''):>{margin}} |{''.join(cells)}".rstrip())
    first, last = f"{times[0]:g}", f"{times[-1]:g}"
    lines.append(f"{'':>{margin}} +{'-' * columns}")
    lines.append(f"{'':>{margin}}  {first}{last:>{columns - len(first)}}")
    lines.append(f"{'':>{margin}}  {_MEDIAN} 50 %   {_INNER} 25-75 %   {_OUTER} 5-95 %")
    return "\n".join(lines)


def svg_fan(name: str, unit: str, times: Array, bands: Array) -> Svg:
    """The chart as SVG: two bands and the median, with the ends of both axes named.

    Args:
        name: of the variable.
        unit: of its values.
        times: shape (times,).
        bands: quantiles at ``SHARES``, shape (5, times), in ``unit``.
    """
    low, high = _span(bands)
    start, end = float(times[0]), float(times[-1])
    wide, tall = _WIDE - _LEFT - 20, _TALL - _TOP - _BOTTOM

    def point(time: float, value: float) -> str:
        x = _LEFT + (time - start) / ((end - start) or 1.0) * wide
        y = _TOP + (high - value) / (high - low) * tall
        return f"{x:.1f},{y:.1f}"

    ok = np.isfinite(bands).all(axis=0)
    known, drawn = times[ok], bands[:, ok]

    def band(lower: int, upper: int, opacity: str) -> str:
        there = [point(t, v) for t, v in zip(known, drawn[upper], strict=True)]
        back = [point(t, v) for t, v in zip(known[::-1], drawn[lower][::-1], strict=True)]
        return f'<polygon points="{" ".join(there + back)}" fill="#1f5f8b" opacity="{opacity}"/>'

    middle = " ".join(point(t, v) for t, v in zip(known, drawn[2], strict=True))
    title = escape(_title(name, unit))
    floor = _TOP + tall
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_TALL}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{title}</title>'
        f'<text x="{_LEFT}" y="20" font-size="14">{title}</text>'
        f"{band(0, 4, '0.22')}{band(1, 3, '0.4')}"
        f'<polyline points="{middle}" fill="none" stroke="#0b2e4a" stroke-width="2"/>'
        f'<path d="M{_LEFT} {_TOP}V{floor}H{_LEFT + wide}" fill="none" stroke="#555"/>'
        f'<text x="{_LEFT - 6}" y="{_TOP + 4}" text-anchor="end">{high:.4g}</text>'
        f'<text x="{_LEFT - 6}" y="{floor}" text-anchor="end">{low:.4g}</text>'
        f'<text x="{_LEFT}" y="{floor + 18}">{start:g}</text>'
        f'<text x="{_LEFT + wide}" y="{floor + 18}" text-anchor="end">{end:g}</text></svg>'
    )
