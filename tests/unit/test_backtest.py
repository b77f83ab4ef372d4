"""The backtest scores what it should: known answers for known forecasts."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest

from tamnhin.assess.backtest.bank import history_of, read_bank
from tamnhin.assess.backtest.cases import History, cases_of
from tamnhin.assess.backtest.plans import frequency, pace_class, plans_of, weather_class
from tamnhin.assess.backtest.report import backtest
from tamnhin.assess.backtest.scores import (
    by_horizon,
    chance,
    chance_of,
    chances,
    crps,
    scores,
    targets_of,
)
from tamnhin.assess.backtest.simple import GRID, compound_growth, drift, last_value, ours
from tamnhin.cli import main
from tamnhin.errors import InputError

ROOT = Path(__file__).parents[2]


def walks(number=12, years=24, seed=0):
    random = np.random.default_rng(seed)
    steps = random.normal(1.0, 2.0, (number, years))
    return [
        History(f"s{i}", f"indicator {i // 2}", 100 + np.cumsum(row), first_year=2000)
        for i, row in enumerate(steps)
    ]


def test_cases_hide_what_comes():
    history = History("s", "i", np.arange(12.0))
    cases = cases_of([history])
    assert len(cases) == 4 + 3 + 2 + 1
    assert (cases.outcome == cases.figures[:, -1] + cases.horizon).all()
    assert cases.points.tolist() == [8] * 4 + [9] * 3 + [10] * 2 + [11]
    assert cases.weights.sum() == pytest.approx(1)
    assert (cases.unit == 1).all()


def test_windows_may_be_shortened():
    cases = cases_of([History("s", "i", np.arange(12.0))], first=4, longest=(5, 20))
    assert set(cases.points.tolist()) == {4, 5, 6, 7, 8, 9, 10, 11}
    assert (cases.figures[:, -1] == cases.origin - 1).all()


def test_series_count_the_same_whatever_their_length():
    cases = cases_of([History("a", "i", np.arange(12.0)), History("b", "j", np.arange(30.0))])
    share = np.bincount(cases.series, cases.weights)
    assert share == pytest.approx([0.5, 0.5])


def test_crps_of_a_certain_forecast_is_its_error():
    cases = cases_of([History("s", "i", np.arange(12.0))])
    said = np.repeat((cases.outcome + 3)[:, None], len(GRID), axis=1)
    assert crps(cases, said) == pytest.approx(np.full(len(cases), 3.0))
    assert scores(cases, said).mase == pytest.approx(3)


def test_straight_lines_are_foreseen_by_drift():
    cases = cases_of([History("s", "i", np.arange(1.0, 15.0))])
    middle = drift(cases)[:, 49:51].mean(axis=1)
    assert middle == pytest.approx(cases.outcome)
    assert last_value(cases)[:, 49:51].mean(axis=1) == pytest.approx(cases.figures[:, -1])


def test_steady_growth_is_foreseen_by_compound_growth():
    cases = cases_of([History("s", "i", 100 * 1.07 ** np.arange(14))])
    assert compound_growth(cases)[:, 50] == pytest.approx(cases.outcome, rel=1e-6)
    mixed = cases_of([History("s", "i", np.arange(-5.0, 9.0))])
    assert compound_growth(mixed) == pytest.approx(drift(mixed))


def test_intervals_of_drift_cover_a_random_walk():
    cases = cases_of(walks(400))
    found = scores(cases, drift(cases))
    assert found.cover80 == pytest.approx(0.8, abs=0.04)
    assert set(by_horizon(cases, drift(cases))) == set(range(1, 9))


def test_chances_of_a_perfect_prophet_and_of_a_coin():
    met = np.array([True, False, True, False])
    weights = np.full(4, 0.25)
    assert chances(met * 0.99 + 0.005, met, weights).brier < 1e-4
    coin = chances(np.full(4, 0.5), met, weights)
    assert (coin.brier, coin.calibration) == (0.25, 0.0)
    wrong = chances(np.full(4, 0.9), met, weights)
    assert wrong.calibration == pytest.approx(0.4)


def test_targets_lie_along_the_drift_and_their_chance_falls_with_ambition():
    cases = cases_of(walks(2, 24))
    targets = targets_of(cases)
    said = chance(ours(cases)[targets.row], targets.value, targets.up)
    by_ambition = said.reshape(5, -1).mean(axis=1)
    assert (np.diff(by_ambition) < 0).all()


def test_plans_are_reviewed_on_the_way():
    history = History("s", "i", 100 * 1.05 ** np.arange(24))
    plans = plans_of(cases_of([history], farthest=10), 5)
    assert plans.target[0] == pytest.approx(plans.start[0] * 1.05**5)  # half the past pace
    easy = plans.target / plans.start < 1.05**9.9
    assert plans.met[easy].all()
    hard = plans.target / plans.start > 1.05**10.1
    assert not plans.met[hard].any()
    assert set(pace_class(plans).tolist()) == {1, 2, 3, 4}  # 2, 1.5, 1.25 and 1 times, half
    assert set(weather_class(plans).tolist()) <= {1, 2, 3, 4}


def test_a_word_is_worth_what_it_was_worth_elsewhere():
    plans = plans_of(cases_of(walks(40, 30), farthest=10), 5)
    fold = plans.cases.indicators % 2
    said = frequency(pace_class(plans), plans, fold)
    other = fold == 1
    reached = plans.reached
    expected = np.average(plans.met[other & reached], weights=plans.weights[other & reached])
    assert said[(fold == 0) & reached] == pytest.approx(expected)


def test_only_the_last_run_of_years_counts():
    history = history_of("s", "i", {2000: 1.0, 2001: 2.0, 2005: 3.0, 2006: 4.0})
    assert history.values.tolist() == [3.0, 4.0]
    assert history.first_year == 2005


def test_a_bank_is_read_and_backtested(tmp_path, capsys):
    lines = ["sid,year,value"]
    for history in walks(6):
        lines += [f"{history.name},{2000 + i},{v}" for i, v in enumerate(history.values)]
    lines += ["short,2020,1", "short,2021,2"]
    (tmp_path / "series.csv").write_text("\n".join(lines), "utf-8")
    report = backtest(read_bank(tmp_path))
    assert report.series == 6
    assert report.too_short == ("short",)
    assert main(["backtest", str(tmp_path), "--lang", "en"]) == 0
    text = capsys.readouterr().out
    assert "compound growth" in text
    assert "short" in text
    assert main(["backtest", str(tmp_path / "series.csv"), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["results"][0]["scores"]["cases"] == report.results[0].scores.cases


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("year,value\n2000,1\n2001,2\n", "longest has 2"),
        ("year,value\n2000,many\n", "line 2"),
        ("a,b\n1,2\n", "line 2"),
    ],
)
def test_what_cannot_be_backtested_is_said(tmp_path, text, word):
    path = tmp_path / "one.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as refusal:
        backtest(read_bank(path))
    assert word in refusal.value.text("en")


def test_the_bank_in_the_repository_is_whole():
    bank = read_bank(ROOT / "bank")
    assert len(bank.histories) == 668
    assert len({history.indicator for history in bank.histories}) == 373
    assert min(len(history.values) for history in bank.histories) >= 12
    assert all("(" in source and "()" not in source for source in bank.sources)


def test_a_table_is_learnt_from_series_and_scored(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    make = importlib.import_module("forecast_table")
    histories = read_bank(ROOT / "bank").histories[::12]
    cases = cases_of(histories, first=6, longest=(10,))
    table = make.learn(
        histories,
        np.ones(len(histories), dtype=bool),
        make.Prepared(cases, np.zeros(len(cases), dtype=bool), np.ones(len(histories))),
    )
    seen = cases_of(histories)
    assert scores(seen, ours(seen, table)).crps < scores(seen, drift(seen)).crps
    targets = targets_of(seen)
    misses = make.Misses.of(seen, targets, chance_of(targets, ours(seen, table)))
    low, middle, high = misses.faultless()
    assert 0 < low < middle < high < 0.3


@pytest.mark.shared
def test_the_bank_is_covered_and_beats_what_offices_use(shared):
    """The table has learnt from this bank: a guard against breaking it, no proof of its worth."""
    ours, *others = backtest(read_bank(shared / "series")).results
    assert ours.scores.crps < 0.92 * min(other.scores.crps for other in others)
    assert 0.78 < ours.scores.cover80 < 0.82
    assert 0.93 < ours.scores.cover95 < 0.97
    assert ours.chances.brier < 0.19
    assert ours.chances.calibration < 0.03


def test_a_plan_without_long_series_says_so(capsys):
    import tamnhin

    assert main(["backtest", str(tamnhin.example()), "--lang", "en"]) == 2
    assert "long enough" in capsys.readouterr().err
