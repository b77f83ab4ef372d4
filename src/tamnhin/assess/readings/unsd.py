"""The progress chart of the United Nations Statistics Division.

Source: the method page of Eustat (EUSTAT-DES/site, _pages/en/metodologia.md, 10f3c702), which
repeats the technical notes of 2023 and 2024; the notes themselves could not be seen.

The growth so far is carried on to the target year, v = c (1 + ga)^(tau - t), and the share of
the road is U = (v - b)/(T - b): 0.95 and more on track or met, 0.10 and more fair, below that
stagnation or regression. Without a target d ga is read at 2 % and 0.5 %.
"""

from __future__ import annotations

from typing import Final

from tamnhin.assess.readings.arithmetic import check_inputs, reaches, yearly_growth
from tamnhin.assess.readings.types import NOT_AVAILABLE, Reading

ON_TRACK: Final = "on_track_or_met"
FAIR: Final = "acceleration_needed"
STAGNATION: Final = "stagnation_or_regression"
WITH_TARGET: Final = (0.95, 0.10)
WITHOUT_TARGET: Final = (0.02, 0.005)
NEAR: Final = 1.0
"""Points within which a percentage counts as having met a target of 0 or 100 %."""


def read(
    *,
    base: float | None,
    base_year: float | None,
    current: float | None,
    current_year: float | None,
    direction: int,
    target: float | None = None,
    target_year: float = 2030,
    percentage: bool = False,
) -> Reading:
    """The progress of one series.

    A latest value that keeps the target counts as met whatever the trend. Growth rates are not
    for this method: turn them into an index level first.

    Args:
        base: value in the base year.
        base_year: its year.
        current: the latest value.
        current_year: its year, at least one after the base year.
        direction: 1 where more is better, -1 where less is.
        target: the target, if there is one.
        target_year: when it is due.
        percentage: the values are percentages, so that within one point of 0 or 100 is met.

    Returns:
        Progress U or d ga, the score 3, 2 or 1, and the class.

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    years = {"base_year": base_year, "current_year": current_year, "target_year": target_year}
    check_inputs(direction, base=base, current=current, target=target, **years)
    if base is None or current is None or base_year is None or current_year is None:
        return Reading("unsd", NOT_AVAILABLE)
    made = None
    if current_year - base_year >= 1 and base * current >= 0:
        made = yearly_growth(base, current, current_year - base_year)
    if target is None:
        if made is None or base < 0:
            return Reading("unsd", NOT_AVAILABLE)
        return _classed(direction * made, WITHOUT_TARGET)
    share = None
    if made is not None and target != base and target_year > base_year:
        expected = current * (1 + made) ** (target_year - current_year)
        share = (expected - base) / (target - base)
    close = percentage and target in {0, 100} and abs(current - target) <= NEAR
    if close or reaches(current, target, direction):
        return Reading("unsd", ON_TRACK, share, 3.0, achieved=True)
    # From a base beyond the target the road leads the wrong way, and its share says nothing.
    if share is None:
        return Reading("unsd", NOT_AVAILABLE)
    if reaches(base, target, direction):
        return Reading("unsd", STAGNATION, share, 1.0)
    return _classed(share, WITH_TARGET)


def read_yes_no(holds: bool) -> Reading:
    """Something that holds or does not: met, or stagnation."""
    return Reading("unsd", ON_TRACK if holds else STAGNATION, None, 3.0 if holds else 1.0, holds)


def _classed(progress: float, thresholds: tuple[float, float]) -> Reading:
    if progress >= thresholds[0]:
        return Reading("unsd", ON_TRACK, progress, 3.0)
    if progress >= thresholds[1]:
        return Reading("unsd", FAIR, progress, 2.0)
    return Reading("unsd", STAGNATION, progress, 1.0)
