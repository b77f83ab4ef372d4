# ruff: noqa: E501 - a case is read best on one line
from __future__ import annotations

import json

import pytest

from tamnhin.errors import GeoError
from tamnhin.geojson import MAX_POINTS, parse_shapes

SQUARE = [[105, 20], [106, 20], [106, 21, 7.5], [105, 20]]


def layer(*features: tuple[object, object, object]) -> str:
    return json.dumps(
        {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"code": code, "name": "x"},
             "geometry": {"type": kind, "coordinates": coordinates}}
            for code, kind, coordinates in features]}
    )  # fmt: skip


def test_polygons_and_multipolygons_become_rings() -> None:
    hole = [[105.5, 20.1], [105.6, 20.1], [105.6, 20.2], [105.5, 20.1]]
    shapes = parse_shapes(
        layer(("a", "Polygon", [SQUARE, hole]), (35, "MultiPolygon", [[SQUARE], [hole]])), "code"
    )
    assert set(shapes.rings) == {"a", "35"}
    assert shapes.rings["a"][0] == ((105.0, 20.0), (106.0, 20.0), (106.0, 21.0), (105.0, 20.0))
    assert [len(rings) for rings in shapes.rings.values()] == [2, 2]
    assert shapes.properties["a"]["name"] == "x"
    assert shapes.bounds == (105.0, 20.0, 106.0, 21.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"), ("[]", "not a FeatureCollection"), ('{"features": []}', "not a FeatureCollection"),
        (layer((None, "Polygon", [SQUARE])), "neither text"), (layer((True, "Polygon", [SQUARE])), "neither text"),
        (layer(("", "Polygon", [SQUARE])), "neither text"), (layer(("a", "Point", [1, 2])), "neither a Polygon"),
        (layer(("a", "Polygon", [])), "no rings"), (layer(("a", "Polygon", [SQUARE[:3]])), "fewer than four"),
        (layer(("a", "Polygon", [[*SQUARE[:3], [105, 20.5]]])), "does not end where it begins"),
        (layer(("a", "Polygon", [[[600_000, 2_200_000]] * 4])), "VN-2000"),
        (layer(("a", "Polygon", [[[True, 1]] * 4])), "not a pair of numbers"),
        (layer(("a", "Polygon", [[["105", "20"]] * 4])), "not a pair of numbers"),
        (layer(("a", "Polygon", [[[10**400, 1]] * 4])), "not a pair of numbers"),
        (layer(("a", "Polygon", [[[float("nan"), 1]] * 4])), "not a pair of numbers"),
        (layer(("a", "Polygon", [[[105]] * 4])), "not a pair of numbers"),
        ('{"features": [{"properties": {"ma": 1}}]}', "no property “code”; it has these: ma"),
        ('{"features": [{}]}', "no property “code”"), ('{"features": [1]}', "no property “code”"),
        (layer(("a", "Polygon", [SQUARE]), ("a", "Polygon", [SQUARE])), "two features"),
    ],
)  # fmt: skip
def test_what_is_no_layer(text: str, words: str) -> None:
    with pytest.raises(GeoError) as raised:
        parse_shapes(text, "code")
    assert words in raised.value.text("en")


def test_the_number_of_points_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_POINTS > 100_000
    monkeypatch.setattr("tamnhin.geojson.MAX_POINTS", 7)
    with pytest.raises(GeoError) as raised:
        parse_shapes(layer(("a", "Polygon", [SQUARE]), ("b", "Polygon", [SQUARE])), "code")
    assert "more than 7 points" in raised.value.text("en")
