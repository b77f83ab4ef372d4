"""From an amount with horizon and verdict to a reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tamnhin.plan.types import Basis
from tamnhin.read.document import Span
from tamnhin.read.readings import FigureReading, TargetReading
from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.case import Verdict
from tamnhin.read.targets.confidence import confidence
from tamnhin.read.targets.cues import PROMISE
from tamnhin.read.targets.periods import Role
from tamnhin.read.targets.places import find_place
from tamnhin.read.targets.scope import Horizon
from tamnhin.read.targets.state import Line, State, Words
from tamnhin.read.targets.vocabulary import section

_INCREMENT: Final = re.compile(r"(?:tăng thêm|thêm|giảm)\W*\Z")
_SHARE: Final = re.compile("tỷ trọng|cơ cấu|chiếm")
_NAMES_A_COUNT: Final = re.compile(r"[\W\d]*(?:tổng )?số(?! hộ nghèo)(?!\w)")
_SMALL_CROWD: Final = 1000


def is_sum(context: str) -> bool:
    """Whether the indicator adds up over a period, as investment does."""
    return section("sums").search(context) is not None


@dataclass(frozen=True, slots=True)
class Judged:
    """An amount with the words of its indicator, its horizon and the verdict on it."""

    amount: Amount
    words: Words
    horizon: Horizon | None
    verdict: Verdict

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that read it, in their order."""
        horizon = self.horizon.rule if self.horizon else "horizon.none"
        return (*self.amount.rules, horizon, self.verdict.rule)

    @property
    def period(self) -> str:
        """The code of its horizon, or nothing."""
        return self.horizon.period.code if self.horizon else ""


def keep(state: State, line: Line, sentence: tuple[int, int], judged: Judged) -> None:
    """Adds an amount to the targets of a document, or to the figures that are none."""
    reason = judged.verdict.kind
    counts = _NAMES_A_COUNT.match(judged.words.context) is not None
    if reason == PROMISE and not (counts or _is_said(state, line, judged)):
        reason = "count"
    if reason == PROMISE:
        state.targets.append(_target(state, line, sentence, judged))
    else:
        state.figures.append(_figure(line, sentence, judged, reason))


def _figure(line: Line, sentence: tuple[int, int], judged: Judged, reason: str) -> FigureReading:
    amount = judged.amount
    return FigureReading(
        quote=line.span(amount.start, amount.end),
        sentence=line.span(*sentence),
        reason=reason,
        value=amount.value,
        upper=amount.upper,
        unit=amount.unit,
        period=judged.period,
        indicator=judged.words.place,
        rules=judged.rules,
    )


def _target(state: State, line: Line, sentence: tuple[int, int], judged: Judged) -> TargetReading:
    amount = judged.amount
    place = find_place(line.text, sentence, amount)
    place_span = line.span(*place) if place else None
    return TargetReading(
        quote=line.span(amount.start, amount.end),
        sentence=line.span(*sentence),
        operator=amount.operator,
        value=amount.value,
        upper=amount.upper,
        unit=amount.unit,
        basis=_basis(amount, judged.words.context),
        indicator=judged.words.place,
        horizon=judged.period,
        horizon_span=_horizon_span(judged.horizon),
        place=state.document.words(place_span) if place_span else "",
        place_span=place_span,
        base=_base(line, amount, sentence),
        confidence=confidence(judged.rules),
        rules=judged.rules,
    )


def _is_said(state: State, line: Line, judged: Judged) -> bool:
    """Whether a count, a rank or a small crowd, which stand in any news, is said to be planned."""
    amount, horizon = judged.amount, judged.horizon
    crowd = amount.unit in {"persons", "workers"} and amount.value < _SMALL_CROWD
    if not (amount.counted or crowd or amount.unit == "rank"):
        return True
    if judged.verdict.sure or state.headed or state.sure or state.moods.get(line.index):
        return True
    if amount.operator in {"at_least", "at_most"} and amount.unit != "rank":
        return True  # nobody reports "at least"
    return horizon is not None and horizon.near and amount.unit != "rank"


def _horizon_span(horizon: Horizon | None) -> Span | None:
    if horizon is None or horizon.period.offset < 0:
        return None
    period = horizon.period
    return Span(period.offset + period.start, period.offset + period.end)


def _basis(amount: Amount, context: str) -> Basis:
    if amount.unit == "%/yr":
        return "average_growth"
    if amount.unit in {"points", "points/yr"} or _INCREMENT.search(context):
        return "change"
    if amount.unit == "rank":
        return "rank"
    if amount.unit == "ratio":
        return "relative"
    if amount.unit == "%" and _SHARE.search(context):
        return "share"
    return "cumulative" if is_sum(context) else "level"


def _base(line: Line, amount: Amount, sentence: tuple[int, int]) -> str:
    """The year that "so với năm 2020" names right after an amount."""
    for period in line.periods:
        if period.role is Role.BASE and amount.end <= period.start < sentence[1]:
            return period.code if period.start - amount.end < 30 else ""
    return ""
