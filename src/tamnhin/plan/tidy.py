"""A plan folder into its plain form."""

from __future__ import annotations

import os
from pathlib import Path

from tamnhin.plan.folder import folder_bytes, refuse_changed, refuse_inner_links
from tamnhin.plan.plan import open_plan
from tamnhin.plan.settings import settings_text
from tamnhin.plan.textfile import write_atomically
from tamnhin.plan.undo import keep


def tidy_folder(path: str | os.PathLike[str], dry_run: bool = False) -> list[str]:
    """Write every table in the plain form: order of rows, encoding, numbers, descriptor.

    The files as they were are kept for :func:`tamnhin.plan.undo.undo`. A link to another file
    of the folder is refused where its content would change: neither is the link replaced, which
    would leave the other file as it was, nor is it written through.

    Args:
        path: the plan folder.
        dry_run: only say what would change.

    Returns:
        Names of the files that change.

    Raises:
        PlanError: the folder has errors; nothing was changed.
        Conflict: a file that would change is a link, or was changed meanwhile; nothing was changed.
    """
    plan = open_plan(path)
    root = Path(path)
    files = folder_bytes(plan, settings_text(plan.settings, plan.settings_source))
    changed = [
        name
        for name, data in files.items()
        if not (root / name).is_file() or (root / name).read_bytes() != data
    ]
    refuse_inner_links(root, changed)
    if changed and not dry_run:
        refuse_changed(root, files, plan.seen)
        keep(root, {name: files[name] for name in changed})
        for name in changed:
            write_atomically(root / name, files[name])
    return changed
