"""Completing a unit from the indicator: growth a year, money a head, beds to ten thousand."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from tamnhin.read.targets.amounts import Amount, Unit, unit_behind
from tamnhin.read.targets.vocabulary import section, unitless

_YEARLY = re.compile(r"/ ?năm|mỗi năm|hàng năm|hằng năm|bình quân")
_HEADER_UNIT = re.compile(r"\((?:đvt|đơn vị tính|đơn vị)?:? ?([^()]{1,30})\)")
_THOUSAND = re.compile(r"\s*1[. ]?000 (?=[^\W\d])")
_OTHER_UNIT = re.compile(r" +(?!vào|năm (?:19|20)|đến|trong|giai|và|thời|trở)[^\W\d]")
_INVESTED = re.compile("vốn|dự án|hỗ trợ|giá|kinh phí|tấn")
_AGES = re.compile(r"(?:độ|nhóm|lứa) tuổi\W*(?:từ\W*)?\Z")
_FEW_DOLLARS = 100_000
_STAY = re.compile("lưu trú|số ngày")
_LIFE = re.compile("tuổi thọ|số năm|sống khỏe")
_BIRTHS = re.compile("phụ nữ|mức sinh|sinh đẻ|tổng tỷ suất sinh")
_HERD = re.compile(r"(?<!\w)đàn(?!\w)|gia súc|gia cầm|trâu|bò|lợn")
_PRODUCT_RISES = re.compile(
    r"(?<!\w)(?<!vào )(?<!trong )(?:grdp|gdp)\)?(?! bình quân đầu| đầu)[^,;:]{0,30}"
    r" (?:tăng|đạt)[^,;:]{0,20}\Z"
)
"""A product grows by so many percent: a level of it is never a percentage."""
_FALL = re.compile(r"(?<!\w)giảm(?!\w)")
_RISE = re.compile(r"(?<!\w)(?:tăng|giảm)(?!\w)")


def complete(amount: Amount, context: str, tail: str) -> Amount | None:
    """The amount with its full unit, or ``None`` where it is no measure at all.

    Args:
        amount: as written.
        context: the shadow of the indicator's words before the amount.
        tail: the shadow of the clause after it.
    """
    unit = amount.unit
    if unit in {"%", "%/yr"}:
        return _percent(amount, context, tail)
    if unit == "":
        return _bare(amount, context, tail)
    if unit in {"million VND", "USD", "thousand VND"}:
        return _money(amount, context, tail)
    if unit == "billion VND" and section("per_head").search(context) and amount.value < 2:
        return replace(amount, unit="million VND/person", value=amount.value * 1000)
    if unit == "days":
        return amount if _STAY.search(context) else None
    if unit == "kg":
        if section("per_head").search(context) is None:
            return None
        return replace(amount, unit="kg/person", rules=(*amount.rules, "unit.per-head"))
    if unit in {"beds", "doctors", "years", "duration", "heads"}:
        return _of_people(amount, context, tail)
    if unit in {"m2", "m2 sàn"} and section("per_head").search(context):
        return replace(amount, unit="m2/person", rules=(*amount.rules, "unit.per-head"))
    return amount


def header_unit(words: str) -> Unit | None:
    """The unit that a header or a cell gives, if it says nothing else: "1000 người", "triệu lượt".

    Args:
        words: the shadow of what stands in the brackets or in the cell.
    """
    thousand = _THOUSAND.match(words)
    form = words[thousand.end() if thousand else 0 :].strip()
    found = unit_behind(form, 0) if form else None
    if found is None or found[0] != len(form) or not found[1]:
        return None
    end, symbol, factor, counted = found
    return end, symbol, factor * (1000 if thousand else 1), counted


def _of_people(amount: Amount, context: str, tail: str) -> Amount | None:
    """Beds, doctors, years and children: what they count depends on the indicator."""
    unit = amount.unit
    if unit in {"beds", "doctors"}:
        if section("per_ten_thousand").search(context + tail[:30]):
            return replace(amount, unit="per 10000 persons", rules=(*amount.rules, "unit.density"))
        return replace(amount, counted=True)
    if unit in {"years", "duration"} and _LIFE.search(context):
        return replace(amount, unit="years")
    if unit == "heads" and _BIRTHS.search(context):
        return replace(amount, unit="children/woman", rules=(*amount.rules, "unit.births"))
    return amount if unit == "heads" and _HERD.search(context) else None


def is_growth(context: str, tail: str = "") -> bool:
    """Whether the words name a rate of growth."""
    return _growth_rule(context, tail) is not None


def _growth_rule(context: str, tail: str) -> str | None:
    share = [m.end() for m in section("growth_exceptions").finditer(context)]
    growth = [m.start() for m in section("growth").finditer(context)]
    if growth and (not share or growth[-1] >= share[-1]):
        return "unit.growth"
    if share and growth and "tăng bình quân" not in context:
        return None
    if not share and _PRODUCT_RISES.search(context) and not tail.lstrip().startswith("so với năm"):
        return "unit.growth"
    rises = list(_RISE.finditer(context))
    if not rises or "đầu người" in context:
        return None
    if section("falls_to").match(context[rises[-1].end() :].lstrip()):
        return None
    near = rises[-1].end() > len(context) - 40
    if section("average").search(f"{context if near else context[-30:]}{tail[:25]}"):
        return "unit.growth-average"
    return None


def _percent(amount: Amount, context: str, tail: str) -> Amount:
    reached = amount.unit == "%" and amount.operator == "less_than"  # "giảm hộ nghèo dưới 10%"
    fall = None if reached else _own_fall(context)
    if fall is not None and section("poverty").search(f"{context} {tail[:25]}"):
        yearly = amount.unit == "%/yr" or _YEARLY.search(context[fall:] + tail[:20])
        unit = "points/yr" if yearly else "points"
        return replace(amount, unit=unit, rules=(*amount.rules, "unit.points"))
    rule = None if amount.unit == "%/yr" else _growth_rule(context, tail)
    if rule is not None and not amount.chained:
        return replace(amount, unit="%/yr", rules=(*amount.rules, rule))
    return amount


def _is_bare_usd(amount: Amount) -> bool:
    """Whether dollars are so few that only a head can be meant: plans count sums in millions."""
    return amount.unit == "USD" and amount.value < _FEW_DOLLARS


def _own_fall(context: str) -> int | None:
    """Where a "giảm" ends that gives the fall itself and not the level fallen to."""
    falls = list(_FALL.finditer(context))
    if not falls:
        return None
    end = falls[-1].end()
    if section("falls_to").search(context, end) or re.search("so với|giảm tốc độ", context[end:]):
        return None
    return end


def _money(amount: Amount, context: str, tail: str) -> Amount:
    if section("per_worker").search(context) and amount.unit == "million VND":
        return replace(amount, unit="million VND/worker", rules=(*amount.rules, "unit.per-worker"))
    if section("per_hectare").search(context) and amount.unit == "million VND":
        return replace(amount, unit="million VND/ha", rules=(*amount.rules, "unit.per-hectare"))
    plain_usd = _is_bare_usd(amount) and not _INVESTED.search(context)
    head = (
        plain_usd
        or section("per_head").search(context)
        or re.match(r"(?: ?/ ?| mỗi | một )(?:người|năm)", tail)
    )
    if not head or re.match(r" ?/ ?ha", tail):
        return amount
    factor = Decimal("0.001") if amount.unit == "thousand VND" else Decimal(1)
    unit = "USD/person" if amount.unit == "USD" else "million VND/person"
    upper = None if amount.upper is None else amount.upper * factor
    rules = (*amount.rules, "unit.per-head")
    return replace(amount, unit=unit, value=amount.value * factor, upper=upper, rules=rules)


def _fits(amount: Amount, symbol: str) -> bool:
    """Whether a bare number can be a share: no more than the whole, and no map's scale."""
    return symbol != "%" or (amount.value <= 100)


def _bare(amount: Amount, context: str, tail: str) -> Amount | None:
    """A number without a unit: the indicator may imply one."""
    if _AGES.search(context):
        return None
    if re.match(r" ?/ ?năm", tail):
        end = amount.end + len(re.match(r" ?/ ?năm", tail).group())  # type: ignore[union-attr]
        return replace(amount, unit="%/yr", end=end, rules=(*amount.rules, "unit.missing-percent"))
    if amount.value >= 1_000_000 and section("per_head").search(context):
        upper = None if amount.upper is None else amount.upper / 1_000_000
        return replace(
            amount, unit="million VND/person", value=amount.value / 1_000_000, upper=upper,
            rules=(*amount.rules, "unit.implied"),
        )  # fmt: skip
    scaled = amount.value >= 1000 and amount.value % 1000 == 0
    if scaled and re.search(r"dân số|lao động", context) and amount.value >= 10000:
        return replace(amount, unit="persons", rules=(*amount.rules, "unit.implied"))
    if scaled and re.search(r"khách", context):
        return replace(amount, unit="visits", rules=(*amount.rules, "unit.implied"))
    if _OTHER_UNIT.match(tail):
        return None
    for pattern, symbol in unitless():
        match = pattern.search(context)
        if match is not None and len(context) - match.end() < 60 and _fits(amount, symbol):
            return replace(amount, unit=symbol, rules=(*amount.rules, "unit.implied"))
    for match in reversed(list(_HEADER_UNIT.finditer(context))):
        if (found := header_unit(match[1])) is not None:
            rules = (*amount.rules, "unit.header")
            _, symbol, factor, _ = found
            upper = None if amount.upper is None else amount.upper * factor
            value = amount.value * factor
            header = replace(amount, unit=symbol, value=value, upper=upper, rules=rules)
            return complete(header, context, tail)
    return None
