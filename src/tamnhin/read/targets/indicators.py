"""The words of the indicator that a number belongs to, its own or shared with others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tamnhin.read.targets.periods import Period
from tamnhin.read.targets.sentences import clause_end, clause_start
from tamnhin.read.targets.vocabulary import either, phrases, section

_VERBS: Final = either(phrases()["verbs"]["words"])
_LAST_VERB: Final = re.compile(
    rf"\s(?:{_VERBS}|và|tương ứng|lần lượt|theo thứ tự|các năm|các mốc|đến các năm)\Z"
)
_LONGEST_VERB: Final = max(map(len, phrases()["verbs"]["words"])) + 1
_BLANK_ENDS: Final = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0))) + ",:;(-+"
_HEAD: Final = re.compile(
    rf"(?:[\s,.:;()\-+“\"•]+|(?:trong đó|theo đó|cụ thể|tính chung|chung|cả|phấn đấu|mục tiêu"
    rf"|dự kiến|riêng|và|với|hàng năm|hằng năm|mỗi năm|tương ứng|lần lượt|toàn tỉnh"
    rf"|đồng thời|tiếp tục|về kinh tế|về xã hội|về môi trường|còn|thì|{_VERBS})(?!\w)(?! trưởng)"
    rf"|/ ?(?:năm|người|tháng|ha)(?!\w)|[a-zđ\d][).](?= ))+"
)


_SUBJECT: Final = re.compile(
    r".*(?<!\w)(?:phấn đấu|mục tiêu|đặt (?:ra )?(?:các |những )?chỉ tiêu|dự kiến)(?: là)?"
    r"(?!\w)(?= +[^\W\d_]+ +[^\W\d_])"
)
"""Who promises, before what is promised: "tỉnh A phấn đấu tỷ lệ đô thị hóa"."""
_ASIDE: Final = re.compile(r" ?\([^()]{0,40}\)")
_OF_ALL: Final = re.compile(
    r"(?:mức )?(?:bình quân )?(?:chung )?của (?:cả nước|vùng|khu vực|tỉnh|thế giới)(?: và)?"
)
"""The rest of a comparison, which names nothing that is measured."""
_ACTS: Final = either(phrases()["acts"]["words"])
_ONLY_ACTS: Final = re.compile(rf"(?>{_ACTS})(?:(?:,| và| hoặc)? +(?>{_ACTS}))*+")
_NAMELESS: Final = section("nameless")
_YEARS_AND_JOINTS: Final = re.compile(
    r"[\d.,%-]+|(?:đến|vào)? ?năm|giai đoạn|(?<!\w)(?:và|tương ứng|lần lượt|các)(?!\w)"
)
_MOST_YEARS: Final = 6
_RANKED_BY: Final = re.compile(
    r"(?:[^;:,.\d]|, thành phố){0,40}?(?<!\w)(?:có|về) (?!về )([^\W\d_][^;:,.\d]{3,70}?)"
    r"(?= +(?:cao|lớn|tốt|khá|dẫn đầu|đứng đầu|hàng đầu|trong|của)(?!\w)| *(?:[;:,.]|\Z))"
)
_LIST_PART: Final = 70
_LONGEST_AFTER: Final = 60
_NOUNS: Final = re.compile(
    r" *(?!(?:so|trong|vào|của|trên|và|đến|giai|theo|mỗi|một|năm|cuối|hết|lên)(?!\w))"
    r"([^\W\d_](?:[^\d;:]|\d(?= ))*)"
)


def own_words(
    line: str, floor: int, start: int, periods: Sequence[Period]
) -> tuple[int, int] | None:
    """The noun phrase before an amount, without periods, connectives and verbs around it.

    Args:
        line: the shadow of the block.
        floor: where the sentence or the amount before ends.
        start: where the amount (its comparator) begins.
        periods: the periods of the line.
    """
    if (aside := _ASIDE.match(line, floor, start)) is not None:
        floor = aside.end()  # "1.000 USD (giá năm 2005), năm 2020 đạt 3.000 USD"
    begin = max(floor, phrase_start(line, floor, start))
    if (subject := _SUBJECT.match(line, begin, start)) is not None:
        begin = subject.end()
    end = start
    within = [period for period in periods if begin < period.end <= end]
    moved = True
    while moved and begin < end:
        moved = False
        cut = _without_tail(line, begin, end)
        if cut < end:
            end, moved = cut, True
        for period in within:
            closes = period.end <= end and not line[period.end : end].strip(" ,)")
            if closes and period.start >= begin:
                end, moved = period.start, True
            if period.start < begin + 2 and begin < period.end <= end:
                begin, moved = period.end, True
        if (lead := _HEAD.match(line, begin, end)) is not None and lead.end() > begin:
            begin, moved = lead.end(), True
    if _OF_ALL.fullmatch(line, begin, end) or _NAMELESS.fullmatch(line, begin, end):
        return None
    if end - begin < 2 or not re.search(r"[^\W\d_]{2}", line[begin:end]):
        return None
    return begin, end


def _without_tail(line: str, begin: int, end: int) -> int:
    """Where a phrase ends without the verbs and marks behind it."""
    while True:
        cut = begin + len(line[begin:end].rstrip(_BLANK_ENDS))
        words = " " + line[max(begin, cut - _LONGEST_VERB) : cut]
        if (verb := _LAST_VERB.search(words)) is not None:
            cut = max(cut - (len(words) - verb.start()), begin)
        if cut >= end:
            return end
        end = cut


def phrase_start(line: str, floor: int, start: int) -> int:
    """The clause, and the one before where the clause has nothing but a period or a verb."""
    begin = clause_start(line, floor, start)
    if begin > floor and _says_nothing(line[begin:start]):
        begin = clause_start(line, floor, begin - 1)
        for _ in range(_MOST_YEARS):  # "các năm 2010, 2015 và 2020 là"
            if begin == floor or line[begin - 1] != "," or not _says_nothing(line[begin:start]):
                break
            begin = clause_start(line, floor, begin - 1)
        return begin
    while begin > floor and line[begin - 1] == ",":
        before = clause_start(line, floor, begin - 1)
        part = line[before : begin - 1]
        if section("indicator_heads").match(line[begin:start].lstrip()):
            break
        if len(part) > _LIST_PART or not part.strip() or re.search(r"\d", part):
            break
        begin = before
    return begin


def is_act(line: str, place: tuple[int, int]) -> bool:
    """Whether words only say what is done, so that the indicator stands after the number.

    "xây dựng, nâng cấp 25 km đường giao thông"
    """
    return _ONLY_ACTS.fullmatch(line, *place) is not None


def ranked_by(line: str, position: int) -> tuple[int, int] | None:
    """What a rank is of, for "nhóm 10 tỉnh có thu nhập bình quân đầu người cao nhất cả nước"."""
    found = _RANKED_BY.match(line, position)
    return None if found is None else found.span(1)


def _says_nothing(clause: str) -> bool:
    """Whether a clause has no words but years and verbs."""
    words = _YEARS_AND_JOINTS.sub(" ", clause)
    return not section("verbs").sub(" ", words).strip()


def words_after(line: str, position: int, ceiling: int) -> tuple[int, int] | None:
    """The noun phrase after an amount, for "95% hộ dân nông thôn dùng nước sạch"."""
    end = clause_end(line, position, min(ceiling, position + _LONGEST_AFTER))
    bracket = line.find("(", position, end)
    end = end if bracket < 0 else bracket
    found = _NOUNS.match(line, position, end)
    return None if found is None else (found.start(1), found.start(1) + len(found[1].rstrip()))
