"""Shares of sectors, growth of sectors, and the total.

Shares of one whole add to 100 %, with product taxes inside or spread; a share that rises needs a
sector that outgrows the whole; sector growth weighted by shares is the growth of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tamnhin.assess.consistency.facts import Facts, Given, years_of
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.intervals import Interval
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.consistency.roles import Roles
from tamnhin.assess.types import Note
from tamnhin.messages import N_

PERCENT: Final = Interval(0.0, 100.0)
MOST_TAX: Final = 25.0
"""Per cent of a product that taxes on products less subsidies may be: the most that is believed."""
RELATIVE_PRICES: Final = 1.0
"""Points a year by which prices of one sector may move against the rest."""
WEIGHTS: Final = 3.0
"""Points by which a current-price share may differ from the constant-price weight."""

SUM: Final = N_("sum of the shares")
TAXES: Final = N_("share of taxes on products")
REMAINDER: Final = N_("share of all that is not stated")
SECTOR_GROWTH: Final = N_("growth of “{indicator}”")
OTHERS: Final = N_("growth of everything else")
CONTRIBUTION: Final = N_("contribution of “{indicator}”, points")
AT_END: Final = N_("“{indicator}” at the end, where the whole was 100 at the start")
WEIGHTED: Final = N_("sector growth weighted by shares")
TAX_GROWTH: Final = N_("growth of what the sectors leave (taxes on products)")
TAX_WEIGHT: Final = N_("weight of taxes on products")
INSIDE: Final = N_("Taxes on products are spread over the sectors or left out.")
STABLE: Final = N_(
    "At stable relative prices; {points} points a year are allowed for their change."
)
MEASURED: Final = N_("With current-price shares as weights; {points} points of share are allowed.")


def check_sectors(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every place and year with shares of sectors, every span with their growth."""
    shares, growths = roles.sectors("sector_share"), roles.sectors("sector_growth")
    for where in facts.territory_ids:
        years = {
            g.period.year: g
            for name in shares.values()
            for g in facts.all(name, where, "level")
            if g.period.kind == "year"
        }
        for year in sorted(years):
            yield from _sum(facts, where, year, _stated(facts, shares, where, year))
        for growth in facts.rates(roles.of("growth"), where):
            yield from _shifts(facts, growth, shares, growths)
            yield from _weighted(facts, growth, shares, growths)


def _stated(facts: Facts, shares: Mapping[str, str], where: str, year: int) -> dict[str, Given]:
    """The share of each sector; industry alone stands for industry with construction."""
    found = {}
    for sector, name in shares.items():
        given = facts.level((name,), where, year)
        if given is not None:
            found[sector] = given
    return _disjoint(found)


def _disjoint(found: dict[str, Given]) -> dict[str, Given]:
    """Sectors that do not overlap."""
    found = {sector: given for sector, given in found.items() if sector != "manufacturing"}
    if "industry_construction" in found:
        found.pop("industry", None)
        found.pop("construction", None)
    return found


def _complete(found: Mapping[str, Given]) -> bool:
    return {"agriculture", "services"} <= set(found) and (
        "industry_construction" in found or "industry" in found
    )


def _sum(facts: Facts, where: str, year: int, found: dict[str, Given]) -> Iterator[Finding]:
    if not found:
        return
    case = Case("shares", facts.territories[where], str(year), tuple(found.values()))
    figures = [given.figure for given in found.values()]
    total = figures[0]
    for figure in figures[1:]:
        total = total + figure
    total = case.work.step(SUM, total, "%")
    hundred = Figure.exact(100)
    promised = any(given.origin == "target" for given in found.values())
    if not _complete(found):
        if not promised and total.near.low <= 100:
            return
        rest = case.work.step(REMAINDER, hundred - total, "%")
        yield case.solve(Implied(REMAINDER, rest, "%"), possible=PERCENT)
    elif "tax" in found or total.near.high >= 100:
        if "tax" not in found:
            case.notes = (Note(INSIDE),)
        yield case.compare(total, hundred, "%")
    else:
        rest = case.work.step(TAXES, hundred - total, "%")
        yield case.solve(Implied(TAXES, rest, "%"), possible=Interval(0.0, MOST_TAX))


def _shifts(
    facts: Facts, growth: Given, shares: Mapping[str, str], growths: Mapping[str, str]
) -> Iterator[Finding]:
    """The growth that a change of share needs: (1 + g)(share then ÷ share before)^(1/n)."""
    years = years_of(growth.period)
    if years is None or growth.period.kind != "span":
        return
    where, n = growth.territory.territory_id, years[1] - years[0]
    for sector, name in shares.items():
        before = facts.level((name,), where, years[0], observed=True)
        then = facts.level((name,), where, years[1])
        if before is None or then is None or "target" not in {then.origin, growth.origin}:
            continue
        case = Case("sector-shift", growth.territory, growth.period.code, (growth, before, then))
        case.notes = (Note(STABLE, {"points": RELATIVE_PRICES}),)
        factor = growth.figure.factor() * (then.figure / before.figure).root(n)
        label = {"indicator": then.indicator}
        needed = case.work.step(SECTOR_GROWTH, factor.rate(), "%/yr", **label)
        stated = facts.rate([growths[sector]] if sector in growths else [], where, growth.period)
        other = (Figure.exact(100) - then.figure) / (Figure.exact(100) - before.figure)
        rest = growth.figure.factor() * other.root(n)
        rest = case.work.step(OTHERS, rest.rate(), "%/yr")
        others = Implied(OTHERS, rest, "%/yr")
        if stated is not None:
            case.inputs = (*case.inputs, stated)
            yield case.compare(stated.figure, needed, "%/yr", RELATIVE_PRICES, (others,))
        else:
            yield case.solve(Implied(SECTOR_GROWTH, needed, "%/yr", label), others)


def _weighted(
    facts: Facts, growth: Given, shares: Mapping[str, str], growths: Mapping[str, str]
) -> Iterator[Finding]:
    years = years_of(growth.period)
    where = growth.territory.territory_id
    rates = {
        sector: given
        for sector, name in growths.items()
        if (given := facts.rate((name,), where, growth.period)) is not None
    }
    rates = _disjoint(rates)
    if years is None or not _complete(rates):
        return
    n = years[1] - years[0]
    for year in years if n == 1 else years[:1]:
        weights = _stated(facts, shares, where, year)
        if set(rates) - {"tax"} <= set(weights):
            used = [sector for sector in rates if sector in weights]
            inputs = (growth, *(rates[s] for s in used), *(weights[s] for s in used))
            case = Case("sector-growth", growth.territory, growth.period.code, inputs)
            case.notes = (Note(MEASURED, {"points": WEIGHTS}),)
            if n == 1:
                yield _against_total(case, growth, rates, weights, used)
            else:
                yield _compounded(case, growth, rates, weights, used, n)
            return


def _allowance(rates: Mapping[str, Given], used: Sequence[str]) -> float:
    """What some points of share, moved from the slowest sector to the fastest, change."""
    values = [rates[s].figure.value for s in used]
    return WEIGHTS / 100 * (max(values) - min(values))


def _compounded(
    case: Case,
    growth: Given,
    rates: Mapping[str, Given],
    weights: Mapping[str, Given],
    used: Sequence[str],
    n: int,
) -> Finding:
    """Over several years the fast sectors gain weight: each is carried on from its base share."""
    ends = [
        case.work.step(
            AT_END,
            weights[s].figure * rates[s].figure.factor().power(n),
            indicator=rates[s].indicator,
        )
        for s in used
    ]
    whole, share = ends[0], weights[used[0]].figure
    for end, sector in zip(ends[1:], used[1:], strict=True):
        whole, share = whole + end, share + weights[sector].figure
    share = case.work.step(SUM, share, "%")
    if share.near.high < 100 and "tax" not in used:
        left = growth.figure.factor().power(n) * 100 - whole
        left = (left / (Figure.exact(100) - share)).root(n).rate()
        left = case.work.step(TAX_GROWTH, left, "%/yr")
        return case.solve(Implied(TAX_GROWTH, left, "%/yr"))
    total = case.work.step(WEIGHTED, (whole / share).root(n).rate(), "%/yr")
    return case.compare(growth.figure, total, "%/yr", _allowance(rates, used))


def _against_total(
    case: Case,
    growth: Given,
    rates: Mapping[str, Given],
    weights: Mapping[str, Given],
    used: Sequence[str],
) -> Finding:
    """Contributions, their sum, and the total; what is left over belongs to product taxes."""
    parts = [
        case.work.step(
            CONTRIBUTION,
            weights[s].figure * rates[s].figure / 100,
            indicator=rates[s].indicator,
        )
        for s in used
    ]
    total, share = parts[0], weights[used[0]].figure
    for part, sector in zip(parts[1:], used[1:], strict=True):
        total, share = total + part, share + weights[sector].figure
    total = case.work.step(WEIGHTED, total, "%/yr")
    share = case.work.step(SUM, share, "%")
    if share.near.high < 100 and "tax" not in used:
        left = (growth.figure - total) / (Figure.exact(100) - share) * 100
        left = case.work.step(TAX_GROWTH, left, "%/yr")
        return case.solve(Implied(TAX_GROWTH, left, "%/yr"))
    implied: tuple[Implied, ...] = ()
    if "tax" in rates and "tax" not in used:
        case.inputs = (*case.inputs, rates["tax"])
        tax = rates["tax"].figure
        weight = (total - growth.figure) / (total - tax) * 100
        weight = case.work.step(TAX_WEIGHT, weight, "%")
        implied = (Implied(TAX_WEIGHT, weight, "%"),)
    return case.compare(growth.figure, total, "%/yr", _allowance(rates, used), implied)
