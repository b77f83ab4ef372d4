"""Charts and maps: right numbers, no style attribute, readable without seeing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import tamnhin
from tamnhin.assess.pace import assess
from tamnhin.assess.status import WORDS
from tamnhin.plan.types import Place
from tamnhin.publish import charts, maps, svg
from tamnhin.publish.chartdata import chart_data
from tamnhin.publish.geography import layer_shapes, validity
from tamnhin.publish.phrases import phrases

SVG = "{http://www.w3.org/2000/svg}"


def test_ticks_are_round_and_cover_the_range() -> None:
    assert charts.nice_ticks(0, 230) == [0, 50, 100, 150, 200, 250]
    assert charts.nice_ticks(7.0, 11.2)[0] <= 7.0
    assert charts.nice_ticks(5, 5)[-1] >= 5


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_chart_is_a_file_of_its_own(small_plan: Path, lang: str) -> None:
    a = assess(tamnhin.open_plan(small_plan))[0]
    drawn = charts.target_chart(a, phrases(lang))  # type: ignore[arg-type]
    root = ET.fromstring(drawn)
    assert root.find(f"{SVG}title") is not None
    desc = root.find(f"{SVG}desc")
    assert desc is not None
    assert desc.text
    assert "style=" not in drawn
    assert len(drawn) < 6000
    texts = [t.text for t in root.iter(f"{SVG}text")]
    assert any("250" in (t or "") for t in texts), "the target's value is printed"


def test_figures_that_are_not_used_are_hollow(small_plan: Path) -> None:
    data = chart_data(assess(tamnhin.open_plan(small_plan))[0])
    assert data.observed[-1] == (2023.0, 111500.0)
    assert set(data.others) == {(2023.0, 110000.0), (2023.0, 110250.0)}
    assert data.goal == (2030.0, 250000.0)
    assert data.upper == 300000.0


def test_a_target_without_figures_has_no_chart(small_plan: Path) -> None:
    by_id = {a.target.target_id: a for a in assess(tamnhin.open_plan(small_plan))}
    assert charts.target_chart(by_id["rank"], phrases("vi")) == "" or by_id["rank"].series


def test_numbers_on_the_axis_follow_the_language(small_plan: Path) -> None:
    a = assess(tamnhin.open_plan(small_plan))[0]
    assert "100.000" in charts.target_chart(a, phrases("vi"))
    assert "100,000" in charts.target_chart(a, phrases("en"))


def test_every_status_has_its_own_mark() -> None:
    marks = {svg.status_mark(status) for status in WORDS}
    assert len(marks) == len(WORDS)


def _place(name: str, origin: str = "decision") -> Place:
    return Place.model_validate(
        {
            "place_id": name,
            "title_vi": f"Cụm <{name}>",
            "title_en": "",
            "kind": "industrial_cluster",
            "latitude": "20.5",
            "longitude": "105.9",
            "precision": "approximate",
            "origin": origin,
            "citation_ids": ("c",),
        }
    )


def test_places_on_one_point_are_laid_apart() -> None:
    places = [_place(f"p{i}") for i in range(30)]
    projection, height = maps.project((105.8, 20.4, 106.1, 20.7), 600, 18)
    spots = maps.spread(places, projection, 600, height)
    gaps = [
        ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 for i, a in enumerate(spots) for b in spots[:i]
    ]
    assert len(spots) == 30
    assert min(gaps) > 1.5 * maps.MARK
    assert spots == maps.spread(places, projection, 600, height)


def test_every_point_links_to_its_entry_and_text_is_escaped() -> None:
    drawn = maps.place_map(None, {}, [_place("a"), _place("b")], phrases("en"), "T", "D")
    root = ET.fromstring(drawn)
    assert [a.get("href") for a in root.iter(f"{SVG}a")] == ["#a", "#b"]
    assert "<a>" not in drawn
    assert "style=" not in drawn


def test_a_draft_is_drawn_otherwise_than_the_decision() -> None:
    assert maps.legend_mark("industrial_park") != maps.legend_mark("industrial_park", hollow=True)


def test_the_example_layers_say_when_their_borders_hold() -> None:
    plan = tamnhin.open_plan(tamnhin.example())
    for layer, shapes in layer_shapes(plan):
        assert shapes is not None
        assert re.search(r"\d{2}/\d{2}/\d{4}", validity(layer, phrases("vi")))
