"""Findings about input, as data: what is wrong, where, what was expected, how to mend it.

A check returns problems and never raises; a command collects them all. The words live in
:mod:`tamnhin.rules` and are translated where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from tamnhin.errors import TamNhinError
from tamnhin.messages import N_, Lang, catalogue
from tamnhin.rules import RULES, Severity

_WORDS: Final = frozenset({"reason", "needed", "dimension", "mark"})
"""Parameters that are sentences or words of the catalogue; the others are names and values."""

MAX_SHOWN: Final = 120
"""Characters of a cell that a message quotes: enough to recognise it, short enough to read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``row`` counts as a spreadsheet does: the header line is row 1."""

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    found: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)

    @property
    def severity(self) -> Severity:
        """``error`` stops the plan from opening; ``warning`` and ``note`` do not."""
        return RULES[self.code].severity

    def _sentence(self, which: Literal["message", "expected", "mend"], lang: Lang) -> str:
        book = catalogue(lang)
        params = {key: _said(key, value, lang) for key, value in self.params.items()}
        params.setdefault("hint", "")
        if params["hint"]:
            params["hint"] = " " + book.text(N_("Did you mean “{hint}”?"), hint=params["hint"])
        return book.text(getattr(RULES[self.code], which), **params)

    def message(self, lang: Lang) -> str:
        """What is wrong."""
        return self._sentence("message", lang)

    def expected(self, lang: Lang) -> str:
        """What would have been right."""
        return self._sentence("expected", lang)

    def mend(self, lang: Lang) -> str:
        """What to do about it."""
        return self._sentence("mend", lang)

    def place(self, lang: Lang) -> str:
        """``tables/targets.csv, row 7, column value``, as far as it is known."""
        book = catalogue(lang)
        parts = [self.file]
        if self.row is not None:
            # A row number is an address, not a quantity: no mark for thousands.
            parts.append(book.text(N_("row {row}"), row=str(self.row)))
        if self.column is not None:
            parts.append(book.text(N_("column {column}"), column=self.column))
        return ", ".join(parts)

    def to_json(self, lang: Lang) -> dict[str, object]:
        """The finding for programs; the sentences are in ``lang``."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "found": self.found,
            "message": self.message(lang),
            "expected": self.expected(lang),
            "mend": self.mend(lang),
        }


@dataclass(frozen=True, slots=True)
class Told:
    """What an error says, to fill a place in another sentence in the language of that."""

    error: TamNhinError

    def title(self, lang: Lang) -> str:
        """The whole message in one language."""
        return self.error.text(lang)


def _said(key: str, value: object, lang: Lang) -> object:
    if isinstance(value, TamNhinError):
        return value.text(lang)
    return catalogue(lang).gettext(value) if key in _WORDS and isinstance(value, str) else value


def printable(text: str) -> str:
    """Text that any terminal can show: control characters and stray bytes are escaped."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def shorten(text: str) -> str:
    """A cell as a message quotes it: control characters escaped, long text cut."""
    visible = printable(text[: MAX_SHOWN + 1])
    return visible if len(visible) <= MAX_SHOWN else visible[:MAX_SHOWN] + "…"


def problem(
    code: str,
    file: str,
    row: int | None = None,
    column: str | None = None,
    found: str | None = None,
    **params: Any,
) -> Problem:
    """A finding of the kind ``code``; the quoted cell is shortened here, once."""
    quoted = None if found is None else shorten(found)
    name = None if column is None else shorten(column)
    safe = {key: printable(p) if isinstance(p, str) else p for key, p in params.items()}
    return Problem(code, printable(file), row, name, quoted, safe)


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one input, in the order of files and rows."""

    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Report:
        """A report of the problems, each once, sorted by place."""
        once = dict.fromkeys(problems)
        return cls(tuple(sorted(once, key=lambda p: (p.file, p.row or 0, p.column or "", p.code))))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def __len__(self) -> int:
        return len(self.problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops the plan from opening."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What a person should look at."""
        return tuple(p for p in self.problems if p.severity == "warning")

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What was found or left out, for information; never a reason to refuse."""
        return tuple(p for p in self.problems if p.severity == "note")

    @property
    def ok(self) -> bool:
        """True where nothing stops the plan from opening."""
        return not self.errors

    def text(self, lang: Lang) -> str:
        """Every finding as three lines: where and what, what was expected, what to do."""
        book = catalogue(lang)
        words = {
            "error": book.gettext(N_("ERROR")),
            "warning": book.gettext(N_("warning")),
            "note": book.gettext(N_("note")),
        }
        lines: list[str] = []
        for p in self.problems:
            lines.append(f"{words[p.severity]}  {p.place(lang)}  [{p.code}]")
            found = (
                "" if p.found is None else " " + book.text(N_("Found: “{found}”."), found=p.found)
            )
            lines.append(f"    {p.message(lang)}{found}")
            lines.append("    " + book.text(N_("Expected: {expected}."), expected=p.expected(lang)))
            lines.append("    " + book.text(N_("To mend: {mend}"), mend=p.mend(lang)))
        return "\n".join(lines)
