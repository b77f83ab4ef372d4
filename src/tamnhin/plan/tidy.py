"""A plan folder into its plain form, with a way back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from tamnhin.errors import NotFound, PlanError
from tamnhin.messages import N_
from tamnhin.plan.folder import WORK, folder_bytes
from tamnhin.plan.plan import open_plan
from tamnhin.plan.settings import settings_text
from tamnhin.plan.textfile import write_atomically

KEPT: Final = f"{WORK}/before-tidy"


def tidy_folder(path: str | os.PathLike[str], dry_run: bool = False) -> list[str]:
    """Write every table in the plain form: order of rows, encoding, numbers, descriptor.

    The files as they were are kept in ``.tamnhin/before-tidy`` until the next tidy.

    Args:
        path: the plan folder.
        dry_run: only say what would change.

    Returns:
        Names of the files that change.

    Raises:
        PlanError: the folder has errors; nothing was changed.
    """
    root = Path(path)
    plan = open_plan(root)
    files = folder_bytes(plan, settings_text(plan.settings, plan.settings_source))
    changed = [
        name
        for name, data in files.items()
        if not (root / name).is_file() or (root / name).read_bytes() != data
    ]
    if dry_run or not changed:
        return changed
    kept = root / KEPT
    if kept.is_symlink() or (root / WORK).is_symlink():
        raise PlanError(N_("{path} is a link; nothing was changed."), path=str(kept))
    shutil.rmtree(kept, ignore_errors=True)
    for name in changed:
        if (root / name).is_file():
            write_atomically(kept / name, (root / name).read_bytes())
    for name in changed:
        write_atomically(root / name, files[name])
    return changed


def undo_tidy(path: str | os.PathLike[str]) -> list[str]:
    """Put back the files that the last tidy changed.

    Returns:
        Names of the files that were put back.

    Raises:
        NotFound: there is nothing to put back.
    """
    root = Path(path)
    kept = root / KEPT
    names = [p.relative_to(kept).as_posix() for p in sorted(kept.rglob("*")) if p.is_file()]
    if not names:
        raise NotFound(N_("There is nothing to put back in {path}."), path=str(root))
    for name in names:
        write_atomically(root / name, (kept / name).read_bytes())
    shutil.rmtree(kept)
    return names
