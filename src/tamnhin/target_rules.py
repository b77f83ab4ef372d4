"""Kinds of problem with the terms of targets: multiples, comparisons, lists of shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tamnhin.messages import N_
from tamnhin.rule import Rule

TARGET_RULES: Final[Mapping[str, Rule]] = {
    "base-missing": Rule(
        "error",
        N_("A multiple has no base year."),
        N_("the period of the base, such as 2020"),
        N_("Fill baseline_period with the year that the document compares with."),
    ),
    "baseline-undated": Rule(
        "warning",
        N_("A baseline without its period is not used."),
        N_("the period of the baseline, such as 2020"),
        N_("Fill baseline_period with the year of the baseline, or empty baseline_value."),
    ),
    "unit-ratio": Rule(
        "error",
        N_("A multiple or a comparison is a ratio, and this unit measures {dimension}."),
        N_("a unit of a ratio: % or ratio"),
        N_("Write 200 % or 2 with the unit ratio for a doubling."),
    ),
    "compared-unused": Rule(
        "error",
        N_("A target of basis “{basis}” is not compared with a territory."),
        N_("an empty cell, or a target of basis relative"),
        N_("Empty compared_with, or set the basis of the target to relative."),
    ),
    "share-list-sum": Rule(
        "warning",
        N_("The shares of the list “{name}” add up to {total} %."),
        N_("shares that add up to 100 %, within their rounding"),
        N_("Look for the share that is wrong or missing; say so in a note if the document is."),
    ),
}
