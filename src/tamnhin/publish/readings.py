"""The agencies' readings of a target as a table, and the methods in words for the methods page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tamnhin.assess.readings.book import ACCOUNTS, class_word
from tamnhin.assess.readings.types import Beside, Method
from tamnhin.assess.types import Assessment
from tamnhin.messages import N_
from tamnhin.publish.phrases import Phrases

PACE: Final = N_("Pace, the rule of this portal")

_NUMBERS: Final[Mapping[Method, str]] = {
    "statcan": N_("growth made by growth needed: {number}"),
    "eurostat": N_("growth made by growth needed: {number}"),
    "unsd": N_("{number} of the way by the due year"),
    "escap_status": N_("{number} of 10"),
    "escap_anticipated": N_("{number} of 10"),
    "sdsn": N_("step made by step needed: {number}"),
    "weather": N_("{number} of what is missing now would still be missing"),
    "oecd": N_("{number} standard deviations"),
    "attainment": N_("{number} of the planned change in {time} of the time"),
}
_SHARES: Final = frozenset({"unsd", "weather", "attainment"})
_SCORED: Final = frozenset({"statcan", "eurostat"})


@dataclass(frozen=True, slots=True)
class Row:
    """One method beside the others, in one language.

    Attributes:
        title: the method.
        word: its class.
        number: the number that the class is read from, as a phrase.
        score: its score, as a phrase.
        record: share of like cases that were reached in the end, as a percentage.
        reason: why the method was not applied, or what to bear in mind.
        chosen: whether the plan has chosen this reading.
        applied: whether it gives a class.
    """

    title: str
    word: str
    number: str
    score: str
    record: str
    reason: str
    chosen: bool
    applied: bool


def rows(a: Assessment, say: Phrases, chosen: str) -> list[Row]:
    """All readings of a target, the portal's own pace first; none where no method applies.

    Args:
        a: the assessed target.
        say: the language.
        chosen: the reading that the plan has chosen.
    """
    if not a.readings:
        return []
    record = say.share(a.record.met) if a.record else ""
    own = Row(
        say.text(PACE), a.word(say.lang), _margin(a, say), "", record, "", chosen == "pace", True
    )
    return [own, *(_row(beside, say, chosen) for beside in a.readings)]


def _margin(a: Assessment, say: Phrases) -> str:
    return say.margin(a.pace).rstrip(".") if a.pace else ""


def _row(beside: Beside, say: Phrases, chosen: str) -> Row:
    reading = beside.reading
    score = ""
    if reading.method in _SCORED and reading.score is not None:
        number = say.number(reading.score, 1)
        score = say.text(N_("score {number}, from -5 to 5"), number=number)
    return Row(
        title=say.text(ACCOUNTS[reading.method].title),
        word=say.text(class_word(reading)),
        number=_number(beside, say),
        score=score,
        record=say.share(beside.record.met) if beside.record else "",
        reason=say.text(beside.reason, **beside.params) if beside.reason else "",
        chosen=chosen == reading.method,
        applied=reading.available,
    )


def _number(beside: Beside, say: Phrases) -> str:
    reading = beside.reading
    if reading.progress is None or not reading.available:
        return ""
    share = reading.method in _SHARES
    number = say.share(reading.progress) if share else say.number(reading.progress, 2)
    time = beside.params.get("time")
    shown = say.share(time) if isinstance(time, float) else ""
    return say.text(_NUMBERS[reading.method], number=number, time=shown)


def chosen_line(a: Assessment, say: Phrases, chosen: str) -> str:
    """The class of the reading that the plan has chosen; empty where it is the portal's own."""
    beside = a.reading(chosen)
    if beside is None:
        return ""
    title = say.text(ACCOUNTS[beside.reading.method].title)
    return say.text(N_("{method}: {word}"), method=title, word=say.text(class_word(beside.reading)))
