"""Predictive distributions: they keep their shape, their bounds, and say when they cannot speak."""

import numpy as np
import pytest

from tamnhin.assess.forecast.features import GROUPS, WINDOW, windows
from tamnhin.assess.forecast.predictive import at_least, forecast, quantiles_of
from tamnhin.assess.forecast.table import FARTHEST, LEVELS, from_json, shipped
from tamnhin.errors import InputError

RISING = [50.0, 53, 55, 59, 61, 60, 64, 68, 71, 74]
YEARS = range(2015, 2025)


def test_quantiles_rise_and_spread_with_the_horizon():
    said = forecast(YEARS, RISING, range(1, FARTHEST + 1))
    assert (np.diff(said.grid, axis=1) >= 0).all()
    wide = said.quantile(0.9) - said.quantile(0.1)
    assert wide.shape == (FARTHEST,)
    assert wide[7] > wide[3] > wide[0]
    assert said.years.tolist() == list(range(2025, 2035))


def test_a_forecast_does_not_depend_on_the_unit():
    small = forecast(YEARS, RISING, [1, 5])
    large = forecast(YEARS, [1e9 * x for x in RISING], [1, 5])
    np.testing.assert_allclose(large.grid, 1e9 * small.grid, rtol=1e-9)


def test_a_series_upside_down_is_forecast_upside_down():
    up = forecast(YEARS, [x - 100 for x in RISING], [4])
    down = forecast(YEARS, [100 - x for x in RISING], [4], bounds=(-1e9, None))
    shifted = forecast(YEARS, [100 - x - 1000 for x in RISING], [4])
    np.testing.assert_allclose(up.grid, -(shifted.grid[:, ::-1] + 1000), rtol=1e-9, atol=1e-9)
    assert down.median[0] < 26


def test_what_has_a_floor_is_not_forecast_upside_down():
    rough = [30.0, 44, 33, 50, 41, 66, 47, 70]
    up = forecast(range(2015, 2023), rough, [5])
    down = forecast(range(2015, 2023), [100 - x for x in rough], [5])
    low, middle, high = up.quantile([0.025, 0.5, 0.975])[0]
    assert high - middle > middle - low  # Rising figures err upwards.
    lower, centre, upper = down.quantile([0.025, 0.5, 0.975])[0]
    assert upper - centre > centre - lower >= 0  # Falling ones come to rest.
    same = forecast(range(2015, 2023), rough, [5], kind="growth")
    turned = forecast(range(2015, 2023), [-x for x in rough], [5], kind="growth")
    np.testing.assert_allclose(same.grid, -turned.grid[:, ::-1])


@pytest.mark.parametrize(
    ("figures", "a", "b"),
    [
        ([12.0, 25, 11, 26, 13, 24], [11.99], [12.01]),  # The drift changes its sign.
        ([10.0, 23, 9, 24, 8, 22, 7, 21, 9], [9.99], [10.01]),
        ([5.0, 4, 6, 3, 5], [0.0, 4, 3, 4, 3], [-0.001, 4, 3, 4, 3]),  # Zero is passed.
    ],
)
def test_no_forecast_turns_on_the_last_digit(figures, a, b):
    one, other = (
        forecast(range(2000, 2000 + len(figures + end)), figures + end, [1, 5], bounds=(-1e9, None))
        for end in (a, b)
    )
    np.testing.assert_allclose(one.grid, other.grid, rtol=0.01, atol=0.05)


def test_probability_and_quantile_are_each_others_inverse():
    said = forecast(YEARS, RISING, [6])
    for p in (0.05, 0.2, 0.5, 0.77, 0.95):
        value = float(said.quantile(1 - p)[0])
        assert said.probability_at_least(value)[0] == pytest.approx(p, abs=1e-6)
    assert said.probability_at_least(1e9)[0] == pytest.approx(0.005)
    assert said.probability_at_least(-1e9)[0] == pytest.approx(0.995)
    inside = said.probability_between(float(said.quantile(0.1)[0]), float(said.quantile(0.9)[0]))
    assert inside[0] == pytest.approx(0.8, abs=1e-6)


def test_paths_have_the_distribution_of_every_year_and_hold_together():
    said = forecast(YEARS, RISING, range(1, 7))
    paths = said.sample(4000, seed=3)
    assert paths.shape == (4000, 6)
    np.testing.assert_allclose(
        np.quantile(paths, [0.1, 0.5, 0.9], axis=0).T, said.quantile([0.1, 0.5, 0.9]), rtol=2e-3
    )
    assert np.corrcoef(paths[:, 4], paths[:, 5])[0, 1] > 0.8
    np.testing.assert_array_equal(paths, said.sample(4000, seed=3))
    assert (paths != said.sample(4000, seed=4)).any()


def test_bounds_hold():
    share = forecast(YEARS, [90.0, 92, 93, 95, 96, 97, 98, 98, 99, 99], [8], bounds=(0, 100))
    assert share.grid.max() <= 100
    falling = forecast(YEARS, [9.0, 8, 6, 5, 4, 3, 2.5, 2, 1, 0.5], [8])
    assert falling.grid.min() >= 0
    assert falling.probability_at_least(0)[0] == pytest.approx(0.995)


def test_a_growth_rate_may_be_negative_and_gets_no_drift():
    rates = [2.0, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    rate = forecast(YEARS, rates, [8], kind="growth")
    level = forecast(YEARS, rates, [8])
    assert rate.median[0] < level.median[0]
    assert rate.quantile(0.005)[0] < 0 <= level.quantile(0.005)[0]


@pytest.mark.parametrize("count", [4, 5, 7, 8, 20, 35])
def test_short_and_long_series(count):
    values = 100 * 1.04 ** np.arange(count)
    said = forecast(range(2000, 2000 + count), values, [1, 8])
    assert np.isfinite(said.grid).all()
    assert said.points == min(count, WINDOW)
    assert said.median[0] > values[-1]


def test_a_series_that_stands_still_stays_finite_in_a_batch():
    still = windows([np.full(10, 7e9), np.zeros(10)])
    bounds = np.full(2, -np.inf), np.full(2, np.inf)
    grid = quantiles_of(still, np.array([3, 3]), np.zeros(2, bool), *bounds)
    assert np.isfinite(grid).all()
    assert 6e9 < grid[0, 2] < grid[0, -3] < 8e9  # 95 of 100


def test_single_missing_years_are_filled():
    gap = forecast([2015, 2016, 2018, 2019, 2020], [10.0, 11, 13, 14, 15], [1])
    full = forecast(range(2015, 2021), [10.0, 11, 12, 13, 14, 15], [1])
    np.testing.assert_allclose(gap.grid, full.grid)
    assert (gap.filled, full.filled) == (1, 0)


def test_a_lone_old_figure_is_left_out():
    old = forecast([1990, 2019, 2020, 2021, 2023, 2024], [1.0, 10, 11, 13, 14, 15], [1])
    new = forecast([2019, 2020, 2021, 2023, 2024], [10.0, 11, 13, 14, 15], [1])
    np.testing.assert_allclose(old.grid, new.grid)


@pytest.mark.parametrize(
    ("years", "values", "ahead", "bounds", "word"),
    [
        ([2020, 2021, 2022], [1.0, 2, 3], [1], (None, None), "too few"),
        ([2000, 2010, 2015, 2020], [1.0, 2, 3, 4], [1], (None, None), "missing"),
        ([2020, 2021, 2021, 2022], [1.0, 2, 3, 4], [1], (None, None), "rise"),
        ([2020, 2021, 2022, 2023], [1.0, 2, np.nan, 4], [1], (None, None), "finite"),
        ([2020, 2021, 2022, 2023], [1.0, 2, 3, 4], [11], (None, None), "ahead"),
        ([2020, 2021, 2022, 2023], [7.0, 7, 7, 7], [1], (None, None), "not moved"),
        ([2020, 2021, 2022, 2023], [1.0, 2, 3, 4], [], (None, None), "ahead"),
        ([2020, 2021, 2022, 2023], [1.0, 2, 3, 400], [1], (0, 100), "bounds"),
    ],
)
def test_what_cannot_be_said_is_refused(years, values, ahead, bounds, word):
    with pytest.raises(InputError) as refusal:
        forecast(years, values, ahead, bounds=bounds)
    assert word in refusal.value.text("en")
    assert refusal.value.text("vi") != refusal.value.text("en")


def test_many_at_once_are_the_same_as_one_by_one():
    series = [np.array(RISING), np.array(RISING[::-1]), np.array([5.0, -2, 3, 0, 8, 1])]
    grid = quantiles_of(
        windows(series),
        np.array([2, 5, 8]),
        np.zeros(3, bool),
        np.full(3, -np.inf),
        np.full(3, np.inf),
    )
    for row, values, h in zip(grid, series, (2, 5, 8), strict=True):
        alone = forecast(range(len(values)), values, [h], bounds=(-1e9, None))
        np.testing.assert_allclose(row, alone.grid[0])


def test_at_least_reads_ties_at_a_bound_as_certain():
    grid = np.concatenate([np.zeros(5), np.linspace(1, 20, len(LEVELS) - 5)])[None, :]
    assert at_least(grid, np.array([0.0]))[0] == pytest.approx(0.995)
    assert at_least(grid, np.array([1e-9]))[0] < 0.96


def test_the_shipped_table_is_whole():
    table = shipped()
    assert (np.diff(table.errors, axis=-1) > 0).all()
    assert table.errors.shape == (len(table.lengths), len(GROUPS), FARTHEST, len(LEVELS))
    assert any("ONSdigital" in source for source in table.sources)
    assert from_json(table.to_json()) is not table
    np.testing.assert_allclose(from_json(table.to_json()).errors, table.errors)


def test_the_record_goes_with_the_forecast():
    score = forecast(YEARS, RISING, [1, 5]).score
    assert score[0] is not None
    assert score[0].cases > 500
    assert 0.75 < score[0].cover80 < 0.85
    assert score[1] is not None
    assert score[1].horizon == 5
