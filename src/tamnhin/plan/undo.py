"""The way back: files as they were before a command last changed the plan folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tamnhin.errors import Conflict, NotFound
from tamnhin.messages import N_
from tamnhin.plan.folder import WORK
from tamnhin.plan.textfile import write_atomically

KEPT: Final = f"{WORK}/before"
CREATED: Final = "created.json"
"""Lists the files that the command made; going back removes them."""


def keep(root: Path, names: Iterable[str]) -> None:
    """Keep the files as they are now, in place of what was kept before.

    Args:
        root: the plan folder.
        names: files that are about to be changed or made, as paths inside the folder.

    Raises:
        Conflict: the place to keep them is a link.
    """
    kept = root / KEPT
    if kept.is_symlink() or (root / WORK).is_symlink():
        raise Conflict(N_("{path} is a link; nothing was changed."), path=str(kept))
    shutil.rmtree(kept, ignore_errors=True)
    created = []
    for name in names:
        if (root / name).is_file():
            write_atomically(kept / "files" / name, (root / name).read_bytes())
        else:
            created.append(name)
    write_atomically(kept / CREATED, json.dumps(created).encode())


def undo(path: str | os.PathLike[str]) -> list[str]:
    """Put back the files that the last command changed, and remove those that it made.

    Returns:
        Names of the files.

    Raises:
        NotFound: there is nothing to put back.
    """
    root = Path(path)
    kept = root / KEPT
    if kept.is_symlink() or not (kept / CREATED).is_file():
        raise NotFound(N_("There is nothing to put back in {path}."), path=str(root))
    files = sorted(p for p in (kept / "files").rglob("*") if p.is_file() and not p.is_symlink())
    names = [p.relative_to(kept / "files").as_posix() for p in files]
    for name, file in zip(names, files, strict=True):
        write_atomically(root / name, file.read_bytes())
    created: list[str] = json.loads((kept / CREATED).read_text())
    for name in created:
        target = root / name
        if target.resolve().is_relative_to(root.resolve()):
            target.unlink(missing_ok=True)
    shutil.rmtree(kept)
    return names + created
