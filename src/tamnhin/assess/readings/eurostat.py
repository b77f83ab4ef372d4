"""Eurostat's five classes, as the Basque statistics office computes them.

Sources: build script and published components of Eustat (EUSTAT-DES/data, 00a0109c), which name
Eurostat's EU SDG monitoring as their method; Eurostat's own annex could not be seen. Eurostat
reads a long window of 15 years and a short one of 5; here the caller gives the base.

- with a target: R = d ga over the size of gr, classes at 0.95, 0.60 and 0; reached counts as
  the best class;
- without: p = d ga, classes at 1 %, 0.1 %, -0.1 % and -1 %. Near a natural limit the first two
  and the last shrink by C; the class between -0.1 % and 0.1 % is neutral.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tamnhin.assess.readings.arithmetic import (
    ALMOST_ZERO,
    check_inputs,
    growth_inputs,
    limit_factor,
    nearest_year,
    reaches,
)
from tamnhin.assess.readings.statcan import BASE_YEAR, TARGET_YEAR, progress_value
from tamnhin.assess.readings.types import NOT_AVAILABLE, Reading

BEST: Final = "significant_progress"
MODERATE: Final = "moderate_progress"
NEUTRAL: Final = "no_progress"
AWAY: Final = "moderate_deterioration"
WORST: Final = "significant_deterioration"
FULL: Final = 0.02
"""Yearly growth without a target that scores 5."""


def read(
    *,
    base: float | None,
    base_year: float | None,
    current: float | None,
    current_year: float | None,
    direction: int,
    target: float | None = None,
    target_year: float = TARGET_YEAR,
    limit: float | None = None,
) -> Reading:
    """The progress of one series. Arguments, zeros and errors as in `statcan.read`.

    With a target the fourth class, R from 0 to 0.6, has the code ``moderate_deterioration`` in
    the published components; Eurostat's words for it are insufficient progress.

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    numbers = {"base": base, "current": current, "target": target, "limit": limit}
    years = {"base_year": base_year, "current_year": current_year, "target_year": target_year}
    check_inputs(direction, **numbers, **years)
    if base is None or current is None or base_year is None or current_year is None:
        return Reading("eurostat", NOT_AVAILABLE)
    factor = limit_factor(base, limit)
    goal = ALMOST_ZERO if target == 0 else target
    start = ALMOST_ZERO if base == 0 else base
    progress = progress_value(
        start, current, current_year - base_year, goal, target_year - base_year, direction
    )
    if goal is not None and reaches(current, goal, direction):
        return Reading("eurostat", BEST, progress, 5.0, achieved=True)
    if progress is None:
        return Reading("eurostat", NOT_AVAILABLE)
    if goal is None:
        score = score_without_target(progress, factor)
        return Reading("eurostat", _without_target(progress, factor), progress, score)
    return Reading("eurostat", _with_target(progress), progress, score_of_ratio(progress))


def read_yes_no(holds: bool) -> Reading:
    """Something that holds or does not: 5 or -5 (Eustat)."""
    if holds:
        return Reading("eurostat", BEST, None, 5.0, achieved=True)
    return Reading("eurostat", WORST, None, -5.0)


def _with_target(ratio: float) -> str:
    if ratio >= 0.95:
        return BEST
    if ratio >= 0.60:
        return MODERATE
    return AWAY if ratio >= 0 else WORST


def _without_target(progress: float, factor: float) -> str:
    if progress >= 0.01 * factor:
        return BEST
    if progress >= 0.001 * factor:
        return MODERATE
    if progress >= -0.001:
        return NEUTRAL
    return AWAY if progress >= -0.01 * factor else WORST


def score_of_ratio(ratio: float) -> float:
    """The score of R: two straight lines that meet at 0.6, from -5 to 5."""
    if ratio > 1.3:
        return 5.0
    if ratio >= 0.6:
        return (5 / 0.7) * (ratio - 0.6)
    return (5 / 1.2) * (ratio + 0.6) - 5 if ratio > -0.6 else -5.0


def score_without_target(progress: float, factor: float) -> float:
    """The score of p: 5 at 2 % (times C above zero), -5 at -2 %."""
    if progress < -FULL:
        return -5.0
    if factor == 0:
        return 5.0
    return min(progress / (FULL * factor), 1.0) * 5 if progress >= 0 else progress / FULL * 5


def read_series(
    values: Mapping[int, float],
    *,
    direction: int,
    base_year: int = BASE_YEAR,
    target: float | None = None,
    target_year: float = TARGET_YEAR,
    limit: float | None = None,
) -> Reading:
    """The progress of values by year; a missing base year is the nearest one. See `read`."""
    base, since, current, year = growth_inputs(values, nearest_year(values, base_year))
    return read(
        base=base,
        base_year=since,
        current=current,
        current_year=year,
        direction=direction,
        target=target,
        target_year=target_year,
        limit=limit,
    )


def combine(readings: Iterable[Reading]) -> Reading:
    """Several series of one indicator: the mean score, classes at 2.5, 0.25, -0.25 and -2.5."""
    scored = [(r.score, r.achieved) for r in readings if r.score is not None]
    if not scored:
        return Reading("eurostat", NOT_AVAILABLE)
    mean = sum(score for score, _ in scored) / len(scored)
    achieved = all(flag for _, flag in scored)
    for name, bound in ((BEST, 2.5), (MODERATE, 0.25), (NEUTRAL, -0.25), (AWAY, -2.5)):
        if achieved or mean >= bound:
            return Reading("eurostat", name, None, mean, achieved)
    return Reading("eurostat", WORST, None, mean)
