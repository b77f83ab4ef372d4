"""The chart of a target as SVG: what was observed, where it has to go, and how.

Observed annual figures are a line with filled points; figures that were not used (other
vintages, other sources) are hollow points; the way from the baseline to the target is dashed;
the target is a diamond with its value, a range an opaque tint. The key stands above the chart.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tamnhin.assess.outlook import Outlook
from tamnhin.assess.types import Assessment
from tamnhin.data.series import Series
from tamnhin.messages import N_
from tamnhin.publish import fans, svg
from tamnhin.publish.chartdata import DRAWN, ChartData, Dot, chart_data
from tamnhin.publish.phrases import Phrases
from tamnhin.publish.sentences import outcome_line
from tamnhin.units import unit

_KEY: Final = {
    "observed": N_("Figures used"),
    "others": N_("Other figures, not used"),
    "path": N_("Pace needed"),
    "left": N_("Pace still needed"),
    "goal": N_("Target"),
    "baseline": N_("Baseline"),
    "fan": N_("Forecast: 50, 80, 95 of 100 cases"),
    "past": N_("Earlier forecasts, from the year named"),
}


def nice_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers that cover a range: steps of 1, 2, 2.5 or 5 times a power of ten."""
    span = high - low or abs(high) or 1.0
    raw = span / about
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [i * step for i in range(first, last + 1)]


def _value_range(data: ChartData) -> tuple[float, float]:
    low, high = data.values
    # A scale from zero unless the figures move in a narrow band far above it.
    if low >= 0 and (high - low) > 0.25 * high:
        return 0.0, high
    pad = (high - low) * 0.15 or abs(high) * 0.1 or 1.0
    return low - pad, high + pad


def _year_ticks(first: int, last: int, room: int) -> list[int]:
    span = max(1, last - first)
    step = next((s for s in (1, 2, 5, 10, 20) if span / s <= room), 50)
    ticks = [y for y in range(first, last + 1) if (last - y) % step == 0]
    return ticks or [last]


@dataclass(frozen=True)
class _Frame:
    """The drawing area and its scales."""

    width: float
    height: float
    left: float
    top: float
    x: Callable[[float], float]
    y: Callable[[float], float]
    ticks: list[float]
    first: int
    last: int
    right: float

    @property
    def bottom(self) -> float:
        return self.height - 28


def _frame(data: ChartData, width: float, height: float, top: float, say: Phrases) -> _Frame:
    low, high = _value_range(data)
    ticks = nice_ticks(low, high)
    first, last = data.years
    longest = max(len(_tick(t, ticks, say)) for t in ticks)
    room = 44 if data.past else 14
    left, right, bottom = 12 + 7.4 * longest, width - room, height - 28
    y0, y1 = ticks[0], ticks[-1]
    span = max(1, last - first)
    return _Frame(
        width=width,
        height=height,
        left=left,
        top=top,
        x=lambda v: left + 8 + (right - left - 16) * (v - first) / span,
        y=lambda v: bottom - (bottom - top) * (v - y0) / (y1 - y0),
        ticks=ticks,
        first=first,
        last=last,
        right=right,
    )


def _tick(value: float, ticks: list[float], say: Phrases) -> str:
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step < 1 else 0
    if step >= 1 and step != int(step):
        decimals = 1
    return say.number(round(value, 6), decimals)


def target_chart(
    a: Assessment,
    say: Phrases,
    width: float = 720,
    height: float = 380,
    name: str = "",
    found: Outlook | None = None,
) -> str:
    """The chart of an assessed target, or an empty text where there is nothing to draw.

    Args:
        a: the assessment.
        say: the language.
        width: of the drawing.
        height: of the drawing.
        name: class in the page.
        found: the years ahead, where there is a forecast.
    """
    data = chart_data(a, found)
    if data.empty:
        return ""
    key, top = _key(data, say, width)
    height += max(0.0, top - 46)  # More than two rows of the key take nothing from the drawing.
    frame = _frame(data, width, height, top + 24, say)
    body = [
        key,
        svg.text(4, top + 12, unit_title(a.indicator.unit, say), fill=svg.MUTED),
        *fans.bands(data, frame.x, frame.y),
        *_axes(frame, say),
        *fans.earlier(data, frame.x, frame.y, frame.right),
        *_needed(data, frame),
        *_figures(data, frame),
        *_labels(a, data, frame, say),
    ]
    title = f"{a.indicator.title(say.lang)}, {a.territory.title(say.lang)}"
    desc = f"{say.finding(a)} {outcome_line(a, say) if found else ''}".strip()
    return svg.picture(width, height, title, desc, "".join(body), name)


def _axes(frame: _Frame, say: Phrases) -> list[str]:
    parts = []
    for tick in frame.ticks:
        y = frame.y(tick)
        parts.append(svg.line(frame.left, y, frame.right, y, stroke=svg.GRID))
        parts.append(
            svg.text(frame.left - 6, y + 4.5, _tick(tick, frame.ticks, say), text_anchor="end")
        )
    room = max(2, int((frame.right - frame.left) / 46))
    for year in _year_ticks(frame.first, frame.last, room):
        x = frame.x(year)
        parts.append(svg.line(x, frame.bottom, x, frame.bottom + 5, stroke=svg.MUTED))
        parts.append(svg.text(x, frame.height - 8, str(year), text_anchor="middle"))
    base = frame.y(0) if frame.ticks[0] <= 0 <= frame.ticks[-1] else frame.bottom
    parts.append(svg.line(frame.left, base, frame.right, base, stroke=svg.MUTED))
    return parts


def _needed(data: ChartData, frame: _Frame) -> list[str]:
    parts = []
    if data.goal and data.upper is not None:
        y1, y2 = frame.y(data.upper), frame.y(data.goal[1])
        x = frame.x(data.goal[0])
        parts.append(
            svg.rect(x - 14, min(y1, y2), 22, abs(y2 - y1), fill=svg.BAND, stroke=svg.TARGET)
        )
    if data.path:
        dots = [(frame.x(x), frame.y(y)) for x, y in data.path]
        parts.append(svg.polyline(dots, stroke=svg.TARGET, stroke_width=2, stroke_dasharray="6 4"))
    if data.left:
        dots = [(frame.x(x), frame.y(y)) for x, y in data.left]
        parts.append(svg.polyline(dots, stroke=svg.PAPER, stroke_width=5))
        parts.append(svg.polyline(dots, stroke=svg.TARGET, **fans.STILL_NEEDED))
    if data.baseline:
        x, y = frame.x(data.baseline[0]), frame.y(data.baseline[1])
        parts.append(
            svg.rect(x - 6, y - 6, 12, 12, fill=svg.PAPER, stroke=svg.TARGET, stroke_width=2)
        )
    return parts


def _figures(data: ChartData, frame: _Frame) -> list[str]:
    dots = [(frame.x(x), frame.y(y)) for x, y in data.observed]
    parts = [
        svg.circle(frame.x(x), frame.y(y), 4, fill=svg.PAPER, stroke=svg.MUTED, stroke_width=1.6)
        for x, y in data.others
    ]
    # A line joins neighbours only: a gap of several years is a gap, not a straight way.
    runs: list[list[Dot]] = []
    previous = 0.0
    for (year, _), dot in zip(data.observed, dots, strict=True):
        crosses = any(previous < first <= year for first in data.breaks)
        if not runs or year - previous > 1 or crosses:
            runs.append([])
        runs[-1].append(dot)
        previous = year
    parts += [
        svg.polyline(run, stroke=svg.OBSERVED, stroke_width=2.5) for run in runs if len(run) > 1
    ]
    parts += [svg.circle(x, y, 4, fill=svg.OBSERVED) for x, y in dots]
    if data.goal:
        parts.append(svg.diamond(frame.x(data.goal[0]), frame.y(data.goal[1]), 8, fill=svg.TARGET))
    return parts


def _labels(a: Assessment, data: ChartData, frame: _Frame, say: Phrases) -> list[str]:
    """The target's value and the latest figure, printed beside their marks."""
    parts = []
    halo = {"stroke": svg.PAPER, "stroke_width": 4, "paint_order": "stroke", "font_weight": 700}
    taken: float | None = None
    if data.goal:
        x, y = frame.x(data.goal[0]), frame.y(data.goal[1])
        taken = y - 14 if y - 14 > frame.top - 4 else y + 24
        value = say.number(
            a.goal if a.goal is not None and a.target.basis != "cumulative" else data.goal[1]
        )
        if a.goal_upper is not None:
            value = f"{value}–{say.number(a.goal_upper)}"
        parts.append(
            svg.text(
                min(x + 8, frame.right), taken, value, fill=svg.TARGET, text_anchor="end", **halo
            )
        )
    if data.observed:
        year, figure = data.observed[-1]
        x, y = frame.x(year), frame.y(figure)
        y = y + 22 if y + 22 < frame.bottom - 2 else y - 12
        anchor = "end" if x > frame.width * 0.7 else "middle"
        if taken is None or abs(taken - y) > 16 or x < frame.width * 0.6:
            parts.append(
                svg.text(
                    x,
                    y,
                    _worded(a, data.observed[-1], say),
                    fill=svg.OBSERVED,
                    text_anchor=anchor,
                    **halo,
                )
            )
    return parts


def _worded(a: Assessment, dot: Dot, say: Phrases) -> str:
    """The figure of a point with every digit of its source, and its word: over, nearly, about."""
    for point in reversed(a.series.points if a.series else ()):
        if (point.period.kind in DRAWN) and (point.period.year, float(point.value)) == dot:
            return say.qualified(say.number(point.value), point.qualifier)
    return say.number(dot[1])


def _key(data: ChartData, say: Phrases, width: float) -> tuple[str, float]:
    """The key in rows above the chart, and the height that it takes."""
    marks = {
        "observed": svg.line(0, 8, 22, 8, stroke=svg.OBSERVED, stroke_width=2.5)
        + svg.circle(11, 8, 4, fill=svg.OBSERVED),
        "others": svg.circle(11, 8, 4, fill=svg.PAPER, stroke=svg.MUTED, stroke_width=1.6),
        "baseline": svg.rect(5, 2, 12, 12, fill=svg.PAPER, stroke=svg.TARGET, stroke_width=2),
        "path": svg.line(0, 8, 22, 8, stroke=svg.TARGET, stroke_width=2, stroke_dasharray="6 4"),
        "goal": svg.diamond(11, 8, 7, fill=svg.TARGET),
    }
    marks["left"] = svg.line(1, 8, 23, 8, stroke=svg.TARGET, **fans.STILL_NEEDED)
    marks |= {"fan": fans.key(), "past": svg.line(0, 8, 22, 8, stroke=svg.MUTED, **fans.EARLIER)}
    present = {
        "left": data.left,
        "fan": data.fan,
        "past": data.past,
        "observed": data.observed,
        "others": data.others,
        "baseline": data.baseline,
        "path": data.path,
        "goal": data.goal,
    }
    parts, x, y = [], 4.0, 2.0
    for name, mark in marks.items():
        if not present[name]:
            continue
        word = say.text(_KEY[name])
        size = 28 + 7.6 * len(word) + 16
        if x > 4 and x + size - 16 > width:
            x, y = 4.0, y + 22
        parts.append(
            f'<g transform="translate({svg.num(x)} {svg.num(y)})">{mark}'
            f"{svg.text(28, 12.5, word)}</g>"
        )
        x += size
    return "".join(parts), y + 22


def sparkline(a: Assessment, width: float = 96, height: float = 28) -> str:
    """The figures of a target in a row, with the target as a diamond; empty without two figures.

    It repeats what stands beside it in words, so it is hidden from screen readers.
    """
    data = chart_data(a)
    if len(data.observed) < 2:
        return ""
    low, high = data.values
    first, last = data.years
    span, rise = max(1, last - first), (high - low) or 1.0
    dots = [
        (5 + (width - 10) * (x - first) / span, height - 5 - (height - 10) * (y - low) / rise)
        for x, y in ([*data.observed, data.goal] if data.goal else data.observed)
    ]
    seen = dots[: len(data.observed)]
    body = svg.polyline(seen, stroke=svg.OBSERVED, stroke_width=2) + svg.circle(
        *seen[-1], 3, fill=svg.OBSERVED
    )
    if data.goal:
        body += svg.diamond(*dots[-1], 4.5, fill=svg.TARGET)
    w, h = round(width), round(height)
    size = f'viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
    return f'<svg class="spark" {size} aria-hidden="true">{body}</svg>'


def series_chart(series: Series, say: Phrases, breaks: frozenset[int] = frozenset()) -> str:
    """The figures of an indicator for one territory, without a target; empty below two figures.

    Args:
        series: the figures.
        say: the language.
        breaks: years from which figures are of another kind.
    """
    points = [p for p in series.points if p.period.kind in DRAWN]
    observed = [(float(p.period.year), float(p.value)) for p in points]
    if len({x for x, _ in observed}) < 2:
        return ""
    data = ChartData(observed=observed, breaks=breaks)
    frame = _frame(data, 400, 220, 24, say)
    first, last = points[0], points[-1]
    desc = say.text(
        N_("From {one} in {first} to {other} in {last}."),
        one=say.point(first, series.indicator.unit),
        first=say.period(first.period),
        other=say.point(last, series.indicator.unit),
        last=say.period(last.period),
    )
    title = f"{series.indicator.title(say.lang)}, {series.territory.title(say.lang)}"
    head = svg.text(4, 12, unit_title(series.indicator.unit, say), fill=svg.MUTED)
    body = [head, *_axes(frame, say), *_figures(data, frame)]
    return svg.picture(400, 220, title, desc, "".join(body), "chart small")


def unit_title(symbol: str, say: Phrases) -> str:
    """The name of a unit as an axis shows it."""
    return unit(symbol).title(say.lang)
