"""Figures that are nobody's goal: bases of others, sizes, costs, the land itself, what exists."""

from __future__ import annotations

import re
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.case import Case, Times, Verdict
from tamnhin.read.targets.cues import RESULT, is_weak, last
from tamnhin.read.targets.periods import Role
from tamnhin.read.targets.vocabulary import either, phrases, section

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
_PLANNED: Final = re.compile("phấn đấu|mục tiêu|chỉ tiêu|kế hoạch")


def no_goal(case: Case, when: Times) -> Verdict | None:
    """Why an amount is nobody's goal, whatever the years say; ``None`` where it may be one."""
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
