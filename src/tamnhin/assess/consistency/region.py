"""Shares of units in the whole that they belong to: their sum, and each from its two amounts."""

from __future__ import annotations

from collections.abc import Iterator

from tamnhin.assess.consistency.bases import mixed
from tamnhin.assess.consistency.facts import Facts, Given
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.names import Names
from tamnhin.assess.consistency.parts import OTHERS, POSITIVE, SUM, Made, compositions, total
from tamnhin.assess.consistency.ratios import COMPUTED
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.consistency.roles import Roles


def check_region(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every share of a unit in its region or country."""
    made, names = tuple(compositions(facts)), Names(facts.plan.indicators)
    for name in roles.of("share_of_parent"):
        amount = roles.whole.get(name) or names.shared(facts.indicators[name])
        for group in made:
            yield from _sum(facts, name, group)
            if amount is not None:
                yield from _recomputed(facts, name, amount, group)


def _sum(facts: Facts, name: str, group: Made) -> Iterator[Finding]:
    """Shares of the units in their whole add to 100 %, or less where not all are listed."""
    by_period: dict[str, list[Given]] = {}
    for unit in group.parts:
        for given in facts.all(name, unit.territory_id, "level"):
            by_period.setdefault(given.period.code, []).append(given)
    for code, rows in sorted(by_period.items()):
        case = Case("shares-of-parent", group.whole, code, tuple(rows))
        added = case.work.step(SUM, total([g.figure for g in rows]), "%")
        if added.near.high >= 100:
            yield case.compare(added, Figure.exact(100), "%")
        else:
            rest = case.work.step(OTHERS, Figure.exact(100) - added, "%")
            yield case.solve(Implied(OTHERS, rest, "%"), possible=POSITIVE)


def _recomputed(facts: Facts, name: str, amount: str, group: Made) -> Iterator[Finding]:
    """The share of each unit from what it has and what the whole has."""
    for place in group.parts:
        for given in facts.all(name, place.territory_id, "level"):
            if given.period.kind != "year":
                continue
            observed, year = given.origin == "observation", given.period.year
            own = facts.level((amount,), place.territory_id, year, observed)
            whole = facts.level((amount,), group.whole.territory_id, year, observed)
            if own is None or whole is None or given.unit != "%" or mixed(own, whole):
                continue
            case = Case("ratio", place, given.period.code, (given, own, whole))
            value = own.figure / whole.figure * 100
            value = case.work.step(COMPUTED, value, "%", indicator=given.indicator)
            yield case.compare(given.figure, value, "%")
