"""The measure on a whole table says what it says of each series alone."""

import numpy as np
import pytest

from tamnhin.assess.readings import statcan
from tamnhin.assess.readings.table import read_table
from tamnhin.errors import InputError

YEARS = np.arange(2010, 2025)


def tables():
    """Series that grow, fall, cross zero, have gaps, or start too late."""
    random = np.random.default_rng(3)
    walks = 100 * np.exp(np.cumsum(random.normal(0.01, 0.08, (300, len(YEARS))), axis=1))
    walks[200:240] -= 100
    walks[240:250, 5] = 0
    walks[random.random(walks.shape) < 0.15] = np.nan
    walks[250:255, 5:] = np.nan
    walks[255:260, :-1] = np.nan
    walks[260] = np.nan
    target = np.round(100 * np.exp(random.normal(0, 0.5, 300)), 2)
    target[::17] = 0
    target[1::17] *= -1
    return walks, np.where(random.random(300) < 0.5, 1, -1), target


def test_a_table_says_what_each_series_says():
    walks, direction, target = tables()
    found = read_table(walks, YEARS, direction=direction, target=target)
    seen = set()
    for i, row in enumerate(walks):
        values = {int(y): float(v) for y, v in zip(YEARS, row, strict=True) if not np.isnan(v)}
        one = statcan.read_series(values, direction=int(direction[i]), target=float(target[i]))
        assert found.status[i] == one.status, i
        seen.add(one.status)
        for number, alone in ((found.progress[i], one.progress), (found.score[i], one.score)):
            assert np.isnan(number) if alone is None else number == pytest.approx(alone), i
    assert len(seen) == 6


def test_the_published_case():
    found = read_table([[14.5, 10.4]], [2015, 2023], direction=-1, target=7.25, target_year=2030)
    assert found.progress[0] == pytest.approx(0.9010899547)
    assert found.status[0] == "moderate_progress"


@pytest.mark.parametrize(
    ("years", "direction", "target"),
    [
        ([2015], 1, 3),
        ([2023, 2015], 1, 3),
        ([2015, 2023], 0, 3),
        ([2015, 2023], 1, np.nan),
        ([2015, 2023], 1, [3, 4]),
    ],
)
def test_what_cannot_be_read_is_refused(years, direction, target):
    with pytest.raises(InputError):
        read_table([[1.0, 2.0]], years, direction=direction, target=target)
