"""What a plan says of jumps in its series that are no breaks."""

from __future__ import annotations

from typing import ClassVar

from tamnhin.data.types import IndicatorRef
from tamnhin.plan.types import CitationRefs
from tamnhin.records import Id, PeriodCode, Record, Text
from tamnhin.territory import TerritoryRef


class NoBreak(Record):
    """A jump in a series that was looked at and is no break: what is measured did change so much.

    `tamnhin check` says which jumps may be breaks; a row here ends its warning.
    """

    table: ClassVar[str] = "no_breaks"
    path: ClassVar[str] = "tables/no_breaks.csv"
    key: ClassVar[tuple[str, ...]] = ("no_break_id",)

    no_break_id: Id
    """Identifier of the row."""
    indicator_id: IndicatorRef
    """The indicator whose series jumps."""
    territory_id: TerritoryRef | None = None
    """Where; empty means everywhere."""
    since: PeriodCode
    """First period after the jump."""
    citation_ids: CitationRefs = ()
    """Where the change is written."""
    note: Text = ""
    """Why it is no break, in our words."""
