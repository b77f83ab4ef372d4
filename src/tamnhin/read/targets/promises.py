"""A promise or a result? Cues of the sentence first, then years, then what went before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.cues import KEPT, PROMISE, RESULT, Cue, Cues, is_weak, last
from tamnhin.read.targets.periods import Role
from tamnhin.read.targets.scope import Horizon
from tamnhin.read.targets.vocabulary import either, phrases, section

LAST_RESULTS: Final = 2025
"""A figure of a later year was a promise in every text known when these rules were written."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Promise, or why not (``result``, ``base``, ``superseded``, ``territory``, ``forecast``).

    ``sure`` is false where nothing in the sentence itself decided.
    """

    kind: str
    rule: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Now:
    """When a document speaks: years before ``earliest`` are past, after ``latest`` to come.

    ``promised`` is the first year that it has promised anything for so far.
    """

    earliest: int | None = None
    latest: int | None = None
    promised: int | None = None


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


# "đạt 94% dự toán", "bằng 105% kế hoạch": how much of a plan was done.
_MEASURED: Final = re.compile(
    rf"%[^,;%]{{0,3}}(?:{either(phrases()['measured_by_plan']['words'])})(?!\w)(?! phát triển)"
)
_BASE_BEFORE: Final = re.compile(
    r"(?:(?:cao|thấp) hơn(?= mức)|so với|so|từ mức|bằng mức"
    r"|(?:bình quân|trung bình)[^,;]{0,20}cả nước)"
    r"(?: mức| mốc| con số| khoảng| kế hoạch| tỷ lệ| mục tiêu)*[ (]*\Z"
)
_FROM_TO: Final = re.compile(
    r"[^,;\d]{0,20}(?:\(?(?:vào |của )?(?:năm )?(?:19|20)\d\d\)?,?)?[^,;\d]{0,20}"
    r"(?<!\w)(?<!trở )(?:lên|xuống|còn|giảm xuống|tăng lên|đến)(?!\w)(?! năm)"
)
_FROM_RANGE: Final = re.compile(r" (?:lên|xuống|còn|tăng lên|giảm xuống)(?: mức)? *\d")
_EXISTING: Final = re.compile(rf" +(?:\w+ )?(?:{either(phrases()['existing']['words'])})(?!\w)")
_PARTS: Final = re.compile(rf"(?<!\w)(?:{either(phrases()['parts_of_land']['words'])}) *\Z")
_LAND_ENDS: Final = re.compile(r";|,(?! (?:quy mô|rộng|dài|gồm|bao gồm|với|khoảng|trên|hơn)(?!\w))")
_REACHED: Final = re.compile(r"(?<!\w)(?:lên|xuống|còn|lên tới|lên đến) *\Z")
_NEW_FIGURE: Final = re.compile(r"\d[^,;]*[,;] ")
_SUMS: Final = frozenset({"billion VND", "trillion VND", "million USD", "billion USD"})
_PROJECT: Final = re.compile(
    r"(?:dự án|khu đô thị|nhà máy|khu công nghiệp|tuyến|cảng|khu du lịch|cao tốc|khu sinh thái"
    r"|tổ hợp)[^\d;.:]*\Z"
)
_LOCATED: Final = re.compile(r"(?<!\w)(?:tại|ở|của|củng cố|giữa) *\Z")
_CARRIER: Final = re.compile(r"(?<!\w)(?:tàu|xe|sà lan|trọng tải|tải trọng)(?!\w)[^,;.\d]{0,16}\Z")
"""What carries so many tons: "tàu cỡ 3.000 tấn"."""
_SCOPE_OF_PLAN: Final = re.compile("phạm vi|ranh giới|quy mô nghiên cứu")
_WIDE: Final = re.compile(
    r"(?<!\w)(?:(?:rộng|lộ giới|mặt cắt|sâu|dày)(?!\w)[^,;.\d]{0,16}|(?<!chiều )cao (?:khoảng )?)\Z"
)
"""How wide a road or how high a bridge is: a size, and no aim."""
_ATTENDED: Final = 40
"""Characters before a number within which "tham dự của" and the like speak of it."""
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
_NEAR_RESULT: Final = 60
"""A sign of a result so near overrules a year to come."""
_PLANNED: Final = re.compile("phấn đấu|mục tiêu|chỉ tiêu|kế hoạch")


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


def judge(case: Case) -> Verdict:
    """Whether an amount is promised: its own words first, then years, then what went before."""
    when = times(case.horizon, case.now)
    if (verdict := _not_own(case, when)) is not None:
        return verdict
    opener = last(case.said.openers, case.amount.start)
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


def _is_aim(case: Case) -> bool:
    """Whether a rate stands under a heading of aims; the first year after it may be its own."""
    before = case.before
    rate = case.amount.unit.endswith("/yr")
    return rate and before.verdict == PROMISE and before.sure and before.fresh


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
    if _MEASURED.search(case.line, case.amount.number, case.sentence[1]):
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


def _is_part_of_land(line: str, amount: Amount, sentence: tuple[int, int]) -> bool:
    """Whether a count is that of a territory's own units: "gồm 6 quận và 2 huyện"."""
    noun = line[amount.number : amount.end].lstrip("0123456789 ")
    if not amount.counted or section("place_kinds").match(noun) is None:
        return False
    if _PARTS.search(line[max(sentence[0], amount.start - 20) : amount.start]) is None:
        return False
    return section("land_achieved").search(line, amount.number, sentence[1]) is None


def _is_cost(line: str, amount: Amount) -> bool:
    """Whether a sum stands alone in brackets behind the name of a project."""
    opened = line.rfind("(", 0, amount.start)
    if amount.unit not in _SUMS or opened < 1 or not line.startswith(")", amount.end):
        return False
    inside = line[opened + 1 : amount.start].strip()
    bare = not inside or section("costs").fullmatch(inside) is not None
    return bare and _PROJECT.search(line[max(0, opened - 90) : opened]) is not None


def _counts_no_goal(line: str, amount: Amount, sentence: tuple[int, int]) -> Verdict | None:
    """Counts of places where something is, of people who came, and sizes of ships and lorries."""
    start, floor = amount.start, sentence[0]
    if amount.counted and _LOCATED.search(line, max(floor, start - 12), start):
        return Verdict("count", "not.located", sure=True)
    size = {"t": _CARRIER, "m": _WIDE}.get(amount.unit)
    if size is not None and size.search(line, max(floor, start - 24), start):
        return Verdict("count", "not.size", sure=True)
    if section("attendance").search(line, max(floor, start - _ATTENDED), start):
        return Verdict("count", "not.attendance", sure=True)
    return None


def _looks_ahead(case: Case, when: Times, since: int) -> bool:
    """Whether a year to come stands between a place in the sentence and the amount."""
    if case.horizon is None or not (when.toward or when.future or when.late):
        return False
    if case.horizon.period.role is not Role.SCOPE:
        return False
    if _SCOPE_OF_PLAN.search(case.line, case.sentence[0], case.amount.start):
        return False
    return since <= case.horizon.period.start <= case.amount.start


def _not_own(case: Case, when: Times) -> Verdict | None:
    """Figures that another figure is measured by, and figures of the land itself."""
    line, amount, sentence, said = case.line, case.amount, case.sentence, case.said
    start = amount.start
    old = last(said.superseded, start)
    if old and start - old[0] <= 60 and not _NEW_FIGURE.search(line, old[0], start):
        return Verdict("superseded", "not.superseded", sure=True)
    if _BASE_BEFORE.search(line[max(sentence[0], start - 60) : start]):
        return Verdict("base", "not.base", sure=True)
    if _EXISTING.match(line, amount.end, sentence[1]):
        return Verdict(RESULT, "not.result-word", sure=True)
    ahead = _looks_ahead(case, when, sentence[0])
    if not ahead and _is_part_of_land(line, amount, sentence):
        return Verdict("territory", "not.territory", sure=True)
    rising = line[start : amount.number].strip() == "từ"
    beyond = line[amount.end : min(amount.end + 60, sentence[1])]
    if rising and (_FROM_TO if amount.upper is None else _FROM_RANGE).match(beyond):
        return Verdict("base", "not.base", sure=True)
    if (aside := _counts_no_goal(line, amount, sentence)) is not None:
        return aside
    land = [
        cue[1]
        for cue in said.territory
        if cue[0] <= start
        and not _LAND_ENDS.search(line, cue[0], amount.number)
        and not _looks_ahead(case, when, cue[0])
    ]
    if land:
        opener = last(said.openers, start)
        sized = all(section("sized").fullmatch(word) for word in land)
        if opener is None or (not sized and is_weak(opener[1])):
            return Verdict("territory", "not.territory", sure=True)
    if _is_cost(line, amount):
        return Verdict("cost", "not.cost", sure=True)
    forecast = last(said.forecasts, start)
    if forecast and not _PLANNED.search(line, forecast[0], start):
        return Verdict("forecast", "not.forecast", sure=True)
    return None
