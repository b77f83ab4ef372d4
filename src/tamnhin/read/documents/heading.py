"""What a document says of itself: kind, number, issuer, date, title, signer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from tamnhin.read.document import Block, Heading
from tamnhin.read.documents.raw import Facts

HEAD: Final = 60
"""Blocks in which the head of an act stands: two columns of a letterhead and the title."""

_KINDS: Final = (
    (re.compile(r"(?i)quyết định"), "decision"),
    (re.compile(r"(?i)nghị quyết"), "resolution"),
    (re.compile(r"(?i)báo cáo|kế hoạch|tờ trình|chương trình|đề án|thuyết minh"), "report"),
)
_KIND_LINE: Final = re.compile(
    r"(?i)(?:quyết định|nghị quyết|báo cáo|kế hoạch|tờ trình|chương trình|đề án)\b.{0,40}"
)
_CODE: Final = (
    r"\d{1,5} ?/(?: ?\d{4} ?/)? ?[A-ZĐƯ][A-ZĐƯa-z0-9]*(?: ?[-–] ?[A-ZĐƯ][A-ZĐƯa-z0-9&.]*)*"
)
_NUMBER: Final = re.compile(rf"(?i:số) ?:? ?(?P<code>{_CODE})")
_ABOUT: Final = re.compile(rf"(?i:(?:quyết định|nghị quyết)(?: số)?) ?:? ?(?P<code>{_CODE})")
_LONG_DATE: Final = re.compile(
    r"(?i)ngày ?(?P<day>\d{1,2}) ?tháng ?(?P<month>\d{1,2}) ?năm ?(?P<year>\d{4})"
)
_SHORT_DATE: Final = re.compile(r"\b(?P<day>\d{1,2})[/-](?P<month>\d{1,2})[/-](?P<year>\d{4})\b")
_ISSUER: Final = re.compile(
    r"(?:THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|BỘ |ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND|TỈNH ỦY|"
    r"TỈNH UỶ|THÀNH ỦY|BAN CHẤP HÀNH|BAN THƯỜNG VỤ|SỞ |ĐẢNG BỘ)"
)
_MOTTO: Final = re.compile(
    r"(?i)cộng ho[àaò]+[à]? xã hội chủ nghĩa việt nam|đảng cộng sản việt nam"
)
_CUE: Final = re.compile(
    r"(?i)(?:(?:kt|tm|tl|tuq|q)\. ?.*|(?:phó )?(?:thủ tướng|chủ tịch|bộ trưởng|bí thư|"
    r"thứ trưởng|giám đốc)(?: .{0,60})?)"
)
_NAME: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,4}")
_PREAMBLE: Final = re.compile(r"(?i)(?:căn cứ|theo đề nghị|xét |thực hiện )")


def read_heading(text: str, blocks: Sequence[Block], facts: Facts) -> Heading:
    """The heading of an act, or of an article about one."""
    lines = [text[b.span.start : b.span.end] for b in blocks]
    own = _number(lines[:HEAD]) if not facts.is_page or _has_motto(lines) else ""
    if own or _has_motto(lines):
        return _of_act(lines, own, facts)
    return _of_article(text, lines, facts)


def _has_motto(lines: Sequence[str]) -> bool:
    return any(_MOTTO.search(line) for line in lines[:HEAD])


def _number(lines: Sequence[str]) -> str:
    for line in lines:
        found = _NUMBER.search(line[:300])
        # The number of an act stands at the head of a short line, not in a sentence.
        if found and (found.start() == 0 or _MOTTO.search(line) or _ISSUER.match(line)):
            return _tight(found["code"])
    return ""


def _tight(code: str) -> str:
    return re.sub(r"\s", "", code).rstrip(".-–").replace("–", "-")


def _day(found: re.Match[str] | None) -> dt.date | None:
    if found is None:
        return None
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _of_act(lines: list[str], number: str, facts: Facts) -> Heading:
    at, title = _title_of_act(lines)
    head = lines[: max(at, 12)]
    kind = next((word for pattern, word in _KINDS if pattern.match(lines[at])), "") if title else ""
    if not kind and number:
        kind = "decision" if "QĐ" in number else "resolution" if "NQ" in number else "report"
    dates = (_day(_LONG_DATE.search(line)) for line in head)
    return Heading(
        title=title or facts.title,
        kind=kind,
        number=number,
        issuer=_issuer(head),
        signer=_signer(lines),
        issued_on=next((day for day in dates if day), None) or facts.issued_on,
        address=facts.address,
    )


def _title_of_act(lines: Sequence[str]) -> tuple[int, str]:
    """Where the line stands that says what the act is, and the words after it."""
    for index, line in enumerate(lines[:HEAD]):
        if not (_KIND_LINE.fullmatch(line) and (line.isupper() or len(line) < 30)):
            continue
        parts: list[str] = []
        for following in lines[index + 1 : index + 8]:
            if _PREAMBLE.match(following) or _CUE.fullmatch(following):
                break
            if parts and not _continues(parts[-1], following):
                break
            if _ISSUER.match(following) and following.isupper():
                break
            if len(following) > 600 or set(following) <= set("-–—_* "):
                break
            parts.append(following)
        if parts:
            return index, " ".join(parts)
    return 0, ""


def _continues(title: str, following: str) -> bool:
    """Whether a title that was broken by hand goes on below."""
    return (
        following[:1].islower() or title.endswith(",") or (title.isupper() and following.isupper())
    )


def _issuer(head: Sequence[str]) -> str:
    """The name in capitals at the top left; it may run over two lines."""
    for index, line in enumerate(head):
        before = re.split(r"(?i)\s*(?:cộng h|đảng cộng sản)", line)[0].strip()
        found = _ISSUER.match(before)
        if not found or not before.isupper():
            continue
        following = head[index + 1] if index + 1 < len(head) else ""
        more = re.match(r"(?:TỈNH|THÀNH PHỐ|HUYỆN|KHÓA|VÀ) [^\d]{2,40}", following)
        return f"{before} {more[0]}" if more and following.isupper() else before
    return ""


def _signer(lines: Sequence[str]) -> str:
    """The name below the office of who signs: ``KT. THỦ TƯỚNG``, ``PHÓ THỦ TƯỚNG``, name."""
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if len(line) > 80 or not line.isupper() or not _CUE.fullmatch(line):
            continue
        for following in lines[index + 1 : index + 8]:
            bare = re.sub(r"(?i)^\(?đã ký\)?:? ?", "", following).strip()
            if not bare or _CUE.fullmatch(bare) or not _NAME.fullmatch(bare):
                if len(following) > 80:
                    break
                continue
            if _is_name(bare):
                return bare
    return ""


def _is_name(text: str) -> bool:
    if _ISSUER.match(text.upper()) or _KIND_LINE.match(text):
        return False
    return all(word[0].isupper() for word in text.split())


def _of_article(text: str, lines: list[str], facts: Facts) -> Heading:
    first_long = next((i for i, line in enumerate(lines) if len(line) > 250), len(lines))
    head = lines[: min(max(first_long, 1), 15)]
    days = [day for line in head if (day := _day(_SHORT_DATE.search(line[:80])))]
    days += [day for line in head if (day := _day(_LONG_DATE.search(line[:80])))]
    about = _ABOUT.search(text)
    title = facts.title or _title_of_article(head)
    # The clock of the page stands above, the day of publication nearest to the text.
    return Heading(
        title=title,
        kind="article" if facts.is_page or about or days else "",
        issuer=facts.site,
        issued_on=facts.issued_on or (days[-1] if days else None),
        address=facts.address,
        about=_tight(about["code"]) if about else "",
    )


def _title_of_article(head: Sequence[str]) -> str:
    for line in head:
        if len(line) >= 15 and not _SHORT_DATE.search(line) and not _LONG_DATE.search(line):
            return line
    return head[0] if head else ""
