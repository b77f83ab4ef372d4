from __future__ import annotations

from types import ModuleType

import tamnhin

NAMES = [
    "Conflict",
    "DataError",
    "InputError",
    "NotFound",
    "Plan",
    "PlanError",
    "TamNhinError",
    "assess_folder",
    "check_folder",
    "example",
    "open_plan",
]


def test_public_names_are_on_purpose() -> None:
    public = {
        name
        for name, value in vars(tamnhin).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert sorted(public) == NAMES


def test_the_version_is_a_version() -> None:
    assert [part.isdigit() for part in tamnhin.__version__.split(".")] == [True] * 3
