"""Where targets stand: published and hand-computed values, one kind of promise after another."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import SETTINGS, indicator, observation, plan, target
from tamnhin.assess.chances import figures_by_year
from tamnhin.assess.goal import goal_of, half_digit
from tamnhin.assess.known import known
from tamnhin.assess.pace import _ASSESS, assess, assess_target
from tamnhin.assess.paths import average_growth, growth, growth_left, pace_ratio
from tamnhin.assess.status import WORDS, Status, status_of, track_record
from tamnhin.plan.types import Basis
from tamnhin.territory import Territory

GROWTH = {"unit": "%/yr", "kind": "growth", "aggregation": "none"}


def one(*targets, **content):
    (assessment,) = assess(plan(*targets, **content))
    return assessment


def test_every_basis_has_its_function_and_every_status_its_word():
    assert set(_ASSESS) == set(get_args(Basis))
    assert set(WORDS) == set(get_args(Status))


# --- arithmetic against published values -------------------------------------------------------


def test_growth_left_of_the_ha_nam_plan():
    rates = [0.0885, 0.1082, 0.0941, 0.1093]
    assert 100 * growth_left(0.112, 10, rates) == pytest.approx(12.008, abs=5e-4)
    assert 100 * average_growth(rates) == pytest.approx(10.000, abs=5e-3)


@pytest.mark.parametrize(
    ("start", "now", "goal", "done", "years", "ratio"),
    [
        # Statistics Canada's published rows: poverty 14.5 (2015) to 10.4 (2023), target 7.25.
        (14.5, 10.4, 7.25, 8, 15, 0.9010899547),
        # Eurostat's rule in the Basque office's data: 99.6 (2015) to 99.8 (2023), target 99.9.
        (99.6, 99.8, 99.9, 8, 15, 1.2506577815),
        (16.4, 16.5, 8.2, 6, 14, -0.0209852187),
    ],
)
def test_ratio_of_growth_rates_as_the_agencies_publish_it(start, now, goal, done, years, ratio):
    found = pace_ratio(growth(start, now, done), growth(start, goal, years))
    assert found == pytest.approx(ratio, abs=1e-9)


@given(st.floats(0.5, 1000), st.floats(-0.2, 0.3), st.integers(1, 30))
def test_growth_is_what_compounding_undoes(start, rate, years):
    assert growth(start, start * (1 + rate) ** years, years) == pytest.approx(rate, abs=1e-9)


@given(st.lists(st.floats(-0.2, 0.4), min_size=1, max_size=9), st.floats(0, 0.3))
def test_growth_left_completes_the_average(done, goal):
    left = growth_left(goal, 10, done)
    assert average_growth([*done, *[left] * (10 - len(done))]) == pytest.approx(goal, abs=1e-9)


def test_thresholds():
    assert [status_of(r) for r in (0.95, 0.949, 0.60, 0.599, 0.0, -0.001)] == [
        "on_track",
        "behind",
        "behind",
        "far_behind",
        "far_behind",
        "moving_away",
    ]


def test_track_record_scales_to_ten_years_and_is_silent_outside():
    middle = track_record("on_track", 5, 10)
    assert (middle.met, middle.low, middle.high, middle.review_year) == (0.52, 0.48, 0.55, 5)
    assert track_record("behind", 4, 10).review_year == 5
    assert track_record("on_track", 10, 20).review_year == 5
    assert track_record("on_track", 1, 10) is None
    assert track_record("on_track", 10, 10) is None
    assert track_record("not_due", 5, 10) is None


# --- goals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operator", "direction", "met", "unmet"),
    [
        ("at_least", "up", "200", "199.9"),
        ("more_than", "up", "200.1", "200"),
        ("at_most", "down", "200", "200.1"),
        ("less_than", "down", "199.9", "200"),
        ("about", "up", "199.5", "199.4"),
        ("exactly", "up", "200", "199.9"),
        ("exactly", "range", "200.4", "200.6"),
        ("about", "down", "200.5", "200.6"),
    ],
)
def test_what_keeps_a_promise(operator, direction, met, unmet):
    goal = goal_of(target(operator=operator), indicator(direction=direction))
    assert goal.met_by(Decimal(met))
    assert not goal.met_by(Decimal(unmet))


def test_a_range_is_kept_inside_and_aimed_at_from_its_nearer_end():
    wide = target(operator="between", value=Decimal(48), upper=Decimal(52))
    goal = goal_of(wide, indicator())
    assert [goal.met_by(Decimal(v)) for v in (47, 48, 50, 52, 53)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert goal.aim(Decimal(40)) == 48
    assert goal.aim(Decimal(60)) == 52


def test_goals_are_in_the_indicators_unit():
    goal = goal_of(target(value=Decimal("1.5"), unit="trillion VND"), indicator())
    assert goal.value == 1500
    assert half_digit(Decimal("11.2")) == Decimal("0.05")
    assert half_digit(Decimal(230)) == Decimal("0.5")


# --- levels ------------------------------------------------------------------------------------


def test_level_on_a_compound_path():
    figures = [observation(y, v) for y, v in (("2020", "100"), ("2022", "120"), ("2025", "141.42"))]
    found = one(target(), figures=figures)
    assert found.status == "on_track"
    assert found.baseline.rule == "before_plan"
    assert found.pace.path == "compound"
    assert found.pace.required == pytest.approx(100 * (2**0.1 - 1), abs=1e-6)
    assert found.pace.left == pytest.approx(100 * ((200 / 141.42) ** 0.2 - 1), abs=1e-6)
    assert found.pace.projected == pytest.approx(141.42**2 / 100, rel=1e-9)
    assert found.record.review_year == 5


def test_level_of_a_ratio_on_a_linear_path():
    share = indicator(unit="%", kind="ratio", aggregation="none")
    goal = target(value=Decimal(60), unit="%", basis="share")
    figures = [observation(y, v, unit="%") for y, v in (("2020", "40"), ("2024", "44"))]
    found = one(goal, figures=figures, indicators=[share])
    assert found.pace.path == "linear"
    assert (found.pace.required, found.pace.actual) == (2, 1)
    assert found.pace.left == pytest.approx(16 / 6)
    assert (found.status, found.pace.ratio) == ("far_behind", 0.5)


def test_less_is_better():
    poor = indicator(unit="%", kind="ratio", aggregation="none", direction="down")
    goal = target(value=Decimal(1), unit="%", operator="at_most")
    figures = [observation(y, v, unit="%") for y, v in (("2020", "3"), ("2025", "2"))]
    assert one(goal, figures=figures, indicators=[poor]).status == "on_track"
    worse = [observation(y, v, unit="%") for y, v in (("2020", "3"), ("2025", "3.5"))]
    assert one(goal, figures=worse, indicators=[poor]).status == "moving_away"
    kept = [observation(y, v, unit="%") for y, v in (("2020", "3"), ("2025", "0.9"))]
    assert one(goal, figures=kept, indicators=[poor]).status == "met"


def test_the_due_year_decides_and_a_later_day_without_it_does_not():
    past = target(period="2025")
    reached = [observation("2020", "100"), observation("2025", "200")]
    assert one(past, figures=reached).status == "met"
    short = [observation("2020", "100"), observation("2025", "199")]
    assert one(past, figures=short).status == "missed"
    open_ = [observation("2020", "100"), observation("2024", "199")]
    assert one(past, figures=open_).status == "no_data"


def test_a_level_that_left_its_ceiling_is_moving_away():
    ceiling = target(operator="at_most", value=Decimal(100))
    figures = [observation("2020", "90"), observation("2024", "110")]
    less = indicator(direction="down")
    assert one(ceiling, figures=figures, indicators=[less]).status == "moving_away"


def test_too_few_figures_are_said():
    assert one(target(), figures=[observation("2024", "100")]).status == "no_baseline"
    assert one(target(), figures=[]).status == "no_data"
    assert one(target(value=None, gap_reason="value_not_seen")).status == "no_value"


def test_an_old_figure_is_no_baseline():
    figures = [observation("2010", "50"), observation("2022", "100"), observation("2025", "110")]
    found = one(target(), figures=figures)
    assert (found.baseline.period.code, found.baseline.rule) == ("2022", "first_figure")


@pytest.mark.parametrize(
    ("operator", "qualifier", "status"),
    [
        ("at_least", "nearly", "missed"),
        ("at_least", "under", "missed"),
        ("at_least", "over", "met"),
        ("at_least", "at_least", "met"),
        ("at_least", "about", "met"),
        ("more_than", "exact", "missed"),
        ("more_than", "over", "met"),
        ("at_most", "over", "missed"),
        ("at_most", "nearly", "met"),
        ("less_than", "exact", "missed"),
        ("less_than", "under", "met"),
    ],
)
def test_a_figure_is_taken_as_its_source_words_it(operator, qualifier, status):
    figures = [observation("2021", "150"), observation("2025", "200", qualifier=qualifier)]
    promise = target(operator=operator, period="2025")
    assert one(promise, figures=figures).status == status
    bound = target(operator=operator, basis="ceiling", period="2025/2025")
    assert one(bound, figures=figures).status == status


def test_the_word_of_a_source_decides_only_at_the_bound():
    goal = goal_of(target(operator="between", value=Decimal(48), upper=Decimal(52)), indicator())
    assert goal.met_by(Decimal(50), "nearly")
    assert goal.met_by(Decimal(48), "over")
    assert goal.met_by(Decimal(52), "under")
    assert not goal.met_by(Decimal(48), "nearly")
    assert not goal.met_by(Decimal(52), "over")


def poverty(*figures, as_of="2025-04-15", **fields):
    poor = indicator(unit="%", kind="ratio", aggregation="none", direction="down")
    promise = target(**{"value": Decimal(2), "unit": "%", "operator": "at_most"} | fields)
    return one(
        promise,
        figures=[observation(y, v, unit="%") for y, v in figures],
        indicators=[poor],
        settings=SETTINGS.model_copy(update={"as_of": dt.date.fromisoformat(as_of)}),
    )


YEARS = (("2020", "5"), ("2021", "4"), ("2022", "3.4"), ("2023", "2.9"), ("2024", "2.3"))


def test_a_month_of_the_due_year_does_not_decide_before_the_year_is_over():
    found = poverty(*YEARS, ("2025-03", "2.2"), period="2025")
    # (5 - 2.3) / 4 a year made, (5 - 2) / 5 a year needed.
    assert (found.status, found.latest.period.code) == ("on_track", "2024")
    assert found.pace.ratio == pytest.approx(0.675 / 0.6)
    assert "2025-03, 2.2" in found.notes[-1].text("en")
    assert found.chance.years_ahead == 1
    over = poverty(*YEARS, ("2025-03", "2.2"), period="2025", as_of="2026-02-01")
    assert (over.status, over.latest.period.code) == ("missed", "2025-03")


@pytest.mark.parametrize("period", ["2025-12", "2025-12-31", "2025"])
def test_the_end_of_the_due_year_stands_for_it(period):
    found = poverty(*YEARS, (period, "2.2"), period="2025", as_of="2025-12-31")
    assert (found.status, found.why.text("en")) == ("missed", "The figure of the due year decides.")


def test_a_promise_by_a_day_is_decided_on_that_day():
    june = {"period": "2025-06-30", "as_of": "2025-06-30"}
    assert poverty(*YEARS, ("2025-06", "2.2"), **june).status == "missed"
    assert poverty(*YEARS, ("2025-05", "2.2"), **june).status == "on_track"


def test_a_month_of_the_due_year_that_keeps_the_promise_has_to_hold():
    found = poverty(*YEARS, ("2025-03", "1.9"), period="2025")
    assert (found.status, found.latest.period.code) == ("met", "2025-03")
    assert "has to hold" in found.why.text("en")
    assert known(found).kind == "keeps"
    assert known(poverty(*YEARS, ("2025-12", "1.9"), period="2025")).kind == "decided_kept"


def test_a_month_of_the_due_year_alone_gives_no_verdict():
    found = poverty(("2025-03", "2.2"), period="2025")
    assert (found.status, found.latest) == ("no_data", None)
    assert "2025-03" in found.why.text("en")


def test_a_year_is_not_read_from_its_months():
    share = indicator(unit="%", kind="ratio", aggregation="none")
    figures = [
        observation(y, v, unit="%")
        for y, v in (("2020", "31"), ("2024-12", "36"), ("2024-06", "35"), ("2024", "35.5"))
    ]
    promise = target(value=Decimal(45), unit="%")
    found = one(promise, figures=figures, indicators=[share])
    assert (found.latest.period.code, found.pace.actual) == ("2024", pytest.approx(1.125))
    assert figures_by_year(found) == {2020: 31, 2024: 35.5}
    later = [*figures, observation("2025-06", "37", unit="%")]
    assert one(promise, figures=later, indicators=[share]).latest.period.code == "2025-06"


def test_a_month_of_a_rate_is_no_rate_of_its_year():
    rate = indicator(**GROWTH)
    promise = target(value=Decimal(4), unit="%/yr", operator="at_most", period="2025")
    figures = [observation("2025-11", "3", unit="%/yr"), observation("2024", "5", unit="%/yr")]
    assert one(promise, figures=figures, indicators=[rate]).status == "no_data"


def test_months_of_one_year_are_one_figure_of_a_pace():
    figures = [observation(y, v) for y, v in (("2020", "100"), ("2025-03", "110"))]
    more = [*figures, observation("2025-06", "111"), observation("2025-09", "112")]
    assert one(target(), figures=figures).pace.figures == 2
    assert one(target(), figures=more).pace.figures == 2


# --- baselines that the document names ---------------------------------------------------------

GROWN = [observation(str(2020 + i), str(v)) for i, v in enumerate((100, 108, 118, 128, 140))]


def test_a_base_year_without_a_value_takes_the_figure_of_the_series():
    found = one(target(baseline_period="2021", value=Decimal(300)), figures=GROWN)
    base = found.baseline
    assert (base.period.code, base.value, base.rule) == ("2021", 108, "stated_year")
    assert found.pace.required == pytest.approx(100 * ((300 / 108) ** (1 / 9) - 1))
    assert found.notes == ()
    dated = [observation("2021-12-31", "90"), *GROWN[2:]]
    assert one(target(baseline_period="2021"), figures=dated).baseline.value == 90


def test_a_base_year_without_a_figure_is_said():
    found = one(target(baseline_period="2015"), figures=GROWN)
    assert (found.baseline.period.code, found.baseline.rule) == ("2020", "before_plan")
    assert "2015" in found.notes[0].text("en")


def test_a_base_without_its_period_is_said():
    found = one(target(baseline_value=Decimal(90)), figures=GROWN)
    assert found.baseline.rule == "before_plan"
    assert "90" in found.notes[0].text("en")


# --- true reasons ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "fields", "reason"),
    [
        (GROWN, {"baseline_period": "2025", "baseline_value": Decimal(150)}, "measured from 2025"),
        (GROWN[:1], {}, "there is one"),
        ([observation("2019", "9"), GROWN[0]], {}, "measured from 2020"),
        ([observation(y, "10") for y in ("2010", "2012", "2013")], {}, "2013: too old"),
        ([observation(y, "10") for y in ("2012", "2022")], {}, "those before 2022 are too old"),
    ],
)
def test_why_there_is_no_pace(figures, fields, reason):
    found = one(target(**fields), figures=figures)
    assert found.status == "no_baseline"
    assert reason in found.why.text("en")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "parts of years, the latest of 2024-H2"),
        ({"basis": "cumulative", "period": "2023/2026"}, "Of 2023 there are only"),
        ({"basis": "average_growth", "period": "2023/2026"}, "Of 2023 there are only"),
        ({"basis": "ceiling", "period": "2023/2026"}, "Of 2023 there are only"),
        ({"basis": "cumulative", "period": "2022/2026"}, "The first year of the period"),
        ({"period": "2020"}, "no figure up to the due year"),
    ],
)
def test_figures_of_half_years_are_said(fields, reason):
    halves = [observation(f"{y}-H{h}", "50") for y in (2023, 2024) for h in (1, 2)]
    found = one(target(**fields), figures=halves, indicators=[indicator(kind="flow")])
    assert reason in found.why.text("en")


def test_a_stated_baseline_goes_first():
    goal = target(baseline_period="2019", baseline_value=Decimal(80))
    figures = [observation("2020", "100"), observation("2025", "150")]
    found = one(goal, figures=figures)
    assert (found.baseline.value, found.baseline.rule) == (80, "stated")


def test_part_of_a_year_never_stands_for_the_year_of_a_flow():
    flow = indicator(kind="flow")
    figures = [
        observation("2020", "100"),
        observation("2024", "150"),
        observation("2025-9M", "130"),
    ]
    assert one(target(), figures=figures, indicators=[flow]).latest.period.code == "2024"


def test_as_of_hides_what_was_not_published():
    figures = [
        observation("2020", "100", published="2021-06"),
        observation("2022", "120", published="2023-06"),
        observation("2024", "150", published="2025-06"),
    ]
    world = plan(target(), figures=figures)
    assert assess_target(world, world.targets[0]).latest.period.code == "2024"
    early = assess_target(world, world.targets[0], dt.date(2024, 1, 1))
    assert early.latest.period.code == "2022"


# --- periods -----------------------------------------------------------------------------------


def growth_case(rates, goal="11.2", period="2021/2030", **content):
    rate = indicator(**GROWTH)
    promise = target(
        basis="average_growth", operator="about", value=Decimal(goal), unit="%/yr", period=period
    )
    figures = [observation(y, v, unit="%/yr") for y, v in rates]
    return one(promise, figures=figures, indicators=[rate], **content)


def test_average_growth_compounds_what_is_left():
    found = growth_case([("2021", "8.85"), ("2022", "10.82"), ("2023", "9.41"), ("2024", "10.93")])
    assert found.status == "behind"
    assert found.pace.actual == pytest.approx(10.0, abs=5e-3)
    assert found.pace.left == pytest.approx(12.008, abs=5e-4)
    assert (found.pace.years_done, found.pace.years_left) == (4, 6)
    assert found.record.met == 0.15


def test_average_growth_needs_the_first_year():
    assert growth_case([("2022", "9")]).status == "no_baseline"
    assert growth_case([]).status == "no_data"


def test_average_growth_takes_a_published_average_for_its_years():
    found = growth_case([("2021/2024", "10"), ("2025", "12")])
    assert found.pace.years_done == 5
    assert found.pace.actual == pytest.approx(100 * ((1.1**4 * 1.12) ** 0.2 - 1))


@pytest.mark.parametrize(("rate", "status"), [("11.15", "met"), ("11.1", "missed")])
def test_average_growth_at_the_end_reaches_half_a_printed_digit(rate, status):
    assert growth_case([("2021/2030", rate)]).status == status


def test_sum_over_a_period():
    flow = indicator(kind="flow")
    promise = target(basis="cumulative", value=Decimal(180), period="2021/2025")
    figures = [observation(y, v) for y, v in (("2021", "30"), ("2022", "30"), ("2023", "40"))]
    during = SETTINGS.model_copy(update={"as_of": dt.date(2024, 6, 1)})
    found = one(promise, figures=figures, indicators=[flow], settings=during)
    assert found.pace.left == 40
    assert found.pace.required == 36
    assert found.status == "behind"
    published = [*figures, observation("2021/2025", "181")]
    assert one(promise, figures=published, indicators=[flow]).status == "met"


def test_points_a_year():
    fall = indicator(unit="points/yr", kind="growth", aggregation="none")
    promise = target(basis="change", value=Decimal("1.5"), unit="points/yr", period="2021/2030")
    figures = [observation(y, "1.2", unit="points/yr") for y in ("2021", "2022")]
    found = one(promise, figures=figures, indicators=[fall])
    assert (found.status, found.pace.ratio) == ("behind", pytest.approx(0.8))
    assert found.pace.left == pytest.approx((15 - 2.4) / 8)


# --- milestones, ranks, comparisons --------------------------------------------------------------


def milestone(figures=(), day="2026-01-01", period="2030", valid_to=None):
    city = indicator(unit="status", aggregation="none")
    promise = target(
        basis="milestone", operator="exactly", value=Decimal(1), unit="status", period=period
    )
    where = Territory(
        territory_id="t", title_vi="Tỉnh T", title_en="T", level="province", valid_to=valid_to
    )
    settings = SETTINGS.model_copy(update={"as_of": dt.date.fromisoformat(day)})
    return one(
        promise,
        figures=[observation(y, v, unit="status") for y, v in figures],
        indicators=[city],
        territories=(where,),
        settings=settings,
    )


def test_milestones_are_judged_by_the_day():
    assert milestone().status == "not_due"
    assert milestone([("2025", "1")]).status == "met"
    assert milestone([("2029", "0")], day="2031-01-01").status == "overdue"
    assert milestone(day="2031-01-01").status == "no_data"


def test_a_territory_that_ended_gets_no_status_any_more():
    ended = milestone(valid_to=dt.date(2025, 6, 30))
    assert ended.status == "not_assessable"
    assert "30/06/2025" in ended.why.text("vi")
    assert milestone([("2024", "1")], valid_to=dt.date(2025, 6, 30)).status == "met"


def test_ranks_move_by_steps():
    rank = indicator(unit="rank", kind="rank", direction="down", aggregation="none")
    promise = target(basis="rank", operator="at_most", value=Decimal(10), unit="rank")
    figures = [observation(y, v, unit="rank") for y, v in (("2020", "20"), ("2024", "16"))]
    found = one(promise, figures=figures, indicators=[rank])
    assert (found.pace.path, found.pace.actual, found.status) == ("linear", -1, "on_track")
    assert found.notes


def test_a_comparison_without_a_rule_is_not_assessed():
    assert (
        one(target(basis="relative"), figures=[observation("2024", "1")]).status == "not_assessable"
    )


def test_disagreeing_sources_are_said():
    figures = [
        observation("2020", "100"),
        observation("2024", "140", published="2025-01"),
        observation("2024", "150", published="2025-06"),
    ]
    found = one(target(), figures=figures)
    assert found.latest.value == 150
    assert any("2024" in note.text("en") for note in found.notes)


def test_a_stated_baseline_is_converted():
    share = indicator(unit="%", kind="ratio", aggregation="none")
    goal = target(
        value=Decimal("0.8"),
        unit="ratio",
        basis="share",
        baseline_period="2020",
        baseline_value=Decimal("0.6"),
    )
    found = one(goal, figures=[observation("2024", "64", unit="%")], indicators=[share])
    assert (found.baseline.value, found.goal) == (60, 80)
    assert found.pace.ratio == pytest.approx(0.5)


def test_a_target_that_does_not_bind_is_not_judged():
    later = target(in_force_from=dt.date(2026, 6, 1))
    figures = [observation("2020", "100"), observation("2025", "150")]
    assert one(later, figures=figures).status == "not_assessable"
    withdrawn = target(in_force_to=dt.date(2025, 6, 1))
    assert one(withdrawn, figures=figures).status == "not_assessable"
