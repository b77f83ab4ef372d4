"""datapackage.json, judged by the frictionless validator, which shares no code with ours."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

import tamnhin
from smallplan import put
from tamnhin.plan.schema import TABLES

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of frictionless and what it imports
    from frictionless import Package, system

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


def faults(folder: Path) -> list[tuple[str, object]]:
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    return [tuple(fault) for fault in report.flatten(["type", "rowNumber"])]  # type: ignore[misc]


def test_the_validator_accepts_the_folder(small_plan: Path) -> None:
    assert faults(small_plan) == []
    data = json.loads((small_plan / "datapackage.json").read_text(encoding="utf-8"))
    assert data["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert [r["path"] for r in data["resources"]] == [record.path for record in TABLES]
    assert {r["type"] for r in data["resources"]} == {"table"}
    assert all(f["description"] for r in data["resources"] for f in r["schema"]["fields"])


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "fault"),
    [
        ("tables/targets.csv", 2, "indicator_id", "gone", "foreign-key"),
        ("series/observations.csv", 3, "source_id", "gone", "foreign-key"),
        ("tables/commitments.csv", 2, "parent_id", "gone", "foreign-key"),
        ("series/observations.csv", 3, "value", "many", "type-error"),
        ("tables/territories.csv", 4, "valid_from", "1/1/1997", "type-error"),
        ("tables/indicators.csv", 2, "direction", "sideways", "constraint-error"),
        ("tables/sources.csv", 2, "source_id", "A B", "constraint-error"),
        ("tables/sources.csv", 5, "source_id", "quyet-dinh", "primary-key"),
    ],
)  # fmt: skip
def test_the_validator_sees_what_is_broken(
    small_plan: Path, table: str, row: int, column: str, value: str, fault: str
) -> None:
    put(small_plan, table, row, column, value)
    assert (fault, row) in faults(small_plan)


def test_the_example_is_accepted() -> None:
    folder = tamnhin.example()
    if not (folder / "datapackage.json").exists():
        pytest.skip("the example plan is not there yet")
    assert faults(folder) == []
