"""Reads series to be backtested: a bank, one CSV file, or the series of a plan."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from tamnhin.assess.backtest.cases import History
from tamnhin.errors import DataError, InputError
from tamnhin.messages import N_
from tamnhin.plan.plan import Plan

LARGEST: Final = 50_000_000
"""Bytes of a file of series; annual figures need no more."""
NAMES: Final = ("sid", "series", "name", "id")


@dataclass(frozen=True)
class Bank:
    """Series with where they come from.

    Attributes:
        histories: the series.
        sources: repositories and licences, to go with every copy.
    """

    histories: tuple[History, ...]
    sources: tuple[str, ...] = ()


def read_bank(path: str | os.PathLike[str]) -> Bank:
    """A folder with series.csv and, where there is one, meta.csv; or a file like series.csv.

    series.csv has a column that names the series (sid, series, name or id), year and value; a
    file of one series needs no name. meta.csv has sid, indicator, repo and licence.

    Raises:
        InputError: no such file, a file that is too large, columns that are missing, or cells
            that are no numbers.
    """
    place = Path(path)
    file = place / "series.csv" if place.is_dir() else place
    figures: dict[str, dict[int, float]] = {}
    for line, row in _rows(file):
        name = next((row[key] for key in NAMES if row.get(key)), file.stem)
        try:
            year, value = int(row["year"]), float(row["value"])
        except (KeyError, TypeError, ValueError):
            raise InputError(
                N_("{path}, line {line}: a year and a number are needed in “year” and “value”."),
                path=str(file),
                line=line,
            ) from None
        if math.isfinite(value):
            figures.setdefault(name, {})[year] = value
    if not figures:
        raise InputError(
            N_("{path} holds no figures: a table with the columns “year” and “value” is needed."),
            path=str(file),
        )
    about = {}
    if place.is_dir() and (place / "meta.csv").is_file():
        about = {row.get("sid", ""): row for _, row in _rows(place / "meta.csv")}
    histories = []
    sources = set()
    for name, by_year in figures.items():
        row = about.get(name, {})
        indicator = f"{row.get('repo', '')} {row.get('indicator', '') or name}".strip()
        histories.append(history_of(name, indicator, by_year))
        if row.get("repo"):
            sources.add(f"{row['repo']} ({row.get('licence', '')})")
    return Bank(tuple(histories), tuple(sorted(sources)))


def history_of(name: str, indicator: str, by_year: dict[int, float]) -> History:
    """The last run of consecutive years of a series."""
    years = sorted(by_year)
    first = len(years) - 1
    while first > 0 and years[first - 1] == years[first] - 1:
        first -= 1
    values = np.array([by_year[year] for year in years[first:]], dtype=np.float64)
    return History(name, indicator, values, first_year=years[first])


def plan_bank(plan: Plan) -> Bank:
    """The annual series of a plan: every indicator and territory that a target speaks of."""
    found = []
    for indicator_id, territory_id in sorted(
        {(t.indicator_id, t.territory_id) for t in plan.targets}
    ):
        try:
            series = plan.series(indicator_id, territory_id).annual
        except DataError:
            continue
        if not series.points:
            continue
        by_year = {p.period.year: float(p.value) for p in series.points}
        history = history_of(f"{indicator_id} {territory_id}", indicator_id, by_year)
        kind = series.indicator.kind
        share = kind == "ratio" and series.indicator.unit == "%" and history.values.max() <= 100
        bounds = (None, 100.0 if share else None)
        found.append(
            History(history.name, indicator_id, history.values, kind, bounds, history.first_year)
        )
    return Bank(tuple(found))


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    if not file.is_file():
        raise InputError(N_("There is no file {path}."), path=str(file))
    if file.stat().st_size > LARGEST:
        raise InputError(N_("{path} is too large to be a file of annual series."), path=str(file))
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            for row in reader:
                yield reader.line_num, {k: v for k, v in row.items() if k is not None}
    except (UnicodeDecodeError, csv.Error):
        raise InputError(N_("{path} is not a CSV file in UTF-8."), path=str(file)) from None
