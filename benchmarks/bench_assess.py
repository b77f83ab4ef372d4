"""Assess 34 provinces x 230 indicators x 15 years with forecasts and probabilities; score them.

Speed stands beside two peers: statsforecast's AutoETS for a forecast of the same series, and the
progress calculation of Open SDG for a status alone: sdg-build's ``ProgressMeasure`` where it is
installed (its releases on PyPI do not have it, its repository does), and always a hand-written
limit that does less than it, see ``frames``. Scores need a bank of series:
``python benchmarks/bench_assess.py BANK``. A peer that is not installed is said to be left out.
Times are of the processor, one thread, because other work disturbs the clock.
"""

from __future__ import annotations

import sys
import time
import warnings
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import frames
import numpy as np
import pandas as pd
from synthetic import synthetic_plan

from tamnhin.assess.backtest.bank import read_bank
from tamnhin.assess.backtest.cases import Cases, cases_of
from tamnhin.assess.backtest.report import METHODS, OURS, result
from tamnhin.assess.backtest.simple import GRID, NORMAL, drift, ours
from tamnhin.assess.case import Case
from tamnhin.assess.chances import with_chances
from tamnhin.assess.forecast.features import windows
from tamnhin.assess.forecast.predictive import quantiles_of
from tamnhin.assess.goal import goal_of
from tamnhin.assess.levels import assess_level
from tamnhin.assess.pace import assess_target
from tamnhin.assess.peers import Peers
from tamnhin.assess.progress import progress
from tamnhin.assess.readings.table import read_table
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Target

SAMPLE = 300  # series given to the slow peers
HORIZONS = 8
YEARS = list(range(2010, 2025))
STATUS_GOAL, FORECAST_GOAL = 50, 10


def speed() -> None:
    """Series per second of each part, beside the peers."""
    plan = synthetic_plan()
    start = time.process_time()
    found = progress(plan)
    quick = time.process_time() - start
    if found.alone.any():
        msg = "every synthetic series is plain"
        raise AssertionError(msg)
    start = time.process_time()
    peers = Peers(plan, None)
    statuses = [assess_target(plan, target, None, peers) for target in plan.targets]
    status = time.process_time() - start
    held = [_case(plan, target, peers) for target in plan.targets]
    start = time.process_time()
    for case in held:
        assess_level(case)
    in_memory = time.process_time() - start
    start = time.process_time()
    assessed = with_chances(statuses, peers)
    chance = time.process_time() - start
    count = sum(a.chance is not None for a in assessed)
    number = len(statuses)
    print(f"synthetic 34 x 230 x 15: {number} targets, {count} with a probability")
    _line("progress measure, from observations", number, quick)
    _line("status, from a series in memory", number, in_memory)
    _line("status and nine readings, from observations", number, status)
    _line("forecast and probability", number, chance)
    _line("observations to probability", number, status + chance)
    grids = _forecasts(plan)
    _line(f"forecast alone, {HORIZONS} years ahead, 25 quantiles", number, grids)
    _compare_ets(plan, grids / number)
    _compare_sdg(plan, _table(plan) / number, quick / number, status / number)


def _case(plan: Plan, target: Target, peers: Peers) -> Case:
    """A target with its series already put together, as sdg-build has its table."""
    indicator = plan.indicator(target.indicator_id)
    goal = goal_of(target, indicator)
    if goal is None:
        msg = "every synthetic target has a number"
        raise AssertionError(msg)
    series = peers.series(target.indicator_id, target.territory_id)
    return Case(plan, target, indicator, goal, series, None, peers)


def _line(what: str, number: int, seconds: float) -> None:
    print(f"  {what:48} {seconds:8.3f} s {number / seconds:10.0f} series/s")


def _series(plan: Plan) -> list[np.ndarray]:
    """The figures of each target's series, as a batch job would hold them."""
    found = []
    for target in plan.targets:
        points = plan.observations.about(target.indicator_id, target.territory_id)
        found.append(np.array([float(o.value) for o in points]))
    return found


def _forecasts(plan: Plan) -> float:
    """Seconds for the quantiles of every series, all horizons."""
    values = _series(plan)
    start = time.process_time()
    figures = np.repeat(windows(values), HORIZONS, axis=0)
    number = len(figures)
    ahead = np.tile(np.arange(1, HORIZONS + 1), len(values))
    low, high = np.zeros(number), np.full(number, np.inf)
    quantiles_of(figures, ahead, np.zeros(number, dtype=bool), low, high)
    return time.process_time() - start


def _table(plan: Plan) -> float:
    """Seconds for the progress of every series, from one table in memory as sdg-build's."""
    values = np.array(_series(plan))
    start = time.process_time()
    read_table(values, YEARS, direction=1, target=300.0)
    seconds = time.process_time() - start
    _line("progress of a table in memory", len(values), seconds)
    return seconds


def _compare_ets(plan: Plan, each: float) -> None:
    if find_spec("statsforecast") is None:
        print("  statsforecast is not installed: AutoETS is left out")
        return
    from statsforecast.models import AutoETS

    model = AutoETS(season_length=1)
    values = _series(plan)[:SAMPLE]
    start = time.process_time()
    for series in values:
        model.forecast(y=series, h=HORIZONS, level=[80, 95])
    theirs = (time.process_time() - start) / len(values)
    _line("statsforecast AutoETS", 1, theirs)
    _judge("AutoETS by our forecast", theirs / each, FORECAST_GOAL)


def _compare_sdg(plan: Plan, table: float, quick: float, whole: float) -> None:
    data = [pd.DataFrame({"Year": YEARS, "Value": values}) for values in _series(plan)[:SAMPLE]]
    start = time.process_time()
    for frame in data:
        frames.progress(frame, base_year=2015, target=300.0, target_year=2030)
    theirs = (time.process_time() - start) / len(data)
    _line("hand-written limit, a frame at a time", 1, theirs)
    peers = {"the limit": theirs}
    if find_spec("sdg") is None or find_spec("sdg.ProgressMeasure") is None:
        print("  sdg-build with ProgressMeasure is not installed: the limit stands for it")
    else:
        peers["sdg-build"] = _sdg(data)
        _line("sdg-build's progress, from a table in memory", 1, peers["sdg-build"])
    for name, each in peers.items():
        _judge(f"{name} by our progress, both of a table", each / table, STATUS_GOAL)
        _judge(f"{name} by our progress from observations", each / quick, STATUS_GOAL)
        print(f"    {name} by status and nine readings: {each / whole:.1f} x")


def _sdg(data: list[pd.DataFrame]) -> float:
    """Seconds of sdg-build for a series."""
    from sdg.ProgressMeasure import IndicatorProgress

    options = SimpleNamespace(
        series_column="Series",
        unit_column="Units",
        progress_column="Progress",
        non_disaggregation_columns=[],
        get_observation_attributes=list,
    )
    settings = {"base_year": 2015, "target": 300.0, "direction": "positive", "target_year": 2030}
    meta = {"auto_progress_calculation": True, "progress_calculation_options": [settings]}
    indicators = [
        SimpleNamespace(inid=str(i), data=frame, meta=meta, options=options)
        for i, frame in enumerate(data)
    ]
    start = time.process_time()
    for indicator in indicators:
        IndicatorProgress(indicator).get_indicator_progress()
    return (time.process_time() - start) / len(data)


def _judge(what: str, ratio: float, goal: float) -> None:
    verdict = "holds" if ratio >= goal else "does not hold"
    print(f"    {what}: {ratio:.1f} x (goal {goal} x: {verdict})")


def score(bank: Path) -> None:
    """Scores on a bank; the shipped table has learnt from ../shared/series and from bank."""
    cases = cases_of(read_bank(bank).histories)
    said = {OURS: ours(cases), **{name: make(cases) for name, make in METHODS.items()}}
    if find_spec("statsforecast") is None:
        print("  statsforecast is not installed: Theta, damped ETS, auto-ETS are left out")
    else:
        said |= _library(cases)
        five = ["last figure", "drift", "compound growth", "Theta", "damped ETS"]
        said["median of five"] = np.median([said[name] for name in five], axis=0)
    print(
        f"  {'method':20} {'MASE':>7} {'CRPS':>7} {'80 %':>6} {'95 %':>6} {'Brier':>7} {'ECE':>6}"
    )
    for name, quantiles in said.items():
        found = result(name, cases, quantiles)
        s, c = found.scores, found.chances
        judged = "" if c is None else f"{c.brier:7.4f} {c.calibration:6.3f}"
        print(f"  {name:20} {s.mase:7.3f} {s.crps:7.3f} {s.cover80:6.3f} {s.cover95:6.3f} {judged}")


def _library(cases: Cases) -> dict[str, np.ndarray]:
    """Quantiles of statsforecast's models; drift where a window is too short for one."""
    from statsforecast.models import AutoETS, Theta

    models = {
        "Theta": (Theta(season_length=1), 4),
        "damped ETS": (AutoETS(model="AAN", damped=True, season_length=1), 10),
        "auto-ETS": (AutoETS(season_length=1), 7),
    }
    fallback = drift(cases)
    found = {name: fallback.copy() for name in models}
    keys = cases.series * 1000 + cases.origin
    for key in np.unique(keys):
        rows = np.flatnonzero(keys == key)
        window = cases.figures[rows[0]]
        window = window[~np.isnan(window)]
        for name, (model, least) in models.items():
            if len(window) < least:
                continue
            try:
                made = model.forecast(y=window, h=len(rows), level=[80])
            except Exception:
                continue
            middle = np.asarray(made["mean"])
            spread = (np.asarray(made["hi-80"]) - middle) / np.interp(0.9, GRID, NORMAL)
            if np.isfinite(middle).all() and np.isfinite(spread).all():
                at = cases.horizon[rows] - 1
                found[name][rows] = middle[at, None] + np.maximum(spread, 0)[at, None] * NORMAL
    return found


def main() -> int:
    """Speed, then scores where there is a bank."""
    warnings.simplefilter("ignore")
    speed()
    bank = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/series")
    if bank.exists():
        score(bank)
    else:
        print(f"  {bank} is not there: scores are left out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
