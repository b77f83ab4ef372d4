"""Indicators found by the words of their names, where nothing else points to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tamnhin.data.types import Indicator
from tamnhin.units import unit
from tamnhin.vietnamese import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", fold(text)))


_PLAIN: Final = _words(
    "ty trong le co cau share of the in rate ratio percentage phan tram so voi tren a "
    "dien tich area"
)
_MADE: Final = _words(
    "thuc hien ket qua muc do ke hoach hoan thanh quy implementation attainment completion "
    "attained achieved plan result"
)
_REGION: Final = _words("vung ca nuoc toan chiem region country nation national regional s")
_TOTAL: Final = frozenset({"tong", "total", "toan", "overall"})


class Names:
    """Indicators by the words of their names, for numerators that nothing else points to."""

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        self.indicators = indicators
        self.words = {i.indicator_id: self._forms(i) for i in self.indicators}

    @staticmethod
    def _forms(indicator: Indicator) -> tuple[frozenset[str], ...]:
        texts = (indicator.title_vi, indicator.title_en, indicator.indicator_id)
        return tuple(_words(text) - _PLAIN for text in texts)

    def _best(
        self, indicator: Indicator, others: list[Indicator], drop: frozenset[str]
    ) -> str | None:
        """The one whose words all stand in this name, the most words first; none if two tie."""
        own = [form - drop for form in self.words[indicator.indicator_id]]
        scores: dict[str, int] = {}
        for other in others:
            forms = self.words[other.indicator_id]
            fits = [len(b) for a, b in zip(own, forms, strict=True) if b and b <= a]
            if fits:
                scores[other.indicator_id] = max(fits)
        top = [name for name, score in scores.items() if score == max(scores.values())]
        return top[0] if len(top) == 1 else None

    def numerator(self, indicator: Indicator, below: tuple[str, ...]) -> tuple[str, ...]:
        """The amount that a share is of, by its name."""
        dimensions = {
            unit(i.unit).dimension for i in self.indicators if i.indicator_id in below
        } or {"money", "dollars", "area", "persons", "visits"}
        others = [
            i
            for i in self.indicators
            if unit(i.unit).dimension in dimensions
            and i.kind in {"level", "flow", "count"}
            and i.indicator_id not in below
        ]
        found = self._best(indicator, others, frozenset())
        return () if found is None else (found,)

    def whole(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        """The total that an amount is a part of, where one and only one calls itself so."""
        if not parts:
            return ()
        part = next(i for i in self.indicators if i.indicator_id == parts[0])
        found = []
        for other in self.indicators:
            same = unit(other.unit).dimension == unit(part.unit).dimension
            if not same or other is part or other.kind != part.kind:
                continue
            pairs = zip(self.words[other.indicator_id], self.words[part.indicator_id], strict=True)
            if any(a & _TOTAL and not b & _TOTAL and (a - _TOTAL) & b for a, b in pairs):
                found.append(other.indicator_id)
        return (found[0],) if len(found) == 1 else ()

    def changed(self, indicator: Indicator) -> str | None:
        """What a rate of attainment is about, by its name."""
        others = [
            i
            for i in self.indicators
            if i.indicator_id != indicator.indicator_id and i.kind in {"level", "flow", "count"}
        ]
        return self._best(indicator, others, _MADE)

    def shared(self, indicator: Indicator) -> str | None:
        """What a share in the region or country is a share of, by its name."""
        others = [i for i in self.indicators if i.kind in {"level", "flow", "count"}]
        return self._best(indicator, others, _REGION)
