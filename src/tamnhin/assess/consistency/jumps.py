"""Figures that jump as if another thing were counted from there on: :mod:`tamnhin.data.jumps`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from tamnhin.assess.consistency.facts import Facts, Given
from tamnhin.assess.consistency.judge import Case
from tamnhin.assess.consistency.results import Finding
from tamnhin.assess.types import Note
from tamnhin.data.jumps import Dated, scale_of
from tamnhin.data.types import Indicator
from tamnhin.messages import N_
from tamnhin.plan.check_jumps import undeclared

JUMPED: Final = N_(
    "From {first} to {last}: {size}. It agrees only if the two are of the same thing: declare a "
    "break, or say in no_breaks.csv that there is none."
)


def check_jumps(facts: Facts) -> Iterator[Finding]:
    """Every series of figures."""
    for indicator in facts.plan.indicators:
        if scale_of(indicator) is not None:
            for where in facts.territory_ids:
                yield from _of_series(facts, indicator, where)


def _of_series(facts: Facts, indicator: Indicator, where: str) -> Iterator[Finding]:
    years: dict[int, Given] = {}
    for given in facts.all(indicator.indicator_id, where, "level"):
        if given.origin == "observation" and given.period.is_year and given.unit == indicator.unit:
            years[given.period.year] = given
    figures = [
        Dated(years[year].period, Decimal(repr(years[year].figure.value))) for year in sorted(years)
    ]
    for jump in undeclared(facts.plan, indicator, figures, {where}):
        before, after = years[jump.before.period.year], years[jump.after.period.year]
        case = Case("jump", after.territory, after.period.code, (after, before))
        params = {"first": before.period.code, "last": after.period.code, "size": jump}
        yield case.finding("agrees_only_if", Note(JUMPED, params))
