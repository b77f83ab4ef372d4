"""Conditions are read, never run."""

from __future__ import annotations

import numpy as np
import pytest

from tamnhin.errors import SimulationError
from tamnhin.simulate.ensemble.condition import Condition, parse_condition


@pytest.mark.parametrize(
    ("text", "name", "sign", "number"),
    [
        ("x >= 230", "x", ">=", 230),
        ("x=1", "x", "==", 1),
        ("  GRDP bình quân <-1.5e3 ", "GRDP bình quân", "<", -1500),
        ("a > b != .5", "a > b", "!=", 0.5),
        ("x[north, young]<=0", "x[north, young]", "<=", 0),
        ('"a >= b" > 2', '"a >= b"', ">", 2),
    ],
)
def test_conditions(text, name, sign, number):
    assert parse_condition(text) == Condition(name, sign, number)


@pytest.mark.parametrize(
    "text",
    [
        "", "x", ">= 1", "x >=", "x >= y", "x >= 1; import os", "x >= __import__('os')",
        "x >= 1 or 1 >= 0.0.0", "x >= nan", "x >= inf", "x >= 1e999", "x >= 1_000", "x >= 0x10",
        "x => 1e", "x >= (1)", "x\n>= 1\ny > 2", "x >= ١", "x > " + "9" * 600, "x >= 1" * 200,
        "(lambda: 0)() >= True", "x >= {name}",
    ],
)  # fmt: skip
def test_hostile_and_broken_text_is_refused(text):
    with pytest.raises(SimulationError) as caught:
        parse_condition(text)
    str(caught.value)


def test_nothing_that_is_no_number_meets_a_condition():
    values = np.array([np.nan, np.inf, -np.inf, 0.0, 2.0])
    for sign, wanted in (("!= 0", [2.0]), (">= 0", [0.0, 2.0]), ("< 1", [0.0])):
        holds = parse_condition(f"x {sign}").holds(values)
        assert values[holds].tolist() == wanted
