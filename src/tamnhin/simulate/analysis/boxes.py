"""The boxes of scenario discovery: what they cover, and their limits in words.

``discovery`` finds them, ``prim`` builds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamnhin.simulate.picture import FILL, Frame, Svg

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of a numeric input; None where the box does not restrict it.

    Attributes:
        name: of the input.
        low: inclusive.
        high: inclusive.
        p_low: quasi-p value of the lower limit: how likely a box without this limit gives as
            many runs of interest, in as many runs, by chance (Bryant and Lempert 2010).
        p_high: of the upper limit.
    """

    name: str
    low: float | None = None
    high: float | None = None
    p_low: float | None = None
    p_high: float | None = None

    def __str__(self) -> str:
        if self.low is None:
            return f"{self.name} ≤ {self.high:g}"
        if self.high is None:
            return f"{self.name} ≥ {self.low:g}"
        return f"{self.low:g} ≤ {self.name} ≤ {self.high:g}"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is left of the values of an input that is not a number.

    Attributes:
        name: of the input.
        kept: values inside the box, sorted.
        dropped: values outside.
        p: quasi-p value of the restriction.
    """

    name: str
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    p: float | None = None

    def __str__(self) -> str:
        return f"{self.name} ∈ {{{', '.join(self.kept)}}}"


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the curve.

    Attributes:
        coverage: share of all runs of interest that lie inside.
        density: share of the runs inside that are of interest.
        mass: share of all runs that lie inside.
        count: runs inside.
        hits: runs of interest inside.
        restricted: the restricted inputs only, in the order of the inputs.
    """

    coverage: float
    density: float
    mass: float
    count: int
    hits: int
    restricted: tuple[Interval | Choice, ...]

    def limits(self) -> tuple[str, ...]:
        """One readable line for each restricted input."""
        return tuple(str(limit) for limit in self.restricted)

    def __str__(self) -> str:
        shares = f"coverage {self.coverage:.0%}, density {self.density:.0%}, mass {self.mass:.0%}"
        return f"{shares}: {'; '.join(self.limits())}"

    def contains(self, inputs: Mapping[str, ArrayLike]) -> Mask:
        """Which runs lie inside, shape (runs,)."""
        found = np.ones(len(np.asarray(next(iter(inputs.values())))), dtype=np.bool_)
        for limit in self.restricted:
            values = np.asarray(inputs[limit.name])
            if isinstance(limit, Choice):
                found &= np.isin(values.astype(str), limit.kept)
                continue
            if limit.low is not None:
                found &= values >= limit.low
            if limit.high is not None:
                found &= values <= limit.high
        return found


@dataclass(frozen=True, slots=True)
class TradeOff:
    """All boxes from the first, which holds everything, to the last, in the order found."""

    boxes: tuple[Box, ...]

    def densest(self, coverage: float) -> Box:
        """The box of highest density that still covers this share; the earlier of two."""
        return max((b for b in self.boxes if b.coverage >= coverage), key=lambda b: b.density)

    def table(self) -> list[dict[str, float | int | str]]:
        """One row for each box, for a file or a page."""
        return [
            {
                "box": i,
                "coverage": box.coverage,
                "density": box.density,
                "mass": box.mass,
                "runs": box.count,
                "hits": box.hits,
                "restricted": len(box.restricted),
                "limits": "; ".join(box.limits()),
            }
            for i, box in enumerate(self.boxes)
        ]

    def plot(self) -> Svg:
        """The trade-off curve: coverage across, density up, a point for each box."""
        frame = Frame((0.0, 1.0), (0.0, 1.0))
        across, up = [b.coverage for b in self.boxes], [b.density for b in self.boxes]
        line = f'<polyline points="{frame.line(across, up)}" fill="none" stroke="{FILL}"/>'
        marks = "".join(
            f'<circle cx="{x}" cy="{y}" r="3" fill="{FILL}"><title>{i}: {escape(words)}</title>'
            "</circle>"
            for i, (place, words) in enumerate(
                (frame.point(b.coverage, b.density), "; ".join(b.limits())) for b in self.boxes
            )
            for x, y in [place.split(",")]
        )
        return frame.picture("Density by coverage", line + marks, "coverage")

    def _repr_html_(self) -> str:
        rows = self.table()
        head = "".join(f"<th>{name}</th>" for name in rows[0])
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row.values()) + "</tr>"
            for row in rows
        )
        return f"{self.plot()}<table><tr>{head}</tr>{body}</table>"


def _cell(value: float | str) -> str:
    return f"{value:.3g}" if isinstance(value, float) else escape(str(value))
