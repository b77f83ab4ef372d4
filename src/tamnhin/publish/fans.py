"""The uncertain parts of a chart: the fan, earlier forecasts, and twenty dots against the target.

All tints are opaque, so that they print as they look, and bands have edges: in black and white
they still differ.
"""

from __future__ import annotations

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

    stacks = _stacks(
        [(x(v), goal.met_by(Decimal(repr(v)))) for v in chance.dots], [x(v) for v in ends]
    )
    tallest = max(len(stack) for _, _, stack in stacks)
    floor = 30 + max(tallest, 3) * 2 * _RADIUS
    parts = [svg.line(0, floor + 1, _DOTS_WIDTH, floor + 1, stroke=svg.MUTED)]
    for centre, kept, stack in stacks:
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
            for level in range(len(stack))
        ]
    parts += _ends(a, say, [(x(v), v) for v in ends], floor)
    parts += _scale(a, say, (low, high), floor)
    title = say.text(N_("Twenty outcomes, each as likely as the others"))
    return svg.picture(
        _DOTS_WIDTH, floor + 26, title, dots_line(a, say), "".join(parts), "chart small"
    )


def _stacks(
    dots: list[tuple[float, bool]], ends: list[float]
) -> list[tuple[float, bool, list[float]]]:
    """Centre, side and members of each column, from the left."""
    stacks: list[tuple[float, bool, list[float]]] = []
    for at, kept in dots:
        if stacks and stacks[-1][1] == kept and at - stacks[-1][2][0] < 2 * _RADIUS:
            stacks[-1][2].append(at)
        else:
            stacks.append((at, kept, [at]))
    placed, before = [], float("-inf")
    for _, kept, members in stacks:
        centre = (members[0] + members[-1]) / 2
        for end in ends:
            if abs(centre - end) < _RADIUS:
                centre = end + _RADIUS if members[0] >= end else end - _RADIUS
        centre = max(centre, before + 2 * _RADIUS)
        placed.append((centre, kept, members))
        before = centre
    return placed


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
