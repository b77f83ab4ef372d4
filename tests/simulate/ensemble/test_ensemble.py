"""Ensembles: the same bits however they are run, streamed as kept, faults named."""

from __future__ import annotations

import random
import threading
import time
import tracemalloc
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from ensemble_models import FRAGILE, model

import tamnhin
from tamnhin.errors import ConfigurationError, SimulationError
from tamnhin.simulate.backends.choice import backend
from tamnhin.simulate.ensemble import reduce
from tamnhin.simulate.ensemble.distributions import Normal, Uniform

PRIORS = {"Room": (60.0, 80.0), "Patience": Normal(10, 1)}


class Shuffled(Executor):
    """Runs tasks one at a time, in any order but the one they came in."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.waiting = []
        self.lock = threading.Condition()
        threading.Thread(target=self.work, daemon=True).start()

    def submit(self, work, /, *args, **named):
        future = Future()
        with self.lock:
            self.waiting.append((future, work, args, named))
            self.lock.notify()
        return future

    def work(self):
        while True:
            with self.lock:
                self.lock.wait_for(lambda: self.waiting)
            time.sleep(0.002)  # let a few gather
            with self.lock:
                at = self.random.randrange(len(self.waiting))
                future, work, args, named = self.waiting.pop(at)
            if future.set_running_or_notify_cancel():
                future.set_result(work(*args, **named))


def same(a, b):
    """Whether two ensembles agree to the last bit."""
    np.testing.assert_array_equal(a.kept, b.kept)
    for name in ("mean", "variance", "low", "high"):
        np.testing.assert_array_equal(getattr(a.summary, name), getattr(b.summary, name))
    if a.summary.sketch is not None:
        np.testing.assert_array_equal(a.summary.sketch.below, b.summary.sketch.below)
        np.testing.assert_array_equal(a.summary.sketch.upto, b.summary.sketch.upto)
    for one, other in zip(a.summary.met, b.summary.met, strict=True):
        np.testing.assert_array_equal(one.first, other.first)
    assert a.bad == b.bad


@pytest.mark.filterwarnings("ignore:.*Sobol:tamnhin.simulate.notice.Notice")
@pytest.mark.parametrize("keep", ["values", "summary"])
@pytest.mark.parametrize("design", ["latin_hypercube", "sobol", "independent"])
def test_bits_do_not_depend_on_workers_chunks_or_order(noisy, keep, design):
    def run(**how):
        return noisy.ensemble(
            {"Drift": Normal(0.1, 0.02)}, 3000, ["Walk"], seed=5, design=design, keep=keep,
            conditions=["Walk > 4"], t=[0, 5, 20], **how,
        )  # fmt: skip

    first = run(workers=1, chunk=3000)
    for how in ({"workers": 3, "chunk": 256}, {"workers": 2, "chunk": 700}):
        same(first, run(**how))
    same(first, run(workers=4, chunk=256, executor=Shuffled(1)))


def test_a_batch_of_one_is_any_draw_of_many(noisy):
    many = noisy.ensemble({"Drift": Normal(0.1, 0.02)}, 300, ["Walk"], seed=5)
    for draw in (0, 37, 299):
        alone = noisy.core.run(
            {"Drift": many.samples["Drift"][draw]}, ["Walk"], seed=5, first_draw=draw
        )
        np.testing.assert_array_equal(alone.values["Walk"][0], many.values("Walk")[draw])


def test_processes_give_the_same_bits(tea):
    here = tea.ensemble(PRIORS, 2000, conditions=["Temperature < 100"], keep="summary")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        there = tea.ensemble(
            PRIORS, 2000, conditions=["Temperature < 100"], keep="summary", executor=pool, chunk=512
        )
    same(here, there)


@pytest.mark.parametrize("name", ["tea", "noisy"])
def test_streamed_quantiles_stay_within_their_bounds(request, name):
    one = request.getfixturevalue(name)
    priors = PRIORS if name == "tea" else {"Drift": Normal(0.1, 0.02)}
    exact, streamed = (
        one.ensemble(priors, 20_000, t=[0, 3, 20], keep=keep, design="independent")
        for keep in ("values", "summary")
    )
    column = exact.columns[0]
    shares = np.array([0, 0.001, 0.01, 0.05, 0.25, 0.5, 0.77, 0.95, 0.99, 0.999, 1])
    true = exact.quantile(column, shares)
    found = streamed.quantile(column, shares)
    low, high = streamed.quantile_bounds(column, shares)
    assert ((low <= true) & (true <= high)).all()
    assert ((low <= found) & (found <= high)).all()
    # The bracket is one edge to the next: a thousandth of the draws, a little more by chance.
    at = exact.values(column, at=20)
    inside = [((at > a) & (at < b)).mean() for a, b in zip(low[:, 2], high[:, 2], strict=True)]
    assert max(inside) < 0.005
    np.testing.assert_array_equal(exact.mean(column), streamed.mean(column))
    np.testing.assert_allclose(exact.mean(column), exact.values(column).mean(axis=0), rtol=1e-12)
    spread = exact.values(column).var(axis=0, ddof=1)
    np.testing.assert_allclose(exact.variance(column), spread, rtol=1e-9, atol=1e-20)


def test_a_sketch_of_atoms_is_exact():
    rng = np.random.default_rng(1)
    values = rng.integers(0, 4, (5000, 1, 1)).astype(float)
    sketch = reduce.Sketch(reduce.edges_of(values[:500]))
    sketch.below, sketch.upto = reduce.count_edges(values, sketch.edges)
    for share in np.linspace(0, 1, 23):
        found, low, high = sketch.quantile((0, 0), share, 5000, (0.0, 3.0))
        assert found == low == high == np.quantile(values, share)


def test_the_pilot_may_miss_everything():
    values = np.linspace(5, 9, 400).reshape(-1, 1, 1)
    sketch = reduce.Sketch(np.zeros((1, 1, 1)))
    sketch.below, sketch.upto = reduce.count_edges(values, sketch.edges)
    found, low, high = sketch.quantile((0, 0), 0.5, 400, (5.0, 9.0))
    assert (low, high) == (0.0, 9.0)
    assert low <= found <= high


def test_conditions_are_counted_as_they_hold(tea):
    text = "Temperature <= 100"
    exact = tea.ensemble(PRIORS, 3000, t=range(21))
    streamed = tea.ensemble(PRIORS, 3000, t=range(21), conditions=[text], keep="summary")
    holds = exact.values("Temperature") <= 100
    np.testing.assert_array_equal(exact.probability(text), holds.mean(axis=0))
    assert streamed.probability(text, at=20) == holds[:, 20].mean()
    np.testing.assert_array_equal(exact.first_met(text), streamed.first_met(text))
    assert exact.first_met(text)[-1] == pytest.approx((~holds.any(axis=1)).mean())
    with pytest.raises(SimulationError, match="was not counted"):
        streamed.probability("Temperature <= 101", at=20)
    with pytest.raises(SimulationError, match="were not kept"):
        streamed.values("Temperature")
    with pytest.raises(SimulationError, match=r"at time 20\.25"):
        exact.probability(text, at=20.25)


def test_a_bad_draw_is_named_counted_and_poisons_nothing(fragile):
    room = np.full(1000, 100.0)
    room[[3, 500, 999]] = [5.25, -1.0, 12.25]
    for keep in ("values", "summary"):
        found = fragile.ensemble(samples={"Room": room}, keep=keep, t=[0, 10, 20], chunk=256)
        assert [(b.draw, b.variable) for b in found.bad] == [
            (3, "Growth"), (500, "Growth"), (999, "Growth"),
        ]  # fmt: skip
        assert [b.time for b in found.bad] == [5.5, 0.0, 12.5]
        assert found.summary.count == 997
        assert np.isfinite(found.quantile("Stock", [0, 0.5, 1])).all()
        assert "Growth: 3 (t >= 0)" in found.faults_text()
        assert "Growth: 3" in found._repr_html_()
        clean = fragile.ensemble(samples={"Room": room[found.good]}, keep=keep, t=[0, 10, 20])
        np.testing.assert_array_equal(
            clean.quantile("Stock", [0, 1]), found.quantile("Stock", [0, 1])
        )
    assert not np.isfinite(fragile.ensemble(samples={"Room": room}).values("Stock")[3]).any()


def test_all_draws_bad(fragile):
    for keep in ("values", "summary"):
        found = fragile.ensemble(samples={"Room": np.full(300, -1.0)}, keep=keep)
        assert len(found.bad) == 300
        assert np.isnan(found.quantile("Stock", 0.5)).all()
        assert np.isnan(found.mean("Stock")).all()
        assert np.isnan(found.probability("Stock > 1")).all() if keep == "values" else True
        assert "Stock" in found.text_fan()


def test_overflow_is_a_bad_draw(tmp_path):
    text = FRAGILE.replace("LN(Room - Time)", "EXP(Room)")
    found = model(tmp_path, text).ensemble(samples={"Room": [1.0, 800.0, 2.0]})
    assert [bad.draw for bad in found.bad] == [1]
    assert np.isfinite(found.quantile("Stock", 1.0, 20))


def test_memory_does_not_grow_with_the_draws(tea):
    def peak(draws):
        stated = []
        tracemalloc.start()
        tea.ensemble(
            PRIORS, draws, t=range(0, 21, 2), keep="summary", conditions=["Temperature < 90"],
            workers=2, started=stated.append,
        )  # fmt: skip
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found < stated[0].peak * 1.5 + 5e6
        return found, stated[0].peak

    small, stated_small = peak(20_000)
    large, stated_large = peak(200_000)
    assert stated_small == stated_large
    assert large < small * 1.1 + 1e6


def test_values_that_do_not_fit_are_not_kept_or_refused(tea):
    with pytest.raises(SimulationError, match="need 1 MB"):
        tea.ensemble(PRIORS, 10_000, t=range(10), keep="values", memory=100_000)
    found = tea.ensemble(PRIORS, 1000, t=range(10), memory=1000)
    assert found.kept is None
    assert not found.estimate.keep
    assert "MB" in found.estimate.text("en")


def test_what_the_machine_cannot_hold_is_refused(tea, monkeypatch):
    monkeypatch.setattr("os.sysconf", lambda name: 1 if name == "SC_PHYS_PAGES" else 4096)
    with pytest.raises(SimulationError, match="the machine has 0 MB"):
        tea.ensemble(PRIORS, 1000)


def test_batches_of_wide_models_are_small_and_change_no_number(noisy, monkeypatch):
    whole = noisy.ensemble({"Drift": (0, 0.2)}, 700, seed=4)
    monkeypatch.setattr("tamnhin.simulate.ensemble.chunk.BATCH_BYTES", 8 * 50)
    same(whole, noisy.ensemble({"Drift": (0, 0.2)}, 700, seed=4, workers=1))


def test_subscripts(lands):
    found = lands.ensemble(
        {"Rate[north]": Uniform(0, 0.1), "rate[South]": Uniform(0.2, 0.3)}, 400,
        ["People", "All People"], conditions=["People[south] >= 1000"], t=[0, 20],
    )  # fmt: skip
    assert found.columns == ("People[north]", "People[south]", "All People")
    assert found.values("People").shape == (400, 2, 2)
    assert found.values("People", at=20).shape == (400, 2)
    total = found.values("People").sum(axis=-1)
    np.testing.assert_allclose(found.values("all people"), total)
    assert found.probability("People[south] >= 1000", at=20) > 0.9
    assert found.to_xarray()["People"].dims == ("draw", "time", "land")
    one = lands.ensemble({"Rate[north]": (0, 0.1)}, 10, ["Rate"])
    assert (one.values("Rate[south]") == 0.02).all()
    for wrong in ("People", "People[east]", "Deaths"):
        with pytest.raises(SimulationError):
            found.probability(f"{wrong} > 1", at=20)


@pytest.mark.filterwarnings("ignore::tamnhin.simulate.notice.Notice")
@pytest.mark.parametrize(
    "wrong",
    [
        {"priors": {"Rooom": (0, 1)}},
        {"priors": {"Room": (1, 0)}},
        {"priors": {"Room": (0, 1)}, "params": {"Room": 5}},
        {"priors": {"Temperature": (0, 1)}},
        {"priors": {"Room": (0, 1)}, "samples": {"Patience": [1.0]}},
        {"samples": {"Room": [1.0, 2.0], "Patience": [1.0]}},
        {"samples": {"Room": [np.nan]}},
        {"outputs": []},
        {"outputs": ["Nothing"]},
        {"draws": 0},
        {"workers": 0},
        {"chunk": 0},
        {"keep": "all"},
        {"conditions": ["Room > 3"], "outputs": ["Temperature"]},
        {"t": [0.3]},
        {"priors": {"Room": 5}},
        {"priors": {"Room": (1, 2, 3)}},
        {"params": {"Room": "warm"}},
        {"drws": 5},
    ],
)
def test_what_cannot_be_run_is_refused(tea, wrong):
    with pytest.raises(SimulationError) as caught:
        tea.ensemble(**{"draws": 10, **wrong})
    str(caught.value)


def test_back_ends():
    assert backend("numpy").name == "numpy"
    assert backend().name in ("compiled", "numpy")
    with pytest.raises(ConfigurationError):
        backend("fortran")


def test_progress_and_the_estimate_come_in_order(tea):
    told = []
    tea.ensemble(
        PRIORS, 1000, chunk=256, started=lambda _: told.append("start"),
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told[0] == "start"
    assert [total for _, total in told[1:]] == [1000] * 4
    assert told[-1] == (1000, 1000)


def test_the_engine_is_not_loaded_before_it_is_needed():
    assert tamnhin.load_model.__module__ == "tamnhin.simulate.api"
    with pytest.raises(AttributeError):
        getattr(tamnhin, "no_such_thing")  # noqa: B009


def test_errors_of_a_task_are_not_hidden(tea, monkeypatch):
    def fail(*_):
        msg = "a fault of ours"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr("tamnhin.simulate.ensemble.tasks.run_chunk", fail)
    with ThreadPoolExecutor(1) as pool, pytest.raises(ZeroDivisionError):
        tea.ensemble(PRIORS, 10, executor=pool)
