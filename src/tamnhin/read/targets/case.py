"""An amount that is to be judged, what bears on it, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.cues import Cues
from tamnhin.read.targets.scope import Horizon

LAST_RESULTS: Final = 2025
"""A figure of a later year was a promise in every text known when these rules were written."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Promise, or why not.

    ``kind`` is ``promise``, ``result``, ``base``, ``superseded``, ``territory``, ``forecast``,
    ``cost`` or ``count``.
    ``sure`` is false where nothing in the sentence itself decided.
    """

    kind: str
    rule: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Now:
    """When a document speaks: years before ``earliest`` are past, after ``latest`` to come.

    ``promised`` is the first year that it has promised anything for so far; one that is
    ``yearless`` names no year but its own date.
    """

    earliest: int | None = None
    latest: int | None = None
    promised: int | None = None
    yearless: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """What was said before an amount.

    Attributes:
        verdict: of the sentence, paragraph or heading before; empty where there is none.
        fresh: whether that was in the same paragraph, or in its heading.
        prior: what the title and the first line of the document announce.
        sure: whether a word or a year said it, there or since the heading.
    """

    verdict: str = ""
    fresh: bool = False
    sure: bool = False
    prior: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """An amount that is to be judged, and what bears on it.

    Attributes:
        line: the shadow of the block.
        amount: the amount.
        sentence: where its sentence begins and ends.
        ceiling: where its clause ends.
        horizon: what governs it.
        now: when the document speaks.
        before: what was said before.
        said: the cues of the sentence.
    """

    line: str
    amount: Amount
    sentence: tuple[int, int]
    ceiling: int
    horizon: Horizon | None
    now: Now
    before: Before
    said: Cues


@dataclass(frozen=True, slots=True)
class Times:
    """How the period beside an amount lies to the year in which the document speaks.

    Attributes:
        future: it ends after that year.
        past: it ends before that year.
        over: it ends before or with that year.
        running: it is the year in which the document speaks, or its term began.
        late: it ends after every year that texts knew results of.
        toward: words such as "đến" look ahead to it, and it is not over.
    """

    future: bool
    past: bool
    over: bool
    running: bool
    late: bool
    toward: bool


def times(horizon: Horizon | None, now: Now) -> Times:
    """How the period beside an amount lies; all false where the sentence has none."""
    if horizon is None or not horizon.near:
        return Times(future=False, past=False, over=False, running=False, late=False, toward=False)
    period = horizon.period
    over = now.latest is not None and period.last <= now.latest
    begun = now.latest is None and now.earliest is not None and period.last <= now.earliest + 1
    return Times(
        future=now.latest is not None and period.last > now.latest,
        past=now.earliest is not None and period.last < now.earliest,
        over=over,
        running=not period.is_span and (begun or (over and period.last == now.latest)),
        late=period.last > LAST_RESULTS,
        toward=period.toward and not over and not begun,
    )
