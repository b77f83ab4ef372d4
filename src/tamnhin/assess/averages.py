"""Targets over a period: average growth, sums, and yearly changes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tamnhin.assess.case import Case
from tamnhin.assess.paths import (
    average_growth,
    first_flow,
    growth,
    growth_left,
    pace_ratio,
)
from tamnhin.assess.status import Status, status_of, track_record
from tamnhin.assess.types import FEWEST_FIGURES, Assessment, Note, Pace
from tamnhin.data.series import Point
from tamnhin.errors import DataError
from tamnhin.messages import N_


def covered_years(case: Case) -> list[tuple[int, Decimal]]:
    """Years and rates from the first year of the period on, without a gap.

    A published average over several years stands for each of them where single years are
    missing.
    """
    by_start: dict[int, list[Point]] = {}
    for point in case.series.points:
        if point.period.kind in {"year", "span"} and point.period.year <= case.due:
            by_start.setdefault(point.period.first_year, []).append(point)
    covered: list[tuple[int, Decimal]] = []
    year = case.target.period.first_year
    while year <= case.due and year in by_start:
        point = min(by_start[year], key=lambda p: (p.period.kind != "year", -p.period.year))
        covered += [(y, point.value) for y in range(year, point.period.year + 1)]
        year = point.period.year + 1
    return covered


def _gap(case: Case, last: int) -> list[Note]:
    """Says which year is missing where later figures of the period could not be used."""
    later = [p for p in case.series.points if p.period.is_year and last < p.period.year <= case.due]
    if not later:
        return []
    message = N_("{year} is missing, so later figures are not used.")
    return [Note(message, {"year": str(last + 1)})]


def assess_average_growth(case: Case) -> Assessment:
    """An average yearly rate over a period: what is left is found by compounding."""
    covered = covered_years(case)
    first, due = case.target.period.first_year, case.due
    if not covered:
        if not case.series.points:
            return case.answer("no_data", N_("There is no figure."))
        why = N_("The rate of {year}, the first of the period, is missing; an average needs it.")
        return case.answer("no_baseline", why, year=str(first))
    rates = [float(value) / 100 for _, value in covered]
    years = due - first + 1
    goal = float(case.goal.value) / 100
    so_far = average_growth(rates)
    left = years - len(rates)
    pace = Pace(
        path="average_growth",
        required=100 * goal,
        actual=100 * so_far,
        left=100 * growth_left(goal, years, rates) if left else None,
        years_done=len(rates),
        years_left=left,
        ratio=pace_ratio(so_far, goal),
        projected=100 * so_far,
    )
    latest = next(
        (p for p in reversed(case.series.points) if p.period.year == covered[-1][0]), None
    )
    if left == 0:
        met = case.goal.met_by(Decimal(f"{100 * so_far:.4f}"))
        done = case.answer("met" if met else "missed", N_("The whole period has been observed."))
        return replace(done, latest=latest, pace=pace)
    ratio = pace.ratio if pace.ratio is not None else 0.0
    status = status_of(ratio)
    answer = case.answer(
        status,
        N_("The average so far is {ratio} times the average promised."),
        ratio=Decimal(f"{ratio:.2f}"),
    )
    record = track_record(status, len(rates), years)
    notes = _levels_reading(case, goal, years, covered[-1][0]) + _gap(case, covered[-1][0])
    return replace(answer, latest=latest, pace=pace, record=record, notes=tuple(notes))


def _levels_reading(case: Case, goal: float, years: int, last: int) -> list[Note]:
    """The same average read from levels: revisions make it differ from the published rates."""
    level_id = case.indicator.weight_indicator_id
    if case.indicator.kind != "growth" or level_id is None:
        return []
    try:
        levels = case.peers.series(level_id, case.target.territory_id).annual
    except DataError:
        return []
    base_year = case.target.period.first_year - 1
    values = {p.period.year: float(p.value) for p in levels.points}
    if base_year not in values or last not in values or last == base_year:
        return []
    done = last - base_year
    so_far = growth(values[base_year], values[last], done)
    left = growth_left(goal, years, [so_far] * done)
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


def assess_cumulative(case: Case) -> Assessment:
    """A sum over a period: the published sum where there is one, else the years so far."""
    whole = case.series.at(case.target.period)
    goal = float(case.goal.value)
    first, due = case.target.period.first_year, case.due
    if whole is not None:
        met = case.goal.met_by(whole.value)
        done = case.answer("met" if met else "missed", N_("The whole period has been observed."))
        return replace(done, latest=whole)
    by_year = {p.period.year: p for p in case.series.points if p.period.is_year}
    years: list[Point] = []
    while first + len(years) in by_year and first + len(years) <= due:
        years.append(by_year[first + len(years)])
    if not years:
        return case.answer("no_data", N_("The first year of the period has no figure."))
    total = sum((p.value for p in years), Decimal(0))
    left = due - first + 1 - len(years)
    required, actual = goal / (due - first + 1), float(total) / len(years)
    pace = Pace(
        path="cumulative",
        required=required,
        actual=actual,
        left=(goal - float(total)) / left if left else None,
        years_done=len(years),
        years_left=left,
        ratio=pace_ratio(actual, required),
        projected=actual * (due - first + 1),
    )
    if case.goal.met_by(total) or left == 0:
        status: Status = "met" if case.goal.met_by(total) else "missed"
    else:
        status = status_of(pace.ratio or 0.0)
    answer = case.answer(
        status, N_("The sum so far is {total}."), total=total.normalize() + Decimal(0)
    )
    record = track_record(status, len(years), len(years) + left) if left else None
    found = replace(answer, latest=years[-1], pace=pace, record=record)
    notes = _gap(case, years[-1].period.year)
    if left and not case.goal.met_by(total):
        notes += _growing(years, goal - float(total), left)
    return replace(found, notes=tuple(notes))


def _growing(years: list[Point], missing: float, left: int) -> list[Note]:
    """What the next year needs where the flow goes on growing as it did."""
    start, now = float(years[0].value), float(years[-1].value)
    if len(years) < FEWEST_FIGURES or min(start, now) <= 0 or missing <= 0:
        return []
    rate = growth(start, now, len(years) - 1)
    if rate <= 0:
        return []
    params = {
        "rate": Decimal(f"{100 * rate:.1f}"),
        "first": Decimal(f"{first_flow(missing, rate, left):.4g}") + 0,
        "year": str(years[-1].period.year + 1),
    }
    message = N_("If it goes on growing by {rate} % a year, {year} needs {first}.")
    return [Note(message, params)]


def assess_mean(case: Case) -> Assessment:
    """Points a year, or a share over a period: the mean of the yearly figures decides."""
    covered = covered_years(case)
    if not covered:
        return case.answer("no_data", N_("The first year of the period has no figure."))
    mean = sum((value for _, value in covered), Decimal(0)) / len(covered)
    goal = case.goal.value
    left = case.due - case.target.period.first_year + 1 - len(covered)
    years = len(covered) + left
    needed = (goal * years - mean * len(covered)) / left if left else None
    pace = Pace(
        path="linear",
        required=float(goal),
        actual=float(mean),
        left=float(needed) if needed is not None else None,
        years_done=len(covered),
        years_left=left,
        ratio=pace_ratio(float(mean), float(goal)),
        projected=float(mean),
    )
    if left == 0:
        status: Status = "met" if case.goal.met_by(mean) else "missed"
    else:
        status = status_of(pace.ratio or 0.0)
    why = N_("The mean of the years so far is {mean}.")
    answer = case.answer(status, why, mean=Decimal(f"{mean:.2f}"))
    return replace(answer, pace=pace, notes=tuple(_gap(case, covered[-1][0])))
