"""Weather symbols, presumably the method of Germany's statistics office.

Source: the method page of a national portal that uses them (jah-ky/nsdp-upgrade,
www/_pages/methodology.md, bd60375c); its German original could not be seen.

The mean yearly change of the last five years (six figures, at least four) is carried on in a
straight line. What would be missing at the target year is compared with what is missing now:
under 5 % sun, up to 20 % sun and cloud, more but in the right direction cloud, else storm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tamnhin.assess.readings.arithmetic import check_inputs, reaches
from tamnhin.assess.readings.types import NOT_AVAILABLE, Reading

WINDOW: Final = 5
FEWEST: Final = 4
CLASSES: Final = ("sun", "sun_and_cloud", "cloud", "storm")


def mean_change(values: Mapping[int, float]) -> float | None:
    """The mean yearly change of the last five years; ``None`` of fewer than four figures."""
    last = max(values, default=0)
    years = [year for year in values if last - WINDOW <= year <= last]
    if len(years) < FEWEST:
        return None
    first = min(years)
    return (values[last] - values[first]) / (last - first)


def read(
    values: Mapping[int, float], *, direction: int, target: float, target_year: int
) -> Reading:
    """The symbol of one series with a target.

    Args:
        values: figures by year.
        direction: 1 where more is better, -1 where less is.
        target: the target.
        target_year: when it is due.

    Returns:
        The symbol; progress is the share of what is missing now that would still be missing.

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    check_inputs(direction, target=target, **{str(year): v for year, v in values.items()})
    change = mean_change(values)
    if change is None or target_year < max(values):
        return Reading("weather", NOT_AVAILABLE)
    last = max(values)
    achieved = reaches(values[last], target, direction)
    ahead = direction * (target - values[last] - change * (target_year - last))
    if ahead <= 0:
        return Reading("weather", "sun", 0.0, achieved=achieved)
    gap = abs(target - values[last])
    missing = ahead / gap if gap else float("inf")
    progress = missing if gap else None
    if missing < 0.05:
        return Reading("weather", "sun", progress, achieved=achieved)
    if missing <= 0.20:
        return Reading("weather", "sun_and_cloud", progress, achieved=achieved)
    right = direction * change > 0
    return Reading("weather", "cloud" if right else "storm", progress, achieved=achieved)


def read_direction(values: Mapping[int, float], *, direction: int) -> Reading:
    """The symbol without a target: mean change and last change, each in the right direction or not.

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    check_inputs(direction, **{str(year): v for year, v in values.items()})
    change = mean_change(values)
    if change is None:
        return Reading("weather", NOT_AVAILABLE)
    *_, before, last = sorted(values)
    long_run = direction * change > 0
    lately = direction * (values[last] - values[before]) > 0
    at = {(True, True): 0, (True, False): 1, (False, True): 2, (False, False): 3}
    return Reading("weather", CLASSES[at[long_run, lately]], change)


def worst(readings: Iterable[Reading]) -> Reading:
    """Several targets that hold at once: the worst symbol counts."""
    known = [reading for reading in readings if reading.available]
    if not known:
        return Reading("weather", NOT_AVAILABLE)
    return max(known, key=lambda reading: CLASSES.index(reading.status))
