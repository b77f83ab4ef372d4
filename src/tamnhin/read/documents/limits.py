"""How much of a document is read, and the one way to refuse it.

Documents come from strangers. Every reader counts what it takes in and stops at these bounds,
which are ten times what the largest real plans need (a decision with annexes: 200 pages, 700,000
characters, 3,000 table rows).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NoReturn

from tamnhin.errors import ConfigurationError, ReadError, why_refused
from tamnhin.messages import N_, Words
from tamnhin.problems import Report, printable, problem

MAX_BYTES: Final = 64_000_000
MAX_CHARACTERS: Final = 8_000_000
MAX_PIECES: Final = 200_000
MAX_PAGES: Final = 2_000
MAX_COLUMNS: Final = 200
MAX_PLACES: Final = 500_000

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def refuse(code: str, name: str, cause: BaseException | None = None, **params: Any) -> NoReturn:
    """Raise the error of a document that is not read, for the reason of a rule.

    Raises:
        ReadError: always.
    """
    report = Report.of([problem(code, name, **params)])
    raise ReadError(N_("{file} was not read."), report, file=printable(name)) from cause


def refuse_size(name: str, limit: int, what: str) -> NoReturn:
    """Refuse a document that has too many of something.

    Raises:
        ReadError: always.
    """
    refuse("document-too-large", name, what=Words(what), limit=limit)


def check_size(name: str, texts: Iterable[str]) -> None:
    """Refuse more characters or pieces than are read.

    Raises:
        ReadError: there are.
    """
    pieces = characters = 0
    for text in texts:
        pieces += 1
        characters += len(text)
    if characters > MAX_CHARACTERS:
        refuse_size(name, MAX_CHARACTERS, N_("characters"))
    if pieces > MAX_PIECES:
        refuse_size(name, MAX_PIECES, N_("paragraphs and cells"))


def read_bytes(path: Path) -> bytes:
    """The bytes of an ordinary file of bounded size.

    Raises:
        ReadError: it is missing, no ordinary file, too large or may not be read.
    """
    name = path.name
    try:
        with open(os.open(path, _FLAGS), "rb") as stream:  # noqa: PTH123 - a descriptor
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                refuse("document-missing", name, reason=N_("it is not an ordinary file"))
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        refuse("document-missing", name, error, reason=why_refused(error))
    if len(data) > MAX_BYTES:
        refuse_size(name, MAX_BYTES // 10**6, N_("megabytes"))
    return data


def need_extra(module: str) -> None:
    """Say which extra brings a library that is not installed.

    Raises:
        ConfigurationError: it is not installed.
    """
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise ConfigurationError(
            N_('This needs {module}: pip install "tamnhin[{extra}]".'), module=module, extra="read"
        )
