"""A promise or a result? Cues of the sentence first, then years, then what went before."""

from __future__ import annotations

import re
from typing import Final

from tamnhin.read.targets.case import Case, Now, Times, Verdict, times
from tamnhin.read.targets.cues import KEPT, PROMISE, RESULT, Cue, is_weak, last
from tamnhin.read.targets.not_goals import no_goal
from tamnhin.read.targets.scope import Horizon
from tamnhin.read.targets.vocabulary import either, phrases, section

# "đạt 94% dự toán", "bằng 105% kế hoạch": how much of a plan was done.
_MEASURED: Final = re.compile(
    rf"%[^,;%]{{0,3}}(?:{either(phrases()['measured_by_plan']['words'])})(?!\w)(?! phát triển)"
)
_REACHED: Final = re.compile(r"(?<!\w)(?:lên|xuống|còn|lên tới|lên đến) *\Z")
_TO_YEAR: Final = re.compile(
    r"[^\d;.]{0,20}(?:\([^()\d]{0,20}[\d.,]+ ?%? )?so (?:với )?(?:cùng kỳ |cuối )?(?:năm )?"
    r"((?:19|20)\d\d)"
)
"""The year that a figure is set against: "5,3% (giảm 1,3% so với cuối năm 2017)"."""
_TERM: Final = 5
_AMOUNT_BEFORE: Final = re.compile(r"\d ?(?:%|[^\W\d]+[²2]?) \Z")
_MOVED: Final = re.compile(r"(?<!\w)(?:giảm|tăng|lên|xuống|còn)(?!\w)")
_BESIDE: Final = 12
"""So near, "rừng hiện có là 300 ha" tells of this number and ends no list of promises."""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NEAR_RESULT: Final = 60
"""A sign of a result so near overrules a year to come."""


def judge(case: Case) -> Verdict:
    """Whether an amount is promised: its own words first, then years, then what went before."""
    when = times(case.horizon, case.now)
    if (verdict := no_goal(case, when)) is not None:
        return verdict
    opener = _opener(case)
    if (verdict := _by_words(case, when, opener)) is not None:
        return verdict
    horizon, before = case.horizon, case.before
    ended = when.over and horizon is not None and horizon.period.is_span and not opener
    if when.past or ended:
        return Verdict(RESULT, "not.past-year", sure=True)
    if _is_compared(case):
        return Verdict(RESULT, "not.compared", sure=True)
    told = before.verdict == RESULT and (before.fresh or before.prior == RESULT)
    if when.future or when.late or (when.toward and not told):
        return Verdict(PROMISE, "promise.future-year", sure=True)
    if horizon is None and _is_aim(case):
        return Verdict(PROMISE, "promise.continued", sure=False)
    if horizon is None:
        return Verdict(RESULT, "not.no-horizon", sure=False)
    running = when.running or (before.verdict == RESULT and _looks_back(case, horizon))
    if opener and running and before.verdict != PROMISE and _is_running(opener):
        return Verdict(RESULT, "not.running-year", sure=True)
    if opener and (before.verdict != RESULT or not before.fresh):
        return Verdict(PROMISE, "promise.weak-opener", sure=True)
    return _unsaid(case, horizon)


def _opener(case: Case) -> Cue | None:
    """The last word of promise before the amount; it does not reach an earlier year in brackets.

    "Phấn đấu năm 2030 cao 1,68 m (năm 2019, chiều cao là 165,1 cm)"
    """
    opener, start = last(case.said.openers, case.amount.start), case.amount.start
    if opener is None or case.horizon is None:
        return opener
    period, opened = case.horizon.period, case.line.rfind("(", opener[0], start)
    if opened < 0 or ")" in case.line[opened:start] or period.is_span or period.toward:
        return opener
    promised = [int(year) for year in _YEAR.findall(case.line, opener[0], opened)]
    aside = opened < period.start < start and max(promised, default=0) > period.last
    return None if aside else opener


def _is_aim(case: Case) -> bool:
    """Whether an amount without a year stands under a heading of aims.

    A rate does, whose year may come after it, and everything in a document that names no year.
    """
    before = case.before
    rate = case.amount.unit.endswith("/yr")
    lead = before.fresh and (rate or case.now.yearless)
    return before.verdict == PROMISE and before.sure and lead


def _by_words(case: Case, when: Times, opener: Cue | None) -> Verdict | None:
    """The verdict of the last opener or sign of a result before the amount."""
    start = case.amount.start
    strong = opener is not None and (not is_weak(opener[1]) or when.toward or when.future)
    result = last(case.said.results, start)
    ahead = when.late or when.future or when.toward
    if result is not None and _is_set_aside(case, when, result, ahead=ahead):
        result = None
    overruled = result and opener and strong and opener[0] > result[0]
    if result and not overruled and (not when.future or start - result[0] < _NEAR_RESULT):
        kept = KEPT.fullmatch(result[1]) and start - result[0] < _BESIDE
        aside = kept and case.before.verdict == PROMISE and case.before.sure
        return Verdict(RESULT, "not.existing" if aside else "not.result-word", sure=True)
    if strong and not when.past:
        return Verdict(PROMISE, "promise.opener", sure=True)
    return None


def _is_set_aside(case: Case, when: Times, result: Cue, *, ahead: bool) -> bool:
    """Whether a sign of a result does not bear on the amount.

    It is an estimate of a plan, or stands in an earlier part of a sentence that looks ahead since.
    """
    planned = (case.before.verdict == PROMISE and case.before.sure) or when.late
    if planned and not when.past and _is_estimate(result[1]):
        return True
    today = section("existing").fullmatch(result[1]) is not None  # "rừng hiện có là 300 ha; trồng"
    since = case.line[result[0] : case.amount.start]
    if (ahead or today) and ";" in since:
        return True
    if planned and case.before.fresh and ";" in since and result[1].startswith("vượt"):
        return True  # "GRDP tăng 9%/năm; đạt và vượt chỉ tiêu giảm nghèo; trồng 20 ha"
    told = result[0] - len(result[1])  # "5.590 ha hiện trạng, 4.360 ha xây dựng mới"
    moved = "," in since or _MOVED.search(since) is not None  # "61% hiện nay giảm xuống 50%"
    if today and moved and _AMOUNT_BEFORE.search(case.line, max(0, told - 20), told):
        return True
    period = case.horizon.period if case.horizon is not None else None
    between = period is not None and result[0] <= period.start <= case.amount.start
    return between and (when.late or when.future)


def _is_running(opener: Cue) -> bool:
    return section("running").fullmatch(opener[1]) is not None


def _is_estimate(word: str) -> bool:
    return section("estimates").fullmatch(word) is not None


def _is_compared(case: Case) -> bool:
    """Whether the sentence measures figures by a plan or by the year before."""
    end = case.line.find(";", case.amount.number, case.sentence[1])
    if _MEASURED.search(case.line, case.amount.number, end if end >= 0 else case.sentence[1]):
        return True
    if case.before.fresh and case.before.verdict == PROMISE:
        return False
    if _is_to_year_before(case):
        return True
    after = section("results_after").search(case.line, case.amount.end, case.ceiling + 1)
    return after is not None


def _is_to_year_before(case: Case) -> bool:
    """Whether the figure is set against the year before its own, as reports of a year do."""
    base = _TO_YEAR.match(case.line, case.amount.end)
    if base is None or case.horizon is None or case.horizon.period.is_span:
        return False
    return int(base[1]) == case.horizon.period.last - 1


def _unsaid(case: Case, horizon: Horizon) -> Verdict:
    """The verdict where the sentence has no word that decides."""
    now, before = case.now, case.before
    if now.earliest is not None and horizon.period.last < now.earliest:
        return Verdict(RESULT, "not.past-year", sure=False)
    looks_back = _looks_back(case, horizon)
    just_before = looks_back and _is_year_before(horizon, now)
    stale = not before.fresh and (before.prior == RESULT or looks_back)
    if before.verdict == PROMISE and (stale or just_before):
        return Verdict(RESULT, "not.prior", sure=False)
    planned = before.verdict == PROMISE and before.sure
    planned = planned and (before.fresh or horizon.period.toward)
    bare = last(case.said.openers, case.amount.start) is None and not planned
    if bare and case.amount.unit == "rank" and not horizon.near:
        return Verdict(RESULT, "not.no-opener", sure=False)  # where a place stands today
    if before.verdict:
        rule = "promise.continued" if before.verdict == PROMISE else "not.continued"
        return Verdict(before.verdict, rule, sure=False)
    if looks_back:
        return Verdict(RESULT, "not.no-opener", sure=False)
    over = now.latest is not None and horizon.period.last <= now.latest
    if before.prior != PROMISE and (over or not horizon.near):
        return Verdict(RESULT, "not.no-opener", sure=False)
    return Verdict(PROMISE, "promise.horizon", sure=False)


def _looks_back(case: Case, horizon: Horizon) -> bool:
    """Whether a bare year beside the amount, in a text of unknown date, is likely a past one."""
    now = case.now
    if now.latest is not None or not horizon.near or horizon.period.toward:
        return False
    if now.promised is not None and horizon.period.last >= now.promised:
        return False
    start = case.amount.start
    return _REACHED.search(case.line, max(0, start - 16), start) is None


def _is_year_before(horizon: Horizon, now: Now) -> bool:
    """Whether a bare year is one reported on: just before the first promised, or a term before.

    Plans set stages in years that end in 0 or 5, so these may be promised long before.
    """
    if now.promised is None or horizon.period.is_span:
        return False
    ahead = now.promised - horizon.period.last
    return 0 < ahead <= 2 or (ahead > _TERM and horizon.period.last % _TERM != 0)
