"""Growth, prices and population: (1 + per-head growth) = (1 + growth)(1 + deflator)/(1 + n).

Growth is at constant prices, the value per head mostly at current prices: the difference must be
inflation less population growth. A multiple (“three times the product of 2020”) says the same of
the whole product.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from tamnhin.assess.consistency.bases import CONSTANT_AT, mixed
from tamnhin.assess.consistency.facts import Facts, Given, years_of
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.ratios import scale
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.consistency.roles import Roles
from tamnhin.assess.types import Note
from tamnhin.messages import N_

POPULATION_GROWTH: Final = tuple(map(Decimal, ("0", "0.5", "1", "1.5", "2")))
"""Rates a year for which the deflator is shown where neither is stated."""

PER_HEAD_GROWTH: Final = N_("growth of the product per head")
PRICES: Final = N_("(1 + deflator) ÷ (1 + population growth)")
DEFLATOR: Final = N_("deflator")
DEFLATOR_AT: Final = N_("deflator where the population grows {n} % a year")
POPULATION: Final = N_("population growth")
BASE: Final = N_("product per head in {year}")
BASE_UNKNOWN: Final = N_("product per head in the year before the period")
RIGHT: Final = N_("growth per head that follows from growth, prices and population")
WHICH: Final = N_("The value per head in {year} is computed with “{indicator}”.")
CONSTANT: Final = N_(
    "Read at constant prices, the same numbers need a population growth of {n} % a year."
)
WINDOW: Final = N_("The years from {first} to {last} are taken to grow at the average stated.")


def check_prices(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every place that states growth to a year and a value per head in that year."""
    for territory_id in facts.territory_ids:
        for growth in facts.rates(roles.of("growth"), territory_id):
            years = years_of(growth.period)
            if years is None or growth.period.kind != "span":
                continue
            goal = facts.level(roles.of("per_capita"), territory_id, years[1])
            if goal is not None and "target" in {goal.origin, growth.origin}:
                yield from _with_bases(facts, roles, growth, goal, years)
        yield from _multiples(facts, roles, territory_id)


def _with_bases(
    facts: Facts, roles: Roles, growth: Given, goal: Given, years: tuple[int, int]
) -> Iterator[Finding]:
    """One finding for each way to know where the value per head started."""
    territory_id = growth.territory.territory_id
    for first in (years[0], years[0] + 1):  # “2025-2030” is often meant from 2025
        base = facts.level((goal.indicator.indicator_id,), territory_id, first, observed=True)
        found = False
        if base is not None and not mixed(goal, base):
            case = _case(growth, goal, base)
            yield _close(facts, roles, case, growth, goal, base.figure, first)
            found = True
        for people in (*roles.of("population"), *roles.of("registered_population")):
            number = facts.level((people,), territory_id, first, observed=True)
            output = facts.level(roles.of("output_current"), territory_id, first, observed=True)
            by = scale(output, number, goal)
            if number is None or output is None or by is None or mixed(goal, output):
                continue
            case = _case(growth, goal, output, number)
            note = Note(WHICH, {"year": str(first), "indicator": number.indicator})
            case.notes = (*case.notes, note)
            start = case.work.step(
                BASE, output.figure * by / number.figure, goal.unit, year=str(first)
            )
            yield _close(facts, roles, case, growth, goal, start, first)
            found = True
        if found:
            return
    yield _case(growth, goal).open([BASE_UNKNOWN])


def _case(growth: Given, goal: Given, *rest: Given) -> Case:
    return Case("growth-prices", growth.territory, growth.period.code, (goal, growth, *rest))


def _close(
    facts: Facts, roles: Roles, case: Case, growth: Given, goal: Given, start: Figure, first: int
) -> Finding:
    last, work = growth.period.year, case.work
    if first != growth.period.first_year - 1:
        note = Note(WINDOW, {"first": str(first), "last": str(last)})
        case.notes = (*case.notes, note)
    per_head = work.step(PER_HEAD_GROWTH, (goal.figure / start).root(last - first).rate(), "%/yr")
    people = change(facts, roles, case, "population_growth", "population", (first, last))
    price = _deflator(facts, roles, growth, goal)
    if price is not None and price.origin != "baseline":
        case.inputs = (*case.inputs, price)
    rise = price.figure if price else None
    if goal.prices.startswith(CONSTANT_AT):
        rise = Figure.exact(0)
    if people is not None and rise is not None:
        factor = growth.figure.factor() * rise.factor() / people.factor()
        return case.compare(per_head, work.step(RIGHT, factor.rate(), "%/yr"), "%/yr")
    if rise is not None:
        n = growth.figure.factor() * rise.factor() / per_head.factor()
        return case.solve(Implied(POPULATION, work.step(POPULATION, n.rate(), "%/yr"), "%/yr"))
    ratio = work.step(PRICES, per_head.factor() / growth.figure.factor())
    if people is not None:
        pi = work.step(DEFLATOR, (ratio * people.factor()).rate(), "%/yr")
        return case.solve(Implied(DEFLATOR, pi, "%/yr"))
    return _two_unknown(case, ratio)


def _two_unknown(case: Case, ratio: Figure) -> Finding:
    """Neither prices nor people are stated: their ratio is, and the deflator at usual growth."""
    implied = [Implied(PRICES, ratio)]
    for n in POPULATION_GROWTH:
        factor = ratio * Figure.exact(float(n)).factor()
        pi = case.work.step(DEFLATOR_AT, factor.rate(), "%/yr", n=n)
        implied.append(Implied(DEFLATOR_AT, pi, "%/yr", {"n": n}))
    shrink = (Figure.exact(1) / ratio).rate().value
    case.notes = (*case.notes, Note(CONSTANT, {"n": round(shrink, 2)}))
    return case.solve(*implied)


def _deflator(facts: Facts, roles: Roles, growth: Given, goal: Given) -> Given | None:
    return facts.rate(roles.of("deflator"), goal.territory.territory_id, growth.period)


def change(
    facts: Facts, roles: Roles, case: Case, rate_role: str, level_role: str, years: tuple[int, int]
) -> Figure | None:
    """The yearly growth of something between two years: as stated, or from its two levels.

    What it is taken from joins the inputs of the case.
    """
    territory_id = case.territory.territory_id
    for given in facts.rates(roles.of(rate_role), territory_id):
        if years_of(given.period) == years or given.period.code == case.period:
            case.inputs = (*case.inputs, given)
            return given.figure
    for name in roles.of(level_role):
        start = facts.level((name,), territory_id, years[0], observed=True)
        end = facts.level((name,), territory_id, years[1])
        if start is not None and end is not None:
            case.inputs = (*case.inputs, start, end)
            rate = (end.figure / start.figure).root(years[1] - years[0]).rate()
            return case.work.step(
                N_("growth of “{indicator}”"), rate, "%/yr", indicator=start.indicator
            )
    return None


def _multiples(facts: Facts, roles: Roles, territory_id: str) -> Iterator[Finding]:
    """A product that is to be so many times what it was."""
    for role in ("output_current", "output_constant"):
        for name in roles.of(role):
            for goal in facts.all(name, territory_id, "multiple"):
                yield from _multiple(facts, roles, goal, role)


def _multiple(facts: Facts, roles: Roles, goal: Given, role: str) -> Iterator[Finding]:
    last = goal.period.year
    for growth in facts.rates(roles.of("growth"), goal.territory.territory_id):
        years = years_of(growth.period)
        if years is None or years[1] != last or growth.period.kind != "span":
            continue
        case = Case("multiple", goal.territory, growth.period.code, (goal, growth))
        times = goal.figure if goal.unit != "%" else goal.figure / 100
        nominal = case.work.step(
            N_("growth that the multiple needs"),
            times.root(last - years[0]).rate(),
            "%/yr",
        )
        if role == "output_constant":
            yield case.compare(nominal, growth.figure, "%/yr")
            continue
        price = _deflator(facts, roles, growth, goal)
        pi = (nominal.factor() / growth.figure.factor()).rate()
        pi = case.work.step(DEFLATOR, pi, "%/yr")
        if price is not None:
            case.inputs = (*case.inputs, price)
            yield case.compare(pi, price.figure, "%/yr")
        else:
            yield case.solve(Implied(DEFLATOR, pi, "%/yr"))
