"""Finished chunks on disk, so that an interrupted ensemble goes on where it stopped.

One folder for each setup, named by its key; one file for each chunk, moved into place when
whole. Whatever cannot be read is run again.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from tamnhin.simulate.ensemble.chunk import Chunk


class Kept:
    """The finished chunks of one setup.

    Args:
        folder: where setups are kept.
        key: of the setup.
        chunk: draws of a chunk; other sizes are other files.
    """

    def __init__(self, folder: str | Path, key: str, chunk: int) -> None:
        self.folder = Path(folder) / f"{key[:16]}-{key.rpartition('-')[2]}-{chunk}"
        self.key = key

    def load(self, number: int) -> Chunk | None:
        """A chunk, or None if it is not there whole."""
        try:
            # Opened here: numpy leaves a torn file open.
            with (
                self._path(number).open("rb") as stream,
                np.load(stream, allow_pickle=False) as file,
            ):
                if str(file["key"]) != self.key:
                    return None
                return Chunk(**{name: file[name] for name in file.files if name != "key"})
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return None

    def save(self, number: int, chunk: Chunk) -> None:
        """Write a chunk: whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
            name = Path(file.name)
            try:
                np.savez(file, allow_pickle=False, key=np.array(self.key), **chunk.arrays())
                file.close()
                name.replace(self._path(number))
            finally:
                name.unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget all chunks of this setup."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, number: int) -> Path:
        return self.folder / f"chunk-{number:07d}.npz"
