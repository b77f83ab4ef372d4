"""The words of the review page for columns, states and decisions; all are message ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tamnhin.messages import N_
from tamnhin.publish.words import COMMITMENT_KINDS, ORIGINS, TOPICS

FIELDS: Final[Mapping[str, str]] = {
    "title_vi": N_("Title in Vietnamese"),
    "title_en": N_("Title in English"),
    "kind": N_("Kind of promise"),
    "topics": N_("Topics"),
    "parent_id": N_("Part of the promise"),
    "commitment_id": N_("Belongs to the promise"),
    "indicator_id": N_("Indicator"),
    "basis": N_("How the number is meant"),
    "operator": N_("Comparison"),
    "value": N_("Number"),
    "upper": N_("Upper end of the range"),
    "unit": N_("Unit"),
    "period": N_("Period"),
    "baseline_period": N_("Period of the baseline"),
    "baseline_value": N_("Baseline"),
    "start_year": N_("First year"),
    "due_year": N_("Last year"),
    "responsible_body": N_("Who answers for it"),
    "in_force_to": N_("In force until"),
    "note": N_("Note"),
    "area": N_("Area"),
    "area_unit": N_("Unit of the area"),
    "stage": N_("Stage"),
    "period_note": N_("Years"),
    "start_on": N_("Begins"),
    "planned_end_on": N_("To be finished"),
    "planned_money": N_("Money planned"),
    "money_unit": N_("Unit of the money"),
}

ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "targets": (
        "indicator_id",
        "operator",
        "value",
        "upper",
        "unit",
        "period",
        "basis",
        "commitment_id",
        "baseline_value",
        "baseline_period",
        "title_vi",
        "title_en",
        "note",
    ),
    "commitments": (
        "title_vi",
        "title_en",
        "kind",
        "topics",
        "start_year",
        "due_year",
        "responsible_body",
        "parent_id",
        "note",
    ),
}
"""Columns that a person may correct, in the order of the form."""

TABLES: Final[Mapping[str, str]] = {
    "commitments": N_("Promise in words"),
    "targets": N_("Target with a number"),
}

STATES: Final[Mapping[str, str]] = {
    "open": N_("to review"),
    "accepted": N_("accepted"),
    "changed": N_("corrected"),
    "refused": N_("rejected"),
}
SIGNS: Final[Mapping[str, str]] = {"open": "○", "accepted": "✓", "changed": "✎", "refused": "✗"}

PROPOSALS: Final[Mapping[str, str]] = {
    "added": N_("Added by the later reading"),
    "changed": N_("Changed by the later reading"),
    "withdrawn": N_("Not in the later reading any more"),
}

DONE: Final[Mapping[str, str]] = {
    "accepted": N_("{name} is accepted."),
    "changed": N_("{name} is corrected."),
    "refused": N_("{name} is rejected."),
    "split": N_("{name} is split; its parts are to be reviewed."),
    "merged": N_("{name} now holds both passages; review it once more."),
    "undone": N_("The last decision on {name} is undone."),
}

BASES: Final[Mapping[str, str]] = {
    "level": N_("a value at the end"),
    "average_growth": N_("average growth a year"),
    "change": N_("points a year"),
    "cumulative": N_("a sum over the period"),
    "share": N_("a part of a whole"),
    "ceiling": N_("a bound in every year"),
    "multiple": N_("a multiple of a base year"),
    "rank": N_("a place among others"),
    "milestone": N_("reached or not"),
    "relative": N_("compared with another territory"),
}

COMPARISONS: Final[Mapping[str, str]] = {
    "at_least": N_("at least"),
    "more_than": N_("more than"),
    "at_most": N_("at most"),
    "less_than": N_("less than"),
    "about": N_("about"),
    "exactly": N_("exactly"),
    "between": N_("between two numbers"),
}

CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": COMMITMENT_KINDS,
    "basis": BASES,
    "operator": COMPARISONS,
    "origin": ORIGINS,
    "topics": TOPICS,
}
"""Words for the codes of a column."""

KEYS: Final[tuple[tuple[str, str], ...]] = (
    ("j", N_("next one (also the arrow down)")),
    ("k", N_("the one before (also the arrow up)")),
    ("a", N_("accept")),
    ("e", N_("correct")),
    ("s", N_("split")),
    ("m", N_("merge")),
    ("r", N_("reject; Enter confirms")),
    ("u", N_("undo the last decision")),
    ("?", N_("this help")),
)
