"""A plan folder with a target of every basis: it is checked, saved and assessed as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import tamnhin
from smallplan import add_row, put
from tamnhin.assess.pace import assess
from tamnhin.plan.tidy import tidy_folder
from tamnhin.plan.types import Basis

TAR = "tables/targets.csv"
ROWS: dict[Basis, dict[str, str]] = {
    "level": {"value": "250", "unit": "trillion VND"},
    "average_growth": {
        "indicator_id": "grdp.growth",
        "value": "10",
        "unit": "%/yr",
        "period": "2021/2030",
    },
    "change": {
        "indicator_id": "poverty",
        "operator": "about",
        "value": "0.5",
        "unit": "%",
        "period": "2021/2030",
    },
    "cumulative": {"value": "900", "unit": "trillion VND", "period": "2021/2030"},
    "share": {"indicator_id": "poverty", "operator": "at_most", "value": "1", "unit": "%"},
    "ceiling": {
        "indicator_id": "poverty",
        "operator": "at_most",
        "value": "4",
        "unit": "%",
        "period": "2021/2030",
    },
    "multiple": {"value": "2", "unit": "ratio", "baseline_period": "2022"},
    "rank": {"indicator_id": "rank.pci", "operator": "at_most", "value": "10", "unit": "rank"},
    "milestone": {"indicator_id": "rank.pci", "operator": "exactly", "value": "1", "unit": "rank"},
    "relative": {"value": "60", "unit": "%"},
}


@pytest.fixture
def folder(small_plan: Path) -> Path:
    usual = {
        "indicator_id": "grdp",
        "territory_id": "bac",
        "operator": "at_least",
        "period": "2030",
        "origin": "decision",
        "citation_ids": "qd.1",
    }
    for basis, row in ROWS.items():
        name = f"of-{basis.replace('_', '-')}"
        cells = {"target_id": name, "title_vi": name, "title_en": name, "basis": basis}
        add_row(small_plan, TAR, **usual | cells | row)
    percent = {"target_id": "percent", "title_vi": "p", "title_en": "p", "basis": "multiple"}
    add_row(small_plan, TAR, **usual | percent | ROWS["multiple"] | {"value": "200", "unit": "%"})
    add_row(small_plan, "tables/target_terms.csv", target_id="of-relative", compared_with="nam")
    tidy_folder(small_plan)
    return small_plan


def test_every_basis_is_there():
    assert set(ROWS) == set(get_args(Basis))


def test_a_folder_with_every_kind_of_promise_is_accepted(folder):
    assert [str(p) for p in tamnhin.check_folder(folder).problems] == []


def test_multiples_and_comparisons_are_assessed_from_a_folder(folder):
    found = {a.target.target_id: a for a in assess(tamnhin.open_plan(folder))}
    # Twice the 100.5 trillion of 2022, in the billions of the indicator; 111,500 by 223,000.
    assert (found["of-multiple"].goal, found["percent"].goal) == (201_000, 201_000)
    assert found["of-multiple"].pace.required == pytest.approx(100 * (2 ** (1 / 8) - 1))
    relative = found["of-relative"]
    assert (float(relative.latest.value), relative.goal) == (50, 60)
    assert relative.compared_with.territory_id == "nam"


def test_a_comparison_with_nobody_is_in_the_unit_of_its_indicator(folder):
    put(folder, "tables/target_terms.csv", 3, "compared_with", "")
    codes = {(p.code, p.column) for p in tamnhin.check_folder(folder).problems}
    assert ("unit-mismatch", "unit") in codes
