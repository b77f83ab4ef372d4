"""Where characters of one text stand in a later state of it, when lines came, went or changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher

from tamnhin.read.document import Span


class Anchors:
    """From spans of an old text to spans of a new one that hold the same characters.

    Lines that are the same in both are aligned; a passage in a line that changed is looked for in
    the lines that took its place, and then anywhere.

    Args:
        old: the text that spans count in.
        new: the text that they are looked for in.
    """

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._old_lines, self._new_lines = _starts(old), _starts(new)
        one, two = old.splitlines(keepends=True), new.splitlines(keepends=True)
        matcher = SequenceMatcher(None, one, two, autojunk=False)
        self._blocks = [b for b in matcher.get_matching_blocks() if b.size]
        self._first = [block.a for block in self._blocks]

    def place(self, span: Span) -> Span | None:
        """Where the characters of a span stand now; ``None`` where they are gone."""
        words = self.old[span.start : span.end]
        guess = self._guess(span.start)
        if self.new[guess : guess + len(span)] == words:
            return Span(guess, guess + len(span))
        around = (self.new.find(words, guess), self.new.rfind(words, 0, guess + len(words)))
        found = [at for at in around if at >= 0]
        if not words or not found:
            return None
        at = min(found, key=lambda one: abs(one - guess))
        return Span(at, at + len(span))

    def _guess(self, at: int) -> int:
        """The new place of a character of a line that stayed, or about where it should be."""
        line = max(0, bisect_right(self._old_lines, at) - 1)
        index = bisect_right(self._first, line) - 1
        if index < 0:
            return min(at, len(self.new))
        block = self._blocks[index]
        inside = min(line - block.a, block.size - 1)
        shift = self._new_lines[block.b + inside] - self._old_lines[block.a + inside]
        return max(0, min(at + shift, len(self.new)))


def _starts(text: str) -> Sequence[int]:
    starts, at = [], 0
    for line in text.splitlines(keepends=True):
        starts.append(at)
        at += len(line)
    return starts or [0]
