"""Sensitivities and scenario discovery asked of an ensemble: known answers, costs, refusals."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from ensemble_models import model

from tamnhin.errors import InputError, SimulationError
from tamnhin.simulate.ensemble.distributions import Normal, Uniform
from tamnhin.simulate.notice import Notice

LINEAR = """{UTF-8}
Sum = 3 * a + b + 0 * c ~ m ~|
Product = a * b ~ m2 ~|
Half = LN(a - 0.25) ~ m ~|
a = 1 ~ m ~|
b = 1 ~ m ~|
c = 1 ~ m ~|
"""
UNIT = {"a": (0.0, 1.0), "b": (0.0, 1.0), "c": (0.0, 1.0)}


@pytest.fixture(scope="module")
def linear(tmp_path_factory):
    return model(tmp_path_factory.mktemp("linear"), LINEAR)


@pytest.fixture(scope="module")
def found(linear):
    return linear.ensemble(UNIT, 4000, ["Sum", "Product"], t=[0, 20], seed=5)


def test_sobol_of_a_sum_is_the_share_of_its_variances(found):
    """Var(3a + b) = 9/12 + 1/12: the shares are 0.9, 0.1 and 0."""
    study = found.sobol("Sum", at=20, points=2048)
    assert (study.inputs, study.runs, study.left_out) == (("a", "b", "c"), 2048 * 5, 0)
    np.testing.assert_allclose(study.indices.first, [0.9, 0.1, 0.0], atol=0.01)
    np.testing.assert_allclose(study.indices.total, [0.9, 0.1, 0.0], atol=0.01)
    assert (study.indices.first_low <= study.indices.first).all()
    assert (study.indices.first <= study.indices.first_high).all()


def test_sobol_of_a_product_has_interaction(found):
    """For ab with a, b uniform on (0, 1): first 3/7 each, total 4/7."""
    study = found.sobol("Product", at=20, points=4096)
    np.testing.assert_allclose(study.indices.first, [3 / 7, 3 / 7, 0], atol=0.02)
    np.testing.assert_allclose(study.indices.total, [4 / 7, 4 / 7, 0], atol=0.02)


def test_sobol_follows_the_distributions(linear):
    """With standard deviations 1 and 4 of a and b the shares are 9/25 and 16/25."""
    drawn = linear.ensemble({"a": Normal(5, 1), "b": Normal(0, 4)}, 10, ["Sum"], t=[20])
    study = drawn.sobol(at=20, points=4096)
    np.testing.assert_allclose(study.indices.first, [9 / 25, 16 / 25], atol=0.02)
    effects = drawn.morris(at=20, trajectories=20)
    assert np.isfinite(effects.indices.mu).all()


def test_morris_of_a_sum_is_its_slope_times_the_range(linear):
    drawn = linear.ensemble({"a": (0, 1), "b": (2, 7), "c": (0, 1)}, 10, ["Sum"], t=[0, 20])
    study = drawn.morris(at=20, trajectories=10)
    assert study.runs == 10 * 4
    np.testing.assert_allclose(study.indices.mu, [3, 5, 0], atol=1e-9)
    np.testing.assert_allclose(study.indices.sigma, 0, atol=1e-9)
    with pytest.raises(InputError, match="trajectory"):
        drawn.morris(trajectories=0)


def test_first_order_needs_no_further_runs(found):
    study = found.first_order("Sum", at=20)
    assert study.runs == 4000
    np.testing.assert_allclose(study.indices.first, [0.9, 0.1, 0.0], atol=0.03)


def test_all_times_and_tables(found):
    study = found.sobol(points=64)
    assert study.output == "Sum"
    assert study.indices.first.shape == (3, 2)
    table = study.to_pandas()
    assert table.index.names == ["time", "input"]
    assert table.loc[(20.0, "b"), "total"] == study.indices.total[1, 1]
    one = found.morris("Product", at=20).to_pandas()
    assert list(one.columns) == ["mu", "mu_star", "sigma"]
    assert list(one.index) == ["a", "b", "c"]
    assert "<th>b</th>" in study._repr_html_()
    assert "runs=320" in study._repr_html_()


def test_who_runs_it_does_not_change_an_index(found):
    told = []
    with ThreadPoolExecutor(2) as pool:
        other = found.sobol(
            "Sum", points=512, executor=pool, progress=lambda *done: told.append(done)
        )
    same = found.sobol("Sum", points=512)
    np.testing.assert_array_equal(other.indices.total_low, same.indices.total_low)
    assert told[-1] == (512 * 5, 512 * 5)


def test_a_group_with_a_bad_run_is_left_out_whole(linear):
    """``Half`` is not finite where a <= 0.25: about 7/16 of the base points have such a run."""
    drawn = linear.ensemble(UNIT, 1000, ["Half"], t=[20])
    assert 200 < len(drawn.bad) < 300
    study = drawn.sobol(at=20, points=1024)
    assert study.left_out % 5 == 0
    assert study.left_out / study.runs == pytest.approx(7 / 16, abs=0.05)
    assert study.indices.total[0] == pytest.approx(1, abs=0.05)
    assert drawn.first_order(at=20).left_out == len(drawn.bad)
    none = linear.ensemble({"a": (0.0, 0.2), "b": (0, 1)}, 10, ["Half"], t=[20])
    with pytest.raises(SimulationError, match="finite throughout"):
        none.sobol(at=20, points=8)


def test_prim_finds_what_was_planted(found):
    curve = found.prim("Sum >= 2.5", at=20)
    first, best = curve.boxes[0], curve.densest(0.8)
    assert (first.coverage, first.mass) == (1, 1)
    assert first.density == pytest.approx(found.probability("Sum >= 2.5", at=20))
    assert best.density > 0.7
    assert best.restricted[0].name == "a"
    marked = found.values("Sum", at=20) >= 2.5
    assert found.prim(marked) == curve
    assert found.prim("Sum >= 2.5") == curve
    assert len(found.prim("Sum >= 2.5", peel=0.2).boxes) < len(curve.boxes)
    assert ET.fromstring(curve.plot()).tag.endswith("svg")
    assert curve._repr_html_().count("<tr>") == len(curve.boxes) + 1
    with pytest.raises(InputError, match="nothing to explain"):
        found.prim("Sum > 99")
    with pytest.raises(SimulationError, match="one mark for each draw"):
        found.prim([True])


def test_subscripted_outputs(lands):
    rates = {"Rate[north]": (0.0, 0.1), "Rate[south]": (0.0, 0.1)}
    drawn = lands.ensemble(rates, 200, ["People", "All People"], t=[0, 20])
    study = drawn.sobol("People[south]", at=20, points=64)
    np.testing.assert_allclose(study.indices.total, [0, 1], atol=0.01)
    with pytest.raises(SimulationError, match="Name one element"):
        drawn.sobol("People", at=20, points=64)
    with pytest.raises(SimulationError, match="Nothing was kept at time"):
        drawn.sobol("All People", at=7, points=64)


def test_what_has_no_answer_is_refused(linear):
    drawn = linear.ensemble(UNIT, 100, ["Sum"], t=[20], seed=1)
    with pytest.raises(InputError, match="2, 4, 8"):
        drawn.sobol(points=1000)
    tied = linear.ensemble(UNIT, 100, ["Sum"], t=[20], correlation={("a", "b"): 0.5})
    for ask in (tied.sobol, tied.morris, tied.first_order):
        with pytest.raises(SimulationError, match="correlations"):
            ask()
    given = linear.ensemble(samples={"a": np.linspace(0, 1, 100)}, outputs=["Sum"], t=[20])
    for ask in (given.sobol, given.morris):
        with pytest.raises(SimulationError, match="first_order"):
            ask()
    assert given.first_order(at=20).indices.first[0] > 0.9
    with pytest.raises(SimulationError, match="Nothing was varied"):
        linear.ensemble(draws=1, outputs=["Sum"]).first_order()
    summary = linear.ensemble(UNIT, 100, ["Sum"], t=[20], keep="summary")
    assert summary.sobol(points=64).runs == 320
    with pytest.raises(SimulationError, match="were not kept"):
        summary.prim("Sum > 1")


def test_draws_that_are_all_the_same_are_told(linear):
    with pytest.warns(Notice, match="all 5 draws are the same"):
        linear.ensemble(draws=5, outputs=["Sum"])


def test_an_unbalanced_sobol_sequence_is_told(linear):
    with pytest.warns(Notice, match="512 or 1024"):
        linear.ensemble({"a": Uniform(0, 1)}, 1000, ["Sum"], design="sobol")
    linear.ensemble({"a": Uniform(0, 1)}, 1024, ["Sum"], design="sobol")
