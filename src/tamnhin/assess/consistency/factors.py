"""Growth by its factors: labour, productivity, capital; investment and ICOR.

Growth accounting as the statistics office publishes it: TFP growth = growth − capital share ×
capital growth − labour share × labour growth, and contribution = TFP growth ÷ growth.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Final

from tamnhin.assess.consistency.bases import CONSTANT_AT, Prices, compare_at, differ
from tamnhin.assess.consistency.facts import Facts, Given, years_of
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.prices import change
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.consistency.roles import Roles
from tamnhin.assess.types import Note
from tamnhin.messages import N_
from tamnhin.periods import Period

LABOUR_SHARES: Final = (0.65, 0.5, 0.4)
"""Labour shares for which capital growth is shown where none is stated."""

LABOUR: Final = N_("growth of labour")
PRODUCTIVITY: Final = N_("growth of labour productivity")
CAPITAL: Final = N_("growth of capital")
CAPITAL_AT: Final = N_("growth of capital where the labour share is {share}")
SHARES: Final = N_("labour share and capital share")
TFP: Final = N_("contribution or growth of total factor productivity")
TFP_POINTS: Final = N_("growth of total factor productivity, points")
REST: Final = N_("points left to capital and labour")
ICOR: Final = N_("ICOR")
SHARE: Final = N_("investment as a share of the product")
BOTH: Final = N_("growth from labour and productivity")
ACCOUNTED: Final = N_("capital and labour, points")
INVESTED: Final = N_("investment by ICOR over the period")
LEVEL_MISSING: Final = N_("price level over the period")
WITH_PRICES: Final = N_(
    "Investment is at {one}, the gain of the product at {other}: the quotient is ICOR times the "
    "price level."
)


def check_factors(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every stated growth that is a promise, or of a span, against its factors."""
    own = facts.plan.settings.territory_id
    for where in facts.territory_ids:
        for growth in facts.rates(roles.of("growth"), where):
            years = years_of(growth.period)
            if years is None:
                continue
            asked = where == own and growth.origin == "target" and growth.period.kind == "span"
            labour = yield from _productivity(facts, roles, growth, years, asked)
            yield from _accounting(facts, roles, growth, years, labour, asked)
            yield from _investment(facts, roles, growth, years)


def _stated(facts: Facts, roles: Roles, role: str, growth: Given) -> Given | None:
    """A number of that role for the same span, as a rate or as a share over it."""
    where, period = growth.territory.territory_id, growth.period
    found = facts.rate(roles.of(role), where, period)
    return found or _over(facts, roles, role, where, period)


def _over(facts: Facts, roles: Roles, role: str, where: str, period: Period) -> Given | None:
    for name in roles.of(role):
        for given in facts.all(name, where, "level"):
            if given.period == period:
                return given
    return facts.level(roles.of(role), where, period.year)


def _productivity(
    facts: Facts, roles: Roles, growth: Given, years: tuple[int, int], asked: bool
) -> Generator[Finding, None, Figure | None]:
    """(1 + growth) = (1 + productivity)(1 + labour); returns the growth of labour."""
    where = growth.territory.territory_id
    made = facts.rate(roles.of("productivity_growth"), where, growth.period)
    case = Case("productivity", growth.territory, growth.period.code, (growth,))
    labour = change(facts, roles, case, "labour_growth", "labour", years)
    if made is not None:
        case.inputs = (*case.inputs, made)
    if made is not None and labour is not None:
        both = (made.figure.factor() * labour.factor()).rate()
        yield case.compare(growth.figure, case.work.step(BOTH, both, "%/yr"), "%/yr")
    elif made is not None:
        labour = (growth.figure.factor() / made.figure.factor()).rate()
        labour = case.work.step(LABOUR, labour, "%/yr")
        yield case.solve(Implied(LABOUR, labour, "%/yr"))
    elif labour is not None:
        implied = (growth.figure.factor() / labour.factor()).rate()
        implied = case.work.step(PRODUCTIVITY, implied, "%/yr")
        yield case.solve(Implied(PRODUCTIVITY, implied, "%/yr"))
    elif asked:
        yield case.open((PRODUCTIVITY, LABOUR))
    return labour


def _accounting(
    facts: Facts,
    roles: Roles,
    growth: Given,
    years: tuple[int, int],
    labour: Figure | None,
    asked: bool,
) -> Iterator[Finding]:
    share = _stated(facts, roles, "tfp_contribution", growth)
    rate = facts.rate(roles.of("tfp_growth"), growth.territory.territory_id, growth.period)
    case = Case("tfp", growth.territory, growth.period.code, (growth,))
    case.inputs = tuple(g for g in (growth, share, rate) if g is not None)
    if share is None and rate is None:
        if asked:
            missing = (TFP, CAPITAL, SHARES)
            yield case.open(missing if labour else (TFP, CAPITAL, LABOUR, SHARES))
        return
    points = rate.figure if rate is not None else growth.figure
    if share is not None:
        percent = 100.0 if share.unit == "%" else 1.0
        points = case.work.step(TFP_POINTS, growth.figure * share.figure / percent)
    if share is not None and rate is not None:
        yield case.compare(rate.figure, points, "%/yr")
        case = Case("tfp", growth.territory, growth.period.code, case.inputs)
    rest = case.work.step(REST, growth.figure - points)
    yield from _capital(facts, roles, case, growth, years, labour, points, rest)


def _capital(
    facts: Facts,
    roles: Roles,
    case: Case,
    growth: Given,
    years: tuple[int, int],
    labour: Figure | None,
    points: Figure,
    rest: Figure,
) -> Iterator[Finding]:
    """What is left to capital and labour, against their growth and shares."""
    capital = facts.rate(roles.of("capital_growth"), case.territory.territory_id, growth.period)
    if capital is not None:
        case.inputs = (*case.inputs, capital)
    shares = _shares(facts, roles, case, growth)
    known: tuple[Implied, ...] = (Implied(TFP_POINTS, points, "%/yr"), Implied(REST, rest, "%/yr"))
    if shares is not None and labour is not None:
        of_capital, of_labour = shares
        if capital is not None:
            right = of_capital * capital.figure + of_labour * labour
            yield case.compare(rest, case.work.step(ACCOUNTED, right, "%/yr"), "%/yr")
            return
        need = (rest - of_labour * labour) / of_capital
        yield case.solve(Implied(CAPITAL, case.work.step(CAPITAL, need, "%/yr"), "%/yr"), *known)
        return
    if labour is not None and capital is None:
        for value in LABOUR_SHARES:
            need = (rest - labour * value) / (Figure.exact(1) - value)
            need = case.work.step(CAPITAL_AT, need, "%/yr", share=value)
            known = (*known, Implied(CAPITAL_AT, need, "%/yr", {"share": value}))
    lacking = ((labour, LABOUR), (capital, CAPITAL), (shares, SHARES))
    yield case.open([name for value, name in lacking if value is None], *known)


def _shares(facts: Facts, roles: Roles, case: Case, growth: Given) -> tuple[Figure, Figure] | None:
    """The shares of capital and labour; one stated gives the other."""
    found: list[Figure | None] = []
    for role in ("capital_share", "labour_share"):
        given = _stated(facts, roles, role, growth)
        if given is not None:
            case.inputs = (*case.inputs, given)
        as_ratio = given is not None and given.unit == "%"
        found.append(None if given is None else given.figure / 100 if as_ratio else given.figure)
    capital, labour = found
    one = Figure.exact(1)
    if capital is None and labour is None:
        return None
    return (
        capital if capital is not None else one - labour,  # type: ignore[operator]
        labour if labour is not None else one - capital,  # type: ignore[operator]
    )


def _investment(
    facts: Facts, roles: Roles, growth: Given, years: tuple[int, int]
) -> Iterator[Finding]:
    """ICOR = share of investment ÷ growth; the sum invested = ICOR × what the product gains."""
    icor = _stated(facts, roles, "icor", growth)
    share = _stated(facts, roles, "investment_share", growth)
    where = growth.territory.territory_id
    if icor is not None and share is not None:
        inputs = (growth, icor, share)
        case = Case("icor", growth.territory, growth.period.code, inputs)
        # By the growth of this year's product or of last year's: both are in use.
        need = case.work.step(SHARE, icor.figure * growth.figure, "%")
        least = icor.figure * growth.figure / growth.figure.factor()
        least = case.work.step(SHARE, least, "%")
        both = _between(least, need)
        yield case.compare(share.figure, both, "%")
    elif icor is not None or share is not None:
        yield from _half(growth, icor, share)
    yield from _cumulative(facts, roles, growth, years, icor, where)


def _half(growth: Given, icor: Given | None, share: Given | None) -> Iterator[Finding]:
    """What the one of ICOR and share of investment must be that is not stated."""
    inputs = tuple(g for g in (growth, icor, share) if g is not None)
    case = Case("icor", growth.territory, growth.period.code, inputs)
    if all(given.origin != "target" for given in inputs):
        return
    if icor is not None:
        need = case.work.step(SHARE, icor.figure * growth.figure, "%")
        yield case.solve(Implied(SHARE, need, "%"))
    elif share is not None:
        need = case.work.step(ICOR, share.figure / growth.figure)
        yield case.solve(Implied(ICOR, need))


def _between(one: Figure, other: Figure) -> Figure:
    """Either of two readings of one formula."""
    return replace(other, near=one.near.hull(other.near), wide=one.wide.hull(other.wide))


def _cumulative(
    facts: Facts,
    roles: Roles,
    growth: Given,
    years: tuple[int, int],
    icor: Given | None,
    where: str,
) -> Iterator[Finding]:
    """The investment of a whole period against what growth adds to the product."""
    base = facts.level(roles.of("output_constant"), where, years[0], observed=True)
    at = base.prices if base is not None else ""
    if base is None:
        # Real growth from a level at current prices gains at the prices of that year.
        base = facts.level(roles.of("output_current"), where, years[0], observed=True)
        at = f"{CONSTANT_AT}{years[0]}"
    sums = (g for n in roles.of("investment") for g in facts.all(n, where, "sum"))
    total = next((g for g in sums if g.period == growth.period), None)
    if base is None or total is None or base.unit != total.unit:
        return
    inputs = tuple(g for g in (total, growth, base, icor) if g is not None)
    case = Case("investment-sum", growth.territory, growth.period.code, inputs)
    n = years[1] - years[0]
    gain = base.figure * (growth.figure.factor().power(n) - 1)
    gain = case.work.step(N_("what the product gains over the period"), gain, base.unit)
    if icor is not None:
        need = case.work.step(INVESTED, gain * icor.figure, total.unit)
        yield compare_at(case, total.figure, need, total.unit, (total.prices, at))
        return
    need = case.work.step(ICOR, total.figure / gain)
    if differ(total.prices, at):
        prices = {"one": Prices(total.prices), "other": Prices(at)}
        case.notes = (*case.notes, Note(WITH_PRICES, prices))
        yield case.open((ICOR, LEVEL_MISSING))
    else:
        yield case.solve(Implied(ICOR, need))
