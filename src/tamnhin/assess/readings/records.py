"""How often targets in a class of a method were reached in the end.

Measured on simulated ten-year plans over 2,154 public annual series: see
:mod:`tamnhin.assess.status` for the ratio rule, which Statistics Canada and Eurostat share. The
classes of the progress chart and of the weather symbols were counted at mid-plan only. The other
methods were not measured: they have no record here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tamnhin.assess.readings.types import Method, Reading
from tamnhin.assess.status import Status, TrackRecord, track_record

MID_PLAN: Final = 5
MID_PLANS: Final = 165_264
"""Simulated ten-year plans that were reviewed at their middle."""

_LIKE: Final[Mapping[tuple[Method, str], Status]] = {
    ("statcan", "target_achieved"): "met",
    ("statcan", "substantial_progress"): "on_track",
    ("statcan", "moderate_progress"): "behind",
    ("statcan", "limited_progress"): "far_behind",
    ("statcan", "deterioration"): "moving_away",
    ("eurostat", "significant_progress"): "on_track",
    ("eurostat", "moderate_progress"): "behind",
    ("eurostat", "moderate_deterioration"): "far_behind",
    ("eurostat", "significant_deterioration"): "moving_away",
}
"""Classes of the ratio rule with a target, by the status that is the same class."""

_AT_MID_PLAN: Final[Mapping[tuple[Method, str], float]] = {
    ("unsd", "on_track_or_met"): 0.52,
    ("unsd", "acceleration_needed"): 0.09,
    ("unsd", "stagnation_or_regression"): 0.05,
    ("weather", "sun"): 0.53,
    ("weather", "sun_and_cloud"): 0.28,
    ("weather", "cloud"): 0.08,
    ("weather", "storm"): 0.05,
}


def record_of(reading: Reading, years_done: float, years_in_all: float) -> TrackRecord | None:
    """The record of a reading of a target at this point of a plan, scaled to ten years.

    Args:
        reading: what the method says of a series with a target.
        years_done: years between the baseline and the latest figure.
        years_in_all: years between the baseline and the due year.

    Returns:
        The share, or ``None`` where the method or this point of a plan was not measured.
    """
    key = (reading.method, reading.status)
    if key in _LIKE:
        return track_record("met" if reading.achieved else _LIKE[key], years_done, years_in_all)
    middle = track_record("met", years_done, years_in_all)
    if key not in _AT_MID_PLAN or middle is None or middle.review_year != MID_PLAN:
        return None
    if reading.achieved and reading.method == "unsd":
        return middle
    return TrackRecord(_AT_MID_PLAN[key], None, None, MID_PLAN)
