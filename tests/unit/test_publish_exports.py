"""Downloads open rightly in a spreadsheet, and nothing in them runs there."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

import tamnhin
from builders import SETTINGS, indicator, observation
from tamnhin.assess.pace import assess
from tamnhin.data.observations import Observations
from tamnhin.data.vintage import choices
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Target
from tamnhin.publish.exports import (
    observations_csv,
    plain,
    safe_cell,
    table_csv,
    target_json,
    to_csv,
)
from tamnhin.publish.site import Site


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "-", "+5"],
)
def test_what_looks_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-1.5", "0", "12.25", "Hà Nam", "a=b", "2021/2030", ""])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert safe_cell(cell) == cell


def test_values_are_written_for_machines() -> None:
    assert plain(Decimal("1234.50")) == "1234.50"
    assert plain(dt.date(2025, 7, 1)) == "2025-07-01"
    assert plain(("a", "b")) == "a;b"
    assert plain(None) == ""


def test_excel_sees_utf8_and_every_row_survives() -> None:
    data = to_csv(["tên", "giá trị"], [["Phủ Lý, =x", Decimal("-1.5")], ["=HYPERLINK()", None]])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows == [["tên", "giá trị"], ["Phủ Lý, =x", "-1.5"], ["'=HYPERLINK()", ""]]


def test_a_table_has_a_line_for_every_row(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    rows = list(csv.DictReader(io.StringIO(table_csv(plan, Target).decode("utf-8-sig"))))
    assert [row["target_id"] for row in rows] == [t.target_id for t in plan.targets]


def test_json_of_a_target_names_its_figures_and_passages(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    data = json.loads(target_json(plan, assess(plan)[0]))
    assert data["target"]["target_id"] == "grdp.2030"
    assert {o["source_id"] for o in data["observations"]} == {"nien-giam", "tin"}
    assert data["citations"][0]["locator"] == "Điều 1, khoản 2"


def test_every_period_of_the_example_has_one_figure_in_use() -> None:
    plan = tamnhin.open_plan(tamnhin.example())
    site = Site(plan, assess(plan))
    groups: dict[tuple[str, str, str], list[str]] = {}
    for path in site.paths():
        if path.startswith("data/indicators/"):
            for row in _rows(site, path):
                key = (row["indicator_id"], row["territory_id"], row["period"])
                groups.setdefault(key, []).append(f"{row['used']} {row['source_id']}")
    assert len(groups) > 100
    for (name, territory, period), marks in groups.items():
        used = [mark.removeprefix("yes ") for mark in marks if mark.startswith("yes ")]
        figures = plan.observations.about(name, territory)
        chosen = choices(figures, plan.ids("sources"))
        assert used == [c.used.source_id for p, c in chosen.items() if p.code == period]


def _rows(site: Site, path: str) -> list[dict[str, str]]:
    rendered = site.render(path)
    assert rendered is not None, path
    return list(csv.DictReader(io.StringIO(rendered.body.decode("utf-8-sig"))))


def test_a_figure_not_published_on_the_day_asked_for_is_listed_and_not_used() -> None:
    figures = [
        observation("2023", "10", published="2024-01"),
        observation("2023", "11", source_id="news", published="2025-01"),
    ]
    plan = Plan(SETTINGS, indicators=(indicator(),), observations=Observations.of(figures))
    for day, marks in ((None, ["no", "yes"]), (dt.date(2024, 6, 1), ["yes", "no"])):
        body = observations_csv(plan, [("x", "t")], day).decode("utf-8-sig")
        assert [row["used"] for row in csv.DictReader(io.StringIO(body))] == marks


def test_json_of_a_target_says_the_qualifier_of_the_latest_figure() -> None:
    plan = tamnhin.open_plan(tamnhin.example())
    measured = [
        a for a in assess(plan) if a.latest is not None and a.latest.observation is not None
    ]
    assert measured
    for a in measured:
        latest = json.loads(target_json(plan, a))["assessment"]["latest"]
        assert latest["qualifier"] == a.latest.observation.qualifier
