"""The few SVG elements that charts and maps are drawn with.

Only presentation attributes are written, never a style attribute: a strict content policy
would drop it, and the picture has to look the same as a file of its own.
"""

from __future__ import annotations

from typing import Final

from markupsafe import escape

INK: Final = "#0b1f33"
MUTED: Final = "#53616f"
GRID: Final = "#d5dbe1"
OBSERVED: Final = "#1d4f91"
TARGET: Final = "#a3360b"
BAND: Final = "#f6e3da"
PAPER: Final = "#ffffff"
FONT: Final = "'Be Vietnam Pro', 'Segoe UI', Arial, sans-serif"


def num(value: float) -> str:
    """A coordinate, to a tenth of a unit and without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def text(x: float, y: float, content: str, **attributes: object) -> str:
    """A text element; attribute names may use ``_`` for ``-``."""
    return f'<text x="{num(x)}" y="{num(y)}"{attrs(attributes)}>{escape(content)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> str:
    """A straight line."""
    ends = f'x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}"'
    return f"<line {ends}{attrs(attributes)}/>"


def rect(x: float, y: float, width: float, height: float, **attributes: object) -> str:
    """A rectangle."""
    size = f'width="{num(width)}" height="{num(height)}"'
    return f'<rect x="{num(x)}" y="{num(y)}" {size}{attrs(attributes)}/>'


def circle(x: float, y: float, r: float, **attributes: object) -> str:
    """A circle."""
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(r)}"{attrs(attributes)}/>'


def polyline(points: list[tuple[float, float]], **attributes: object) -> str:
    """A line through points, not filled."""
    joined = " ".join(f"{num(x)},{num(y)}" for x, y in points)
    return f'<polyline fill="none" points="{joined}"{attrs(attributes)}/>'


def diamond(x: float, y: float, r: float, **attributes: object) -> str:
    """A square on its corner, the mark of a target."""
    path = f"M{num(x)} {num(y - r)}l{num(r)} {num(r)}-{num(r)} {num(r)}-{num(r)}-{num(r)}z"
    return f'<path d="{path}"{attrs(attributes)}/>'


def attrs(attributes: dict[str, object]) -> str:
    """Attributes as text, with a space before each.

    Values are colours, sizes and words of our own, never texts of a plan: nothing is escaped.
    """
    return "".join([f' {_NAMES.get(k) or _attribute(k)}="{v}"' for k, v in attributes.items()])


_NAMES: Final[dict[str, str]] = {}


def _attribute(name: str) -> str:
    _NAMES[name] = name.replace("_", "-")
    return _NAMES[name]


def picture(width: float, height: float, title: str, desc: str, body: str, name: str = "") -> str:
    """A whole picture with its title and description for those who do not see it.

    Args:
        width: of the drawing, in its own units.
        height: of the drawing.
        title: what it is.
        desc: what it shows; may be empty.
        body: the elements.
        name: class in the page.
    """
    described = f"<desc>{escape(desc)}</desc>" if desc else ""
    kind = f' class="{name}"' if name else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{kind} viewBox="0 0 {num(width)} {num(height)}" '
        f'role="img" font-family="{FONT}" font-size="13" fill="{INK}">'
        f"<title>{escape(title)}</title>{described}{body}</svg>"
    )


def status_mark(status: str) -> str:
    """The shape of a status, 16 by 16: shape and colour both differ, the word stands beside it."""
    return (
        '<svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        f"{_MARKS.get(status, _MARKS['no_data'])}</svg>"
    )


_GREEN, _BLUE, _AMBER, _RED, _GREY = "#0b6b3a", "#1d4f91", "#8a5a00", "#a3200b", "#53616f"
_MARKS: Final = {
    "met": f'<circle cx="8" cy="8" r="8" fill="{_GREEN}"/>'
    '<path d="M4 8.4l2.8 2.8L12.2 5.4" fill="none" stroke="#fff" stroke-width="2"/>',
    "on_track": f'<path d="M1 2h6l8 6-8 6H1l5-6z" fill="{_BLUE}"/>',
    "behind": f'<path d="M8 1l7.5 14H.5z" fill="{_AMBER}"/>',
    "far_behind": f'<path d="M8 15L.5 1h15z" fill="{_RED}"/>',
    "moving_away": f'<path d="M15 2H9L1 8l8 6h6l-5-6z" fill="{_RED}"/>',
    "missed": f'<path d="M3 3l10 10M13 3L3 13" stroke="{_RED}" stroke-width="4"/>',
    "overdue": f'<rect x="1" y="1" width="14" height="14" fill="{_RED}"/>'
    '<path d="M8 3.5v6M8 11v2" stroke="#fff" stroke-width="2"/>',
    "not_due": f'<circle cx="8" cy="8" r="6.8" fill="#fff" stroke="{_GREY}" stroke-width="2"/>'
    f'<path d="M8 4v4l3 2" fill="none" stroke="{_GREY}" stroke-width="1.6"/>',
    "no_baseline": f'<circle cx="8" cy="8" r="6.8" fill="#fff" stroke="{_GREY}" stroke-width="2"/>'
    f'<circle cx="8" cy="8" r="2" fill="{_GREY}"/>',
    "not_assessable": f'<circle cx="8" cy="8" r="6.8" fill="#fff" stroke="{_GREY}" '
    'stroke-width="2"/>'
    f'<path d="M3 13L13 3" stroke="{_GREY}" stroke-width="2"/>',
    "no_data": f'<circle cx="8" cy="8" r="6.8" fill="#fff" stroke="{_GREY}" '
    'stroke-width="2" stroke-dasharray="3 2.3"/>',
    "no_value": f'<path d="M2 2h12v12H2z" fill="#fff" stroke="{_GREY}" '
    'stroke-width="2" stroke-dasharray="3 2.3"/>',
}
