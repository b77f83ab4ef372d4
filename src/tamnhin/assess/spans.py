"""What promises over a period share: which end binds, the class of the years so far, the end.

A *floor* (at least) is reached at a pace: the class is that of the agencies, from the average so
far by the average promised. A *cap* (at most) is kept or passed. Within it the class is “on
pace”; beyond it the ratio is what is allowed by what was used, “behind” from 0.60 and “far
behind” below. A cap of -1 % asks for a fall, so that its ratio is the fall made by the fall
promised, and “moving away” where the sign is the other. A floor of nothing or less is a cap seen
in a mirror. Inside a *range* the class is “on pace”; outside, the nearer end is the bound.

The agencies' frequencies were measured for floors above zero, and are shown for no others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tamnhin.assess.case import Case
from tamnhin.assess.goal import Goal
from tamnhin.assess.status import MODERATE, Status, status_of
from tamnhin.assess.types import Assessment, Note
from tamnhin.data.series import Point
from tamnhin.messages import N_


@dataclass(frozen=True, slots=True)
class Bound:
    """The end of a promise that decides.

    Attributes:
        value: the number, in the goal's unit.
        cap: whether it is the most that keeps the promise, not the least.
        only: whether the promise has no other end.
    """

    value: Decimal
    cap: bool
    only: bool = True

    @property
    def is_pace(self) -> bool:
        """True for a floor that one has to rise to, whose class is that of the agencies."""
        return self.only and not self.cap and self.value > 0


def bound_of(goal: Goal, so_far: Decimal) -> Bound:
    """The only end of a promise, or of a range the end that is nearer to where one is."""
    if goal.low is None or goal.high is None:
        return Bound(goal.value, cap=goal.low is None)
    cap = goal.high - so_far < so_far - goal.low
    return Bound(goal.high if cap else goal.low, cap, only=False)


def other_end(goal: Goal, bound: Bound) -> Decimal | None:
    """The end of a range that does not decide; ``None`` where there is only one."""
    if bound.only:
        return None
    return goal.low if bound.cap else goal.high


def ratio_of(bound: Bound, so_far: float) -> float | None:
    """The number that the class is read from, 1 on the bound; ``None`` where it says nothing.

    Args:
        bound: the end that decides.
        so_far: what it would come to if the years left were as those done, in the goal's unit.
    """
    sign = -1 if bound.cap else 1
    value, made = sign * float(bound.value), sign * so_far
    if value > 0:
        return made / value
    return abs(value / made) if made < 0 else None


def class_of(goal: Goal, bound: Bound, so_far: Decimal) -> Status:
    """The class of the years so far, while the promise can still be kept and broken."""
    ratio = ratio_of(bound, float(so_far))
    if bound.is_pace and ratio is not None:
        return status_of(ratio)
    if goal.met_by(so_far):
        return "on_track"
    if ratio is None or ratio >= MODERATE:
        return "behind"
    return "far_behind" if ratio >= 0 else "moving_away"


def decided_early(goal: Goal, least: Decimal) -> bool | None:
    """Whether what cannot shrink any more is kept or broken already; ``None`` while open.

    Args:
        goal: what keeps the promise.
        least: what it comes to if nothing is added in the years left.
    """
    if not replace(goal, low=None).met_by(least):
        return False
    return True if goal.high is None and goal.met_by(least) else None


def by_start(case: Case) -> dict[int, list[Point]]:
    """The figures of whole years and of several years up to the due year, by their first year."""
    found: dict[int, list[Point]] = {}
    for point in case.series.points:
        if point.period.kind in {"year", "span"} and point.period.year <= case.due:
            found.setdefault(point.period.first_year, []).append(point)
    return found


def covered_years(case: Case) -> list[tuple[int, Point]]:
    """Years from the first of the period on, without a gap, and the figure that stands for each.

    A published average over several years stands for each of them where single years are
    missing.
    """
    starts, first = by_start(case), case.target.period.first_year
    best: dict[int, Point] = {}
    reach: dict[int, int] = {}  # The last year that is covered from each year on.
    for year in range(case.due, first - 1, -1):
        ends = {p: reach.get(p.period.year + 1, p.period.year) for p in starts.get(year, ())}
        if ends:
            best[year] = max(ends, key=lambda p: (ends[p], p.period.is_year, p.period.year))
            reach[year] = ends[best[year]]
    covered: list[tuple[int, Point]] = []
    year = first
    while year in best:
        point = best[year]
        covered += [(y, point) for y in range(year, point.period.year + 1)]
        year = point.period.year + 1
    return covered


def figures_in(covered: list[tuple[int, Point]]) -> int:
    """How many published figures cover the years: one that stands for several counts once."""
    return len({point.period for _, point in covered})


def gap_notes(case: Case, last: int) -> list[Note]:
    """Says which year is missing where later figures of the period could not be used."""
    later = [p for p in case.series.points if p.period.is_year and last < p.period.year <= case.due]
    if not later:
        return []
    message = N_("{year} is missing, so later figures are not used.")
    return [Note(message, {"year": str(last + 1)})]


def over_without(case: Case, last: int) -> Assessment | None:
    """The answer where the period is over and not all of its figures are here; else ``None``.

    Args:
        case: the target.
        last: the last year that is covered, before the due year.
    """
    if not case.over:
        return None
    here = {p.period.year for p in case.series.points if p.period.is_year}
    missing = sorted(set(range(last + 1, case.due + 1)) - here)
    if any(year > missing[0] for year in here if year <= case.due):
        why = N_("The period is over, and there is no figure of {years}.")
        return case.answer("no_data", why, years=", ".join(map(str, missing)))
    return case.not_here(last)
