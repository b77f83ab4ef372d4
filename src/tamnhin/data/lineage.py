"""Which units a territory is made of, before and after its borders changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal

from tamnhin.data.types import Indicator
from tamnhin.territory import Share, ShareMeasure, Territory, TerritoryEvent
from tamnhin.units import unit

Direction = Literal["predecessors", "successors"]

ROUNDING: Final = Decimal("0.001")
"""How far measured shares may fall short of 1, because each was rounded where it was printed."""

MAX_STAGES: Final = 20
"""Changes of borders after the end of a territory that are followed."""


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
        unlisted: units whose land went to units that are not all listed, so that nothing can
            be added up.
    """

    direction: Direction
    pieces: tuple[Piece, ...]
    event_ids: tuple[str, ...]
    unlisted: tuple[str, ...] = ()

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
    exists is rebuilt after its end from what became of its smallest listed units.
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
        """The ways to add up a territory from other units: before it began, after it ended.

        Args:
            territory_id: the territory.
            measure: the measured share that may stand in for a part, from :func:`measure_of`.
        """
        before = self._predecessors(territory_id, measure)
        return [*([] if before is None else [before]), *self._successors(territory_id)]

    def _predecessors(self, territory_id: str, measure: ShareMeasure | None) -> Composition | None:
        """The units that became the territory when it began.

        A later change of its borders does not count: the territory kept its name through it,
        and so do its figures.
        """
        begins = self.territories[territory_id].valid_from
        days = {self._day(share) for share in self._into.get(territory_id, [])}
        if not days:
            return None
        day = begins if begins in days else min(days)
        shares = [share for share in self._into[territory_id] if self._day(share) == day]
        sizes: dict[str, Decimal | None] = {}
        for share in shares:
            if share.measure == "whole":
                sizes[share.predecessor_id] = Decimal(1)
            elif share.measure == measure and share.share is not None:
                sizes.setdefault(share.predecessor_id, None)
                if sizes[share.predecessor_id] != 1:
                    sizes[share.predecessor_id] = share.share
            else:
                sizes.setdefault(share.predecessor_id, None)
        if territory_id in sizes:
            return None  # It was there before under the same name.
        pieces = tuple(Piece(name, size) for name, size in sorted(sizes.items()))
        return Composition("predecessors", pieces, tuple(sorted({s.event_id for s in shares})))

    def _day(self, share: Share) -> dt.date:
        return self.events[share.event_id].effective_on

    def _leaves(self, territory_id: str, day: dt.date) -> set[str]:
        """The smallest listed units of a territory on a day."""
        leaves: set[str] = set()
        waiting, seen = [territory_id], {territory_id}
        while waiting:
            name = waiting.pop()
            children = [
                child
                for child in self._children.get(name, [])
                if child not in seen and self.territories[child].exists_on(day)
            ]
            seen.update(children)
            waiting.extend(children)
            if not children:
                leaves.add(name)
        return leaves

    def _successors(self, territory_id: str) -> list[Composition]:
        """The units that cover what the territory covered, after its end and each later event."""
        last = self.territories[territory_id].valid_to
        if last is None:
            return []
        units: dict[str, Decimal | None] = dict.fromkeys(
            self._leaves(territory_id, last), Decimal(1)
        )
        found: list[Composition] = []
        event_ids: set[str] = set()
        unlisted: list[str] = []
        if territory_id not in units and self._survive(units, last):
            found.append(_composition(units, event_ids))
        moves = [s for name in units for s in self._from.get(name, []) if self._day(s) > last]
        while moves and len(found) < MAX_STAGES:
            day = min(map(self._day, moves))
            moves = [share for share in moves if self._day(share) == day]
            event_ids.update(share.event_id for share in moves)
            unlisted.extend(_half_listed(moves))
            units = self._moved(units, moves, day)
            if all(size is None for size in units.values()):
                break  # The territory became a part of something larger.
            if self._survive(units, day):
                found.append(_composition(units, event_ids, unlisted))
            moves = [s for name in units for s in self._from.get(name, []) if self._day(s) > day]
        return found

    def _moved(
        self, units: Mapping[str, Decimal | None], moves: list[Share], day: dt.date
    ) -> dict[str, Decimal | None]:
        """The units after the events of a day."""
        gone = {share.predecessor_id for share in moves}
        moved = {name: size for name, size in units.items() if name not in gone}
        for name in {share.successor_id for share in moves}:
            origins = {s.predecessor_id for s in self._into[name] if self._day(s) == day}
            inside = all(units.get(origin) == 1 for origin in origins)
            moved[name] = Decimal(1) if inside else None
        return moved

    def _survive(self, units: Iterable[str], day: dt.date) -> bool:
        """True where none of the units ended unheard of: their sum covers the territory."""
        ends = [self.territories[name].valid_to for name in units]
        return all(end is None or end > day for end in ends)


def _composition(
    units: Mapping[str, Decimal | None], event_ids: Iterable[str], unlisted: Iterable[str] = ()
) -> Composition:
    pieces = tuple(Piece(name, size) for name, size in sorted(units.items()))
    return Composition("successors", pieces, tuple(sorted(event_ids)), tuple(sorted(unlisted)))


def _half_listed(moves: Iterable[Share]) -> list[str]:
    """The units of which only a part is said to have gone anywhere.

    A whole is complete, and so are parts of unknown size where there are at least two; measured
    shares are complete where they add up to one.
    """
    gone = _grouped(moves, "predecessor_id")
    return [name for name, shares in gone.items() if not _complete(shares)]


def _complete(shares: list[Share]) -> bool:
    if any(share.measure == "whole" for share in shares):
        return True
    if sum(share.measure == "part" for share in shares) > 1:
        return True
    sums: dict[str, Decimal] = {}
    for share in shares:
        sums[share.measure] = sums.get(share.measure, Decimal(0)) + (share.share or 0)
    return any(total >= 1 - ROUNDING for total in sums.values())


def _grouped(shares: Iterable[Share], name: str) -> dict[str, list[Share]]:
    groups: dict[str, list[Share]] = {}
    for share in shares:
        groups.setdefault(getattr(share, name), []).append(share)
    return groups
