"""The one exception tree. Catch ``TamNhinError`` for anything that went wrong here.

::

    TamNhinError
    +-- InputError            your file or your question: mend it and try again
    |   +-- PlanError         a plan folder; carries the report of all its problems
    |   +-- DataError         figures: a series that cannot be answered honestly
    |   +-- GeoError          a map layer
    |   +-- ModelError        a model file: what it says cannot be run, and where it says it
    |   +-- ReadError         a document: why it is not read, and what to do instead
    +-- SimulationError       a run was asked for that the model does not allow
    +-- NotFound              no such plan, target, indicator, territory or page
    +-- Conflict              something is there already, and nothing was overwritten
    +-- ConfigurationError    the way the program was called or set up

Findings about input are not exceptions but :class:`tamnhin.problems.Problem`; a command
collects all of them before one ``PlanError`` carries the report.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import ClassVar, Final, Protocol

from tamnhin.messages import LANGS, N_, Lang, Words, catalogue

_REFUSALS: Final[Mapping[int, str]] = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EACCES: N_("this user has no permission for it"),
    errno.EPERM: N_("this user has no permission for it"),
    errno.EISDIR: N_("it is a folder, not a file"),
    errno.ENOTDIR: N_("a part of the path is a file, not a folder"),
    errno.EEXIST: N_("something of this name is there already"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ELOOP: N_("a link leads back to itself"),
    errno.EBUSY: N_("another program is using it"),
}


def why_refused(error: BaseException) -> str:
    """Why the system refused a file: a message id to be translated, or what the system says."""
    found = _REFUSALS.get(getattr(error, "errno", None) or 0)
    return str(getattr(error, "strerror", None) or error) if found is None else Words(found)


class ReportText(Protocol):
    """What an error needs of a report: its text in a language."""

    def text(self, lang: Lang) -> str:
        """All findings, one after another."""
        ...


class TamNhinError(Exception):
    """Base of all errors of this package.

    Args:
        message: a message id of the catalogue (an English sentence with ``{name}`` places).
        **params: what fills the places; kept on ``params`` for programs.

    ``str(error)`` is the sentence in Vietnamese, then in English, then the stable code.
    """

    code: ClassVar[str] = "TN-000"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def text(self, lang: Lang) -> str:
        """The whole message in one language."""
        return catalogue(lang).text(self.message, **self.params)

    def __str__(self) -> str:
        texts = dict.fromkeys(self.text(lang) for lang in LANGS)
        return "\n".join(texts) + f" [{self.code}]"


class InputError(TamNhinError):
    """Something the user gave cannot be used as it stands."""

    code = "TN-INPUT"
    http_status = 400


class PlanError(InputError):
    """A plan folder has errors; ``report`` holds every one of them."""

    code = "TN-PLAN"
    exit_code = 1

    def __init__(self, message: str, report: ReportText | None = None, **params: object) -> None:
        super().__init__(message, **params)
        self.report = report

    def text(self, lang: Lang) -> str:
        """The message, then every problem of the report."""
        head = super().text(lang)
        return head if self.report is None else f"{head}\n{self.report.text(lang)}"


class DataError(InputError):
    """A series cannot be answered without inventing something; the message says why."""

    code = "TN-DATA"


class GeoError(InputError):
    """A map layer cannot be used."""

    code = "TN-GEO"


class ModelError(InputError):
    """A model file cannot be run as it stands; says the variable, the construct, the line."""

    code = "TN-MODEL"


class ReadError(InputError):
    """A document is not read; ``report`` says what was found, what was expected, what to do."""

    code = "TN-READ"

    def __init__(self, message: str, report: ReportText | None = None, **params: object) -> None:
        super().__init__(message, **params)
        self.report = report

    def text(self, lang: Lang) -> str:
        """The message, then every problem of the report."""
        head = super().text(lang)
        return head if self.report is None else f"{head}\n{self.report.text(lang)}"


class SimulationError(TamNhinError):
    """A run was asked for that the model does not allow."""

    code = "TN-SIMULATION"
    http_status = 400


class NotFound(TamNhinError):  # noqa: N818 - reads as the answer it is
    """There is no such thing."""

    code = "TN-NOT-FOUND"
    http_status = 404


class Conflict(TamNhinError):  # noqa: N818
    """Something else is in the place; nothing was overwritten."""

    code = "TN-CONFLICT"
    http_status = 409


class ConfigurationError(TamNhinError):
    """The program was called or set up in a way that cannot work."""

    code = "TN-CONFIG"
