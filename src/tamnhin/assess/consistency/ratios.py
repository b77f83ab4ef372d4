"""A ratio is its numerator by its denominator: per head, per worker, shares of an amount.

The denominator is what ``denominator_id`` says. The numerator is declared, or known by the role of
the ratio, or recognised because its name is the ratio's without “share of”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from tamnhin.assess.consistency.bases import compare_at, differ
from tamnhin.assess.consistency.facts import Facts, Given, Shape
from tamnhin.assess.consistency.intervals import Interval
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.names import Names
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.consistency.roles import Roles, text_of
from tamnhin.assess.types import Note
from tamnhin.data.types import Indicator
from tamnhin.messages import N_
from tamnhin.units import unit

POSITIVE: Final = Interval(0.0, float("inf"))

COMPUTED: Final = N_("“{indicator}” computed from its parts")
NEEDED: Final = N_("“{indicator}”")
WHICH: Final = N_("There is more than one denominator to choose from: say which one is meant.")
BELOW: Final = N_("A share is never less than nothing.")
CHANGES: Final = r"tang|giam|chenh lech|can doi|thang du|tham hut|change|growth|balance|deficit|gap"
"""Names of ratios that may be negative."""
OUTSIDE: Final = N_("A share lies between 0 and 100 %.")


_PARTS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "per_capita": (("output_current",), ("population", "registered_population")),
    "urban_share": (("urban_population",), ("population",)),
    "investment_share": (("investment",), ("output_current",)),
    "productivity": (("output_current", "output_constant"), ("labour",)),
    "sector_share": ((), ("output_current",)),
}


def scale(top: Given | None, below: Given | None, ratio: Given) -> float | None:
    """What numerator by denominator is multiplied by to be in the ratio's unit."""
    if top is None or below is None:
        return None
    a, b, r = unit(top.unit), unit(below.unit), unit(ratio.unit)
    by = float(a.factor / b.factor / r.factor)
    if r.dimension == "ratio":
        return by if a.dimension == b.dimension else None
    if r.dimension == "density":
        return by * 10_000
    if r.dimension.endswith("and month"):
        by /= 12
    return by if r.dimension.startswith(a.dimension) and " per " in r.dimension else None


def check_ratios(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every ratio whose parts are stated, and every share against its bounds."""
    names = Names(facts.plan.indicators)
    for indicator in facts.plan.indicators:
        if indicator.kind not in {"ratio", "level", "flow"} and indicator.denominator_id is None:
            continue
        role = roles.role.get(indicator.indicator_id)
        if role == "attainment":
            continue
        tops, belows = _parts_of(facts, roles, names, indicator)
        for territory_id in facts.territory_ids:
            for given in facts.all(indicator.indicator_id, territory_id, "level"):
                if given.origin != "baseline":
                    yield from _check(facts, given, tops, belows)
                    yield from _bounds(given, role)


def _parts_of(
    facts: Facts, roles: Roles, names: Names, indicator: Indicator
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Indicators that may be the numerator, and the denominator."""
    name, role = indicator.indicator_id, roles.role.get(indicator.indicator_id)
    declared = tuple(n for n in roles.of("numerator") if roles.whole.get(n) == name)
    tops, belows = _PARTS.get(role or "", ((), ()))
    above = declared or tuple(n for r in tops for n in roles.of(r))
    if role == "sector_share" and not declared:
        sector = roles.sectors("sector_output").get(roles.sector.get(name, ""))
        above = (sector,) if sector else ()
    below = tuple(n for r in belows for n in roles.of(r))
    # Of several numerators the one at the ratio's own prices comes first.
    above = tuple(sorted(above, key=lambda n: _other_prices(facts, n, indicator)))
    if indicator.denominator_id:
        below = (indicator.denominator_id, *(n for n in below if n != indicator.denominator_id))
    if not above and unit(indicator.unit).dimension == "ratio":
        above = names.numerator(indicator, below)
        below = below or names.whole(above)
    return above, below


def _other_prices(facts: Facts, name: str, ratio: Indicator) -> bool:
    known = facts.indicators.get(name)
    return known is not None and differ(known.price_basis, ratio.price_basis)


def _check(
    facts: Facts, given: Given, tops: tuple[str, ...], belows: tuple[str, ...]
) -> Iterator[Finding]:
    """The ratio against numerator and denominator of the same year; promises may leave one out."""
    observed = given.origin == "observation"
    case_notes = (Note(WHICH),) if len(belows) > 1 else ()
    top = _beside(facts, tops, given, observed)
    for name in belows:
        below = _beside(facts, (name,), given, observed)
        by = scale(top, below, given)
        if top is not None and below is not None and by is not None:
            case = Case("ratio", given.territory, given.period.code, (given, top, below))
            case.notes = case_notes
            value = top.figure / below.figure * by
            value = case.work.step(COMPUTED, value, given.unit, indicator=given.indicator)
            other = below.prices if unit(given.unit).dimension == "ratio" else given.prices
            if differ(top.prices, other):
                yield compare_at(case, value, given.figure, given.unit, (top.prices, other))
            else:
                yield case.compare(given.figure, value, given.unit)
        elif given.origin == "target" and (top is None) != (below is None) and tops:
            yield from _missing(facts, given, tops[0], name, top, below)


def _beside(facts: Facts, names: tuple[str, ...], given: Given, observed: bool) -> Given | None:
    """An amount of the ratio's year, or the amount of the ratio's whole span."""
    where = given.territory.territory_id
    if given.period.kind == "year":
        return facts.level(names, where, given.period.year, observed)
    shapes: tuple[Shape, ...] = ("sum", "level")
    rows = (g for name in names for shape in shapes for g in facts.all(name, where, shape))
    return next((g for g in rows if g.period == given.period), None)


def _missing(
    facts: Facts, given: Given, top_id: str, below_id: str, top: Given | None, below: Given | None
) -> Iterator[Finding]:
    """What the part that is not stated must be."""
    known = top or below
    unknown = facts.indicators.get(below_id if top else top_id)
    if known is None or unknown is None or differ(known.prices, unknown.price_basis):
        return
    case = Case("ratio", given.territory, given.period.code, (given, known))
    ratio, u = unit(given.unit), unit(unknown.unit)
    if ratio.dimension == "density" or ratio.dimension.endswith("month"):
        return
    by = float(ratio.factor * unit(known.unit).factor / u.factor)
    if top is not None:
        by = float(unit(known.unit).factor / ratio.factor / u.factor)
        value = known.figure / given.figure * by
    else:
        value = known.figure * given.figure * by
    value = case.work.step(NEEDED, value, unknown.unit, indicator=unknown)
    yield case.solve(
        Implied(NEEDED, value, unknown.unit, {"indicator": unknown}), possible=POSITIVE
    )


def _bounds(given: Given, role: str | None) -> Iterator[Finding]:
    """A part of a whole is none below nothing and none above all of it."""
    share = role in {"sector_share", "urban_share", "share_of_parent", "tfp_contribution"}
    people = given.indicator.aggregation == "weighted" and given.indicator.kind == "ratio"
    people = people and given.indicator.topic in {"society", "education", "health", "urban"}
    if unit(given.unit).dimension != "ratio" or given.indicator.kind != "ratio":
        return
    changes = re.search(CHANGES, text_of(given.indicator))
    if given.figure.near.high < 0 and not changes:
        case = Case("bounds", given.territory, given.period.code, (given,))
        yield case.finding("contradicts", Note(BELOW))
        return
    if not (share or people):
        return
    percent = 1.0 if given.unit == "%" else 100.0
    if not given.figure.near.meets(Interval(0.0, 100.0 / percent)):
        case = Case("bounds", given.territory, given.period.code, (given,))
        yield case.finding("contradicts", Note(OUTSIDE))
