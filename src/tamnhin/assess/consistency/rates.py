"""Rates against levels, and averages of shorter windows against those of the longer one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from tamnhin.assess.consistency.bases import mixed
from tamnhin.assess.consistency.facts import Facts, Given, years_of
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.intervals import Interval
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.consistency.roles import Roles
from tamnhin.data.types import Indicator
from tamnhin.messages import N_

LEVEL_OF: Final = {
    "growth": "output_constant",
    "population_growth": "population",
    "labour_growth": "labour",
    "per_capita_growth": "per_capita",
    "productivity_growth": "productivity",
}
FROM_LEVELS: Final = N_("growth from the two levels")
COMPOUNDED: Final = N_("the shorter windows compounded")
REST: Final = N_("the rate for {first}-{last}")
ADDED: Final = N_("the sum of the shorter windows")
REST_SUM: Final = N_("the amount for {first}-{last}")
LEFT_OVER: Final = N_("what the other windows leave")

Window = tuple[int, int, Given]


def check_rates(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every stated rate against the levels that it leads from and to."""
    for indicator in facts.plan.indicators:
        levels = _levels(facts, roles, indicator)
        for territory_id in facts.territory_ids:
            for rate in facts.rates((indicator.indicator_id,), territory_id):
                for level in levels:
                    yield from _against(facts, rate, level)


def _levels(facts: Facts, roles: Roles, indicator: Indicator) -> tuple[str, ...]:
    """Indicators whose levels a rate is of, of the same kind of prices."""
    if indicator.kind != "growth":
        return (indicator.indicator_id,)
    role = LEVEL_OF.get(roles.role.get(indicator.indicator_id, ""))
    names = [*roles.of(role)] if role else []
    if indicator.weight_indicator_id and not (role and names):
        names = [indicator.weight_indicator_id]

    def alike(name: str) -> bool:
        basis, own = facts.indicators[name].price_basis, indicator.price_basis
        return not basis or basis == own or (not own and basis != "current")

    return tuple(name for name in names if name in facts.indicators and alike(name))


def _against(facts: Facts, rate: Given, level_id: str) -> Iterator[Finding]:
    years = years_of(rate.period)
    if years is None:
        return
    where, observed = rate.territory.territory_id, rate.origin == "observation"
    start = facts.level((level_id,), where, years[0], observed=True)
    end = facts.level((level_id,), where, years[1], observed)
    if start is None or end is None or mixed(start, end):
        return
    if start.figure.near.low <= 0 or end.figure.near.low <= 0:
        return
    case = Case("rate-levels", rate.territory, rate.period.code, (rate, start, end))
    implied = (_positive(end.figure) / _positive(start.figure)).root(years[1] - years[0]).rate()
    implied = case.work.step(FROM_LEVELS, implied, "%/yr")
    yield case.compare(rate.figure, implied, "%/yr")


def _positive(figure: Figure) -> Figure:
    """The figure where “at most” does not reach below nothing."""
    low = max(figure.wide.low, 0.0)
    return replace(figure, wide=Interval(low, max(low, figure.wide.high)))


def check_windows(facts: Facts) -> Iterator[Finding]:
    """Every stated span against the shorter spans that fill it, or all of it but one gap."""
    for indicator in facts.plan.indicators:
        for territory_id in facts.territory_ids:
            rates = facts.rates((indicator.indicator_id,), territory_id)
            sums = facts.all(indicator.indicator_id, territory_id, "sum")
            yields = facts.all(indicator.indicator_id, territory_id, "level")
            parts = (*sums, *(g for g in yields if _is_flow(g)))
            yield from _nested(rates, rates, compound=True)
            yield from _nested(sums, parts, compound=False)


def _is_flow(given: Given) -> bool:
    return given.indicator.kind == "flow" and given.period.kind == "year"


def _nested(wholes: Sequence[Given], parts: Sequence[Given], compound: bool) -> Iterator[Finding]:
    for whole in wholes:
        if whole.period.kind != "span":
            continue
        windows = sorted(_windows(whole, parts), key=lambda w: (w[0], w[0] - w[1]))
        chain, gaps = _chain(whole, windows)
        if chain and not gaps:
            yield _filled(whole, chain, compound)
        elif len(chain) >= 1 and len(gaps) == 1 and whole.origin == "target":
            yield _gap(whole, chain, gaps[0], compound)


def _windows(whole: Given, parts: Sequence[Given]) -> Iterator[Window]:
    """Shorter stated windows inside; into a promise's span only promises and observed spans."""
    for part in parts:
        years = years_of(part.period)
        if part is whole or years is None or part.period == whole.period or mixed(part, whole):
            continue
        promise = whole.origin == "target"
        if promise and part.origin != "target" and part.period.kind == "year":
            continue
        if not promise and part.origin == "target":
            continue
        if whole.period.start <= part.period.start and part.period.end <= whole.period.end:
            yield (*years, part)


def _chain(whole: Given, windows: Sequence[Window]) -> tuple[list[Window], list[tuple[int, int]]]:
    """Windows end to end, the longest first; years that none covers are gaps."""
    first, last = whole.period.first_year - 1, whole.period.year
    chain: list[Window] = []
    gaps: list[tuple[int, int]] = []
    at = first
    while at < last:
        fits = [w for w in windows if w[0] == at]
        if fits:
            chain.append(fits[0])
            at = fits[0][1]
            continue
        then = min((w[0] for w in windows if w[0] > at), default=last)
        gaps.append((at, then))
        at = then
    return chain, gaps


def _filled(whole: Given, chain: Sequence[Window], compound: bool) -> Finding:
    inputs = (whole, *(part for _, _, part in chain))
    name = "windows" if compound else "sums"
    case = Case(name, whole.territory, whole.period.code, inputs)
    if compound:
        n = whole.period.year - whole.period.first_year + 1
        total = _product(chain).root(n).rate()
        total = case.work.step(COMPOUNDED, total, "%/yr")
    else:
        total = case.work.step(ADDED, _total(chain), whole.unit)
    return case.compare(whole.figure, total, whole.unit)


def _gap(whole: Given, chain: Sequence[Window], gap: tuple[int, int], compound: bool) -> Finding:
    inputs = (whole, *(part for _, _, part in chain))
    name = "windows" if compound else "sums"
    case = Case(name, whole.territory, whole.period.code, inputs)
    params = {"first": str(gap[0] + 1), "last": str(gap[1])}
    if compound:
        n = whole.period.year - whole.period.first_year + 1
        left = case.work.step(LEFT_OVER, whole.figure.factor().power(n) / _product(chain))
        rest = case.work.step(REST, left.root(gap[1] - gap[0]).rate(), "%/yr", **params)
        return case.solve(Implied(REST, rest, "%/yr", params))
    rest = case.work.step(REST_SUM, whole.figure - _total(chain), whole.unit, **params)
    return case.solve(Implied(REST_SUM, rest, whole.unit, params))


def _product(chain: Sequence[Window]) -> Figure:
    powers = [_over(window) for window in chain]
    product = powers[0]
    for power in powers[1:]:
        product = product * power
    return product


def _over(window: Window) -> Figure:
    """The factor of a whole window."""
    start, end, part = window
    factor = part.figure.factor()
    return factor.power(end - start) if end - start > 1 else factor


def _total(chain: Sequence[Window]) -> Figure:
    total = chain[0][2].figure
    for _, _, part in chain[1:]:
        total = total + part.figure
    return total
