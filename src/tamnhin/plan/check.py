"""Checks of a plan's rows against each other: one function a question, each yields problems.

Cells on their own are checked where they are read; here are references, units, dates, trees and
shares. The same checks serve a folder and a plan made in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tamnhin.messages import N_
from tamnhin.plan.cells import closest
from tamnhin.plan.layer import read_layer
from tamnhin.plan.schema import BY_NAME, TABLES, PlanTables
from tamnhin.plan.types import Basis, Target
from tamnhin.problems import Problem, problem
from tamnhin.records import Record, columns
from tamnhin.territory import Territory
from tamnhin.units import unit, units

SPANS: Final[frozenset[Basis]] = frozenset({"average_growth", "cumulative", "change"})
"""Bases whose period is a span of years; the others are due at one time."""

ROUNDING: Final = Decimal("0.001")
"""How far shares may exceed 1, because each was rounded where it was printed."""


@dataclass(frozen=True)
class Rows:
    """The tables, with the spreadsheet row of every record and the keys of faulty rows."""

    tables: PlanTables
    numbers: Mapping[str, Sequence[int]]
    keys: Mapping[str, frozenset[str]]

    def of(self, record: type[Record]) -> Iterator[tuple[int, Any]]:
        """Every record of a table with its row; a plan made in Python counts as it is saved."""
        rows = self.tables.rows(record.table)
        numbers = self.numbers.get(record.table) or range(2, len(rows) + 2)
        return zip(numbers, rows, strict=True)

    def number(self, record: type[Record], index: int) -> int:
        """The spreadsheet row of the record at an index."""
        numbers = self.numbers.get(record.table)
        return numbers[index] if numbers else index + 2


def check_rows(
    tables: PlanTables,
    numbers: Mapping[str, Sequence[int]] | None = None,
    keys: Mapping[str, frozenset[str]] | None = None,
    folder: Path | None = None,
) -> Iterator[Problem]:
    """Run every check.

    Args:
        tables: the plan.
        numbers: spreadsheet rows by table, from the folder's reading.
        keys: first keys by table, faulty rows included, so that one bad row does not make all
            that refer to it look wrong as well.
        folder: where the files of the map layers are.
    """
    rows = Rows(tables, numbers or {}, keys or {})
    for check in CHECKS:
        yield from check(rows)
    if folder is not None:
        for layer in tables.layers:
            yield from read_layer(folder, layer)[1]


def check_references(rows: Rows) -> Iterator[Problem]:
    """Every identifier that points into a table is there."""
    for record in TABLES:
        for column in columns(record):
            if column.ref is None:
                continue
            target = BY_NAME[column.ref]
            known = {row.identity[0] for row in rows.tables.rows(column.ref)}
            known |= rows.keys.get(column.ref, frozenset())
            for number, names in _cells_of(rows, record, column.name):
                for name in names if isinstance(names, tuple) else (names,):
                    if name and name not in known:
                        hint = closest(name, known)
                        params = {"table": target.path.split("/")[-1], "hint": hint}
                        yield problem("reference", record.path, number, column.name, name, **params)
    yield from _check_settings_references(rows)


def _cells_of(rows: Rows, record: type[Record], name: str) -> Iterator[tuple[int, Any]]:
    """The cells of a column with their rows; of many equal ones in a long table, the first."""
    table = rows.tables.rows(record.table)
    if hasattr(table, "column"):
        cells = table.column(name)
        first: dict[Any, int] = {}
        for i, cell in enumerate(cells):
            first.setdefault(cell, i)
        return ((rows.number(record, i), cell) for cell, i in first.items())
    return ((number, getattr(row, name)) for number, row in rows.of(record))


def _check_settings_references(rows: Rows) -> Iterator[Problem]:
    settings = rows.tables.settings
    asked = [("territory_id", "territories", settings.territory_id)]
    asked += [("decision_ids", "sources", name) for name in settings.decision_ids]
    if settings.summary_source_id:
        asked.append(("summary_source_id", "sources", settings.summary_source_id))
    for column, table, name in asked:
        known = set(rows.tables.ids(table)) | rows.keys.get(table, frozenset())
        if name not in known:
            params = {"table": f"{table}.csv", "hint": closest(name, known)}
            yield problem("reference", "plan.yaml", None, column, name, **params)
    if settings.last_year < settings.first_year:
        params = {"start": str(settings.first_year)}
        found = str(settings.last_year)
        yield problem("dates-reversed", "plan.yaml", None, "last_year", found, **params)


def check_trees(rows: Rows) -> Iterator[Problem]:
    """No commitment and no territory is its own ancestor."""
    for table in ("commitments", "territories"):
        record = BY_NAME[table]
        parents = {row.identity[0]: row.parent_id for row in rows.tables.rows(table)}
        for number, row in rows.of(record):
            path = [row.identity[0]]
            while (parent := parents.get(path[-1])) and parent not in path:
                path.append(parent)
            if parents.get(path[-1]) == path[0]:
                shown = " > ".join([*path, path[0]])
                yield problem("cycle", record.path, number, "parent_id", row.parent_id, path=shown)


def check_units(rows: Rows) -> Iterator[Problem]:
    """Targets and observations are in a unit that converts to their indicator's."""
    indicators = rows.tables.ids("indicators")
    for table in ("targets", "observations"):
        record = BY_NAME[table]
        seen: set[tuple[str, str]] = set()
        for number, indicator_id, symbol in _indicator_units(rows, record):
            indicator = indicators.get(indicator_id)
            if indicator is None or (table == "observations" and (indicator_id, symbol) in seen):
                continue
            seen.add((indicator_id, symbol))
            if unit(symbol).dimension != unit(indicator.unit).dimension:
                yield problem(
                    "unit-mismatch",
                    record.path,
                    number,
                    "unit",
                    symbol,
                    dimension=N_(unit(symbol).dimension),
                    indicator=indicator_id,
                    unit=indicator.unit,
                )


def _indicator_units(rows: Rows, record: type[Record]) -> Iterator[tuple[int, str, str]]:
    table = rows.tables.rows(record.table)
    if hasattr(table, "column"):
        pairs = zip(table.column("indicator_id"), table.column("unit"), strict=True)
        for i, (indicator_id, symbol) in enumerate(pairs):
            yield rows.number(record, i), indicator_id, symbol
    else:
        for number, row in rows.of(record):
            yield number, row.indicator_id, row.unit


def check_weights(rows: Rows) -> Iterator[Problem]:
    """Weighted indicators name their weight, the others none."""
    for number, row in rows.of(BY_NAME["indicators"]):
        weighted = row.aggregation == "weighted"
        if weighted != (row.weight_indicator_id is not None):
            code = "weight-missing" if weighted else "weight-unused"
            yield problem(code, row.path, number, "weight_indicator_id", row.weight_indicator_id)


def check_targets(rows: Rows) -> Iterator[Problem]:
    """A target has a value or a reason for none, a sensible range, and a period of its kind."""
    for number, row in rows.of(BY_NAME["targets"]):
        yield from _check_value(row, number)
        span = row.period.kind == "span"
        if (row.basis in SPANS) != span and row.basis != "relative":
            needed = N_("a span of years such as 2021/2030") if not span else N_("one year or date")
            params = {"basis": row.basis, "needed": needed}
            yield problem("period-kind", row.path, number, "period", row.period.code, **params)
        if row.in_force_from and row.in_force_to and row.in_force_to < row.in_force_from:
            params = {"start": row.in_force_from.isoformat()}
            found = row.in_force_to.isoformat()
            yield problem("dates-reversed", row.path, number, "in_force_to", found, **params)


def _check_value(row: Target, number: int) -> Iterator[Problem]:
    if row.value is None and row.gap_reason is None:
        yield problem("value-missing", row.path, number, "value", reason_column="gap_reason")
    if row.value is not None and row.gap_reason is not None:
        yield problem("value-unexplained", row.path, number, "gap_reason", row.gap_reason)
    if row.operator == "between":
        if row.upper is None:
            if row.value is not None:
                yield problem("upper-needed", row.path, number, "upper")
        elif row.value is not None and row.upper < row.value:
            params = {"value": str(row.value)}
            yield problem("bounds-reversed", row.path, number, "upper", str(row.upper), **params)
    elif row.upper is not None:
        yield problem("upper-unused", row.path, number, "upper", str(row.upper))


def check_commitments(rows: Rows) -> Iterator[Problem]:
    """A commitment has an indicator or says why it has none."""
    measured = {t.commitment_id for t in rows.tables.targets}
    for number, row in rows.of(BY_NAME["commitments"]):
        if not row.indicator_ids and row.gap_reason is None and row.commitment_id not in measured:
            params = {"reason_column": "gap_reason"}
            yield problem("unmeasured-unexplained", row.path, number, "indicator_ids", **params)
        if row.start_year and row.due_year and row.due_year < row.start_year:
            params = {"start": str(row.start_year)}
            yield problem("dates-reversed", row.path, number, "due_year", str(row.due_year), **params)


def check_observations(rows: Rows) -> Iterator[Problem]:
    """Figures have a value unless they are missing, and stand within sense."""
    table = rows.tables.observations
    record = BY_NAME["observations"]
    indicators = rows.tables.ids("indicators")
    ratios = {name for name, row in indicators.items() if row.kind == "ratio" and row.unit == "%"}
    territories = rows.tables.ids("territories")
    cells = zip(
        *(
            table.column(name)
            for name in ("value", "status", "indicator_id", "unit", "territory_id", "period", "published")
        ),
        strict=True,
    )
    outside: set[tuple[str, str]] = set()
    for i, (value, status, indicator_id, symbol, territory_id, period, published) in enumerate(cells):
        if (value is None) != (status == "missing"):
            code = "value-missing" if value is None else "value-unexplained"
            yield problem(code, record.path, rows.number(record, i), "value", reason_column="status")
        elif value is not None and indicator_id in ratios and symbol == "%" and not 0 <= value <= 100:
            yield problem("percent-range", record.path, rows.number(record, i), "value", str(value))
        if published is not None and published.last_day < period.start:
            params = {"start": period.start.isoformat()}
            number = rows.number(record, i)
            yield problem("published-before", record.path, number, "published", published.code, **params)
        territory = territories.get(territory_id)
        pair = (territory_id, period.code)
        if territory is not None and pair not in outside and _lies_outside(territory, period):
            outside.add(pair)
            params = {"unit": territory.title_vi, "validity": _validity(territory)}
            number = rows.number(record, i)
            yield problem("outside-validity", record.path, number, "period", period.code, **params)


def _lies_outside(territory: Territory, period: Any) -> bool:
    begins, ends = territory.valid_from, territory.valid_to
    return (begins is not None and period.end < begins) or (ends is not None and period.start > ends)


def _validity(territory: Territory) -> str:
    begins = "…" if territory.valid_from is None else territory.valid_from.isoformat()
    ends = "…" if territory.valid_to is None else territory.valid_to.isoformat()
    return f"{begins} – {ends}"


def check_territories(rows: Rows) -> Iterator[Problem]:
    """Units begin before they end."""
    for record in (BY_NAME["territories"], BY_NAME["layers"]):
        for number, row in rows.of(record):
            if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
                params = {"start": row.valid_from.isoformat()}
                found = row.valid_to.isoformat()
                yield problem("dates-reversed", record.path, number, "valid_to", found, **params)


def check_shares(rows: Rows) -> Iterator[Problem]:
    """Shares lie between 0 and 1, add up to at most 1, and join units of the right time."""
    record = BY_NAME["territory_shares"]
    events = rows.tables.ids("territory_events")
    territories = rows.tables.ids("territories")
    totals: dict[tuple[str, str, str], Decimal] = {}
    for number, row in rows.of(record):
        if row.share is not None and not 0 <= row.share <= 1:
            yield problem("share-range", record.path, number, "share", str(row.share))
            continue
        key = (row.event_id, row.predecessor_id, row.measure)
        before = totals.get(key, Decimal(0))
        totals[key] = before + (row.share or 0)
        if before <= 1 + ROUNDING < totals[key]:
            params = {"unit": row.predecessor_id, "total": totals[key]}
            yield problem("shares-sum", record.path, number, "share", str(row.share), **params)
        event = events.get(row.event_id)
        if event is None:
            continue
        eve = event.effective_on - timedelta(days=1)
        for name, day in (("predecessor_id", eve), ("successor_id", event.effective_on)):
            unit_ = territories.get(getattr(row, name))
            if unit_ is not None and not unit_.exists_on(day):
                params = {"unit": unit_.title_vi, "date": day}
                yield problem(
                    "succession-date", record.path, number, name, unit_.territory_id, **params
                )


def check_citations(rows: Rows) -> Iterator[Problem]:
    """Character positions come in pairs, the end after the start."""
    for number, row in rows.of(BY_NAME["citations"]):
        if (row.start is None) != (row.end is None):
            name = "start" if row.start is None else "end"
            yield problem("offsets-half", row.path, number, name)
        elif row.start is not None and row.end is not None and not 0 <= row.start < row.end:
            params = {"start": str(row.start)}
            yield problem("offsets", row.path, number, "end", str(row.end), **params)


def check_places(rows: Rows) -> Iterator[Problem]:
    """Coordinates lie on the globe, areas have a unit of area."""
    for number, row in rows.of(BY_NAME["places"]):
        for name, bound in (("latitude", 90), ("longitude", 180)):
            degrees = getattr(row, name)
            if degrees is not None and abs(degrees) > bound:
                yield problem("coordinates", row.path, number, name, str(degrees))
        if row.area is not None:
            symbol = row.area_unit or ""
            if symbol not in units() or unit(symbol).dimension != "area":
                yield problem("area-unit", row.path, number, "area_unit", symbol or None)


CHECKS: Final[tuple[Callable[[Rows], Iterator[Problem]], ...]] = (
    check_references,
    check_trees,
    check_units,
    check_weights,
    check_targets,
    check_commitments,
    check_observations,
    check_territories,
    check_shares,
    check_citations,
    check_places,
)
