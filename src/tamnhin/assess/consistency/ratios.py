"""A ratio is its numerator by its denominator: per head, per worker, shares of an amount.

The denominator is what ``denominator_id`` says. The numerator is declared, or known by the role of
the ratio, or recognised because its name is the ratio's without “share of”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from tamnhin.assess.consistency.facts import Facts, Given
from tamnhin.assess.consistency.intervals import Interval
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.results import Finding, Implied
from tamnhin.assess.consistency.roles import Roles
from tamnhin.assess.types import Note
from tamnhin.data.types import Indicator
from tamnhin.messages import N_
from tamnhin.units import unit
from tamnhin.vietnamese import fold

POSITIVE: Final = Interval(0.0, float("inf"))
OVERSHOOT: Final = 140.0
"""Per cent of a planned change beyond which a rate of attainment is no longer believed."""

COMPUTED: Final = N_("“{indicator}” computed from its parts")
NEEDED: Final = N_("“{indicator}”")
NEGATIVE: Final = N_(
    "A rate of attainment below zero is impossible as a share: the area moved away from the plan."
)
TOO_LARGE: Final = N_(
    "More than {limit} % of the planned change: the plan, the base or the figure is not what the "
    "rate says."
)
OVERSHOT: Final = N_("More was done than the plan allows; it agrees only if that is meant.")
WHICH: Final = N_("There is more than one denominator to choose from: say which one is meant.")
OUTSIDE: Final = N_("A share lies between 0 and 100 %.")


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", fold(text)))


_PARTS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "per_capita": (("output_current",), ("population", "registered_population")),
    "urban_share": (("urban_population",), ("population",)),
    "investment_share": (("investment",), ("output_current",)),
    "productivity": (("output_current", "output_constant"), ("labour",)),
    "sector_share": ((), ("output_current",)),
}
_PLAIN: Final = _words(
    "ty trong le co cau share of the in rate ratio percentage phan tram so voi tren a"
)
_MADE: Final = _words(
    "thuc hien ket qua muc do dat ke hoach quy implementation attainment completion attained "
    "achieved plan result"
)
_TOTAL: Final = frozenset({"tong", "total", "toan", "overall"})


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
    names = _Names(facts)
    for indicator in facts.plan.indicators:
        if indicator.kind not in {"ratio", "level", "flow"} and indicator.denominator_id is None:
            continue
        role = roles.role.get(indicator.indicator_id)
        if role == "attainment":
            yield from _attainments(facts, roles, names, indicator)
            continue
        tops, belows = _parts_of(facts, roles, names, indicator)
        for territory_id in facts.territory_ids:
            for given in facts.all(indicator.indicator_id, territory_id, "level"):
                if given.origin != "baseline":
                    yield from _check(facts, given, tops, belows)
                    yield from _bounds(given, role)


def _parts_of(
    facts: Facts, roles: Roles, names: _Names, indicator: Indicator
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
    if indicator.denominator_id:
        below = (indicator.denominator_id, *(n for n in below if n != indicator.denominator_id))
    if not above and unit(indicator.unit).dimension == "ratio":
        above = names.numerator(indicator, below)
        below = below or names.whole(above)
    return above, below


def _check(
    facts: Facts, given: Given, tops: tuple[str, ...], belows: tuple[str, ...]
) -> Iterator[Finding]:
    """The ratio against numerator and denominator of the same year; promises may leave one out."""
    if given.period.kind != "year":
        return
    observed = given.origin == "observation"
    case_notes = (Note(WHICH),) if len(belows) > 1 else ()
    where, year = given.territory.territory_id, given.period.year
    top = facts.level(tops, where, year, observed)
    for name in belows:
        below = facts.level((name,), where, year, observed)
        by = scale(top, below, given)
        if top is not None and below is not None and by is not None:
            case = Case("ratio", given.territory, given.period.code, (given, top, below))
            case.notes = case_notes
            value = top.figure / below.figure * by
            value = case.work.step(COMPUTED, value, given.unit, indicator=given.indicator)
            yield case.compare(given.figure, value, given.unit)
        elif given.origin == "target" and (top is None) != (below is None) and tops:
            yield from _missing(facts, given, tops[0], name, top, below)


def _missing(
    facts: Facts, given: Given, top_id: str, below_id: str, top: Given | None, below: Given | None
) -> Iterator[Finding]:
    """What the part that is not stated must be."""
    known = top or below
    unknown = facts.indicators.get(below_id if top else top_id)
    if known is None or unknown is None:
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
    if unit(given.unit).dimension != "ratio" or not (share or people):
        return
    percent = 1.0 if given.unit == "%" else 100.0
    if not given.figure.near.meets(Interval(0.0, 100.0 / percent)):
        case = Case("bounds", given.territory, given.period.code, (given,))
        yield case.finding("contradicts", Note(OUTSIDE))


def _attainments(
    facts: Facts, roles: Roles, names: _Names, indicator: Indicator
) -> Iterator[Finding]:
    """Rate = (now − base)/(planned − base), recomputed, and believed only within bounds."""
    of = roles.whole.get(indicator.indicator_id) or names.changed(indicator)
    for territory_id in facts.territory_ids:
        for given in facts.all(indicator.indicator_id, territory_id, "level"):
            yield from _attainment(facts, given, of)


def _attainment(facts: Facts, given: Given, of: str | None) -> Iterator[Finding]:
    where, settings = given.territory.territory_id, facts.plan.settings
    case = Case("attainment", given.territory, given.period.code, (given,))
    found: Finding | None = None
    if of is not None and given.period.kind == "year":
        rows = facts.all(of, where, "level")
        base = next((g for g in rows if g.origin == "baseline"), None) or facts.level(
            (of,), where, settings.first_year - 1, observed=True
        )
        now = facts.level((of,), where, given.period.year, observed=True)
        plans = [g for g in rows if g.origin == "target" and g.period.year > given.period.year]
        if base is not None and now is not None and plans:
            case.inputs = (given, base, now, plans[0])
            change = (now.figure - base.figure) / (plans[0].figure - base.figure) * 100
            change = case.work.step(COMPUTED, change, given.unit, indicator=given.indicator)
            found = case.compare(given.figure, change, given.unit)
    if given.figure.near.high < 0:
        yield case.finding("contradicts", Note(NEGATIVE))
    elif given.figure.near.low > OVERSHOOT:
        yield case.finding("contradicts", Note(TOO_LARGE, {"limit": OVERSHOOT}))
    elif given.figure.near.low > 100 and (found is None or found.verdict == "agrees"):
        yield case.finding("agrees_only_if", Note(OVERSHOT))
    if found is not None:
        yield found


class _Names:
    """Indicators by the words of their names, for numerators that nothing else points to."""

    def __init__(self, facts: Facts) -> None:
        self.indicators = facts.plan.indicators
        self.words = {i.indicator_id: self._forms(i) for i in self.indicators}

    @staticmethod
    def _forms(indicator: Indicator) -> tuple[frozenset[str], ...]:
        texts = (indicator.title_vi, indicator.title_en, indicator.indicator_id)
        return tuple(_words(text) - _PLAIN for text in texts)

    def _best(
        self, indicator: Indicator, others: list[Indicator], drop: frozenset[str]
    ) -> str | None:
        """The one whose words all stand in this name, the most words first; none if two tie."""
        own = [form - drop for form in self.words[indicator.indicator_id]]
        scores: dict[str, int] = {}
        for other in others:
            forms = self.words[other.indicator_id]
            fits = [len(b) for a, b in zip(own, forms, strict=True) if b and b <= a]
            if fits:
                scores[other.indicator_id] = max(fits)
        top = [name for name, score in scores.items() if score == max(scores.values())]
        return top[0] if len(top) == 1 else None

    def numerator(self, indicator: Indicator, below: tuple[str, ...]) -> tuple[str, ...]:
        """The amount that a share is of, by its name."""
        dimensions = {
            unit(i.unit).dimension for i in self.indicators if i.indicator_id in below
        } or {"money", "dollars", "area", "persons", "visits"}
        others = [
            i
            for i in self.indicators
            if unit(i.unit).dimension in dimensions
            and i.kind in {"level", "flow", "count"}
            and i.indicator_id not in below
        ]
        found = self._best(indicator, others, frozenset())
        return () if found is None else (found,)

    def whole(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        """The total that an amount is a part of, where one and only one calls itself so."""
        if not parts:
            return ()
        part = next(i for i in self.indicators if i.indicator_id == parts[0])
        found = []
        for other in self.indicators:
            same = unit(other.unit).dimension == unit(part.unit).dimension
            if not same or other is part or other.kind != part.kind:
                continue
            pairs = zip(self.words[other.indicator_id], self.words[part.indicator_id], strict=True)
            if any(a & _TOTAL and not b & _TOTAL and (a - _TOTAL) & b for a, b in pairs):
                found.append(other.indicator_id)
        return (found[0],) if len(found) == 1 else ()

    def changed(self, indicator: Indicator) -> str | None:
        """What a rate of attainment is about, by its name."""
        others = [
            i
            for i in self.indicators
            if i.indicator_id != indicator.indicator_id and i.kind in {"level", "flow", "count"}
        ]
        return self._best(indicator, others, _MADE)
