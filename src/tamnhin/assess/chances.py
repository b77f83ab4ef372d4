"""How likely each promise is to be kept: from its series to a probability, or why there is none.

A level or share asks for the distribution of its due year. An average growth asks for the level
that it leads to: the rates are chained to an index, whose due year is forecast, so that growth
and level cannot disagree. A sum, a mean of years, and a bound for every year are read from paths
through the years left. A multiple is the level that it comes to, a comparison the ratio of the
two figures. A rank asks all territories, in :mod:`ranks`.

Figures are those of the assessment: none from before a break in the series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

import numpy as np

from tamnhin.assess.averages import NOTHING_LEFT
from tamnhin.assess.forecast.features import WINDOW, Floats, windows
from tamnhin.assess.forecast.predictive import (
    METHOD,
    SURE,
    Bounds,
    at_least,
    filled,
    forecast,
    natural_bounds,
    quantiles_of,
)
from tamnhin.assess.forecast.table import FARTHEST, LEVELS, shipped
from tamnhin.assess.goal import goal_of
from tamnhin.assess.multiples import level_of
from tamnhin.assess.peers import Peers
from tamnhin.assess.ranks import chance_of_rank
from tamnhin.assess.standing import standing
from tamnhin.assess.types import Assessment, Chance, Note
from tamnhin.data.series import Series
from tamnhin.errors import DataError, InputError
from tamnhin.messages import N_
from tamnhin.plan.types import Target

PATHS: Final = 4000
"""Paths for sums and means: a standard error of at most 0.8 points."""
DOTS: Final = (np.arange(20) + 0.5) / 20
"""Levels of twenty outcomes that are equally likely, each for 5 of 100."""
_BUILT: Final = N_("Whether something is built does not follow from yearly figures.")
_GAP: Final = N_("A year of the period has no figure, so its sum is not known.")
_TOGETHER: Final = N_(
    "The latest years are published only as one figure for all of them; a forecast needs each year."
)
_UNKNOWN: Final = N_("A year of the period has no figure, so it may have been broken already.")


@dataclass(frozen=True)
class Question:
    """What is asked of one series: a level in the due year between two bounds.

    Attributes:
        values: consecutive years up to the latest, at most ``WINDOW`` of them.
        ahead: years from the latest figure to the due year.
        low: lowest level that keeps the promise, or minus infinity.
        high: highest level that keeps it, or infinity.
        rate: whether the series is a growth rate.
        bounds: lowest and highest possible level.
        base: for an average growth, the level at its start; else ``None``.
        years: for an average growth, the years it is over.
    """

    values: Floats
    ahead: int
    low: float
    high: float
    rate: bool
    bounds: Bounds
    base: float | None = None
    years: int = 0


def with_chances(
    assessments: Sequence[Assessment], peers: Peers | None = None
) -> tuple[Assessment, ...]:
    """The assessments with the probability of each promise, or the reason why there is none.

    All series are forecast in one pass. Promises that are decided already, those without a
    number, and those that have a reason already, are left as they are.

    Args:
        assessments: where the targets stand.
        peers: figures of other territories, for ranks.
    """
    answers = [_asked(a, peers) if _open(a) else None for a in assessments]
    at = [i for i, answer in enumerate(answers) if isinstance(answer, Question)]
    found: dict[int, Chance] = dict(
        zip(at, _answered([a for a in answers if isinstance(a, Question)]), strict=True)
    )
    result = []
    for i, (assessment, answer) in enumerate(zip(assessments, answers, strict=True)):
        if isinstance(answer, Note):
            result.append(replace(assessment, no_chance=answer))
        elif answer is None:
            result.append(assessment)
        else:
            result.append(replace(assessment, chance=found.get(i, answer)))  # type: ignore[arg-type]
    return tuple(result)


def chance_of(target: Target, series: Series) -> Chance:
    """How likely one promise is to be kept, from one series and nothing else.

    Args:
        target: the promise: a level, a share, an average growth, a sum or mean over a period, a
            bound, or a multiple of a base that it states or the series has.
        series: its figures, all of one definition, as ``plan.series`` gives them.

    Raises:
        DataError: there is no probability; the message says why.
    """
    asked = target
    if target.basis == "multiple":
        asked = level_of(target, series.indicator, series) or target.model_copy(
            update={"value": None}
        )
    goal = None if asked.basis == "relative" else goal_of(asked, series.indicator)
    if goal is None:
        raise DataError(
            N_("The target {target} has no number that one series decides."),
            target=target.target_id,
        )
    latest = series.points[-1] if series.points else None
    blank = Assessment(target, series.indicator, series.territory, "not_due", Note(""))
    a = replace(blank, goal=goal.value, keeps=goal, latest=latest, series=series)
    if not _open(a):
        raise DataError(N_("The due year is over: its figure decides, not a forecast."))
    answer = _asked(a, None)
    if isinstance(answer, Note):
        raise DataError(answer.message, **answer.params)
    return _answered([answer])[0] if isinstance(answer, Question) else answer


def _open(a: Assessment) -> bool:
    """Whether the promise has a number and is not decided yet."""
    if (
        a.goal is None
        or a.no_chance is not None
        or a.status in {"no_value", "not_assessable", "missed", "overdue"}
    ):
        return False
    # What the years left cannot change, or has none left, asks nothing of them.
    decided = a.pace is not None and a.pace.left is None
    return not decided and not (a.latest is not None and a.latest.period.year >= a.due)


def _asked(a: Assessment, peers: Peers | None) -> Question | Chance | Note:
    basis, span = a.target.basis, a.target.period.kind == "span"
    if basis == "milestone":
        return Note(_BUILT)
    if basis == "ceiling" and span and a.status == "no_data":
        return Note(_UNKNOWN)
    if a.status == "no_data" and a.latest is not None:
        return Note(N_("The due year is over: its figure decides, not a forecast."))
    if a.indicator.kind == "rank" or basis == "rank":
        return chance_of_rank(a, peers)
    by_year = figures_by_year(a)
    if not by_year:
        return Note(N_("There is no yearly figure to forecast from."))
    years = sorted(by_year)
    if (
        span
        and a.pace is not None
        and years[-1] < a.target.period.first_year + a.pace.years_done - 1
    ):
        return Note(_TOGETHER)
    ahead = a.due - years[-1]
    if ahead > FARTHEST:
        return Note(
            N_("The due year is {ahead} years ahead; forecasts are tested up to {most}."),
            {"ahead": ahead, "most": FARTHEST},
        )
    values = [by_year[year] for year in years]
    try:
        if basis == "average_growth":
            return _average_growth(a, by_year)
        full, _ = filled(years, values)
        if basis in {"cumulative", "change"} or (span and basis in {"share", "ceiling"}):
            return _over_years(a, years, values)
    except InputError as error:
        return Note(error.message, error.params)
    return Question(
        full[-WINDOW:], ahead, *limits(a), a.indicator.kind == "growth", bounds_of(a, full)
    )


def figures_by_year(a: Assessment) -> dict[int, float]:
    """The figures that stand for a year, up to the due year."""
    points, due = () if a.series is None else a.series.points, a.due
    return {
        p.period.year: float(p.value) for p in standing(points, a.indicator) if p.period.year <= due
    }


def limits(a: Assessment) -> tuple[float, float]:
    """Lowest and highest value that keep the promise."""
    goal = a.keeps
    low = -np.inf if goal is None or goal.low is None else float(goal.low)
    high = np.inf if goal is None or goal.high is None else float(goal.high)
    return low, high


def bounds_of(a: Assessment, figures: Floats) -> Bounds:
    """Zero to a hundred for a share in per cent that has kept to it; what is natural for others."""
    indicator, goal = a.indicator, a.goal or Decimal(0)
    compared = a.target.basis == "relative"
    share = indicator.kind == "ratio" and indicator.unit == "%" and not compared
    top = 100.0 if share and figures.max() <= 100 and goal <= 100 else None
    return natural_bounds(figures, indicator.kind, (None, top))


def _average_growth(a: Assessment, by_year: dict[int, float]) -> Question | Note:
    """Rates in per cent a year chained to an index, which has to reach a level."""
    last = max(by_year)
    start = last
    while start - 1 in by_year:
        start -= 1
    first = a.target.period.first_year
    if start > first:
        message = N_("The rate of {year} is missing; an average needs every year of the period.")
        return Note(message, {"year": str(start - 1)})
    if last < first - 1:
        message = N_("The latest rate is of {year}; an average from {first} on needs the next one.")
        return Note(message, {"year": str(last), "first": str(first)})
    rates = np.array([by_year[year] for year in range(start, last + 1)])
    if last >= a.due:
        return Note(N_("The figure of the due year decides, not a forecast."))
    if (rates <= -100).any():
        return Note(NOTHING_LEFT)
    index = np.cumprod(np.concatenate([[1.0], 1 + rates / 100]))
    full, _ = filled(range(start - 1, last + 1), index)
    base, years = float(index[first - start]), a.due - first + 1
    low, high = (
        base * (1 + rate / 100) ** years if np.isfinite(rate) else float(rate) for rate in limits(a)
    )
    return Question(full[-WINDOW:], a.due - last, low, high, False, (0.0, None), base, years)


def _over_years(a: Assessment, years: list[int], values: list[float]) -> Chance | Note:
    """A sum, a mean, or a bound for every year, from paths through the years left."""
    first, latest, basis = a.target.period.first_year, years[-1], a.target.basis
    known = [value for year, value in zip(years, values, strict=True) if year >= first]
    if len(known) != max(latest - first + 1, 0):
        return Note(_UNKNOWN if basis == "ceiling" else _GAP)
    start = max(first, latest + 1)
    ahead = list(range(start - latest, a.due - latest + 1))
    said = forecast(
        years, values, ahead, kind=a.indicator.kind, bounds=bounds_of(a, np.array(values))
    )
    paths = said.sample(PATHS)
    low, high = limits(a)
    if basis == "ceiling":
        # What decides is the year that comes nearest to the bound, or beyond it.
        decides = paths.max(axis=1) if np.isinf(low) else paths.min(axis=1)
        kept = ((paths >= low) & (paths <= high)).all(axis=1)
    else:
        years_in_all = 1 if basis == "cumulative" else len(known) + len(ahead)
        decides = (paths.sum(axis=1) + sum(known)) / years_in_all
        kept = (decides >= low) & (decides <= high)
    p = float(np.clip(kept.mean(), *SURE))
    lower, middle, upper = (float(x) for x in np.quantile(decides, [0.1, 0.5, 0.9]))
    record = said.table.record(ahead[-1], said.points)
    dots = tuple(np.quantile(decides, DOTS).tolist())
    return Chance(p, lower, middle, upper, ahead[-1], said.points, METHOD, record, dots)


def _answered(questions: Sequence[Question]) -> list[Chance]:
    """All questions in one pass over their windows."""
    if not questions:
        return []
    table = shipped()
    ahead = np.array([q.ahead for q in questions])
    low = np.array([-np.inf if q.bounds[0] is None else q.bounds[0] for q in questions])
    high = np.array([np.inf if q.bounds[1] is None else q.bounds[1] for q in questions])
    rate = np.array([q.rate for q in questions])
    grid = quantiles_of(windows([q.values for q in questions]), ahead, rate, low, high, table)
    floor = np.array([q.low for q in questions])
    ceiling = np.nextafter(np.array([q.high for q in questions]), np.inf)
    above = np.where(np.isfinite(floor), at_least(grid, floor), 1.0)
    over = np.where(np.isfinite(ceiling), at_least(grid, ceiling), 0.0)
    p = np.clip(above - over, *SURE)
    shown = np.hstack([grid[:, _SHOWN], np.stack([np.interp(DOTS, LEVELS, row) for row in grid])])
    chances = []
    for i, q in enumerate(questions):
        values = shown[i]
        if q.base is not None:
            values = 100 * ((values / q.base) ** (1 / q.years) - 1)
        low_, middle, high_, *dots = values.tolist()
        points = min(len(q.values), WINDOW)
        record = table.record(q.ahead, points)
        chances.append(
            Chance(float(p[i]), low_, middle, high_, q.ahead, points, METHOD, record, tuple(dots))
        )
    return chances


_SHOWN: Final = [int(np.argmin(np.abs(LEVELS - level))) for level in (0.1, 0.5, 0.9)]
"""Columns of the 80 % interval and the middle."""
