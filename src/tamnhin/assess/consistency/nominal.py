"""The product at current prices: growth and prices make it, people and product per head as well.

(1 + growth)(1 + deflator) = product then ÷ product before, and (1 + population growth) =
(1 + growth of the product) ÷ (1 + growth per head) where both are in one currency.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamnhin.assess.consistency.bases import mixed
from tamnhin.assess.consistency.facts import Facts, Given, years_of
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.prices import DEFLATOR, PER_HEAD_GROWTH, POPULATION, change
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.consistency.roles import Roles
from tamnhin.messages import N_
from tamnhin.units import unit

NOMINAL: Final = N_("growth of the product at current prices")


def check_nominal(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every product at current prices, in every currency."""
    for where in facts.territory_ids:
        for name in roles.of("output_current"):
            for growth in facts.rates(roles.of("growth"), where):
                yield from _deflator(facts, roles, name, growth)
            for head in roles.of("per_capita"):
                yield from _people(facts, roles, name, head, where)


def _deflator(facts: Facts, roles: Roles, name: str, growth: Given) -> Iterator[Finding]:
    """What prices did, from two levels at current prices and the growth at constant prices."""
    where, years = growth.territory.territory_id, years_of(growth.period)
    if years is None or unit(facts.indicators[name].unit).dimension != "money":
        return
    observed = growth.origin == "observation"
    start = facts.level((name,), where, years[0], observed=True)
    end = facts.level((name,), where, years[1], observed)
    if start is None or end is None or mixed(start, end):
        return
    case = Case("nominal", growth.territory, growth.period.code, (growth, start, end))
    nominal = (end.figure / start.figure).root(years[1] - years[0]).rate()
    nominal = case.work.step(NOMINAL, nominal, "%/yr")
    pi = (nominal.factor() / growth.figure.factor()).rate()
    pi = case.work.step(DEFLATOR, pi, "%/yr")
    price = facts.rate(roles.of("deflator"), where, growth.period)
    if price is None:
        yield case.solve(Implied(DEFLATOR, pi, "%/yr"))
    else:
        case.inputs = (*case.inputs, price)
        yield case.compare(price.figure, pi, "%/yr")


def _people(facts: Facts, roles: Roles, name: str, head: str, where: str) -> Iterator[Finding]:
    """What population growth the product and the product per head leave room for."""
    one, other = unit(facts.indicators[name].unit), unit(facts.indicators[head].unit)
    if not other.dimension.startswith(f"{one.dimension} per"):
        return
    first = facts.plan.settings.first_year - 1
    for goal in (*facts.all(head, where, "level"), *facts.all(head, where, "multiple")):
        last = goal.period.year
        if goal.origin != "target" or last <= first:
            continue
        whole = _start_and_end(facts, name, where, first, last)
        part = _start_and_end(facts, head, where, first, last)
        if whole is None or part is None or mixed(*whole[1], *part[1]):
            continue
        code = f"{first + 1}/{last}"
        case = Case("people", goal.territory, code, (*part[1], *whole[1]))
        growth = case.work.step(NOMINAL, whole[0].root(last - first).rate(), "%/yr")
        per_head = case.work.step(PER_HEAD_GROWTH, part[0].root(last - first).rate(), "%/yr")
        n = (growth.factor() / per_head.factor()).rate()
        n = case.work.step(POPULATION, n, "%/yr")
        stated = change(facts, roles, case, "population_growth", "population", (first, last))
        if stated is None:
            yield case.solve(Implied(POPULATION, n, "%/yr"))
        else:
            yield case.compare(stated, n, "%/yr")


def _start_and_end(
    facts: Facts, name: str, where: str, first: int, last: int
) -> tuple[Figure, tuple[Given, ...]] | None:
    """How many times its start the end is: stated as a multiple, or from two levels."""
    for given in facts.all(name, where, "multiple"):
        if given.period.year == last:
            return given.figure if given.unit != "%" else given.figure / 100, (given,)
    start = facts.level((name,), where, first, observed=True)
    end = facts.level((name,), where, last)
    if start is None or end is None or start.origin != "observation" or start is end:
        return None
    return end.figure / start.figure, (end, start)
