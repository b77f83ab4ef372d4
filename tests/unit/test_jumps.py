"""Jumps that may be breaks: the rule, the warning, the note, and the two ways to answer it."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from builders import indicator, observation, plan, target
from tamnhin.assess.consistency.run import check_consistency
from tamnhin.assess.pace import assess
from tamnhin.data.jumps import Dated, find_jumps
from tamnhin.periods import year
from tamnhin.plan.no_breaks import NoBreak
from tamnhin.plan.types import Break

SHARE = indicator(unit="%", kind="ratio", aggregation="none")
AMOUNT = indicator(unit="million VND/worker", kind="ratio", aggregation="none")
PRODUCTIVITY = (44, 46.2, 48.5, 51.08, 68.9, 73, 78, 83)
BREAK = Break(break_id="b", indicator_id="x", since="2021", kind="definition")
REAL = NoBreak(no_break_id="n", indicator_id="x", since="2021", note="Nhà máy mới")


def figures(*values, first=2017):
    return [Dated(year(first + i), Decimal(str(v))) for i, v in enumerate(values)]


def at(found):
    return [(j.before.period.year, j.after.period.year) for j in found]


def productivity(**content):
    rows = [
        observation(str(2017 + i), str(v), unit=AMOUNT.unit) for i, v in enumerate(PRODUCTIVITY)
    ]
    goal = target(value=Decimal(120), unit=AMOUNT.unit)
    return plan(goal, figures=rows, indicators=[AMOUNT], **content)


# --- the rule ------------------------------------------------------------------------------------


def test_an_amount_jumps_beside_its_other_changes():
    (jump,) = find_jumps(AMOUNT, figures(*PRODUCTIVITY))
    assert at([jump]) == [(2020, 2021)]
    # ln(68.9/51.08) = 0.2993. The others: 0.0488, 0.0486, 0.0518, 0.0578, 0.0663, 0.0621, of
    # which the median is (0.0518 + 0.0578)/2 = 0.0548; 0.2993/0.0548 = 5.46.
    assert jump.change == pytest.approx(0.2993, abs=1e-4)
    assert jump.usual == pytest.approx(0.0548, abs=1e-4)
    assert jump.title("en") == "5.5 times the usual change"
    assert jump.title("vi") == "gấp 5,5 lần mức biến động thường thấy"


def test_two_figures_of_a_share_years_apart_jump():
    pair = [Dated(year(2018), Decimal("24.5")), Dated(year(2021), Decimal(70))]
    (jump,) = find_jumps(SHARE, pair)
    assert jump.title("en") == "15.2 points a year"  # 45.5 ÷ 3
    # 26 points in two years are less than 30 in all; two amounts have nothing beside them.
    slower = [Dated(year(2018), Decimal(24)), Dated(year(2020), Decimal(50))]
    assert not find_jumps(SHARE, slower)
    assert not find_jumps(AMOUNT, pair)


@pytest.mark.parametrize(
    ("values", "jumps"),
    [
        ((20, 21, 22, 23, 24, 29), []),  # 5 points a year are no jump
        ((20, 21, 22, 23, 24, 29.1), [(2021, 2022)]),
        ((20, 22, 24, 26, 28, 35.9), []),  # 7.9 is less than 4 × 2
        ((20, 22, 24, 26, 28, 36.1), [(2021, 2022)]),
        ((20, 21, 22, 23, 26, 35), []),  # 9 is no more than 3 × 3, the largest other change
        ((20, 21, 22, 32), []),  # two others: 10 points and 8 times are asked for
        ((20, 21, 22, 32.1), [(2019, 2020)]),
        ((20, 20, 20, 20, 20, 50), []),  # nothing but the step changes: 30 points are asked for
        ((20, 20, 20, 20, 20, 50.1), [(2021, 2022)]),
        ((20, 21, 22, 23, 24, 60, 26, 27), []),  # one odd year that does not stay
        ((20, 21, 22, 23, 24, 60, 61, 62), [(2021, 2022)]),
    ],
)
def test_the_bounds_of_the_rule_for_a_share(values, jumps):
    assert at(find_jumps(SHARE, figures(*values))) == jumps


def test_shares_in_thousandths_are_read_in_points():
    per_mille = indicator(unit="‰", kind="ratio", aggregation="none")
    assert not find_jumps(per_mille, figures(20, 21, 22, 23, 24, 60))  # 3.6 points
    assert find_jumps(per_mille, figures(200, 210, 220, 230, 240, 600))


def test_growth_ranks_and_nothing_are_not_judged():
    growth = indicator(unit="%/yr", kind="growth")
    rank = indicator(unit="rank", kind="rank")
    for odd in (growth, rank):
        assert not find_jumps(odd, figures(7, 7, 7, 7, 7, 70))
    assert not find_jumps(AMOUNT, figures(0, 0, 0, 0, 50, 55, 60))  # no ratio to nothing
    assert not find_jumps(AMOUNT, [])


def test_a_declared_break_is_no_jump_and_no_usual_change():
    two = (20, 21, 22, 52, 53, 54, 55, 85, 86)
    assert not find_jumps(SHARE, figures(*two))  # two alike hide each other
    days = [year(2020).start]
    assert at(find_jumps(SHARE, figures(*two), breaks=days)) == [(2023, 2024)]
    assert not find_jumps(SHARE, figures(*two), breaks=[*days, year(2024).start])


# --- the warning, the note, the finding ----------------------------------------------------------


def test_check_warns_with_place_and_both_figures():
    (warning,) = [p for p in productivity().check() if p.code == "jump"]
    assert (warning.severity, warning.file) == ("warning", "series/observations.csv")
    assert (warning.row, warning.column, warning.found) == (6, "value", "68.9")
    text = warning.message("en")
    assert "from 51.08 in 2020 to 68.9 in 2021: 5.5 times the usual change" in text
    assert "breaks.csv, since 2021" in warning.mend("en")
    assert "no_breaks.csv" in warning.mend("vi")


def test_the_latest_vintage_is_judged_in_the_unit_of_the_indicator():
    rows = [observation(str(y), str(100 + y - 2015)) for y in range(2015, 2022)]
    rows += [
        observation("2021", "0.107", unit="trillion VND", published="2023-01"),
        observation("2022", "0.109", unit="trillion VND"),
    ]
    assert not [p for p in plan(figures=rows).check() if p.code == "jump"]
    wrong = [*rows[:-1], observation("2022", "0.209", unit="trillion VND")]
    (warning,) = [p for p in plan(figures=wrong).check() if p.code == "jump"]
    assert warning.found == "0.209"
    assert "from 107 in 2021 to 209 in 2022" in warning.message("en")


def test_the_target_carries_the_note():
    (a,) = assess(productivity())
    (note,) = [n.text("en") for n in a.notes if "usual" in n.text("en")]
    assert note.startswith("From 51.08 in 2020 to 68.9 in 2021: 5.5 times the usual change.")
    assert "no_breaks.csv" in note


def test_the_consistency_check_says_that_it_agrees_only_if():
    (found,) = [f for f in check_consistency(productivity()) if f.identity == "jump"]
    assert found.verdict == "agrees_only_if"
    assert [str(g.printed) for g in found.inputs] == ["68.9", "51.08"]
    assert "5.5 times" in found.why.text("en")


@pytest.mark.parametrize("content", [{"breaks": (BREAK,)}, {"no_breaks": (REAL,)}])
def test_a_break_or_its_denial_ends_all_three(content):
    answered = productivity(**content)
    assert not [p for p in answered.check() if p.code == "jump"]
    assert not [f for f in check_consistency(answered) if f.identity == "jump"]
    (a,) = assess(answered)
    assert not [n for n in a.notes if "usual" in n.text("en")]


def test_a_denial_keeps_the_figures_together_and_a_break_does_not():
    (joined,) = assess(productivity(no_breaks=(REAL,)))
    assert len(joined.series.points) == 8
    (cut,) = assess(productivity(breaks=(BREAK,)))
    assert len(cut.series.points) == 4


def test_an_answer_for_another_place_or_time_does_not_count():
    for change in ({"territory_id": "other"}, {"since": "2022"}, {"indicator_id": "y"}):
        odd = NoBreak(**(REAL.model_dump(exclude={"since"}) | {"since": "2021"} | change))
        (a,) = assess(productivity(no_breaks=(odd,)))
        assert [n for n in a.notes if "usual" in n.text("en")]


@pytest.mark.parametrize("seed", range(40))
def test_the_columns_find_what_the_rule_finds_series_by_series(seed):
    draw = random.Random(seed)
    kinds = [SHARE, indicator("a", unit="billion VND"), indicator("p", unit="‰", kind="ratio")]
    kinds[2] = kinds[2].model_copy(update={"aggregation": "none"})
    rows, wanted = [], set()
    for i in kinds:
        level = 30.0
        years = sorted(draw.sample(range(2005, 2025), draw.randrange(1, 9)))
        found = []
        for y in years:
            jump = draw.random() < 0.2
            level = max(
                0.0, level + draw.gauss(0, 0.6) + (draw.choice((12, 45, -20)) if jump else 0)
            )
            found.append(Dated(year(y), Decimal(f"{level:.1f}")))
            rows.append(observation(str(y), f"{level:.1f}", i.indicator_id, unit=i.unit))
        days = [BREAK.since.start] if i is SHARE else []
        for jump in find_jumps(i, found, days):
            wanted.add((i.indicator_id, jump.after.period.code))
    made = plan(figures=rows, indicators=kinds, breaks=(BREAK,))
    warned = {
        (p.params["indicator"].indicator_id, p.params["last"])
        for p in made.check()
        if p.code == "jump"
    }
    assert warned == wanted


def test_no_figures_and_lone_figures_are_no_jump():
    assert not [p for p in plan().check() if p.code == "jump"]
    assert not [p for p in plan(figures=[observation("2020", "5")]).check() if p.code == "jump"]


@pytest.mark.parametrize(
    "values", [(1, 1, 1, 1, 2, 2, 2), (100, 100, 100, 100, 130, 130, 130), (3, 3, 3, 3, 3, 4, 4)]
)
def test_a_step_beside_figures_that_stand_still_is_no_jump(values):
    assert find_jumps(indicator(unit="persons", kind="count"), figures(*values)) == ()


def test_a_figure_too_small_for_a_logarithm_is_left_out():
    assert find_jumps(AMOUNT, figures(1, "1E-400", 2, 3, 4)) == ()
