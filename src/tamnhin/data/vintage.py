"""Which of several figures for one period to use, and why. The others are kept and shown.

Statistics are revised, and news rounds them. The rule, in order:

1. a figure given exactly before one given in words (over, nearly, about);
2. the newest vintage; a figure without a date of publication counts as the oldest;
3. final before preliminary before unstated before estimate;
4. the statistics office before official documents before other pages.

What was not yet published on the day asked for is left out. A figure whose date of publication
is not known counts as known from the end of its period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tamnhin.data.types import Observation, vintage_order
from tamnhin.messages import N_
from tamnhin.periods import Period
from tamnhin.provenance import Source

_STATUS_ORDER: Final = {
    "final": 5,
    "preliminary": 4,
    "unstated": 3,
    "estimate": 2,
    "spliced": 1,
    "missing": 0,
}
_SOURCE_ORDER: Final = {"statistics": 3, "dataset": 3, "decision": 2, "resolution": 2, "report": 2}

ONLY: Final = N_("the only figure for the period")
EXACT: Final = N_("given exactly, the others in words")
NEWEST: Final = N_("the newest vintage")
FIRMEST: Final = N_("same vintage: the firmer status or the more official source")


@dataclass(frozen=True, slots=True)
class Choice:
    """The figure that is used for a period.

    Attributes:
        used: the figure.
        others: the other figures of the period, best first.
        reason: a message id that says why.
    """

    used: Observation
    others: tuple[Observation, ...]
    reason: str


def known_on(observation: Observation, day: dt.date | None) -> bool:
    """True where the figure was certainly published by that day (always, without a day)."""
    if day is None:
        return True
    if observation.published is None:
        return observation.period.end <= day
    return observation.published.last_day <= day


def choose(observations: Iterable[Observation], sources: Mapping[str, Source]) -> Choice | None:
    """The figure to use among those of one indicator, territory and period.

    Args:
        observations: the figures; those without a value are left out.
        sources: the sources by identifier.
    """
    given = [o for o in observations if o.value is not None]
    if len(given) == 1:
        return Choice(given[0], (), ONLY)

    def rank(o: Observation) -> tuple[bool, dt.date, int, int, str]:
        source = sources.get(o.source_id)
        official = _SOURCE_ORDER.get(source.kind, 1) if source else 0
        newest = vintage_order(o.published)
        return o.qualifier == "exact", newest, _STATUS_ORDER[o.status], official, o.source_id

    ranked = sorted(given, key=rank, reverse=True)
    if not ranked:
        return None
    used, others = ranked[0], tuple(ranked[1:])
    exact = used.qualifier == "exact"
    rivals = [o for o in others if (o.qualifier == "exact") == exact]
    newest = vintage_order(used.published)
    if not rivals:
        reason = EXACT
    elif all(vintage_order(o.published) < newest for o in rivals):
        reason = NEWEST
    else:
        reason = FIRMEST
    return Choice(used, others, reason)


def choices(
    observations: Iterable[Observation],
    sources: Mapping[str, Source],
    as_of: dt.date | None = None,
) -> dict[Period, Choice]:
    """For every period the figure to use, in order of time."""
    groups: dict[Period, list[Observation]] = {}
    for observation in observations:
        if known_on(observation, as_of):
            groups.setdefault(observation.period, []).append(observation)
    chosen = {period: choose(group, sources) for period, group in sorted(groups.items())}
    return {period: choice for period, choice in chosen.items() if choice is not None}
