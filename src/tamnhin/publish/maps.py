"""Maps as SVG: the shapes of a layer, and the places of the plan as marked points.

Equirectangular with the cosine of the middle latitude: for one province the error is far
below the width of a line. Nothing is fetched: shapes are the plan's own files.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markupsafe import escape

from tamnhin.geojson import Ring, Shapes
from tamnhin.plan.types import Place
from tamnhin.publish import svg, words
from tamnhin.publish.phrases import Phrases

GOLDEN: Final = math.pi * (3 - math.sqrt(5))
"""The golden angle: points laid out with it never line up, as in a sunflower."""
MARK: Final = 6.0
"""Half the size of a mark."""
GRID: Final = 14
"""Steps in each direction in which a free place for a name is looked for."""
MAX_PUSHED: Final = 400
"""Places up to which marks are pushed apart; beyond it the work would grow with the square."""

COLOURS: Final[Mapping[str, str]] = {
    "high_tech_park": "#6b1f8a",
    "industrial_park": "#1d4f91",
    "industrial_cluster": "#1d4f91",
    "university": "#0b6b3a",
    "hospital": "#a3200b",
    "tourism": "#0b6b3a",
    "urban_area": "#8a5a00",
    "transport": "#343f4a",
    "factory": "#1d4f91",
    "other": "#53616f",
}

Projection = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """A place on the drawing."""

    place: Place
    x: float
    y: float


@dataclass(frozen=True)
class LegendEntry:
    """One kind of place in the legend, and how many there are."""

    code: str
    kind: str
    count: int


def place_mark(kind: str, x: float, y: float, hollow: bool = False, r: float = MARK) -> str:
    """The mark of a kind of place; hollow where the decision itself does not name the place."""
    colour = COLOURS.get(kind, COLOURS["other"])
    paint = {"fill": svg.PAPER if hollow else colour, "stroke": colour if hollow else svg.PAPER}
    paint["stroke_width"] = "2" if hollow else "1"
    attributes = svg.attrs(dict(paint))
    n = svg.num
    shapes = {
        "high_tech_park": _star(x, y, r * 1.35),
        "industrial_park": f"M{n(x - r)} {n(y - r)}h{n(2 * r)}v{n(2 * r)}h{n(-2 * r)}z",
        "industrial_cluster": f"M{n(x)} {n(y - r * 1.2)}l{n(r * 1.2)} {n(r * 1.2)}l{n(-r * 1.2)} "
        f"{n(r * 1.2)}l{n(-r * 1.2)} {n(-r * 1.2)}z",
        "tourism": f"M{n(x)} {n(y - r * 1.1)}l{n(r * 1.2)} {n(r * 2.1)}h{n(-r * 2.4)}z",
        "university": f"M{n(x)} {n(y + r * 1.1)}l{n(r * 1.2)} {n(-r * 2.1)}h{n(-r * 2.4)}z",
        "hospital": _cross(x, y, r),
        "transport": f"M{n(x - r * 1.2)} {n(y - r * 0.5)}h{n(r * 2.4)}v{n(r)}h{n(-r * 2.4)}z",
        "factory": f"M{n(x - r)} {n(y + r)}v{n(-r * 1.2)}l{n(r)} {n(-r * 0.8)}v{n(r * 0.8)}"
        f"l{n(r)} {n(-r * 0.8)}v{n(r * 2)}z",
    }
    if kind in shapes:
        return f'<path d="{shapes[kind]}"{attributes}/>'
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r * 0.95)}"{attributes}/>'


def _star(x: float, y: float, r: float) -> str:
    points = []
    for i in range(10):
        size, angle = (r, r * 0.45)[i % 2], math.pi * (i / 5 - 0.5)
        points.append(
            f"{svg.num(x + size * math.cos(angle))} {svg.num(y + size * math.sin(angle))}"
        )
    return "M" + "L".join(points) + "z"


def _cross(x: float, y: float, r: float) -> str:
    a, n = r * 0.4, svg.num
    return (
        f"M{n(x - a)} {n(y - r)}h{n(2 * a)}v{n(r - a)}h{n(r - a)}v{n(2 * a)}h{n(a - r)}v{n(r - a)}"
        f"h{n(-2 * a)}v{n(a - r)}h{n(a - r)}v{n(-2 * a)}h{n(r - a)}z"
    )


def project(
    bounds: tuple[float, float, float, float], width: float, margin: float
) -> tuple[Projection, float]:
    """Scale and origin for bounds in degrees, and the height that the drawing then has.

    Args:
        bounds: west, south, east, north.
        width: of the drawing.
        margin: free space at every side.
    """
    west, south, east, north = bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (width - 2 * margin) / max((east - west) * squeeze, 1e-6)
    height = min((north - south) * scale + 2 * margin, 1.6 * width)
    scale = min(scale, (height - 2 * margin) / max(north - south, 1e-6))
    left = (width - (east - west) * squeeze * scale) / 2
    return (west - left / (squeeze * scale), north + margin / scale, squeeze * scale, scale), height


def _at(p: Projection, longitude: float, latitude: float) -> tuple[float, float]:
    return (longitude - p[0]) * p[2], (p[1] - latitude) * p[3]


def spread(places: Sequence[Place], p: Projection, width: float, height: float) -> list[Spot]:
    """Places with coordinates as spots that do not lie on each other.

    Those of one coordinate are laid around it as the seeds of a sunflower; then spots that
    still touch are pushed apart, always in the same order, so that a map is drawn the same
    every time.
    """
    groups: dict[tuple[float, float], list[Place]] = {}
    for place in places:
        if place.latitude is not None and place.longitude is not None:
            key = _at(p, float(place.longitude), float(place.latitude))
            groups.setdefault(key, []).append(place)
    spots: list[list[float]] = []
    named: list[Place] = []
    for (x, y), group in groups.items():
        for i, place in enumerate(group):
            r = 0.0 if len(group) == 1 else 1.35 * MARK * math.sqrt(i + 0.5)
            spots.append([x + r * math.cos(i * GOLDEN), y + r * math.sin(i * GOLDEN)])
            named.append(place)
    if len(spots) <= MAX_PUSHED:
        _push_apart(spots, 2.5 * MARK)
    for spot in spots:
        spot[0] = min(max(spot[0], MARK * 1.5), width - MARK * 1.5)
        spot[1] = min(max(spot[1], MARK * 1.5), height - MARK * 1.5)
    return [Spot(place, x, y) for place, (x, y) in zip(named, spots, strict=True)]


def _push_apart(spots: list[list[float]], apart: float) -> None:
    for _ in range(30):
        moved = False
        for i, a in enumerate(spots):
            for j in range(i):
                b = spots[j]
                dx, dy = a[0] - b[0], a[1] - b[1]
                distance = math.hypot(dx, dy)
                if distance >= apart:
                    continue
                if distance < 1e-6:
                    dx, dy, distance = math.cos(i * GOLDEN), math.sin(i * GOLDEN), 1.0
                push = min((apart - distance) / 2 + 0.01, apart / 2)
                a[0], a[1] = a[0] + push * dx / distance, a[1] + push * dy / distance
                b[0], b[1] = b[0] - push * dx / distance, b[1] - push * dy / distance
                moved = True
        if not moved:
            return


def _bounds(
    shapes: Shapes | None, places: Iterable[Place]
) -> tuple[float, float, float, float] | None:
    boxes = [shapes.bounds] if shapes else []
    points = [
        (float(p.longitude), float(p.latitude))
        for p in places
        if p.longitude is not None and p.latitude is not None
    ]
    if not boxes and not points:
        return None
    if not boxes:
        points += [
            (points[0][0] - 0.05, points[0][1] - 0.05),
            (points[0][0] + 0.05, points[0][1] + 0.05),
        ]
    west = min([b[0] for b in boxes] + [x for x, _ in points])
    south = min([b[1] for b in boxes] + [y for _, y in points])
    east = max([b[2] for b in boxes] + [x for x, _ in points])
    north = max([b[3] for b in boxes] + [y for _, y in points])
    return west, south, east, north


def place_map(
    shapes: Shapes | None,
    titles: Mapping[str, str],
    places: Sequence[Place],
    say: Phrases,
    title: str,
    desc: str,
    width: float = 680,
    name: str = "",
) -> str:
    """A map of places, each a link to its entry; empty where there is nothing to draw.

    Args:
        shapes: the shapes of a layer by territory; without them only the points are drawn.
        titles: names of the territories, drawn in their shapes.
        places: the places; those without coordinates are left to the list.
        say: the language.
        title: what the map is.
        desc: what it shows.
        width: of the drawing.
        name: class in the page.
    """
    bounds = _bounds(shapes, places)
    if bounds is None:
        return ""
    p, height = project(bounds, width, 18)
    parts = [svg.rect(0.5, 0.5, width - 1, height - 1, fill="#f3f6f9", stroke=svg.GRID)]
    rings = shapes.rings if shapes else {}
    parts += [_shape(group, p) for group in rings.values()]
    spots = spread(places, p, width, height)
    parts += [_link(spot, say) for spot in spots]
    parts += [_name(group, titles.get(code, code), p, spots) for code, group in rings.items()]
    drawn = svg.picture(width, height, title, desc, "".join(parts), name)
    # A picture with links in it is a group, not one image: its links must be reachable.
    return drawn.replace('role="img"', 'role="group"', 1)


def _shape(rings: Sequence[Ring], p: Projection) -> str:
    path = "".join(
        "M"
        + "L".join(f"{svg.num(x)} {svg.num(y)}" for x, y in (_at(p, *point) for point in ring[:-1]))
        + "z"
        for ring in rings
    )
    return (
        f'<path d="{path}" fill="#ffffff" fill-rule="evenodd" stroke="#8a97a5" stroke-width="1.2"/>'
    )


def _name(rings: Sequence[Ring], title: str, p: Projection, spots: Sequence[Spot]) -> str:
    """The name of a unit, where it hides the fewest marks; in two lines where it is too wide."""
    ring = [_at(p, *point) for point in max(rings, key=len)]
    size = 13.0
    room = max(x for x, _ in ring) - min(x for x, _ in ring)
    lines = _lines(title, int(room / (size * 0.58)))
    if len(lines) > 1:
        size = 11.0
    width, height = max(map(len, lines)) * size * 0.58, size * 1.25 * len(lines)
    x, y = _free_place(ring, width, height, spots)
    halo = {"stroke": "#ffffff", "stroke_width": 3, "paint_order": "stroke"}
    first = y - height / 2 + size
    return "".join(
        svg.text(
            x,
            first + i * size * 1.2,
            line,
            text_anchor="middle",
            font_weight=700,
            font_size=svg.num(size),
            **halo,
        )
        for i, line in enumerate(lines)
    )


def _lines(title: str, letters: int) -> list[str]:
    """The title in one line, or broken at the space nearest to its middle."""
    spaces = [i for i, c in enumerate(title) if c == " "]
    if len(title) <= letters or not spaces:
        return [title]
    at = min(spaces, key=lambda i: abs(i - len(title) / 2))
    return [title[:at], title[at + 1 :]]


def _free_place(
    ring: Sequence[tuple[float, float]], width: float, height: float, spots: Sequence[Spot]
) -> tuple[float, float]:
    """The middle of a box in the shape that covers the fewest marks, near its middle."""
    cx, cy = centroid(tuple(ring))
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    near = [s for s in spots if min(xs) <= s.x <= max(xs) and min(ys) <= s.y <= max(ys)]
    if not near:
        return cx, cy

    def cost(x: float, y: float) -> float:
        hidden = sum(
            abs(s.x - x) < width / 2 + MARK and abs(s.y - y) < height / 2 + MARK for s in near
        )
        corners = [(x + i * width / 2, y + k * height / 2) for i in (-1, 1) for k in (-1, 1)]
        outside = sum(not _inside(ring, *corner) for corner in corners)
        return hidden * 1000 + outside * 700 + math.hypot(x - cx, y - cy)

    steps = range(1, GRID)
    candidates = [(cx, cy)] + [
        (
            min(xs) + (max(xs) - min(xs)) * i / GRID,
            min(ys) + (max(ys) - min(ys)) * k / GRID,
        )
        for i in steps
        for k in steps
    ]
    return min(candidates, key=lambda c: cost(*c))


def _inside(ring: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """True where the point lies in the ring (crossings of a ray to the right are odd)."""
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def centroid(ring: Ring) -> tuple[float, float]:
    """The middle of a shape, by area; of one without area, of its points."""
    area = cx = cy = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area += cross
        cx += (x1 + x2) * cross
        cy += (y1 + y2) * cross
    if abs(area) < 1e-12:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    return cx / (3 * area), cy / (3 * area)


def _link(spot: Spot, say: Phrases) -> str:
    place = spot.place
    label = f"{place.title(say.lang)} ({say.word(words.PLACE_KINDS, place.kind)})"
    mark = place_mark(place.kind, spot.x, spot.y, hollow=place.origin != "decision")
    return (
        f'<a href="#{escape(place.place_id)}" aria-label="{escape(label)}">'
        f"<title>{escape(label)}</title>{mark}</a>"
    )


def legend(places: Iterable[Place], say: Phrases) -> tuple[LegendEntry, ...]:
    """The kinds of places that occur, with their marks and counts."""
    counts: Counter[str] = Counter(place.kind for place in places)
    return tuple(
        LegendEntry(kind, say.word(words.PLACE_KINDS, kind), counts[kind])
        for kind in words.PLACE_KINDS
        if counts[kind]
    )


def legend_mark(kind: str, hollow: bool = False) -> str:
    """A mark by itself, for a legend or a list."""
    body = place_mark(kind, 10, 10, hollow)
    size = 'viewBox="0 0 20 20" width="20" height="20"'
    return f'<svg class="mark" {size} aria-hidden="true">{body}</svg>'
