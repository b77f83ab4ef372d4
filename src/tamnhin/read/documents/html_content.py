"""Chooses the part of a page that is its text: where the long sentences without links stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from tamnhin.messages import N_
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.html_walk import Unit
from tamnhin.read.documents.raw import Piece, cleaned

SHARE: Final = 0.75
"""Share of a page's sentences that its text holds at least; the rest are teasers, comments."""
SHORTEST: Final = 60
"""Characters. Shorter blocks are menus and captions as often as text, so they do not count."""
MOST_LINKS: Final = 0.5
"""Share of characters inside links above which a block is a list of links."""

_AROUND: Final = N_("blocks of the page around its text (menus, links, counters), dropped")
_DATE: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


def _weight(unit: Unit) -> int:
    length = len(unit.piece.text)
    if unit.links > 0.3 * length:
        return 0
    return length if unit.piece.place is not None or length >= SHORTEST else 0


def choose(units: Sequence[Unit], cleaner: Cleaner) -> list[Piece]:
    """The pieces of a page's text, clean.

    The text is the smallest element that holds three quarters of all sentences, with the title
    and the date above it. Blocks inside that are mostly links, or that stand in an element named
    like a menu, a share bar or a list of related texts, are left out.
    """
    sure = [unit for unit in units if not unit.doubtful]
    if 2 * sum(map(_weight, sure)) < sum(map(_weight, units)):
        sure = list(units)  # the site names its text like something around a text
    weights: defaultdict[int, int] = defaultdict(int)
    for unit in sure:
        weight = _weight(unit)
        for element in unit.around if weight else ():
            weights[element] += weight
    total = sum(map(_weight, sure))
    core = _smallest(sure, weights, SHARE * total)
    inside = [unit for unit in sure if core is None or core in unit.around]
    kept = [unit for unit in inside if not _is_link_list(unit)]
    if core is not None and kept:
        kept = _above(sure, kept) + kept
    cleaner.note(_AROUND, len(units) - len(kept))
    return cleaned([unit.piece for unit in kept], cleaner)


def _smallest(units: Sequence[Unit], weights: dict[int, int], enough: float) -> int | None:
    """The innermost element that holds enough weight."""
    best, depth = None, -1
    for unit in units:
        for level, element in enumerate(unit.around):
            if weights.get(element, 0) >= enough > 0 and level > depth:
                best, depth = element, level
    return best


def _is_link_list(unit: Unit) -> bool:
    return unit.links > MOST_LINKS * len(unit.piece.text) and unit.piece.heading != 1


def _above(units: Sequence[Unit], kept: Sequence[Unit]) -> list[Unit]:
    """The title of the page, its date and its lead, where they stand above the element."""
    first = next(i for i, unit in enumerate(units) if unit is kept[0])
    titles = [i for i in range(first) if units[i].piece.heading == 1]
    if not titles or any(unit.piece.heading == 1 for unit in kept):
        return []
    return [
        unit
        for i, unit in enumerate(units[:first])
        if i >= titles[-1]
        and not _is_link_list(unit)
        and (i == titles[-1] or _DATE.search(unit.piece.text) or len(unit.piece.text) >= SHORTEST)
    ]
