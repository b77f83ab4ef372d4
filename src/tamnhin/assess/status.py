"""The words for where a target stands, their thresholds, and how often each came true.

One place for all of it. The ratio is the pace made good divided by the pace that was needed,
both as yearly growth from the baseline: the rule of Statistics Canada (Open SDG's automatic
progress) and of Eurostat, with their thresholds 0.95, 0.60 and 0. It is a reading of the past,
not a forecast: on track at mid-plan was followed by success in about half of all cases, and that
frequency is shown beside the word.

The frequencies were measured on 991,584 reviews of simulated ten-year plans over 2,154 public
annual series of 144 indicators; the interval is a bootstrap over indicators, known for the
middle of the plan only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from tamnhin.messages import N_

Status = Literal[
    "met",
    "on_track",
    "behind",
    "far_behind",
    "moving_away",
    "missed",
    "not_due",
    "overdue",
    "no_value",
    "no_data",
    "no_baseline",
    "not_assessable",
]

WORDS: Final[Mapping[Status, str]] = {
    "met": N_("reached"),
    "on_track": N_("on pace"),
    "behind": N_("behind"),
    "far_behind": N_("far behind"),
    "moving_away": N_("moving away"),
    "missed": N_("missed"),
    "not_due": N_("not due yet"),
    "overdue": N_("overdue"),
    "no_value": N_("target number not available"),
    "no_data": N_("no data"),
    "no_baseline": N_("too few figures"),
    "not_assessable": N_("cannot be assessed"),
}

MEASURED: Final[frozenset[Status]] = frozenset(
    {"met", "on_track", "behind", "far_behind", "moving_away", "missed", "overdue"}
)
"""Statuses that rest on figures; ``not_due`` and the rest say why there is no verdict."""

ON_TRACK: Final = 0.95
MODERATE: Final = 0.60

METHOD: Final = N_(
    "Ratio of actual to required yearly pace, thresholds 0.95 / 0.60 / 0 "
    "(Statistics Canada, Eurostat)"
)

LIMITS: Final = N_(
    "Ratio of allowed to actual yearly pace: on pace while the promise is kept, else behind from "
    "0.60, far behind below"
)


def status_of(ratio: float) -> Status:
    """The word for a ratio of actual to required pace, for a target not yet reached."""
    if ratio >= ON_TRACK:
        return "on_track"
    if ratio >= MODERATE:
        return "behind"
    return "far_behind" if ratio >= 0 else "moving_away"


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How often targets of past plans in this position were met in the end.

    Attributes:
        met: share of cases, 0 to 1.
        low: lower end of the 95 % interval at mid-plan, where it was measured.
        high: upper end of it.
        review_year: years into the plan at which the record was taken, of ten.
    """

    met: float
    low: float | None
    high: float | None
    review_year: int


_REVIEW_YEARS: Final = (2, 3, 5, 7, 8, 9)
_MET: Final[Mapping[Status, tuple[float, ...]]] = {
    "met": (0.72, 0.78, 0.83, 0.88, 0.89, 0.92),
    "on_track": (0.47, 0.49, 0.52, 0.52, 0.50, 0.47),
    "behind": (0.16, 0.16, 0.15, 0.13, 0.12, 0.10),
    "far_behind": (0.09, 0.08, 0.05, 0.04, 0.03, 0.02),
    "moving_away": (0.11, 0.08, 0.05, 0.03, 0.02, 0.01),
}
_MID_PLAN: Final[Mapping[Status, tuple[float, float]]] = {
    "met": (0.80, 0.86),
    "on_track": (0.48, 0.55),
    "behind": (0.12, 0.17),
    "far_behind": (0.04, 0.06),
    "moving_away": (0.04, 0.06),
}


@lru_cache(maxsize=1024)  # Many targets stand at the same point of a plan.
def track_record(status: Status, years_done: float, years_in_all: float) -> TrackRecord | None:
    """The record of a status at this point of a plan, scaled to ten years.

    Args:
        status: the word.
        years_done: years between the baseline and the latest figure.
        years_in_all: years between the baseline and the due year.

    Returns:
        The record of the nearest review year, or ``None`` where the status has none or the
        point lies outside what was measured (before year 2 or after year 9 of ten).
    """
    if status not in _MET or years_in_all <= 0:
        return None
    tenths = 10 * years_done / years_in_all
    if not 1.5 <= tenths < 9.5:
        return None
    # Of two equally near review years the later one: the record is taken with more evidence.
    at = min(range(len(_REVIEW_YEARS)), key=lambda i: (abs(_REVIEW_YEARS[i] - tenths), -i))
    low, high = _MID_PLAN[status]
    return TrackRecord(_MET[status][at], low, high, _REVIEW_YEARS[at])
