"""A plan folder into tables and back: everything is checked, nothing is half-written."""

from __future__ import annotations

import filecmp
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tamnhin.data.observations import Observations
from tamnhin.data.types import Observation
from tamnhin.errors import Conflict, InputError, why_refused
from tamnhin.messages import N_
from tamnhin.plan import descriptor, settings
from tamnhin.plan.schema import TABLES, PlanTables
from tamnhin.plan.table import TableReading, parse_table, read_table, table_bytes, table_text
from tamnhin.plan.textfile import fingerprint, read_text, write_together
from tamnhin.problems import Problem, printable, problem
from tamnhin.records import Record, columns

WORK: Final = ".tamnhin"
"""What can be rebuilt at any time; never part of the plan."""


MAX_STRANGERS: Final = 100
"""Files that are no tables of which a folder's check speaks."""


@dataclass(frozen=True)
class FolderReading:
    """What was read of a folder.

    Attributes:
        tables: the content, without the rows that have faults; ``None`` without settings.
        settings_text: plan.yaml as it stands, with its comments.
        readings: the tables one by one, with row numbers.
        problems: everything there is to say about files, rows and cells.
        seen: fingerprints of the files as they were read, an empty one where there is none.
    """

    tables: PlanTables | None
    settings_text: str
    readings: Mapping[str, TableReading]
    problems: list[Problem]
    seen: dict[str, str] = field(default_factory=dict)


def _strangers(root: Path) -> list[Problem]:
    """CSV files in the folders of tables that no table is read from."""
    known = {record.path for record in TABLES}
    found: list[Problem] = []
    for folder in sorted({path.split("/")[0] for path in known}):
        try:
            names = sorted(p.name for p in (root / folder).iterdir() if p.name.endswith(".csv"))
        except OSError:
            continue  # Without the folder its tables are missing, which is said elsewhere.
        listed = ", ".join(sorted(p.split("/")[1] for p in known if p.startswith(folder)))
        found += [
            problem("file-unknown", f"{folder}/{name}", names=listed)
            for name in names[:MAX_STRANGERS]
            if f"{folder}/{name}" not in known
        ]
    return found


def read_folder(root: Path) -> FolderReading:
    """Read every table of a plan folder, collecting all problems."""
    if not os.path.isdir(root):  # noqa: PTH112 - never raises
        return FolderReading(None, "", {}, [problem("folder-missing", str(root))])
    seen: dict[str, str] = {}
    loaded, text, problems = settings.read_settings(root, seen)
    readings = {record.table: read_table(root, record, seen) for record in TABLES}
    for reading in readings.values():
        problems.extend(reading.problems)
    problems.extend(_strangers(root))
    if loaded is None:
        return FolderReading(None, text, readings, problems, seen)
    tables = PlanTables(settings=loaded, **contents(readings))
    problems.extend(_check_descriptor(root, tables))
    return FolderReading(tables, text, readings, problems, seen)


def contents(readings: Mapping[str, TableReading]) -> dict[str, Any]:
    """What a plan holds of each table."""
    return {
        name: Observations(reading.cells) if reading.record is Observation else reading.records()
        for name, reading in readings.items()
    }


def _check_descriptor(root: Path, tables: PlanTables) -> list[Problem]:
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


def reread(tables: PlanTables) -> dict[str, TableReading]:
    """The tables as they would be read again after saving: what a file cannot hold shows here."""
    return {
        record.table: parse_table(record, table_text(record, _cells(tables, record)))
        for record in TABLES
    }


def write_folder(
    tables: PlanTables,
    target: Path,
    text: str,
    origin: Path | None = None,
    seen: dict[str, str] | None = None,
) -> list[str]:
    """Write a plan folder: all files are written aside first, then put in place.

    Unchanged files are left alone. An optional table without rows has no file.

    Args:
        tables: the plan.
        target: the folder; made if it is not there.
        text: plan.yaml.
        origin: the folder that the plan was read from; what is not a table (documents, model,
            map layers, readme) is copied from there to a new folder.
        seen: fingerprints of the files of the origin when they were last read or written;
            saving there is refused where others changed them since, and notes the new ones.

    Returns:
        Names of the files that changed.

    Raises:
        Conflict: the target holds something that is not a plan folder, a link leads out of it
            or to another of its files, or files were changed by others since they were read.
        InputError: a file could not be written; the message says why.
    """
    files = folder_bytes(tables, text)
    new = not os.path.lexists(target)
    try:
        _refuse_strange(target)
        others = {} if origin is None else _others(origin, target)
        _refuse_links(target, [*files, *others, *(record.path for record in TABLES)])
        home = seen if origin is not None and origin.resolve() == target.resolve() else None
        if home is not None and not new:
            refuse_changed(target, files, home)
        linked = _same_links(target, files)
        target.mkdir(parents=True, exist_ok=True)
        # The tables come last: a folder with a plan.yaml has all that the plan speaks of.
        changed = [name for name, path in others.items() if _copied(path, target / name)]
        own = {target / name: data for name, data in files.items() if name not in linked}
        written = write_together(own)
        changed += [path.relative_to(target).as_posix() for path in written]
        changed += _remove_empty(target, set(files))
        if home is not None:
            home.update({r.path: "" for r in TABLES}, **_fingerprints(files, home))
    except OSError as error:
        if new:
            shutil.rmtree(target, ignore_errors=True)
        raise InputError(
            N_("{path} could not be written: {reason}."),
            path=printable(str(error.filename or target)),
            reason=why_refused(error),
        ) from error
    return sorted(changed)


def _fingerprints(files: Mapping[str, bytes], seen: Mapping[str, str]) -> dict[str, str]:
    """The new fingerprints of the files that are followed."""
    return {name: fingerprint(data) for name, data in files.items() if name in seen}


def refuse_changed(root: Path, files: Mapping[str, bytes], seen: Mapping[str, str]) -> None:
    """Nothing that others changed since it was read is written over.

    Args:
        root: the plan folder.
        files: what is to be written; a file that holds just that already is in nobody's way.
        seen: fingerprints of the files as they were read, an empty one where there was none.

    Raises:
        Conflict: files changed; the message names them.
    """
    changed = []
    for name, was in seen.items():
        try:
            now = fingerprint((root / name).read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            now = ""
        if now != was and now != (fingerprint(files[name]) if name in files else ""):
            changed.append(name)
    if changed:
        raise Conflict(
            N_(
                "{names} changed in the folder after the plan was opened; nothing was written. "
                "Open the plan again and repeat your change, or save it to another folder."
            ),
            names=", ".join(changed),
        )


def refuse_inner_links(root: Path, names: Iterable[str]) -> None:
    """A link to another file inside the folder is not replaced: that file would stay as it was.

    Raises:
        Conflict: one of the files is such a link.
    """
    for name in names:
        path = root / name
        if path.is_symlink() and path.is_file() and path.resolve().is_relative_to(root.resolve()):
            raise Conflict(
                N_(
                    "{path} is a link to another file of the folder; nothing was written. Put "
                    "the file itself in the place of the link."
                ),
                path=printable(str(path)),
            )


def _same_links(root: Path, files: Mapping[str, bytes]) -> set[str]:
    """Links inside the folder whose files hold what is to be written: they are left alone."""
    links = {name for name in files if (root / name).is_symlink() and (root / name).is_file()}
    inner = {n for n in links if (root / n).resolve().is_relative_to(root.resolve())}
    same = {name for name in inner if (root / name).read_bytes() == files[name]}
    refuse_inner_links(root, inner - same)
    return same


def _refuse_strange(target: Path) -> None:
    """A folder that holds anything but a plan is not written to; hidden files do not count."""
    if not os.path.lexists(target):
        return
    if target.is_dir() and (
        (target / settings.FILE).is_file()
        or all(path.name.startswith(".") for path in target.iterdir())
    ):
        return
    raise Conflict(
        N_("{path} is there already and is not a plan folder; nothing was written."),
        path=printable(str(target)),
    )


def _refuse_links(target: Path, names: Iterable[str]) -> None:
    """No folder inside the target may be a link, or a write would land somewhere else."""
    parents = {parent for name in names for parent in Path(name).parents} - {Path()}
    for parent in sorted(parents):
        if (target / parent).is_symlink():
            raise Conflict(
                N_("{path} is a link; nothing was written through it."),
                path=printable(str(target / parent)),
            )


def _remove_empty(target: Path, made: set[str]) -> list[str]:
    """Files of optional tables that have no rows any more go away."""
    gone = [r.path for r in TABLES if r.path not in made and os.path.lexists(target / r.path)]
    for name in gone:
        (target / name).unlink()
    return gone


def _others(origin: Path, target: Path) -> dict[str, Path]:
    """Documents, model and map layers of a plan folder; links and hidden files stay behind."""
    if origin.resolve() == target.resolve():
        return {}
    made = {record.path for record in TABLES} | {settings.FILE, descriptor.FILE}
    found: dict[str, Path] = {}
    for folder, folders, names in os.walk(origin, followlinks=False):
        here = Path(folder)
        top = here == origin
        folders[:] = sorted(
            name
            for name in folders
            if not (top and name.startswith(".")) and (here / name).resolve() != target.resolve()
        )
        for name in sorted(names):
            path = here / name
            inside = path.relative_to(origin).as_posix()
            hidden = top and name.startswith(".")
            if inside not in made and not hidden and stat.S_ISREG(path.lstat().st_mode):
                found[inside] = path
    return found


def _copied(path: Path, destination: Path) -> bool:
    """Copy a file, in one step and not through a link; false where it was the same already."""
    here = destination.is_file() and not destination.is_symlink()
    if here and filecmp.cmp(path, destination, shallow=False):
        return False
    destination.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=destination.parent, prefix=".copy.")
    os.close(handle)
    try:
        shutil.copyfile(path, temporary)
        shutil.copymode(path, temporary)
        Path(temporary).replace(destination)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True
