"""Average growth over a period: what is left is found by compounding."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from tamnhin.assess.breaks import comparable
from tamnhin.assess.case import Case
from tamnhin.assess.paths import average_growth, growth, growth_left
from tamnhin.assess.spans import (
    Bound,
    bound_of,
    class_of,
    covered_years,
    figures_in,
    gap_notes,
    other_end,
    over_without,
    ratio_of,
)
from tamnhin.assess.status import track_record
from tamnhin.assess.types import Assessment, Note, Pace, few_notes
from tamnhin.errors import DataError
from tamnhin.messages import N_

NOTHING_LEFT: Final = N_("A fall of 100 % or more leaves nothing to grow from.")
_TOO_LARGE: Final = N_("The rates are too large to be compounded.")


def assess_average_growth(case: Case) -> Assessment:
    """An average yearly rate over a period: kept, missed, or its class and what is left."""
    covered = covered_years(case)
    if not covered:
        return _not_begun(case)
    last, latest = covered[-1]
    rates = [float(point.value) / 100 for _, point in covered]
    promised = [end for end in (case.goal.low, case.goal.high) if end is not None]
    if min(rates) <= -1 or min(promised) <= -100:
        return replace(case.answer("not_assessable", NOTHING_LEFT), latest=latest)
    so_far, figures = Decimal(f"{100 * average_growth(rates):.4f}"), figures_in(covered)
    bound = bound_of(case.goal, so_far)
    try:
        pace = _pace(case, bound, rates, figures)
    except OverflowError:
        return replace(case.answer("not_assessable", _TOO_LARGE), latest=latest)
    if pace.years_left == 0:
        met = case.goal.met_by(so_far)
        done = case.answer("met" if met else "missed", N_("The whole period has been observed."))
        return replace(done, latest=latest, pace=pace)
    notes = [*_levels_reading(case, bound, last), *gap_notes(case, last)]
    answer = over_without(case, last)
    if answer is None:
        answer = _under_way(case, bound, pace, so_far)
        notes = [*few_notes(figures), *notes]
    return replace(answer, latest=latest, pace=pace, notes=tuple(notes))


def _not_begun(case: Case) -> Assessment:
    if not case.series.points:
        return case.answer("no_data", N_("There is no figure."))
    why = N_("The rate of {year}, the first of the period, is missing; an average needs it.")
    return case.answer("no_baseline", why, year=str(case.target.period.first_year))


def _pace(case: Case, bound: Bound, rates: Sequence[float], figures: int) -> Pace:
    """Speeds in per cent a year.

    Raises:
        OverflowError: the rates are too large to be compounded.
    """
    years = case.due - case.target.period.first_year + 1
    so_far, left = 100 * average_growth(rates), years - len(rates)
    if not math.isfinite(so_far):
        raise OverflowError

    def needed(end: Decimal | None) -> float | None:
        if end is None or not left:
            return None
        return 100 * growth_left(float(end) / 100, years, rates)

    return Pace(
        path="average_growth",
        required=float(bound.value),
        actual=so_far,
        left=needed(bound.value),
        years_done=len(rates),
        years_left=left,
        ratio=ratio_of(bound, so_far),
        projected=so_far,
        figures=figures if left else None,
        cap=bound.cap,
        other=needed(other_end(case.goal, bound)),
        limit=not bound.is_pace,
    )


def _under_way(case: Case, bound: Bound, pace: Pace, so_far: Decimal) -> Assessment:
    """The class of the years so far, with its record where it is the agencies' class."""
    status = class_of(case.goal, bound, so_far)
    average = round(so_far, 2)
    if bound.is_pace:
        why = N_("The average so far is {ratio} times the average promised.")
        answer = case.answer(status, why, ratio=Decimal(f"{pace.ratio:.2f}"))
        if pace.rests_on_few:
            return answer
        years = pace.years_done + pace.years_left
        return replace(answer, record=track_record(status, pace.years_done, years))
    if case.goal.met_by(so_far):
        why = N_("The average so far, {average} %, keeps the promise; the whole period decides.")
    elif bound.cap:
        why = N_("The average so far, {average} %, is above what is promised.")
    else:
        why = N_("The average so far, {average} %, is below what is promised.")
    return case.answer(status, why, average=average)


def _levels_reading(case: Case, bound: Bound, last: int) -> list[Note]:
    """The same average read from levels: revisions make it differ from the published rates."""
    level_id = case.indicator.weight_indicator_id
    if case.indicator.kind != "growth" or level_id is None:
        return []
    try:
        levels = case.peers.series(level_id, case.target.territory_id).annual
    except DataError:
        return []
    first, years = case.target.period.first_year, case.due - case.target.period.first_year + 1
    values = {p.period.year: float(p.value) for p in levels.points}
    start, now = values.get(first - 1, 0.0), values.get(last, 0.0)
    if min(start, now) <= 0:
        return []
    between = tuple(p for p in levels.points if p.period.year <= last)
    measured = case.target.model_copy(update={"indicator_id": level_id, "baseline_period": None})
    _, kept, _ = comparable(case.plan, measured, replace(levels, points=between))
    if all(p.period.year != first - 1 for p in kept.points):
        message = N_(
            "The average is not read from levels ({indicator}): figures of {first} and of {last} "
            "cannot be compared."
        )
        params = {"indicator": levels.indicator, "first": str(first - 1), "last": str(last)}
        return [Note(message, params)]
    so_far = growth(start, now, last - first + 1)
    left = growth_left(float(bound.value) / 100, years, [so_far] * (last - first + 1))
    message = N_(
        "Read from levels ({indicator}) the average so far is {so_far} % a year "
        "and {left} % a year is left."
    )
    params = {
        "indicator": levels.indicator,
        "so_far": Decimal(f"{100 * so_far:.1f}"),
        "left": Decimal(f"{100 * left:.1f}"),
    }
    return [Note(message, params)]
