"""The arrows of the Sustainable Development Report (SDSN).

Source: dashboards.sdgindex.org/chapters/methodology, seen in part: the trend is the past yearly
growth. The rule is remembered, not seen: the linear yearly change since the base year divided by
the linear change that is needed; from 1 or reached on track, from 0.5 moderately improving, from
0 stagnating, below decreasing.
"""

from __future__ import annotations

from tamnhin.assess.readings.arithmetic import check_inputs, reaches
from tamnhin.assess.readings.types import NOT_AVAILABLE, Reading


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
    """The arrow of one series; progress is made by needed linear change. Arguments as elsewhere.

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    years = {"base_year": base_year, "current_year": current_year, "target_year": target_year}
    check_inputs(direction, base=base, current=current, target=target, **years)
    if base is None or current is None or base_year is None or current_year is None:
        return Reading("sdsn", NOT_AVAILABLE)
    ratio = None
    if current_year > base_year and target_year > base_year and target != base:
        made = (current - base) / (current_year - base_year)
        ratio = direction * made / abs((target - base) / (target_year - base_year))
    if reaches(current, target, direction):
        return Reading("sdsn", "on_track", ratio, achieved=True)
    if ratio is None:
        return Reading("sdsn", NOT_AVAILABLE)
    if ratio >= 1:
        return Reading("sdsn", "on_track", ratio)
    if ratio >= 0.5:
        return Reading("sdsn", "moderately_improving", ratio)
    return Reading("sdsn", "stagnating" if ratio >= 0 else "decreasing", ratio)
