"""Territories through time: units, the events that merge and split them, and who got what.

A province or commune is valid from one day to another. An event ends its predecessors the day
before and begins its successors on the day itself; a share says how much of a predecessor went
to a successor, by area, population or as a whole.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from tamnhin.records import Cell, Day, Id, Number, Record, Text, Titled

TerritoryLevel = Literal["country", "region", "province", "district", "commune"]
EventKind = Literal["merge", "split", "rename", "boundary", "level_abolished"]
ShareMeasure = Literal["whole", "part", "area", "population", "grdp"]

TerritoryRef = Annotated[str, Cell("id", ref="territories")]


class Territory(Titled):
    """An administrative unit within the time in which it exists."""

    table: ClassVar[str] = "territories"
    path: ClassVar[str] = "tables/territories.csv"
    key: ClassVar[tuple[str, ...]] = ("territory_id",)
    optional: ClassVar[bool] = False

    territory_id: Id
    """Identifier; units of one name at different times have different identifiers."""
    level: TerritoryLevel
    """Level of administration."""
    kind_vi: Text = ""
    """What it is called: tỉnh, thành phố, thị xã, huyện, phường, xã, thị trấn."""
    official_code: Text = ""
    """Code of the statistics office."""
    valid_from: Day | None = None
    """First day; empty where it lies before the plan's records."""
    valid_to: Day | None = None
    """Last day; empty while the unit exists."""
    parent_id: TerritoryRef | None = None
    """The unit that it belongs to."""
    note: Text = ""
    """What a reader should know."""

    def exists_on(self, day: dt.date) -> bool:
        """True where the unit exists on that day."""
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_to is None or day <= self.valid_to)


class TerritoryEvent(Titled):
    """A change of units by a legal act."""

    table: ClassVar[str] = "territory_events"
    path: ClassVar[str] = "tables/territory_events.csv"
    key: ClassVar[tuple[str, ...]] = ("event_id",)

    event_id: Id
    """Identifier of the event."""
    kind: EventKind
    """What happens."""
    effective_on: Day
    """First day of the new order."""
    citation_id: Annotated[str, Cell("id", ref="citations")]
    """The legal act."""
    note: Text = ""
    """What a reader should know."""


class Share(Record):
    """How much of a predecessor went to a successor."""

    table: ClassVar[str] = "territory_shares"
    path: ClassVar[str] = "tables/territory_shares.csv"
    key: ClassVar[tuple[str, ...]] = ("event_id", "predecessor_id", "successor_id", "measure")

    event_id: Annotated[str, Cell("id", ref="territory_events")]
    """The event."""
    predecessor_id: TerritoryRef
    """The unit that was."""
    successor_id: TerritoryRef
    """The unit that came to be."""
    measure: ShareMeasure
    """What is shared: the whole unit, a part of unknown size, or a measured share."""
    share: Number | None = None
    """Share of the predecessor, 0 to 1; 1 for a whole, empty for a part of unknown size."""
    citation_id: Annotated[str, Cell("id", ref="citations")] | None = None
    """Where the share is from, if not from the event's act."""
    note: Text = ""
    """What a reader should know."""
