"""Targets and other figures of a document: block by block, with the scope that headings give."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import Final

from tamnhin.read.document import Block, BlockKind, Document, Span
from tamnhin.read.readings import FigureReading, TargetReading
from tamnhin.read.targets.amounts import Amount, find_amounts
from tamnhin.read.targets.case import Before, Case, Now
from tamnhin.read.targets.confidence import confidence
from tamnhin.read.targets.cues import PROMISE, RESULT, cues, is_weak, mood
from tamnhin.read.targets.horizons import opens_scope
from tamnhin.read.targets.lists import bracketed, cell_amount
from tamnhin.read.targets.passages import read_sentence
from tamnhin.read.targets.periods import Period, Role, find_periods, fixed_spans, names_no_year
from tamnhin.read.targets.promises import judge
from tamnhin.read.targets.ranks import find_ranks
from tamnhin.read.targets.results import Judged, keep
from tamnhin.read.targets.rows import RowCell, columns, row_cells
from tamnhin.read.targets.scope import Horizon
from tamnhin.read.targets.sentences import sentences
from tamnhin.read.targets.shadow import shadow
from tamnhin.read.targets.state import Line, State, Words
from tamnhin.read.targets.tables import CellContext, Tables, lone_period
from tamnhin.read.targets.units import complete
from tamnhin.read.targets.vocabulary import section

TargetsAndFigures = tuple[tuple[TargetReading, ...], tuple[FigureReading, ...]]

_HAS_FIGURE: Final = re.compile(r"\d|(?<!\w)(?:hai|ba|bốn|sáu|bảy|tám|chín|mười) |đứng đầu|dẫn đầu")
_SCALED_HEADER: Final = re.compile(r"\(1[. ]?000 [^()\d]{1,30}\)(?=[ :]*\d)")
"""The unit of the numbers after it, and no amount: "Dân số (1000 người) 820 870"."""
_AIMS: Final = re.compile(
    r"[^\w]*(?:[a-zđ\d.]{1,4}[.)] )?(?:các |những |một số )?(?:mục tiêu|chỉ tiêu)(?!\w)"
)
"""A paragraph that states aims speaks for what follows it as a heading does."""
_PLAN: Final = re.compile(r"\W*(?:quy hoạch|kế hoạch|chương trình|đề án|chiến lược)(?!\w)")
_LONGEST_HEADING: Final = 160
_SHORT_LINE: Final = 50
"""A line below so many characters may head what follows it without the form of a heading."""
_OPENING: Final = 60
"""A period within so many characters of a line's beginning speaks for what stands under it."""


def read_targets(document: Document) -> TargetsAndFigures:
    """The targets of a document, and the figures in it that are no targets, each with its words.

    The text is read once, block by block. A block's periods are found first, then its amounts;
    each amount gets the words of its indicator, a full unit, the period that governs it and a
    verdict: promise, or why not.
    """
    low = shadow(document.text)
    lines = (low[block.span.start : block.span.end] for block in document.blocks)
    now = replace(speaking_year(document, low), yearless=all(map(names_no_year, lines)))
    state = State(document, low, now, Tables(document, low))
    if (year := state.now.latest) is not None:
        state.scope.speaking = Period(0, 0, year, year, Role.SCOPE)
    state.scope.title = _titled(shadow(document.heading.title))
    first = document.blocks[0].span if document.blocks else Span(0, 0)
    state.prior = _prior(shadow(document.heading.title), low[first.start : first.end])
    for index, block in enumerate(document.blocks):
        _read_block(state, index, block)
    scopes = [p for p in state.periods if p.role is Role.SCOPE and not p.vision]
    return tuple(_with_later(target, scopes) for target in state.targets), tuple(state.figures)


def _prior(title: str, first: str) -> str:
    """What the title and the first line announce; what calls itself a plan promises."""
    said = mood(f"{title} {first}", event=True)
    return said or (PROMISE if _PLAN.match(title or first) else "")


def _with_later(target: TargetReading, scopes: list[Period]) -> TargetReading:
    """A target that nothing before gave a period, with the first one that comes after it."""
    at = bisect_left(scopes, target.quote.end, key=lambda p: p.offset + p.start)
    if target.horizon or at == len(scopes):
        return target
    period = scopes[at]
    rules = tuple("horizon.later" if r == "horizon.none" else r for r in target.rules)
    span = Span(period.offset + period.start, period.offset + period.end)
    sure = confidence(rules)
    return replace(target, horizon=period.code, horizon_span=span, rules=rules, confidence=sure)


def _read_block(state: State, index: int, block: Block) -> None:
    text = state.shadow[block.span.start : block.span.end]
    if (around := state.tables.context(block, text)) is not None:
        _read_cell(state, index, block, around)
        return
    inherited = _inherited(state, block)
    is_heading = _is_heading(block, text)
    if block.kind is not BlockKind.ITEM:
        state.intro = index if text.rstrip().endswith(":") else None
    if not _HAS_FIGURE.search(text):
        _announce(state, index, text, inherited, is_heading=is_heading)
        _inherit(state, index, block)
        return
    fixed = fixed_spans(text)
    periods = find_periods(text, fixed, block.span.start)
    state.periods += periods
    cells = _rows(state, text, periods)
    begins = [cells[0].name[0], *(cell.amount.end for cell in cells)] if cells else []
    taken = [(begin, cell.amount.end) for begin, cell in zip(begins, cells, strict=False)]
    taken += [match.span() for match in _SCALED_HEADER.finditer(text)]
    taken += [*fixed, *((period.start, period.end) for period in periods)]
    amounts = _all_amounts(text, taken)
    written = state.document.words(block.span)
    line = Line(
        text, written, block.span.start, index, periods, amounts, is_heading, rates=state.rates
    )
    state.scope.paragraph = state.scope.last = None
    if state.scope.title is None or state.scope.title.offset < 0:
        state.scope.title = next((p for p in periods if _names_plan(p)), state.scope.title)
    if inherited or (is_heading and lone_period(text) is None):
        state.mood = (mood(text) if is_heading else "") or inherited
        state.headed = bool(state.mood)
    line.fresh = state.headed
    for sentence in sentences(written):
        read_sentence(state, line, sentence)
    for cell in cells:
        announced = RESULT if cell.column.told else ""
        words = Words(*_named(line, cell))
        _keep_cell(state, line, cell.amount, cell.column.period, words, announced)
    _leave(state, index, block, line)


def _inherited(state: State, block: Block) -> str:
    """What the line that introduces a list announced, or else the block above."""
    if block.kind is BlockKind.ITEM and state.intro is not None and state.moods.get(state.intro):
        return state.moods[state.intro]
    return state.moods.get(block.parent, "") if block.parent is not None else ""


def _announce(state: State, index: int, text: str, inherited: str, *, is_heading: bool) -> None:
    """A line without figures may still announce results or promises."""
    said = mood(text)
    state.moods[index] = said or inherited
    if not is_heading and _AIMS.match(text):
        state.mood = said or state.mood
        state.headed = bool(said)
    if not is_heading and said == PROMISE and not state.mood:
        strong = any(not is_weak(word) for _, word in cues(text, 0, len(text)).openers)
        state.mood = said if strong else ""
    if not is_heading and len(text) < _SHORT_LINE and section("result_headings").match(text):
        state.mood, state.headed = RESULT, False  # "Thực trạng hiện nay" on a line of its own
    if is_heading:
        state.headed = bool(said) or (state.headed and text.rstrip().endswith(":"))
        state.mood = state.moods[index] or state.mood


def _read_cell(state: State, index: int, block: Block, around: CellContext) -> None:
    """A cell that is nothing but a number: its names, unit and year stand elsewhere."""
    text = state.shadow[block.span.start : block.span.end]
    written = cell_amount(text)
    full = complete(written, around.words, "") if written is not None else None
    if full is None:
        return
    period = around.period
    if period is None and not around.told:
        period = state.above(block) or state.scope.carried or state.scope.title
    words = state.document.words(block.span)
    line = Line(text, words, block.span.start, index, [], [full], is_heading=False)
    announced = RESULT if around.told else ""
    now = state.now if around.known is None else Now(around.known, around.known)
    _keep_cell(state, line, full, period, Words(around.name, around.words), announced, now)


def _keep_cell(
    state: State,
    line: Line,
    amount: Amount,
    period: Period | None,
    words: Words,
    announced: str = "",
    now: Now | None = None,
) -> None:
    """Judges and keeps the number of a cell by its own words and by what was announced before."""
    place = (amount.start, amount.end)
    horizon = Horizon(period, "horizon.header", near=True) if period else None
    announced = announced or mood(words.context) or state.mood
    before = Before(announced, fresh=state.prior != RESULT, prior=state.prior)
    said = cues(line.text, *place)
    case = Case(line.text, amount, place, amount.end, horizon, now or state.now, before, said)
    keep(state, line, place, Judged(amount, words, horizon, judge(case)))


def _rows(state: State, text: str, periods: list[Period]) -> list[RowCell]:
    """Numbers of table rows in a line; a header without rows is kept for the lines after it."""
    cells = row_cells(text, periods, state.columns)
    header, _ = columns(text, periods)
    if header:
        state.columns = [] if cells else header
    elif not cells and len(text) > _LONGEST_HEADING:
        state.columns = []
    return cells


def _named(line: Line, cell: RowCell) -> tuple[Span | None, str]:
    begin, end = cell.name
    return line.span(begin, end), line.text[begin:end]


def _titled(title: str) -> Period | None:
    """The period in what the document calls itself."""
    periods = find_periods(title, fixed_spans(title))
    return next((p for p in periods if p.role in {Role.NAME, Role.SCOPE} and not p.vision), None)


def _names_plan(period: Period) -> bool:
    """Whether a period can be that of the plan as a whole."""
    if period.vision:
        return False
    return period.role is Role.NAME or (period.role is Role.SCOPE and period.toward)


def _all_amounts(text: str, taken: list[tuple[int, int]]) -> list[Amount]:
    """Amounts, ranks and bracketed lists; a rank is no count, and a list no footnote."""
    special = [*find_ranks(text), *bracketed(text, taken)]
    ordinary = [
        amount
        for amount in find_amounts(text, taken)
        if not any(s.start < amount.end and amount.number < s.end for s in special)
    ]
    return sorted([*ordinary, *special], key=lambda amount: amount.number)


def _is_heading(block: Block, text: str) -> bool:
    if block.kind is BlockKind.HEADING:
        return True
    bare = text.rstrip()
    if len(text) >= _LONGEST_HEADING or bare.endswith((".", ";", ",")):
        return False
    return bool(block.number) or bare.endswith(":")


def _inherit(state: State, index: int, block: Block) -> None:
    if block.parent is not None and block.parent in state.scope.blocks:
        state.scope.blocks[index] = state.scope.blocks[block.parent]


def _leave(state: State, index: int, block: Block, line: Line) -> None:
    """What a block leaves in force for those under it and those after it."""
    scope = state.scope
    _inherit(state, index, block)
    state.moods[index] = mood(line.text) or _inherited(state, block)
    strong = [p for p in line.periods if p.role is Role.SCOPE and p not in line.local]
    opening = next((p for p in strong if p.start < _OPENING or line.is_heading), None)
    if opening is not None and (line.is_heading or not line.amounts or opening.start < 25):
        scope.blocks[index] = opening
        if (heading := _overruled(state, block, line, opening)) is not None:
            scope.blocks[heading] = opening
    kept = scope.paragraph
    if kept is not None and state.mood != RESULT and _carries(block, line, kept):
        scope.carried = kept


def _overruled(state: State, block: Block, line: Line, period: Period) -> int | None:
    """The heading over a paragraph of aims that sets an earlier year: a caption with a vision.

    "Đến năm 2050 tỉnh A giàu mạnh" over "Mục tiêu đến năm 2030, …"
    """
    heading = block.parent
    if heading is None or line.amounts or block.kind is not BlockKind.PARAGRAPH:
        return None
    above = state.scope.blocks.get(heading)
    if above is None or period.last >= above.last or not _AIMS.match(line.text):
        return None
    opens = opens_scope(line.text, period, (0, len(line.text)), is_heading=False)
    return heading if opens else None


def _carries(block: Block, line: Line, period: Period) -> bool:
    """Whether a period stays in force after its block.

    A vision beside figures is theirs, and so is a year deep in an item of a list.
    """
    if line.is_heading or not line.amounts:
        return True
    deep = block.kind is BlockKind.ITEM and period.start >= _OPENING
    return not period.vision and not deep


_DATED: Final = re.compile(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]|tháng \d{1,2}(?: năm |[/-]| ))((?:19|20)\d\d)"
    r"|((?:19|20)\d\d)-\d\d(?:-\d\d)?(?!\d)"
)
_CLOCK: Final = re.compile(
    r"\d{1,2}[:hg]\d\d|gmt|cập nhật|thứ (?:hai|ba|tư|năm|sáu|bảy|\d)|chủ nhật|^\W*\d[\d/.-]+\W*$"
)
_TERM: Final = re.compile(
    r"(?:quy hoạch|nhiệm kỳ|kế hoạch|chương trình)[^.;]{0,60}?((?:19|20)\d\d) ?- ?(?:19|20)\d\d"
)


_LONGEST_DATELINE: Final = 90
_BODY: Final = 200


def _dateline(document: Document, low: str) -> int | None:
    """The year of the last line above the body that is hardly more than a date.

    A page that was copied later carries the day of the copy over that of the article.
    """
    year = None
    for block in document.blocks:
        line = low[block.span.start : block.span.end]
        if len(line) > _BODY:
            break
        found = _DATED.search(line)
        if found is not None and len(line) <= _LONGEST_DATELINE and _CLOCK.search(line):
            year = int(found[1] or found[2])
    return year


def speaking_year(document: Document, low: str) -> Now:
    """When a document speaks: its date, the latest date near its head, or no sooner than its term.

    Args:
        document: the document.
        low: the shadow of its text.
    """
    issued = document.heading.issued_on
    year = issued.year if issued is not None else None
    if not document.heading.number:
        year = _dateline(document, low) or year
    if year is not None:
        return Now(year, year)
    years = [int(one or other) for one, other in _DATED.findall(low[:1500])]
    if years:
        return Now(max(years), max(years))
    term = _TERM.search(low[:2000])
    return Now(int(term[1]) - 1) if term else Now()
