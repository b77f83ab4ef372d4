"""What was read: targets, commitments, figures that are no targets, and text nobody claims.

Spans count characters of :attr:`tamnhin.read.document.Document.text`. Every reading names the
rules that made it, in the order in which they spoke, and carries a confidence from 0 to 1 that
is the share of like readings that were right on the development set.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tamnhin.plan.types import Basis, CommitmentKind, Operator
from tamnhin.read.document import Span


@dataclass(frozen=True, slots=True)
class IndicatorMatch:
    """The indicator that a phrase was taken for, its score from 0 to 1, and the runner-up."""

    indicator_id: str
    score: float
    runner_up: str | None = None
    runner_up_score: float = 0.0


@dataclass(frozen=True, slots=True)
class TargetReading:
    """A promise with a number. ``quote`` runs from the comparator to the end of the unit.

    ``unit`` is a symbol of ``units.csv`` or, where that has none, the words as written.
    ``horizon`` is a year or a span of years (``2030``, ``2026-2030``); ``horizon_span`` is where
    it was read, which may be a heading far above. ``base`` is the period that "so với" names.
    """

    quote: Span
    sentence: Span
    operator: Operator
    value: Decimal
    upper: Decimal | None
    unit: str
    basis: Basis
    indicator: Span | None = None
    match: IndicatorMatch | None = None
    horizon: str = ""
    horizon_span: Span | None = None
    place: str = ""
    place_span: Span | None = None
    base: str = ""
    confidence: float = 0.0
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureReading:
    """A figure that is no target: a result so far, a forecast, a superseded number. Why not."""

    quote: Span
    sentence: Span
    reason: str
    value: Decimal
    upper: Decimal | None
    unit: str
    period: str = ""
    indicator: Span | None = None
    match: IndicatorMatch | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentReading:
    """A promise in words. ``parent`` is the position of the governing one in the same list."""

    span: Span
    kind: CommitmentKind
    topics: tuple[str, ...] = ()
    places: tuple[Span, ...] = ()
    body: str = ""
    horizon: str = ""
    parent: int | None = None
    confidence: float = 0.0
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A sentence that no reading claims, and why it was left."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Readings:
    """All that was read from one document."""

    targets: tuple[TargetReading, ...] = ()
    figures: tuple[FigureReading, ...] = ()
    commitments: tuple[CommitmentReading, ...] = ()
    unclaimed: tuple[Unclaimed, ...] = ()
