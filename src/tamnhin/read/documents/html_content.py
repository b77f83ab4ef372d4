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


def _weights(units: Sequence[Unit]) -> list[int]:
    """How much each block counts as text: its characters, 0 for links, captions and teasers.

    A block right below a link is the teaser of another text; where it is the first paragraph of
    the text itself, the others outweigh it.
    """
    found: list[int] = []
    below_link = False
    for unit in units:
        length = len(unit.piece.text)
        is_text = unit.links <= 0.3 * length and not below_link
        counts = is_text and (unit.piece.place is not None or length >= SHORTEST)
        found.append(length if counts else 0)
        below_link = unit.links > MOST_LINKS * length
    return found


def choose(units: Sequence[Unit], cleaner: Cleaner) -> list[Piece]:
    """The pieces of a page's text, clean.

    The text is the smallest element that holds three quarters of all sentences, with the title
    and the date above it. Blocks inside that are mostly links, or that stand in an element named
    like a menu, a share bar or a list of related texts, are left out.
    """
    sure = [unit for unit in units if not unit.doubtful]
    if 2 * sum(_weights(sure)) < sum(_weights(units)):
        sure = list(units)  # the site names its text like something around a text
    weights: defaultdict[int, int] = defaultdict(int)
    own = _weights(sure)
    for unit, weight in zip(sure, own, strict=True):
        for element in unit.around if weight else ():
            weights[element] += weight
    total = sum(own)
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
