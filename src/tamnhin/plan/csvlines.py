"""The lines of a CSV text, read on over what cannot be read."""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import Final

from tamnhin.messages import N_
from tamnhin.plan.findings import Findings
from tamnhin.records import Record, columns

MAX_CELL: Final = 32_767
"""What a cell of Excel holds; a longer one is an open double quote or an attack."""
MAX_LINE: Final = 1_000_000
"""Characters of a line: every cell of the widest table, full, has fewer."""

_SEPARATORS: Final = {";": N_("semicolons"), "\t": N_("tabs"), "|": N_("upright strokes")}
_SEP_LINE: Final = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*(?:\n|\Z)', re.IGNORECASE)
"""What Excel needs for another separator; it shows the lines below as rows 1, 2, 3."""
_BLANK_LINES: Final = re.compile(r"(?:[ \t,;|]*+\n)*+")
_OPEN_QUOTE: Final = N_("a double quote is opened and never closed")
_TEXT_AFTER_QUOTE: Final = N_("text goes on after a closing double quote")


def long_line(text: str) -> int | None:
    """The number of the first line that is longer than any table has."""
    at = 0
    while len(text) - at > MAX_LINE:
        end = text.rfind("\n", at, at + MAX_LINE)
        if end < 0:
            return text.count("\n", 0, at) + 1
        at = end + 1
    return None


def _csv_reason(error: csv.Error) -> str:
    open_quote = "unexpected end" in str(error)
    return _OPEN_QUOTE if open_quote else _TEXT_AFTER_QUOTE


class Lines:
    """The lines of a CSV one after another, an empty one in the place of each unreadable one.

    Attributes:
        read: how many lines were read or passed over; the header of most tables is line 1.
        complete: false once a line was lost.
    """

    def __init__(self, text: str, separator: str, findings: Findings, read: int = 0) -> None:
        stream = io.StringIO(text, newline="")
        self._reader = csv.reader(stream, delimiter=separator, strict=True)
        self._findings = findings
        self.read = read
        self.complete = True

    def take(self, count: int) -> list[list[str]]:
        """The next lines; fewer at the end."""
        lines: list[list[str]] = []
        while len(lines) < count:
            try:
                lines.extend(itertools.islice(self._reader, count - len(lines)))
                break
            except csv.Error as error:
                self.complete = False
                row = self.read + len(lines) + 1
                if "field limit" in str(error):
                    self._findings.add("cell-too-long", row, None, None, limit=MAX_CELL)
                else:
                    self._findings.add("csv", row, None, None, reason=_csv_reason(error))
                lines.append([])
        self.read += len(lines)
        return lines


def lines_of(record: type[Record], text: str, findings: Findings) -> Lines:
    """The lines of a table from its header on.

    A first line such as ``sep=;`` says what stands between the cells and is no row; blank lines
    before the header are passed over and count.
    """
    said = _SEP_LINE.match(text)
    if said is not None:
        text = text[said.end() :]
        if said[1] in _SEPARATORS:
            findings.add("separator", 1, None, None, mark=_SEPARATORS[said[1]])
    blank = _BLANK_LINES.match(text)
    start = 0 if blank is None or blank.end() == len(text) else blank.end()
    row = text.count("\n", 0, start)
    text = text[start:]
    separator = separator_of(record, text, findings, row + 1) if said is None else said[1]
    return Lines(text, separator, findings, row)


def separator_of(record: type[Record], text: str, findings: Findings, row: int = 1) -> str:
    """What stands between the cells: Excel writes semicolons where the comma is decimal."""
    names = {column.name for column in columns(record)}
    header = text[:MAX_CELL].partition("\n")[0]

    def has_names(mark: str) -> bool:
        return any(part.strip(' "') in names for part in header.split(mark))

    if not has_names(","):
        for mark, word in _SEPARATORS.items():
            if has_names(mark):
                findings.add("separator", row, None, None, mark=word)
                return mark
    return ","
