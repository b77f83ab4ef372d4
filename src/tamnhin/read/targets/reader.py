"""Targets and other figures of a document: line by line, with the scope that headings give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from tamnhin.plan.types import Basis, Operator
from tamnhin.read.document import Block, BlockKind, Document, Span
from tamnhin.read.readings import FigureReading, TargetReading
from tamnhin.read.targets.amounts import Amount, find_amounts
from tamnhin.read.targets.confidence import confidence
from tamnhin.read.targets.horizons import Horizon, Scope, after, distributed, find_horizon, opens_scope
from tamnhin.read.targets.indicators import as_span, own_words
from tamnhin.read.targets.periods import Period, Role, find_periods, fixed_spans
from tamnhin.read.targets.lists import bracketed, cell_amount
from tamnhin.read.targets.places import find_place
from tamnhin.read.targets.promises import PROMISE, Now, Verdict, judge, mood
from tamnhin.read.targets.ranks import find_ranks
from tamnhin.read.targets.sentences import clause_end, clause_start, sentences
from tamnhin.read.targets.shadow import shadow
from tamnhin.read.targets.tables import CellContext, Tables
from tamnhin.read.targets.units import complete
from tamnhin.read.targets.vocabulary import section

Readings = tuple[tuple[TargetReading, ...], tuple[FigureReading, ...]]


@dataclass(slots=True)
class _State:
    """Where the reader stands in a document."""

    document: Document
    shadow: str
    now: Now
    scope: Scope
    tables: Tables
    moods: dict[int, str] = field(default_factory=dict)
    mood: str = ""
    prior: str = ""
    headed: bool = False
    targets: list[TargetReading] = field(default_factory=list)
    figures: list[FigureReading] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    """One block on its way: its shadow, where it begins, and its periods."""

    text: str
    offset: int
    index: int
    periods: list[Period]
    amounts: list[Amount]
    local: set[Period]
    is_heading: bool
    fresh: bool = False


def read_targets(document: Document) -> Readings:
    """The targets of a document, and the figures in it that are no targets, each with its words.

    The text is read once, block by block. A block's periods are found first, then its amounts;
    each amount gets the words of its indicator, a full unit, the period that governs it and a
    verdict: promise, or why not.
    """
    low = shadow(document.text)
    state = _State(document, low, speaking_year(document, low), Scope(), Tables(document, low))
    first = document.blocks[0].span if document.blocks else Span(0, 0)
    state.prior = mood(f"{shadow(document.heading.title)} {low[first.start : first.end]}")
    for index, block in enumerate(document.blocks):
        _read_block(state, index, block)
    return tuple(state.targets), tuple(state.figures)


_HAS_FIGURE: Final = re.compile(r"\d|(?<!\w)(?:hai|ba|bốn|sáu|bảy|tám|chín|mười) |đứng đầu|dẫn đầu")


def _read_block(state: _State, index: int, block: Block) -> None:
    text = state.shadow[block.span.start : block.span.end]
    inherited_mood = state.moods.get(block.parent, "") if block.parent is not None else ""
    is_heading = _is_heading(block, text)
    if (around := state.tables.context(block, text)) is not None:
        _read_cell(state, index, block, around)
        return
    if not _HAS_FIGURE.search(text):
        state.moods[index] = mood(text) or inherited_mood
        if is_heading:
            state.headed = bool(mood(text))
            state.mood = state.moods[index] or state.mood
        _inherit(state, index, block)
        return
    fixed = fixed_spans(text)
    periods = find_periods(text, fixed)
    taken = fixed + [(period.start, period.end) for period in periods]
    amounts = _all_amounts(text, taken)
    line = _Line(text, block.span.start, index, periods, amounts, set(), is_heading)
    state.scope.paragraph = state.scope.last = None
    if state.scope.title is None:
        state.scope.title = next((p for p in periods if _names_plan(p)), None)
    if inherited_mood or is_heading:
        state.mood = mood(text) or inherited_mood if is_heading else inherited_mood
        state.headed = bool(state.mood)
    line.fresh = state.headed
    for sentence in sentences(state.document.text[block.span.start : block.span.end]):
        _read_sentence(state, line, sentence)
    _leave(state, index, block, line, is_heading=is_heading)


def _read_cell(state: _State, index: int, block: Block, around: CellContext) -> None:
    text = state.shadow[block.span.start : block.span.end]
    written = cell_amount(text)
    full = complete(written, around.words, "") if written is not None else None
    if full is None:
        return
    period = around.period or _above(state, block) or state.scope.carried or state.scope.title
    horizon = Horizon(period, "horizon.header", near=True) if period else None
    whole = (0, len(text))
    before = mood(around.words) or state.mood
    verdict = judge(text, full, whole, whole, horizon, state.now, before, fresh=False, prior=state.prior)
    line = _Line(text, block.span.start, index, [], [full], set(), is_heading=False)
    own = _OwnWords(None, around.words, "")
    _keep(state, line, whole, full, horizon, verdict, own, name=around.name)


def _names_plan(period: Period) -> bool:
    """Whether a period can be that of the plan as a whole."""
    return not period.vision and (period.role is Role.NAME or (period.role is Role.SCOPE and period.toward))


def _all_amounts(text: str, taken: list[tuple[int, int]]) -> list[Amount]:
    """Amounts, ranks and bracketed lists; a rank is no count, and a list no footnote."""
    special = [*find_ranks(text), *bracketed(text, taken)]
    plain = [
        amount
        for amount in find_amounts(text, taken)
        if not any(s.start < amount.end and amount.number < s.end for s in special)
    ]
    return sorted([*plain, *special], key=lambda amount: amount.number)


def _is_heading(block: Block, text: str) -> bool:
    short = len(text) < 160 and not text.rstrip().endswith((".", ";", ","))
    return block.kind is BlockKind.HEADING or (short and (bool(block.number) or text.rstrip().endswith(":")))


def _inherit(state: _State, index: int, block: Block) -> None:
    if block.parent is not None and block.parent in state.scope.blocks:
        state.scope.blocks[index] = state.scope.blocks[block.parent]


def _leave(state: _State, index: int, block: Block, line: _Line, *, is_heading: bool) -> None:
    """What a block leaves in force for those under it and those after it."""
    scope = state.scope
    _inherit(state, index, block)
    state.moods[index] = mood(line.text) or (state.moods.get(block.parent or -1, ""))
    strong = [p for p in line.periods if p.role is Role.SCOPE and p not in line.local]
    opening = next((p for p in strong if p.start < 60 or is_heading), None)
    if opening is not None and (is_heading or not line.amounts or opening.start < 25):
        scope.blocks[index] = opening
    kept = scope.paragraph
    if kept is not None and (is_heading or not kept.vision) and state.mood != "result":
        scope.carried = kept


def _read_sentence(state: _State, line: _Line, sentence: tuple[int, int]) -> None:
    scope = state.scope
    start, end = sentence
    block = state.document.blocks[line.index]
    inherited = _above(state, block)
    amounts = [amount for amount in line.amounts if start <= amount.number < end]
    periods = [period for period in line.periods if start <= period.start < end]
    measures = list(_measures(line, sentence, amounts))
    for full, _ in measures:
        if (closing := after(line.text, full, periods, start)) is not None:
            line.local.add(closing)
    told_off = distributed(line.text, [full for full, _ in measures], line.periods, sentence)
    verdict_before, land = state.mood, False
    for full, own in measures:
        context, ceiling = own.context, clause_end(line.text, full.end, end)
        rate = full.unit in {"%/yr", "points/yr"} or _is_sum(context)
        horizon = find_horizon(
            line.text, full, line.periods, line.local, sentence, scope, inherited, rate=rate
        )
        judged = horizon
        if full.number in told_off:
            horizon = Horizon(told_off[full.number], "horizon.distributed", near=True)
            judged = Horizon(max(told_off.values(), key=lambda p: p.last), horizon.rule, near=True)
        clause = (clause_start(line.text, start, full.start), ceiling)
        verdict = judge(line.text, full, sentence, clause, judged, state.now, verdict_before, fresh=line.fresh, prior=state.prior)
        if land and not (verdict.kind == PROMISE and verdict.sure):
            verdict = Verdict("territory", "not.territory", sure=True)
        land = verdict.kind == "territory"
        if verdict.kind == PROMISE and verdict.sure and horizon is not None:
            first = min(horizon.period.last, state.now.promised or horizon.period.last)
            state.now = replace(state.now, promised=first)
        if verdict.kind in {PROMISE, "result"}:
            state.headed = state.headed and verdict.kind == verdict_before
            if not _is_aside(line.text, start, full):
                verdict_before, line.fresh = verdict.kind, True
        scope.last = horizon.period if horizon else None
        _keep(state, line, sentence, full, horizon, verdict, own)
    if amounts or mood(line.text[start:end]):
        state.mood = verdict_before if amounts else mood(line.text[start:end])
    for period in periods:
        if period not in line.local and opens_scope(line.text, period, sentence, is_heading=line.is_heading) and _governs(state, line, period, amounts):
            scope.paragraph = period
            if not period.is_span and not period.vision:
                scope.level = period


def _is_aside(text: str, start: int, amount: Amount) -> bool:
    """Whether an amount stands in brackets, which say nothing of what follows."""
    before = text[start : amount.start]
    return before.count("(") > before.count(")")


def _measures(
    line: _Line, sentence: tuple[int, int], amounts: list[Amount]
) -> Iterator[tuple[Amount, _OwnWords]]:
    """The amounts that measure something, with full units and the words that name them."""
    floor, head = sentence[0], ""
    for number, amount in enumerate(amounts):
        place = own_words(line.text, floor, amount.start, line.periods)
        words = line.text[place[0] if place else floor : amount.start]
        context = words if place else f"{head} {words}"
        head = context
        ceiling = clause_end(line.text, amount.end, sentence[1])
        following = amounts[number + 1].start if number + 1 < len(amounts) else ceiling
        tail = line.text[amount.end : min(ceiling, max(following, amount.end))]
        floor = amount.end
        full = complete(amount, context, tail)
        if full is not None and _is_measure(full, line.text):
            yield full, _OwnWords(place, context, tail)


def _governs(state: _State, line: _Line, period: Period, amounts: list[Amount]) -> bool:
    """A year of results does not govern what follows."""
    return not (state.mood == "result" and amounts and (state.now.latest is None or period.last <= state.now.latest))


def _above(state: _State, block: Block) -> Period | None:
    parent = block.parent
    while parent is not None:
        if parent in state.scope.blocks:
            return state.scope.blocks[parent]
        parent = state.document.blocks[parent].parent
    return None


@dataclass(frozen=True, slots=True)
class _OwnWords:
    """The indicator's place in the line, and the words around the amount."""

    place: tuple[int, int] | None
    context: str
    tail: str


_CUMULATIVE: Final = re.compile(r"tổng vốn|huy động|giải quyết việc làm|nhu cầu vốn|vốn đầu tư|thu hút|tổng nguồn vốn|tạo việc làm")


def _is_sum(context: str) -> bool:
    return _CUMULATIVE.search(context) is not None


def _is_measure(amount: Amount, text: str) -> bool:
    """Whether the number measures something: classes, articles and durations do not."""
    if re.match(r" ?(?:tổng số )?(?:đại biểu|số phiếu|phiếu)", text[amount.end :]):
        return False
    if amount.unit == "ratio" and re.match(r" ?/ ?(?:năm|tháng|ngày)", text[amount.end :]):
        return False
    if amount.counted or amount.unit in {"score", "index"}:
        before = re.search(r"([^\W\d_]+)[ :]*\Z", text[: amount.start])
        if before and section("bounded", "before").fullmatch(before[1]):
            return False
    return True


def _keep(state, line, sentence, amount: Amount, horizon: Horizon | None, verdict, own: _OwnWords, name: Span | None = None) -> None:  # type: ignore[no-untyped-def]
    offset = line.offset
    span = Span(offset + amount.start, offset + amount.end)
    whole = Span(offset + sentence[0], offset + sentence[1])
    indicator = name or as_span(offset, own.place)
    if verdict.kind != PROMISE or (_needs_opener(amount) and not (verdict.sure or state.moods.get(line.index) or (horizon and horizon.near and amount.unit != "rank"))):
        state.figures.append(
            FigureReading(
                span, whole, verdict.kind if verdict.kind != PROMISE else "count", amount.value, amount.upper, amount.unit,
                horizon.period.code if horizon else "", indicator, rules=(*amount.rules, verdict.rule),
            )  # fmt: skip
        )
        return
    place = find_place(line.text, sentence, amount)
    rules = (*amount.rules, horizon.rule if horizon else "horizon.none", verdict.rule)
    state.targets.append(
        TargetReading(
            quote=span, sentence=whole, operator=amount.operator, value=amount.value, upper=amount.upper,
            unit=amount.unit, basis=_basis(amount, own), indicator=indicator,
            horizon=horizon.period.code if horizon else "",
            horizon_span=Span(offset + horizon.period.start, offset + horizon.period.end) if horizon and horizon.near else None,
            place=line.text[place[0]:place[1]] if place else "", place_span=as_span(offset, place),
            base=_base(line, amount, sentence), rules=rules, confidence=confidence(rules),
        )  # fmt: skip
    )


def _needs_opener(amount: Amount) -> bool:
    """Counts of things and small numbers of people stand in any news; a promise must be said."""
    return amount.counted or amount.unit == "rank" or (amount.unit in {"persons", "workers"} and amount.value < 1000)


def _basis(amount: Amount, own: _OwnWords) -> Basis:
    if amount.unit == "%/yr":
        return "average_growth"
    if amount.unit in {"points", "points/yr"} or re.search(r"(?:tăng thêm|thêm|giảm)\W*\Z", own.context):
        return "change"
    if amount.unit == "rank":
        return "rank"
    if amount.unit == "ratio":
        return "relative"
    if amount.unit == "%" and re.search("tỷ trọng|cơ cấu|chiếm", own.context):
        return "share"
    return "cumulative" if _is_sum(own.context) else "level"


def _base(line: _Line, amount: Amount, sentence: tuple[int, int]) -> str:
    """The year that "so với năm 2020" names right after an amount."""
    for period in line.periods:
        if period.role is Role.BASE and amount.end <= period.start < sentence[1]:
            return period.code if period.start - amount.end < 30 else ""
    return ""


_DATED: Final = re.compile(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]|tháng \d{1,2}(?: năm |[/-]| ))((?:19|20)\d\d)|((?:19|20)\d\d)-\d\d(?:-\d\d)?(?!\d)"
)


_TERM: Final = re.compile(
    r"(?:quy hoạch|nhiệm kỳ|kế hoạch|chương trình)[^.;]{0,60}?((?:19|20)\d\d) ?- ?(?:19|20)\d\d"
)


def speaking_year(document: Document, low: str) -> Now:
    """When a document speaks: its date, the latest date near its head, or no earlier than its term."""
    if document.heading.issued_on is not None:
        return Now(document.heading.issued_on.year, document.heading.issued_on.year)
    years = [int(one or other) for one, other in _DATED.findall(low[:1500])]
    if years:
        return Now(max(years), max(years))
    term = _TERM.search(low[:2000])
    return Now(int(term[1]) - 1) if term else Now()
