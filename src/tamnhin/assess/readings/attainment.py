"""The attainment of a Vietnamese plan review: reached, nearly, not; and the share of the way.

No formula is published. Reviews count “đạt và vượt”, “xấp xỉ đạt” and “không đạt”; land tables
print actual change by planned change. That share is kept here, with three things that the tables
lack: a movement away has its own word, the share is compared with the part of the time that is
over, and where the planned change is tiny against the base there is no share but the reason.

Before the due year a class needs a probability, never a ratio: from 0.7 likely, below 0.3
unlikely, hard to reach between. “Nearly” needs a tolerance, which no rule was found to state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tamnhin.assess.readings.arithmetic import check_inputs, reaches
from tamnhin.assess.readings.types import NOT_AVAILABLE, Reading
from tamnhin.errors import InputError
from tamnhin.messages import N_

TINY: Final = 0.05
"""Planned change, as a share of the base, below which a share of it would mislead; our choice."""

UNDER_WAY: Final = "under_way"
"""The class before the due year without a probability."""

LIKELY, UNLIKELY = 0.7, 0.3
"""Cut-offs of the probability; our choice, published beside the words."""


@dataclass(frozen=True, slots=True)
class Attainment:
    """What a review says of one target.

    Attributes:
        reading: the class; its progress is the share, its score 100 times it.
        share: actual change by planned change; ``None`` where the planned change is tiny.
        as_printed: the same without that care, as land tables print it; ``None`` without a plan.
        time: part of the time that is over, 0 to 1; what the share is to be compared with.
        naive: actual value by target value, the other ratio that reports print.
        tiny: whether the planned change is too small for a share.
    """

    reading: Reading
    share: float | None
    as_printed: float | None
    time: float | None
    naive: float | None
    tiny: bool


def read(
    *,
    base: float | None,
    base_year: float | None,
    current: float | None,
    current_year: float | None,
    direction: int,
    target: float,
    target_year: float,
    tolerance: float | None = None,
    probability: float | None = None,
) -> Attainment:
    """The attainment of one target.

    Args:
        base: value at the start of the plan.
        base_year: its year.
        current: the latest value.
        current_year: its year.
        direction: 1 where more is better, -1 where less is.
        target: the target.
        target_year: when it is due.
        tolerance: share of the target within which a missed one is nearly reached.
        probability: chance of reaching it, 0 to 1, for a class before the due year.

    Raises:
        InputError: the direction is not 1 or -1, a number is not finite, or the probability or
            tolerance lies outside 0 to 1.
    """
    check_inputs(direction, base=base, current=current, target=target, target_year=target_year)
    check_inputs(direction, base_year=base_year, current_year=current_year)
    for name, part in (("tolerance", tolerance), ("probability", probability)):
        if part is not None and not 0 <= part <= 1:
            message = N_("“{name}” lies between 0 and 1; found: {found}.")
            raise InputError(message, name=name, found=str(part))
    if current is None or current_year is None:
        return Attainment(Reading("attainment", NOT_AVAILABLE), None, None, None, None, tiny=False)
    planned = None if base is None else target - base
    printed = None if base is None or not planned else (current - base) / planned
    tiny = base is not None and planned is not None and abs(planned) < TINY * abs(base)
    share = None if tiny else printed
    time = None
    if base_year is not None and target_year > base_year:
        time = min((current_year - base_year) / (target_year - base_year), 1.0)
    status = _class(current, target, direction, tolerance)
    if current_year < target_year and status in {"not_reached", "nearly_reached"}:
        backwards = base is not None and direction * (current - base) < 0
        status = "moved_away" if backwards else expected(probability)
    score = None if share is None else 100 * share
    achieved = reaches(current, target, direction)
    reading = Reading("attainment", status, share, score, achieved)
    return Attainment(reading, share, printed, time, current / target if target else None, tiny)


def _class(current: float, target: float, direction: int, tolerance: float | None) -> str:
    if reaches(current, target, direction):
        return "reached" if current == target else "exceeded"
    near = tolerance is not None and abs(current - target) <= tolerance * abs(target)
    return "nearly_reached" if near else "not_reached"


def expected(probability: float | None) -> str:
    """The class before the due year, from the probability of reaching the target."""
    if probability is None:
        return UNDER_WAY
    if probability >= LIKELY:
        return "likely"
    return "hard" if probability >= UNLIKELY else "unlikely"
