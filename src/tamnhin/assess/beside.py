"""The readings of all methods on one assessed target, side by side, because they disagree.

A reading is made only where its method has a rule for the kind of promise and figures enough;
elsewhere stands the reason. None of them changes the assessment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import mul
from typing import Final

from tamnhin.assess.case import Case
from tamnhin.assess.goal import Goal
from tamnhin.assess.readings import (
    attainment,
    escap,
    eurostat,
    oecd,
    sdsn,
    statcan,
    unsd,
    weather,
)
from tamnhin.assess.readings.oecd import FEWEST_PEERS
from tamnhin.assess.readings.records import record_of
from tamnhin.assess.readings.types import NOT_AVAILABLE, Beside, Reading
from tamnhin.assess.spans import covered_years
from tamnhin.assess.types import Assessment, Note
from tamnhin.messages import N_
from tamnhin.periods import year
from tamnhin.plan.types import Basis

NO_GROWTH: Final = N_(
    "These figures have no yearly growth: a zero, a change of sign, or no way left to go."
)
FEW_YEARS: Final = N_("It needs at least four yearly figures of the last five years.")
FEW_PEERS: Final = N_("It needs figures of at least {fewest} territories of this level in {year}.")
TINY_CHANGE: Final = N_("The planned change is too small against the baseline for a share of it.")

_REFUSED: Final[Mapping[Basis, str]] = {
    "cumulative": N_("A sum over a period is no figure that moves from a baseline to a target."),
    "change": N_("A mean over a period is no figure that moves from a baseline to a target."),
    "rank": N_("A rank does not grow: it depends on the others, and the methods read growth."),
}
_RATE: Final = N_("A rate of growth has no growth of its own that means something.")
_RANGE: Final = N_("The methods have no rule for a range of values.")
_NOT_KNOWN: Final = N_("No figure says whether it has been reached.")
_MEAN: Final = _REFUSED["change"]
_OVER: Final = N_("The due year is over, and its figure, which alone decides, is not here.")
_BOUND: Final = N_("A bound for every year is kept or broken: there is no way to it.")
_LIMIT: Final = N_("A limit of an average is kept or passed: there is no way to it.")
_TOO_FEW: Final = N_("The methods need a figure to start from and a later one.")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the methods take: plain numbers in one unit.

    Attributes:
        base: value to start from.
        base_year: its year.
        current: the latest value.
        current_year: its year.
        direction: 1 where more is better, -1 where less is.
        target: the target.
        target_year: when it is due.
        values: all yearly figures up to the latest.
        percentage: whether the values are percentages.
    """

    base: float
    base_year: int
    current: float
    current_year: int
    direction: int
    target: float
    target_year: int
    values: Mapping[int, float]
    percentage: bool = False

    @property
    def usual(self) -> dict[str, float]:
        """The arguments that most methods take."""
        return {
            "base": self.base,
            "base_year": self.base_year,
            "current": self.current,
            "current_year": self.current_year,
            "target": self.target,
            "target_year": self.target_year,
        }


def side_by_side(case: Case, a: Assessment) -> tuple[tuple[Beside, ...], Note | None]:
    """The readings of all methods, or the one reason why none applies.

    Args:
        case: the target with its figures.
        a: its assessment.
    """
    if case.target.basis == "milestone":
        return _yes_or_no(case, a)
    reason = _refusal(case)
    if reason is not None:
        return (), Note(reason)
    if a.status == "not_assessable":
        return (), a.why
    if case.over and a.status == "no_data":
        return (), Note(_OVER)
    inputs = _growth_inputs(case) if case.target.basis == "average_growth" else _inputs(case, a)
    if inputs is None or inputs.current_year <= inputs.base_year:
        return (), Note(_TOO_FEW)
    done = inputs.current_year - inputs.base_year
    whole = inputs.target_year - inputs.base_year
    few = a.pace is not None and a.pace.rests_on_few
    return tuple(
        Beside(reading, None if few else record_of(reading, done, whole), reason, params)
        for reading, reason, params in _all(case, a, inputs)
    ), None


def with_expectation(a: Assessment) -> Assessment:
    """The assessment whose attainment, while under way, is in the words of its probability."""
    found = a.reading("attainment")
    if a.chance is None or found is None or found.reading.status != attainment.UNDER_WAY:
        return a
    status = attainment.expected(a.chance.probability)
    worded = replace(found, reading=replace(found.reading, status=status))
    return replace(a, readings=tuple(worded if b is found else b for b in a.readings))


def _yes_or_no(case: Case, a: Assessment) -> tuple[tuple[Beside, ...], Note | None]:
    """The methods that have a rule for what is reached or not, once a figure says which."""
    if a.latest is None:
        return (), Note(_NOT_KNOWN)
    holds = case.goal.met_by(a.latest.value)
    found = (statcan.read_yes_no(holds), eurostat.read_yes_no(holds), unsd.read_yes_no(holds))
    return tuple(Beside(reading) for reading in found), None


def _refusal(case: Case) -> str | None:
    """Why no method reads this kind of promise."""
    target, indicator = case.target, case.indicator
    if target.basis in _REFUSED:
        return _REFUSED[target.basis]
    if target.basis == "average_growth":
        return _no_way(case.goal)
    if target.period.kind == "span":
        return _BOUND if target.basis == "ceiling" else _MEAN
    if indicator.kind == "rank":
        return _REFUSED["rank"]
    if indicator.kind == "growth":
        return _RATE
    return _RANGE if case.goal.low is not None and case.goal.high is not None else None


def _no_way(goal: Goal) -> str | None:
    """Why there is no way to an average that is promised; ``None`` for one to rise to."""
    if goal.low is not None and goal.high is not None:
        return _RANGE
    return _LIMIT if goal.low is None or goal.value <= 0 else None


def _inputs(case: Case, a: Assessment) -> Inputs | None:
    if a.latest is None or a.baseline is None or a.series is None or a.goal is None:
        return None
    latest = a.latest.period.year
    return Inputs(
        base=float(a.baseline.value),
        base_year=a.baseline.period.year,
        current=float(a.latest.value),
        current_year=latest,
        direction=1 if case.goal.high is None else -1,
        target=float(a.goal),
        target_year=case.due,
        values={
            point.period.year: float(point.value)
            for point in a.series.points
            if point.period.is_year and point.period.year <= latest
        },
        percentage=a.indicator.unit == "%",
    )


def _growth_inputs(case: Case) -> Inputs | None:
    """Rates as an index level: 1 before the period, compounded year by year."""
    covered = covered_years(case)
    if not covered:
        return None
    base_year = case.target.period.first_year - 1
    rates = (1 + float(point.value) / 100 for _, point in covered)
    levels = list(accumulate(rates, mul, initial=1.0))
    years = case.due - base_year
    return Inputs(
        base=1.0,
        base_year=base_year,
        current=levels[-1],
        current_year=base_year + len(covered),
        direction=1,
        target=(1 + float(case.goal.value) / 100) ** years,
        target_year=case.due,
        values={base_year + i: level for i, level in enumerate(levels)},
    )


def _all(
    case: Case, a: Assessment, inputs: Inputs
) -> Iterator[tuple[Reading, str, dict[str, object]]]:
    usual, direction, target = inputs.usual, inputs.direction, inputs.target
    plain = (
        statcan.read(**usual, direction=direction),
        eurostat.read(**usual, direction=direction),
        unsd.read(**usual, direction=direction, percentage=inputs.percentage),
        escap.read_status(
            base=inputs.base, current=inputs.current, target=target, direction=direction
        ),
        escap.read(**usual, direction=direction),
        sdsn.read(**usual, direction=direction),
    )
    for reading in plain:
        yield reading, "" if reading.available else NO_GROWTH, {}
    symbol = weather.read(
        inputs.values, direction=direction, target=target, target_year=inputs.target_year
    )
    yield symbol, "" if symbol.available else FEW_YEARS, {}
    yield _distance(case, a, inputs)
    found = attainment.read(**usual, direction=direction)
    yield found.reading, TINY_CHANGE if found.tiny else "", {"time": found.time}


def _distance(case: Case, a: Assessment, inputs: Inputs) -> tuple[Reading, str, dict[str, object]]:
    """The OECD's distance, where at least three territories of the level report that year."""
    values: tuple[float, ...] = ()
    if case.target.basis in {"level", "share", "multiple", "ceiling"}:
        period = year(inputs.current_year)
        values = case.peers.values(case.indicator.indicator_id, a.territory.level, period)
    params: dict[str, object] = {"fewest": FEWEST_PEERS, "year": str(inputs.current_year)}
    if len(values) < FEWEST_PEERS:
        return Reading("oecd", NOT_AVAILABLE), FEW_PEERS, params
    reading = oecd.read(
        current=inputs.current, target=inputs.target, direction=inputs.direction, peers=values
    )
    return reading, "" if reading.available else NO_GROWTH, params
