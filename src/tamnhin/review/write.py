"""An update into its folder: every file at once, with the way back kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tamnhin.errors import Conflict, InputError, PlanError, why_refused
from tamnhin.messages import N_
from tamnhin.plan import undo
from tamnhin.plan.folder import folder_bytes, refuse_changed, refuse_inner_links
from tamnhin.plan.settings import settings_text
from tamnhin.plan.textfile import holds, write_together
from tamnhin.problems import printable
from tamnhin.review.update import Updated


def write_update(updated: Updated, root: Path) -> list[str]:
    """Write a later reading into the folder that it was compared with; ``undo`` puts it back.

    Returns:
        Names of the files that changed.

    Raises:
        PlanError: the rows do not make a plan; nothing was written.
        Conflict: others changed the folder meanwhile, or a link stands in the way; nothing was
            written.
        InputError: a file could not be written.
    """
    plan = updated.plan
    report = plan.check()
    if not report.ok:
        raise PlanError(N_("The plan has errors and was not saved."), report)
    tables = folder_bytes(plan, settings_text(plan.settings, plan.settings_source))
    refuse_changed(root, tables, plan.seen)
    files = {**tables, **updated.files}
    changing = {name: data for name, data in files.items() if not holds(root / name, data)}
    refuse_inner_links(root, changing)
    _refuse_outer(root, changing)
    try:
        undo.keep(root, changing)
        write_together({root / name: data for name, data in changing.items()})
    except OSError as error:
        raise InputError(
            N_("{path} could not be written: {reason}."),
            path=printable(str(error.filename or root)),
            reason=why_refused(error),
        ) from error
    return sorted(changing)


def _refuse_outer(root: Path, names: Iterable[str]) -> None:
    """No folder inside the plan may be a link that leads out of it."""
    here = root.resolve()
    for name in names:
        parent = (root / name).parent
        if not parent.resolve().is_relative_to(here):
            raise Conflict(
                N_("{path} is a link; nothing was written through it."), path=printable(str(parent))
            )
