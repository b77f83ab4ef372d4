"""A plan and its assessments, indexed once for all pages: promises, coverage, conflicts, groups.

Everything here is language-free; words come with the page.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Final, Literal

from tamnhin.assess.consistency.results import Finding
from tamnhin.assess.consistency.run import check_consistency
from tamnhin.assess.outlook import Outlook, outlook
from tamnhin.assess.status import Status
from tamnhin.assess.types import GRADE_WORDS, Assessment, Grade
from tamnhin.periods import Period
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Commitment
from tamnhin.provenance import Citation, Origin
from tamnhin.units import convert

Measure = Literal["measured", "no_figures", "unmeasured"]

STATUS_ORDER: Final[tuple[Status, ...]] = (
    "moving_away",
    "far_behind",
    "behind",
    "missed",
    "overdue",
    "on_track",
    "met",
    "not_due",
    "no_baseline",
    "not_assessable",
    "no_data",
    "no_value",
)
"""What needs a look first, then what goes well, then what cannot be said."""

CONTEXT_ORDER: Final[tuple[Origin, ...]] = (
    "draft",
    "other",
    "successor",
    "sister",
    "region",
    "nation",
)
KEPT_FIGURES: Final = 64
MAX_DEPTH: Final = 32
"""Levels of promises within promises; a deeper chain is a circle that a check reports."""


@dataclass(frozen=True)
class Promise:
    """A commitment with everything that a list says of it.

    Attributes:
        commitment: the promise.
        depth: how many wider promises it stands under.
        parent: the wider promise.
        assessments: its targets, each with where it stands.
        measure: whether figures measure it.
        reason: why not, a key of ``words.GAP_REASONS``.
    """

    commitment: Commitment
    depth: int
    parent: Commitment | None
    assessments: tuple[Assessment, ...]
    measure: Measure
    reason: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what the decision promises can be followed.

    Attributes:
        promises: all promises of the decision.
        quantified: those with a number.
        measurable: those with an indicator.
        measured: those with figures.
        reasons: for the rest, how many for each reason.
    """

    promises: int
    quantified: int
    measurable: int
    measured: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A period for which sources give different figures.

    Attributes:
        indicator_id: of what.
        territory_id: where.
        period: when.
        low: the lowest figure, in the indicator's unit.
        high: the highest figure.
        count: how many different figures.
        words: the qualifiers of the lowest and of the highest figure.
    """

    indicator_id: str
    territory_id: str
    period: Period
    low: Decimal
    high: Decimal
    count: int
    words: tuple[str, str] = ("exact", "exact")


class View:
    """A plan with its assessments, indexed.

    Args:
        plan: the plan.
        assessments: one for each row of ``plan.targets``, in any order.
    """

    def __init__(self, plan: Plan, assessments: Sequence[Assessment]) -> None:
        self.plan = plan
        self.assessments = tuple(assessments)
        self.assessment = {a.target.target_id: a for a in self.assessments}
        self._by_commitment = grouped(
            (a.target.commitment_id, a) for a in self.assessments if a.target.commitment_id
        )
        self.by_indicator = grouped((a.target.indicator_id, a) for a in self.assessments)
        self.children = grouped((c.parent_id, c) for c in plan.commitments if c.parent_id)
        self.promises = tuple(self._tree())
        self.promise = {p.commitment.commitment_id: p for p in self.promises}
        # Kept for a moment: a page and its downloads in both languages ask for the same.
        self.figures = lru_cache(maxsize=KEPT_FIGURES)(plan.observations.about)
        self.outlook = lru_cache(maxsize=KEPT_FIGURES)(self._outlook)

    # Time

    @cached_property
    def newest_vintage(self) -> dt.date | None:
        """The newest day of publication among the figures."""
        published = [
            p.first_day for p in self.plan.observations.column("published") if p is not None
        ]
        return max(published, default=None)

    @cached_property
    def asked(self) -> dt.date | None:
        """The day up to which figures count, where one was asked for."""
        return next((a.as_of for a in self.assessments if a.as_of is not None), None)

    @cached_property
    def as_of(self) -> dt.date | None:
        """The day that pages speak of: the one asked for, the plan's, or the newest figure's."""
        return self.asked or self.plan.settings.as_of or self.newest_vintage

    # Whether the numbers agree

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """How the numbers of the plan agree with each other, contradictions first."""
        return check_consistency(self.plan, as_of=self.asked)

    # Promises

    def _tree(self) -> Iterable[Promise]:
        known = self.plan.ids("commitments")
        roots = [c for c in self.plan.commitments if c.parent_id not in known]
        waiting = [(c, 0) for c in reversed(roots)]
        seen: set[str] = set()
        while waiting:
            commitment, depth = waiting.pop()
            if commitment.commitment_id in seen or depth > MAX_DEPTH:
                continue
            seen.add(commitment.commitment_id)
            yield self._promise(commitment, depth)
            below = self.children.get(commitment.commitment_id, ())
            waiting.extend((child, depth + 1) for child in reversed(below))

    def _promise(self, commitment: Commitment, depth: int) -> Promise:
        assessments = self._by_commitment.get(commitment.commitment_id, ())
        measure, reason = self._measure(commitment, assessments)
        parent = self.plan.ids("commitments").get(commitment.parent_id or "")
        return Promise(commitment, depth, parent, tuple(assessments), measure, reason)

    def _measure(
        self, commitment: Commitment, assessments: Sequence[Assessment]
    ) -> tuple[Measure, str | None]:
        if not commitment.indicator_ids and not assessments:
            return "unmeasured", commitment.gap_reason or "not_quantified"
        where = {commitment.territory_id, self.plan.settings.territory_id}
        pairs = self._pairs
        seen = any((i, t) in pairs for i in commitment.indicator_ids for t in where)
        if seen or any(a.latest is not None for a in assessments):
            return "measured", None
        reasons = [a.target.gap_reason for a in assessments if a.target.gap_reason]
        return "no_figures", commitment.gap_reason or next(iter(reasons), None) or "no_figures"

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str | None]]:
        return frozenset(self.plan.observations.pairs())

    @cached_property
    def coverage(self) -> Coverage:
        """How much of the decision's promises can be followed."""
        own = [p for p in self.promises if p.commitment.origin == "decision"]
        reasons = Counter(p.reason for p in own if p.reason)
        return Coverage(
            promises=len(own),
            quantified=sum(any(a.target.basis != "milestone" for a in p.assessments) for p in own),
            measurable=sum(p.measure != "unmeasured" for p in own),
            measured=sum(p.measure == "measured" for p in own),
            reasons=tuple(reasons.most_common()),
        )

    # Targets

    @cached_property
    def own(self) -> tuple[Assessment, ...]:
        """Targets of the plan's own decision, those that need a look first."""
        return in_order(a for a in self.assessments if a.target.origin == "decision")

    @cached_property
    def context(self) -> tuple[tuple[Origin, tuple[Assessment, ...]], ...]:
        """Targets of other documents by their origin."""
        groups = grouped((a.target.origin, a) for a in self.assessments)
        return tuple((o, in_order(groups[o])) for o in CONTEXT_ORDER if o in groups)

    def status_counts(self, assessments: Iterable[Assessment]) -> tuple[tuple[Status, int], ...]:
        """How many targets stand at each status, in the order of :data:`STATUS_ORDER`."""
        counts = Counter(a.status for a in assessments)
        return tuple((status, counts[status]) for status in STATUS_ORDER if counts[status])

    def outlook_counts(self, assessments: Iterable[Assessment]) -> tuple[tuple[Grade, int], ...]:
        """How many targets have each word of probability; those without one are not counted."""
        counts = Counter(a.chance.grade for a in assessments if a.chance is not None)
        return tuple((grade, counts[grade]) for grade in GRADE_WORDS if counts[grade])

    def _outlook(self, name: str) -> Outlook | None:
        return outlook(self.assessment[name])

    # Figures

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Periods for which sources disagree, the newest first."""
        table = self.plan.observations
        names = ("indicator_id", "territory_id", "period", "value", "unit", "qualifier")
        groups: dict[tuple[str, str, Period], set[tuple[Decimal, str, str]]] = {}
        for indicator, territory, period, value, unit, word in zip(
            *(table.column(name) for name in names), strict=True
        ):
            if value is not None:
                groups.setdefault((indicator, territory, period), set()).add((value, unit, word))
        found = [
            conflict
            for key, figures in groups.items()
            if len(figures) > 1 and (conflict := self._conflict(key, figures)) is not None
        ]
        return tuple(sorted(found, key=lambda c: (c.period, c.indicator_id), reverse=True))

    def _conflict(
        self, key: tuple[str, str, Period], figures: set[tuple[Decimal, str, str]]
    ) -> Conflict | None:
        indicator = self.plan.ids("indicators")[key[0]]
        # An exact figure before one of the same size in words.
        ranked = sorted(figures, key=lambda figure: figure[2] != "exact")
        values: dict[Decimal, str] = {}
        for value, unit, word in ranked:
            values.setdefault(convert(value, unit, indicator.unit), word)
        if len(values) < 2:
            return None
        low, high = min(values), max(values)
        return Conflict(*key, low, high, len(values), (values[low], values[high]))

    @cached_property
    def measured_indicators(self) -> tuple[Any, ...]:
        """Indicators of which there is a figure, in the order of their table."""
        with_figures = {indicator for indicator, _ in self.plan.observations.pairs()}
        return tuple(i for i in self.plan.indicators if i.indicator_id in with_figures)

    @cached_property
    def territories_of(self) -> Mapping[str, tuple[str, ...]]:
        """For every indicator the territories of which there are figures or targets."""
        pairs = [*self.plan.observations.pairs()]
        pairs += [(a.target.indicator_id, a.target.territory_id) for a in self.assessments]
        return {key: tuple(dict.fromkeys(names)) for key, names in grouped(pairs).items()}

    @cached_property
    def english(self) -> Mapping[str, str]:
        """English titles of indicators and units by their Vietnamese ones.

        Sentences of the stages below carry Vietnamese titles as parameters.
        """
        titled = [*self.plan.indicators, *self.plan.territories]
        return {t.title_vi: t.title("en") for t in titled}

    # Passages

    @cached_property
    def claims(self) -> Mapping[str, tuple[Commitment, ...]]:
        """For every passage the promises that are written in it."""
        return grouped((name, c) for c in self.plan.commitments for name in c.citation_ids)

    @cached_property
    def summary(self) -> tuple[Citation, ...]:
        """The passages of the summary source, in the order of its text."""
        source = self.plan.settings.summary_source_id
        passages = [c for c in self.plan.citations if c.source_id == source]
        return tuple(sorted(passages, key=lambda c: (c.start is None, c.start or 0)))


def grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, tuple[Any, ...]]:
    """Second items by first, in their order."""
    groups: dict[Any, list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}


def in_order(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """Assessments by status, what needs a look first; equal ones as in the table."""
    return tuple(sorted(assessments, key=lambda a: STATUS_ORDER.index(a.status)))
