"""The scale of forecasts: there and back again."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tamnhin.assess.forecast.scale import to_figures, to_moves


@given(st.floats(0.01, 1e6), st.floats(-3, 3), st.booleans())
def test_moves_are_the_way_back_from_figures(last: float, move: float, log: bool) -> None:
    logs = np.array([log])
    base = np.array([np.log(last) if log else last])
    figures = to_figures(np.array([move]), base, logs)
    assert np.allclose(to_moves(figures, base, logs), [move], atol=1e-6 * max(1.0, last))
