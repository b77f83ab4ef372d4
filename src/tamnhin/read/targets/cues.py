"""Words that say whether figures are promises or results, gathered once for each sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from tamnhin.read.targets.vocabulary import phrases, section

PROMISE = "promise"
RESULT = "result"

KEPT = re.compile("hiện có|hiện hữu")
"""What there is today and a plan keeps: "bảo vệ rừng hiện có" announces no results."""
_LETTER = re.compile(r"[^\W\d_]")

Cue = tuple[int, str]
"""Where a word ends, and the word."""


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of a sentence that bear on its figures, in order; places are those of the line."""

    openers: tuple[Cue, ...]
    results: tuple[Cue, ...]
    superseded: tuple[Cue, ...]
    territory: tuple[Cue, ...]
    forecasts: tuple[Cue, ...]

    def after(self, promise: int) -> Cues:
        """Without the signs of results before a promise, which ends their reach."""
        return replace(self, results=tuple(cue for cue in self.results if cue[0] > promise))


def cues(line: str, start: int, end: int) -> Cues:
    """The cues of the characters ``start`` to ``end`` of a line (a shadow)."""
    return Cues(
        _found("openers", line, start, end, "not_openers"),
        _found("results", line, start, end, "not_results"),
        _found("superseded", line, start, end),
        _found("territory", line, start, end, "not_territory"),
        _found("forecasts", line, start, end),
    )


def last(found: tuple[Cue, ...], position: int) -> Cue | None:
    """The last cue that ends before a position."""
    for cue in reversed(found):
        if cue[0] <= position:
            return cue
    return None


@cache
def is_weak(word: str) -> bool:
    """Whether an opener also stands where results are told."""
    return word in phrases()["weak_openers"]["words"]


def mood(line: str, *, event: bool = False) -> str:
    """What a heading or opening announces: promises, results, or nothing.

    Args:
        line: its shadow.
        event: whether a bare "đã" tells of what happened ("đã ký"), and not of results.
    """
    start = _LETTER.search(line)
    line = line[start.start() :] if start is not None else ""  # "3.2.Mục tiêu" opens with a word
    if section("result_headings").match(line):
        return RESULT
    openers = _found("openers", line, 0, len(line), "not_openers")
    told = _found("results", line, 0, len(line), "not_results")
    aimed = next((place for place, word in openers if word.startswith("phấn đấu")), len(line))
    told = tuple(
        cue
        for cue in told
        if not KEPT.fullmatch(cue[1])
        and not (event and cue[1] == "đã")
        and not (cue[1] == "đạt được" and cue[0] > aimed)  # "phấn đấu … đạt được những chỉ tiêu"
    )
    result = last(told, len(line))
    if result is None:
        return PROMISE if openers else ""
    return PROMISE if any(o[0] > result[0] and not is_weak(o[1]) for o in openers) else RESULT


def _found(name: str, line: str, start: int, end: int, exceptions: str = "") -> tuple[Cue, ...]:
    """The words of a list in a part of a line, but not those inside an exception."""
    matches = list(section(name).finditer(line, start, end))
    if not matches:
        return ()
    spans = []
    if exceptions:
        spans = [match.span() for match in section(exceptions).finditer(line, start, end)]
    return tuple(
        (match.end(), re.sub(" +", " ", match.group()))
        for match in matches
        if not any(_hides(a, b, match) for a, b in spans)
    )


def _hides(start: int, end: int, match: re.Match[str]) -> bool:
    """Whether an exception at these places covers a word; one inside a longer word does not."""
    begins, ends = start <= match.start() < end, start < match.end() <= end
    return begins or (ends and start <= match.start())
