"""Which year or span of years governs an amount: in its clause, its sentence, or far above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.periods import Period, Role
from tamnhin.read.targets.vocabulary import section


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
    """

    title: Period | None = None
    blocks: dict[int, Period] = field(default_factory=dict)
    carried: Period | None = None
    paragraph: Period | None = None
    level: Period | None = None


_STOP: Final = re.compile(r"[,;:]|\.(?!\d)|\d| và | còn ")
_FOLLOWED: Final = re.compile(
    r" *(?:thì |phải |sẽ |cũng )?(?:đạt|là|còn|có|tăng|giảm|chiếm|khoảng|trên|dưới|hơn|:)?[^\d,;.]{0,14}\d"
)


def after(line: str, amount: Amount, periods: Sequence[Period], floor: int) -> Period | None:
    """The period that closes an amount's own clause: "đạt 20 khu vào năm 2030"."""
    for period in periods:
        if period.start < amount.end:
            continue
        gap = re.sub(r"\([^()]{0,60}\)|\[\d+\]", "", line[amount.end : period.start])
        if len(gap) > 70 or _STOP.search(gap) or period.role is not Role.SCOPE:
            return None
        earlier = [p for p in periods if floor <= p.start and p.end <= amount.number]
        if earlier and earlier[-1].role is Role.SCOPE and _FOLLOWED.match(line, period.end):
            return None
        return period
    return None


def find_horizon(
    line: str,
    amount: Amount,
    periods: Sequence[Period],
    local: set[Period],
    sentence: tuple[int, int],
    scope: Scope,
    inherited: Period | None,
    *,
    rate: bool,
) -> Horizon | None:
    """The period that governs an amount, nearest first.

    Args:
        line: the shadow of the block.
        amount: the amount.
        periods: the periods of the line.
        local: those that close another amount's clause.
        sentence: where the sentence begins and ends.
        scope: what is in force.
        inherited: what the governing blocks give.
        rate: whether it is a rate or a sum over a period, which a span of years fits.
    """
    floor, ceiling = sentence
    if (closing := after(line, amount, periods, floor)) is not None:
        return Horizon(closing, "horizon.after", near=True)
    before = [p for p in periods if floor <= p.start and p.end <= amount.number]
    own = [p for p in before if p.role is Role.SCOPE and p not in local]
    far = scope.paragraph or inherited or scope.carried
    if own:
        nearest = own[-1]
        if rate or not nearest.is_span or not _passed(line, nearest, amount):
            return Horizon(nearest, "horizon.sentence", near=True)
        level = next((p for p in reversed(own) if not p.is_span), None) or _level(scope, inherited)
        if level is not None:
            return Horizon(level, "horizon.level", near=False)
        return Horizon(nearest, "horizon.sentence", near=True)
    if far is not None and far.is_span and not rate and scope.paragraph is far:
        far = _level(scope, inherited) or far
    if far is not None:
        rule = "horizon.paragraph" if far is scope.paragraph else "horizon.above"
        return Horizon(far, rule, near=False)
    later = [p for p in periods if amount.end <= p.start < ceiling and p.role is Role.SCOPE]
    if later and later[-1].by:
        return Horizon(later[-1], "horizon.closing", near=True)
    names = [p for p in before if p.role is Role.NAME]
    if names and (rate or not names[-1].is_span):
        return Horizon(names[-1], "horizon.name", near=True)
    if scope.title is not None:
        return Horizon(_ended(scope.title, rate=rate), "horizon.title", near=False)
    return Horizon(_ended(names[-1], rate=rate), "horizon.name", near=True) if names else None


def _ended(period: Period, *, rate: bool) -> Period:
    """A plan's own period: its last year for a level, the whole for a rate."""
    if rate or not period.is_span:
        return period
    return Period(period.start, period.end, period.last, period.last, period.role)


def _level(scope: Scope, inherited: Period | None) -> Period | None:
    for period in (scope.level, inherited, scope.carried):
        if period is not None and not period.is_span:
            return period
    return None


def _passed(line: str, period: Period, amount: Amount) -> bool:
    """Whether another figure stands between a period and an amount: the span was that one's."""
    between = line[period.end : amount.start]
    return re.search(r"\d", between) is not None and re.search(r"[;,.] ", between) is not None


def opens_scope(line: str, period: Period, sentence: tuple[int, int]) -> bool:
    """Whether a period goes on to govern what follows its sentence."""
    if period.role is not Role.SCOPE:
        return False
    clause = line[sentence[0] : period.start]
    subs = list(section("sub_scope").finditer(clause))
    return not (subs and not re.search(r"[;.]", clause[subs[-1].end() :]))
