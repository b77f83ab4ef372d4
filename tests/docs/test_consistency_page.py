"""Every figure on the page of consistency is what the program prints for the example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tamnhin
from tamnhin.assess.consistency.run import check_consistency
from tamnhin.assess.consistency.words import IDENTITIES, lines

PAGE = Path(__file__).resolve().parents[2] / "docs" / "consistency.md"
TEXT = PAGE.read_text(encoding="utf-8")
LINES = [
    line
    for block in re.findall(r"^```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture(scope="module")
def printed() -> set[str]:
    plan = tamnhin.open_plan(tamnhin.example())
    said = {line for f in check_consistency(plan) for line in lines(f, plan, "en")}
    return {line.strip().removeprefix("= ") for line in said}


@pytest.mark.parametrize("line", LINES)
def test_line_is_what_the_program_prints(line: str, printed: set[str]) -> None:
    assert line in printed


@pytest.mark.parametrize("identity", sorted(IDENTITIES))
def test_identity_is_on_the_page(identity: str) -> None:
    assert f"`{identity}`" in TEXT


def test_the_figures_in_the_prose_are_computed() -> None:
    findings = check_consistency(tamnhin.open_plan(tamnhin.example()))
    growth = next(f for f in findings if f.identity == "growth-prices")
    points = round(100 * (growth.implied[0].figure.value - 1), 2)
    assert f"about {points} points" in " ".join(TEXT.split())
