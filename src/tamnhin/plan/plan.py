"""A plan: what it promises, what was observed, and where all of it is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tamnhin.data.observations import Observations
from tamnhin.data.series import Series, read_series
from tamnhin.data.types import Indicator, Observation
from tamnhin.errors import InputError, NotFound, PlanError
from tamnhin.messages import N_
from tamnhin.periods import Day
from tamnhin.plan.check import check_rows
from tamnhin.plan.folder import contents, read_folder, reread, write_folder
from tamnhin.plan.rows import Rows
from tamnhin.plan.schema import TABLES, PlanTables, Settings
from tamnhin.plan.settings import settings_text
from tamnhin.plan.table import TableReading
from tamnhin.plan.texts import check_texts
from tamnhin.plan.types import Commitment, Target
from tamnhin.problems import Problem, Report, printable
from tamnhin.provenance import Citation, Source
from tamnhin.records import Record
from tamnhin.territory import Territory


@dataclass(frozen=True, repr=False)
class Plan(PlanTables):
    """A plan folder as immutable Python objects.

    Attributes:
        folder: where it was read from, if it was.
        settings_source: plan.yaml as it was written, with its comments.
        seen: fingerprints of the files when this plan, or one made from it, read or wrote them.
    """

    folder: Path | None = field(default=None, compare=False)
    settings_source: str = field(default="", compare=False, repr=False)
    seen: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Rows may come as any collection; they are kept as they are kept after reading.

        Raises:
            InputError: the settings or a row are something else.
        """
        if not isinstance(self.settings, Settings):
            raise InputError(
                N_("The settings of a plan are an object of {expected}, not of {found}."),
                expected=f"{Settings.__module__}.{Settings.__name__}",
                found=type(self.settings).__name__,
            )
        for record in TABLES:
            rows = _checked(record, self.rows(record.table))
            object.__setattr__(self, record.table, rows)

    def _one(self, table: str, name: str, message: str) -> Any:
        try:
            return self.ids(table)[name]
        except KeyError:
            raise NotFound(message, name=name) from None

    def target(self, target_id: str) -> Target:
        """The target of that identifier.

        Raises:
            NotFound: there is none.
        """
        found: Target = self._one(
            "targets", target_id, N_("There is no target “{name}” in this plan.")
        )
        return found

    def commitment(self, commitment_id: str) -> Commitment:
        """The commitment of that identifier.

        Raises:
            NotFound: there is none.
        """
        message = N_("There is no commitment “{name}” in this plan.")
        found: Commitment = self._one("commitments", commitment_id, message)
        return found

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator of that identifier.

        Raises:
            NotFound: there is none.
        """
        message = N_("There is no indicator “{name}” in this plan.")
        found: Indicator = self._one("indicators", indicator_id, message)
        return found

    def territory(self, territory_id: str) -> Territory:
        """The territory of that identifier.

        Raises:
            NotFound: there is none.
        """
        message = N_("There is no territory “{name}” in this plan.")
        found: Territory = self._one("territories", territory_id, message)
        return found

    def citation(self, citation_id: str) -> Citation:
        """The passage of that identifier.

        Raises:
            NotFound: there is none.
        """
        message = N_("There is no citation “{name}” in this plan.")
        found: Citation = self._one("citations", citation_id, message)
        return found

    def source(self, source_id: str) -> Source:
        """The source of that identifier.

        Raises:
            NotFound: there is none.
        """
        found: Source = self._one(
            "sources", source_id, N_("There is no source “{name}” in this plan.")
        )
        return found

    def series(self, indicator_id: str, territory_id: str, as_of: Day | None = None) -> Series:
        """The figures of an indicator for a territory, across changes of its borders.

        See :func:`tamnhin.data.series.read_series`.

        Args:
            indicator_id: what is measured.
            territory_id: where; it may have ended, or have come to be by a merger.
            as_of: answer with what was known on this day.

        Raises:
            NotFound: no such indicator or territory.
            DataError: no period can be answered; the message says why.
        """
        return read_series(self, indicator_id, territory_id, as_of)

    def check(self) -> Report:
        """All problems of the plan as it would be saved, rows counted as they would be then."""
        return self._check(self.folder)

    def _check(self, folder: Path | None) -> Report:
        readings = reread(self)
        tables = PlanTables(settings=self.settings, **contents(readings))
        return Report.of([*_table_problems(readings), *check_rows(tables, readings, folder)])

    def save(self, path: str | os.PathLike[str]) -> list[str]:
        """Write the plan as a folder; files that would not change are left alone.

        Returns:
            Names of the files that changed.

        Raises:
            Conflict: the place holds something that is not a plan folder, or it is the folder that
                the plan was opened from and others changed files there since; nothing was written.
            PlanError: the plan has errors; nothing was written.
            InputError: a file could not be written, for want of space or permission.
        """
        target = _path(path)
        report = self._check(self.folder or target)
        if not report.ok:
            raise PlanError(N_("The plan has errors and was not saved."), report)
        text = settings_text(self.settings, self.settings_source)
        return write_folder(self, target, text, self.folder, self.seen)


def _path(path: object) -> Path:
    if isinstance(path, (str, Path)):
        return Path(path)
    try:
        return Path(os.fsdecode(path))  # type: ignore[arg-type]
    except TypeError:
        message = N_("The path of a folder is text or a Path, not an object of {found}.")
        raise InputError(message, found=type(path).__name__) from None


def _checked(record: type[Record], rows: object) -> tuple[Any, ...] | Observations:
    """The rows of a table as a plan keeps them."""
    if record is Observation and isinstance(rows, Observations):
        return rows
    if not isinstance(rows, Iterable):
        message = N_("{table} of a plan are a collection of {expected}, not an object of {found}.")
        found = type(rows).__name__
        raise InputError(message, table=record.table, expected=record.__name__, found=found)
    listed = tuple(rows)
    for number, row in enumerate(listed, 1):
        if not isinstance(row, record):
            raise InputError(
                N_("Item {number} of {table} is an object of {found}, not of {expected}."),
                number=number,
                table=record.table,
                found=type(row).__name__,
                expected=record.__name__,
            )
    return Observations.of(listed) if record is Observation else listed


def _table_problems(readings: Mapping[str, TableReading]) -> Iterator[Problem]:
    for reading in readings.values():
        yield from reading.problems


def read_plan(path: str | os.PathLike[str]) -> tuple[Plan | None, Report]:
    """Read a plan folder and check it; its faults are reported, not raised.

    Returns:
        The plan without its faulty rows (``None`` where not even plan.yaml can be read), and
        the report of all problems.

    Raises:
        InputError: what was given is no path.
    """
    root = _path(path)
    reading = read_folder(root)
    if reading.tables is None:
        return None, Report.of(reading.problems)
    content = {f.name: getattr(reading.tables, f.name) for f in fields(PlanTables)}
    plan = Plan(**content, folder=root, settings_source=reading.settings_text, seen=reading.seen)
    problems = [*reading.problems, *check_rows(plan, reading.readings, root)]
    problems += check_texts(plan, Rows(plan, reading.readings), root)
    return plan, Report.of(problems)


def check_folder(path: str | os.PathLike[str]) -> Report:
    """All problems of a plan folder, errors and warnings."""
    return read_plan(path)[1]


def open_plan(path: str | os.PathLike[str]) -> Plan:
    """Open a plan folder.

    Warnings do not stop it; see :func:`check_folder` for them.

    Raises:
        PlanError: the folder has errors; ``report`` holds all of them.
        InputError: what was given is no path.
    """
    plan, report = read_plan(path)
    if plan is None or not report.ok:
        raise PlanError(N_("The plan folder {path} has errors."), report, path=printable(str(path)))
    return plan
