"""The notes of assessed targets for a terminal: in full for one, as numbered footnotes for many."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Final

from tamnhin.assess.types import Assessment
from tamnhin.messages import N_, Lang, catalogue
from tamnhin.publish.words import begun, bilingual

WIDTH: Final = 100
"""Columns of a line that goes to a file or a pipe."""
MOST_WIDTH: Final = 120
"""Columns of a line on a terminal, however wide it is: longer ones are hard to read."""
NARROWEST: Final = 40


def full_notes(a: Assessment, lang: Lang) -> list[str]:
    """A heading and every note of one target, the remark of its row in the table last."""
    found = [*_texts(a, lang), *filter(None, [bilingual(a.target.note, lang)])]
    if not found:
        return []
    return [_heading(lang), *(line for text in found for line in _item("-", text))]


class Footnotes:
    """The notes of many targets, each text once, numbered in the order of the targets."""

    def __init__(self, assessments: Sequence[Assessment], lang: Lang) -> None:
        self._lang = lang
        texts = [text for a in assessments for text in _texts(a, lang)]
        self._numbers = {text: i for i, text in enumerate(dict.fromkeys(texts), 1)}

    def mark(self, a: Assessment) -> str:
        """`` [1, 3]`` to stand behind a title, or nothing."""
        texts = dict.fromkeys(_texts(a, self._lang))
        numbers = sorted(self._numbers[text] for text in texts if text in self._numbers)
        return f" [{', '.join(map(str, numbers))}]" if numbers else ""

    def lines(self) -> list[str]:
        """A heading and every note behind its number, for below the table."""
        if not self._numbers:
            return []
        items = ((f"[{number}]", text) for text, number in self._numbers.items())
        return [_heading(self._lang), *(line for item in items for line in _item(*item))]


def _texts(a: Assessment, lang: Lang) -> list[str]:
    return [begun(note.text(lang)) for note in a.notes if note.message]


def _heading(lang: Lang) -> str:
    return catalogue(lang).gettext(N_("Good to know")) + ":"


def _item(mark: str, text: str) -> list[str]:
    indent = " " * (len(mark) + 1)
    return textwrap.wrap(
        f"{mark} {text}",
        _width(),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _width() -> int:
    if sys.stdout is None or not sys.stdout.isatty():
        return WIDTH
    return max(NARROWEST, min(shutil.get_terminal_size().columns, MOST_WIDTH))
