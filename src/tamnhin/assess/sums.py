"""Sums and means over a period: what has been added, and what the years left need or may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from tamnhin.assess.case import Case
from tamnhin.assess.forecast.predictive import natural_bounds
from tamnhin.assess.paths import first_flow, growth
from tamnhin.assess.spans import (
    bound_of,
    class_of,
    covered_years,
    decided_early,
    figures_in,
    gap_notes,
    other_end,
    over_without,
    ratio_of,
)
from tamnhin.assess.status import Status
from tamnhin.assess.types import FEWEST_FIGURES, Assessment, Note, Pace, Path, few_notes
from tamnhin.data.series import Point
from tamnhin.messages import N_


@dataclass(frozen=True, slots=True)
class _SoFar:
    """What the years done have added up to.

    Attributes:
        path: whether a sum or a mean decides.
        total: the sum of the years done.
        done: how many years that is.
        left: how many years are left.
        figures: how many published figures that rests on.
        signed: whether a year may take away from it.
    """

    path: Path
    total: Decimal
    done: int
    left: int
    figures: int
    signed: bool

    @property
    def years(self) -> int:
        """Years of the whole period."""
        return self.done + self.left

    @property
    def share(self) -> int:
        """How many figures the goal is of: all years of a sum, one of a mean."""
        return self.years if self.path == "cumulative" else 1

    @property
    def projected(self) -> Decimal:
        """What it comes to if the years left are as those done, in the goal's unit."""
        return self.total * self.share / self.done

    @property
    def least(self) -> Decimal:
        """What it comes to if nothing is added in the years left, in the goal's unit."""
        return self.total * self.share / self.years


def assess_cumulative(case: Case) -> Assessment:
    """A sum over a period: the published sum where there is one, else the years so far."""
    whole = case.series.at(case.target.period)
    if whole is not None:
        met = case.goal.met_by(whole.value, whole.qualifier)
        done = case.answer("met" if met else "missed", N_("The whole period has been observed."))
        return replace(done, latest=whole)
    found = _assess(case, "cumulative")
    if found.pace is None or found.pace.cap or found.pace.left is None or found.status == "no_data":
        return found
    points = [point for _, point in covered_years(case)]
    missing = float(case.goal.value) - found.pace.actual * found.pace.years_done
    return replace(found, notes=(*found.notes, *_growing(points, missing, found.pace.years_left)))


def assess_mean(case: Case) -> Assessment:
    """Points a year, or a share over a period: the mean of the yearly figures decides."""
    return _assess(case, "mean")


def _assess(case: Case, path: Path) -> Assessment:
    """A sum or mean: decided, over without its figures, or its class and what is left."""
    covered = covered_years(case)
    if not covered:
        return case.answer("no_data", N_("The first year of the period has no figure."))
    last, latest = covered[-1]
    if path == "cumulative":
        # A sum that was published for several years is added once.
        values = [point.value for year, point in covered if point.period.first_year == year]
    else:
        values = [point.value for _, point in covered]
    figures, signed = figures_in(covered), _signed(case)
    at = _SoFar(path, sum(values, Decimal(0)), len(covered), case.due - last, figures, signed)
    pace, notes = _pace(case, at), gap_notes(case, last)
    answer = _decided(case, at)
    if answer is not None:
        pace = replace(pace, left=None, other=None)
    else:
        answer = over_without(case, last)
    if answer is None:
        answer = _under_way(case, at)
        notes = [*few_notes(at.figures), *notes]
    return replace(answer, latest=latest, pace=pace, notes=tuple(notes))


def _signed(case: Case) -> bool:
    """Whether a yearly figure may be negative: changes and rates, and what has been so already."""
    figures = np.array([float(p.value) for p in case.series.points])
    low, _ = natural_bounds(figures, case.indicator.kind, (None, None))
    return case.target.basis == "change" or low is None


def _pace(case: Case, at: _SoFar) -> Pace:
    """Speeds in units a year, against the end of the promise that decides."""
    bound = bound_of(case.goal, at.projected)

    def needed(end: Decimal | None) -> float | None:
        if end is None or not at.left:
            return None
        return float((end * at.years / at.share - at.total) / at.left)

    left, other, cap = needed(bound.value), needed(other_end(case.goal, bound)), bound.cap
    if left is not None and other is not None and min(left, other) <= 0 and not at.signed:
        # The lower end is reached, and stays so: only the upper one is left to keep to.
        left, other, cap = max(left, other), None, True
    return Pace(
        path=at.path,
        required=float(bound.value / at.share),
        actual=float(at.total / at.done),
        left=left,
        years_done=at.done,
        years_left=at.left,
        ratio=ratio_of(bound, float(at.projected)),
        projected=float(at.projected),
        figures=at.figures if at.left else None,
        cap=cap,
        other=other,
        limit=not bound.is_pace,
    )


def _decided(case: Case, at: _SoFar) -> Assessment | None:
    """The verdict that the years left cannot change; ``None`` where they can.

    What has been added stays where the figures cannot be negative: a sum beyond its cap is not
    mended, and one that has reached its floor holds.
    """
    if at.left == 0:
        met = case.goal.met_by(at.least)
        return _answer(case, "met" if met else "missed", at)
    if at.signed:
        return None
    kept = decided_early(case.goal, at.least)
    if kept is None:
        return None
    if kept:
        return _answer(case, "met", at)
    why = N_("Even if nothing is added in the years left, it comes to {least}.")
    return case.answer("missed", why, least=_short(at.least))


def _under_way(case: Case, at: _SoFar) -> Assessment:
    """The class of the years so far."""
    bound = bound_of(case.goal, at.projected)
    status = class_of(case.goal, bound, at.projected)
    if at.path != "cumulative" or not bound.cap:
        return _answer(case, status, at)
    why = N_("The sum so far is {total}; for {done} of {years} years the promise allows {allowed}.")
    params = {"total": _short(at.total), "allowed": _short(bound.value * at.done / at.years)}
    return case.answer(status, why, done=at.done, years=at.years, **params)


def _answer(case: Case, status: Status, at: _SoFar) -> Assessment:
    """A status with the sum or mean so far as its reason."""
    if at.path == "cumulative":
        return case.answer(status, N_("The sum so far is {total}."), total=_short(at.total))
    mean = Decimal(f"{at.projected:.2f}")
    return case.answer(status, N_("The mean of the years so far is {mean}."), mean=mean)


def _short(value: Decimal) -> Decimal:
    """A computed number without the digits that mean nothing."""
    return Decimal(f"{value:.10g}").normalize() + Decimal(0)


def _growing(years: Sequence[Point], missing: float, left: int) -> list[Note]:
    """What the next year needs where the flow goes on growing as it did."""
    start, now = float(years[0].value), float(years[-1].value)
    single = all(point.period.is_year for point in years)
    if not single or len(years) < FEWEST_FIGURES or min(start, now) <= 0 or missing <= 0:
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
