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


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator and the names by which documents call it, its title first."""

    indicator: Indicator
    names: tuple[str, ...]


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
    """The built-in catalogue with a plan's own indicators, which win where both have one."""
    known = {entry.indicator.indicator_id: entry for entry in built_in()}
    own = {}
    for row in indicators:
        there = known.get(row.indicator_id)
        names = [row.title_vi, *(there.names if there else ())]
        own[row.indicator_id] = Entry(row, tuple(dict.fromkeys(names)))
    return tuple({**known, **own}.values())
