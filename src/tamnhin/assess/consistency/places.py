"""Areas of zones within the area of the territory that they lie in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from tamnhin.assess.consistency.facts import Facts, Given, stated
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.consistency.roles import Roles
from tamnhin.assess.types import Note
from tamnhin.messages import N_
from tamnhin.plan.types import Place
from tamnhin.units import convertible, factor

ZONES: Final = N_("area of the {count} places of one kind together")
ALL: Final = N_("area of all {count} places together")
REST: Final = N_("area of the territory outside these places")
LARGER: Final = N_("“{place}” alone is larger than the territory.")
TOO_MUCH: Final = N_("The places of one kind together are larger than the territory.")
OVERLAP: Final = N_(
    "All places together are larger than the territory; it agrees only if they overlap."
)
FITS: Final = N_("The places fit into the territory.")


def check_places(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every territory whose area is known, with the places that lie wholly in it."""
    for where in facts.territory_ids:
        rows = [
            g
            for name in roles.of("area")
            for g in facts.all(name, where, "level")
            if g.figure.near.low > 0
        ]
        area = max(rows, key=lambda g: (g.period, g.origin == "observation"), default=None)
        if area is None:
            continue
        inside = [p for p in facts.plan.places if _lies_in(facts, p, where, area)]
        if inside:
            yield _check(facts, area, inside)


def _lies_in(facts: Facts, place: Place, where: str, area: Given) -> bool:
    """True where every unit that the place names is the territory or a unit of it."""
    sized = place.area is not None and place.area_unit is not None
    if not sized or not convertible(place.area_unit or "", area.unit):
        return False
    return bool(place.territory_ids) and all(
        _within(facts, name, where) for name in place.territory_ids
    )


def _within(facts: Facts, name: str, where: str) -> bool:
    seen: set[str] = set()
    at: str | None = name
    while at is not None and at not in seen:
        if at == where:
            return True
        seen.add(at)
        unit = facts.territories.get(at)
        at = unit.parent_id if unit else None
    return False


def _area(place: Place, unit: str) -> Figure:
    value, symbol = place.area or Decimal(0), place.area_unit or unit
    return stated(value, "exactly", factor(symbol, unit))


def _check(facts: Facts, area: Given, inside: list[Place]) -> Finding:
    case = Case("areas", area.territory, area.period.code, (area,))
    groups: dict[str, list[Place]] = {}
    for place in inside:
        groups.setdefault(place.kind, []).append(place)
    for place in inside:
        if _area(place, area.unit).near.low > area.figure.near.high:
            why = Note(LARGER, {"place": place})
            return case.finding(
                "contradicts", why, left=_area(place, area.unit), right=area.figure, unit=area.unit
            )
    for places in groups.values():
        added = _total(places, area.unit)
        if added.near.low > area.figure.near.high:
            added = case.work.step(ZONES, added, area.unit, count=len(places))
            return case.finding(
                "contradicts", Note(TOO_MUCH), left=added, right=area.figure, unit=area.unit
            )
    added = case.work.step(ALL, _total(inside, area.unit), area.unit, count=len(inside))
    rest = Implied(REST, case.work.step(REST, area.figure - added, area.unit), area.unit)
    fits = rest.interval.high >= 0
    if fits:
        return case.finding("agrees", Note(FITS), implied=(rest,))
    return case.finding("agrees_only_if", Note(OVERLAP))


def _total(places: list[Place], unit: str) -> Figure:
    result = _area(places[0], unit)
    for place in places[1:]:
        result = result + _area(place, unit)
    return result
