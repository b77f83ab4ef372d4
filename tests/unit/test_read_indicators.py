"""The built-in catalogue, and phrases matched to it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import tamnhin
from tamnhin.read.indicators.catalogue import built_in, with_plan
from tamnhin.read.indicators.keys import tokens
from tamnhin.read.indicators.match import Matcher, default_matcher
from tamnhin.units import convertible, units

PHRASES = Path(__file__).parents[1] / "golden" / "read" / "phrases.csv"


def phrases(part: str) -> list[dict[str, str]]:
    with PHRASES.open(encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream) if row["part"] == part]


def test_the_catalogue_is_wide_and_sound() -> None:
    entries = built_in()
    rows = [entry.indicator for entry in entries]
    assert len(rows) >= 280
    assert len({row.indicator_id for row in rows}) == len(rows)
    assert len({row.title_vi for row in rows}) == len(rows)
    assert {row.unit for row in rows} <= set(units())
    assert len({row.topic for row in rows}) >= 15
    assert all(tokens(name) for entry in entries for name in entry.names)


def test_an_indicator_of_the_example_keeps_its_identifier_and_unit() -> None:
    known = {entry.indicator.indicator_id: entry.indicator for entry in built_in()}
    shared = [r for r in tamnhin.open_plan(tamnhin.example()).indicators if r.indicator_id in known]
    assert len(shared) >= 90
    assert all(convertible(row.unit, known[row.indicator_id].unit) for row in shared)


@pytest.mark.parametrize(("part", "least"), [("dev", 0.95), ("test", 0.98)])
def test_phrases_find_their_indicator(part: str, least: float) -> None:
    matcher = default_matcher()
    named = [row for row in phrases(part) if row["indicator_id"]]
    right = 0
    for row in named:
        found = matcher.match(row["phrase"], row["unit"])
        right += found is not None and found.indicator_id == row["indicator_id"]
    assert right / len(named) >= least


def test_scores_are_chances_of_being_right() -> None:
    squares = []
    for row in phrases("test"):
        found = default_matcher().match(row["phrase"], row["unit"])
        right = found is not None and found.indicator_id == row["indicator_id"]
        squares.append(((found.score if found else 0.0) - right) ** 2)
    assert sum(squares) / len(squares) < 0.05  # Brier score; 0.07 for "always right"


def test_what_the_catalogue_does_not_have_gets_no_sure_answer() -> None:
    scores = []
    for row in [*phrases("dev"), *phrases("test")]:
        if not row["indicator_id"]:
            found = default_matcher().match(row["phrase"], row["unit"])
            scores.append(found.score if found else 0.0)
    assert max(scores) < 0.7
    assert sum(score >= 0.5 for score in scores) <= 1


def test_the_runner_up_is_named_and_scores_no_more() -> None:
    found = default_matcher().match("thu nhập bình quân đầu người", "million VND/person")
    assert found is not None
    assert found.runner_up is not None
    assert found.runner_up_score <= found.score


def test_the_unit_decides_between_growth_and_share() -> None:
    matcher = default_matcher()
    share, growth = matcher.match("dịch vụ", "%"), matcher.match("dịch vụ", "%/yr")
    assert share is not None
    assert growth is not None
    assert (share.indicator_id, growth.indicator_id) == ("share.services", "services.growth")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tỷ lệ hộ nghèo", "tỉ lệ hộ nghèo"),
        ("GRDP bình quân đầu người", "tổng sản phẩm trên địa bàn/người"),
        ("bác sỹ trên 10.000 dân", "bác sĩ/vạn dân"),
        ("khu công nghiệp", "KCN"),
    ],
)
def test_spellings_and_short_forms_are_one_key(one: str, other: str) -> None:
    assert set(tokens(one)) == set(tokens(other))


def test_a_phrase_without_marks_is_understood() -> None:
    found = default_matcher().match("ty le che phu rung", "%")
    assert found is not None
    assert found.indicator_id == "forest.cover"


def test_an_empty_phrase_finds_nothing() -> None:
    assert default_matcher().match("") is None
    assert default_matcher().match("đạt 5 của năm", "%") is None


def test_a_plan_brings_its_own_indicators() -> None:
    plan = tamnhin.open_plan(tamnhin.example())
    found = Matcher(with_plan(plan.indicators)).match("Việc làm khu du lịch Tam Chúc", "jobs")
    assert found is not None
    assert found.indicator_id == "tam-chuc.jobs"


def test_every_indicator_of_a_plan_is_found_by_its_own_title() -> None:
    plan = tamnhin.open_plan(tamnhin.example())
    matcher = Matcher(with_plan(plan.indicators))
    assert len(plan.indicators) > 90
    for row in plan.indicators:
        found = matcher.match(row.title_vi, row.unit)
        assert found is not None, row.title_vi
        assert found.indicator_id == row.indicator_id
        assert found.score >= 0.5


def test_an_indicator_of_the_plan_takes_the_names_of_its_built_in_twin() -> None:
    twin = built_in()[0]
    own = twin.indicator.model_copy(update={"indicator_id": "office.one"})
    matcher = Matcher(with_plan([own]))
    assert len(matcher.entries) == len(built_in())
    for name in twin.names:
        found = matcher.match(name, own.unit)
        assert found is not None
        assert found.indicator_id == "office.one"
