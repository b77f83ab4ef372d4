"""A file to readings: open it, read targets and promises, say which indicator each number is of.

This is the reader of Vietnamese; :mod:`tamnhin.read.languages` has those of other languages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tamnhin.read.annexes import annex_rows
from tamnhin.read.commitments.extract import read_commitments
from tamnhin.read.crossings import Crossings
from tamnhin.read.document import Document, Span
from tamnhin.read.documents import open_document
from tamnhin.read.indicators.match import Matcher, default_matcher
from tamnhin.read.readings import (
    CommitmentReading,
    FigureReading,
    IndicatorMatch,
    Readings,
    TargetReading,
    Unclaimed,
)
from tamnhin.read.targets import read_targets

Progress = Callable[[int, int], None]

TARGET_CONFIDENCE: Final = 0.9
"""Factor from a target's confidence to that of the promise that consists of it alone."""

NO_PROSE: Final = frozenset({"cell", "heading"})
"""Reasons of passages that promise through a row or what stands below, not by themselves."""


def open_file(path: Path) -> Document:
    """The document in a file of any kind that can be read.

    Raises:
        InputError: the file is missing, of another kind, or damaged.
    """
    return open_document(path)


def rule_targets(
    document: Document,
) -> tuple[Sequence[TargetReading], Sequence[FigureReading]]:
    """The promises with a number and the other figures, by the rules of this package."""
    return read_targets(document)


def read_by_rules(document: Document, progress: Progress | None = None) -> Readings:
    """Targets, figures and promises by the rules of this package, numbers matched to indicators."""
    targets, figures = rule_targets(document)
    # What a row of a list of sites says of one of them goes with it; it is no goal of the plan.
    sites = Crossings(row.span for row in annex_rows(document))
    targets = [target for target in targets if not sites.any(target.quote)]
    commitments, unclaimed = read_commitments(document, progress)
    return together(document, targets, figures, commitments, unclaimed)


def together(
    document: Document,
    targets: Sequence[TargetReading],
    figures: Sequence[FigureReading],
    commitments: Sequence[CommitmentReading],
    unclaimed: Sequence[Unclaimed],
    matcher: Matcher | None = None,
) -> Readings:
    """Readings of one document put together: each number has its indicator and its promise.

    A sentence that promises by its number alone becomes an objective; one that a reading claims
    is not listed as unclaimed.
    """
    matcher = matcher or default_matcher()
    promised = Crossings(c.span for c in commitments)
    extra = [t for t in targets if not promised.any(t.quote)]
    outside = Crossings(u.span for u in unclaimed if u.reason in NO_PROSE)
    spans = {t.sentence: t for t in extra if not outside.any(t.sentence)}
    claimed = [_promise(target) for target in spans.values()]
    quotes = Crossings(t.quote for t in extra)
    left = [u for u in unclaimed if not any(extra[i].quote in u.span for i in quotes.of(u.span))]
    return Readings(
        targets=tuple(replace(t, match=t.match or _match(document, t, matcher)) for t in targets),
        figures=tuple(replace(f, match=f.match or _match(document, f, matcher)) for f in figures),
        commitments=(*commitments, *claimed),
        unclaimed=tuple(left),
    )


def matched_anew(document: Document, readings: Readings, matcher: Matcher) -> Readings:
    """The readings with every number matched again, now against another catalogue.

    What that catalogue does not know keeps its match.
    """
    return replace(
        readings,
        targets=tuple(
            replace(t, match=_match(document, t, matcher) or t.match) for t in readings.targets
        ),
        figures=tuple(
            replace(f, match=_match(document, f, matcher) or f.match) for f in readings.figures
        ),
    )


def _promise(target: TargetReading) -> CommitmentReading:
    return CommitmentReading(
        span=target.sentence,
        kind="objective",
        horizon=target.horizon,
        confidence=round(target.confidence * TARGET_CONFIDENCE, 2),
        rules=("by-its-number",),
    )


def _phrase(document: Document, indicator: Span | None, sentence: Span, quote: Span) -> str:
    """The words that name what is measured: those found, or the sentence without the number."""
    if indicator is not None:
        return document.words(indicator)
    before = document.text[sentence.start : quote.start]
    after = document.text[quote.end : sentence.end]
    return f"{before} {after}"


def _match(
    document: Document, reading: TargetReading | FigureReading, matcher: Matcher
) -> IndicatorMatch | None:
    """The indicator of a number by the words around it and its unit."""
    phrase = _phrase(document, reading.indicator, reading.sentence, reading.quote)
    return matcher.match(phrase, reading.unit)
