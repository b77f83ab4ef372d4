"""The numbers of a plan, gathered so that an identity can ask for them by what they are.

In: targets in force and observations. Out: :class:`Given`, one stated number with its tolerance
and its citation. A number's tolerance is half a unit of its last printed digit; a worded number
(“about”, “nearly”, “over”) is off by a shown share as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

from tamnhin.assess.consistency.figures import Figure, Number
from tamnhin.assess.consistency.intervals import Interval
from tamnhin.data.lineage import Lineage
from tamnhin.data.types import Indicator, Observation
from tamnhin.data.vintage import choose, known_on
from tamnhin.periods import Period
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Target
from tamnhin.territory import Territory
from tamnhin.units import convertible, factor

ABOUT: Final = 0.01
"""How far a number in words may be off, as a share of it: “khoảng 200” is 198 to 202."""

Shape = Literal["level", "rate", "sum", "multiple"]
"""A value at a date, a yearly rate, a sum over years, a multiple of a baseline."""
Origin = Literal["target", "observation", "baseline"]

_ABOVE: Final = frozenset({"at_least", "more_than"})
_BELOW: Final = frozenset({"at_most", "less_than", "under"})
_SUMMED_KINDS: Final = frozenset({"flow", "count"})
_ORIGINS: Final = ("decision", "successor", "sister", "region", "nation", "other", "draft")
_SHAPES: Final[Mapping[str, Shape]] = {
    "level": "level",
    "share": "level",
    "average_growth": "rate",
    "cumulative": "sum",
    "relative": "multiple",
}


@dataclass(frozen=True, slots=True)
class Given:
    """One number that the plan or its figures state.

    Attributes:
        indicator: what is measured.
        territory: where.
        period: when.
        shape: a value at a date, a rate, a sum, a multiple.
        figure: the number in the indicator's unit (a rate in per cent a year).
        unit: the unit of ``figure``.
        printed: the number as it stands in the document.
        printed_unit: its unit there.
        word: how it is worded: the target's operator, or the figure's qualifier.
        origin: target, observation, or baseline of a target.
        row: identifier of the target, empty for a figure.
        document: whose promise a target is.
        citation_ids: passages that state it.
        source_ids: documents that state it.
        upper: upper end of a range, as printed.
        vintage: when the figure was published, empty where it is not known.
        prices: of money, the code of the prices that it is at, empty where not stated: what the
            terms of a target say comes before what its indicator says.
    """

    indicator: Indicator
    territory: Territory
    period: Period
    shape: Shape
    figure: Figure
    unit: str
    printed: Decimal
    printed_unit: str
    word: str
    origin: Origin
    row: str = ""
    document: str = ""
    citation_ids: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    upper: Decimal | None = None
    vintage: str = ""
    prices: str = ""

    @property
    def key(self) -> tuple[str, str, str, Shape]:
        """Which quantity it states."""
        return (
            self.indicator.indicator_id,
            self.territory.territory_id,
            self.period.code,
            self.shape,
        )


def _step(value: Decimal) -> float:
    """One unit of the last printed digit: 0.1 for 11.2."""
    exponent = value.as_tuple().exponent
    return 10.0**exponent if isinstance(exponent, int) else 0.0


def tolerance(
    value: Decimal, word: str, upper: Decimal | None = None, about: float = ABOUT
) -> tuple[Interval, Interval]:
    """What a printed number may be: by its rounding, and with “at least” taken at its word.

    Args:
        value: as printed.
        word: operator of a target or qualifier of a figure.
        upper: upper end of a range.
        about: share by which a number in words may be off.
    """
    number, half = float(value), _step(value) / 2
    spread = max(half, about * abs(number))
    near = Interval.around(number, half)
    if upper is not None:
        near = near.hull(Interval.around(float(upper), _step(upper) / 2))
    elif word == "about":
        near = Interval.around(number, spread)
    elif word == "nearly":
        near = Interval(number - spread, number)
    elif word == "over":
        near = Interval(number, number + spread)
    if word in _ABOVE:
        return near, Interval(near.low, float("inf"))
    if word in _BELOW:
        return near, Interval(float("-inf"), near.high)
    return near, near


def stated(
    value: Decimal,
    word: str,
    scale: Decimal,
    upper: Decimal | None = None,
    about: float = ABOUT,
) -> Figure:
    """A printed number as a figure, in another unit of the same dimension.

    Args:
        value: as printed.
        word: operator of a target or qualifier of a figure.
        scale: what it is multiplied by to be in that unit.
        upper: upper end of a range.
        about: share by which a number in words may be off.
    """
    near, wide = tolerance(value, word, upper, about)
    if upper is None and scale == 1:  # the common case, made a hundred thousand times
        return Figure(float(value), near, wide, Number(value))
    by = Interval.point(float(scale))
    middle = value if upper is None else (value + upper) / 2
    shown = middle * scale
    form = Number(shown if scale == 1 else Decimal(f"{shown.normalize():f}"))
    return Figure(float(shown), near * by, wide * by, form)


class Facts:
    """All stated numbers of a plan.

    Args:
        plan: the plan.
        about: share by which a number in words may be off.
        as_of: only figures published, and targets in force, on this day.
    """

    def __init__(self, plan: Plan, about: float = ABOUT, as_of: dt.date | None = None) -> None:
        self.plan = plan
        self.about = about
        self.as_of = as_of
        self.indicators: Mapping[str, Indicator] = plan.ids("indicators")
        self.territories: Mapping[str, Territory] = plan.ids("territories")

    @cached_property
    def lineage(self) -> Lineage:
        """Which units others were made of."""
        return Lineage(
            self.territories, self.plan.ids("territory_events"), self.plan.territory_shares
        )

    @cached_property
    def targets(self) -> tuple[Given, ...]:
        """Every target with a number that is in force, and the baselines that targets name."""
        day = self.as_of or self.plan.settings.as_of
        found: list[Given] = []
        for target in self.plan.targets:
            if target.in_force_on(day) and target.value is not None and self._known(target):
                found += self._of_target(target)
        return tuple(found)

    def _known(self, row: Target | Observation) -> bool:
        return row.indicator_id in self.indicators and row.territory_id in self.territories

    def _of_target(self, target: Target) -> Iterator[Given]:
        indicator = self.indicators[target.indicator_id]
        shape = _SHAPES.get(target.basis)
        if shape is None or target.value is None:
            return
        if shape == "level" and indicator.kind == "growth":
            shape = "rate"
        given = self._given(
            indicator,
            target.territory_id,
            target.period,
            shape,
            target.value,
            target.unit,
            target.operator,
            target.upper,
        )
        term = self.plan.ids("target_terms").get(target.target_id)
        extra: dict[str, Any] = {
            "prices": (term.price_basis if term else "") or indicator.price_basis,
            "origin": "target",
            "row": target.target_id,
            "document": target.origin,
            "citation_ids": target.citation_ids,
            "source_ids": self._sources(target.citation_ids),
        }
        yield replace(given, **extra)
        if target.baseline_value is None or target.baseline_period is None:
            return
        base_unit = indicator.unit if shape in {"rate", "multiple"} else target.unit
        base = self._given(
            indicator,
            target.territory_id,
            target.baseline_period,
            "level",
            target.baseline_value,
            base_unit,
            "exactly",
            None,
        )
        yield replace(base, **(extra | {"origin": "baseline"}))

    def _sources(self, citation_ids: Iterable[str]) -> tuple[str, ...]:
        citations = self.plan.ids("citations")
        found = (citations[c].source_id for c in citation_ids if c in citations)
        return tuple(dict.fromkeys(found))

    def _given(
        self,
        indicator: Indicator,
        territory_id: str,
        period: Period,
        shape: Shape,
        value: Decimal,
        printed_unit: str,
        word: str,
        upper: Decimal | None,
        source_ids: tuple[str, ...] = (),
        vintage: str = "",
    ) -> Given:
        unit = indicator.unit if convertible(printed_unit, indicator.unit) else printed_unit
        figure = stated(value, word, factor(printed_unit, unit), upper, self.about)
        return Given(
            indicator,
            self.territories[territory_id],
            period,
            shape,
            figure,
            unit,
            value,
            printed_unit,
            word,
            "observation",
            source_ids=source_ids,
            upper=upper,
            vintage=vintage,
            prices=indicator.price_basis,
        )

    def of_observation(self, row: Observation) -> Given | None:
        """The stated number of a figure, where it is one."""
        if row.value is None or not self._known(row):
            return None
        indicator = self.indicators[row.indicator_id]
        if indicator.kind == "growth":
            shape: Shape = "rate"
        elif row.period.kind == "span" and indicator.kind in _SUMMED_KINDS:
            shape = "sum"
        else:
            shape = "level"
        return self._given(
            indicator,
            row.territory_id,
            row.period,
            shape,
            row.value,
            row.unit,
            row.qualifier,
            None,
            source_ids=(row.source_id,),
            vintage=row.published.code if row.published else "",
        )

    @cached_property
    def observations(self) -> tuple[Given, ...]:
        """The figure to use for each indicator, territory and period, by the vintage rule."""
        sources = self.plan.ids("sources")
        found = []
        for indicator_id, territory_id in self.plan.observations.pairs():
            by_period: dict[Period, list[Observation]] = {}
            for row in self.plan.observations.about(indicator_id, territory_id):
                if known_on(row, self.as_of):
                    by_period.setdefault(row.period, []).append(row)
            for rows in by_period.values():
                choice = choose(rows, sources)
                given = self.of_observation(choice.used) if choice else None
                if given is not None:
                    found.append(given)
        return tuple(found)

    @cached_property
    def _index(self) -> Mapping[tuple[str, str, Shape], tuple[Given, ...]]:
        """Best first: targets by whose promise they are, then baselines, then figures."""

        def rank(given: Given) -> tuple[int, int]:
            place = {"target": 0, "baseline": 1, "observation": 2}[given.origin]
            known = given.document in _ORIGINS
            return place, _ORIGINS.index(given.document) if known else len(_ORIGINS)

        index: dict[tuple[str, str, Shape], list[Given]] = {}
        for given in sorted((*self.targets, *self.observations), key=rank):
            name = (given.indicator.indicator_id, given.territory.territory_id, given.shape)
            index.setdefault(name, []).append(given)
        return {name: tuple(rows) for name, rows in index.items()}

    def all(self, indicator_id: str, territory_id: str, shape: Shape) -> tuple[Given, ...]:
        """Every stated number of an indicator and territory, promises first."""
        return self._index.get((indicator_id, territory_id, shape), ())

    def level(
        self, indicator_ids: Iterable[str], territory_id: str, year: int, observed: bool = False
    ) -> Given | None:
        """A value for a whole year: the promise first, or the figure first where it is asked for.

        Args:
            indicator_ids: the indicators that may state it, best first.
            territory_id: where.
            year: when.
            observed: take a figure rather than a promise where there are both.
        """
        for name in indicator_ids:
            rows = [g for g in self.all(name, territory_id, "level") if g.period.code == str(year)]
            if rows:
                figures = [g for g in rows if g.origin == "observation"]
                return figures[0] if observed and figures else rows[0]
        return None

    def rates(self, indicator_ids: Iterable[str], territory_id: str) -> tuple[Given, ...]:
        """Every stated rate, the best for each period."""
        best: dict[Period, Given] = {}
        for name in indicator_ids:
            for given in self.all(name, territory_id, "rate"):
                best.setdefault(given.period, given)
        return tuple(best.values())

    def rate(self, indicator_ids: Iterable[str], territory_id: str, period: Period) -> Given | None:
        """The stated rate for a period."""
        found = [g for g in self.rates(indicator_ids, territory_id) if g.period == period]
        return found[0] if found else None

    @cached_property
    def territory_ids(self) -> tuple[str, ...]:
        """Territories of which a number is stated."""
        return tuple(dict.fromkeys(name for _, name, _ in self._index))


def years_of(period: Period) -> tuple[int, int] | None:
    """The base year and the last year of a rate's period: 2021/2030 grows from 2020 to 2030."""
    if period.kind in {"year", "span"}:
        return period.first_year - 1, period.year
    return None
