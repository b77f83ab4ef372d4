"""What is known of a target in one breath: what it takes from now on, and how often that was so.

The sentence itself is the reader's language; here are its kind, its number and its count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from tamnhin.assess.chances import figures_by_year
from tamnhin.assess.goal import Goal
from tamnhin.assess.types import Assessment, Pace, Path
from tamnhin.data.series import Point

LOOKED_AT: Final = 5
"""Years that are looked back on."""

Kind = Literal[
    "average_up",
    "average_down",
    "grow",
    "shrink",
    "rise",
    "fall",
    "climb",
    "sum_up",
    "sum_down",
    "mean_up",
    "mean_down",
    "within",
    "range",
    "ceiling",
    "keeps",
    "below",
    "decided_kept",
    "decided_missed",
    "done",
    "not_done",
    "overdue",
    "rank",
    "no_figure",
    "no_value",
    "unsaid",
]


@dataclass(frozen=True, slots=True)
class Known:
    """What a sentence about a target says.

    Attributes:
        kind: which sentence.
        need: what it takes a year from now on, signed; per cent for averages and growth.
        most: for a range over a period, the most that it may take; ``need`` is the least.
        since: first year of what is left.
        count: in how many of the last years it was so.
        years: the last years without a gap, two to five; 0 where too few to count.
    """

    kind: Kind
    need: float = 0.0
    since: int = 0
    count: int = 0
    years: int = 0
    most: float | None = None


def known(a: Assessment) -> Known:
    """The kind of sentence that a target gets, with its numbers."""
    if a.status in {"no_value", "no_data"}:
        return Known("no_value" if a.status == "no_value" else "no_figure")
    if a.target.basis == "milestone":
        return Known(_MILESTONES.get(a.status, "unsaid"))
    latest, goal, pace = a.latest, a.keeps, a.pace
    if latest is None or goal is None or a.status == "not_assessable":
        return Known("unsaid")
    if a.target.basis == "relative" and a.compared_with is None:
        return Known("unsaid")
    if a.running:  # A figure of a part of the due year decides nothing yet.
        return _stands(a, goal, latest)
    decided = latest.period.year >= a.due if pace is None else pace.left is None
    if a.status in {"met", "missed"} and decided:
        return Known("decided_kept" if a.status == "met" else "decided_missed")
    if a.target.basis == "ceiling":
        return _counted("ceiling", a, 0.0, _keeping(a, goal))
    if pace is not None and pace.left is not None:
        return _needed(a, goal, pace, pace.left)
    return _stands(a, goal, latest)


_MILESTONES: Final[dict[str, Kind]] = {"met": "done", "overdue": "overdue", "not_due": "not_done"}


_SPANS: Final[dict[Path, tuple[Kind, Kind]]] = {
    "average_growth": ("average_up", "average_down"),
    "cumulative": ("sum_up", "sum_down"),
    "mean": ("mean_up", "mean_down"),
}
"""Kinds of sentence for the least and for the most that the years left may have."""


def _needed(a: Assessment, goal: Goal, pace: Pace, left: float) -> Known:
    """What the pace still needed says, by the way that is drawn."""
    figures, path = figures_by_year(a), pace.path
    if path in _SPANS and pace.other is not None:
        low, high = sorted((left, pace.other))
        inside = {year: low <= value <= high for year, value in figures.items()}
        return replace(_counted("within", a, low, inside), most=high)
    if path in _SPANS:
        beyond = {y: value < left if pace.cap else value > left for y, value in figures.items()}
        return _counted(_SPANS[path][pace.cap], a, left, beyond)
    if a.latest is not None and goal.met_by(a.latest.value, a.latest.qualifier):
        return _stands(a, goal, a.latest)
    if path == "range":
        return _counted("range", a, left, _keeping(a, goal))
    growing, rising = path == "compound", left >= 0
    if a.indicator.kind == "rank" and rising and a.latest is not None:
        return _stands(a, goal, a.latest)  # A worse place is nothing to work for.
    moves = {
        year: _move(figures[year - 1], value, growing)
        for year, value in figures.items()
        if year - 1 in figures and not (growing and figures[year - 1] <= 0)
    }
    kind: Kind = ("grow" if rising else "shrink") if growing else ("rise" if rising else "fall")
    if a.indicator.kind == "rank":
        kind = "climb"
    faster = {year: (move > left) if rising else (move < left) for year, move in moves.items()}
    return _counted(kind, a, left, faster)


def _move(before: float, after: float, growing: bool) -> float:
    return 100 * (after / before - 1) if growing else after - before


def _stands(a: Assessment, goal: Goal, latest: Point) -> Known:
    """Where the figures stand, where no pace is asked for."""
    if a.indicator.kind == "rank" or a.target.basis == "rank":
        return _counted("rank", a, 0.0, _keeping(a, goal))
    kind: Kind = "keeps" if goal.met_by(latest.value, latest.qualifier) else "below"
    return _counted(kind, a, 0.0, _keeping(a, goal))


def _keeping(a: Assessment, goal: Goal) -> dict[int, bool]:
    """For each year whether the figure would have kept the promise."""
    points = a.series.points if a.series else ()
    return {
        p.period.year: goal.met_by(p.value, p.qualifier) for p in points if p.period.kind == "year"
    }


def _counted(kind: Kind, a: Assessment, need: float, by_year: dict[int, bool]) -> Known:
    """Counts over the unbroken run of years that ends with the latest one."""
    last = max(by_year, default=0)
    run: list[bool] = []
    while last - len(run) in by_year and len(run) < LOOKED_AT:
        run.append(by_year[last - len(run)])
    since = (a.latest.period.year if a.latest else last) + 1
    if a.target.period.kind == "span":
        since = max(since, a.target.period.first_year)
    years = len(run) if len(run) > 1 else 0
    return Known(kind, need, since, sum(run) if years else 0, years)
