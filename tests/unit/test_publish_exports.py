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
from tamnhin.assess.pace import assess
from tamnhin.plan.types import Target
from tamnhin.publish.exports import plain, safe_cell, table_csv, target_json, to_csv


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
