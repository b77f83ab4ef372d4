"""Places and the places that they are made of: sums, averages, shares, areas.

``aggregation`` says how: sums add up, weighted averages lie between the least and the greatest
part. The units of a province are listed completely; those of a region or a country may not be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tamnhin.assess.consistency.bases import mixed
from tamnhin.assess.consistency.facts import Facts, Given
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.intervals import Interval
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.consistency.roles import Roles
from tamnhin.assess.types import Note
from tamnhin.data.types import Indicator
from tamnhin.messages import N_
from tamnhin.territory import Territory

COVERED: Final = 0.98
"""Share of a whole that its listed units make up where none is missing."""
POSITIVE: Final = Interval(0.0, math.inf)

SUM: Final = N_("sum of the parts")
OTHERS: Final = N_("what the units that are not stated have together")
AVERAGE_OTHERS: Final = N_("the average of the units that are not stated")
WEIGHTED: Final = N_("average of the parts, weighted by “{indicator}”")
RATIO: Final = N_("the part as a multiple of the whole")
BELOW_ALL: Final = N_("An average lies between its least and its greatest part; this one does not.")
BETWEEN: Final = N_("It lies between the least and the greatest part.")
CATCH_UP: Final = N_("yearly growth with which the part would equal the whole")


@dataclass(frozen=True, slots=True)
class Made:
    """A territory and what it is made of.

    Attributes:
        whole: the territory.
        parts: the units.
        complete: whether the units are all of it.
    """

    whole: Territory
    parts: tuple[Territory, ...]
    complete: bool


def compositions(facts: Facts) -> Iterator[Made]:
    """Every territory with listed units: those that it has, and those that it was made of."""
    for territory in facts.territories.values():
        children = tuple(
            t for t in facts.territories.values() if t.parent_id == territory.territory_id
        )
        if children:
            yield Made(territory, children, territory.level not in {"region", "country"})
        yield from predecessors(facts, territory)


def predecessors(facts: Facts, territory: Territory) -> Iterator[Made]:
    """The units that went into a territory whole."""
    for way in facts.lineage.compositions(territory.territory_id, None):
        if way.direction == "predecessors" and way.whole and not way.unlisted:
            units = tuple(facts.territories[piece.territory_id] for piece in way.pieces)
            yield Made(territory, units, complete=True)


def check_parts(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every stated number of a territory against those of its units."""
    made = tuple(compositions(facts))
    for indicator in facts.plan.indicators:
        for group in made:
            yield from _group(facts, indicator, group)
    yield from _declared(facts, roles)


def _group(facts: Facts, indicator: Indicator, group: Made) -> Iterator[Finding]:
    for shape in ("level", "rate", "sum"):
        for whole in facts.all(indicator.indicator_id, group.whole.territory_id, shape):
            if whole.origin == "baseline":
                continue
            parts = _parts(facts, whole, group)
            merged = whole.origin == "target" and group.whole.valid_from is not None
            if not parts or (merged and group.parts[0].parent_id != group.whole.territory_id):
                continue  # targets over a merger have a check of their own
            if indicator.aggregation == "sum" and shape != "rate":
                yield from _sum(whole, parts, group)
            elif indicator.aggregation == "weighted":
                yield from _average(facts, whole, parts, group)


def _parts(facts: Facts, whole: Given, group: Made) -> list[Given]:
    """The same number of the units, a promise beside a promise and a figure beside a figure."""
    found = []
    for unit in group.parts:
        if not _existed(unit, whole, group):
            continue
        rows = facts.all(whole.indicator.indicator_id, unit.territory_id, whole.shape)
        same = [g for g in rows if g.period == whole.period and g.origin == whole.origin]
        same = [g for g in same if not mixed(g, whole)]
        found += same[:1]
    return found


def _existed(unit: Territory, whole: Given, group: Made) -> bool:
    """A figure of a unit counts while the unit exists, a promise on the day it was made.

    Units that a territory was made of count throughout.
    """
    if unit.parent_id != group.whole.territory_id or whole.origin == "target":
        return True
    began = unit.valid_from is None or unit.valid_from <= whole.period.end
    return began and (unit.valid_to is None or whole.period.start <= unit.valid_to)


def _units(whole: Given, group: Made) -> int:
    return sum(_existed(unit, whole, group) for unit in group.parts)


def total(figures: Sequence[Figure]) -> Figure:
    """The sum, as one calculation."""
    result = figures[0]
    for figure in figures[1:]:
        result = result + figure
    return result


def _sum(whole: Given, parts: list[Given], group: Made) -> Iterator[Finding]:
    case = Case("parts", whole.territory, whole.period.code, (whole, *parts))
    added = case.work.step(SUM, total([g.figure for g in parts]), whole.unit)
    if (
        len(parts) == _units(whole, group)
        and (group.complete or added.near.meets(whole.figure.near))
    ) or added.near.low > whole.figure.wide.high:
        yield case.compare(whole.figure, added, whole.unit)
    elif whole.origin == "target" or len(parts) == _units(whole, group):
        rest = case.work.step(OTHERS, whole.figure - added, whole.unit)
        yield case.solve(Implied(OTHERS, rest, whole.unit), possible=POSITIVE)


def _average(facts: Facts, whole: Given, parts: list[Given], group: Made) -> Iterator[Finding]:
    case = Case("average", whole.territory, whole.period.code, (whole, *parts))
    if len(parts) == _units(whole, group) and len(parts) > 1:
        yield from _complete_average(facts, case, whole, parts, group)
    elif whole.origin == "target":
        for part in parts:
            inputs = (whole, part)
            case = Case("average", whole.territory, whole.period.code, inputs)
            yield _peer(facts, case, whole, part)


def _complete_average(
    facts: Facts, case: Case, whole: Given, parts: list[Given], group: Made
) -> Iterator[Finding]:
    weights = weights_of(facts, whole, parts)
    complete = group.complete or (weights is not None and _covered(facts, whole, weights))
    if weights is not None and complete:
        mean = weighted_mean(parts, weights)
        case.inputs = (*case.inputs, *weights)
        label = {"indicator": weights[0].indicator}
        mean = case.work.step(WEIGHTED, mean, whole.unit, **label)
        yield case.compare(whole.figure, mean, whole.unit)
        return
    low, high = ends(parts)
    band = Interval(low.figure.wide.low, high.figure.wide.high)
    if whole.figure.near.meets(band):
        yield case.finding("agrees", Note(BETWEEN))
    elif complete and whole.figure.wide.meets(band):
        nearest = low if whole.figure.value < low.figure.value else high
        yield case.compare(whole.figure, nearest.figure, whole.unit)
    elif complete:
        nearest = low if whole.figure.value < low.figure.value else high
        case_finding = case.compare(whole.figure, nearest.figure, whole.unit)
        yield replace(case_finding, why=Note(BELOW_ALL))
    else:
        yield case.solve(_rest(whole, low if whole.figure.value < low.figure.value else high))


def _covered(facts: Facts, whole: Given, weights: Sequence[Given]) -> bool:
    """True where the weights of the listed units make up that of the whole, or more."""
    name, where = weights[0].indicator.indicator_id, whole.territory.territory_id
    own = facts.level((name,), where, weights[0].period.year, observed=True)
    if own is None:
        return False
    return total([w.figure for w in weights]).value >= COVERED * own.figure.value


def ends(parts: Sequence[Given]) -> tuple[Given, Given]:
    """The parts with the least and the greatest number."""
    ordered = sorted(parts, key=lambda g: g.figure.value)
    return ordered[0], ordered[-1]


def weights_of(facts: Facts, whole: Given, parts: Sequence[Given]) -> list[Given] | None:
    """The weight of every part for the year, or for the year before a growth; the latest else."""
    name = whole.indicator.weight_indicator_id
    if name is None:
        return None
    year = whole.period.first_year - 1 if whole.shape == "rate" else whole.period.year
    found = []
    for part in parts:
        where = part.territory.territory_id
        given = facts.level((name,), where, year, observed=True)
        if given is None:
            rows = [g for g in facts.all(name, where, "level") if g.origin == "observation"]
            given = max(rows, key=lambda g: g.period, default=None)
        if given is None:
            return None
        found.append(given)
    one_time = len({g.period for g in found}) == 1
    return found if one_time else None


def weighted_mean(parts: Sequence[Given], weights: Sequence[Given]) -> Figure:
    """The weighted mean, as one calculation; its tolerance never leaves the parts."""
    products = [g.figure * w.figure for g, w in zip(parts, weights, strict=True)]
    mean = total(products) / total([w.figure for w in weights])
    low, high = ends(parts)
    inside = Interval(low.figure.near.low, high.figure.near.high)
    return replace(mean, near=mean.near.meet(inside) or mean.near)


def _rest(whole: Given, part: Given) -> Implied:
    """What the other units must average where a part lies to one side of the whole."""
    below = part.figure.value < whole.figure.value
    goal = whole.figure
    wide = Interval(goal.near.low, math.inf) if below else Interval(-math.inf, goal.near.high)
    return Implied(AVERAGE_OTHERS, replace(goal, wide=wide), whole.unit)


def _peer(facts: Facts, case: Case, whole: Given, part: Given) -> Finding:
    """One unit beside the whole: what the others must do, and what catching up would take."""
    case.work.step(RATIO, part.figure / whole.figure)
    first = facts.plan.settings.first_year - 1
    base = facts.level(
        (part.indicator.indicator_id,), part.territory.territory_id, first, observed=True
    )
    if base is not None and part.shape == "level" and base.figure.near.low > 0:
        case.inputs = (*case.inputs, base)
        need = (whole.figure / base.figure).root(part.period.year - first).rate()
        case.work.step(CATCH_UP, need, "%/yr")
    return case.solve(_rest(whole, part))


def _declared(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """A whole of several indicators: as declared, and the populations of town and country."""
    groups: dict[str, list[str]] = {}
    for name in roles.of("part"):
        if name in roles.whole:
            groups.setdefault(roles.whole[name], []).append(name)
    people = roles.of("population")
    town, country = roles.of("urban_population"), roles.of("rural_population")
    if people and town and country:
        groups.setdefault(people[0], [town[0], country[0]])
    for whole_id, names in groups.items():
        for where in facts.territory_ids:
            for shape in ("level", "sum"):
                for whole in facts.all(whole_id, where, shape):
                    if whole.origin != "baseline":
                        yield from _indicators(facts, whole, names)


def _indicators(facts: Facts, whole: Given, names: Sequence[str]) -> Iterator[Finding]:
    found = []
    for name in names:
        rows = facts.all(name, whole.territory.territory_id, whole.shape)
        same = [g for g in rows if g.period == whole.period and g.unit == whole.unit]
        same = [g for g in same if not mixed(g, whole)]
        found += sorted(same, key=lambda g: g.origin != whole.origin)[:1]
    if not found:
        return
    case = Case("whole", whole.territory, whole.period.code, (whole, *found))
    added = case.work.step(SUM, total([g.figure for g in found]), whole.unit)
    if len(found) == len(names) or added.near.low > whole.figure.wide.high:
        yield case.compare(whole.figure, added, whole.unit)
    else:
        rest = case.work.step(OTHERS, whole.figure - added, whole.unit)
        yield case.solve(Implied(OTHERS, rest, whole.unit), possible=POSITIVE)
