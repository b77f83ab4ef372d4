"""Tables and progress for a terminal."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Collection, Sequence
from types import TracebackType
from typing import Final, Self

MIN_WRAPPED: Final = 24
"""The first column is wrapped to fit the terminal, but never narrower than this."""
FRAME: Final = 0.1
"""Seconds between two drawings of the progress bar."""


def _wrap(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> str:
    """Columns side by side; the first is wrapped so that lines fit the terminal.

    Args:
        head: the titles.
        rows: the cells; composed Vietnamese letters are one column wide each.
        right: indexes of the columns of numbers, which are set to the right.
    """
    widths = [max(map(len, cells)) for cells in zip(head, *rows, strict=True)]
    if sys.stdout is not None and sys.stdout.isatty():
        rest = sum(widths[1:]) + 2 * (len(widths) - 1)
        room = shutil.get_terminal_size().columns - rest
        widths[0] = max(MIN_WRAPPED, min(widths[0], room))

    def line(cells: Sequence[str]) -> str:
        placed = [
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(placed).rstrip()

    lines = [line(head), line(["-" * width for width in widths])]
    for cells in rows:
        first, *others = _wrap(cells[0], widths[0])
        lines.append(line([first, *cells[1:]]))
        lines += [f"  {other}" for other in others]
    return "\n".join(lines)


class Progress:
    """A bar on a terminal; silent where output goes to a file."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._drawn = 0.0
        self._shown = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def update(self, done: int, total: int) -> None:
        """Draw how much is done, at most ten times a second."""
        now = time.monotonic()
        if not self._shown or (done < total and now - self._drawn < FRAME):
            return
        self._drawn = now
        part = done / total if total else 1.0
        bar = "#" * int(30 * part)
        sys.stderr.write(f"\r{self.title} [{bar:<30}] {done}/{total}")
        sys.stderr.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown and self._drawn:
            sys.stderr.write("\n")
