"""One plain sentence for every kind of promise, with its count."""

from __future__ import annotations

from decimal import Decimal

import pytest

from builders import indicator, observation, plan, target
from tamnhin.assess.known import known
from tamnhin.assess.pace import assess
from tamnhin.messages import LANGS
from tamnhin.plan.types import TargetTerm
from tamnhin.publish.phrases import phrases
from tamnhin.publish.sentences import _NEED, _PLAIN, sentence
from tamnhin.territory import Territory

SHARE = indicator(unit="%", kind="ratio", aggregation="none")
RATE = indicator(unit="%/yr", kind="growth", aggregation="none")
FALLING = indicator(unit="%", kind="ratio", aggregation="none", direction="down")
FLOW = indicator(kind="flow")


def said(goal, what, values, first=2020):
    figures = [observation(str(first + i), str(v), unit=what.unit) for i, v in enumerate(values)]
    (a,) = assess(plan(goal, figures=figures, indicators=[what]))
    return a, sentence(a, phrases("en"))


def goal(value, **fields):
    return target(value=Decimal(str(value)), **fields)


@pytest.mark.parametrize(
    ("promise", "what", "values", "kind", "count"),
    [
        (goal(200), indicator(), [100, 108, 109, 110], "grow", (0, 3)),
        (goal(200), indicator(), [100, 120, 121, 140], "grow", (2, 3)),
        (goal(60, unit="%"), SHARE, [40, 41, 45, 46], "rise", (1, 3)),
        (goal(2, unit="%", operator="at_most"), FALLING, [9, 8, 7.9, 5], "fall", (2, 3)),
        (
            goal(7, unit="%/yr", basis="average_growth", period="2021/2030"),
            RATE,
            [8, 6, 5, 9],
            "average_up",
            (2, 4),
        ),
        (
            goal(4, unit="%/yr", basis="average_growth", period="2021/2030", operator="at_most"),
            RATE,
            [3, 6, 5, 2],
            "average_down",
            (2, 4),
        ),
        (
            goal(1000, basis="cumulative", period="2021/2030"),
            FLOW,
            [80, 90, 100, 120],
            "sum_up",
            (2, 4),
        ),
        (
            goal(4, unit="%", basis="ceiling", period="2021/2030", operator="at_most"),
            FALLING,
            [3, 3.5, 3.9, 4],
            "ceiling",
            (4, 4),
        ),
        (goal(100), indicator(), [90, 99, 104, 106], "keeps", (2, 4)),
    ],
)
def test_the_kind_and_the_count(promise, what, values, kind, count):
    a, text = said(promise, what, values)
    fact = known(a)
    assert fact.kind == kind
    assert (fact.count, fact.years) == count
    assert f"{count[0]} of the last {count[1]} years" in text


def test_what_is_needed_is_the_pace_that_is_left():
    a, text = said(goal(200), indicator(), [100, 108, 109, 110])
    assert known(a).need == pytest.approx(100 * ((200 / 110) ** (1 / 7) - 1))
    assert "grow by 8.9% a year from 2024 on" in text


def test_a_gap_ends_the_run_of_years():
    figures = [
        observation(str(y), str(v)) for y, v in ((2018, 90), (2020, 100), (2021, 108), (2022, 109))
    ]
    (a,) = assess(plan(goal(200), figures=figures))
    assert known(a).years == 2


def test_one_year_is_not_counted():
    a, text = said(goal(200), indicator(), [100, 108])
    assert known(a).years == 0
    assert "of the last" not in text


def test_a_decided_promise_says_what_came():
    _, text = said(goal(100, period="2023"), indicator(), [90, 95, 99, 101])
    assert text.endswith("kept.")
    _, text = said(goal(110, period="2023"), indicator(), [90, 95, 99, 101])
    assert text.endswith("not kept.")


def test_a_whole_period_says_its_average_not_its_last_year():
    promise = goal(7, unit="%/yr", basis="average_growth", period="2021/2024")
    _, text = said(promise, RATE, [8, 6, 5, 9], first=2021)
    assert "6.99% a year (2021–2024): not kept." in text


def test_a_sum_that_is_reached_early_says_the_sum():
    _, text = said(goal(200, basis="cumulative", period="2020/2030"), FLOW, [80, 90, 100])
    assert "270.0 billion VND (2020–2022): kept." in text.replace("\u00a0", " ")


def test_without_a_figure_or_a_number_nothing_is_claimed():
    (a,) = assess(plan(goal(100)))
    assert known(a).kind == "no_figure"
    (a,) = assess(plan(target(value=None, gap_reason="value_not_seen")))
    assert known(a).kind == "no_value"


def test_a_multiple_is_said_as_times_the_figure_of_its_base():
    double = goal(2, basis="multiple", unit="ratio", baseline_period="2020")
    a, text = said(double, indicator(), [100, 108, 118, 128, 140])
    assert text.startswith("To reach at least 2 times the figure of 2020, in 2030, it must grow")
    assert "2 lần mức năm 2020 vào năm 2030" in sentence(a, phrases("vi"))
    percent = goal(200, basis="multiple", unit="%", baseline_period="2020")
    assert "at least 200% of the figure of 2020" in said(percent, indicator(), [100, 120])[1]


def test_a_rank_moves_up_by_places():
    pci = indicator(unit="rank", kind="rank", direction="down", aggregation="none")
    promise = goal(10, basis="rank", unit="rank", operator="at_most")
    a, text = said(promise, pci, [30, 35, 28, 40, 31])
    # From 31 in 2024 to 10 in 2030: 21 places in 6 years; 35 to 28 and 40 to 31 were faster.
    assert known(a).kind == "climb"
    assert known(a).need == pytest.approx(-3.5)
    assert "it must move up by 3.5 places a year from 2025 on" in text
    assert "2 of the last 4 years" in text
    in_vietnamese = sentence(a, phrases("vi"))
    assert "mỗi năm phải tăng 3,5 bậc" in in_vietnamese
    assert "giảm" not in in_vietnamese
    assert phrases("vi").speed(a.pace.left, a) == "tăng 3,5 bậc"
    assert phrases("en").speed(2.0, a) == "2.0 places down"


def test_a_worse_rank_is_nothing_to_work_for():
    pci = indicator(unit="rank", kind="rank", direction="down", aggregation="none")
    promise = goal(40, basis="rank", unit="rank", operator="at_least")
    assert known(said(promise, pci, [30, 31, 32])[0]).kind == "rank"


def test_a_comparison_names_the_other_and_what_is_needed():
    places = tuple(
        Territory(territory_id=n, title_vi=f"Tỉnh {n}", title_en=f"Province {n}", level="province")
        for n in ("t", "u")
    )
    years = range(2020, 2025)
    own, other = (100, 108, 118, 128, 140), (200, 210, 220, 231, 250)
    figures = [observation(str(y), str(v)) for y, v in zip(years, own, strict=True)]
    figures += [
        observation(str(y), str(v), territory_id="u") for y, v in zip(years, other, strict=True)
    ]
    (a,) = assess(
        plan(
            goal(80, basis="relative", unit="%"),
            figures=figures,
            territories=places,
            target_terms=(TargetTerm(target_id="x.2030", compared_with="u"),),
        )
    )
    # 140 of 250 is 56 %; 24 points in 6 years.
    text = sentence(a, phrases("en"))
    assert "at least 80% of the figure of Province u, in 2030" in text
    assert "rise by 4.00 percentage points a year from 2025 on" in text
    assert "80% mức của Tỉnh u vào năm 2030" in sentence(a, phrases("vi"))


@pytest.mark.parametrize("lang", LANGS)
def test_every_sentence_takes_its_places(lang):
    names = "goal need most since count years amount span latest period why"
    places = {name: f"<{name}>" for name in names.split()}
    for message in [*(m for pair in _NEED.values() for m in pair), *_PLAIN.values()]:
        text = phrases(lang).text(message, **places)
        assert "{" not in text
        asked = {name for name in places if "{" + name + "}" in message}
        assert all(places[name] in text for name in asked)
