"""All identities over a plan: what agrees, what agrees only if, what contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tamnhin.assess.consistency.attainment import check_attainment
from tamnhin.assess.consistency.currency import check_currency
from tamnhin.assess.consistency.factors import check_factors
from tamnhin.assess.consistency.facts import ABOUT, Facts
from tamnhin.assess.consistency.jumps import check_jumps
from tamnhin.assess.consistency.merged import check_merged
from tamnhin.assess.consistency.nominal import check_nominal
from tamnhin.assess.consistency.parts import check_parts
from tamnhin.assess.consistency.places import check_places
from tamnhin.assess.consistency.prices import check_prices
from tamnhin.assess.consistency.rates import check_rates, check_windows
from tamnhin.assess.consistency.ratios import check_ratios
from tamnhin.assess.consistency.region import check_region
from tamnhin.assess.consistency.results import Finding, Verdict
from tamnhin.assess.consistency.roles import find_roles
from tamnhin.assess.consistency.sectors import check_sectors
from tamnhin.assess.consistency.slips import check_slips
from tamnhin.errors import InputError
from tamnhin.messages import N_
from tamnhin.periods import Day, to_day
from tamnhin.plan.plan import Plan

_ORDER: Final[tuple[Verdict, ...]] = (
    "contradicts",
    "agrees_only_if",
    "cannot_be_closed",
    "agrees",
)


def check_consistency(
    plan: Plan, about: float = ABOUT, as_of: Day | None = None
) -> tuple[Finding, ...]:
    """Whether the numbers of a plan agree with each other.

    Args:
        plan: the plan.
        about: share by which a number given in words (“about”, “nearly”, “over”) may be off.
        as_of: use only figures published by this day, and targets in force on it.

    Returns:
        The findings: contradictions first, those of the plan's own territory and those that
        targets take part in before the others.

    Raises:
        InputError: ``about`` is no share from 0 to 1.
    """
    if not 0 <= about < 1:
        raise InputError(
            N_("“{value}” is not a share from 0 to 1, such as 0.01 for one per cent."),
            value=str(about),
        )
    facts, own = Facts(plan, about, to_day(as_of)), plan.settings.territory_id

    def rank(finding: Finding) -> tuple[int, bool, bool]:
        elsewhere = finding.territory.territory_id != own
        return _ORDER.index(finding.verdict), not finding.target_ids, elsewhere

    return tuple(sorted(_all(facts), key=rank))


def _all(facts: Facts) -> Iterator[Finding]:
    roles = find_roles(facts.plan)
    yield from check_prices(facts, roles)
    yield from check_nominal(facts, roles)
    yield from check_factors(facts, roles)
    yield from check_sectors(facts, roles)
    yield from check_windows(facts)
    yield from check_ratios(facts, roles)
    yield from check_attainment(facts, roles)
    yield from check_rates(facts, roles)
    yield from check_parts(facts, roles)
    yield from check_region(facts, roles)
    yield from check_merged(facts)
    yield from check_places(facts, roles)
    yield from check_currency(facts, roles)
    yield from check_slips(facts, roles)
    yield from check_jumps(facts)
