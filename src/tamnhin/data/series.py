"""The series of an indicator for a territory, across mergers and splits, saying what was done.

A period is answered by an observed figure where there is one. Where there is none, the figures
of the units that the territory was made of (or was divided into) are put together:

- additive indicators are summed;
- rates are averaged with the weights of a named series (a growth rate with the level of the
  year before, which is exact: the growth of a sum is the average growth weighted by the base);
- anything else is refused, with the reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from tamnhin.data.lineage import Composition, Direction, Lineage, measure_of
from tamnhin.data.observations import Observations
from tamnhin.data.types import QUALIFIER_WORDS, Indicator, Observation, Qualifier
from tamnhin.data.vintage import Choice, choices
from tamnhin.errors import DataError, InputError, NotFound
from tamnhin.messages import N_, Lang, Words, catalogue
from tamnhin.periods import Day, Period, parse_period, to_day, year
from tamnhin.provenance import Source
from tamnhin.territory import Share, Territory, TerritoryEvent
from tamnhin.units import PRECISION, convert, unit

Method = Literal["observed", "summed", "weighted", "compared"]

METHOD_WORDS: Final[Mapping[Method, str]] = {
    "observed": N_("as published"),
    "summed": N_("sum of {parts}"),
    "weighted": N_("average of {parts}, weighted by {weight}"),
    "compared": N_("ratio of the figures of {parts}"),
}


class Figures(Protocol):
    """What a plan must offer for its series to be read."""

    @property
    def observations(self) -> Observations:
        """All figures."""
        ...

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources."""
        ...

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators."""
        ...

    @property
    def territories(self) -> tuple[Territory, ...]:
        """All territories."""
        ...

    @property
    def territory_events(self) -> tuple[TerritoryEvent, ...]:
        """All changes of territories."""
        ...

    @property
    def territory_shares(self) -> tuple[Share, ...]:
        """Who got how much."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit brought to a figure that was put together.

    Attributes:
        territory_id: the unit.
        value: what it brought, in the indicator's unit.
        weight: its weight, in the unit of the weight's indicator, for averages.
        share: how much of the unit belongs, 0 to 1.
    """

    territory_id: str
    value: Decimal
    weight: Decimal | None = None
    share: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Point:
    """The figure of one period.

    Attributes:
        period: when.
        value: the figure, in the indicator's unit.
        method: as published, summed, weighted, or compared with another territory.
        choice: for a published figure, which one was used and which were not.
        parts: for the rest, what the units brought.
        event_ids: for the rest, the changes of territory that were bridged.
        qualifier: how the source words it; a figure put together from units counts as exact.
        made_of: for figures put together, the units whose figures are in it, at every stage.
    """

    period: Period
    value: Decimal
    method: Method
    choice: Choice | None = None
    parts: tuple[Part, ...] = ()
    event_ids: tuple[str, ...] = ()
    qualifier: Qualifier = "exact"
    made_of: frozenset[str] = frozenset()

    @property
    def observation(self) -> Observation | None:
        """The published figure, where the point is one."""
        return None if self.choice is None else self.choice.used


@dataclass(frozen=True, slots=True)
class Refusal:
    """A period that is not answered, and why (a message id with its parameters)."""

    period: Period
    reason: str
    params: Mapping[str, object]

    def text(self, lang: Lang) -> str:
        """Why there is no answer."""
        return catalogue(lang).text(self.reason, **self.params)


@dataclass(frozen=True)
class Series:
    """The figures of an indicator for a territory in order of time.

    Attributes:
        indicator: what is measured; values are in its unit.
        territory: where.
        as_of: the day up to which figures and borders were known, or ``None`` for all.
        points: the answered periods.
        refusals: the periods that could not be answered.
        names: titles of the units that appear, by language and identifier.
    """

    indicator: Indicator
    territory: Territory
    as_of: dt.date | None
    points: tuple[Point, ...]
    refusals: tuple[Refusal, ...]
    names: Mapping[str, Territory]
    weight: Indicator | None = None

    @property
    def periods(self) -> tuple[Period, ...]:
        """The answered periods."""
        return tuple(point.period for point in self.points)

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """The figures, shape ``(len(periods),)``, in the indicator's unit."""
        return np.array([float(point.value) for point in self.points], dtype=np.float64)

    @cached_property
    def annual(self) -> Series:
        """Only the whole years."""
        points = tuple(point for point in self.points if point.period.is_year)
        refusals = tuple(refusal for refusal in self.refusals if refusal.period.is_year)
        return Series(
            self.indicator, self.territory, self.as_of, points, refusals, self.names, self.weight
        )

    @property
    def years(self) -> NDArray[np.int64]:
        """The last year of every period, shape ``(len(periods),)``."""
        return np.array([point.period.year for point in self.points], dtype=np.int64)

    def at(self, period: Period | str | int) -> Point | None:
        """The point of a period, or ``None`` where the series has none.

        Args:
            period: a period, its code such as ``2024-H1``, or a year.

        Raises:
            InputError: the text is no period.
        """
        if not isinstance(period, Period):
            try:
                period = parse_period(str(period))
            except ValueError:
                raise InputError(N_("“{text}” is not a period."), text=str(period)) from None
        return next((point for point in self.points if point.period == period), None)

    def __repr__(self) -> str:
        span = f"{self.points[0].period} to {self.points[-1].period}" if self.points else "empty"
        what = f"{self.indicator.indicator_id} of {self.territory.territory_id}"
        return f"<Series: {what}, {len(self.points)} points, {span}>"

    def said(self, point: Point, lang: Lang) -> str:
        """How a figure came to be: as published, or of which units it was put together."""
        book = catalogue(lang)
        titles = []
        for part in point.parts:
            title = self.names[part.territory_id].title(lang)
            if part.share != 1:
                percent = (100 * part.share).normalize() + Decimal(0)
                title = book.text(N_("{percent} % of {unit}"), percent=percent, unit=title)
            titles.append(title)
        weight = "" if self.weight is None else self.weight.title(lang)
        return book.text(METHOD_WORDS[point.method], parts=", ".join(titles), weight=weight)

    def figure(self, point: Point, lang: Lang) -> str:
        """A figure as its source words it: exactly, over, nearly, about."""
        book = catalogue(lang)
        words = QUALIFIER_WORDS[point.qualifier]
        return book.text(words, amount=book.text("{value}", value=point.value))

    def _others(self, point: Point, lang: Lang) -> str:
        """Other figures for the period that differ, and why they were not used."""
        choice = point.choice
        values = {} if choice is None else {o.value: o for o in choice.others}
        if choice is None or not set(values) - {choice.used.value}:
            return ""
        book = catalogue(lang)
        listed = ", ".join(
            f"{book.text('{value}', value=value)} {unit(o.unit).title(lang)}"
            for value, o in values.items()
            if value is not None and value != choice.used.value
        )
        message = N_("; other sources: {figures} (used is {reason})")
        return book.text(message, figures=listed, reason=Words(choice.reason))

    def explain(self, lang: Lang = "vi") -> str:
        """One line a period: the figure and how it came to be, then what was refused and why."""
        book = catalogue(lang)
        line = N_("{period}: {figure} - {how}{others}")
        lines = [
            book.text(
                line,
                period=point.period.code,
                figure=self.figure(point, lang),
                how=self.said(point, lang),
                others=self._others(point, lang),
            )
            for point in self.points
        ]
        lines += [f"{refusal.period}: {refusal.text(lang)}" for refusal in self.refusals]
        return "\n".join(lines)


def read_series(
    figures: Figures, indicator_id: str, territory_id: str, as_of: Day | None = None
) -> Series:
    """The series of an indicator for a territory.

    Args:
        figures: a plan.
        indicator_id: what is measured.
        territory_id: where; it may have ended, or have come to be by a merger.
        as_of: answer with what was known on this day: figures published by then and borders
            as they stood then; a date or an ISO text. Without it, everything in the plan.

    Raises:
        InputError: ``as_of`` is no day.
        NotFound: no such indicator or territory.
        DataError: no period can be answered; the message says why.
    """
    return SeriesReader(figures, to_day(as_of)).read(indicator_id, territory_id)


Answer = tuple[dict[Period, Point], list[Refusal]]
BOTH: Final[frozenset[Direction]] = frozenset({"predecessors", "successors"})


class SeriesReader:
    """Reads many series of one plan: what they share is put in order once. Not for threads.

    Args:
        figures: a plan.
        as_of: the day up to which figures and borders were known, or ``None`` for all.
    """

    def __init__(self, figures: Figures, as_of: dt.date | None = None) -> None:
        self.figures = figures
        self.as_of = as_of
        self.indicators = {i.indicator_id: i for i in figures.indicators}
        self.territories = {t.territory_id: t for t in figures.territories}
        self.sources = {s.source_id: s for s in figures.sources}
        events = {
            e.event_id: e
            for e in figures.territory_events
            if as_of is None or e.effective_on <= as_of
        }
        shares = tuple(
            s
            for s in figures.territory_shares
            if s.event_id in events
            and {s.predecessor_id, s.successor_id} <= self.territories.keys()
        )
        self.lineage = Lineage(self.territories, events, shares)
        self.observed: dict[tuple[str, str], dict[Period, Point]] = {}
        self.answers: dict[tuple[str, str, frozenset[Direction]], Answer] = {}

    def read(self, indicator_id: str, territory_id: str) -> Series:
        """The series of an indicator for a territory; see :func:`read_series`."""
        # What a circle of events finds depends on where it is entered: nothing of it is kept.
        self.answers = {}
        indicator = self.indicators.get(indicator_id)
        if indicator is None:
            raise NotFound(N_("There is no indicator “{name}” in this plan."), name=indicator_id)
        territory = self.territories.get(territory_id)
        if territory is None:
            raise NotFound(N_("There is no territory “{name}” in this plan."), name=territory_id)
        begins = territory.valid_from
        if self.as_of is not None and begins is not None and begins > self.as_of:
            raise DataError(
                N_("{unit} exists only from {begins}, after {day}."),
                unit=territory,
                begins=begins,
                day=self.as_of,
            )
        try:
            points, refusals = self._answer(indicator, territory_id)
        except RecursionError:
            raise DataError(
                N_("{unit} changed too often to be followed."), unit=territory
            ) from None
        if not points:
            if refusals:
                first = refusals[0]
                raise DataError(first.reason, **first.params)
            raise DataError(
                N_("There is no figure of “{indicator}” for {unit}."),
                indicator=indicator,
                unit=territory,
            )
        weight = self.indicators.get(indicator.weight_indicator_id or "")
        ordered = tuple(points[period] for period in sorted(points))
        return Series(
            indicator, territory, self.as_of, ordered, tuple(refusals), self.territories, weight
        )

    def _answer(
        self, indicator: Indicator, territory_id: str, ways: frozenset[Direction] = BOTH
    ) -> Answer:
        """Points and refusals of a territory, made once.

        Args:
            indicator: what is measured.
            territory_id: where.
            ways: whether earlier or later units may be put together. The parts of an earlier
                unit are earlier still, so that no figure is made from itself.
        """
        key = (indicator.indicator_id, territory_id, ways)
        if key not in self.answers:
            self.answers[key] = {}, []  # What a circle of events finds of itself.
            self.answers[key] = self._found(indicator, territory_id, ways)
        return self.answers[key]

    def _found(self, indicator: Indicator, territory_id: str, ways: frozenset[Direction]) -> Answer:
        points = dict(self._observed(indicator, territory_id))
        refusals: dict[Period, Refusal] = {}
        for composition in self.lineage.compositions(territory_id, measure_of(indicator)):
            if composition.direction in ways:
                for result in self._compose(indicator, composition, points):
                    if isinstance(result, Point):
                        points[result.period] = result
                    else:
                        refusals.setdefault(result.period, result)
        return points, [refusals[period] for period in sorted(refusals) if period not in points]

    def _observed(self, indicator: Indicator, territory_id: str) -> dict[Period, Point]:
        """The published figures of a territory, chosen once."""
        key = (indicator.indicator_id, territory_id)
        if key not in self.observed:
            figures = self.figures.observations.about(*key)
            self.observed[key] = {
                period: Point(
                    period,
                    _in_unit(choice.used, indicator),
                    "observed",
                    choice,
                    qualifier=choice.used.qualifier,
                )
                for period, choice in choices(figures, self.sources, self.as_of).items()
            }
        return self.observed[key]

    def _compose(
        self, indicator: Indicator, composition: Composition, known: Mapping[Period, Point]
    ) -> list[Point | Refusal]:
        """A point or a refusal for every period of which a unit has a figure."""
        ways = frozenset({composition.direction})
        series = {
            piece.territory_id: self._answer(indicator, piece.territory_id, ways)[0]
            for piece in composition.pieces
        }
        periods = sorted({p for points in series.values() for p in points} - set(known))
        return [self._put_together(indicator, composition, series, p) for p in periods]

    def _put_together(
        self,
        indicator: Indicator,
        composition: Composition,
        series: Mapping[str, Mapping[Period, Point]],
        period: Period,
    ) -> Point | Refusal:
        if indicator.aggregation == "none":
            reason = N_("“{indicator}” cannot be put together from parts of a territory.")
            return Refusal(period, reason, {"indicator": indicator})
        if composition.unlisted:
            reason = N_("It is not listed completely what became of {unit}.")
            return Refusal(period, reason, {"unit": self.territories[composition.unlisted[0]]})
        for piece in composition.pieces:
            title = self.territories[piece.territory_id]
            if piece.share is None:
                reason = N_(
                    "Only a part of {unit} belongs, and its share is not known for “{indicator}”."
                )
                return Refusal(period, reason, {"unit": title, "indicator": indicator})
            if period not in series[piece.territory_id]:
                reason = N_("There is no figure of “{indicator}” for {unit} in {period}.")
                params = {"indicator": indicator, "unit": title, "period": period.code}
                return Refusal(period, reason, params)
        values = {name: points[period].value for name, points in series.items()}
        made_of = frozenset(values).union(*(points[period].made_of for points in series.values()))
        if indicator.aggregation == "weighted":
            found = self._weighted(indicator, composition, values, period)
            return replace(found, made_of=made_of) if isinstance(found, Point) else found
        with localcontext(prec=PRECISION):
            parts = tuple(
                Part(piece.territory_id, values[piece.territory_id] * share, None, share)
                for piece in composition.pieces
                for share in [piece.share or Decimal(0)]
            )
            total = sum((part.value for part in parts), Decimal(0))
        ids = composition.event_ids
        return Point(period, total, "summed", None, parts, ids, made_of=made_of)

    def _weighted(
        self,
        indicator: Indicator,
        composition: Composition,
        values: Mapping[str, Decimal],
        period: Period,
    ) -> Point | Refusal:
        if not composition.whole:
            reason = N_("“{indicator}” is an average, and parts of units cannot be averaged.")
            return Refusal(period, reason, {"indicator": indicator})
        weight = self.indicators.get(indicator.weight_indicator_id or "")
        if weight is None:
            reason = N_("“{indicator}” is an average, and nothing is named to weigh it by.")
            return Refusal(period, reason, {"indicator": indicator})
        ways = frozenset({composition.direction})
        when = period
        if indicator.kind == "growth":
            if not period.is_year:
                reason = N_("Growth over {period} has no yearly base to be weighted by.")
                return Refusal(period, reason, {"period": period.code})
            when = year(period.year - 1)
        parts = []
        for name, value in values.items():
            point = self._answer(weight, name, ways)[0].get(when)
            if point is None:
                reason = N_("The weight “{weight}” of {unit} in {period} is missing.")
                title = self.territories[name]
                params = {"weight": weight, "unit": title, "period": when.code}
                return Refusal(period, reason, params)
            parts.append(Part(name, value, point.value))
        with localcontext(prec=PRECISION):
            total = sum((part.weight or Decimal(0) for part in parts), Decimal(0))
            whole = sum((p.value * (p.weight or 0) for p in parts), Decimal(0))
        if total <= 0:
            reason = N_("The weights of {period} add up to nothing.")
            return Refusal(period, reason, {"period": when.code})
        mean = whole / total
        return Point(period, mean, "weighted", None, tuple(parts), composition.event_ids)


def _in_unit(observation: Observation, indicator: Indicator) -> Decimal:
    value = observation.value
    if value is None:
        msg = "a chosen observation has a value"
        raise AssertionError(msg)
    return convert(value, observation.unit, indicator.unit)
