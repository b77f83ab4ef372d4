"""Which kind of promise a clause is, from its words and from where it stands."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tamnhin.plan.types import CommitmentKind
from tamnhin.read.commitments.clauses import Clause
from tamnhin.read.commitments.lexicon import one_of, pattern, topic_patterns
from tamnhin.read.commitments.scope import Scope
from tamnhin.read.spelling import CAPITAL

MOST_TOPICS: Final = 3
_BY_YEAR: Final = re.compile(r"(?:đến|tới|vào) năm \d{4}")
_BRINGS: Final = re.compile(r"(?<!\w)(?:trở thành|là|đạt|có) ")
_LEADING: Final = re.compile(rf"^{one_of('connector')},? ")


def kind(clause: Clause, words: str, small: str, scope: Scope) -> tuple[CommitmentKind, str]:
    """The kind, and the rule that chose it.

    Args:
        clause: how it was cut.
        words: the clause as written.
        small: the same, levelled.
        scope: where it stands.
    """
    small = _LEADING.sub("", small)
    if scope.part == "vision":
        return "vision", "in-vision"
    if clause.sectors or (scope.part == "priority_sector"):
        return "priority_sector", "list-of-sectors"
    named = _named(words, small)
    if scope.part == "objective":
        return (
            (named, "named-in-objectives") if named == "project" else ("objective", "in-objectives")
        )
    if _worked_on(small, "institution"):
        return "institution", "institution"
    if named:
        return named, f"named-{named}"
    if _worked_on(small, "zone"):
        return "zone", "zone"
    if scope.part == "project" or _worked_on(small, "project"):
        return "project", "project"
    if _aims(small):
        return "objective", "outcome"
    return "task", "task" if scope.part == "task" else "verb"


_NAME: Final = re.compile(rf"(?: số)? +(?:{CAPITAL}[\w-]*|[IVX]+\b|\d{{1,3}}\b)")
_ONLY_NEAR: Final = re.compile(r"(?:của|tại|ở|nối|với|trên|từ|đến|qua|thuộc|trong|vùng|các tỉnh)$")


def _named(words: str, small: str) -> CommitmentKind | None:
    """A zone or project called by its name; it does not count where it only says where."""
    for role in ("zone", "project"):
        for found in re.finditer(one_of(role), small):
            called = _NAME.match(words, found.end())
            if called and not _ONLY_NEAR.search(small[: found.start()].rstrip()):
                return role
    return None


@cache
def _worked(role: str) -> re.Pattern[str]:
    verb = rf"{one_of('opener')}(?:,? (?:và )?{one_of('opener')})*"
    some = (
        r"(?: (?:mạnh|mới|tốt|bền vững|đồng bộ|nhanh|các|những|một số|hệ thống|mạng lưới|nhóm|thêm"
        r"|vào|hiệu quả|đầu tư|\d+))*"
    )
    lead = r"(?:\w+ ){0,3}?"
    return re.compile(rf"^{lead}{verb}{some} {one_of(role)}")


def _worked_on(small: str, role: str) -> bool:
    """Whether the thing is what the verb works on, as in "hình thành các khu du lịch"."""
    return _worked(role).search(small) is not None


@cache
def _outcomes() -> re.Pattern[str]:
    work = rf"(?:{one_of('opener')}[ ,]+(?:và |các |bền vững |mạnh )*)*"
    return re.compile(rf"^(?:{one_of('outcome')}|{work}{one_of('aim')})")


def _aims(small: str) -> bool:
    """Whether it tells a state to be reached rather than work to be done."""
    return _outcomes().search(small) is not None


def topics(small: str) -> tuple[str, ...]:
    """What a levelled clause is about, the topic with the most words first."""
    counted = [(len(words.findall(small)), topic) for topic, words in topic_patterns()]
    ordered = sorted((item for item in counted if item[0]), key=lambda item: -item[0])
    return tuple(topic for _, topic in ordered[:MOST_TOPICS])


def body(words: str, small: str) -> str:
    """Who answers for it, where the clause says so; as written."""
    found = re.search(
        rf"(?:^|giao(?: cho)? |do )(?P<body>(?:các )?{one_of('body')}[^,;.]{{0,60}}?)"
        r"(?= (?:chủ trì|có trách nhiệm|phối hợp|tổ chức|chịu|rà soát|tham mưu|hướng dẫn|chỉ đạo|"
        r"theo dõi|đôn đốc|tiếp tục)(?!\w))",
        small,
    )
    return words[found.start("body") : found.end("body")].strip() if found else ""


def is_operative(small: str, scope: Scope) -> bool:
    """Whether a clause promises something: it stands among promises or has a verb of action."""
    if scope.part in ("vision", "objective", "task", "priority_sector", "project"):
        return True
    if any(_says_what_a_year_brings(line) for line in small.split("\n")):
        return True
    start = re.match(rf"(?:\w+ ){{0,8}}?(?:{one_of('modal')} |{one_of('opener')})", small)
    return start is not None or pattern("modal").match(small) is not None


def _says_what_a_year_brings(line: str) -> bool:
    """Whether a year to come is followed by a verb; in two steps, which take linear time."""
    year = _BY_YEAR.search(line)
    return year is not None and _BRINGS.search(line, year.end()) is not None
