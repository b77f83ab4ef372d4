"""Citations, commitments, targets, indicators and observations of a draft."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from tamnhin.data.types import Indicator, IndicatorKind, Observation
from tamnhin.periods import Period, parse_period
from tamnhin.plan.check_targets import SPANS
from tamnhin.plan.types import Commitment, Target
from tamnhin.provenance import Citation
from tamnhin.read.commitments.kinds import topics
from tamnhin.read.document import Document, Span
from tamnhin.read.draft.about import About
from tamnhin.read.draft.words import DRAFT_NOTE, locator, short
from tamnhin.read.indicators.match import Matcher
from tamnhin.read.readings import CommitmentReading, FigureReading, IndicatorMatch, TargetReading
from tamnhin.read.spelling import levelled
from tamnhin.units import convertible, units
from tamnhin.vietnamese import slug

SURE_ENOUGH: Final = 0.5
"""Score of a match below which a phrase becomes an indicator of its own."""

RATIOS: Final = frozenset({"multiple", "relative"})
"""Bases whose number is a ratio to another figure."""

_YEAR: Final = re.compile(r"\d{4}")
_SPAN: Final = re.compile(r"(\d{4}) ?[-/] ?(\d{4})")
_KINDS: Final[dict[str, IndicatorKind]] = {
    "rate": "growth",
    "ratio": "ratio",
    "rank": "rank",
    "index": "index",
    "score": "index",
}


def commitment_id(number: int) -> str:
    """The identifier of the commitment of a number, counted from 1."""
    return f"p{number:04}"


@dataclass
class Rows:
    """Rows of a draft as they come to be; identifiers count up in the order of the text."""

    document: Document
    about: About
    matcher: Matcher
    citations: list[Citation] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    placed: dict[str, TargetReading] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    observations: dict[tuple[object, ...], Observation] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _cited: dict[tuple[int, int], str] = field(default_factory=dict)

    def block_at(self, at: int) -> int:
        """Index of the block that a character stands in."""
        if not self._starts:
            self._starts = [block.span.start for block in self.document.blocks]
        return max(0, bisect_right(self._starts, at) - 1)

    def cite(self, span: Span) -> str:
        """The identifier of the citation of a span; one is made where there is none."""
        key = (span.start, span.end)
        if key not in self._cited:
            index = self.block_at(span.start)
            block = self.document.blocks[index] if self.document.blocks else None
            made = Citation(
                citation_id=f"c{len(self.citations) + 1:04}",
                source_id=self.about.source.source_id,
                locator=locator(self.document, index) if block else "",
                start=span.start,
                end=span.end,
                page=block.page if block else None,
                summary_vi=short(self.document.words(span), 200),
            )
            self.citations.append(made)
            self._cited[key] = made.citation_id
        return self._cited[key]

    def add_commitment(
        self, reading: CommitmentReading, number: int, parent: str | None, places: tuple[str, ...]
    ) -> None:
        """One commitment."""
        words = short(self.document.words(reading.span))
        first, last = _years(reading.horizon)
        self.commitments.append(
            Commitment(
                commitment_id=commitment_id(number),
                title_vi=words,
                title_en=words,
                kind=reading.kind,
                topics=reading.topics,
                parent_id=parent,
                territory_id=self.about.territory.territory_id,
                place_ids=places,
                start_year=first,
                due_year=last,
                responsible_body=short(reading.body, 200),
                gap_reason="not_quantified",
                origin=self.about.origin,
                citation_ids=(self.cite(reading.span),),
                note=DRAFT_NOTE,
            )
        )

    def add_target(self, reading: TargetReading, promise: str | None) -> str:
        """One target; returns why it could not be written, an empty text where it was."""
        if reading.unit not in units():
            return "unit-unknown"
        if reading.basis in RATIOS and not convertible(reading.unit, "ratio"):
            return "unit-ratio"
        if reading.operator == "between" and (
            reading.upper is None or reading.upper < reading.value
        ):
            return "range-unclear"
        period, told = self._period(reading)
        phrase = self._phrase(reading.indicator, reading.sentence, reading.quote)
        row = self._indicator(reading.match, phrase, reading.unit, reading.basis in RATIOS)
        place = self.document.words(reading.place_span) if reading.place_span else reading.place
        where = f" Phạm vi / place: {short(place, 80)}." if place else ""
        name = f"t{len(self.targets) + 1:04}"
        self.placed[name] = reading
        self.targets.append(
            Target(
                target_id=name,
                title_vi=short(f"{row.title_vi}, {period.code}"),
                title_en=short(f"{row.title_en}, {period.code}"),
                commitment_id=promise,
                indicator_id=row.indicator_id,
                territory_id=self.about.territory.territory_id,
                basis=reading.basis,
                operator=reading.operator,
                value=reading.value,
                upper=reading.upper if reading.operator == "between" else None,
                unit=reading.unit,
                period=period,
                baseline_period=_base(reading.base),
                origin=self.about.origin,
                citation_ids=(self.cite(reading.quote), self.cite(reading.sentence))
                if reading.quote != reading.sentence
                else (self.cite(reading.quote),),
                note=f"{DRAFT_NOTE}{told}{where}",
            )
        )
        return ""

    def _period(self, reading: TargetReading) -> tuple[Period, str]:
        """The target's period, and what was put in because the text does not say it."""
        settings = self.about.settings
        first, last = _years(reading.horizon)
        told = ""
        if last is None:
            last = settings.last_year
            told = f" Văn bản không ghi năm; tạm lấy {last}. / No year is named; {last} is put in."
        if reading.basis not in SPANS:
            return parse_period(str(last)), told
        start = first if first is not None else min(settings.first_year, last - 1)
        if start >= last:
            start = last - 1
        if first is None:
            told += f" Năm đầu {start} là tạm lấy. / First year {start} is put in."
        return parse_period(f"{start}/{last}"), told

    def _phrase(self, indicator: Span | None, sentence: Span, quote: Span) -> str:
        if indicator is not None:
            return short(self.document.words(indicator), 90)
        before = self.document.text[sentence.start : quote.start].strip(" ,;:-")
        return short(before or self.document.words(sentence), 90)

    def _indicator(
        self, match: IndicatorMatch | None, phrase: str, unit: str, ratio: bool = False
    ) -> Indicator:
        """The catalogue's row where the match is sure and the unit fits, or one of its own.

        A multiple of a base year is a ratio, whatever the indicator's own unit is.
        """
        if match is not None and match.score >= SURE_ENOUGH:
            row = self.matcher.indicator(match.indicator_id)
            if ratio or convertible(row.unit, unit):
                return self.indicators.setdefault(row.indicator_id, row)
        name = f"new.{slug(phrase)[:50].strip('-') or 'unnamed'}"
        if name in self.indicators and not convertible(self.indicators[name].unit, unit):
            name = f"{name}.{slug(unit) or 'unit'}"
        about = topics(levelled(phrase))
        return self.indicators.setdefault(
            name,
            Indicator(
                indicator_id=name,
                title_vi=phrase,
                title_en=phrase,
                unit=unit,
                kind=_KINDS.get(units()[unit].dimension, "level"),
                direction="down" if units()[unit].dimension == "rank" else "up",
                aggregation="none",
                topic=about[0] if about else "economy",
                note="Chưa có trong danh mục: tên, loại, chiều là tạm. / Not in the catalogue: "
                "name, kind and direction are provisional.",
            ),
        )

    def add_observation(self, reading: FigureReading) -> str:
        """A result as an observation; returns why it could not be one, else an empty text."""
        match, issued = reading.match, self.about.source.issued_on
        if reading.reason != "result":
            return reading.reason
        if match is None or match.score < SURE_ENOUGH:
            return "indicator-unknown"
        if reading.unit not in units() or reading.upper is not None:
            return "unit-unknown" if reading.upper is None else "range"
        row = self.matcher.indicator(match.indicator_id)
        span = _SPAN.fullmatch(reading.period)
        if not convertible(row.unit, reading.unit) or not (span or _YEAR.fullmatch(reading.period)):
            return "period-unknown"
        period = parse_period(f"{span[1]}/{span[2]}" if span else reading.period)
        if issued is not None and issued.last_day < period.start:
            return "forecast"
        if reading.unit == "%" and row.kind == "ratio" and not 0 <= reading.value <= Decimal(100):
            return "out-of-range"
        self.indicators.setdefault(row.indicator_id, row)
        made = Observation(
            indicator_id=row.indicator_id,
            territory_id=self.about.territory.territory_id,
            period=period,
            published=issued,
            source_id=self.about.source.source_id,
            value=reading.value,
            unit=reading.unit,
            status="unstated",
            note=short(f"{DRAFT_NOTE} [{reading.quote.start}-{reading.quote.end}]", 300),
        )
        if made.identity in self.observations:
            return "told-twice"
        self.observations[made.identity] = made
        return ""


def _years(horizon: str) -> tuple[int | None, int | None]:
    span = _SPAN.fullmatch(horizon)
    if span and int(span[1]) <= int(span[2]):
        return int(span[1]), int(span[2])
    return (None, int(horizon)) if _YEAR.fullmatch(horizon) else (None, None)


def _base(words: str) -> Period | None:
    """The period that a number is compared with, where it is a year or a span of years."""
    span = _SPAN.fullmatch(words)
    if span and int(span[1]) < int(span[2]):
        return parse_period(f"{span[1]}/{span[2]}")
    return parse_period(words) if _YEAR.fullmatch(words) else None
