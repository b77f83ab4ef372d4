"""GeoJSON polygons, checked: what an office exports is drawn only when it makes sense.

Geometry is longitude and latitude in WGS 84 (RFC 7946). Nothing is measured on it; it is drawn.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tamnhin.errors import GeoError
from tamnhin.messages import N_
from tamnhin.problems import shorten

Ring = tuple[tuple[float, float], ...]
MAX_POINTS: Final = 2_000_000
"""Vertices of one layer; the communes of the whole country, unsimplified, have about this many."""

MAX_COORDINATE: Final = 10**12
"""Beyond any projection in metres; a longer whole number would not even become a float."""


MAX_NAMES: Final = 12
MAX_NAME: Final = 40
"""Properties that a message lists, and letters of each."""


@dataclass(frozen=True)
class Shapes:
    """Rings by feature code; a shape is filled by the even-odd rule, so holes need no mark.

    Attributes:
        rings: for every code, closed rings of (longitude, latitude).
        properties: for every code, the properties of its feature.
    """

    rings: Mapping[str, tuple[Ring, ...]]
    properties: Mapping[str, Mapping[str, Any]]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        points = [point for rings in self.rings.values() for ring in rings for point in ring]
        longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _is_finite(number: Any) -> bool:
    if isinstance(number, int):
        return not isinstance(number, bool) and abs(number) < MAX_COORDINATE
    return isinstance(number, float) and math.isfinite(number)


def _ring(data: Any, code: str) -> Ring:
    if not isinstance(data, list) or len(data) < 4:
        raise GeoError(N_("a ring of {code} has fewer than four points"), code=code)
    ring = []
    for point in data:
        good = isinstance(point, list) and len(point) >= 2
        pair = point[:2] if good else []
        if not good or not all(_is_finite(c) for c in pair):
            raise GeoError(N_("a point of {code} is not a pair of numbers"), code=code)
        longitude, latitude = float(pair[0]), float(pair[1])
        if abs(longitude) > 180 or abs(latitude) > 90:
            raise GeoError(
                N_("a point of {code} is not in degrees: the layer may be in VN-2000 metres"),
                code=code,
            )
        ring.append((longitude, latitude))
    if ring[0] != ring[-1]:
        raise GeoError(N_("a ring of {code} does not end where it begins"), code=code)
    return tuple(ring)


def _rings(geometry: Any, code: str) -> tuple[Ring, ...]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"} or not isinstance(coordinates, list):
        raise GeoError(N_("{code} is neither a Polygon nor a MultiPolygon"), code=code)
    polygons = [coordinates] if kind == "Polygon" else coordinates
    rings = [
        _ring(ring, code) for polygon in polygons if isinstance(polygon, list) for ring in polygon
    ]
    if not rings:
        raise GeoError(N_("{code} has no rings"), code=code)
    return tuple(rings)


def _code(feature: Any, number: int, field: str) -> str:
    """What identifies a feature."""
    held = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(held, dict) or field not in held:
        names = [*held][:MAX_NAMES] if isinstance(held, dict) else []
        listed = shorten(", ".join(shorten(str(name))[:MAX_NAME] for name in names)) or "-"
        raise GeoError(
            N_("feature {number} has no property “{field}”; it has these: {names}"),
            number=number,
            field=shorten(field),
            names=listed if len(held or ()) <= MAX_NAMES else listed.removesuffix("…") + "…",
        )
    code = held[field]
    if not isinstance(code, (str, int)) or isinstance(code, bool) or code == "":
        raise GeoError(
            N_("the property “{field}” of feature {number} is neither text nor a whole number"),
            number=number,
            field=shorten(field),
        )
    return str(code)


def parse_shapes(text: str, code_field: str) -> Shapes:
    """The polygons of a FeatureCollection by the code of each feature.

    Args:
        text: GeoJSON.
        code_field: the property that identifies a feature.

    Raises:
        GeoError: the text is not such a layer.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise GeoError(N_("it is not JSON")) from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not features:
        raise GeoError(N_("it is not a FeatureCollection with features"))
    rings: dict[str, tuple[Ring, ...]] = {}
    properties: dict[str, Mapping[str, Any]] = {}
    total = 0
    for number, feature in enumerate(features, 1):
        name = _code(feature, number, code_field)
        if name in rings:
            raise GeoError(N_("two features have the code {code}"), code=shorten(name))
        rings[name] = _rings(feature.get("geometry"), shorten(name))
        properties[name] = feature["properties"]
        total += sum(len(ring) for ring in rings[name])
        if total > MAX_POINTS:
            raise GeoError(N_("it has more than {limit} points"), limit=MAX_POINTS)
    return Shapes(rings, properties)
