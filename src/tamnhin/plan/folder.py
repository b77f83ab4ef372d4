"""A plan folder into tables and back: everything is checked, nothing is half-written."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tamnhin.data.observations import Observations
from tamnhin.data.types import Observation
from tamnhin.errors import Conflict
from tamnhin.messages import N_
from tamnhin.plan import descriptor, settings
from tamnhin.plan.schema import TABLES, PlanTables
from tamnhin.plan.table import TableReading, read_table, table_bytes
from tamnhin.plan.textfile import MAX_BYTES, locate, read_text, write_atomically
from tamnhin.problems import Problem, problem
from tamnhin.records import Record, columns

WORK: Final = ".tamnhin"
"""What can be rebuilt at any time; never part of the plan."""


@dataclass(frozen=True)
class FolderReading:
    """What was read of a folder.

    Attributes:
        tables: the content, without the rows that have faults; ``None`` without settings.
        settings_text: plan.yaml as it stands, with its comments.
        readings: the tables one by one, with row numbers.
        problems: everything there is to say about files, rows and cells.
    """

    tables: PlanTables | None
    settings_text: str
    readings: Mapping[str, TableReading]
    problems: list[Problem]


def _strangers(root: Path) -> list[Problem]:
    """CSV files in the folders of tables that no table is read from."""
    known = {record.path for record in TABLES}
    found = []
    for folder in sorted({path.split("/")[0] for path in known}):
        names = sorted(p.name for p in (root / folder).glob("*.csv")) if (root / folder).is_dir() else []
        listed = ", ".join(sorted(p.split("/")[1] for p in known if p.startswith(folder)))
        found += [
            problem("file-unknown", f"{folder}/{name}", names=listed)
            for name in names
            if f"{folder}/{name}" not in known
        ]
    return found


def read_folder(root: Path) -> FolderReading:
    """Read every table of a plan folder, collecting all problems."""
    if not root.is_dir():
        return FolderReading(None, "", {}, [problem("folder-missing", str(root))])
    loaded, text, problems = settings.read_settings(root)
    readings = {record.table: read_table(root, record) for record in TABLES}
    for reading in readings.values():
        problems.extend(reading.problems)
    problems.extend(_strangers(root))
    if loaded is None:
        return FolderReading(None, text, readings, problems)
    content: dict[str, Any] = {}
    for name, reading in readings.items():
        if reading.record is Observation:
            content[name] = Observations(reading.cells)
        else:
            content[name] = reading.records()
    tables = PlanTables(settings=loaded, **content)
    problems.extend(_check_descriptor(root, tables))
    return FolderReading(tables, text, readings, problems)


def _check_descriptor(root: Path, tables: PlanTables) -> list[Problem]:
    if isinstance(locate(root, descriptor.FILE, MAX_BYTES), Problem):
        return [problem("descriptor-stale", descriptor.FILE)]
    found, _ = read_text(root, descriptor.FILE)
    expected = descriptor.descriptor(tables.settings, written_tables(tables))
    return [] if found == expected else [problem("descriptor-stale", descriptor.FILE)]


def written_tables(tables: PlanTables) -> list[type[Record]]:
    """The tables that have a file: those every plan has, and any other with rows."""
    return [record for record in TABLES if not record.optional or len(tables.rows(record.table))]


def _cells(tables: PlanTables, record: type[Record]) -> dict[str, Any]:
    rows = tables.rows(record.table)
    if isinstance(rows, Observations):
        return {column.name: rows.column(column.name) for column in columns(record)}
    return {column.name: [getattr(row, column.name) for row in rows] for column in columns(record)}


def folder_bytes(tables: PlanTables, text: str) -> dict[str, bytes]:
    """The content of every file of a plan folder that is made from its tables.

    Args:
        tables: the plan.
        text: plan.yaml.
    """
    files = {settings.FILE: text.encode()}
    for record in written_tables(tables):
        files[record.path] = table_bytes(record, _cells(tables, record))
    listed = descriptor.descriptor(tables.settings, written_tables(tables))
    files[descriptor.FILE] = listed.encode()
    return files


def write_folder(
    tables: PlanTables, target: Path, text: str, origin: Path | None = None
) -> list[str]:
    """Write a plan folder; every file is replaced in one step, unchanged ones are left alone.

    Args:
        tables: the plan.
        target: the folder; made if it is not there.
        text: plan.yaml.
        origin: the folder that the plan was read from; what is not a table (documents, model,
            map layers, readme) is copied from there to a new folder.

    Returns:
        Names of the files that changed.

    Raises:
        Conflict: the target holds something that is not a plan folder.
    """
    if target.exists():
        strange = not target.is_dir() or (any(target.iterdir()) and not (target / settings.FILE).exists())
        if strange:
            raise Conflict(
                N_("{path} is there already and is not a plan folder; nothing was written."),
                path=str(target),
            )
    files = folder_bytes(tables, text)
    target.mkdir(parents=True, exist_ok=True)
    changed = [name for name, data in files.items() if write_atomically(target / name, data)]
    if origin is not None and origin.resolve() != target.resolve():
        changed += _copy_others(origin, target, set(files))
    return changed


def _copy_others(origin: Path, target: Path, made: set[str]) -> list[str]:
    tables = {record.path for record in TABLES}
    copied = []
    for path in sorted(origin.rglob("*")):
        name = path.relative_to(origin).as_posix()
        if name in made or name in tables or name.split("/")[0].startswith("."):
            continue
        if path.is_symlink() or not path.is_file():
            continue
        destination = target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        if not destination.exists() or destination.read_bytes() != path.read_bytes():
            shutil.copyfile(path, destination)
            copied.append(name)
    return copied
