"""A plan folder into its plain form."""

from __future__ import annotations

import os
from pathlib import Path

from tamnhin.plan.folder import folder_bytes
from tamnhin.plan.plan import open_plan
from tamnhin.plan.settings import settings_text
from tamnhin.plan.textfile import write_atomically
from tamnhin.plan.undo import keep


def tidy_folder(path: str | os.PathLike[str], dry_run: bool = False) -> list[str]:
    """Write every table in the plain form: order of rows, encoding, numbers, descriptor.

    The files as they were are kept for :func:`tamnhin.plan.undo.undo`.

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
    if changed and not dry_run:
        keep(root, changed)
        for name in changed:
            write_atomically(root / name, files[name])
    return changed
