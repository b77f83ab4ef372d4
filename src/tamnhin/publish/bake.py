"""The portal as a folder of files: for a USB stick, an intranet share or any web server.

Files are written beside the old ones and put in their place one by one, each in one step; then
what the site no longer has is removed. A folder that was not made here is never touched.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tamnhin.assess.pace import assess
from tamnhin.assess.types import Assessment
from tamnhin.errors import Conflict
from tamnhin.messages import N_
from tamnhin.plan.plan import Plan
from tamnhin.publish.site import Site

MANIFEST: Final = "site.json"
"""Marks a folder as made here, and lists the files that may be replaced or removed."""
MADE_BY: Final = "tamnhin publish"

Progress = Callable[[int, int], None]


def publish(
    plan: Plan,
    target_dir: str | os.PathLike[str],
    as_of: dt.date | None = None,
    progress: Progress | None = None,
    assessments: Sequence[Assessment] | None = None,
) -> int:
    """Write the portal of a plan as a folder.

    Args:
        plan: the plan.
        target_dir: the folder; made if it is not there.
        as_of: use only figures published by this day.
        progress: called with the number of files written and the number of all files.
        assessments: where every target stands on that day; made here where they are not given.

    Returns:
        How many files the site has, its manifest not counted.

    Raises:
        Conflict: the folder holds something that was not made by this function.
    """
    target = Path(target_dir)
    before = _manifest(target)
    site = Site(plan, assess(plan, as_of) if assessments is None else assessments)
    paths = list(dict.fromkeys(site.paths()))
    target.mkdir(parents=True, exist_ok=True)
    # The manifest first, with old and new files: a run that breaks off can be repeated.
    _write_manifest(target, plan, sorted({*before, *paths}))
    made: set[str] = set()
    for number, path in enumerate(paths, 1):
        rendered = site.render(path)
        if rendered is None:
            msg = f"the site lists {path} and has no such file"
            raise AssertionError(msg)
        _write(f"{target}/{path}", rendered.body, made)
        if progress is not None:
            progress(number, len(paths))
    _remove(target, set(before) - set(paths))
    _write_manifest(target, plan, sorted(paths))
    return len(paths)


def _manifest(target: Path) -> list[str]:
    """The files of an earlier run in the folder; none for a new or empty folder."""
    if not target.exists():
        return []
    marker = target / MANIFEST
    if target.is_dir() and not any(target.iterdir()):
        return []
    try:
        held = json.loads(marker.read_text("utf-8"))
        files = held["files"] if held["made_by"] == MADE_BY else None
    except (OSError, ValueError, TypeError, KeyError):
        files = None
    if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
        raise Conflict(
            N_(
                "{path} holds files that tamnhin publish did not make; nothing was written. "
                "Choose a new folder or empty this one."
            ),
            path=str(target),
        )
    return files


def _write_manifest(target: Path, plan: Plan, paths: list[str]) -> None:
    held = {"made_by": MADE_BY, "plan": plan.settings.plan_id, "files": paths}
    text = json.dumps(held, ensure_ascii=False, indent=0) + "\n"
    _write(f"{target}/{MANIFEST}", text.encode(), set())


def _write(path: str, data: bytes, made: set[str]) -> None:
    """Put the bytes in the file in one step; a file that holds them already is left alone.

    Nothing is flushed to the disk one by one: a site can be written again at any time, and
    flushing 50 000 small files would take far longer than making them.
    """
    folder, name = path.rsplit("/", 1)
    if folder not in made:
        Path(folder).mkdir(parents=True, exist_ok=True)
        made.add(folder)
    try:
        with open(path, "rb") as old:  # noqa: PTH123 - Path is half of the time of 50 000 files
            if old.read() == data:
                return
        part = f"{folder}/.{name}.part"
    except FileNotFoundError:
        part = path  # A new file is seen by nobody yet, and the manifest names it already.
    with open(part, "wb") as stream:  # noqa: PTH123
        stream.write(data)
    if part != path:
        Path(part).replace(path)


def _remove(target: Path, names: set[str]) -> None:
    root = target.resolve()
    for name in sorted(names):
        path = (target / name).resolve()
        if path.is_relative_to(root) and path.is_file():
            path.unlink()
    folders = {parent for name in names for parent in (target / name).parents if parent != target}
    for folder in sorted(folders, key=lambda p: len(p.parts), reverse=True):
        if folder.resolve().is_relative_to(root) and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
