"""Jumps in a series: changes so far outside all others that they may be an undeclared break.

In: the yearly figures of one series and the days from which it is known to break. Out: the
changes that a person should look at.

A change counts by the year: in percentage points for a share, as a natural logarithm for an
amount above zero. It is a jump where it is

1. more than :data:`LIMITS` a year, and
2. more than :data:`USUAL` times the median size of the other changes, and
3. more than :data:`LARGEST` times the largest of them, and
4. still there: the next two figures keep at least half of it, so that a bad year is no jump.

With fewer than :data:`FEW` other changes, 1 and 2 ask for twice as much. With none, only a share
can be judged: by :data:`ALONE`.

On 545 annual series of statistics offices that are shares or amounts, 10 are flagged (1.8 %); among
them are regions that were divided in 2022 and a share that falls from 97 to 53 in a year. On 641
series of other publishers it is 12 (1.9 %), five of them in the year 2020. Of windows of three to
eight figures at most 4.3 % are flagged, of pairs of one share one to five years apart at most
0.4 %. Of shifts put in by hand, 93 % of those by 40 points, 55 % of doublings and 28 % of those by
35 % are found. Two undeclared breaks of like size hide each other; a declared one does not count as
a change.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Final, Literal

from tamnhin.data.types import Indicator
from tamnhin.messages import N_, Lang, catalogue
from tamnhin.periods import Period
from tamnhin.units import convert, unit

Scale = Literal["points", "log"]

LIMITS: Final[Mapping[Scale, float]] = {"points": 5.0, "log": 0.2}
"""Changes a year that are never called a jump: 5 points; a factor of 1.22."""
USUAL: Final = 4.0
LARGEST: Final = 3.0
FEW: Final = 4
ALONE: Final = (10.0, 30.0)
"""Points a year, and in all, beyond which a change of a share is looked at by itself: where there
is no other, or the others mostly stand still."""

_SHARES: Final = frozenset({"%", "‰"})
_FREE: Final = frozenset({"growth", "rank"})
"""Kinds that jump by nature."""
_NO_AMOUNTS: Final = frozenset({"rate", "points", "change in points", "rank", "class", "status"})
"""Dimensions that have no ratio of two figures, or no size."""

TIMES: Final = N_("{times} times the usual change")
STEADY: Final = N_("the other figures hardly change")
PACE: Final = N_("{points} points a year")
"""How large a jump is, in three cases."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One figure of a series: when, and what, in the indicator's unit."""

    period: Period
    value: Decimal


@dataclass(frozen=True, slots=True)
class Jump:
    """A change that may be a break.

    Attributes:
        before: the last figure before it.
        after: the first figure after it.
        scale: how ``change`` is measured.
        change: its size a year, in points or as a natural logarithm.
        usual: the median size of the other changes a year; ``None`` where there is none.
    """

    before: Dated
    after: Dated
    scale: Scale
    change: float
    usual: float | None

    def title(self, lang: Lang) -> str:
        """How large it is beside the other changes, as words inside a sentence."""
        if self.usual is None:
            return catalogue(lang).text(PACE, points=round(self.change, 1))
        if self.usual == 0:
            return catalogue(lang).gettext(STEADY)
        times = self.change / self.usual
        return catalogue(lang).text(TIMES, times=round(times) if times >= 10 else round(times, 1))


def scale_of(indicator: Indicator) -> Scale | None:
    """How changes of an indicator are measured; ``None`` where they are not judged."""
    if indicator.kind in _FREE or unit(indicator.unit).dimension in _NO_AMOUNTS:
        return None
    return "points" if indicator.unit in _SHARES else "log"


def find_jumps(
    indicator: Indicator,
    figures: Sequence[Dated],
    breaks: Sequence[dt.date] = (),
    looked_at: Sequence[dt.date] = (),
) -> tuple[Jump, ...]:
    """The jumps of a series that are neither declared as breaks nor said to be none.

    Args:
        indicator: what is measured.
        figures: one figure a year, in order of time, in the indicator's unit.
        breaks: days from which figures are of another kind; a change across one is none.
        looked_at: days from which a jump was looked at and found to be real.
    """
    scale = scale_of(indicator)
    if scale is None or len(figures) < 2:
        return ()
    sizes = [_on_scale(figure.value, indicator, scale) for figure in figures]
    steps = [
        (i, (sizes[i + 1] - sizes[i]) / (b.period.year - a.period.year))
        for i, (a, b) in enumerate(pairwise(figures))
        if math.isfinite(sizes[i] + sizes[i + 1]) and not _between(a, b, breaks)
    ]
    found = []
    for i, step in steps:
        if abs(step) <= LIMITS[scale] or _between(figures[i], figures[i + 1], looked_at):
            continue
        others = [abs(other) for j, other in steps if j != i]
        if _stands_out(step, others, scale, sizes[i + 1] - sizes[i]) and _stays(sizes, i):
            usual = median(others) if others else None
            found.append(Jump(figures[i], figures[i + 1], scale, abs(step), usual))
    return tuple(found)


def _on_scale(value: Decimal, indicator: Indicator, scale: Scale) -> float:
    """The figure on the scale of changes; not a number where it has no place on it."""
    if scale == "points":
        return float(convert(value, indicator.unit, "%"))
    number = float(value)
    return math.log(number) if number > 0 else math.nan


def _between(a: Dated, b: Dated, days: Sequence[dt.date]) -> bool:
    return any(a.period.start < day <= b.period.start for day in days)


def _stands_out(step: float, others: Sequence[float], scale: Scale, whole: float) -> bool:
    size = abs(step)
    # Next to figures that stand still any step is large: counts and tariffs move so.
    if not others or median(others) == 0:
        return scale == "points" and size > ALONE[0] and abs(whole) > ALONE[1]
    twice = 2 if len(others) < FEW else 1
    return (
        size > twice * LIMITS[scale]
        and size > twice * USUAL * median(others)
        and size > LARGEST * max(others)
    )


def _stays(sizes: Sequence[float], at: int) -> bool:
    """Whether the next two figures keep at least half of the change after ``at``."""
    whole = sizes[at + 1] - sizes[at]
    kept = ((size - sizes[at]) / whole for size in sizes[at + 2 : at + 4])
    return all(math.isnan(part) or part >= 0.5 for part in kept)
