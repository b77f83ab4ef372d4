"""A promise or a result? Cues of the clause first, then years, then what went before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.horizons import Horizon
from tamnhin.read.targets.vocabulary import either, phrases, section

PROMISE: Final = "promise"
RESULT: Final = "result"
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


_MEASURED: Final = re.compile(
    rf"%[^,;%]{{0,3}}(?:{either(phrases()['measured_by_plan']['words'])})(?!\w)(?! phát triển)"
)


@dataclass(frozen=True, slots=True)
class Now:
    """When a document speaks: years before ``earliest`` are past, after ``latest`` to come.

    ``promised`` is the first year that it has promised anything for so far.
    """

    earliest: int | None = None
    latest: int | None = None
    promised: int | None = None


_SUPERSEDED: Final = re.compile(r"[^;.]{0,60}\Z")
_BASE_BEFORE: Final = re.compile(
    r"(?:so với|so|từ mức|bằng mức|(?:bình quân|trung bình)[^,;]{0,20}cả nước)"
    r"(?: mức| con số| khoảng| kế hoạch| tỷ lệ| mục tiêu)*[ (]*\Z"
)
_FROM_TO: Final = re.compile(
    r"[^,;\d]{0,20}(?:\(?(?:vào |của )?(?:năm )?(?:19|20)\d\d\)?)?[^,;\d]{0,20}"
    r"(?<!\w)(?:lên|xuống|còn|giảm xuống|tăng lên|đến)(?!\w)(?! năm)"
)


def judge(
    line: str,
    amount: Amount,
    sentence: tuple[int, int],
    ceiling: int,
    horizon: Horizon | None,
    now: Now,
    before: str,
    *,
    fresh: bool,
    prior: str = "",
) -> Verdict:
    """Whether an amount is promised.

    Args:
        line: the shadow of the block.
        amount: the amount.
        sentence: where its sentence begins and ends.
        ceiling: where its clause ends.
        horizon: what governs it.
        now: when the document speaks.
        before: the verdict of the sentence, paragraph or heading before.
        fresh: whether that was in the same paragraph.
        prior: what the title and the first lines of the document announce.
    """
    head = line[sentence[0] : amount.start]
    tail = line[amount.end : ceiling + 1]
    if (verdict := _not_own(line, amount, sentence, head)) is not None:
        return verdict
    opener = _last(section("openers"), head, section("not_openers"))
    weak = opener and section("weak_openers").fullmatch(opener[1]) is not None
    result = _last(section("results"), head, section("not_results"))
    year = horizon.period.last if horizon and horizon.near else None
    future = year is not None and now.latest is not None and year > now.latest
    past = year is not None and now.earliest is not None and year < now.earliest
    ahead = before == PROMISE or (year is not None and year > LAST_RESULTS)
    if result and ahead and section("estimates").fullmatch(result[1]) and not past:
        result = None
    toward = horizon is not None and horizon.near and horizon.period.toward
    if result and not (opener and opener[0] > result[0] and (not weak or future or toward)):
        near = len(head) - result[0] < 60
        if not future or near:
            return Verdict(RESULT, "not.result-word", sure=True)
    strong = opener is not None and (not weak or toward or future)
    if strong and not past:
        return Verdict(PROMISE, "promise.opener", sure=True)
    if past:
        return Verdict(RESULT, "not.past-year", sure=True)
    measured = _MEASURED.search(line[amount.number : sentence[1]]) is not None
    if measured or (section("results_after").search(tail) and not (fresh and before == PROMISE)):
        return Verdict(RESULT, "not.compared", sure=True)
    ahead = year is not None and year > LAST_RESULTS
    if future or ahead or (toward and before != RESULT):
        return Verdict(PROMISE, "promise.future-year", sure=True)
    if horizon is None:
        return Verdict(RESULT, "not.no-horizon", sure=False)
    if opener and (before != RESULT or not fresh):
        return Verdict(PROMISE, "promise.weak-opener", sure=True)
    return _unsaid(horizon, now, before, fresh=fresh, prior=prior)


def _unsaid(horizon: Horizon, now: Now, before: str, *, fresh: bool, prior: str) -> Verdict:
    """The verdict where the sentence has no word that decides."""
    if now.earliest is not None and horizon.period.last < now.earliest:
        return Verdict(RESULT, "not.past-year", sure=False)
    behind = now.promised is None or horizon.period.last < now.promised
    looks_back = now.latest is None and horizon.near and not horizon.period.toward and behind
    if before == PROMISE and not fresh and (prior == RESULT or looks_back):
        return Verdict(RESULT, "not.prior", sure=False)
    if before:
        rule = "promise.continued" if before == PROMISE else "not.continued"
        return Verdict(before, rule, sure=False)
    if looks_back:
        return Verdict(RESULT, "not.no-opener", sure=False)
    return Verdict(PROMISE, "promise.horizon", sure=False)


def _not_own(line: str, amount: Amount, sentence: tuple[int, int], head: str) -> Verdict | None:
    """Figures that another figure is measured by, and figures of the land itself."""
    for match in section("superseded").finditer(head):
        if _SUPERSEDED.match(head, match.end()) and not re.search(
            r"\d[^,;]*(?:,|;) ", head[match.end() :]
        ):
            return Verdict("superseded", "not.superseded", sure=True)
    if _BASE_BEFORE.search(head):
        return Verdict("base", "not.base", sure=True)
    starts = line[amount.start : amount.number].strip()
    follows = line[amount.end : min(amount.end + 60, sentence[1])]
    if starts == "từ" and amount.upper is None and _FROM_TO.match(follows):
        return Verdict("base", "not.base", sure=True)
    land = list(section("territory").finditer(head))
    if (
        land
        and not re.search(r"[;,]", head[land[-1].end() :])
        and not section("openers").search(head)
    ):
        return Verdict("territory", "not.territory", sure=True)
    forecast = list(section("forecasts").finditer(head))
    if forecast and not re.search(
        "phấn đấu|mục tiêu|chỉ tiêu|kế hoạch", head[forecast[-1].end() :]
    ):
        return Verdict("forecast", "not.forecast", sure=True)
    return None


def _last(words: re.Pattern[str], text: str, exceptions: re.Pattern[str]) -> tuple[int, str] | None:
    """Where the last of the words ends, and which it is; not inside an exception."""
    spans = [match.span() for match in exceptions.finditer(text)]
    found = None
    for match in words.finditer(text):
        if any(start <= match.start() < end or start < match.end() <= end for start, end in spans):
            continue
        found = (match.end(), re.sub(" +", " ", match.group()))
    return found


def mood(line: str) -> str:
    """What a heading or opening announces: promises, results, or nothing."""
    opener = _last(section("openers"), line, section("not_openers"))
    result = _last(section("results"), line, section("not_results"))
    if result and (
        not opener or opener[0] < result[0] or section("weak_openers").fullmatch(opener[1])
    ):
        return RESULT
    return PROMISE if opener else ""
