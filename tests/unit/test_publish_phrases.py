"""Sentences of the portal: periods, ranks, and the words of sources before their figures."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

import tamnhin
from builders import SETTINGS, SOURCE, indicator, observation, target
from tamnhin.assess.pace import assess
from tamnhin.assess.types import Assessment
from tamnhin.data.observations import Observations
from tamnhin.data.types import QUALIFIER_WORDS
from tamnhin.messages import LANGS, catalogue
from tamnhin.periods import parse_period
from tamnhin.plan.plan import Plan
from tamnhin.publish import lineage
from tamnhin.publish.charts import series_chart, target_chart
from tamnhin.publish.phrases import phrases
from tamnhin.publish.site import Site
from tamnhin.publish.views import View
from tamnhin.territory import Territory

TERRITORY = Territory(territory_id="t", title_vi="Tỉnh", title_en="Province", level="province")


def _goal(**fields: Any) -> tuple[str, str]:
    values = {"unit": "%", "value": Decimal(60), "operator": "exactly"} | fields
    made = target(**values)
    return phrases("vi").goal(made), phrases("en").goal(made)


@pytest.mark.parametrize(
    ("period", "english"),
    [
        ("2030", "60% in 2030"),
        ("2025-07-01", "60% on 1 Jul 2025"),
        ("2025-04", "60% in April 2025"),
        ("2021/2030", "60% over 2021–2030"),
        ("2025-Q1", "60% in quarter I of 2025"),
    ],
)
def test_a_goal_says_its_period_in_the_words_of_its_kind(period: str, english: str) -> None:
    vi, en = _goal(period=period)
    assert en == english
    assert ("vào năm" in vi) == (period == "2030")


@pytest.mark.parametrize(
    ("basis", "period", "unwanted"),
    [
        ("level", "2025-07-01", "vào năm"),
        ("milestone", "2025-07-01", "vào năm"),
        ("relative", "2025-07-01", "năm 01"),
        ("milestone", "2025-04", "vào năm"),
    ],
)
def test_a_vietnamese_day_is_not_called_a_year(basis: str, period: str, unwanted: str) -> None:
    vi, _ = _goal(basis=basis, period=period)
    assert unwanted not in vi


def test_an_english_month_is_written_out() -> None:
    assert phrases("en").period(parse_period("2025-04")) == "April 2025"


@pytest.mark.parametrize(
    ("operator", "english"),
    [("at_most", "rank 10 or better in 2030"), ("less_than", "better than rank 10 in 2030")],
)
def test_a_rank_is_better_and_not_at_most(operator: str, english: str) -> None:
    vi, en = _goal(unit="rank", value=Decimal(10), operator=operator)
    assert en == english
    assert "không quá" not in vi


def test_one_vietnamese_word_says_that_figures_move_away() -> None:
    plan = tamnhin.open_plan(tamnhin.example())
    site = Site(plan, assess(plan))
    word = catalogue("vi").gettext("moving away")
    finding = catalogue("vi").gettext(
        "{title}: moving away from the target. {latest} in {period}; the target is {goal}."
    )
    rule = catalogue("vi").gettext(
        "Rule: on pace from 0.95, behind from 0.60, far behind from 0, moving away below."
    )
    methods = site.render("vi/methods.html")
    assert methods is not None
    assert word in finding
    assert word in rule
    assert "xa dần" not in methods.body.decode()


# --- over, nearly, about, under ----------------------------------------------------------------


def _assessed(qualifier: str) -> tuple[Plan, Assessment]:
    figures = [
        observation(str(year), str(100 + year - 2018), qualifier=qualifier)
        for year in range(2018, 2025)
    ]
    plan = Plan(
        SETTINGS,
        sources=(SOURCE,),
        territories=(TERRITORY,),
        indicators=(indicator(),),
        targets=(target(value=Decimal(200), unit="billion VND", period="2030"),),
        observations=Observations.of(figures),
    )
    return plan, assess(plan)[0]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("qualifier", [q for q in QUALIFIER_WORDS if q != "exact"])
def test_pages_say_the_qualifier_of_every_figure(lang: Any, qualifier: str) -> None:
    plan, a = _assessed(qualifier)
    say, site = phrases(lang), Site(plan, [a])
    latest = say.qualified(say.amount(Decimal(106), "billion VND"), qualifier)
    first = say.qualified(say.amount(Decimal(102), "billion VND"), qualifier)
    for path in ("index", "targets", f"targets/{a.target.target_id}", "indicators/x"):
        rendered = site.render(f"{lang}/{path}.html")
        assert rendered is not None, path
        assert say.qualified("106", qualifier) in rendered.body.decode(), path
    assert say.latest(a) == latest
    assert say.baseline(a) == first
    assert latest in say.finding(a)
    assert a.series is not None
    assert latest in series_chart(a.series, say)
    assert f">{say.qualified('106', qualifier)}<" in target_chart(a, say)


def test_a_baseline_that_the_plan_states_is_its_own_figure() -> None:
    _, a = _assessed("nearly")
    assert a.baseline is not None
    stated = replace(a, baseline=replace(a.baseline, rule="stated"))
    assert "nearly" in phrases("en").baseline(a)
    assert "nearly" not in phrases("en").baseline(stated)


def test_sources_that_disagree_keep_their_words() -> None:
    figures = [
        observation("2023", "10", qualifier="over"),
        observation("2023", "12", qualifier="nearly", source_id="news"),
        observation("2023", "12", source_id="late"),
    ]
    plan = Plan(SETTINGS, indicators=(indicator(),), observations=Observations.of(figures))
    (found,) = View(plan, ()).conflicts
    assert (found.low, found.high, found.count) == (10, 12, 2)
    assert found.words == ("over", "exact")


def test_a_product_per_head_of_rough_figures_is_rough() -> None:
    names = ("grdp.current", "population.average", "population.registered")
    units = ("billion VND", "persons", "persons")
    figures = [
        observation("2023", "300000", names[0]),
        observation("2023", "4000000", names[1], unit="persons"),
        observation("2023", "4400000", names[2], unit="persons", qualifier="over"),
    ]
    plan = Plan(
        SETTINGS,
        sources=(SOURCE,),
        territories=(TERRITORY,),
        indicators=tuple(indicator(n, unit=u) for n, u in zip(names, units, strict=True)),
        observations=Observations.of(figures),
    )
    (view,) = lineage.per_head(plan)
    assert view.word == "exact"
    assert [(f.word, f.value_word) for f in view.figures] == [
        ("exact", "exact"),
        ("over", "about"),
    ]
    page = Site(plan, ()).render("en/territories.html")
    assert page is not None
    assert re.search(r"over 4,400,000", page.body.decode())
