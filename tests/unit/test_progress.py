"""The progress of all targets at once says what is said of each alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

import tamnhin
from builders import SETTINGS, indicator, observation, plan, target
from tamnhin.assess.pace import assess
from tamnhin.assess.progress import progress
from tamnhin.plan.plan import Plan


def check(made: Plan) -> tuple[str, ...]:
    """The classes, after comparing each reading with that of the target alone."""
    found = progress(made)
    assert found.targets == made.targets
    for i, a in enumerate(assess(made)):
        beside = a.reading("statcan")
        status = "not_available" if beside is None else beside.reading.status
        assert found.reading.status[i] == status, a.target.target_id
        for name in ("progress", "score"):
            alone = None if beside is None else getattr(beside.reading, name)
            number = getattr(found.reading, name)[i]
            assert np.isnan(number) if alone is None else number == pytest.approx(alone)
    return tuple(found.reading.status)


def random_plan(seed: int) -> Plan:
    """Series that rise, fall, end early, start late or have gaps, and targets of each operator."""
    chance = np.random.default_rng(seed)
    rows, targets, indicators = [], [], []
    operators = ("at_least", "more_than", "at_most", "less_than", "about", "exactly")
    for number in range(60):
        name = f"x{number}"
        direction = "up" if number % 2 else "down"
        indicators.append(indicator(name, direction=direction))
        values = 100 * np.exp(np.cumsum(chance.normal(0.01, 0.06, 16)))
        first, last = int(chance.integers(2009, 2022)), int(chance.integers(2019, 2026))
        rows += [
            observation(str(year), f"{values[year - 2009]:.2f}", name)
            for year in range(first, min(last, 2024) + 1)
            if chance.random() > 0.15
        ]
        due = int(chance.choice([2019, 2025, 2030]))
        goal = Decimal(f"{100 * np.exp(chance.normal(0, 0.4)):.1f}")
        targets.append(
            target(name, target_id=f"t{number}", operator=operators[number % 6], value=goal,
                   period=str(due))
        )  # fmt: skip
    return plan(*targets, figures=rows, indicators=indicators)


@pytest.mark.parametrize("seed", range(5))
def test_columns_say_what_is_said_of_each_target_alone(seed: int) -> None:
    made = random_plan(seed)
    assert len(set(check(made))) >= 4
    assert not progress(made).alone.all()


def test_the_day_of_the_plan_says_which_due_years_are_over() -> None:
    made = random_plan(1)
    early = replace(made, settings=SETTINGS.model_copy(update={"as_of": dt.date(2018, 1, 1)}))
    assert check(made) != check(early)


ODD: dict[str, dict[str, Any]] = {
    "two figures for a year": {"figures": [observation("2022", "130", source_id="news")]},
    "half a year": {"figures": [observation("2024-H1", "70")]},
    "a figure that is missing": {"figures": [observation("2024", None)]},
    "a month of the due year": {
        "figures": [observation("2025-03", "230")],
        "target": {"period": "2025"},
    },
    "a figure that is worded": {"figures": [observation("2025", "200", qualifier="nearly")]},
    "a base year without its value": {"target": {"baseline_period": "2021"}},
    "a baseline without its year": {"target": {"baseline_value": Decimal(90)}},
    "a stated baseline": {"target": {"baseline_period": "2019", "baseline_value": Decimal(90)}},
    "a range": {"target": {"operator": "between", "upper": Decimal(300)}},
    "a ceiling for every year": {"target": {"basis": "ceiling", "period": "2021/2030"}},
    "another unit": {"target": {"unit": "trillion VND", "value": Decimal("0.2")}},
    "not in force any more": {"target": {"in_force_to": "2022-01-01"}},
    "no number": {"target": {"value": None, "gap_reason": "value_not_seen"}},
    "a figure of long ago": {"figures": [observation("1850", "3")]},
    "a slip of the year": {"figures": [observation("2911", "3", "y")]},
    "a growth rate": {"indicator": {"kind": "growth"}},
    "a rank": {"indicator": {"kind": "rank"}, "target": {"basis": "rank"}},
    "neither way is better": {"indicator": {"direction": "range"}, "target": {"operator": "about"}},
}


@pytest.mark.parametrize("name", ODD)
def test_what_columns_cannot_tell_is_assessed_alone(name: str) -> None:
    odd = ODD[name]
    rows = [observation(str(2018 + i), str(100 + 8 * i)) for i in range(6)]
    made = plan(
        target(**odd.get("target", {})),
        figures=[*rows, *odd.get("figures", []), observation("2020", "5", "y")],
        indicators=[indicator(**odd.get("indicator", {})), indicator("y")],
    )
    check(made)


def test_the_example_and_an_empty_plan() -> None:
    check(tamnhin.open_plan(tamnhin.example()))
    assert check(plan()) == ()
