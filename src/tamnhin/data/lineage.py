"""Which units a territory is made of, before and after its borders changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from tamnhin.data.types import Indicator
from tamnhin.territory import Share, ShareMeasure, Territory, TerritoryEvent
from tamnhin.units import unit

Direction = Literal["predecessors", "successors"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit, or a part of it, that belongs to a territory.

    Attributes:
        territory_id: the unit.
        share: how much of it belongs, 0 to 1; ``None`` where the size of the part is unknown.
    """

    territory_id: str
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Composition:
    """A territory as a sum of other units.

    Attributes:
        direction: whether the units came before it or after it.
        pieces: the units.
        event_ids: the events by which the one became the other.
    """

    direction: Direction
    pieces: tuple[Piece, ...]
    event_ids: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """True where every unit belongs entirely: sums are exact."""
        return all(piece.share == 1 for piece in self.pieces)


def measure_of(indicator: Indicator) -> ShareMeasure | None:
    """The measured share by which figures of this indicator may be split, if any."""
    dimension = unit(indicator.unit).dimension
    if dimension == "area":
        return "area"
    if dimension == "persons":
        return "population"
    return "grdp" if indicator.indicator_id.startswith("grdp.") else None


@dataclass(frozen=True)
class Lineage:
    """The events between territories.

    The units of a territory are listed completely or not at all: a territory that no longer
    exists is rebuilt after its end from the successors of its smallest listed units.
    """

    territories: Mapping[str, Territory]
    events: Mapping[str, TerritoryEvent]
    shares: tuple[Share, ...]

    @cached_property
    def _into(self) -> dict[str, list[Share]]:
        return _grouped(self.shares, "successor_id")

    @cached_property
    def _from(self) -> dict[str, list[Share]]:
        return _grouped(self.shares, "predecessor_id")

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for territory in self.territories.values():
            if territory.parent_id is not None:
                children.setdefault(territory.parent_id, []).append(territory.territory_id)
        return children

    def compositions(self, territory_id: str, measure: ShareMeasure | None) -> list[Composition]:
        """The ways to add up a territory from other units.

        Args:
            territory_id: the territory.
            measure: the measured share that may stand in for a part, from :func:`measure_of`.
        """
        found = [self._predecessors(territory_id, measure), self._successors(territory_id)]
        return [composition for composition in found if composition is not None]

    def _predecessors(self, territory_id: str, measure: ShareMeasure | None) -> Composition | None:
        shares = self._into.get(territory_id, [])
        if not shares:
            return None
        sizes: dict[str, Decimal | None] = {}
        for share in shares:
            if share.measure == "whole":
                sizes[share.predecessor_id] = share.share
            elif share.measure == measure and share.share is not None:
                sizes[share.predecessor_id] = share.share
            else:
                sizes.setdefault(share.predecessor_id, None)
        pieces = tuple(Piece(name, size) for name, size in sorted(sizes.items()))
        return Composition("predecessors", pieces, tuple(sorted({s.event_id for s in shares})))

    def _leaves(self, territory_id: str) -> set[str]:
        leaves: set[str] = set()
        waiting, seen = [territory_id], {territory_id}
        while waiting:
            name = waiting.pop()
            children = [c for c in self._children.get(name, []) if c not in seen]
            seen.update(children)
            waiting.extend(children)
            if not children:
                leaves.add(name)
        return leaves

    def _successors(self, territory_id: str) -> Composition | None:
        """The units after the end of a territory that cover what it covered."""
        if self.territories[territory_id].valid_to is None:
            return None
        leaves = self._leaves(territory_id)
        outgoing = [share for leaf in leaves for share in self._from.get(leaf, [])]
        successors = {share.successor_id for share in outgoing}
        if not successors or any(not self._from.get(leaf) for leaf in leaves):
            return None
        pieces = []
        for name in sorted(successors):
            inside = {share.predecessor_id for share in self._into[name]} <= leaves
            pieces.append(Piece(name, Decimal(1) if inside else None))
        if all(piece.share is None for piece in pieces):
            return None  # The territory became a part of something larger.
        return Composition("successors", tuple(pieces), tuple(sorted({s.event_id for s in outgoing})))


def _grouped(shares: Iterable[Share], name: str) -> dict[str, list[Share]]:
    groups: dict[str, list[Share]] = {}
    for share in shares:
        groups.setdefault(getattr(share, name), []).append(share)
    return groups
