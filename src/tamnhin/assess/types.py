"""What an assessment says of a target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from tamnhin.assess.forecast.table import Record
from tamnhin.assess.goal import Goal
from tamnhin.assess.readings.types import Beside
from tamnhin.assess.status import MEASURED, WORDS, Status, TrackRecord
from tamnhin.data.series import Point, Series
from tamnhin.data.types import Indicator
from tamnhin.messages import N_, Lang, catalogue
from tamnhin.periods import Period
from tamnhin.plan.types import Target
from tamnhin.territory import Territory

Path = Literal["compound", "linear", "range", "average_growth", "cumulative", "mean"]
BaselineRule = Literal["stated", "stated_year", "before_plan", "first_figure"]

PATH_WORDS: Final[Mapping[Path, str]] = {
    "compound": N_("growth at one rate a year"),
    "linear": N_("the same step every year"),
    "range": N_("the distance to a range shrinks by the same step every year"),
    "average_growth": N_("yearly rates compounded over the period"),
    "cumulative": N_("a sum over the period"),
    "mean": N_("the mean of the years of the period"),
}
FEWEST_FIGURES: Final = 3
"""Figures below which no projection is given: a line through two points fits whatever they are."""

BASELINE_WORDS: Final[Mapping[BaselineRule, str]] = {
    "stated": N_("stated in the document"),
    "stated_year": N_("figure of the year that the document names"),
    "before_plan": N_("last figure before the plan period"),
    "first_figure": N_("first figure at hand"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence beside an assessment: a message id with its parameters."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Lang) -> str:
        """The sentence."""
        return catalogue(lang).text(self.message, **self.params)


ONE_FIGURE: Final = N_(
    "It rests on one figure only: no projection is given, and the class may turn with the next one."
)
TWO_FIGURES: Final = N_(
    "The pace rests on two figures only: no projection is given, and the class may turn with the "
    "next one."
)


def few_notes(figures: int) -> tuple[Note, ...]:
    """Says that a pace rests on one figure or two; nothing with more."""
    if figures >= FEWEST_FIGURES:
        return ()
    return (Note(ONE_FIGURE if figures == 1 else TWO_FIGURES),)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where progress is measured from.

    Attributes:
        period: when.
        value: the figure, in the indicator's unit.
        rule: how it was found.
    """

    period: Period
    value: Decimal
    rule: BaselineRule


@dataclass(frozen=True, slots=True)
class Pace:
    """Required and actual speed. Growth paths are in per cent a year, others in units a year.

    Attributes:
        path: how the way from baseline to target is drawn.
        required: speed that was needed from the baseline to the due year; for a cap over a
            period, the speed that keeps to it.
        actual: speed from the baseline to the latest figure.
        left: speed that is needed from now to the due year, or that may be had where ``cap``;
            ``None`` after it and where what is done has decided.
        years_done: years from the baseline to the latest figure.
        years_left: years from the latest figure to the due year.
        ratio: actual by required as yearly pace, the number that the status is read from; over a
            period, for a cap that is not below zero, required by actual.
        projected: where the actual speed leads by the due year, in the indicator's unit (for
            a period: its average or sum if the pace so far goes on).
        figures: how many figures the pace rests on, where that was counted.
        cap: over a period, whether the end of the promise that decides is the most that keeps it.
        other: for a range over a period, what its other end leaves for the years to come.
        limit: over a period, whether the class is read by the rule for limits, not by that of the
            agencies: :mod:`tamnhin.assess.spans` has both.
    """

    path: Path
    required: float
    actual: float
    left: float | None
    years_done: int
    years_left: int
    ratio: float | None
    projected: float
    figures: int | None = None
    cap: bool = False
    other: float | None = None
    limit: bool = False

    @property
    def rests_on_few(self) -> bool:
        """True where one figure or two are all there is: too few for a projection."""
        return self.figures is not None and self.figures < FEWEST_FIGURES

    @property
    def unit_is_percent(self) -> bool:
        """True where the speeds are per cent a year."""
        return self.path in {"compound", "average_growth"}


Grade = Literal["likely", "hard", "unlikely"]

GRADE_WORDS: Final[Mapping[Grade, str]] = {
    "likely": N_("likely to be kept"),
    "hard": N_("hard to keep"),
    "unlikely": N_("unlikely to be kept"),
}
LIKELY: Final = 0.7
"""Probability from which a promise is likely to be kept."""
UNLIKELY: Final = 0.3
"""Probability below which it is unlikely to be kept; hard to keep in between."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a promise is to be kept, with the evidence.

    Attributes:
        probability: 0.005 to 0.995.
        low: lower end of the 80 % interval of what decides, in the indicator's unit.
        middle: its median.
        high: upper end of the interval.
        years_ahead: years from the latest figure to the due year.
        points: yearly figures that the forecast looked at.
        method: how it was made, a message id.
        record: how the method did on history so far ahead with so many figures; ``None`` where
            was not tested.
        dots: twenty equally likely outcomes of what decides, rising, in the indicator's unit.
    """

    probability: float
    low: float
    middle: float
    high: float
    years_ahead: int
    points: int
    method: str
    record: Record | None
    dots: tuple[float, ...] = ()

    @property
    def grade(self) -> Grade:
        """The probability as the code of a word."""
        if self.probability >= LIKELY:
            return "likely"
        return "hard" if self.probability >= UNLIKELY else "unlikely"

    def word(self, lang: Lang) -> str:
        """The probability as a word."""
        return catalogue(lang).gettext(GRADE_WORDS[self.grade])

    @property
    def interval(self) -> tuple[float, float]:
        """The probability, less and more the method's calibration error on history.

        The two are the same where that was not measured. They keep to 0.005 and 0.995.
        """
        off = self.record.calibration if self.record is not None else 0.0
        return max(self.probability - off, 0.005), min(self.probability + off, 0.995)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Where one target stands.

    Attributes:
        target: the target.
        indicator: what it measures; figures here are in its unit.
        territory: where.
        status: the word, see :mod:`tamnhin.assess.status`.
        why: one sentence that gives the reason for the word.
        goal: the target's value in the indicator's unit.
        goal_upper: upper end of a range, in the indicator's unit.
        latest: the latest figure, with the choice among vintages.
        baseline: where progress is measured from.
        pace: required and actual speed.
        record: how often targets in this position were met in the end.
        series: all figures that were looked at.
        notes: what a reader should know.
        as_of: the day up to which figures count, if one was asked for.
        readings: what each agency's method says, side by side.
        no_readings: why there are none.
        keeps: which values keep the promise.
        chance: how likely it is to be kept, while it is not decided.
        no_chance: why there is no probability, where one could be asked for.
        running: whether the latest figure is of a part of the due year, which is not over.
        compared_with: the territory whose figure a comparison is measured by.
    """

    target: Target
    indicator: Indicator
    territory: Territory
    status: Status
    why: Note
    goal: Decimal | None = None
    goal_upper: Decimal | None = None
    latest: Point | None = None
    baseline: Baseline | None = None
    pace: Pace | None = None
    record: TrackRecord | None = None
    series: Series | None = None
    notes: tuple[Note, ...] = ()
    as_of: dt.date | None = None
    readings: tuple[Beside, ...] = ()
    no_readings: Note | None = None
    keeps: Goal | None = None
    chance: Chance | None = None
    no_chance: Note | None = None
    running: bool = False
    compared_with: Territory | None = None

    @property
    def due(self) -> int:
        """Year in which the target is due."""
        return self.target.period.year

    @property
    def measured(self) -> bool:
        """True where the verdict rests on figures."""
        return self.status in MEASURED

    def reading(self, method: str) -> Beside | None:
        """The reading of one method, or ``None`` where there is none."""
        return next((b for b in self.readings if b.reading.method == method), None)

    def word(self, lang: Lang) -> str:
        """The status as a word."""
        return catalogue(lang).gettext(WORDS[self.status])
