"""The uncertain parts of a chart: the fan, earlier forecasts, and twenty dots against the target.

All tints are opaque, so that they print as they look, and bands have edges: in black and white
they still differ.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from tamnhin.assess.outlook import SHARES
from tamnhin.assess.types import Assessment
from tamnhin.messages import N_
from tamnhin.publish import svg
from tamnhin.publish.chartdata import ChartData, Dot
from tamnhin.publish.phrases import Phrases, sensible_decimals
from tamnhin.publish.sentences import dots_line

Scale = Callable[[float], float]

TINTS: Final = ((0.025, 0.975, "#e4ecf6"), (0.1, 0.9, "#c5d6ec"), (0.25, 0.75, "#9ab8dd"))
"""Lower and upper level of each band with its tint, the widest first."""
EDGE: Final = "#6f8fb8"
STILL_NEEDED: Final = {"stroke_width": 3, "stroke_dasharray": "1 6", "stroke_linecap": "round"}
EARLIER: Final = {"stroke_width": 1.5, "stroke_dasharray": "4 2"}
_LABEL_STEP: Final = 14.0

_RADIUS: Final = 7.0
_DOTS_WIDTH: Final = 400.0
_MARGIN: Final = 20.0


def bands(data: ChartData, x: Scale, y: Scale) -> list[str]:
    """The fan: three bands and the line of the middle; nothing without a forecast."""
    if not data.fan:
        return []
    parts = []
    for low, high, tint in TINTS:
        first, last = SHARES.index(low), SHARES.index(high)
        upper = [(x(year), y(row[last])) for year, row in data.fan]
        lower = [(x(year), y(row[first])) for year, row in reversed(data.fan)]
        points = " ".join(f"{svg.num(px)},{svg.num(py)}" for px, py in upper + lower)
        parts.append(
            f'<polygon points="{points}" fill="{tint}" stroke="{EDGE}" stroke-width="0.7"/>'
        )
    middle = SHARES.index(0.5)
    line = [(x(year), y(row[middle])) for year, row in data.fan]
    return [*parts, svg.polyline(line, stroke=svg.OBSERVED, stroke_width=1.6)]


def key() -> str:
    """The mark of the fan in the key."""
    parts = [
        svg.rect(0, 1 + 2.5 * i, 22, 14 - 5 * i, fill=tint, stroke=EDGE, stroke_width=0.7)
        for i, (_, _, tint) in enumerate(TINTS)
    ]
    return "".join(parts) + svg.line(0, 8, 22, 8, stroke=svg.OBSERVED, stroke_width=1.6)


def earlier(data: ChartData, x: Scale, y: Scale, right: float) -> list[str]:
    """The middles of earlier forecasts as thin lines, each with the year that it was made from."""
    parts = []
    ends: list[tuple[float, int]] = []
    for origin, dots in data.past:
        line = [(x(px), y(py)) for px, py in dots]
        parts.append(svg.polyline(line, stroke=svg.MUTED, **EARLIER))
        ends.append((line[-1][1], origin))
    # Names that would stand on each other are moved apart.
    taken = float("-inf")
    for end, origin in sorted(ends):
        taken = max(end + 4, taken + _LABEL_STEP)
        parts.append(svg.text(right - 2, taken, str(origin), fill=svg.MUTED, font_size=12))
    return parts


def dot_plot(a: Assessment, say: Phrases) -> str:
    """Twenty equally likely outcomes against the target; empty without a probability.

    A filled dot keeps the promise, a hollow one does not. Dots that would touch are stacked; each
    keeps to its side of the target.
    """
    chance, goal = a.chance, a.keeps
    if chance is None or goal is None or not chance.dots:
        return ""
    bound = float(goal.value)
    ends = [bound] if goal.upper is None else [bound, float(goal.upper)]
    low, high = min(*chance.dots, *ends), max(*chance.dots, *ends)
    span = (high - low) or 1.0
    wide = _DOTS_WIDTH - 2 * _MARGIN

    def x(value: float) -> float:
        return _MARGIN + wide * (value - low) / span

    columns = _columns(
        [(x(v), goal.met_by(Decimal(repr(v)))) for v in chance.dots],
        [x(float(limit)) for limit in (goal.low, goal.high) if limit is not None],
        goal.high is None,
    )
    tallest = max(height for _, _, height in columns)
    floor = 30 + max(tallest, 3) * 2 * _RADIUS
    parts = [svg.line(0, floor + 1, _DOTS_WIDTH, floor + 1, stroke=svg.MUTED)]
    for centre, kept, height in columns:
        fill = svg.OBSERVED if kept else svg.PAPER
        parts += [
            svg.circle(
                centre,
                floor - _RADIUS - 2 * _RADIUS * level,
                _RADIUS - 1,
                fill=fill,
                stroke=svg.OBSERVED,
                stroke_width=1.6,
            )
            for level in range(height)
        ]
    parts += _ends(a, say, [(x(v), v) for v in ends], floor)
    parts += _scale(a, say, (low, high), floor)
    title = say.text(N_("Twenty outcomes, each as likely as the others"))
    return svg.picture(
        _DOTS_WIDTH, floor + 26, title, dots_line(a, say), "".join(parts), "chart small"
    )


def _columns(
    dots: list[tuple[float, bool]], limits: list[float], above: bool
) -> list[tuple[float, bool, int]]:
    """Centre, side and height of each column of dots, from the left.

    Columns begin at the limits of what keeps the promise, so that none lies across one.

    Args:
        dots: place of each dot and whether it keeps the promise.
        limits: places of the limits, one or two, rising.
        above: whether a single limit is a lower one.
    """
    wide = 2 * _RADIUS
    kept_in = (False, True, False) if len(limits) > 1 else (not above, above)
    heights: dict[tuple[float, bool], int] = {}
    for at, kept in dots:
        side = bisect_right(limits, at)
        if kept_in[side] != kept:  # A dot on a limit, which is kept or not as the promise says.
            side = side - 1 if side else side + 1
        if side == 0:
            centre = limits[0] - wide * (max(limits[0] - at, 0) // wide + 0.5)
        elif side == len(limits):
            centre = limits[-1] + wide * (max(at - limits[-1], 0) // wide + 0.5)
        else:
            between = limits[1] - limits[0]
            number = max(int(between // wide), 1)
            place = min(int(number * (at - limits[0]) / between), number - 1) if between else 0
            centre = limits[0] + between * (place + 0.5) / number
        heights[centre, kept] = heights.get((centre, kept), 0) + 1
    return [(centre, kept, height) for (centre, kept), height in sorted(heights.items())]


def _ends(a: Assessment, say: Phrases, ends: list[Dot], floor: float) -> list[str]:
    """The target as a line with its diamond and its value."""
    parts = []
    for at, value in ends:
        parts.append(svg.line(at, 20, at, floor + 5, stroke=svg.TARGET, stroke_width=2))
        parts.append(svg.diamond(at, 20, 6, fill=svg.TARGET))
        shown = a.goal_upper if a.goal_upper is not None and value != float(a.goal or 0) else a.goal
        anchor = (
            "start" if at < _DOTS_WIDTH / 4 else "end" if at > 3 * _DOTS_WIDTH / 4 else "middle"
        )
        number = "" if shown is None else say.number(shown)
        parts.append(svg.text(at, 11, number, fill=svg.TARGET, font_weight=700, text_anchor=anchor))
    return parts


def _scale(a: Assessment, say: Phrases, ends: tuple[float, float], floor: float) -> list[str]:
    """The lowest and the highest value under the line."""
    low, high = ends
    decimals = sensible_decimals(max(abs(low), abs(high)))
    return [
        svg.text(0, floor + 20, say.number(low, decimals)),
        svg.text(
            _DOTS_WIDTH, floor + 20, say.amount(high, a.indicator.unit, decimals), text_anchor="end"
        ),
    ]
