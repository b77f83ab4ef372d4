"""A promise or a result? Cues of the sentence first, then years, then what went before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.cues import PROMISE, RESULT, Cues, is_weak, last
from tamnhin.read.targets.horizons import Horizon
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
    """

    verdict: str = ""
    fresh: bool = False
    prior: str = ""


# "đạt 94% dự toán", "bằng 105% kế hoạch": how much of a plan was done.
_MEASURED: Final = re.compile(
    rf"%[^,;%]{{0,3}}(?:{either(phrases()['measured_by_plan']['words'])})(?!\w)(?! phát triển)"
)
_BASE_BEFORE: Final = re.compile(
    r"(?:so với|so|từ mức|bằng mức|(?:bình quân|trung bình)[^,;]{0,20}cả nước)"
    r"(?: mức| con số| khoảng| kế hoạch| tỷ lệ| mục tiêu)*[ (]*\Z"
)
_FROM_TO: Final = re.compile(
    r"[^,;\d]{0,20}(?:\(?(?:vào |của )?(?:năm )?(?:19|20)\d\d\)?)?[^,;\d]{0,20}"
    r"(?<!\w)(?<!trở )(?:lên|xuống|còn|giảm xuống|tăng lên|đến)(?!\w)(?! năm)"
)
_EXISTING: Final = re.compile(rf" +(?:\w+ )?(?:{either(phrases()['existing']['words'])})(?!\w)")
_PARTS: Final = re.compile(rf"(?<!\w)(?:{either(phrases()['parts_of_land']['words'])}) *\Z")
_REACHED: Final = re.compile(r"(?<!\w)(?:lên|xuống|còn|lên tới|lên đến) *\Z")
_NEW_FIGURE: Final = re.compile(r"\d[^,;]*[,;] ")
_PLANNED: Final = re.compile("phấn đấu|mục tiêu|chỉ tiêu|kế hoạch")


def judge(
    line: str,
    amount: Amount,
    sentence: tuple[int, int],
    ceiling: int,
    horizon: Horizon | None,
    now: Now,
    before: Before,
    said: Cues,
) -> Verdict:
    """Whether an amount is promised.

    Args:
        line: the shadow of the block.
        amount: the amount.
        sentence: where its sentence begins and ends.
        ceiling: where its clause ends.
        horizon: what governs it.
        now: when the document speaks.
        before: what was said before.
        said: the cues of the sentence.
    """
    if (verdict := _not_own(line, amount, sentence, said)) is not None:
        return verdict
    period = horizon.period if horizon is not None and horizon.near else None
    future = period is not None and now.latest is not None and period.last > now.latest
    past = period is not None and now.earliest is not None and period.last < now.earliest
    late = period is not None and period.last > LAST_RESULTS
    over = period is not None and now.latest is not None and period.last <= now.latest
    toward = period is not None and period.toward and not over
    opener = last(said.openers, amount.start)
    strong = opener is not None and (not is_weak(opener[1]) or toward or future)
    result = last(said.results, amount.start)
    if result and (before.verdict == PROMISE or late) and not past and _is_estimate(result[1]):
        result = None
    if result and (late or future or toward) and ";" in line[result[0] : amount.start]:
        result = None
    if (
        result
        and not (opener and opener[0] > result[0] and strong)
        and (not future or amount.start - result[0] < 60)
    ):
        return Verdict(RESULT, "not.result-word", sure=True)
    if strong and not past:
        return Verdict(PROMISE, "promise.opener", sure=True)
    ended = over and period is not None and period.is_span and not opener
    if past or ended:
        return Verdict(RESULT, "not.past-year", sure=True)
    if _is_compared(line, amount, sentence, ceiling, before):
        return Verdict(RESULT, "not.compared", sure=True)
    if future or late or (toward and before.verdict != RESULT):
        return Verdict(PROMISE, "promise.future-year", sure=True)
    if horizon is None:
        return Verdict(RESULT, "not.no-horizon", sure=False)
    if opener and (before.verdict != RESULT or not before.fresh):
        return Verdict(PROMISE, "promise.weak-opener", sure=True)
    reached = _REACHED.search(line, max(0, amount.start - 16), amount.start) is not None
    return _unsaid(horizon, now, before, reached=reached)


def _is_estimate(word: str) -> bool:
    return section("estimates").fullmatch(word) is not None


def _is_compared(
    line: str, amount: Amount, sentence: tuple[int, int], ceiling: int, before: Before
) -> bool:
    """Whether the sentence measures figures by a plan or by the year before."""
    if _MEASURED.search(line, amount.number, sentence[1]):
        return True
    if before.fresh and before.verdict == PROMISE:
        return False
    return section("results_after").search(line, amount.end, ceiling + 1) is not None


def _unsaid(horizon: Horizon, now: Now, before: Before, *, reached: bool) -> Verdict:
    """The verdict where the sentence has no word that decides."""
    if now.earliest is not None and horizon.period.last < now.earliest:
        return Verdict(RESULT, "not.past-year", sure=False)
    behind = now.promised is None or horizon.period.last < now.promised
    looks_back = now.latest is None and horizon.near and not horizon.period.toward and behind
    looks_back = looks_back and not reached
    just_before = looks_back and _is_year_before(horizon, now)
    stale = not before.fresh and (before.prior == RESULT or looks_back)
    if before.verdict == PROMISE and (stale or just_before):
        return Verdict(RESULT, "not.prior", sure=False)
    if before.verdict:
        rule = "promise.continued" if before.verdict == PROMISE else "not.continued"
        return Verdict(before.verdict, rule, sure=False)
    if looks_back:
        return Verdict(RESULT, "not.no-opener", sure=False)
    return Verdict(PROMISE, "promise.horizon", sure=False)


def _is_year_before(horizon: Horizon, now: Now) -> bool:
    """Whether a bare year is the one or two before the first promised: the year reported on."""
    if now.promised is None or horizon.period.is_span:
        return False
    return 0 < now.promised - horizon.period.last <= 2


def _is_part_of_land(line: str, amount: Amount, sentence: tuple[int, int]) -> bool:
    """Whether a count is that of a territory's own units: "gồm 6 quận và 2 huyện"."""
    noun = line[amount.number : amount.end].lstrip("0123456789 ")
    if not amount.counted or section("place_kinds").match(noun) is None:
        return False
    if _PARTS.search(line[max(sentence[0], amount.start - 20) : amount.start]) is None:
        return False
    return section("land_achieved").search(line, amount.end, sentence[1]) is None


def _not_own(line: str, amount: Amount, sentence: tuple[int, int], said: Cues) -> Verdict | None:
    """Figures that another figure is measured by, and figures of the land itself."""
    start = amount.start
    old = last(said.superseded, start)
    if old and start - old[0] <= 60 and not _NEW_FIGURE.search(line, old[0], start):
        return Verdict("superseded", "not.superseded", sure=True)
    if _BASE_BEFORE.search(line[max(sentence[0], start - 60) : start]):
        return Verdict("base", "not.base", sure=True)
    if _EXISTING.match(line, amount.end, sentence[1]):
        return Verdict(RESULT, "not.result-word", sure=True)
    if _is_part_of_land(line, amount, sentence):
        return Verdict("territory", "not.territory", sure=True)
    rising = line[start : amount.number].strip() == "từ" and amount.upper is None
    if rising and _FROM_TO.match(line[amount.end : min(amount.end + 60, sentence[1])]):
        return Verdict("base", "not.base", sure=True)
    land = last(said.territory, start)
    if land and not re.search("[;,]", line[land[0] : start]) and not last(said.openers, start):
        return Verdict("territory", "not.territory", sure=True)
    forecast = last(said.forecasts, start)
    if forecast and not _PLANNED.search(line, forecast[0], start):
        return Verdict("forecast", "not.forecast", sure=True)
    return None
