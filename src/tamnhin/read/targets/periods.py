"""Years and spans of years in a line, and what each is: scope, base, name of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tamnhin.read.targets.vocabulary import section


class Role(StrEnum):
    """What a period does where it stands."""

    SCOPE = "scope"  # "đến năm 2030", "giai đoạn 2026-2030"
    BASE = "base"  # "so với năm 2020"
    VISION = "vision"  # "tầm nhìn đến năm 2050" after another period: part of a title
    NAME = "name"  # the years in the name of a plan or of a congress


@dataclass(frozen=True, slots=True)
class Period:
    """A year or span of years at characters ``start`` to ``end``.

    ``by`` is true of a single year with a word before it; ``toward`` after "đến", "trước", "vào",
    which look ahead where a bare "năm 2023" may look back. ``offset`` is where its line begins in
    the document, or negative where it was put together from cells.
    """

    start: int
    end: int
    first: int
    last: int
    role: Role
    by: bool = False
    vision: bool = False
    toward: bool = False
    offset: int = -1

    @property
    def code(self) -> str:
        """``2030`` or ``2021-2030``."""
        return str(self.last) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def is_span(self) -> bool:
        """Whether it has more than one year."""
        return self.first != self.last


_YEAR: Final = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?!\d|[.,]\d|/\d)")
_TO_YEAR: Final = re.compile(
    r" ?(?:-|đến|tới)(?: hết| cuối)?(?: năm)? ?((?:19|20)\d\d)(?!\d|[.,]\d)"
)
_LOST_DASH: Final = re.compile(r" {1,3}((?:19|20)\d\d)(?!\d|[.,]\d)")
"""A copy that lost the dash: "giai đoạn 2021 2025"."""
_UNIT_AFTER: Final = re.compile(
    r" ?(?:%|tỷ(?! lệ| trọng| suất)|triệu|nghìn|ngàn|usd|ha\b|km|người|tấn|lượt|m2|mw)"
)
_LEAD: Final = re.compile(
    r"(?:(?P<span>giai đoạn|thời kỳ|thời kì|nhiệm kỳ|nhiệm kì|niên độ|kỳ quy hoạch|5 năm|10 năm)"
    r"(?: \d+ năm)?(?: từ)?(?: nay)?(?: đến)?(?: năm)?"
    r"|(?P<by>cho đến|đến hết|đến cuối|từ nay đến|đến|tới|trước|vào cuối|vào|trong)"
    r"(?: cuối| hết| khoảng)?(?: năm)?"
    r"|(?P<since>từ|sau|kể từ)(?: năm)?|(?P<in>năm|cuối năm))[ (]*\Z"
)
_VISION: Final = re.compile(
    r"(?:tầm nhìn|định hướng|có xét|xét|triển vọng|tầm nhìn phát triển)(?: đến| tới| cho)?"
    r"(?: giai đoạn)?(?: năm)? *\Z"
)
_VISION_OPENS: Final = re.compile(
    r"(?:^|[.;:!?“\"(\n] ?|^[-+•] ?|[a-zđ\d][).] )\W*(?:về )?(?:tầm nhìn|định hướng)[^,.;]*\Z"
)
_MEASURED_BY: Final = re.compile(r",? (?:sẽ )?(?:đạt|là|còn|tăng|chiếm|có|đón)[^,;.\d]{0,20}\d")
_BASE_WORDS: Final = re.compile(
    r"(?:so với|so|giá(?: so sánh| ss| cố định)?|gấp(?:[^.;,]|[.,]\d){0,25}|cùng kỳ|kể từ)"
    r"(?: (?:cùng kỳ|mức|giai đoạn|thời kỳ|thời điểm|nhiệm kỳ|kết quả|cuối|đầu|của|thực hiện"
    r"|ước thực hiện))*(?: năm)? *\Z"
)
_DATE: Final = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d(?!\d|%|[.,]\d)"
    r"|\b(?:19|20)\d\d-\d\d(?:-\d\d)?(?!\d)"
    r"|(?:ngày|sáng|chiều|tối|hôm nay|hôm qua) (?:ngày )?\(?\d{1,2}(?:[/-]\d{1,2})?"
    r"(?:[/-](?:19|20)\d\d)?"
    r"(?: tháng \d{1,2}(?: năm (?:19|20)\d\d)?)?"
    r"|tháng \d{1,2}(?:[/-]|(?: năm )| )?(?:(?:19|20)\d\d)?"
    r"|\b\d{1,2}/(?:19|20)\d\d\b"
    r"|\b\d{1,2}(?::|h|g)\d\d\b"
    r"|(?<!\d)\d++(?:/(?:19|20)\d\d)?(?:/|-)(?:qđ|nq|ct|nđ|tt|kl|kh|qh|ubnd|hđnd|bc|ttr|tb|stp|cv)[\w/-]*"
    r"|(?:trên|/|tính trên|cho) ?(?:(?:1|một|mỗi) ?vạn|10\.?000|10 nghìn)(?: người)? dân"
    r"|(?:tính )?trên (?:0?1|một) ?(?:ha|hecta|héc ta|km2|km²|người|lao động|đơn vị)(?!\w)"
    r"|(?<!\w)(?:(?<!diện tích )(?<!cây )(?<!hạt )điều|khoản"
    r"|(?:nghị quyết|quyết định|nghị định|thông tư|văn bản|kết luận|chỉ thị)"
    r" số) ?:? ?\d+(?:/\d+)*(?!\d|[.,]\d)"
)


def fixed_spans(line: str) -> list[tuple[int, int]]:
    """Dates, hours, numbers of documents and articles: digits that are no quantity."""
    return [match.span() for match in _DATE.finditer(line)]


def names_no_year(line: str) -> bool:
    """Whether a line (a shadow) has no year but those of dates and numbers of documents."""
    return _YEAR.search(_DATE.sub(" ", line)) is None


def find_periods(line: str, fixed: list[tuple[int, int]], offset: int = -1) -> list[Period]:
    """The periods of a line (a shadow), in order, without those inside dates.

    "2021 - 2030" is read as one span before anybody can take it for a range of values.
    """
    found: list[Period] = []
    position = 0
    while (match := _YEAR.search(line, position)) is not None:
        position = match.end()
        if fixed and any(start <= match.start() < end for start, end in fixed):
            continue
        period = _period(line, match, found[-1].end if found else 0, offset)
        if period is not None:
            found.append(period)
            position = period.end
    return found


def _period(line: str, match: re.Match[str], floor: int, offset: int) -> Period | None:
    first = last = int(match.group())
    end = match.end()
    before = line[max(floor, match.start() - 48) : match.start()]
    lead = _LEAD.search(before)
    if (to := _TO_YEAR.match(line, end)) is not None and int(to[1]) > first:
        last, end = int(to[1]), to.end()
    elif lead is not None and lead["span"] and (lost := _LOST_DASH.match(line, end)) is not None:
        last, end = max(first, int(lost[1])), lost.end()
    elif lead is None and _UNIT_AFTER.match(line, end):
        return None  # "2000 tỷ đồng"
    start = match.start() - (len(before) - lead.start() if lead else 0)
    role, vision = _role(line, before, lead, start, floor, end, is_span=last > first)
    by = lead is not None and (lead["by"] is not None or lead["in"] is not None) and last == first
    toward = lead is not None and lead["by"] is not None
    return Period(start, end, first, last, role, by, vision, toward, offset)


def _role(
    line: str,
    before: str,
    lead: re.Match[str] | None,
    start: int,
    floor: int,
    end: int,
    *,
    is_span: bool,
) -> tuple[Role, bool]:
    head = line[max(floor, start - 48) : start]
    if _VISION.search(before) or _VISION.search(head):
        opening = _VISION_OPENS.search(head)
        after_period = floor > 0 and start - floor < 60 and "." not in line[floor:start]
        measured = _MEASURED_BY.match(line, end) is not None
        return (Role.SCOPE if measured or (opening and not after_period) else Role.VISION), True
    if _BASE_WORDS.search(head) or _BASE_WORDS.search(before):
        return Role.BASE, False
    onwards = line.startswith(" trở đi", end)
    if lead is not None and lead["since"] is not None and not is_span and not onwards:
        return Role.BASE, False
    clause = re.split(r"[.;:]|(?<!\d),", line[max(floor, start - 120) : start])[-1]
    names = list(section("documents").finditer(clause))
    if lead is not None and lead["span"] in {"nhiệm kỳ", "nhiệm kì"}:
        return Role.NAME, False
    if names and not section("after_name").search(clause, names[-1].end()):
        return Role.NAME, False
    return Role.SCOPE, False
