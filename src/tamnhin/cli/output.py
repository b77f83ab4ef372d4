"""Where a command may write."""

from __future__ import annotations

from pathlib import Path

from tamnhin.errors import Conflict, InputError
from tamnhin.messages import N_


def check_new(path: Path, overwrite: bool) -> None:
    """A file may be written that is not there yet, or may be replaced, and is no plan's own.

    Raises:
        Conflict: it is there already, or belongs to a plan folder.
        InputError: its folder is not there.
    """
    inside = any((folder / "plan.yaml").exists() for folder in path.resolve().parents)
    if inside and path.exists():
        raise Conflict(N_("{path} belongs to a plan folder; nothing was written."), path=str(path))
    if path.is_dir():
        raise Conflict(N_("{path} is a folder; nothing was written."), path=str(path))
    if path.exists() and not overwrite:
        raise Conflict(
            N_("{path} is there already; nothing was written. Use --overwrite to replace it."),
            path=str(path),
        )
    if not path.absolute().parent.is_dir():
        raise InputError(N_("There is no folder {path}."), path=str(path.absolute().parent))
