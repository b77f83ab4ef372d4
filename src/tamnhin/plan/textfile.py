"""Text files of a plan folder, read and written with care: they come from strangers.

Nothing outside the folder is followed, nothing is read whole before its size is known, and a
file is replaced in one step or not at all.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import tempfile
import unicodedata
from decimal import ROUND_UP, Decimal
from itertools import groupby
from pathlib import Path
from typing import Final

from tamnhin.errors import why_refused
from tamnhin.messages import N_
from tamnhin.problems import Problem, problem

MAX_BYTES: Final = 64_000_000
"""Size of the largest file that is read. Seven hundred thousand observations have this size."""

MAX_MARKS: Final = 30
"""Combining marks on one letter, the limit of Unicode's stream-safe text format. Putting
thousands of marks in order takes hours, so longer runs are refused before they are composed."""

_VIETNAMESE_LETTERS: Final = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ]")
_FAR_LETTERS: Final = re.compile(f"[\u0300-\U0010ffff]{{{MAX_MARKS + 1},}}")
# A pipe put in the place of a file must not keep the reader waiting for its other end.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _megabytes(size: int) -> Decimal:
    tenths = (Decimal(size) / 10**6).quantize(Decimal("0.1"), ROUND_UP)
    return tenths if tenths < 1 else tenths.quantize(Decimal(1), ROUND_UP)


def _too_large(name: str, size: int, limit: int) -> Problem:
    return problem("file-too-large", name, size=_megabytes(size), limit=_megabytes(limit))


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
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return problem("file-missing", name)
    except (OSError, RuntimeError, ValueError) as error:
        return problem("file-unreadable", name, reason=why_refused(error))
    if not stat.S_ISREG(status.st_mode):
        return problem("file-not-regular", name)
    if status.st_size > limit:
        return _too_large(name, status.st_size, limit)
    return path


def _read_bytes(root: Path, name: str, limit: int) -> bytes | Problem:
    """The bytes of a file, judged again once it is open: it may have been exchanged."""
    path = locate(root, name, limit)
    if isinstance(path, Problem):
        return path
    try:
        with open(os.open(path, _FLAGS), "rb") as stream:  # noqa: PTH123 - a descriptor
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return problem("file-not-regular", name)
            data = stream.read(limit + 1)
    except OSError as error:
        return problem("file-unreadable", name, reason=why_refused(error))
    return data if len(data) <= limit else _too_large(name, len(data), limit)


def _not_utf8(data: bytes, error: UnicodeDecodeError, name: str) -> Problem:
    row = data.count(b"\n", 0, error.start) + 1
    try:
        # A letter and its tone mark are two characters of CP1258. UTF-16 shows by its NULs.
        guess = "" if b"\0" in data else data.decode("cp1258")
    except UnicodeDecodeError:
        guess = ""
    if _VIETNAMESE_LETTERS.search(guess):
        return problem("encoding-cp1258", name, row)
    return problem("encoding", name, row, byte=str(error.start))


def _overmarked(text: str) -> int | None:
    """Where a letter carries more marks than can be put in order in a short time."""
    for match in _FAR_LETTERS.finditer(text):
        at = match.start()
        for marks, run in groupby(match.group(), key=lambda c: unicodedata.combining(c) > 0):
            length = sum(1 for _ in run)
            if marks and length > MAX_MARKS:
                return at
            at += length
    return None


def _composed(text: str, name: str, problems: list[Problem]) -> str | None:
    if text.isascii():
        return text
    at = _overmarked(text)
    if at is not None:
        problems.append(problem("control-character", name, text.count("\n", 0, at) + 1))
        return None
    if not unicodedata.is_normalized("NFC", text):
        for row, line in enumerate(text.split("\n"), 1):
            if not unicodedata.is_normalized("NFC", line):
                problems.append(problem("not-nfc", name, row, found=line))
                break
        text = unicodedata.normalize("NFC", text)
    return text


def fingerprint(data: bytes) -> str:
    """What tells the content of a file from any other."""
    return hashlib.sha256(data).hexdigest()


def read_text(
    root: Path, name: str, limit: int = MAX_BYTES, seen: dict[str, str] | None = None
) -> tuple[str | None, list[Problem]]:
    """The text of a file in the composed form, with plain line ends.

    Args:
        root: the plan folder.
        name: path inside it, with slashes.
        limit: largest size in bytes.
        seen: takes the fingerprint of the bytes as they were read, by the name.

    Returns:
        The text, or ``None`` where it cannot be read; and what there is to say about it.
    """
    data = _read_bytes(root, name, limit)
    if isinstance(data, Problem):
        return None, [data]
    if seen is not None:
        seen[name] = fingerprint(data)
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
    return _composed(text, name, problems), problems


def _staged(path: Path, data: bytes) -> Path:
    """The bytes in a new file beside the path, flushed to the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    staged = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        here = path.is_file() and not path.is_symlink()
        staged.chmod(path.stat().st_mode & 0o777 if here else 0o666 & ~_umask())
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    return staged


def holds(path: Path, data: bytes) -> bool:
    """True where the path is an ordinary file with exactly these bytes."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size != len(data):
        return False
    return path.read_bytes() == data


def write_atomically(path: Path, data: bytes) -> bool:
    """Put the bytes in the file in one step; the old file stays whole until then.

    Returns:
        False where the file already held exactly these bytes and was left alone.
    """
    return bool(write_together({path: data}))


def _refuse_folder(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        raise IsADirectoryError(errno.EISDIR, N_("it is a folder"), str(path))


def write_together(files: dict[Path, bytes]) -> list[Path]:
    """Put bytes in several files: all are written aside first, then each is put in place.

    A full disk or a missing permission shows while the old files are still whole. A link in the
    place of a file is replaced, not followed.

    Returns:
        The files that changed; those that held exactly their bytes were left alone.

    Raises:
        OSError: nothing was changed.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            _refuse_folder(path)
            if not holds(path, data):
                staged[path] = _staged(path, data)
        for path, temporary in staged.items():
            temporary.replace(path)
    except BaseException:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
        raise
    return list(staged)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
