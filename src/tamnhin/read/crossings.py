"""Which of many spans share a character with one, without asking all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

from tamnhin.read.document import Span


class Crossings:
    """Spans of a document, which may overlap each other, in the order of their beginnings.

    Asking takes the logarithm of their number and the length of the answer, as long as few spans
    reach far over others.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = list(spans)
        self._order = sorted(range(len(self._spans)), key=lambda i: self._spans[i].start)
        self._starts = [self._spans[i].start for i in self._order]
        # How far any span reaches that begins no later than this one.
        self._reach = list(accumulate((self._spans[i].end for i in self._order), max))

    def of(self, span: Span) -> Iterator[int]:
        """The positions of the spans that overlap this one, later beginnings first."""
        at = bisect_left(self._starts, span.end) - 1
        while at >= 0 and self._reach[at] > span.start:
            index = self._order[at]
            if self._spans[index].overlaps(span):
                yield index
            at -= 1

    def any(self, span: Span) -> bool:
        """Whether one overlaps."""
        return next(self.of(span), None) is not None
