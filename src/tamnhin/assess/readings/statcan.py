"""Statistics Canada's progress measure, which Open SDG 2.4.0 and later compute.

Sources: Open SDG, progress-methodology (open-sdg/open-sdg, docs, 26d2e387) and the module
ProgressMeasure of open-sdg/sdg-build (139fede7). Reproduced against the components that
Statistics Canada publishes for 247 series (sdg-data-donnees-odd, f89e601d).

With b the base value, c the current one, T the target, ga and gr the yearly growth from b to c
and from b to T, d the direction and s = -1 where b is negative:

- with a target: R = s d ga over the size of gr, classes at 0.95, 0.60 and 0;
- without: p = s d ga, classes at 1.5 %, 0.5 % and 0, the first two times C near a limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tamnhin.assess.readings.arithmetic import (
    ALMOST_ZERO,
    check_inputs,
    growth_inputs,
    later_year,
    limit_factor,
    reaches,
    yearly_growth,
)
from tamnhin.assess.readings.types import NOT_AVAILABLE, Reading

WITH_TARGET: Final = (0.95, 0.60, 0.0)
WITHOUT_TARGET: Final = (0.015, 0.005, 0.0)
CLASSES: Final = ("substantial_progress", "moderate_progress", "limited_progress")
LOWEST: Final = "deterioration"
ACHIEVED: Final = "target_achieved"
NOT_ACHIEVED: Final = "target_not_achieved"
OF_SCORE: Final = (2.5, 0.0, -2.5)
BASE_YEAR: Final = 2015
TARGET_YEAR: Final = 2030


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
    """The progress of one series.

    Args:
        base: value in the base year; a zero is replaced by 0.001.
        base_year: its year.
        current: the latest value.
        current_year: its year, at least one after the base year.
        direction: 1 where more is better, -1 where less is.
        target: the target, if there is one; a zero is replaced by 0.001.
        target_year: when it is due.
        limit: natural limit in the wanted direction, such as 100; only without a target.

    Returns:
        Progress R or p, the score from -5 to 5 and the class.

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    numbers = {"base": base, "current": current, "target": target, "limit": limit}
    years = {"base_year": base_year, "current_year": current_year, "target_year": target_year}
    check_inputs(direction, **numbers, **years)
    if base is None or current is None or base_year is None or current_year is None:
        return Reading("statcan", NOT_AVAILABLE)
    factor = limit_factor(base, limit)
    goal = ALMOST_ZERO if target == 0 else target
    start = ALMOST_ZERO if base == 0 else base
    progress = progress_value(
        start, current, current_year - base_year, goal, target_year - base_year, direction
    )
    if goal is not None and reaches(current, goal, direction):
        return Reading("statcan", ACHIEVED, progress, 5.0, achieved=True)
    if progress is None:
        return Reading("statcan", NOT_AVAILABLE)
    if goal is None:
        score = score_without_target(progress, factor)
        return Reading("statcan", _class(progress, WITHOUT_TARGET, factor), progress, score)
    return Reading(
        "statcan", _class(progress, WITH_TARGET, 1.0), progress, score_of_ratio(progress)
    )


def read_yes_no(holds: bool) -> Reading:
    """Something that holds or does not: achieved or not, without a score."""
    if holds:
        return Reading("statcan", ACHIEVED, achieved=True)
    return Reading("statcan", NOT_ACHIEVED)


def progress_value(
    base: float,
    current: float,
    done: float,
    target: float | None,
    whole: float,
    direction: int,
) -> float | None:
    """R with a target, p without; ``None`` where growth says nothing.

    Args:
        base: value to start from, not zero.
        current: the latest value.
        done: years between them.
        target: the target, if there is one.
        whole: years from the base to the target.
        direction: 1 or -1.
    """
    if done < 1 or base * current < 0:
        return None
    made = yearly_growth(base, current, done)
    if made is None:
        return None
    sign = -1 if base < 0 else 1
    if target is None:
        return sign * direction * made
    needed = yearly_growth(base, target, whole)
    return sign * direction * made / abs(needed) if needed else None


def _class(progress: float, thresholds: tuple[float, ...], factor: float) -> str:
    for name, threshold in zip(CLASSES, thresholds, strict=True):
        if progress >= threshold * factor:
            return name
    return LOWEST


def score_of_ratio(ratio: float) -> float:
    """The score of R: 0 at 0.6, 5 from 1.3 on, -5 from -0.6 down."""
    if ratio >= WITH_TARGET[1]:
        return min(7.1429 * ratio - 4.2857, 5.0)
    return max(4.1667 * ratio - 2.5, -5.0)


def score_without_target(progress: float, factor: float) -> float:
    """The score of p: -2.5 at 0, 0 at 0.5 % C, 2.5 at 1.5 % C, 5 from 2 % C on."""
    if progress < 0:
        return max(125 * progress - 2.5, -5.0)
    if factor == 0:
        return 5.0  # The base is at the limit, and the limit is kept.
    if progress >= WITHOUT_TARGET[0] * factor:
        return min(500 * progress / factor - 5, 5.0)
    if progress >= WITHOUT_TARGET[1] * factor:
        return 250 * progress / factor - 1.25
    return 500 * progress / factor - 2.5


def read_series(
    values: Mapping[int, float],
    *,
    direction: int,
    base_year: int = BASE_YEAR,
    target: float | None = None,
    target_year: float = TARGET_YEAR,
    limit: float | None = None,
) -> Reading:
    """The progress of values by year; a missing base year is the first later one. See `read`."""
    base, since, current, year = growth_inputs(values, later_year(values, base_year))
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
    """Several series of one indicator: the mean of their scores, each of equal weight.

    Series without a score do not count; the target is achieved only where all achieved theirs.
    Groups within groups are combined first.
    """
    scored = [(r.score, r.achieved) for r in readings if r.score is not None]
    if not scored:
        return Reading("statcan", NOT_AVAILABLE)
    mean = sum(score for score, _ in scored) / len(scored)
    if all(achieved for _, achieved in scored):
        return Reading("statcan", ACHIEVED, None, mean, achieved=True)
    return Reading("statcan", _class(mean, OF_SCORE, 1.0), None, mean)
