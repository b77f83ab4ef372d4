"""The amounts of one sentence: their words, units, horizons and verdicts, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tamnhin.read.spelling import CAPITAL
from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.around import Around
from tamnhin.read.targets.case import Before, Case, Verdict
from tamnhin.read.targets.cues import PROMISE, RESULT, cues, last, mood
from tamnhin.read.targets.horizons import (
    CONTINUES,
    closed_alike,
    closings_of,
    distributed,
    find_horizon,
    is_over_years,
    opens_scope,
)
from tamnhin.read.targets.indicators import own_words, phrase_start, words_after
from tamnhin.read.targets.periods import Period
from tamnhin.read.targets.promises import judge
from tamnhin.read.targets.results import Judged, is_sum, keep
from tamnhin.read.targets.scope import Horizon
from tamnhin.read.targets.sentences import clause_end
from tamnhin.read.targets.state import Line, State, Words
from tamnhin.read.targets.told_off import rate_of_row, with_unit_of_row
from tamnhin.read.targets.units import complete
from tamnhin.read.targets.vocabulary import phrases, section

_VOTES: Final = re.compile(
    r" ?(?:tổng số )?(?:đại biểu|số phiếu|phiếu|đbqh)|[^,;.\d]{0,60}(?:tán thành|biểu quyết)"
)
_VOTED: Final = re.compile(r"(?:tán thành|biểu quyết)[^,;.\d]{0,24}\Z")
_FREQUENCY: Final = re.compile(r" ?/ ?(?:năm|tháng|ngày)")
_LAST_WORD: Final = re.compile(r"([^\W\d_]+)[ :]*\Z")

_WHOLE: Final = re.compile(r" ?(?:grdp|gdp)(?!\w)")
_OF_PLACE: Final = re.compile(
    rf"(?:^|[:;,.] ){CAPITAL}\w*(?:(?: | ?[-–] ?){CAPITAL}\w*){{0,4}}: ?$"
)
"""A name and a colon: the share or rate of one place in a list of them."""
_SAY_NOTHING: Final = frozenset({"not.no-horizon", "not.existing"})
"""Verdicts that say nothing of what follows."""
_A_YEAR: Final = frozenset({"%/yr", "points/yr"})
_OF_TIME: Final = frozenset({"years", "duration", "days"})
"""Units of what may be a term or an age, and no measure."""
_SHARED_TAIL: Final = 70
_LONGEST_HEAD: Final = 600
"""Words that a row of numbers shares: the last so many, so that endless rows take linear time."""
_LONGEST_ROW: Final = 12
"""Numbers of a row among which one at the end may give the unit of all."""
_OPENING: Final = 12
_UNBOUNDED: Final = tuple(phrases()["bounded"]["unless"])
Measure = tuple[Amount, Words]
"""An amount with its full unit, and the words that name it."""


def read_sentence(state: State, line: Line, sentence: tuple[int, int]) -> None:
    """Reads the amounts of a sentence, and leaves its period in force where it governs more."""
    start, end = sentence
    measures = list(_measures(line, sentence))
    said = state.mood
    if measures:
        said = _read_measures(state, line, sentence, measures)
    if not measures:
        said = _announced(state, line, sentence)
        line.fresh = line.fresh or bool(mood(line.text[start:end]))
        state.sure = state.sure or said != state.mood
    state.mood = said
    for period in line.periods:
        if start <= period.start < end:
            state.scope.mention(period)
        if start <= period.start < end and _governs(state, line, sentence, period, measures):
            state.scope.paragraph = period
            if not period.is_span and not period.vision:
                state.scope.level = period


def _announced(state: State, line: Line, sentence: tuple[int, int]) -> str:
    """What a sentence without amounts leaves behind: one that opens with a past span, results."""
    start, end = sentence
    for period in line.periods:
        if start <= period.start < start + _OPENING and period.is_span:
            latest = state.now.latest
            if latest is not None and period.last <= latest:
                return RESULT
    return mood(line.text[start:end]) or state.mood


def _read_measures(
    state: State, line: Line, sentence: tuple[int, int], measures: list[Measure]
) -> str:
    """Judges and keeps each amount; returns the last verdict, which what follows inherits."""
    said, found = state.mood, cues(line.text, *sentence)
    amounts = [amount for amount, _ in measures]
    told_off = distributed(line.text, amounts, line.periods, sentence)
    closings = closings_of(line.text, amounts, line.periods, sentence[0])
    line.local.update(closings.values())
    if not found.results:
        closings |= closed_alike(amounts, closings, line.periods, sentence)
    inherited = state.above(state.document.blocks[line.index])
    around = Around(line.text, line.periods, line.local, closings, sentence, state.scope, inherited)
    judgements: list[Judged] = []
    past = sentence[0]
    on_land = line.on_land and CONTINUES.match(line.text, sentence[0]) is not None
    for amount, words in measures:
        rate = (
            amount.unit in _A_YEAR
            or is_sum(words.context)
            or is_over_years(line.text, past, amount)
        )
        horizon = judged = find_horizon(around, amount, rate=rate)
        if amount.number in told_off:
            horizon = Horizon(told_off[amount.number], "horizon.distributed", near=True)
            latest = max(told_off.values(), key=lambda period: period.last)
            judged = Horizon(latest, horizon.rule, near=True)
        ceiling = clause_end(line.text, amount.end, sentence[1])
        before = Before(said, line.fresh, prior=state.prior, sure=state.sure or state.headed)
        case = Case(line.text, amount, sentence, ceiling, judged, state.now, before, found)
        verdict = judge(case)
        if verdict.kind == PROMISE and said == RESULT and horizon == state.scope.beside():
            state.scope.last = None  # a promise does not share the year of a result
            horizon = find_horizon(around, amount, rate=rate)
        opener = last(found.openers, amount.start)
        if on_land and not (opener and opener[0] > past) and verdict.rule != "promise.future-year":
            verdict = Verdict("territory", "not.territory", sure=True)
        past = amount.end
        if verdict.kind == PROMISE and verdict.sure:
            found = found.after(amount.start)
        on_land = line.on_land = verdict.kind == "territory"
        said = _note(state, line, sentence, Judged(amount, words, horizon, verdict), said)
        judgements.append(Judged(amount, words, horizon, verdict))
    for settled in _settled(line, sentence, judgements):
        keep(state, line, sentence, settled)
    return said


def _settled(line: Line, sentence: tuple[int, int], judgements: list[Judged]) -> list[Judged]:
    """Amounts at the head of a sentence that nothing decided, by what the next ones turn out to be.

    "GRDP tăng 9%, vượt kế hoạch": the first is a result too, though the sentence says so late.
    "giai đoạn 2021-2025 tăng 8%, giai đoạn 2026-2030 tăng 9%": the first is promised too.
    """
    said = (
        j
        for j in judgements
        if j.verdict.kind in {PROMISE, RESULT} and not _in_brackets(line, sentence, j.amount)
    )
    first = next((j for j in said if j.verdict.sure), None)
    if first is None:
        return judgements
    head = judgements.index(first)
    if first.verdict.kind == RESULT:
        verdict = Verdict(RESULT, "not.followed", sure=False)
        turned = [judged.verdict.kind == PROMISE for judged in judgements[:head]]
    elif first.verdict.rule == "promise.future-year":
        verdict = Verdict(PROMISE, "promise.continued", sure=False)
        turned = [_precedes(judged, first) for judged in judgements[:head]]
    else:
        return judgements
    before = [
        replace(judged, verdict=verdict) if turns else judged
        for judged, turns in zip(judgements, turned, strict=False)
    ]
    return [*before, *judgements[head:]]


def _precedes(judged: Judged, following: Judged) -> bool:
    """Whether nothing decided an amount whose term ends where that of a promise begins."""
    if judged.horizon is None or following.horizon is None:
        return False
    term, then = judged.horizon.period, following.horizon.period
    undecided = judged.verdict.kind == RESULT and not judged.verdict.sure
    return undecided and term.is_span and then.is_span and term.last + 1 == then.first


def _note(state: State, line: Line, sentence: tuple[int, int], judged: Judged, said: str) -> str:
    """Remembers a verdict for what follows; an aside in brackets says nothing of it."""
    horizon, verdict = judged.horizon, judged.verdict
    aside = _in_brackets(line, sentence, judged.amount)
    if not aside or horizon is None or not horizon.near:
        state.scope.last = horizon.period if horizon else None
    if verdict.kind == PROMISE and verdict.sure and horizon is not None:
        first = min(horizon.period.last, state.now.promised or horizon.period.last)
        state.now = replace(state.now, promised=first)
    if verdict.kind not in {PROMISE, RESULT} or verdict.rule in _SAY_NOTHING:
        return said
    state.headed = state.headed and verdict.kind == said
    if aside:
        return said
    line.fresh = True
    state.sure = verdict.sure or (state.sure and verdict.kind == said)
    return verdict.kind


def _in_brackets(line: Line, sentence: tuple[int, int], amount: Amount) -> bool:
    before = line.text[sentence[0] : amount.start]
    return before.count("(") > before.count(")")


def _measures(line: Line, sentence: tuple[int, int]) -> Iterator[Measure]:
    """The amounts that measure something; one without words of its own shares those before."""
    amounts = [amount for amount in line.amounts if sentence[0] <= amount.number < sentence[1]]
    floor, head = sentence[0], ""
    line.names.begin(line.text, amounts, sentence)
    for number, amount in enumerate(amounts):
        place = own_words(line.text, floor, amount.start, line.periods)
        begin = max(floor, phrase_start(line.text, floor, amount.start)) if place else floor
        if (whole := _WHOLE.match(line.text, begin)) and line.text[begin - 1 : begin] == "%":
            begin = whole.end()  # "18% GDP và đến năm 2030": the product ends the share before
        words = line.text[begin : amount.start]
        ceiling = clause_end(line.text, amount.end, sentence[1])
        own = _is_own_share(line.text, amount, ceiling)
        if place or not own:
            head = words if place else f"{head} {words}"[-_LONGEST_HEAD:]
        context = head if place or head.endswith(words) else words
        following = amounts[number + 1].start if number + 1 < len(amounts) else ceiling
        tail = line.text[amount.end : min(ceiling, max(following, amount.end))]
        if amount.unit in {"beds", "doctors"}:  # "34 giường bệnh và 12 bác sĩ trên 1 vạn dân"
            tail = line.text[amount.end : amount.end + _SHARED_TAIL]
        before = line.text[floor : amount.start]
        row = amounts[number : number + _LONGEST_ROW]
        if amount.unit == "":
            amount = with_unit_of_row(line.text, row)
        elif amount.unit == "%" and rate_of_row(line.text, row):
            amount = replace(amount, unit="%/yr")
        full = line.rates.shared(
            complete(line.rates.missing(amount, before, tail), context, tail),
            before,
            alone=place is None and not own,
            of_place=_OF_PLACE.search(line.written, floor, amount.start) is not None,
        )
        if full is None and amount.unit in _OF_TIME:
            continue  # "tốc độ tăng bình quân 5 năm đạt 8%": it names what follows
        floor = amount.end
        if full is not None and _is_measure(full, line.text):
            named = line.names.of(full, place, following)
            yield full, Words(line.span(*named) if named else None, context)


def _is_own_share(text: str, amount: Amount, ceiling: int) -> bool:
    """Whether a share names its own whole, as "10% số xã" does after another measure."""
    return amount.unit == "%" and words_after(text, amount.end, ceiling) is not None


def _is_measure(amount: Amount, text: str) -> bool:
    """Whether the number measures something: votes, classes and articles do not."""
    before = text[max(0, amount.start - _SHARED_TAIL) : amount.start]
    if _VOTES.match(text, amount.end) or (amount.unit == "%" and _VOTED.search(before)):
        return False
    if amount.unit == "ratio" and _FREQUENCY.match(text, amount.end):
        return False
    if amount.counted or amount.unit in {"score", "index"}:
        head = text[max(0, amount.start - 40) : amount.start]
        word = _LAST_WORD.search(head)
        bounded = word is not None and section("bounded", "before").fullmatch(word[1])
        return not bounded or head.rstrip().endswith(_UNBOUNDED)
    return True


def _governs(
    state: State,
    line: Line,
    sentence: tuple[int, int],
    period: Period,
    measures: list[Measure],
) -> bool:
    """Whether a period goes on to govern what follows: not one amount's own, nor one of results."""
    if period in line.local:
        return False
    if not opens_scope(line.text, period, sentence, is_heading=line.is_heading):
        return False
    latest = state.now.latest
    of_results = state.mood == RESULT and bool(measures)
    return not (of_results and (latest is None or period.last <= latest))
