"""Readers by language: Vietnamese is built in, others plug in.

A package offers a reader as an entry point of the group ``tamnhin.readers``, named by the code
of its language; a program may also register one. Both give an object of the form :class:`Reader`,
and its readings go the same way into a draft.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Final, Protocol, runtime_checkable

from tamnhin.errors import ConfigurationError, InputError
from tamnhin.messages import N_
from tamnhin.read.document import Document
from tamnhin.read.reader import read_by_rules
from tamnhin.read.readings import Readings

GROUP: Final = "tamnhin.readers"
"""The group of entry points that readers of other languages are offered in."""

VIETNAMESE: Final = "vi"


@runtime_checkable
class Reader(Protocol):
    """A way to read documents of one language: rules, another country's, or a model."""

    def __call__(
        self, document: Document, progress: Callable[[int, int], None] | None = None
    ) -> Readings:
        """What the document says; spans count characters of its text.

        ``progress`` is told how much is done, of how much.
        """
        ...


_registered: dict[str, Reader] = {VIETNAMESE: read_by_rules}


def register(language: str, reader: Reader) -> None:
    """Offers a reader for a language, in place of any that was there.

    Args:
        language: code of the language, such as ``en``.
        reader: what reads it.
    """
    _registered[language] = reader


def reader_for(language: str = VIETNAMESE) -> Reader:
    """The reader of a language.

    Raises:
        InputError: nobody offers one.
        ConfigurationError: what a package offers cannot be loaded or called.
    """
    if language in _registered:
        return _registered[language]
    for entry in entry_points(group=GROUP, name=language):
        try:
            offered = entry.load()
        except Exception as error:
            raise ConfigurationError(
                N_("The reader for “{language}” could not be loaded: {error}"),
                language=language,
                error=f"{type(error).__name__}: {error}",
            ) from error
        if callable(offered):
            reader: Reader = offered
            return reader
    known = sorted({*_registered, *(entry.name for entry in entry_points(group=GROUP))})
    raise InputError(
        N_("There is no reader for documents in the language “{language}”; there are: {known}."),
        language=language,
        known=", ".join(known),
    )
