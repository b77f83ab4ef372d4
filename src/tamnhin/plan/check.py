"""Checks of a plan's rows against each other: one function a question, each yields problems.

Cells on their own are checked where they are read; here are references, units, dates, trees and
shares. The same checks serve a folder and a plan made in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tamnhin.data.observations import Observations
from tamnhin.data.types import Indicator, Observation
from tamnhin.plan.cells import MAX_CHOICES, closest
from tamnhin.plan.check_jumps import check_jumps
from tamnhin.plan.check_roles import check_roles
from tamnhin.plan.check_targets import check_targets, check_terms, in_own_unit
from tamnhin.plan.findings import limited
from tamnhin.plan.layer import read_layer
from tamnhin.plan.rows import Rows
from tamnhin.plan.schema import BY_NAME, TABLES, PlanTables
from tamnhin.plan.table import TableReading
from tamnhin.problems import Problem, problem
from tamnhin.records import Record, columns
from tamnhin.territory import Share, ShareMeasure, Territory
from tamnhin.units import convertible, unit, units

MAX_HINTS: Final = 50
"""Dangling references of one column that get a “did you mean”; finding it takes time."""

MAX_PATH: Final = 8
"""Rows of a circle that a message names."""

ROUNDING: Final = Decimal("0.001")
"""How far shares may exceed 1, because each was rounded where it was printed."""


MEASURED: Final[frozenset[ShareMeasure]] = frozenset({"area", "population", "grdp"})
"""Measures whose shares of one unit are numbers that add up to 1."""


def check_rows(
    tables: PlanTables, readings: Mapping[str, TableReading], folder: Path | None = None
) -> Iterator[Problem]:
    """Run every check.

    Args:
        tables: the plan.
        readings: the tables as they were read, by name.
        folder: where the files of the map layers are.
    """
    rows = Rows(tables, readings)
    for check in CHECKS:
        yield from limited(check(rows))
    if folder is not None:
        for number, layer in rows.of(BY_NAME["layers"]):
            yield from read_layer(folder, layer, number)[1]


def check_references(rows: Rows) -> Iterator[Problem]:
    """Every identifier that points into a table is there."""
    for record in TABLES:
        for column in columns(record):
            if column.ref is None:
                continue
            known = rows.known(column.ref)
            if known is None:
                continue
            table = BY_NAME[column.ref].path.split("/")[-1]
            near = sorted(known) if len(known) <= MAX_CHOICES else []
            dangling = _dangling(rows, record, column.name, known)
            for count, (number, name) in enumerate(dangling):
                hint = closest(name, near) if count < MAX_HINTS else ""
                params: dict[str, Any] = {"table": table, "hint": hint}
                yield problem("reference", record.path, number, column.name, name, **params)
    yield from _check_settings(rows)


def _dangling(
    rows: Rows, record: type[Record], name: str, known: frozenset[str]
) -> Iterator[tuple[int, str]]:
    """The identifiers of a column that are not known, with their rows; faulty rows included."""
    reading = rows.readings[record.table]
    cells = reading.cells[name]
    missing = {cell for cell in set(cells) if _unknown(cell, known)}
    for number, cell in (
        *((n, c) for n, c in zip(reading.rows, cells, strict=True) if missing and c in missing),
        *reading.loose.get(name, ()),
    ):
        for one in _unknown(cell, known):
            yield number, one


def _unknown(cell: Any, known: frozenset[str]) -> tuple[str, ...]:
    """The identifiers of a cell, which holds one, several or none, that are not known."""
    names = cell if isinstance(cell, tuple) else (cell,)
    return tuple(name for name in names if name and name not in known)


def _check_settings(rows: Rows) -> Iterator[Problem]:
    settings = rows.tables.settings
    asked = [("territory_id", "territories", settings.territory_id)]
    asked += [("decision_ids", "sources", name) for name in settings.decision_ids]
    if settings.summary_source_id:
        asked.append(("summary_source_id", "sources", settings.summary_source_id))
    for column, table, name in asked:
        known = rows.known(table)
        if known is not None and name not in known:
            params = {"table": f"{table}.csv", "hint": closest(name, sorted(known))}
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
        circles = _circles(parents)
        for number, row in rows.of(record):
            circle = circles.get(row.identity[0])
            if circle is not None:
                shown = " > ".join((*_walked(*circle), row.identity[0]))
                yield problem("cycle", record.path, number, "parent_id", row.parent_id, path=shown)


def _walked(circle: tuple[str, ...], at: int) -> tuple[str, ...]:
    """The circle from a place on, its middle left out where it is long."""
    if len(circle) > MAX_PATH:
        return (*(circle[(at + i) % len(circle)] for i in range(MAX_PATH)), "…")
    return circle[at:] + circle[:at]


def _circles(parents: Mapping[str, str | None]) -> dict[str, tuple[tuple[str, ...], int]]:
    """For every row that is its own ancestor, the circle and its place in it."""
    found: dict[str, tuple[tuple[str, ...], int]] = {}
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        name: str | None = start
        while name is not None and name not in done and name not in path:
            path[name] = None
            name = parents.get(name)
        if name is not None and name in path:
            walked = tuple(path)
            circle = walked[walked.index(name) :]
            found.update((member, (circle, at)) for at, member in enumerate(circle))
        done.update(path)
    return found


def check_units(rows: Rows) -> Iterator[Problem]:
    """Targets, observations and bindings are in a unit that converts to their indicator's."""
    for table in ("targets", "observations", "bindings"):
        record = BY_NAME[table]
        for number, indicator, symbol in _mismatches(rows, record):
            yield problem(
                "unit-mismatch",
                record.path,
                number,
                "unit",
                symbol,
                dimension=unit(symbol).dimension,
                indicator=indicator.indicator_id,
                unit=indicator.unit,
            )


def _mismatches(rows: Rows, record: type[Record]) -> Iterator[tuple[int, Indicator, str]]:
    """Rows whose unit does not measure what their indicator is."""
    indicators = rows.tables.ids("indicators")

    def wrong(indicator_id: str, symbol: str) -> bool:
        known = indicators.get(indicator_id)
        return known is not None and not convertible(symbol, known.unit)

    table = rows.tables.rows(record.table)
    if not isinstance(table, Observations):
        for number, row in rows.of(record):
            if in_own_unit(row) and wrong(row.indicator_id, row.unit):
                yield number, indicators[row.indicator_id], row.unit
        return
    columns_ = table.column("indicator_id"), table.column("unit")
    bad = {pair for pair in dict.fromkeys(zip(*columns_, strict=True)) if wrong(*pair)}
    for i, pair in enumerate(zip(*columns_, strict=True) if bad else ()):
        if pair in bad:
            yield rows.number(record, i), indicators[pair[0]], pair[1]


def check_weights(rows: Rows) -> Iterator[Problem]:
    """Weighted indicators name their weight, the others none."""
    for number, row in rows.of(BY_NAME["indicators"]):
        weighted = row.aggregation == "weighted"
        if weighted != (row.weight_indicator_id is not None):
            code = "weight-missing" if weighted else "weight-unused"
            yield problem(code, row.path, number, "weight_indicator_id", row.weight_indicator_id)


def check_commitments(rows: Rows) -> Iterator[Problem]:
    """A commitment has an indicator or says why it has none."""
    measured = {t.commitment_id for t in rows.tables.targets}
    for number, row in rows.of(BY_NAME["commitments"]):
        if not row.indicator_ids and row.gap_reason is None and row.commitment_id not in measured:
            params = {"reason_column": "gap_reason"}
            yield problem("unmeasured-unexplained", row.path, number, "indicator_ids", **params)
        if row.start_year and row.due_year and row.due_year < row.start_year:
            params = {"start": str(row.start_year)}
            yield problem(
                "dates-reversed", row.path, number, "due_year", str(row.due_year), **params
            )


def check_observations(rows: Rows) -> Iterator[Problem]:
    """Figures have a value unless they are missing, and stand within sense."""
    yield from _check_values(rows)
    yield from _check_percentages(rows)
    yield from _check_published(rows)
    yield from _check_validity(rows)


def _check_values(rows: Rows) -> Iterator[Problem]:
    table = rows.tables.observations
    values, statuses = table.column("value"), table.column("status")
    if type(None) not in {*map(type, values)} and "missing" not in {*statuses}:
        return
    for i, (value, status) in enumerate(zip(values, statuses, strict=True)):
        if (value is None) != (status == "missing"):
            code = "value-missing" if value is None else "value-unexplained"
            yield problem(
                code, Observation.path, rows.number(Observation, i), "value", reason_column="status"
            )


def _check_percentages(rows: Rows) -> Iterator[Problem]:
    table = rows.tables.observations
    indicators = rows.tables.ids("indicators")
    ratios = {name for name, row in indicators.items() if row.kind == "ratio" and row.unit == "%"}
    names = table.column("indicator_id")
    if ratios.isdisjoint(names):
        return
    cells = zip(table.column("value"), table.column("unit"), names, strict=True)
    for i, (value, symbol, name) in enumerate(cells):
        if value is not None and symbol == "%" and name in ratios and not 0 <= value <= 100:
            number = rows.number(Observation, i)
            yield problem("percent-range", Observation.path, number, "value", str(value))


def _different(one: Sequence[Any], other: Sequence[Any]) -> Iterable[tuple[Any, Any]]:
    """The different pairs of cells in two columns.

    Equal cells of a column that was read are one object, and telling objects apart by identity
    is many times faster than by their content.
    """
    keys = zip(map(id, one), map(id, other), strict=True)
    return dict(zip(keys, zip(one, other, strict=True), strict=True)).values()


def _check_published(rows: Rows) -> Iterator[Problem]:
    table = rows.tables.observations
    published, periods = table.column("published"), table.column("period")
    early = {
        (day, period)
        for day, period in _different(published, periods)
        if day is not None and day.last_day < period.start
    }
    for i, (day, period) in enumerate(zip(published, periods, strict=True) if early else ()):
        if (day, period) in early:
            params = {"start": period.start.isoformat()}
            number = rows.number(Observation, i)
            place = (Observation.path, number, "published", day.code)
            yield problem("published-before", *place, **params)


def _check_validity(rows: Rows) -> Iterator[Problem]:
    table = rows.tables.observations
    territories = rows.tables.ids("territories")
    names, periods = table.column("territory_id"), table.column("period")
    outside = {
        (name, period)
        for name, period in _different(names, periods)
        if name in territories and _lies_outside(territories[name], period)
    }
    for i, (name, period) in enumerate(zip(names, periods, strict=True) if outside else ()):
        if (name, period) in outside:
            outside.discard((name, period))
            territory = territories[name]
            params = {"unit": territory, "validity": _validity(territory)}
            place = (Observation.path, rows.number(Observation, i), "period", period.code)
            yield problem("outside-validity", *place, **params)


def _lies_outside(territory: Territory, period: Any) -> bool:
    begins, ends = territory.valid_from, territory.valid_to
    return (begins is not None and period.end < begins) or (
        ends is not None and period.start > ends
    )


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


def check_levers(rows: Rows) -> Iterator[Problem]:
    """A lever's lowest setting is not above its highest, and the reference lies between."""
    for number, row in rows.of(BY_NAME["levers"]):
        pairs = (
            ("high", row.low, row.high),
            ("reference", row.low, row.reference),
            ("high", row.reference, row.high),
        )
        for name, lower, upper in pairs:
            if upper < lower:
                params = {"value": str(lower)}
                yield problem("bounds-reversed", row.path, number, name, str(upper), **params)


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
            unit_ = territories.get(row.predecessor_id, row.predecessor_id)
            params = {"unit": unit_, "total": totals[key]}
            yield problem("shares-sum", record.path, number, "share", str(row.share), **params)
        event = events.get(row.event_id)
        if event is None:
            continue
        eve = event.effective_on - timedelta(days=1)
        for name, day in (("predecessor_id", eve), ("successor_id", event.effective_on)):
            unit_ = territories.get(getattr(row, name))
            if unit_ is not None and not unit_.exists_on(day):
                params = {"unit": unit_, "date": day}
                yield problem(
                    "succession-date", record.path, number, name, unit_.territory_id, **params
                )


def check_successions(rows: Rows) -> Iterator[Problem]:
    """Measured shares of a unit add up to the whole of it, and a merger joins several units."""
    reading = rows.readings["territory_shares"]
    if reading.loose or not reading.complete:
        return  # What is missing may stand in a row that could not be read.
    territories = rows.tables.ids("territories")
    groups: dict[tuple[str, str, str], list[tuple[int, Decimal | None]]] = {}
    joined: dict[str, set[str]] = {}
    for number, row in rows.of(BY_NAME["territory_shares"]):
        joined.setdefault(row.event_id, set()).add(row.predecessor_id)
        if row.measure in MEASURED:
            key = (row.event_id, row.predecessor_id, row.measure)
            groups.setdefault(key, []).append((number, row.share))
    for (_, name, measure), listed in groups.items():
        shares = [share for _, share in listed if share is not None]
        total = sum(shares, Decimal(0))
        if len(shares) == len(listed) and total < 1 - ROUNDING * len(listed):
            params = {"unit": territories.get(name, name), "measure": measure, "total": total}
            number, share = listed[0]
            yield problem("shares-incomplete", Share.path, number, "share", str(share), **params)
    for number, row in rows.of(BY_NAME["territory_events"]):
        names = joined.get(row.event_id, set())
        if row.kind == "merge" and len(names) == 1:
            (name,) = names
            params = {"unit": territories.get(name, name)}
            yield problem("merge-single", row.path, number, "kind", row.kind, **params)


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
    check_terms,
    check_commitments,
    check_observations,
    check_jumps,
    check_territories,
    check_levers,
    check_shares,
    check_successions,
    check_citations,
    check_places,
    check_roles,
)
