"""Text files of a plan folder, read and written with care: they come from strangers.

Nothing outside the folder is followed, nothing is read whole before its size is known, and a
file is replaced in one step or not at all.
"""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Final

from tamnhin.problems import Problem, problem

MAX_BYTES: Final = 256 * 1024 * 1024
"""Size of the largest file that is read. Three million observations have about this size."""

_VIETNAMESE_LETTERS: Final = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ]")


def locate(root: Path, name: str, limit: int = MAX_BYTES) -> Path | Problem:
    """The file of the folder, or what keeps it from being read.

    Args:
        root: the plan folder.
        name: path inside it, with slashes.
        limit: largest size in bytes.
    """
    path = root / name
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return problem("file-outside", name)
        if not path.exists():
            return problem("file-missing", name)
        if not path.is_file():
            return problem("file-not-regular", name)
        size = path.stat().st_size
    except (OSError, RuntimeError, ValueError) as error:
        return problem("file-unreadable", name, reason=str(getattr(error, "strerror", error)))
    if size > limit:
        millions = 1024 * 1024
        return problem("file-too-large", name, size=size // millions, limit=limit // millions)
    return path


def _not_utf8(data: bytes, error: UnicodeDecodeError, name: str) -> Problem:
    row = data.count(b"\n", 0, error.start) + 1
    try:
        guess = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        guess = ""
    if _VIETNAMESE_LETTERS.search(guess):
        return problem("encoding-cp1258", name, row)
    return problem("encoding", name, row, byte=str(error.start))


def read_text(root: Path, name: str) -> tuple[str | None, list[Problem]]:
    """The text of a file in the composed form, with plain line ends.

    Returns:
        The text, or ``None`` where it cannot be read; and what there is to say about it.
    """
    path = locate(root, name)
    if isinstance(path, Problem):
        return None, [path]
    try:
        data = path.read_bytes()
    except OSError as error:
        return None, [problem("file-unreadable", name, reason=str(error.strerror))]
    problems = []
    if data.startswith(b"\xef\xbb\xbf"):
        problems.append(problem("bom", name, 1))
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [*problems, _not_utf8(data, error, name)]
    if "\r" in text:
        problems.append(problem("line-ends", name))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not unicodedata.is_normalized("NFC", text):
        lines = text.split("\n")
        first = next(i for i, line in enumerate(lines, 1) if not unicodedata.is_normalized("NFC", line))
        problems.append(problem("not-nfc", name, first, found=lines[first - 1]))
        text = unicodedata.normalize("NFC", text)
    return text, problems


def write_atomically(path: Path, data: bytes) -> bool:
    """Put the bytes in the file in one step; the old file stays whole until then.

    Returns:
        False where the file already held exactly these bytes and was left alone.
    """
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
