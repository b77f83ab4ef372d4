"""Territories for the portal: who became what, and what a product per head hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tamnhin.data.series import Point, Series
from tamnhin.data.types import Indicator
from tamnhin.errors import DataError
from tamnhin.periods import Period
from tamnhin.plan.plan import Plan
from tamnhin.publish.views import grouped
from tamnhin.territory import Share, Territory, TerritoryEvent
from tamnhin.units import convert, convertible

GRDP: Final = "grdp.current"
POPULATION: Final = "population"
MAX_YEARS_APART: Final = 2
"""Years by which the day of a population may differ from the year of the product."""


@dataclass(frozen=True, slots=True)
class Succession:
    """One new unit of an event, and what it was made of."""

    successor: Territory
    shares: tuple[tuple[Territory, Share], ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """A change of territories with its units.

    Attributes:
        event: the change.
        successions: its units, grouped by what they became.
        remains: for a level that ended or a split, each former unit with what its land lies in.
    """

    event: TerritoryEvent
    successions: tuple[Succession, ...]
    remains: tuple[tuple[Territory, tuple[Territory, ...]], ...] = ()

    @property
    def large(self) -> bool:
        """True where one province or region came to be: told in words, not as a line of a table."""
        levels = {s.successor.level for s in self.successions}
        return len(self.successions) == 1 and not levels & {"district", "commune"}


@dataclass(frozen=True, slots=True)
class PerHead:
    """A product per head, computed with one of several population figures.

    Attributes:
        population: the indicator that says which population is meant.
        persons: the population, in its indicator's unit.
        counted: the period of that population.
        value: product per head, in million VND a person.
        word: the qualifier of the population.
        value_word: the qualifier of the product per head: about, unless both figures are exact.
    """

    population: Indicator
    persons: Decimal
    counted: Period
    value: Decimal
    word: str
    value_word: str


@dataclass(frozen=True, slots=True)
class PerHeadView:
    """One territory and year with a product per head for each population figure."""

    territory: Territory
    period: Period
    product: Decimal
    unit: str
    figures: tuple[PerHead, ...]
    word: str


def events(plan: Plan) -> tuple[EventView, ...]:
    """The changes of territories, the newest first."""
    by_event: Mapping[str, tuple[Share, ...]] = grouped(
        (s.event_id, s) for s in plan.territory_shares
    )
    units = plan.ids("territories")
    found = []
    for event in sorted(plan.territory_events, key=lambda e: e.effective_on, reverse=True):
        into = grouped((s.successor_id, s) for s in by_event.get(event.event_id, ()))
        successions = tuple(
            Succession(units[name], tuple((units[s.predecessor_id], s) for s in shares))
            for name, shares in into.items()
        )
        remains: tuple[tuple[Territory, tuple[Territory, ...]], ...] = ()
        if event.kind in {"level_abolished", "split"}:
            out_of = grouped((s.predecessor_id, s) for s in by_event.get(event.event_id, ()))
            remains = tuple(
                (units[name], tuple(units[s.successor_id] for s in shares))
                for name, shares in out_of.items()
            )
        found.append(EventView(event, successions, remains))
    return tuple(found)


def ended(plan: Plan) -> tuple[Territory, TerritoryEvent | None, tuple[Territory, ...]] | None:
    """The plan's own territory if it has ended: with the event and what it became part of."""
    territory: Territory = plan.territory(plan.settings.territory_id)
    if territory.valid_to is None:
        return None
    shares = [s for s in plan.territory_shares if s.predecessor_id == territory.territory_id]
    successors = tuple(dict.fromkeys(plan.territory(s.successor_id) for s in shares))
    event = plan.ids("territory_events").get(shares[0].event_id) if shares else None
    return territory, event, successors


def per_head(plan: Plan) -> tuple[PerHeadView, ...]:
    """For every territory with several population indicators, the product per head by each.

    Official figures differ by which population they count (registered, usually resident), and
    a product per head says little without it.
    """
    if GRDP not in plan.ids("indicators"):
        return ()
    populations = grouped((t, i) for i, t in plan.observations.pairs() if _is_population(i))
    product_of = {t for i, t in plan.observations.pairs() if i == GRDP}
    found = []
    for territory_id, indicator_ids in populations.items():
        if len(indicator_ids) > 1 and territory_id in product_of:
            view = _per_head(plan, territory_id, indicator_ids)
            if view is not None:
                found.append(view)
    return tuple(found)


def _is_population(indicator_id: str) -> bool:
    return indicator_id == POPULATION or indicator_id.startswith(POPULATION + ".")


def _per_head(plan: Plan, territory_id: str, indicator_ids: tuple[str, ...]) -> PerHeadView | None:
    product = _series(plan, GRDP, territory_id)
    annual = product.annual.points if product else ()
    if product is None or not annual:
        return None
    unit = product.indicator.unit
    latest = annual[-1]
    product_word = latest.qualifier
    figures = []
    for indicator_id in indicator_ids:
        series = _series(plan, indicator_id, territory_id)
        point = _nearest(series, latest.period.year) if series else None
        if series is None or point is None or point.value <= 0:
            continue
        if not (convertible(series.indicator.unit, "persons") and convertible(unit, "million VND")):
            continue
        persons = convert(point.value, series.indicator.unit, "persons")
        value = convert(latest.value, unit, "million VND") / persons
        rounded = value.quantize(Decimal("0.1"))
        word = point.qualifier
        about = "exact" if {word, product_word} == {"exact"} else "about"
        figures.append(PerHead(series.indicator, point.value, point.period, rounded, word, about))
    if len(figures) < 2:
        return None
    return PerHeadView(
        product.territory, latest.period, latest.value, unit, tuple(figures), product_word
    )


def _series(plan: Plan, indicator_id: str, territory_id: str) -> Series | None:
    try:
        return plan.series(indicator_id, territory_id, plan.settings.as_of)
    except DataError:
        return None


def _nearest(series: Series, year: int) -> Point | None:
    near = [p for p in series.points if abs(p.period.year - year) <= MAX_YEARS_APART]
    return min(near, key=lambda p: (abs(p.period.year - year), -p.period.year), default=None)
