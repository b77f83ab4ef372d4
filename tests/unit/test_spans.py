"""Promises over a period: at least, at most, and between, while under way and when it is over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import SETTINGS, indicator, observation, plan, target
from tamnhin.assess.chances import chance_of
from tamnhin.assess.goal import Goal
from tamnhin.assess.known import known
from tamnhin.assess.pace import assess
from tamnhin.assess.rows import to_row
from tamnhin.assess.spans import bound_of, class_of, decided_early, ratio_of
from tamnhin.errors import DataError
from tamnhin.plan.types import Break
from tamnhin.publish.chartdata import chart_data
from tamnhin.publish.phrases import phrases
from tamnhin.publish.sentences import sentence

RATE = indicator(unit="%/yr", kind="growth", aggregation="none")
SHARE = indicator(unit="%", kind="ratio", aggregation="none")
FLOW = indicator(kind="flow")
BALANCE = indicator(kind="growth", aggregation="none")
UNDER_WAY = SETTINGS.model_copy(update={"as_of": dt.date(2025, 6, 1)})
OVER = SETTINGS.model_copy(update={"as_of": dt.date(2031, 6, 1)})


def found(values, what, settings=UNDER_WAY, first=2021, **fields):
    """The assessment of one promise over 2021 to 2030, from yearly figures."""
    promise = target(**({"period": "2021/2030", "unit": what.unit} | fields))
    figures = [observation(str(first + i), str(v), unit=what.unit) for i, v in enumerate(values)]
    (a,) = assess(plan(promise, figures=figures, indicators=[what], settings=settings))
    return a


def growth_of(values, operator, value, **fields):
    number = Decimal(str(value))
    return found(values, RATE, basis="average_growth", operator=operator, value=number, **fields)


def sum_of(values, operator, value, what=FLOW, **fields):
    fields = {"period": "2021/2025"} | fields
    number = Decimal(str(value))
    return found(values, what, basis="cumulative", operator=operator, value=number, **fields)


def mean_of(values, operator, value, **fields):
    number = Decimal(str(value))
    return found(values, SHARE, basis="share", operator=operator, value=number, **fields)


# --- average growth -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "operator", "value", "status", "ratio"),
    [
        ("0.8", "at_most", "1.0", "on_track", 1.25),
        ("1.0", "at_most", "1.0", "on_track", 1.0),
        ("1.04", "at_most", "1.0", "behind", 1 / 1.04),
        ("1.8", "at_most", "1.0", "far_behind", 1 / 1.8),
        ("-0.2", "at_most", "1.0", "on_track", None),
        # A cap below zero asks for a fall.
        ("-2", "at_most", "-1", "on_track", 2.0),
        ("-0.5", "at_most", "-1", "far_behind", 0.5),
        ("0.5", "at_most", "-1", "moving_away", -0.5),
        ("0.1", "at_most", "0", "far_behind", 0.0),
        # A floor of nothing or less is a limit too.
        ("5", "at_least", "0", "on_track", None),
        ("-0.4", "at_least", "-0.5", "on_track", 1.25),
        ("-1", "at_least", "-0.5", "far_behind", 0.5),
        # A floor to rise to keeps the classes of the agencies.
        ("9.7", "at_least", "10", "on_track", 0.97),
        ("-1", "at_least", "10", "moving_away", -0.1),
    ],
)
def test_the_class_follows_whether_an_average_is_kept(rate, operator, value, status, ratio):
    a = growth_of([rate] * 4, operator, value)
    assert a.status == status
    assert a.pace.ratio == (None if ratio is None else pytest.approx(ratio, abs=1e-9))


def test_what_a_cap_leaves_is_against_the_cap():
    over, within = growth_of(["1.8"] * 4, "at_most", 1), growth_of(["0.8"] * 4, "at_most", 1)
    assert over.pace.left == pytest.approx(100 * ((1.01**10 / 1.018**4) ** (1 / 6) - 1))
    assert over.pace.left == pytest.approx(0.470, abs=5e-4)
    assert within.pace.left == pytest.approx(1.134, abs=5e-4)
    assert (known(over).kind, known(over).count) == ("average_down", 0)
    assert (known(within).kind, known(within).count) == ("average_down", 4)


def test_the_measured_frequency_is_only_of_what_was_measured():
    assert growth_of(["9.7"] * 4, "at_least", 10).record.met == 0.52
    assert growth_of(["0.8"] * 4, "at_most", 1).record is None
    assert growth_of(["3.5"] * 4, "between", 3, upper=Decimal(4)).record is None
    assert sum_of([36, 36, 36], "at_least", 180).record is None
    assert to_row(growth_of(["0.8"] * 4, "at_most", 1), "en")["method"].startswith("Ratio of all")


@pytest.mark.parametrize(
    ("rate", "status", "need", "most", "cap"),
    [
        # (1.04^10 / 1.08^4)^(1/6) - 1 = 1.4 %, and (1.03^10 / 1.08^4)^(1/6) - 1 = -0.2 %.
        ("8", "far_behind", -0.203, 1.416, True),
        ("3.6", "on_track", 2.602, 4.268, True),
        ("3.4", "on_track", 2.734, 4.402, False),
        ("2.9", "behind", 3.067, 4.740, False),
    ],
)
def test_a_range_of_growth_counts_its_nearer_end(rate, status, need, most, cap):
    a = growth_of([rate] * 4, "between", 3, upper=Decimal(4))
    assert (a.status, a.pace.cap) == (status, cap)
    assert a.pace.left == pytest.approx(most if cap else need, abs=2e-3)
    fact = known(a)
    assert fact.kind == "within"
    assert (fact.need, fact.most) == pytest.approx((need, most), abs=2e-3)
    assert "from 2025 on; it lay between these in" in sentence(a, phrases("en"))


@pytest.mark.parametrize(
    ("operator", "value", "upper"), [("at_most", 1, None), ("between", 1, 2), ("at_least", 0, None)]
)
def test_no_agency_has_a_rule_for_a_limit_of_growth(operator, value, upper):
    upper = None if upper is None else Decimal(upper)
    a = growth_of(["1.8"] * 4, operator, value, upper=upper)
    assert a.readings == ()
    assert a.no_readings.text("en")
    assert growth_of(["9"] * 4, "at_least", 10).reading("statcan") is not None


def test_a_month_or_quarter_is_not_the_rate_of_its_year():
    promise = target(basis="average_growth", value=Decimal(11), unit="%/yr", period="2021/2030")
    figures = [
        observation(p, v, unit="%/yr")
        for p, v in (("2021", "8"), ("2022", "9"), ("2022-H2", "13"), ("2022-Q4", "15"))
    ]
    (a,) = assess(plan(promise, figures=figures, indicators=[RATE], settings=UNDER_WAY))
    assert (a.latest.period.code, a.latest.value) == ("2022", 9)


@pytest.mark.parametrize("fall", ["-100", "-120"])
def test_a_fall_to_nothing_is_refused_and_the_others_are_assessed(fall):
    what, other = RATE, indicator("y", kind="flow")
    broken = target(basis="average_growth", value=Decimal(11), unit="%/yr", period="2021/2030")
    figures = [observation(y, v, unit="%/yr") for y, v in (("2021", "8"), ("2022", fall))]
    figures += [observation(y, v, "y") for y, v in (("2020", "100"), ("2024", "150"))]
    made = plan(broken, target("y"), figures=figures, indicators=[what, other], settings=UNDER_WAY)
    first, second = assess(made)
    assert first.status == "not_assessable"
    assert "100" in first.why.text("en")
    assert first.no_readings == first.why
    assert second.status == "on_track"


@pytest.mark.parametrize("promised", ["-100", "-150"])
def test_a_promise_to_fall_to_nothing_is_refused(promised):
    assert growth_of(["8"] * 4, "at_least", promised).status == "not_assessable"


def test_rates_that_cannot_be_compounded_are_refused():
    assert growth_of(["1e200"] * 4, "at_least", 10).status == "not_assessable"
    assert growth_of(["8"] * 4, "at_least", "1e40").status == "not_assessable"


def test_rates_that_end_before_the_period_give_no_probability():
    a = growth_of([7, 8, 6, 7, 8, 7, 6, 7], "at_least", 9, first=2012, period="2021/2025")
    assert a.chance is None
    assert "2019" in a.no_chance.text("en")
    # The figure of the year before the period is the level that it starts from.
    assert growth_of([7, 8, 6, 7, 8, 7, 6, 7, 7], "at_least", 9, first=2012).chance is not None
    with pytest.raises(DataError):
        chance_of(a.target, a.series)


def test_the_year_that_is_missing_is_named():
    promise = target(basis="average_growth", value=Decimal(9), unit="%/yr", period="2021/2030")
    figures = [observation(y, "9", unit="%/yr") for y in ("2021", "2022", "2024", "2025")]
    (a,) = assess(plan(promise, figures=figures, indicators=[RATE], settings=UNDER_WAY))
    assert "2023" in a.no_chance.text("en")
    assert "first of the period" not in a.no_chance.text("en")


@pytest.mark.parametrize("broken", [True, False])
def test_an_average_is_not_read_from_levels_across_a_break(broken):
    rate = indicator(unit="%/yr", kind="growth", aggregation="none", weight_indicator_id="y")
    level = indicator("y", kind="flow")
    promise = target(basis="average_growth", value=Decimal(11), unit="%/yr", period="2021/2030")
    figures = [observation(str(y), "9", unit="%/yr") for y in range(2021, 2025)]
    values = zip(range(2020, 2025), ("100", "109", "119", "128", "200"), strict=True)
    figures += [observation(str(y), v, "y") for y, v in values]
    breaks = (Break(break_id="b", indicator_id="y", since="2024", kind="prices"),)
    made = plan(
        promise,
        figures=figures,
        indicators=[rate, level],
        settings=UNDER_WAY,
        breaks=breaks if broken else (),
    )
    (note,) = assess(made)[0].notes
    text = note.text("en")
    # 2^(1/4) - 1 = 18.9 % is the jump of the break, not growth.
    assert ("18.9" in text) is not broken
    assert ("cannot be compared" in text) is broken


# --- sums and means -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "status", "left"),
    [
        ([600, 600], "missed", None),
        ([450, 450], "far_behind", 100 / 3),
        ([240, 240], "behind", 520 / 3),
        ([150, 150], "on_track", 700 / 3),
        ([200, 200, 200, 200, 200], "met", None),
        ([200, 200, 200, 200, 201], "missed", None),
    ],
)
def test_a_sum_that_may_not_pass_its_cap(values, status, left):
    a = sum_of(values, "at_most", 1000)
    assert a.status == status
    assert a.pace.left == (None if left is None else pytest.approx(left))


def test_a_cap_that_is_passed_says_so_and_asks_for_nothing_more():
    a = sum_of([600, 600], "at_most", 1000)
    assert known(a).kind == "decided_missed"
    text = sentence(a, phrases("en")).replace("\u00a0", " ")
    assert "1,200 billion VND (2021–2022): not kept" in text
    assert a.chance is None
    assert a.no_chance is None


def test_a_cap_that_is_near_says_what_it_leaves():
    a = sum_of([450, 450], "at_most", 1000)
    assert a.why.params["allowed"] == 400
    assert known(a).kind == "sum_down"
    text = sentence(a, phrases("en")).replace("\u00a0", " ")
    assert "33.33 billion VND a year from 2023 on" in text
    assert "at most" in phrases("en").left(a)
    assert phrases("en").margin(a.pace).startswith("Allowed pace")
    assert "pace needed" not in phrases("en").finding(a)


def test_what_may_be_negative_is_not_decided_early():
    assert sum_of([600, 600], "at_most", 1000, BALANCE).status == "far_behind"
    assert sum_of([600, 600], "at_least", 1000, BALANCE).status == "on_track"
    assert sum_of([1200, -10], "at_most", 1000).status == "far_behind"
    assert sum_of([600, 600], "at_least", 1000).status == "met"


def test_a_sum_published_for_several_years_is_added_once():
    promise = target(basis="cumulative", value=Decimal(600), period="2021/2025")
    figures = [observation("2021/2023", "300"), observation("2024", "120")]
    (a,) = assess(plan(promise, figures=figures, indicators=[FLOW], settings=UNDER_WAY))
    assert (a.pace.years_done, a.pace.left) == (4, 180)


@pytest.mark.parametrize(
    ("values", "operator", "value", "status", "left"),
    [
        ([4.5] * 4, "at_most", 3, "behind", 2.0),
        ([2.5] * 4, "at_most", 3, "on_track", 20 / 6),
        ([6, 6, 6, 6], "at_most", 3, "far_behind", 1.0),
        # Four years of 8 are more than ten of 3.
        ([8, 8, 8, 8], "at_most", 3, "missed", None),
        ([20] * 4, "at_least", "20.5", "on_track", (205 - 80) / 6),
        ([2.6] * 4, "between", 2, "on_track", (30 - 10.4) / 6),
    ],
)
def test_a_mean_over_a_period(values, operator, value, status, left):
    a = mean_of(values, operator, value, upper=Decimal(3) if operator == "between" else None)
    assert a.status == status
    assert a.pace.left == (None if left is None else pytest.approx(left))


def test_a_mean_says_what_is_needed_and_how_often_that_was_so():
    a = mean_of([19, 20, 21, 20], "at_least", "20.5")
    assert a.latest.period.code == "2024"
    assert (known(a).kind, known(a).count, known(a).years) == ("mean_up", 1, 4)
    text = sentence(a, phrases("en"))
    assert "20.83% from 2025 on; it was above that in 1 of the last 4 years" in text
    # A mean is a figure, not a change in percentage points, and it is drawn level.
    assert phrases("en").pace(a).startswith("20.00% a year on average")
    assert {y for _, y in chart_data(a).path} == {20.5}
    capped = mean_of([2, 2.5, 2.5, 3.5], "at_most", 3)
    assert (known(capped).kind, known(capped).count) == ("mean_down", 3)
    points = indicator(unit="points/yr", kind="growth", aggregation="none")
    fall = found([1.5, 1, 1, 0.5], points, basis="change", operator="about", value=Decimal("1.5"))
    assert fall.latest.value == Decimal("0.5")
    assert known(fall).need == pytest.approx((15 - 4) / 6)


# --- few figures, and periods that are over -------------------------------------------------------

KINDS = [
    ({"basis": "average_growth", "value": Decimal(9)}, RATE, 9),
    ({"basis": "cumulative", "value": Decimal(90)}, FLOW, 9),
    ({"basis": "share", "value": Decimal(9)}, SHARE, 9),
]


@pytest.mark.parametrize(("promise", "what", "value"), KINDS)
def test_one_figure_or_two_are_said_and_have_no_frequency(promise, what, value):
    for figures, word in ((1, "one figure"), (2, "two figures")):
        a = found([value] * figures, what, **promise)
        assert a.status == "on_track"
        assert word in a.notes[0].text("en")
        assert a.record is None
        assert all(beside.record is None for beside in a.readings)
        assert to_row(a, "en")["projected"] is None
    assert found([value] * 3, what, **promise).notes == ()


def test_a_level_from_two_figures_has_no_frequency():
    figures = [observation("2020", "100"), observation("2024", "140")]
    (a,) = assess(plan(target(), figures=figures))
    assert a.status == "on_track"
    assert a.record is None
    assert a.reading("statcan").record is None


@pytest.mark.parametrize(("promise", "what", "value"), KINDS)
def test_a_period_that_is_over_without_its_last_figure_is_not_judged(promise, what, value):
    a = found([value] * 4, what, OVER, **promise)
    assert a.status == "no_data"
    assert a.why.text("en").startswith("The due year is over and its figure is not here")
    assert a.chance is None
    assert known(a).kind == "no_figure"
    assert found([value] * 10, what, OVER, **promise).status == "met"


def test_a_limit_that_is_over_is_not_said_to_hold():
    limit = {"basis": "ceiling", "operator": "at_most", "value": Decimal(9)}
    assert found([9] * 4, SHARE, **limit).status == "met"
    assert found([9] * 4, SHARE, OVER, **limit).status == "no_data"
    assert found([9, 10], SHARE, OVER, **limit).status == "missed"
    assert found([9] * 10, SHARE, OVER, **limit).status == "met"


def test_what_is_decided_stays_decided_when_the_period_is_over():
    assert sum_of([600, 600], "at_most", 1000, settings=OVER).status == "missed"
    assert sum_of([600, 600], "at_least", 1000, settings=OVER).status == "met"


def test_a_gap_in_a_period_that_is_over_is_named():
    promise = target(basis="average_growth", value=Decimal(9), unit="%/yr", period="2021/2025")
    figures = [observation(y, "9", unit="%/yr") for y in ("2021", "2022", "2024", "2025")]
    (a,) = assess(plan(promise, figures=figures, indicators=[RATE], settings=OVER))
    assert a.status == "no_data"
    assert a.why.params["years"] == "2023"


# --- the rule itself ------------------------------------------------------------------------------

NUMBERS = st.decimals(-50, 50, places=2)


@given(NUMBERS, NUMBERS, st.booleans())
def test_a_limit_is_on_pace_where_it_is_kept_and_only_there(value, so_far, cap):
    goal = Goal(None if cap else value, value if cap else None, strict=False, value=value)
    bound = bound_of(goal, so_far)
    if not bound.is_pace:
        assert (class_of(goal, bound, so_far) == "on_track") is goal.met_by(so_far)
    ratio = ratio_of(bound, float(so_far))
    if ratio is not None and value != 0:
        assert (ratio >= 1) is goal.met_by(so_far)


@given(st.decimals(0, 50, places=2), st.decimals(0, 50, places=2), st.decimals(0, 50, places=2))
def test_what_is_decided_early_stays_so_whatever_is_added(value, least, more):
    for goal in (
        Goal(None, value, strict=True, value=value),
        Goal(value, None, strict=False, value=value),
        Goal(value, value + 1, strict=False, value=value, upper=value + 1),
    ):
        kept = decided_early(goal, least)
        assert kept is None or goal.met_by(least + more) is kept


# --- spans and parts of years --------------------------------------------------------------------


def with_span(values, span, value, what=FLOW, settings=UNDER_WAY, **fields):
    """A promise whose figures are yearly, but for one that was published for several years."""
    promise = target(value=Decimal(value), unit=what.unit, **fields)
    figures = [observation(str(year), str(v), unit=what.unit) for year, v in values.items()]
    figures.append(observation(span[0], span[1], unit=what.unit))
    (a,) = assess(plan(promise, figures=figures, indicators=[what], settings=settings))
    return a


def test_a_span_is_used_where_its_first_year_alone_leads_nowhere():
    fields = {"basis": "cumulative", "period": "2021/2025"}
    with_first = with_span({2021: 12, 2024: 16}, ("2021/2023", "40"), 100, **fields)
    without = with_span({2024: 16}, ("2021/2023", "40"), 100, **fields)
    assert with_first.pace.left == without.pace.left == 44
    assert with_first.pace.figures == 2


def test_years_that_are_known_only_together_get_no_forecast():
    rates = dict.fromkeys(range(2015, 2021), 6)
    fields = {"basis": "average_growth", "period": "2021/2030"}
    a = with_span(rates, ("2021/2025", "6.5"), 6, RATE, **fields)
    assert a.status == "on_track"
    assert a.record is None  # One figure, however many years it stands for.
    assert a.chance is None
    assert "one figure for all" in a.no_chance.text("en")


def test_a_mean_of_changes_may_still_fall():
    what = indicator(unit="points/yr", kind="ratio", aggregation="none")
    a = found([2.6, 2.6], what, basis="change", value=Decimal(1), period="2021/2025")
    assert a.status == "on_track"
    assert a.pace.left == pytest.approx((5 - 5.2) / 3)
    assert "a year a year" not in phrases("en").pace(a)
    assert "2.60 percentage points a year on average" in phrases("en").pace(a)


def test_a_sum_that_is_reached_has_no_outlook():
    a = sum_of([30, 40, 50, 60], "at_least", 100)
    assert a.status == "met"
    assert a.chance is None


@pytest.mark.parametrize(
    ("day", "due", "words"),
    [(dt.date(2025, 3, 1), "2025-01", "so far"), (dt.date(2026, 3, 1), "2025-01", "every year of")],
)
def test_a_month_of_the_last_year_ends_no_ceiling_before_the_year_is_over(day, due, words):
    promise = target(
        basis="ceiling", operator="at_most", value=Decimal(60), unit="%", period="2021/2025"
    )
    figures = [observation(str(year), "50", unit="%") for year in range(2021, 2025)]
    figures.append(observation(due, "40", unit="%"))
    settings = SETTINGS.model_copy(update={"as_of": day})
    (a,) = assess(plan(promise, figures=figures, indicators=[SHARE], settings=settings))
    assert a.status == "met"
    assert words in a.why.text("en")


def test_a_range_whose_floor_is_reached_asks_for_no_negative_figure():
    a = sum_of([30, 31, 32, 20], "between", 100, upper=Decimal(120))
    assert (a.pace.left, a.pace.other) == (7, None)
    assert "7" in sentence(a, phrases("en"))
    assert "\N{MINUS SIGN}13" not in sentence(a, phrases("en"))
