"""The probability of each kind of promise, the words for it, and the reasons for none."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from builders import indicator, observation, plan, target
from tamnhin.assess.forecast.predictive import forecast
from tamnhin.assess.pace import assess
from tamnhin.assess.rows import to_row
from tamnhin.assess.types import Chance

VALUES = [100, 108, 118, 125, 139, 150, 160, 175, 187, 201]
YEARS = range(2016, 2026)
RATES = [8.0, 9.3, 5.9, 11.2, 7.9, 6.7, 9.4, 6.9, 7.5]
GROWTH = indicator(unit="%/yr", kind="growth", aggregation="none")


def found(goal, what=None, values=VALUES, first=2016):
    what = what or indicator()
    figures = [observation(str(first + i), str(v), unit=what.unit) for i, v in enumerate(values)]
    (assessment,) = assess(plan(goal, figures=figures, indicators=[what]))
    return assessment


def level(value, **changes):
    return target(value=Decimal(str(value)), **changes)


def test_a_level_has_the_probability_of_its_due_year():
    said = forecast(YEARS, VALUES, [5])
    chance = found(level(260)).chance
    assert chance.probability == pytest.approx(said.probability_at_least(260)[0])
    assert (chance.years_ahead, chance.points) == (5, 10)
    assert chance.middle == pytest.approx(said.median[0])
    assert chance.low < chance.middle < chance.high


def test_a_ceiling_is_the_rest():
    floor = found(level(240)).chance.probability
    ceiling = found(level(240, operator="at_most")).chance.probability
    assert floor + ceiling == pytest.approx(1, abs=1e-9)


def test_a_range_lies_between_its_bounds():
    low = found(level(230)).chance.probability
    high = found(level(260)).chance.probability
    within = found(level(230, operator="between", upper=Decimal(260))).chance.probability
    assert within == pytest.approx(low - high, abs=1e-6)


def test_units_are_converted():
    same = found(level("0.26", unit="trillion VND")).chance
    assert same.probability == pytest.approx(found(level(260)).chance.probability)


def average(rate, **changes):
    return target(
        basis="average_growth", value=Decimal(str(rate)), unit="%/yr", period="2021/2030", **changes
    )


def test_average_growth_agrees_with_the_level_that_it_leads_to():
    index = np.cumprod([1.0, *(1 + np.array(RATES) / 100)])
    said = forecast(range(2016, 2026), index, [5])
    needed = index[4] * 1.07**10
    chance = found(average(7), GROWTH, RATES, first=2017).chance
    assert chance.probability == pytest.approx(said.probability_at_least(needed)[0])
    middle = 100 * ((said.median[0] / index[4]) ** 0.1 - 1)
    assert chance.middle == pytest.approx(middle)


def test_an_average_needs_the_first_year_of_its_period():
    assessment = found(average(7), GROWTH, RATES[:4], first=2022)
    assert assessment.chance is None
    assert "2021" in assessment.no_chance.text("en")


def test_a_sum_counts_what_is_known():
    flow = indicator(kind="flow")
    goal = target(basis="cumulative", period="2021/2030", value=Decimal(1900))
    chance = found(goal, flow).chance
    said = forecast(YEARS, VALUES, range(1, 6), kind="flow")
    total = sum(VALUES[5:]) + said.median.sum()
    assert chance.middle == pytest.approx(total, rel=0.01)
    easy = found(goal.model_copy(update={"value": Decimal(1200)}), flow).chance
    assert easy.probability > 0.95 > chance.probability


def test_a_share_stays_between_nothing_and_all():
    share = indicator(unit="%", kind="ratio", aggregation="none")
    values = [90, 91, 93, 94, 95, 96, 97, 98, 98.5, 99]
    chance = found(level(99, unit="%", basis="share"), share, values).chance
    assert chance.high <= 100


def test_a_rate_is_asked_for_its_own_year():
    chance = found(level(10, unit="%/yr"), GROWTH, RATES, first=2017).chance
    said = forecast(range(2017, 2026), RATES, [5], kind="growth")
    assert chance.probability == pytest.approx(said.probability_at_least(10)[0])


@pytest.mark.parametrize(
    ("goal", "what", "values", "word"),
    [
        (level(260), None, VALUES[:3], "too few"),
        (level(3, basis="rank", unit="rank"), indicator(unit="rank", kind="rank"), [5] * 9, "rank"),
        (level(260, period="2050"), None, VALUES, "25 years ahead"),
        (level(260, basis="milestone"), None, VALUES, "built"),
    ],
)
def test_where_nothing_can_be_said_the_reason_is(goal, what, values, word):
    first = 2026 - len(values)
    assessment = found(goal, what, values, first)
    assert assessment.chance is None
    assert word in assessment.no_chance.text("en")
    assert assessment.no_chance.text("vi") != assessment.no_chance.text("en")
    row = to_row(assessment, "en")
    assert row["probability"] is None
    assert word in row["no_probability"]


def test_what_is_decided_has_no_probability():
    assessment = found(level(150, period="2025"))
    assert assessment.status == "met"
    assert assessment.chance is None
    assert assessment.no_chance is None


def test_words_follow_the_published_cuts():
    def word(p):
        return Chance(p, 0, 0, 0, 1, 10, "", None).word("vi")

    assert word(0.7) == "có khả năng đạt"
    assert word(0.699) == word(0.3) == "khó đạt"
    assert word(0.299) == "khó có khả năng đạt"


def test_the_row_carries_method_and_record():
    row = to_row(found(level(260)), "en")
    assert row["probability_word"] in {"likely to be kept", "hard to keep", "unlikely to be kept"}
    assert row["forecast_method"].startswith("Damped trend")
    assert row["record_cases"] > 100
    assert 0.7 < row["record_cover80"] < 0.9
