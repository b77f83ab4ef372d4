"""Where the reader stands in a document, and one line on its way."""

from __future__ import annotations

from dataclasses import dataclass, field

from tamnhin.read.document import Block, Document, Span
from tamnhin.read.readings import FigureReading, TargetReading
from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.case import Now
from tamnhin.read.targets.naming import Names
from tamnhin.read.targets.periods import Period
from tamnhin.read.targets.rates import Rates
from tamnhin.read.targets.rows import Column
from tamnhin.read.targets.scope import Scope
from tamnhin.read.targets.tables import Tables


@dataclass(slots=True)
class State:
    """Where the reader stands in a document.

    Attributes:
        document: what is read.
        shadow: the shadow of its text.
        now: when it speaks.
        tables: what stands around its cells.
        columns: the header of table rows in the lines after it.
        scope: the periods in force.
        moods: what each block announced for those under it.
        mood: the last verdict or announcement: promises, results, or nothing yet.
        headed: whether that came from a heading, which weighs more than the last sentence.
        sure: whether a word or a year gave the last verdict.
        intro: the line with a colon that introduces the items after it.
        prior: what the title and the first line announced.
        rates: what the percentages so far leave to those that follow.
        periods: all that were read, in order.
        targets: read so far.
        figures: read so far.
    """

    document: Document
    shadow: str
    now: Now
    tables: Tables
    columns: list[Column] = field(default_factory=list)
    scope: Scope = field(default_factory=Scope)
    moods: dict[int, str] = field(default_factory=dict)
    mood: str = ""
    headed: bool = False
    sure: bool = False
    intro: int | None = None
    prior: str = ""
    rates: Rates = field(default_factory=Rates)
    periods: list[Period] = field(default_factory=list)
    targets: list[TargetReading] = field(default_factory=list)
    figures: list[FigureReading] = field(default_factory=list)

    def above(self, block: Block) -> Period | None:
        """The period that the nearest governing block gives."""
        parent = block.parent
        while parent is not None:
            if parent in self.scope.blocks:
                return self.scope.blocks[parent]
            parent = self.document.blocks[parent].parent
        return None


@dataclass(slots=True)
class Line:
    """One block on its way.

    Attributes:
        text: its shadow.
        written: its words as they stand, character for character with the shadow.
        offset: where it begins in the document.
        index: its place among the blocks.
        periods: its periods.
        amounts: its amounts.
        is_heading: whether it is a heading or introduces a list.
        local: periods that close the clause of one amount and govern nothing else.
        fresh: whether the verdict in force comes from this line or its heading.
        rates: what the percentages before leave to those that follow.
        on_land: whether the last amount described the territory.
        names: the words that named its amounts so far.
    """

    text: str
    written: str
    offset: int
    index: int
    periods: list[Period]
    amounts: list[Amount]
    is_heading: bool
    local: set[Period] = field(default_factory=set)
    fresh: bool = False
    rates: Rates = field(default_factory=Rates)
    on_land: bool = False
    names: Names = field(default_factory=Names)

    def span(self, start: int, end: int) -> Span:
        """A place in the line as characters of the document."""
        return Span(self.offset + start, self.offset + end)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an amount's indicator: their place, and what is read before the amount."""

    place: Span | None
    context: str
