"""Readers of targets by language: Vietnamese is built in, others plug in.

A package offers a reader as an entry point of the group ``tamnhin.readers``, named by the code
of its language; a program may also register one. Both give an object of the form
:class:`TargetReader`.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Final, Protocol, cast, runtime_checkable

from tamnhin.errors import InputError
from tamnhin.messages import N_
from tamnhin.read.document import Document
from tamnhin.read.readings import FigureReading, TargetReading
from tamnhin.read.targets import read_targets

GROUP: Final = "tamnhin.readers"
"""The group of entry points that readers of other languages are offered in."""


@runtime_checkable
class TargetReader(Protocol):
    """Reads the targets of documents in one language."""

    def __call__(
        self, document: Document, /
    ) -> tuple[tuple[TargetReading, ...], tuple[FigureReading, ...]]:
        """The targets of a document, and the figures in it that are no targets."""
        ...


_registered: dict[str, TargetReader] = {"vi": read_targets}


def register(language: str, reader: TargetReader) -> None:
    """Offers a reader for a language, in place of any that was there.

    Args:
        language: code of the language, such as ``en``.
        reader: what reads it.
    """
    _registered[language] = reader


def target_reader(language: str = "vi") -> TargetReader:
    """The reader of a language.

    Raises:
        InputError: nobody offers one.
    """
    if language in _registered:
        return _registered[language]
    for entry in entry_points(group=GROUP, name=language):
        return cast("TargetReader", entry.load())
    raise InputError(
        N_("There is no reader for documents in the language “{language}”."), language=language
    )
