"""The built-in catalogue of indicators: national and provincial ones, with their other names.

Titles and names are our own words. Codes of the national system are empty: no copy of the
official list could be compared.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tamnhin.data.types import Indicator
from tamnhin.read.indicators.keys import tokens
from tamnhin.units import units


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator and the names by which documents call it, its title first.

    ``own`` marks one of a plan: it is preferred to a built-in one that fits as well.
    """

    indicator: Indicator
    names: tuple[str, ...]
    own: bool = False


@cache
def built_in() -> tuple[Entry, ...]:
    """The catalogue that comes with the package, in its order."""
    path = files("tamnhin.read.indicators").joinpath("catalogue.csv")
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return tuple(_entry(row) for row in rows)


def _entry(row: dict[str, str]) -> Entry:
    names = [name for name in row.pop("names").split(";") if name]
    indicator = Indicator.model_validate(row)
    return Entry(indicator, (indicator.title_vi, *names))


def with_plan(indicators: Iterable[Indicator]) -> tuple[Entry, ...]:
    """The built-in catalogue with a plan's own indicators in front.

    A built-in indicator that is the same as one of the plan, by its identifier or by a name and the
    dimension of its unit, gives that one its names and goes: two that mean the same would each
    make the other look unsure.
    """
    left = {entry.indicator.indicator_id: entry for entry in built_in()}
    by_name = {
        (tokens(name), _dimension(entry.indicator)): key
        for key, entry in left.items()
        for name in entry.names
    }
    own = []
    for row in indicators:
        titles = [title for title in (row.title_vi, row.title_en) if title]
        same = [row.indicator_id, *(by_name.get((tokens(t), _dimension(row)), "") for t in titles)]
        twins = [left.pop(key) for key in same if key in left]
        names = [*titles, *(name for twin in twins for name in twin.names)]
        own.append(Entry(row, tuple(dict.fromkeys(names)), own=True))
    return (*own, *left.values())


def _dimension(indicator: Indicator) -> str:
    known = units().get(indicator.unit)
    return known.dimension if known else indicator.unit
