"""Distributions, designs, the copula: draw i is the same however the draws are asked for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.stats import qmc

from tamnhin.errors import SimulationError
from tamnhin.plan.types import Uncertainty
from tamnhin.simulate.ensemble.distributions import (
    Discrete,
    Empirical,
    LogNormal,
    Normal,
    Pert,
    Triangular,
    Uniform,
    from_uncertainties,
    parse_distribution,
)
from tamnhin.simulate.ensemble.sampling import Design, permuted, sampler

SHARE = (np.arange(200_000) + 0.5) / 200_000
THREE = {"a": Uniform(0, 1), "b": Normal(0, 1), "c": Pert(0, 1, 4)}


@pytest.mark.parametrize(
    ("law", "mean", "variance"),
    [
        (Uniform(2, 6), 4, 16 / 12),
        (Triangular(0, 2, 5), 7 / 3, (0 + 4 + 25 - 0 - 0 - 10) / 18),
        (Triangular(0, 0, 3), 1, 0.5),
        (Pert(0, 2, 5), 13 / 6, (13 / 6) * (5 - 13 / 6) / 7),
        (Normal(10, 2), 10, 4),
        (LogNormal(3, 0.5), 3 * np.exp(0.125), 9 * np.exp(0.25) * (np.exp(0.25) - 1)),
        (Discrete((3, 1), (1, 3)), 1.5, 0.75),
        (Empirical((0, 1, 1, 2)), 1, 2 / 9),  # a third each: 0 to 1, exactly 1, 1 to 2
    ],
)
def test_moments(law, mean, variance):
    values = law.ppf(SHARE)
    assert values.shape == SHARE.shape
    assert values.mean() == pytest.approx(mean, rel=2e-3)
    assert values.var() == pytest.approx(variance, rel=5e-3)
    assert (np.diff(values) >= 0).all()


def test_quantile_functions_are_scipy_s():
    share = np.linspace(0.001, 0.999, 997)
    for ours, theirs in (
        (Triangular(1, 2, 5), stats.triang(0.25, 1, 4)),
        (Pert(1, 2, 5), stats.beta(2, 4, 1, 4)),
        (LogNormal(3, 0.4), stats.lognorm(0.4, scale=3)),
    ):
        np.testing.assert_allclose(ours.ppf(share), theirs.ppf(share), rtol=1e-9)


@pytest.mark.parametrize(
    "bad",
    [
        lambda: Uniform(2, 1),
        lambda: Uniform(0, float("inf")),
        lambda: Triangular(0, 6, 5),
        lambda: Pert(1, 1, 1),
        lambda: Normal(0, 0),
        lambda: LogNormal(-1, 1),
        lambda: Discrete(()),
        lambda: Discrete((1, 2), (1,)),
        lambda: Discrete((1, 2), (0, 0)),
        lambda: Empirical((float("nan"),)),
        lambda: parse_distribution("uniform:0"),
        lambda: parse_distribution("__import__('os')"),
        lambda: parse_distribution("gauss:0:1"),
        lambda: sampler(THREE, 0),
        lambda: sampler(THREE, 10, seed=-1),
        lambda: sampler(THREE, 10, design="grid"),
        lambda: sampler(THREE, 10, correlation={("a", "z"): 0.5}),
        lambda: sampler(THREE, 10, correlation={("a", "b"): 1.5}),
        lambda: sampler(THREE, 10, correlation={("a", "b"): 1.0}),
    ],
)
def test_what_cannot_be_drawn_is_refused(bad):
    with pytest.raises(SimulationError):
        bad()


def test_contradictory_correlations_are_named():
    circle = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}
    with pytest.raises(SimulationError, match="eigenvalue"):
        sampler(THREE, 10, correlation=circle)


def test_a_plan_s_uncertainties():
    def row(variable, distribution, low=None, mode=None, high=None):
        return Uncertainty(
            variable=variable, title_vi="x", title_en="x", unit="%", distribution=distribution,
            low=low, mode=mode, high=high,
        )  # fmt: skip

    found = from_uncertainties(
        [
            row("u", "uniform", 1, None, 2),
            row("t", "triangular", 1, 2, 5),
            row("n", "normal", 10, None, 20),
            row("l", "lognormal", 1, None, 4),
            row("d", "discrete", 1, 2, 3),
        ]
    )
    assert found["u"] == Uniform(1, 2)
    np.testing.assert_allclose(found["n"].ppf(np.array([0.05, 0.5, 0.95])), [10, 15, 20])
    np.testing.assert_allclose(found["l"].ppf(np.array([0.05, 0.5, 0.95])), [1, 2, 4])
    for wrong in (
        row("e", "empirical", 1, None, 2),
        row("n", "normal", 1, 2, 3),
        row("t", "pert", 1, None, 2),
    ):
        with pytest.raises(SimulationError, match="cannot be drawn"):
            from_uncertainties([wrong])


@pytest.mark.parametrize("design", list(Design))
@pytest.mark.parametrize("correlation", [None, {("a", "b"): 0.6, ("b", "c"): -0.3}])
def test_draws_do_not_depend_on_chunks(design, correlation):
    made = sampler(THREE, 1000, 7, design, correlation)
    whole = made.sample(0, 1000)
    for size in (1, 7, 256, 999):
        for first in (0, 500, 993):
            count = min(size, 1000 - first)
            part = made.sample(first, count)
            for name, values in part.items():
                np.testing.assert_array_equal(values, whole[name][first : first + count])
    other = sampler(THREE, 1000, 8, design, correlation).sample(0, 1000)
    assert all((other[name] != whole[name]).any() for name in THREE)
    assert all(np.isfinite(values).all() for values in whole.values())


@pytest.mark.parametrize("draws", [1, 2, 3, 10, 1000, 4097])
def test_latin_hypercube_has_one_draw_in_every_stratum(draws):
    shares = sampler(THREE, draws, 3).shares(0, draws)
    for column in shares.T:
        assert sorted((column * draws).astype(int)) == list(range(draws))


def test_latin_hypercube_columns_are_unrelated():
    shares = sampler(THREE, 20_000, 3).shares(0, 20_000)
    assert np.abs(np.corrcoef(shares.T) - np.eye(3)).max() < 0.03
    assert abs(np.corrcoef(shares[:-1, 0], shares[1:, 0])[0, 1]) < 0.03


@pytest.mark.parametrize("size", [1, 2, 3, 17, 64, 1000])
def test_the_permutation_is_one_to_one(size):
    for stream in range(3):
        found = permuted(np.arange(size, dtype=np.uint64), size, 1, stream)
        assert sorted(found.tolist()) == list(range(size))


def test_every_order_of_three_comes_up_about_as_often():
    seen: dict[tuple[int, ...], int] = {}
    for seed in range(1200):
        order = tuple(permuted(np.arange(3, dtype=np.uint64), 3, seed, 0).tolist())
        seen[order] = seen.get(order, 0) + 1
    assert len(seen) == 6
    assert min(seen.values()) > 150


def test_sobol_is_scipy_s():
    shares = sampler(THREE, 1024, 5, "sobol").shares(0, 1024)
    theirs = qmc.Sobol(3, scramble=True, rng=np.random.default_rng(5)).random(1024)
    np.testing.assert_array_equal(shares, np.clip(theirs, 2.0**-54, 1 - 2.0**-53))
    assert qmc.discrepancy(shares) < qmc.discrepancy(
        sampler(THREE, 1024, 5, "independent").shares(0, 1024)
    )


def test_independent_draws_of_a_name_do_not_depend_on_the_others():
    alone = sampler({"b": Normal(0, 1)}, 100, 5, "independent").sample(0, 100)["b"]
    np.testing.assert_array_equal(alone, sampler(THREE, 100, 5, "independent").sample(0, 100)["b"])
    assert (
        stats.kstest(
            sampler(THREE, 50_000, 5, "independent").sample(0, 50_000)["a"], "uniform"
        ).pvalue
        > 1e-3
    )


@pytest.mark.parametrize("design", list(Design))
def test_the_copula_gives_the_rank_correlation(design):
    wanted = {("a", "b"): 0.7, ("b", "c"): -0.4}
    found = sampler(THREE, 32_768, 1, design, wanted).sample(0, 32_768)
    for (a, b), rho in wanted.items():
        assert stats.spearmanr(found[a], found[b]).statistic == pytest.approx(rho, abs=0.02)
    assert abs(stats.spearmanr(found["a"], found["c"]).statistic) < 0.02
    assert stats.kstest(found["a"], "uniform").pvalue > 1e-3
