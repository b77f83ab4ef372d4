"""What part of a document a sentence stands in: vision, objectives, tasks, results, and years.

Headings and openers such as "Tầm nhìn đến năm 2050" hold until another one speaks; inside an
outline they hold for the blocks below them only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from tamnhin.read.commitments.lexicon import one_of, pattern
from tamnhin.read.document import Document
from tamnhin.read.spelling import levelled

Part = Literal["vision", "objective", "task", "priority_sector", "project", "result", ""]

_TIME: Final = (
    r"(?:tầm nhìn(?: đến| tới)?(?: năm)? \d{4}"
    r"|(?:đến|tới|vào|trước|trong|từ nay đến)(?: hết| cuối)? năm \d{4}"
    r"|(?:trong )?(?:giai đoạn|thời kì|nhiệm kì) \d{4} ?- ?\d{4})"
)
_LEAD: Final = re.compile(
    rf"(?:(?:{one_of('connector')}|{_TIME}|cần|phải|sẽ|tỉnh cần|để thực hiện[^,]*"
    rf"|đối với [^,]{{2,60}})"
    rf"(?:, ?|: ?| (?={_TIME}|(?:cần|phải)(?!\w)| ?{one_of('opener')})))+"
)
_SPAN: Final = re.compile(r"(?:giai đoạn|thời kì|nhiệm kì) (\d{4}) ?- ?(\d{4})")
_YEAR: Final = re.compile(r"(?:năm|đến|tới|trước) (\d{4})(?! ?- ?\d)")


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the plan, the years that govern it, and the rule that said so."""

    part: Part = ""
    horizon: str = ""
    rule: str = ""


def promise_start(sentence: str) -> int:
    """Where a levelled sentence's promise begins, after connectors, years and "cần"."""
    found = _LEAD.match(sentence)
    return found.end() if found else 0


def horizon(words: str) -> str:
    """The year or span that a levelled text names; the first one, an empty text for none."""
    span, year = _SPAN.search(words), _YEAR.search(words)
    if span and (year is None or span.start() < year.start()):
        return f"{span[1]}-{span[2]}"
    return year[1] if year else ""


def document_horizon(document: Document) -> str:
    """The period that the document plans for: the first span of years that it names as such."""
    for words in (document.heading.title, document.text):
        found = _SPAN.search(levelled(words))
        if found:
            return f"{found[1]}-{found[2]}"
    return ""


def heading_scope(words: str, before: Scope) -> Scope:
    """The scope below a heading or lead-in.

    Args:
        words: the heading as written.
        before: the scope that holds above it; its years stay where the heading names none.
    """
    small = levelled(words)
    inherited = "" if before.part == "vision" else before.horizon
    years = horizon(small) or inherited
    period = r"(?:thời kì \d{4}.{0,4}\d{4}|đến năm \d{4})"
    titled = re.search(rf"{period}.{{0,20}}tầm nhìn", small) is not None
    if pattern("vision_heading").search(small) and not titled:
        return Scope("vision", years, "heading-vision")
    if re.match(rf"(?:\w+ ){{0,3}}{one_of('result_heading')}", small):
        return Scope("result", years, "heading-result")
    for role, part in (
        ("project_heading", "project"),
        ("priority_heading", "priority_sector"),
        ("objective_heading", "objective"),
        ("task_heading", "task"),
        ("result_heading", "result"),
    ):
        if pattern(role).search(small):
            return Scope(part, years, f"heading-{part}")  # type: ignore[arg-type]
    if re.match(one_of("opener"), small):
        return Scope("task", years, "heading-verb")
    return replace(before, horizon=years)


def is_past(sentence: str, plan: str) -> bool:
    """Whether a levelled sentence opens with years that ended before the plan's first one."""
    opened = re.match(
        rf"(?:{one_of('connector')},? ?)?(?:về \w+ \w+, ?)?(?:trong |vào )?(?=giai|thời|nhiệm|năm)",
        sentence,
    )
    first = re.match(r"\d{4}", plan)
    if opened is None or first is None:
        return False
    lead = sentence[opened.end() : opened.end() + 30]
    spans = _SPAN.match(lead)
    year = spans[2] if spans else (m[1] if (m := re.match(r"năm (\d{4})", lead)) else "")
    return bool(year) and year < first[0]


def sentence_scope(sentence: str, before: Scope) -> Scope:
    """The scope of a levelled sentence, and of those after it.

    Args:
        sentence: one sentence.
        before: what held so far.
    """
    lead = sentence[: max(60, promise_start(sentence))]
    years = horizon(lead)
    if re.match(rf"(?:{one_of('connector')},? ?)?tầm nhìn(?: đến| tới)?(?: năm)? \d{{4}}", lead):
        return Scope("vision", years, "opener-vision")
    if re.search(r"để thực hiện (?:các |được |những )?mục tiêu|nhiệm vụ trọng tâm", sentence):
        inherited = "" if before.part == "vision" else before.horizon
        return Scope("task", inherited, "opener-task")
    if re.match(
        rf"(?:{one_of('connector')},? ?)?(?:mục tiêu |phấn đấu )?đến(?: hết)? năm \d{{4}}", lead
    ):
        part: Part = before.part if before.part in ("task", "project") else "objective"
        return Scope(part, years, "opener-objective")
    if re.match(r"(?:phấn đấu|mục tiêu) ", lead) and before.part in ("", "result"):
        return Scope("objective", years or before.horizon, "opener-objective")
    return before
