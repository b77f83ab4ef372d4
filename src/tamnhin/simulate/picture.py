"""Charts as SVG text: no library, no script, the same in a notebook, a page and a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

_WIDE, _TALL, _LEFT, _TOP, _BOTTOM, _RIGHT = 640, 320, 70, 34, 36, 20
INK: Final = "#0b2e4a"
FILL: Final = "#1f5f8b"


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


@dataclass(frozen=True, slots=True)
class Frame:
    """The space of a chart: from numbers to points of the picture.

    Attributes:
        x: first and last number of the horizontal axis.
        y: least and greatest number of the vertical axis, different.
    """

    x: tuple[float, float]
    y: tuple[float, float]

    def point(self, x: float, y: float) -> str:
        """A point as SVG writes it."""
        (left, right), (low, high) = self.x, self.y
        across = _LEFT + (x - left) / ((right - left) or 1.0) * (_WIDE - _LEFT - _RIGHT)
        down = _TOP + (high - y) / (high - low) * (_TALL - _TOP - _BOTTOM)
        return f"{across:.1f},{down:.1f}"

    def line(self, xs: Sequence[float], ys: Sequence[float]) -> str:
        """Points of a line."""
        return " ".join(self.point(x, y) for x, y in zip(xs, ys, strict=True))

    def picture(self, title: str, body: str, across: str = "") -> Svg:
        """The whole chart: what is drawn inside, both axes with their ends named, a title.

        Args:
            title: plain text.
            body: SVG elements.
            across: what the horizontal axis shows, plain text.
        """
        wide, floor = _WIDE - _LEFT - _RIGHT, _TALL - _BOTTOM
        (left, right), (low, high) = self.x, self.y
        title, across = escape(title), escape(across)
        return Svg(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_TALL}" role="img" '
            f'font-family="sans-serif" font-size="12"><title>{title}</title>'
            f'<text x="{_LEFT}" y="20" font-size="14">{title}</text>{body}'
            f'<path d="M{_LEFT} {_TOP}V{floor}H{_LEFT + wide}" fill="none" stroke="#555"/>'
            f'<text x="{_LEFT - 6}" y="{_TOP + 4}" text-anchor="end">{high:.4g}</text>'
            f'<text x="{_LEFT - 6}" y="{floor}" text-anchor="end">{low:.4g}</text>'
            f'<text x="{_LEFT}" y="{floor + 18}">{left:g}</text>'
            f'<text x="{_LEFT + wide / 2}" y="{floor + 18}" text-anchor="middle">{across}</text>'
            f'<text x="{_LEFT + wide}" y="{floor + 18}" text-anchor="end">{right:g}</text></svg>'
        )
