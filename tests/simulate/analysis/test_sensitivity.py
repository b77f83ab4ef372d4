"""Sensitivity indices against analytic values, and against SALib on the same rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamnhin.errors import InputError
from tamnhin.simulate.analysis.sensitivity import (
    given_data_first_order,
    morris_indices,
    morris_sample,
    sobol_base,
    sobol_indices,
    sobol_sample,
)


def ishigami(unit, a=7.0, b=0.1):
    x = np.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_exact(a=7.0, b=0.1):
    """Ishigami and Homma 1990."""
    alone = 0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8, 0.0
    shared = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = sum(alone) + shared
    first = np.array(alone) / whole
    return first, first + np.array([shared, 0, shared]) / whole


G = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])


def sobol_g(unit):
    return np.prod((np.abs(4 * unit - 2) + G) / (1 + G), axis=1)


def sobol_g_exact():
    """Saltelli and Sobol 1995."""
    alone = 1 / (3 * (1 + G) ** 2)
    whole = np.prod(1 + alone) - 1
    others = np.array([np.prod(1 + np.delete(alone, i)) for i in range(G.size)])
    return alone / whole, alone * others / whole


CASES = {"ishigami": (3, ishigami, ishigami_exact), "sobol-g": (8, sobol_g, sobol_g_exact)}


@pytest.mark.parametrize("name", CASES)
def test_sobol_indices_are_the_analytic_ones(name):
    dimensions, function, exact = CASES[name]
    n = 4096
    y = function(sobol_sample(dimensions, n, seed=1))
    found = sobol_indices(y, dimensions, n, seed=2)
    first, total = exact()
    np.testing.assert_allclose(found.first, first, atol=0.012)
    np.testing.assert_allclose(found.total, total, atol=0.012)
    assert (found.first_low <= found.first).all()
    assert (found.first <= found.first_high).all()
    assert (found.total_low <= found.total_high).all()


def test_bootstrap_intervals_hold_the_truth_about_as_often_as_they_say():
    exact = np.stack(ishigami_exact())
    inside, n = [], 256
    for seed in range(60):
        y = ishigami(np.random.default_rng(seed).random((n * 5, 3)))
        points = np.random.default_rng(seed).random((n, 6))
        rows = np.repeat(points[:, None, :3], 5, axis=1)
        for i in range(3):
            rows[:, 1 + i, i] = points[:, 3 + i]
        rows[:, -1] = points[:, 3:]
        y = ishigami(rows.reshape(-1, 3))
        found = sobol_indices(y, 3, n, resamples=100, seed=seed)
        low = np.stack([found.first_low, found.total_low])
        high = np.stack([found.first_high, found.total_high])
        inside.append((low <= exact + 1e-9) & (exact <= high + 1e-9))
    assert np.mean(inside) > 0.88


@pytest.mark.parametrize("name", CASES)
def test_sobol_indices_are_those_of_salib_on_the_same_rows(name):
    analyze = pytest.importorskip("SALib.analyze.sobol").analyze
    dimensions, function, _ = CASES[name]
    n = 512
    y = function(sobol_sample(dimensions, n, seed=3))
    problem = {
        "num_vars": dimensions,
        "names": [f"x{i}" for i in range(dimensions)],
        "bounds": [[0, 1]] * dimensions,
    }
    theirs = analyze(problem, y, calc_second_order=False, num_resamples=200, seed=1)
    ours = sobol_indices(y, dimensions, n, resamples=400, seed=4)
    np.testing.assert_allclose(ours.total, theirs["ST"], rtol=1e-9, atol=1e-12)
    # SALib centres with all rows, we with the A and B rows: equal in expectation.
    np.testing.assert_allclose(ours.first, theirs["S1"], atol=5e-3)
    half = (ours.total_high - ours.total_low) / 2
    np.testing.assert_allclose(half, theirs["ST_conf"], rtol=0.35, atol=1e-5)


def test_sobol_takes_outcomes_with_more_axes():
    n = 128
    x = sobol_sample(3, n, seed=5)
    one = ishigami(x)
    both = sobol_indices(np.stack([one, 2 * one + 5], axis=1), 3, n, resamples=10)
    alone = sobol_indices(one, 3, n, resamples=10)
    assert both.first.shape == (3, 2)
    np.testing.assert_allclose(both.first[:, 0], alone.first)
    np.testing.assert_allclose(both.total[:, 1], alone.total)
    np.testing.assert_allclose(both.first_low[:, 1], alone.first_low)


def test_a_sobol_design_is_balanced_repeatable_and_holds_a_plain_sample():
    x = sobol_sample(4, 64, seed=7)
    assert x.shape == (64 * 6, 4)
    assert (x == sobol_sample(4, 64, seed=7)).all()
    assert (x != sobol_sample(4, 64, seed=8)).any()
    base = x[sobol_base(4, 64)]
    for half in (base[::2], base[1::2]):
        counts = np.stack([np.bincount((c * 64).astype(int), minlength=64) for c in half.T])
        assert (counts == 1).all()
    block = x.reshape(64, 6, 4)
    for i in range(4):
        others = [j for j in range(4) if j != i]
        assert (block[:, 1 + i, i] == block[:, -1, i]).all()
        assert (block[:, 1 + i, others] == block[:, 0, others]).all()


def test_an_outcome_that_does_not_vary_has_no_shares():
    found = sobol_indices(np.full(8 * 4, 3.0), 2, 8, resamples=5)
    for part in (found.first, found.total, found.first_low, found.total_high):
        assert np.isnan(part).all()
    assert np.isnan(given_data_first_order(np.arange(9.0)[:, None], np.ones(9)).first).all()


def test_given_data_finds_the_first_order_indices_of_a_plain_sample():
    rng = np.random.default_rng(9)
    x = rng.random((20_000, 3))
    found = given_data_first_order(x, ishigami(x), resamples=40)
    np.testing.assert_allclose(found.first, ishigami_exact()[0], atol=0.02)
    assert ((found.low - 0.01 <= ishigami_exact()[0]) & (ishigami_exact()[0] <= found.high)).all()


def test_given_data_takes_categories_and_gives_noise_no_share():
    rng = np.random.default_rng(10)
    kind = rng.integers(0, 3, 3000)
    noise = rng.random(3000)
    y = np.array([0.0, 1.0, 5.0])[kind]
    found = given_data_first_order(np.column_stack([kind, noise]), y, resamples=20)
    assert found.first[0] == pytest.approx(1)
    assert abs(found.first[1]) < 0.02


@pytest.mark.parametrize("levels", [4, 6])
def test_morris_indices_are_those_of_salib_on_the_same_trajectories(levels):
    analyze = pytest.importorskip("SALib.analyze.morris").analyze
    x = morris_sample(8, 30, seed=11, levels=levels)
    y = sobol_g(x)
    problem = {
        "num_vars": 8,
        "names": [f"x{i}" for i in range(8)],
        "bounds": [[0, 1]] * 8,
    }
    theirs = analyze(problem, x, y, num_levels=levels, num_resamples=10)
    ours = morris_indices(x, y, 8)
    np.testing.assert_allclose(ours.mu, np.asarray(theirs["mu"]), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(ours.mu_star, np.asarray(theirs["mu_star"]), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(ours.sigma, np.asarray(theirs["sigma"]), rtol=1e-9, atol=1e-12)


def test_morris_of_a_plane_is_its_slopes():
    x = morris_sample(3, 5, seed=12)
    y = x @ np.array([2.0, -3.0, 0.0])
    found = morris_indices(x, np.stack([y, -y], axis=1), 3)
    np.testing.assert_allclose(found.mu[:, 0], [2, -3, 0], atol=1e-12)
    np.testing.assert_allclose(found.mu_star[:, 1], [2, 3, 0], atol=1e-12)
    np.testing.assert_allclose(found.sigma, 0, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), st.integers(1, 20), st.sampled_from([2, 4, 8]), st.integers(0, 99))
def test_morris_trajectories_change_every_input_once_within_the_cube(d, count, levels, seed):
    x = morris_sample(d, count, seed, levels)
    assert x.min() >= 0
    assert x.max() <= 1
    moves = np.diff(x.reshape(count, d + 1, d), axis=1)
    assert ((moves != 0).sum(axis=1) == 1).all()
    step = levels / 2 / (levels - 1)
    np.testing.assert_allclose(np.abs(moves[moves != 0]), step)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sobol_sample(3, 100, 0), "base points"),
        (lambda: sobol_sample(0, 8, 0), "inputs"),
        (lambda: sobol_indices(np.ones(7), 3, 8), "outcomes have 7"),
        (lambda: sobol_indices(np.array([np.nan] + [1.0] * 39), 3, 8), "not finite"),
        (lambda: given_data_first_order([1.0, 2.0], [1.0, 2.0]), "table"),
        (lambda: morris_sample(3, 4, 0, levels=3), "even"),
        (lambda: morris_indices(np.zeros((4, 3)), np.zeros(4), 3), "trajectories"),
        (lambda: morris_indices(np.zeros((5, 3)), np.zeros(5), 3), "trajectories"),
    ],
)
def test_what_cannot_be_analysed_is_refused_with_words(call, words):
    with pytest.raises(InputError) as raised:
        call()
    assert words in raised.value.text("en")
