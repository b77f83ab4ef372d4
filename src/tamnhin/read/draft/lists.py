"""What a draft tells beside its tables: how each row was read, what was left and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from tamnhin.read.document import Document, Span
from tamnhin.read.draft.rows import Rows, commitment_id
from tamnhin.read.draft.words import locator, short
from tamnhin.read.readings import CommitmentReading, FigureReading, TargetReading, Unclaimed

READINGS: Final = "draft/readings.csv"
UNCLAIMED: Final = "draft/unclaimed.csv"
FIGURES: Final = "draft/figures.csv"

MOST_WORDS: Final = 300
_READING_HEAD: Final = ("item_id", "table", "start", "end", "confidence", "rules", "runner_up")
_UNCLAIMED_HEAD: Final = ("start", "end", "locator", "reason", "words")
_FIGURE_HEAD: Final = (
    "start",
    "end",
    "what",
    "reason",
    "value",
    "upper",
    "unit",
    "period",
    "indicator_id",
    "words",
)


def readings(rows: Rows, promises: Sequence[CommitmentReading]) -> bytes:
    """Every row that was read, with its confidence, its rules and the runner-up indicator."""
    lines: list[tuple[object, ...]] = [
        (commitment_id(number), "commitments", *_how(reading.span, reading), None)
        for number, reading in enumerate(promises, 1)
    ]
    lines += [
        (
            name,
            "targets",
            *_how(reading.quote, reading),
            reading.match.runner_up if reading.match else None,
        )
        for name, reading in rows.placed.items()
    ]
    return _csv(_READING_HEAD, lines)


def _how(span: Span, reading: CommitmentReading | TargetReading) -> tuple[int, int, float, str]:
    return span.start, span.end, reading.confidence, " ".join(reading.rules)


def unclaimed(rows: Rows, left: Sequence[Unclaimed]) -> bytes:
    """Every sentence that became no row, with the reason."""
    document = rows.document
    return _csv(
        _UNCLAIMED_HEAD,
        [
            (
                item.span.start,
                item.span.end,
                locator(document, rows.block_at(item.span.start)),
                item.reason,
                short(document.words(item.span), MOST_WORDS),
            )
            for item in left
        ],
    )


def figures(
    document: Document,
    unplaced: Sequence[tuple[TargetReading, str]],
    told: Sequence[tuple[FigureReading, str]],
) -> bytes:
    """Targets that could not become rows, and figures; each with what became of it."""
    lines = [
        _number(document, "target", reading, reading.horizon, why) for reading, why in unplaced
    ]
    lines += [_number(document, "figure", reading, reading.period, why) for reading, why in told]
    return _csv(_FIGURE_HEAD, lines)


def _number(
    document: Document, what: str, reading: TargetReading | FigureReading, period: str, why: str
) -> tuple[object, ...]:
    return (
        reading.quote.start,
        reading.quote.end,
        what,
        why or "observation",
        reading.value,
        reading.upper,
        reading.unit,
        period,
        reading.match.indicator_id if reading.match else None,
        short(document.words(reading.sentence), MOST_WORDS),
    )


def _csv(head: Sequence[str], lines: Iterable[Iterable[object]]) -> bytes:
    """A table for people: words that a spreadsheet would run get an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    for line in lines:
        cells = ["" if cell is None else str(cell) for cell in line]
        writer.writerow([f"'{cell}" if cell[:1] in tuple("=+-@\t") else cell for cell in cells])
    return text.getvalue().encode()
