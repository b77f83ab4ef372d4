"""The two indices of ESCAP, which the five regional commissions of the United Nations use.

Sources: ESCAP, progress assessment methodology (data.unescap.org, seen in part), and for the
expressions the public code of UNICEF's regional office (spalmas/SDG-MENARO, 35052082). No
example of ESCAP's own with numbers could be seen.

- current status: how much of the road from the base to the target is done, 0 to 10;
- anticipated progress: the same of the value predicted for the target year. Above 9 it will be
  met, at or below 0 it goes the wrong way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from tamnhin.assess.readings.arithmetic import check_inputs, reaches, yearly_growth
from tamnhin.assess.readings.types import NOT_AVAILABLE, Reading
from tamnhin.errors import InputError
from tamnhin.messages import N_


def road_done(base: float, value: float, target: float, direction: int) -> float | None:
    """``10 d (value - base)/|target - base|``; 10 once the target is reached.

    ``None`` where there is no road: base and target are the same.
    """
    if reaches(value, target, direction):
        return 10.0
    if base == target:
        return None
    return 10 * direction * (value - base) / abs(target - base)


def parity_done(base: float, value: float, target: float = 1.0) -> float | None:
    """The same for a ratio that shall be near one: ``10 - 10 |T - value|/|T - base|``."""
    if base == target:
        return 10.0 if value == target else None
    return 10 - 10 * abs(target - value) / abs(target - base)


def read_status(
    *, base: float | None, current: float | None, target: float, direction: int
) -> Reading:
    """The current status index: reached, progress, or regression where it is not above 0.

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    check_inputs(direction, base=base, current=current, target=target)
    if base is None or current is None:
        return Reading("escap_status", NOT_AVAILABLE)
    index = road_done(base, current, target, direction)
    if index is None:
        return Reading("escap_status", NOT_AVAILABLE)
    if reaches(current, target, direction):
        return Reading("escap_status", "reached", index, index, achieved=True)
    return Reading("escap_status", "progress" if index > 0 else "regression", index, index)


def read_anticipated(
    *, base: float | None, predicted: float | None, target: float, direction: int
) -> Reading:
    """The anticipated progress index of a value predicted for the target year.

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    check_inputs(direction, base=base, predicted=predicted, target=target)
    if base is None or predicted is None:
        return Reading("escap_anticipated", NOT_AVAILABLE)
    index = road_done(base, predicted, target, direction)
    if index is None:
        return Reading("escap_anticipated", NOT_AVAILABLE)
    status = "will_meet" if index > 9 else "must_accelerate" if index > 0 else "wrong_way"
    return Reading("escap_anticipated", status, index, index)


def read(
    *,
    base: float | None,
    base_year: float | None,
    current: float | None,
    current_year: float | None,
    direction: int,
    target: float,
    target_year: float = 2030,
) -> Reading:
    """Anticipated progress with the growth from base to current carried on (geometric).

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    years = {"base_year": base_year, "current_year": current_year, "target_year": target_year}
    check_inputs(direction, base=base, current=current, target=target, **years)
    predicted = None
    if None not in (base, base_year, current, current_year):
        predicted = predict_geometric({base_year: base, current_year: current}, target_year)  # type: ignore[dict-item]
    return read_anticipated(base=base, predicted=predicted, target=target, direction=direction)


def weights(years: list[float], target_year: float) -> list[float]:
    """``(tau - t_first)/(tau - t)``: the nearer a year is to the target year, the more it counts.

    Raises:
        InputError: a year is not before the target year.
    """
    if max(years) >= target_year:
        message = N_("Figures must lie before the target year {year}.")
        raise InputError(message, year=str(int(target_year)))
    return [(target_year - min(years)) / (target_year - year) for year in years]


def predict_geometric(values: Mapping[float, float], target_year: float) -> float | None:
    """The growth between the first and the last value, carried on."""
    first, last = min(values), max(values)
    if target_year < last or values[first] * values[last] < 0:
        return None
    rate = yearly_growth(values[first], values[last], last - first)
    return None if rate is None else values[last] * (1 + rate) ** (target_year - last)


def predict_weighted_geometric(values: Mapping[float, float], target_year: float) -> float | None:
    """Weighted growth from value to value, carried on.

    ``last * [prod (y_i/y_(i-1))^w_i]^((tau - t_last)/sum w)``. The sum runs over all years, the
    first one too, as in the public code, which dampens the growth a little.
    """
    years = sorted(values)
    if len(years) < 2 or min(values.values()) <= 0:
        return None
    w = weights(years, target_year)
    steps = zip(w[1:], years[1:], years, strict=False)
    total = sum(weight * math.log(values[now] / values[before]) for weight, now, before in steps)
    return values[years[-1]] * math.exp(total * (target_year - years[-1]) / sum(w))


def predict_weighted_logit(
    values: Mapping[float, float], target_year: float, scale: float = 100
) -> float | None:
    """Weighted regression of a proportion's logit on the year.

    The slope is the weighted one, ``(S_wtL - S_wt S_wL/W)/(S_wtt - S_wt^2/W)`` with years from
    their mean; the intercept is that of plain regression, the mean logit, as in the public code.
    """
    years = sorted(values)
    if len(years) < 2 or not all(0 < values[year] < scale for year in years):
        return None
    w = weights(years, target_year)
    middle = sum(years) / len(years)
    t = [year - middle for year in years]
    logit = [math.log(values[year] / (scale - values[year])) for year in years]
    whole = sum(w)
    s_t = sum(a * b for a, b in zip(w, t, strict=True))
    s_l = sum(a * b for a, b in zip(w, logit, strict=True))
    s_tl = sum(a * b * c for a, b, c in zip(w, t, logit, strict=True))
    s_tt = sum(a * b * b for a, b in zip(w, t, strict=True))
    slope = (s_tl - s_t * s_l / whole) / (s_tt - s_t**2 / whole)
    predicted = sum(logit) / len(logit) + slope * (target_year - middle)
    return scale / (1 + math.exp(-predicted))
