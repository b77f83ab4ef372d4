"""One amount in two currencies: the rate of exchange that it implies, against what is possible."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

from tamnhin.assess.consistency.bases import mixed
from tamnhin.assess.consistency.facts import Facts, Given
from tamnhin.assess.consistency.figures import Figure
from tamnhin.assess.consistency.intervals import Interval
from tamnhin.assess.consistency.judge import SLIPPED, Case
from tamnhin.assess.consistency.results import Finding
from tamnhin.assess.consistency.roles import Roles
from tamnhin.assess.types import Note
from tamnhin.data.types import Indicator
from tamnhin.messages import N_
from tamnhin.units import unit
from tamnhin.vietnamese import fold

BAND: Final = Interval(15_000.0, 40_000.0)
"""VND a dollar that are believed of any plan from 2000 to 2050: wide on purpose."""
SPREAD: Final = 0.10
"""By how much two amounts of one document may imply different rates."""

RATE: Final = N_("VND for one US dollar, by “{indicator}”")
OUTSIDE: Final = N_(
    "The two amounts imply {rate} VND for one dollar; between {low} and {high} is believed."
)
INSIDE: Final = N_("The two amounts imply a rate of exchange that is believed.")

_CURRENCY: Final = re.compile(
    r"\b(vnd|usd|us|dollars?|do la|my|dong|ty|trieu|nghin|tinh|bang|quy|ra|in|by|million|billion|"
    r"trillion|theo|gia|hien|hanh)\b"
)


def check_currency(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every amount that is stated in VND and in US dollars."""
    both = {unit(i.unit).dimension.split(" per ")[0] for i in facts.plan.indicators}
    if not both >= {"money", "dollars"}:
        return
    bare = {i.indicator_id: _bare(i) for i in facts.plan.indicators}
    groups: dict[tuple[object, ...], dict[str, Given]] = {}
    for given in (*facts.targets, *facts.observations):
        dimension = unit(given.unit).dimension
        currency = dimension.split(" per ")[0]
        if currency not in {"money", "dollars"} or given.origin == "baseline":
            continue
        if given.figure.near.low <= 0:
            continue
        head = dimension.removeprefix(currency)
        what = roles.role.get(given.indicator.indicator_id) or bare[given.indicator.indicator_id]
        key = (what, head, given.territory.territory_id, given.period, given.shape)
        groups.setdefault(key, {}).setdefault(currency, given)
    pairs = [
        (g["money"], g["dollars"])
        for g in groups.values()
        if len(g) == 2 and not mixed(*g.values())
    ]
    first: dict[tuple[str, str], tuple[Given, Given, Figure]] = {}
    for dong, dollars in pairs:
        case = Case("currency", dong.territory, dong.period.code, (dong, dollars))
        rate = _rate(case, dong, dollars)
        yield _believed(case, rate)
        place = (dong.territory.territory_id, dong.period.code)
        if place in first:
            yield _alike(first[place], (dong, dollars))
        else:
            first[place] = (dong, dollars, rate)


def _bare(indicator: Indicator) -> str:
    """The English name without its currency, or the Vietnamese one where there is none."""
    title = indicator.title_en or indicator.title_vi
    return " ".join(_CURRENCY.sub(" ", fold(title)).split())


def _rate(case: Case, dong: Given, dollars: Given) -> Figure:
    by = float(unit(dong.unit).factor / unit(dollars.unit).factor)
    rate = dong.figure / dollars.figure * by
    return case.work.step(RATE, rate, indicator=dong.indicator)


def _believed(case: Case, rate: Figure) -> Finding:
    middle = Figure(math.sqrt(BAND.low * BAND.high), BAND, BAND, Figure.exact(BAND.low).form)
    if rate.near.meets(BAND):
        return case.finding("agrees", Note(INSIDE))
    power = round(math.log10(rate.value / middle.value))
    params = {"rate": round(rate.value), "low": BAND.low, "high": BAND.high}
    why = Note(OUTSIDE, {k: int(v) for k, v in params.items()})
    notes: tuple[Note, ...] = ()
    if power and rate.value / 10.0**power in BAND:
        notes = (Note(SLIPPED, {"times": 10 ** abs(power)}),)
    case.notes = (*case.notes, *notes)
    return case.finding("contradicts", why, left=rate, right=middle, slip=power or None)


def _alike(known: tuple[Given, Given, Figure], pair: tuple[Given, Given]) -> Finding:
    """Two pairs of one place and time imply one rate."""
    inputs = (*known[:2], *pair)
    case = Case("currency", pair[0].territory, pair[0].period.code, inputs)
    one = _rate(case, known[0], known[1])
    other = _rate(case, *pair)
    return case.compare(one, other, allowance=SPREAD * other.value)
