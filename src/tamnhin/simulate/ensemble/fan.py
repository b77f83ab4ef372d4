"""A fan chart: the median and two bands over time, as letters or as SVG."""

from __future__ import annotations

from typing import Final

import numpy as np

from tamnhin.simulate.picture import FILL, INK, Frame, Svg
from tamnhin.simulate.program.ir import Array

SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
# From the outer band to the median; letters that every terminal has.
_OUTER, _INNER, _MEDIAN = ".", ":", "#"


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
    grid = _letters(bands, (low, high), columns, height)
    marks = {0: labels[0], height // 2: labels[1], height - 1: labels[2]}
    lines = [_title(name, unit)]
    for y, cells in enumerate(grid):
        lines.append(f"{marks.get(y, ''):>{margin}} |{''.join(cells)}".rstrip())
    first, last = f"{times[0]:g}", f"{times[-1]:g}"
    lines.append(f"{'':>{margin}} +{'-' * columns}")
    lines.append(f"{'':>{margin}}  {first}{last:>{columns - len(first)}}")
    if not (bands[0] == bands[-1]).all():  # one run has no bands
        lines.append(f"{'':>{margin}}  {_MEDIAN} 50 %   {_INNER} 25-75 %   {_OUTER} 5-95 %")
    return "\n".join(lines)


def _letters(bands: Array, span: tuple[float, float], columns: int, height: int) -> list[list[str]]:
    """The bands as rows of letters, the highest first."""
    low, high = span
    times = bands.shape[1]
    at = np.linspace(0, times - 1, columns) if times > 1 else np.zeros(columns)
    grid = [[" "] * columns for _ in range(height)]
    rows = [np.interp(at, np.arange(times), band) for band in bands]

    def row(value: float) -> int:
        return round((high - value) / (high - low) * (height - 1))

    for x in range(columns):
        here = [band[x] for band in rows]
        if not np.isfinite(here).all():
            continue
        for letter, lower, upper in ((_OUTER, 0, 4), (_INNER, 1, 3), (_MEDIAN, 2, 2)):
            for y in range(row(here[upper]), row(here[lower]) + 1):
                grid[y][x] = letter
    return grid


def svg_fan(name: str, unit: str, times: Array, bands: Array) -> Svg:
    """The chart as SVG: two bands and the median, with the ends of both axes named.

    Args:
        name: of the variable.
        unit: of its values.
        times: shape (times,).
        bands: quantiles at ``SHARES``, shape (5, times), in ``unit``.
    """
    frame = Frame((float(times[0]), float(times[-1])), _span(bands))
    ok = np.isfinite(bands).all(axis=0)
    known, drawn = times[ok], bands[:, ok]

    def band(lower: int, upper: int, opacity: str) -> str:
        there = frame.line(known.tolist(), drawn[upper].tolist())
        back = frame.line(known[::-1].tolist(), drawn[lower][::-1].tolist())
        return f'<polygon points="{there} {back}" fill="{FILL}" opacity="{opacity}"/>'

    middle = frame.line(known.tolist(), drawn[2].tolist())
    median = f'<polyline points="{middle}" fill="none" stroke="{INK}" stroke-width="2"/>'
    return frame.picture(_title(name, unit), band(0, 4, "0.22") + band(1, 3, "0.4") + median)
