"""The probability of each kind of promise, the words for it, and the reasons for none."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from builders import indicator, observation, plan, target
from tamnhin.assess.chances import chance_of
from tamnhin.assess.forecast.predictive import forecast
from tamnhin.assess.pace import assess
from tamnhin.assess.rows import to_row
from tamnhin.assess.types import Chance
from tamnhin.errors import DataError
from tamnhin.periods import parse_period
from tamnhin.plan.types import Break, TargetTerm
from tamnhin.territory import Territory

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


# --- kinds of promise, breaks, and the words of a review -----------------------------------------


def test_a_bound_for_every_year_is_harder_to_keep_than_one_for_the_last():
    share = indicator(unit="%", kind="ratio", aggregation="none", direction="down")
    values = [14, 15, 13.5, 14.2, 15.1, 14.4, 13.9, 14.8, 14.1, 14.6]
    bound = {"basis": "ceiling", "operator": "at_most", "unit": "%"}
    last = found(level(16, **bound), share, values).chance
    every = found(level(16, period="2024/2030", **bound), share, values).chance
    assert 0.005 < every.probability < last.probability - 0.05
    assert every.middle > last.middle  # The highest of the years left decides.


def test_a_bound_that_may_have_been_broken_has_no_probability():
    share = indicator(unit="%", kind="ratio", aggregation="none", direction="down")
    goal = level(16, basis="ceiling", operator="at_most", unit="%", period="2024/2030")
    figures = [observation(str(y), "14", unit="%") for y in (2020, 2021, 2022, 2023, 2025)]
    (assessment,) = assess(plan(goal, figures=figures, indicators=[share]))
    assert assessment.chance is None
    assert "broken" in assessment.no_chance.text("en")


def test_a_multiple_has_the_probability_of_its_level():
    double = level(2, basis="multiple", unit="ratio", baseline_period="2020")
    same = found(level(2 * VALUES[4])).chance
    assert found(double).chance.probability == pytest.approx(same.probability)


def test_a_comparison_is_asked_of_the_ratio():
    provinces = [province("t"), province("u")]
    own = [70, 74, 75, 79, 82, 83, 88, 90, 94, 95]
    figures = [observation(str(2016 + i), str(v)) for i, v in enumerate(own)]
    figures += [observation(str(2016 + i), "100", territory_id="u") for i in range(10)]
    goal = level(105, basis="relative", unit="%")
    (assessment,) = assess(
        plan(
            goal,
            figures=figures,
            territories=tuple(provinces),
            target_terms=(TargetTerm(target_id="x.2030", compared_with="u"),),
        )
    )
    said = forecast(YEARS, own, [5])
    assert assessment.chance.probability == pytest.approx(said.probability_at_least(105)[0])
    assert assessment.chance.high > 100  # A ratio to another is no share of a whole.


def province(name):
    return Territory(territory_id=name, title_vi=f"Tỉnh {name}", title_en=name, level="province")


def ranked(tables, value=1):
    """A rank of at most ``value`` for t; each territory with its places from 2016 on."""
    what = indicator(unit="rank", kind="rank", aggregation="none", direction="down")
    figures = [
        observation(str(2016 + i), str(place), unit="rank", territory_id=name)
        for name, places in tables.items()
        for i, place in enumerate(places)
    ]
    goal = level(value, basis="rank", unit="rank", operator="at_most")
    territories = tuple(province(name) for name in tables)
    content = {"figures": figures, "indicators": [what], "territories": territories}
    return assess(plan(goal, **content))[0]


TABLE = {
    "t": [3, 3, 2, 3, 2, 3, 2, 2, 3, 2],
    "u": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    "v": [2, 2, 3, 2, 3, 2, 3, 3, 2, 3],
    "w": [4, 4, 4, 4, 4, 4, 4, 4, 4, 4],
}


def test_a_rank_is_asked_of_the_whole_table():
    first, second, third, last = (ranked(TABLE, place).chance.probability for place in (1, 2, 3, 4))
    assert first < 0.2
    assert 0.3 < second < 0.7
    assert third > 0.9
    assert last == 0.995
    assert ranked(TABLE, 2).chance.record is None


def test_places_of_a_table_are_shared_out():
    """The probabilities of first place, over all territories, add up to about one."""
    total = 0.0
    for name in TABLE:
        swapped = {
            "t": TABLE[name],
            **{n if n != "t" else "z": TABLE[n] for n in TABLE if n != name},
        }
        total += ranked(swapped, 1).chance.probability
    assert total == pytest.approx(1, abs=0.05)


def test_a_rank_without_the_whole_table_is_refused():
    part = {name: TABLE[name] for name in ("t", "u", "w")}
    assessment = ranked(part, 2)
    assert assessment.chance is None
    assert "the last place is 4" in assessment.no_chance.text("en")


BREAK = Break(break_id="b", indicator_id="x", since="2020", kind="definition")


def test_a_forecast_does_not_reach_across_a_break():
    jump = [10, 11, 12, 13, *VALUES[4:]]
    figures = [observation(str(2016 + i), str(v)) for i, v in enumerate(jump)]
    (assessment,) = assess(plan(level(260), figures=figures, breaks=(BREAK,)))
    said = forecast(range(2020, 2026), VALUES[4:], [5])
    assert assessment.chance.probability == pytest.approx(said.probability_at_least(260)[0])
    assert assessment.chance.points == 6
    assert any("Figures before 2020" in note.text("en") for note in assessment.notes)


def test_a_break_between_the_figures_and_the_due_year_ends_the_forecast():
    figures = [observation(str(y), str(v)) for y, v in zip(YEARS, VALUES, strict=True)]
    for since, silent in (("2027", True), ("2031", False)):
        later = BREAK.model_copy(update={"since": parse_period(since)})
        (assessment,) = assess(plan(level(260), figures=figures, breaks=(later,)))
        assert (assessment.chance is None) == silent
        assert (assessment.no_chance is not None) == silent


def test_a_review_before_the_due_year_speaks_of_probability():
    def word(value):
        return found(level(value)).reading("attainment").reading.status

    assert [word(value) for value in (215, 270, 400)] == ["likely", "hard", "unlikely"]
    few = found(level(260), values=VALUES[:3], first=2023)
    assert few.reading("attainment").reading.status == "under_way"


@pytest.mark.parametrize(
    "goal",
    [
        level(260),
        level(2, basis="multiple", unit="ratio", baseline_period="2020"),
        level(1900, basis="cumulative", period="2021/2030"),
    ],
)
def test_one_promise_and_one_series_are_enough(goal):
    whole = found(goal)
    assert chance_of(goal, whole.series) == whole.chance


@pytest.mark.parametrize(
    "goal",
    [
        level(260, basis="milestone"),
        level(90, basis="relative", unit="%"),
        level(2, basis="multiple", unit="ratio"),
        level(260, period="2024"),
        target(value=None, gap_reason="not_quantified"),
    ],
)
def test_a_promise_that_one_series_does_not_decide_is_refused(goal):
    with pytest.raises(DataError):
        chance_of(goal, found(level(260)).series)
