"""The periods in force where the reader stands, and the one that governs an amount."""

from __future__ import annotations

from dataclasses import dataclass, field

from tamnhin.read.targets.periods import Period, Role


@dataclass(frozen=True, slots=True)
class Horizon:
    """A period that governs an amount, the rule that found it, and whether the sentence has it."""

    period: Period
    rule: str
    near: bool


@dataclass(slots=True)
class Scope:
    """What is in force where the reader stands; places count characters of the document.

    Attributes:
        title: the period of the plan's own name, the last resort.
        blocks: the scope that a heading or parent gives to what stands under it.
        carried: the last period that a paragraph opened with, in force until another comes.
        paragraph: the same within the paragraph.
        level: the last single year, for figures that a span of years does not fit.
        speaking: the year in which the document speaks, where it is dated.
        spans: the spans of years spoken of so far, whatever they did there.
        mentioned: the latest year spoken of without "đến", for "this year".
        last: what governed the amount before, for "trong đó" at the head of a sentence.
    """

    title: Period | None = None
    blocks: dict[int, Period] = field(default_factory=dict)
    carried: Period | None = None
    paragraph: Period | None = None
    level: Period | None = None
    speaking: Period | None = None
    mentioned: Period | None = None
    spans: list[Period] = field(default_factory=list)
    last: Period | None = None

    def mention(self, period: Period) -> None:
        """Takes note of a year that "this year" may mean later on, and of every span."""
        if period.is_span and period.role is not Role.BASE:
            self.spans.append(period)
        if period.role is not Role.SCOPE or period.is_span or period.toward:
            return
        if self.mentioned is None or period.last >= self.mentioned.last:
            self.mentioned = period

    def beside(self) -> Horizon | None:
        """The horizon of the amount before, for one that has none of its own."""
        return None if self.last is None else Horizon(self.last, "horizon.neighbour", near=False)
