"""The difference of two readings: what was added, what changed, what is withdrawn, what stayed.

Pure: two lists of :class:`Reading` in, pairs out. Two readings are of the same promise where their
words are the same; else where their target key (indicator, basis, period) is the same and nobody
else has it; else where their words are alike enough.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tamnhin.read.spelling import levelled

ALIKE: Final = 0.6
"""Shared words as a part of both (Dice) from which two wordings are one promise."""
MOST_CANDIDATES: Final = 40
"""Candidates that a wording is compared with: those that share its rarest words."""

TITLE: Final = "title_vi"
"""The fact that stands for the words of a promise."""

_WORD: Final = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A promise as one reading has it.

    ``facts`` are the cells whose difference is a change; where the title is one of them, the
    words of the passage are compared. ``key`` is a target's indicator, basis and period.
    """

    name: str
    table: str
    words: str
    facts: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """The same promise in both readings, and the facts that differ."""

    old: Reading
    new: Reading
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What one reading has and the other has not."""

    unchanged: tuple[Pair, ...] = ()
    changed: tuple[Pair, ...] = ()
    added: tuple[Reading, ...] = ()
    withdrawn: tuple[Reading, ...] = ()


def tokens(words: str) -> tuple[str, ...]:
    """Words in small letters, one spelling, without marks."""
    return tuple(_WORD.findall(levelled(words)))


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """Shared words as a part of both, from 0 to 1 (Dice)."""
    if not one and not other:
        return 1.0
    shared = (Counter(one) & Counter(other)).total()
    return 2 * shared / (len(one) + len(other))


def compare(old: Sequence[Reading], new: Sequence[Reading], *, named: bool = False) -> Difference:
    """The difference of two readings; every reading is in exactly one part of the answer.

    Args:
        old: readings of the earlier document.
        new: of the later one.
        named: whether the words are names, of which none is like another.
    """
    matcher = _Matching(old, new)
    for key in (_exact, _worded, _keyed):
        matcher.by(key)
    if not named:
        matcher.by_likeness()
    pairs = [_pair(one, two) for one, two in matcher.pairs()]
    return Difference(
        tuple(p for p in pairs if not p.changed),
        tuple(p for p in pairs if p.changed),
        tuple(matcher.left_new()),
        tuple(matcher.left_old()),
    )


def _exact(reading: Reading) -> Hashable:
    return (reading.table, tokens(reading.words), reading.key)


def _worded(reading: Reading) -> Hashable:
    return (reading.table, tokens(reading.words))


def _keyed(reading: Reading) -> Hashable:
    return (reading.table, reading.key) if reading.key else None


def _pair(old: Reading, new: Reading) -> Pair:
    names = [*old.facts, *(name for name in new.facts if name not in old.facts)]
    changed = [name for name in names if _differs(name, old, new)]
    return Pair(old, new, tuple(changed))


def _differs(name: str, old: Reading, new: Reading) -> bool:
    """Titles are cut where they are long, so the words of the passage are compared instead."""
    if name == TITLE:
        return tokens(old.words) != tokens(new.words)
    return old.facts.get(name, "") != new.facts.get(name, "")


class _Matching:
    """Readings of both sides that have no partner yet."""

    def __init__(self, old: Sequence[Reading], new: Sequence[Reading]) -> None:
        self.old, self.new = old, new
        self.partner: dict[int, int] = {}
        self.taken: set[int] = set()

    def by(self, key: Callable[[Reading], Hashable]) -> None:
        """Pair readings of one key in their order; a target key only where it is unique."""
        unique = key is _keyed
        sides: list[defaultdict[Hashable, list[int]]] = []
        for readings, done in ((self.old, self.partner), (self.new, self.taken)):
            side: defaultdict[Hashable, list[int]] = defaultdict(list)
            for i, reading in enumerate(readings):
                if i not in done and (name := key(reading)) is not None:
                    side[name].append(i)
            sides.append(side)
        for name, ones in sides[0].items():
            twos = sides[1].get(name, [])
            if unique and not len(ones) == len(twos) == 1:
                continue
            for i, j in zip(ones, twos, strict=False):
                self.partner[i] = j
                self.taken.add(j)

    def by_likeness(self) -> None:
        """Pair the rest by shared words, the most alike first."""
        rest = [j for j in range(len(self.new)) if j not in self.taken]
        words = {j: tokens(self.new[j].words) for j in rest}
        having: defaultdict[str, list[int]] = defaultdict(list)
        for j in rest:
            for word in set(words[j]):
                having[word].append(j)
        scored = []
        for i, reading in enumerate(self.old):
            if i in self.partner:
                continue
            own = tokens(reading.words)
            for j in _candidates(own, having):
                score = alike(own, words[j])
                if score >= ALIKE and self.new[j].table == reading.table:
                    scored.append((-score, i, j))
        for _, i, j in sorted(scored):
            if i not in self.partner and j not in self.taken:
                self.partner[i] = j
                self.taken.add(j)

    def pairs(self) -> list[tuple[Reading, Reading]]:
        """Partners, in the order of the old reading."""
        return [(self.old[i], self.new[j]) for i, j in sorted(self.partner.items())]

    def left_old(self) -> list[Reading]:
        """Old readings without a partner."""
        return [reading for i, reading in enumerate(self.old) if i not in self.partner]

    def left_new(self) -> list[Reading]:
        """New readings without a partner."""
        return [reading for j, reading in enumerate(self.new) if j not in self.taken]


def _candidates(own: Sequence[str], having: Mapping[str, list[int]]) -> list[int]:
    """Readings that share the rarest words first, so that common words cost nothing."""
    found: dict[int, None] = {}
    for word in sorted(set(own), key=lambda w: (len(having.get(w, ())), w)):
        for j in having.get(word, ()):
            found[j] = None
            if len(found) >= MOST_CANDIDATES:
                return list(found)
    return list(found)
