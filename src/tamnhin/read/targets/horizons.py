"""Which year or span of years governs an amount: in its clause, its sentence, or far above."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.around import Around
from tamnhin.read.targets.periods import Period, Role
from tamnhin.read.targets.scope import Horizon, Scope
from tamnhin.read.targets.vocabulary import section

_STOP: Final = re.compile(r"[,;:]|\.(?!\d)|\d| và | còn ")
CONTINUES: Final = re.compile(r"\W*(?:trong đó|riêng|bao gồm)(?!\w)")
_THIS_YEAR: Final = re.compile(
    r"(?<!\w)(?:năm nay|(?:tháng|quý|nửa) cuối năm|cả năm)(?!\w)(?! ?[(]?(?:19|20)\d\d)"
)
_OVER_YEARS: Final = re.compile(r"(?<!\w)(?:5|10|năm|mười) năm(?!\w)")
"""A sum over a term, whatever single year was named in between."""
_ANEW: Final = re.compile(r"[;:]|(?<!\w)(?:phấn đấu|mục tiêu|dự kiến|sẽ)(?!\w)")
"""What parts the figures of today from the years to come."""
_FIGURE: Final = re.compile(r"\d")
_BRACKET: Final = re.compile(r" ?\( ?(?:(?:vào|đến|trong|của) )?(?:năm )?")
"""What opens a bracket with nothing but a year: "trên 110 vạn (năm 2020)"."""
_FARTHEST: Final = 700
"""A period further away does not close the clause of an amount, whatever stands in brackets."""
_FOLLOWED: Final = re.compile(
    r"(?! *và ) *(?:thì |phải |sẽ |cũng )?(?:đạt|là|còn|có|tăng|giảm|chiếm|khoảng|trên|dưới|hơn|:)?"
    r"[^\d,;.]{0,14}\d"
)


def is_over_years(line: str, floor: int, amount: Amount) -> bool:
    """Whether an amount is that of a whole term: "xuất khẩu 5 năm đạt 5,2 tỷ USD"."""
    return _OVER_YEARS.search(line, floor, amount.start) is not None


def closings_of(
    line: str, amounts: Sequence[Amount], periods: Sequence[Period], floor: int
) -> dict[int, Period]:
    """The periods that close amounts' own clauses, by where the digits of the amount begin."""
    found = ((a.number, _after(line, a, periods, floor)) for a in amounts)
    return {number: period for number, period in found if period is not None}


def _after(line: str, amount: Amount, periods: Sequence[Period], floor: int) -> Period | None:
    """The period that closes an amount's own clause: "đạt 20 khu vào năm 2030"."""
    first = bisect_left(periods, amount.end, key=lambda period: period.start)
    for period in islice(periods, first, None):
        if period.start - amount.end > _FARTHEST:
            return None
        between = line[amount.end : period.start]
        inside = between.count("(") > between.count(")")
        if period.role is Role.BASE and inside:
            continue  # "đạt trên 1.000 USD (giá năm 2005) vào năm 2010"
        alone = _BRACKET.fullmatch(between) and line.startswith(")", period.end)
        if alone and period.role is Role.SCOPE:
            return period
        if inside and _FIGURE.search(line, period.end, max(line.find(")", period.end), 0)):
            return None  # "cao 1,68 m (năm 2016 là 164,4 cm)"
        gap = re.sub(r"\([^()]{0,60}\)|\[\d+\]", "", between)
        if len(gap) > 70 or _STOP.search(gap) or period.role is not Role.SCOPE:
            return None
        before = bisect_right(periods, amount.number, key=lambda period: period.end) - 1
        opened = before >= 0 and periods[before].start >= floor
        opened = opened and periods[before].role is Role.SCOPE
        if opened and _FOLLOWED.match(line, period.end):
            return None
        return period
    return None


def find_horizon(around: Around, amount: Amount, *, rate: bool) -> Horizon | None:
    """The period that governs an amount, nearest first.

    Args:
        around: what stands around it.
        amount: the amount.
        rate: whether it is a rate or a sum over a period, which a span of years fits.
    """
    closing = around.closings.get(amount.number) or around.opening(amount)
    if closing is not None:
        return Horizon(closing, "horizon.after", near=True)
    found = _nearest(around, amount, rate=rate)
    if found is None or found.period.is_span or not rate:
        return found
    own = around.before(amount)
    floor = max([around.sentence[0], *(p.end for p in own)])
    if not is_over_years(around.line, floor, amount):
        return found
    spans = [*around.scope.spans, *(p for p in own if p.is_span)]
    whole = next((p for p in reversed(spans) if p.last == found.period.last), None)
    return found if whole is None else replace(found, period=whole)


def _nearest(around: Around, amount: Amount, *, rate: bool) -> Horizon | None:
    """The period that governs an amount, whether or not it is that of a whole term."""
    return (
        _in_sentence(around, amount, rate=rate)
        or _this_year(around, amount)
        or _ends_item(around, amount)
        or _in_force(around, amount, rate=rate)
        or around.scope.beside()
        or _of_list_or_plan(around, amount, rate=rate)
    )


def _in_sentence(around: Around, amount: Amount, *, rate: bool) -> Horizon | None:
    """The last period before the amount; a level does not take the span of a rate before it."""
    own = [p for p in around.before(amount) if p.role is Role.SCOPE and p not in around.local]
    while own and (around.is_step_back(own, amount) or around.is_beyond(own, amount)):
        own.pop()
    if not own:
        return None
    nearest = own[-1]
    if rate and not nearest.is_span and ";" in around.line[nearest.end : amount.start]:
        # "giai đoạn 2016-2020 GRDP tăng 9%/năm; đến năm 2030 đạt 500 USD; nghèo giảm 2%/năm"
        nearest = next((p for p in reversed(own) if p.is_span), nearest)
    if rate or not nearest.is_span or not _passed(around.line, nearest, amount):
        return Horizon(nearest, "horizon.sentence", near=True)
    level = next((p for p in reversed(own) if not p.is_span), None)
    level = level or _level(around.scope, around.inherited)
    if level is not None and level.last == nearest.last:
        return Horizon(level, "horizon.level", near=False)
    return Horizon(nearest, "horizon.sentence", near=True)


def _this_year(around: Around, amount: Amount) -> Horizon | None:
    """The year that "năm nay" and "6 tháng cuối năm" stand for."""
    year = around.scope.speaking or around.scope.mentioned
    said = _THIS_YEAR.search(around.line, around.sentence[0], amount.start)
    return Horizon(year, "horizon.this-year", near=False) if said and year else None


def _in_force(around: Around, amount: Amount, *, rate: bool) -> Horizon | None:
    """The period that the paragraph, a heading or an earlier paragraph left in force."""
    scope, inherited = around.scope, around.inherited
    if scope.last is not None and CONTINUES.match(around.line, around.sentence[0]):
        return Horizon(scope.last, "horizon.continued", near=False)
    beside = scope.last if scope.last is not None and scope.last.by else None
    far = scope.paragraph or inherited or beside or scope.carried
    if far is None:
        return None
    closed = [p for p in around.before(amount) if p in around.local]
    if closed and rate and closed[-1].is_span and not far.is_span and far.last == closed[-1].last:
        return Horizon(closed[-1], "horizon.neighbour", near=False)
    if closed and far.last < closed[-1].first:  # the sentence has moved on from what was in force
        return Horizon(_ended(closed[-1], rate=rate), "horizon.neighbour", near=False)
    if far.is_span and not rate and far is not inherited:
        level = _level(scope, inherited)
        far = level if level is not None and level.last == far.last else far
    rule = "horizon.paragraph" if far is scope.paragraph else "horizon.above"
    return Horizon(far, rule, near=False)


def _ends_item(around: Around, amount: Amount) -> Horizon | None:
    """The only year of a sentence, at its very end: stronger than that of the item before."""
    line, (floor, ceiling) = around.line, around.sentence
    own = [p for p in around.periods if floor <= p.start < ceiling and p.role is Role.SCOPE]
    alone = len(own) == 1 and own[0].toward and not line[own[0].end : ceiling].strip(" .;)")
    if not alone or around.scope.paragraph is not None:
        return None
    closing = _closing(line, amount, own, ceiling)
    return None if closing is None else Horizon(closing, "horizon.closing", near=True)


def _of_list_or_plan(around: Around, amount: Amount, *, rate: bool) -> Horizon | None:
    """The year that closes a list, or that of a plan by its name."""
    closing = _closing(around.line, amount, around.periods, around.sentence[1])
    if closing is not None:
        return Horizon(closing, "horizon.closing", near=True)
    names = [p for p in around.before(amount) if p.role is Role.NAME]
    if names and (rate or not names[-1].is_span):
        return Horizon(names[-1], "horizon.name", near=True)
    if around.scope.title is not None:
        return Horizon(_ended(around.scope.title, rate=rate), "horizon.title", near=False)
    return Horizon(_ended(names[-1], rate=rate), "horizon.name", near=True) if names else None


def _closing(line: str, amount: Amount, periods: Sequence[Period], ceiling: int) -> Period | None:
    """The year that closes a list: "công nghiệp 45%, dịch vụ 40% vào năm 2030"."""
    for period in periods:
        if amount.end <= period.start < ceiling and period.role is Role.SCOPE:
            stopped = _ANEW.search(line, amount.end, period.start)
            return None if stopped or _FOLLOWED.match(line, period.end) else period
    return None


def distributed(
    line: str, amounts: Sequence[Amount], periods: Sequence[Period], sentence: tuple[int, int]
) -> dict[int, Period]:
    """Periods told off to amounts in order: "năm 2025 và 2030 lần lượt đạt 65% và 75%"."""
    found: dict[int, Period] = {}
    for match in section("distributive").finditer(line, *sentence):
        named = [p for p in periods if sentence[0] <= p.start and p.end <= match.start()]
        group: list[Period] = []
        for period in reversed(named):
            edge = group[0].start if group else match.start()
            gap = line[period.end : edge]
            if len(gap) > (12 if group else 60) or (group and re.search(r"[^\s,và]", gap)):
                break
            group.insert(0, period)
        after_word = [a for a in amounts if a.number >= match.end() - 1]
        if named and any(named[-1].end <= a.number < match.start() for a in amounts):
            group = [p for p in named if p.role is Role.SCOPE]  # each had its own amount before
            group = group if len(group) == len(after_word) else []
        if len(group) >= 2 and len(after_word) >= len(group):
            found |= {a.number: p for a, p in zip(after_word, group, strict=False)}
    return found


def closed_alike(
    amounts: Sequence[Amount],
    closings: Mapping[int, Period],
    periods: Sequence[Period],
    sentence: tuple[int, int],
) -> dict[int, Period]:
    """Years that each close the same measures: "390 ha, 77% năm 2025 và 438 ha, 85% năm 2035"."""
    groups: list[tuple[list[Amount], Period]] = []
    open_: list[Amount] = []
    for amount in amounts:
        open_.append(amount)
        if amount.number in closings:
            groups.append((open_, closings[amount.number]))
            open_ = []
    closers = {period for _, period in groups}
    others = [p for p in periods if sentence[0] <= p.start < sentence[1] and p not in closers]
    units = [[amount.unit for amount in group] for group, _ in groups]
    if len(groups) < 2 or open_ or others or any(u != units[0] for u in units):
        return {}
    return {amount.number: period for group, period in groups for amount in group}


def _ended(period: Period, *, rate: bool) -> Period:
    """A plan's own period: its last year for a level, the whole for a rate."""
    return period if rate or not period.is_span else replace(period, first=period.last)


def _level(scope: Scope, inherited: Period | None) -> Period | None:
    for period in (scope.level, inherited, scope.carried):
        if period is not None and not period.is_span:
            return period
    return None


def _passed(line: str, period: Period, amount: Amount) -> bool:
    """Whether another figure stands between a period and an amount: the span was that one's."""
    between = line[period.end : amount.start]
    return re.search(r"\d", between) is not None and re.search(r"[;,.] ", between) is not None


def opens_scope(line: str, period: Period, sentence: tuple[int, int], *, is_heading: bool) -> bool:
    """Whether a period goes on to govern what follows its sentence."""
    if period.role is not Role.SCOPE:
        return False
    listed = line[sentence[0] : sentence[1]].rstrip().endswith(":")
    if (
        not is_heading
        and not listed
        and sentence[1] - period.end < 12
        and period.start - sentence[0] > 60
    ):
        return False  # it closes a sentence: "... trong giai đoạn 2026-2030."
    clause = line[sentence[0] : period.start]
    if clause.endswith(("để ", "nhằm ")):
        return False  # what the aims are for: "để đến năm 2020 trở thành tỉnh công nghiệp"
    subs = list(section("sub_scope").finditer(clause))
    return not (subs and not re.search(r"[;.]", clause[subs[-1].end() :]))
