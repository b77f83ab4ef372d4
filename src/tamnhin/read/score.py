"""How good the reading is: targets and promises read against gold, field by field.

A reading and a gold target are paired when their quotes overlap. Values are compared in the base
unit of the dimension, so 1 200 million USD is 1,2 billion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tamnhin.read.document import Document, Span
from tamnhin.read.gold import UNIT_NAMES, GoldCommitment, GoldTarget
from tamnhin.read.readings import CommitmentReading, TargetReading
from tamnhin.read.spelling import levelled
from tamnhin.read.targets.vocabulary import unit_words
from tamnhin.units import units

FIELDS: Final = (
    "found", "span", "value", "unit", "comparator", "horizon",
    "value_unit", "value_unit_horizon", "all",
)  # fmt: skip
"""What is scored of a target: the place, the exact characters, each field by itself, value and
unit, these and the horizon, these and the comparator."""

WORDS: Final = ("indicator", "place")
"""What is scored only where gold says it, among the targets that were found."""

PROMISES: Final = ("commitment", "commitment_kind")
"""What is scored of promises: the sentence, and the sentence with its kind."""

SAME_WORDS: Final = 0.5
"""F1 of the syllables of two phrases from which they are taken for the same."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one field: right readings, readings, gold targets."""

    right: int
    read: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of readings that are right."""
        return self.right / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """Share of gold targets that were read right."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.read + self.gold) if self.read + self.gold else 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.read + other.read, self.gold + other.gold)


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold target with the reading that overlaps it, either of them absent."""

    gold: GoldTarget | None
    reading: TargetReading | None
    right: frozenset[str]


def canonical(value: Decimal | None, unit: str) -> tuple[Decimal | None, str]:
    """A value in the base unit of its dimension, and the dimension, or ``count`` for things."""
    symbol = UNIT_NAMES.get(unit, unit)
    known = units().get(symbol)
    if known is not None and UNIT_NAMES.get(symbol, symbol) == symbol:
        return (None if value is None else value * known.factor), known.dimension
    words = unit_words().get(symbol)
    if words is not None and words.symbol != symbol:
        return canonical(None if value is None else value * words.factor, words.symbol)
    if symbol == "count" or (words is not None and words.counted):
        return value, "count"
    return value, symbol


def compare(gold: GoldTarget, reading: TargetReading) -> frozenset[str]:
    """Which fields of :data:`FIELDS` a reading has right."""
    amounts = [_same_amount(gold, unit, reading) for unit in gold.units or ("*",)]
    value_unit = any(value and unit for value, unit in amounts)
    horizon = not gold.horizons or reading.horizon in gold.horizons
    comparator = not gold.comparator or _same_comparator(gold, reading)
    fields = {
        "found": True,
        "span": gold.span == reading.quote,
        "value": any(value for value, _ in amounts) or _same_number(gold, reading),
        "unit": any(unit for _, unit in amounts),
        "comparator": comparator,
        "horizon": horizon,
        "value_unit": value_unit,
        "value_unit_horizon": value_unit and horizon,
        "all": value_unit and horizon and comparator,
    }
    return frozenset(name for name, right in fields.items() if right)


def _same_comparator(gold: GoldTarget, reading: TargetReading) -> bool:
    """Whether both compare alike; no rank is better than the first, so it may be either."""
    both = {gold.comparator, reading.operator}
    first = reading.unit == "rank" and reading.value == 1
    return len(both) == 1 or (first and both == {"exactly", "at_most"})


def _same_number(gold: GoldTarget, reading: TargetReading) -> bool:
    return gold.value is None or (gold.value, gold.upper) == (reading.value, reading.upper)


def _same_amount(gold: GoldTarget, unit: str, reading: TargetReading) -> tuple[bool, bool]:
    """Whether the value is the same in the base unit, and whether the unit is."""
    if unit == "*":
        return _same_number(gold, reading), True
    ends = ((reading.value, gold.value), (reading.upper, gold.upper))
    value = gold.value is None or all(
        canonical(ours, reading.unit) == canonical(theirs, unit) for ours, theirs in ends
    )
    return value, canonical(None, reading.unit)[1] == canonical(None, unit)[1]


def pair(gold: Sequence[GoldTarget], readings: Sequence[TargetReading]) -> list[Pair]:
    """Pairs gold and readings that overlap, the pairs with the most fields right first."""
    candidates = [
        (compare(target, reading), i, j)
        for i, target in enumerate(gold)
        for j, reading in enumerate(readings)
        if target.span.overlaps(reading.quote)
    ]
    candidates.sort(key=lambda candidate: (-len(candidate[0]), candidate[1], candidate[2]))
    left, right = set(range(len(gold))), set(range(len(readings)))
    pairs = []
    for fields, i, j in candidates:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append(Pair(gold[i], readings[j], fields))
    pairs += [Pair(gold[i], None, frozenset()) for i in sorted(left)]
    pairs += [Pair(None, readings[j], frozenset()) for j in sorted(right)]
    return pairs


def tally(pairs: Iterable[Pair]) -> dict[str, Tally]:
    """Counts by field. Optional gold counts neither when it is missed nor when it is read."""
    scored = [p for p in pairs if p.gold is None or not p.gold.optional]
    read = sum(p.reading is not None for p in scored)
    gold = sum(p.gold is not None for p in scored)
    return {name: Tally(sum(name in p.right for p in scored), read, gold) for name in FIELDS}


def tally_words(pairs: Iterable[Pair], document: Document) -> dict[str, Tally]:
    """Counts of :data:`WORDS` among pairs in which gold says them."""
    counts = dict.fromkeys(WORDS, Tally(0, 0, 0))
    for found in pairs:
        if found.gold is None or found.reading is None or found.gold.optional:
            continue
        for name, asked, answers in (
            ("indicator", found.gold.indicator, _indicators(found.reading, document)),
            ("place", found.gold.place, [found.reading.place]),
        ):
            if asked:
                right = any(same_words(asked, answer) for answer in answers)
                counts[name] += Tally(int(right), int(any(answers)), 1)
    return counts


def _indicators(reading: TargetReading, document: Document) -> list[str]:
    words = document.words(reading.indicator) if reading.indicator else ""
    return [words, reading.match.indicator_id if reading.match else ""]


def same_words(first: str, second: str) -> bool:
    """Whether two phrases share most of their syllables, in any spelling and order."""
    ours, theirs = (set(re.findall(r"\w+", levelled(text))) for text in (first, second))
    shared = len(ours & theirs)
    return shared > 0 and 2 * shared >= SAME_WORDS * (len(ours) + len(theirs))


def tally_promises(
    gold: Sequence[GoldCommitment], readings: Sequence[CommitmentReading]
) -> dict[str, Tally]:
    """Counts of :data:`PROMISES`: a reading is right that covers half of the shorter of both."""
    candidates = sorted(
        (-_shared(one.span, reading.span), one.kind not in ("", reading.kind), i, j)
        for i, one in enumerate(gold)
        for j, reading in enumerate(readings)
        if 2 * _shared(one.span, reading.span) >= min(len(one.span), len(reading.span))
    )
    taken_gold: dict[int, bool] = {}
    taken: set[int] = set()
    for _, other_kind, i, j in candidates:
        if i not in taken_gold and j not in taken:
            taken_gold[i] = not other_kind
            taken.add(j)
    optional = {i for i, one in enumerate(gold) if one.optional}
    right = {i: kind for i, kind in taken_gold.items() if i not in optional}
    read = len(readings) - len(taken_gold.keys() & optional)
    counts = (len(right), sum(right.values()))
    return {
        name: Tally(count, read, len(gold) - len(optional))
        for name, count in zip(PROMISES, counts, strict=True)
    }


def _shared(first: Span, second: Span) -> int:
    return max(0, min(first.end, second.end) - max(first.start, second.start))
