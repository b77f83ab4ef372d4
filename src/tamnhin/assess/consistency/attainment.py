"""Rates of attainment: how much of a planned change was made, recomputed and believed in bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamnhin.assess.consistency.bases import mixed
from tamnhin.assess.consistency.facts import Facts, Given
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.names import Names
from tamnhin.assess.consistency.ratios import COMPUTED
from tamnhin.assess.consistency.results import Finding
from tamnhin.assess.consistency.roles import Roles
from tamnhin.assess.types import Note
from tamnhin.data.types import Indicator
from tamnhin.messages import N_

OVERSHOOT: Final = 140.0
"""Per cent of a planned change beyond which a rate of attainment is no longer believed."""
NEGATIVE: Final = N_(
    "A rate of attainment below zero is impossible as a share: the area moved away from the plan."
)
TOO_LARGE: Final = N_(
    "More than {limit} % of the planned change: the plan, the base or the figure is not what the "
    "rate says."
)
OVERSHOT: Final = N_("More was done than the plan allows; it agrees only if that is meant.")


def check_attainment(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Every rate of attainment."""
    names = Names(facts.plan.indicators)
    for name in roles.of("attainment"):
        yield from _attainments(facts, roles, names, facts.indicators[name])


def _attainments(
    facts: Facts, roles: Roles, names: Names, indicator: Indicator
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
        if base is not None and now is not None and plans and not mixed(base, now, plans[0]):
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
