"""The way back: files as they were before a command last changed the plan folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tamnhin.errors import Conflict, NotFound
from tamnhin.messages import N_
from tamnhin.plan.folder import WORK
from tamnhin.plan.textfile import write_atomically

KEPT: Final = f"{WORK}/before"
WRITTEN: Final = "written.json"
"""The files that the command wrote, each with the checksum of what it wrote."""


def keep(root: Path, files: Mapping[str, bytes]) -> None:
    """Keep the files that are about to be written, in place of what was kept before.

    Args:
        root: the plan folder.
        files: what is about to be written, by path inside the folder; only files whose
            content changes.

    Raises:
        Conflict: the place to keep them is a link.
    """
    kept = root / KEPT
    if kept.is_symlink() or (root / WORK).is_symlink():
        raise Conflict(N_("{path} is a link; nothing was changed."), path=str(kept))
    shutil.rmtree(kept, ignore_errors=True)
    for name in files:
        if (root / name).is_file():
            write_atomically(kept / "files" / name, (root / name).read_bytes())
    written = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    write_atomically(kept / WRITTEN, json.dumps(written).encode())


def undo(path: str | os.PathLike[str]) -> list[str]:
    """Put back the files that the last command changed, and remove those that it made.

    Returns:
        Names of the files.

    Raises:
        NotFound: there is nothing to put back.
        Conflict: a file was changed since; nothing was put back, so that no edit is lost.
    """
    root = Path(path)
    kept = root / KEPT
    if kept.is_symlink() or not (kept / WRITTEN).is_file():
        raise NotFound(N_("There is nothing to put back in {path}."), path=str(root))
    written: dict[str, str] = json.loads((kept / WRITTEN).read_text())
    here = root.resolve()
    inside = {n: d for n, d in written.items() if (root / n).resolve().is_relative_to(here)}
    changed = [name for name, digest in inside.items() if _digest(root / name) != digest]
    if changed:
        raise Conflict(
            N_("Changed since, nothing was put back: {names}. The files from before: {kept}"),
            names=", ".join(changed),
            kept=str(kept / "files"),
        )
    for name in inside:
        before = kept / "files" / name
        if before.is_file() and not before.is_symlink():
            write_atomically(root / name, before.read_bytes())
        else:
            (root / name).unlink(missing_ok=True)
    shutil.rmtree(kept)
    return list(inside)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
