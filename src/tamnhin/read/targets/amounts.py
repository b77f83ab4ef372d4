"""Amounts in a line: comparator, number or range, scale and unit, as the line writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from tamnhin.plan.types import Operator
from tamnhin.read.targets.numbers import NUMBER, SCALES, WORDS, parse_amount
from tamnhin.read.targets.vocabulary import either, phrases, unit_at


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what belongs to it, at characters ``start`` (the comparator) to ``end``.

    ``number`` is where the digits begin. ``unit`` is as written and not yet completed from the
    indicator; it is empty where none is written. ``chained`` marks members of 36 - 26 - 38 %.
    """

    start: int
    number: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str
    operator: Operator
    rules: tuple[str, ...]
    counted: bool = False
    chained: bool = False
    bracketed: bool = False


Unit = tuple[int, str, Decimal, bool]
"""Where the unit ends, its symbol, what the number is multiplied by, whether things are counted."""

_NUMBER: Final = re.compile(NUMBER)
_GLUE: Final = re.compile(
    r"(?:khoảng|trên|đạt|hơn|gần|dưới|từ|là|còn|tăng|giảm|chiếm|đến|và|lên)\Z"
)
_JOIN: Final = re.compile(r" {0,2}(?:-+|÷|~|đến|tới) ?(?=\d)")
_CHAIN: Final = re.compile(r" ?(?:-|:|/) ?(?=\d)")
_SCALE: Final = re.compile(rf" *({'|'.join(SCALES)})(?: +({'|'.join(SCALES)}))?(?!\w)")
_BLANKS: Final = re.compile(" {1,3}")
_FOOTNOTE: Final = re.compile(r" ?\[\d{1,3}\]| ?\(\d\)")
_BRACKET_UNIT: Final = re.compile(r" ?\( ?(?=%)")
_SCALED: Final = {
    ("visits", 1_000_000): "million visits",
    ("visits", 1000): "thousand visits",
    ("persons", 1000): "thousand persons",
    ("ha", 1000): "thousand ha",
    ("t", 1000): "thousand t",
}


def _comparators() -> tuple[re.Pattern[str], dict[str, Operator | Literal["from"]]]:
    lists = phrases()["comparators"]
    names: dict[str, Operator | Literal["from"]] = {
        "at_least": "at_least",
        "at_most": "at_most",
        "about": "about",
        "less_than": "less_than",
        "more_than": "more_than",
        "from": "from",
    }
    of = {word: name for key, name in names.items() for word in lists[key]}
    between = either(phrases()["between"]["words"])
    pattern = (
        rf"(?<!\w)(?P<first>{either(of)})(?: +(?P<second>{either(of)}))?(?: +(?:{between}))? *\Z"
    )
    return re.compile(pattern), of


_COMPARATOR, _LIST_OF = _comparators()
SIGNS: Final[dict[str, Operator]] = {
    "≥": "at_least",
    ">=": "at_least",
    ">": "more_than",
    "≤": "at_most",
    "<=": "at_most",
    "<": "less_than",
    "~": "about",
    "≈": "about",
}
_SIGN: Final = re.compile(rf"({'|'.join(map(re.escape, SIGNS))}) ?\Z")
_OR_MORE: Final = re.compile(
    r"(?:/ ?(?:năm|người|tháng))?"
    rf"(?: [^\W\d_]+){{0,5}} *(?:{either(phrases()['comparators_after']['at_least'])})(?!\w)"
)
_OR_LESS: Final = re.compile(rf" *(?:{either(phrases()['comparators_after']['at_most'])})(?!\w)")
_WORD_NUMBER: Final = re.compile(
    rf"(?<!\w)(?:{'|'.join(word for word in WORDS if word not in {'một', 'năm'})}"
    r"|(?<=ít nhất )một|(?<=tối thiểu )một|(?<=từ )một(?=[^,;.]{1,40}trở lên))(?= )"
)
_TIMES: Final = {"đôi": Decimal(2), "rưỡi": Decimal("1.5"), "ba": Decimal(3)}
_MULTIPLE: Final = re.compile(rf"(?<!\w)gấp (?P<times>{'|'.join(_TIMES)})(?!\w)(?! lần)")
_FRACTION: Final = re.compile(r"/ ?\d")
_OF_SCALE: Final = re.compile(r" ?: ?\d{1,3}[. ]000(?!\d)")
"""What follows the one of a map's scale: "1:500.000"."""
_OF_ALL: Final = re.compile(r" ?/ ?\d{1,3}(?= [^\W\d])")
"""The whole behind a part: "45/60 xã"."""


def find_amounts(line: str, taken: list[tuple[int, int]]) -> list[Amount]:
    """Every amount of a line (a shadow), in order.

    Args:
        line: the shadow of a block.
        taken: places of dates and periods, whose digits are no amounts.
    """
    found: list[Amount] = []
    position = 0
    spans = iter([*sorted(taken), (len(line) + 1, len(line) + 1)])
    span = next(spans)
    while (match := _NUMBER.search(line, position)) is not None:
        while span[1] <= match.start():
            span = next(spans)
        if span[0] <= match.start():
            position = span[1]
            continue
        floor = found[-1].end if found else 0
        amounts = list(_amounts(line, match, floor, span[0]))
        found.extend(amounts)
        position = max(match.end(), *(amount.end for amount in amounts), 0)
    found.extend(_in_words(line, found))
    found.extend(_multiples(line))
    return sorted(found, key=lambda amount: amount.number)


def _in_words(line: str, found: list[Amount]) -> Iterator[Amount]:
    """Numbers in words: of things that are counted, or by the thousand and more of anything."""
    for match in _WORD_NUMBER.finditer(line):
        unit = unit_behind(line, match.end())
        if unit is None or not unit[1]:
            continue
        end, symbol, factor, counted = unit
        if not counted and _SCALE.match(line, match.end()) is None:
            continue
        if any(amount.start <= match.start() < amount.end for amount in found):
            continue
        start, operator = _comparator(line, match.start(), 0)
        value = WORDS[match.group()] * factor
        rules = ("number.words", "unit.count") if counted else ("number.words",)
        yield Amount(
            start, match.start(), end, value, None, symbol, operator, rules, counted=counted
        )


def _multiples(line: str) -> Iterator[Amount]:
    """Multiples that have a word of their own: "gấp đôi", "gấp rưỡi"."""
    for match in _MULTIPLE.finditer(line):
        begin = match.start("times")
        start, operator = _comparator(line, match.start(), 0)
        yield Amount(
            start, begin, match.end(), _TIMES[match["times"]], None, "ratio", operator,
            ("number.words",),
        )  # fmt: skip


def _amounts(line: str, match: re.Match[str], floor: int, ceiling: int) -> Iterator[Amount]:
    """The amounts that begin with a number: one, or the members of a chain."""
    if (part := _part(line, match, floor)) is not None:
        yield part
        return
    if not _may_begin(line, match):
        return
    ends = [(match.start(), match.end(), unit_behind(line, match.end()))]
    while True:
        _, end, unit = ends[-1]
        join = (_CHAIN if len(ends) > 1 else _JOIN).match(line, unit[0] if unit else end)
        if join is None and len(ends) == 1:
            join = re.compile(r" ?: ?(?=\d)").match(line, unit[0] if unit else end)
        following = _NUMBER.match(line, join.end()) if join else None
        if following is None or following.start() >= ceiling:
            break
        ends.append((following.start(), following.end(), unit_behind(line, following.end())))
    if len(ends) == 2 and ":" in line[ends[0][1] : ends[1][0]]:
        ends = ends[:1]
    unit = next((unit for _, _, unit in reversed(ends) if unit), None)
    values = [_value(line[start:end], own or unit) for start, end, own in ends]
    if any(value is None for value in values):
        if values[0] is None:
            return
        ends, values, unit = ends[:1], values[:1], ends[0][2]
    numbers = [value for value in values if value is not None]
    if len(numbers) == 2 and numbers[0][0] > numbers[1][0]:
        start = _comparator(line, match.start(), floor)[0]
        if start < match.start():  # "khoảng 20 - 19,4 %": a range that falls
            numbers.reverse()
    if len(numbers) >= 3 or (len(numbers) == 2 and not numbers[0][0] < numbers[1][0]):
        yield from _chain(line, ends, numbers, unit)
        return
    yield _one(line, ends, numbers, unit, floor)


def _part(line: str, match: re.Match[str], floor: int) -> Amount | None:
    """So many of all, as in 45/60 xã; in brackets it only says again what a share before says."""
    whole = _OF_ALL.match(line, match.end())
    if whole is None or not match.group().isdecimal() or line[match.start() - 1] in "(/":
        return None
    unit = unit_at(line, whole.end() + 1)
    if unit is None or not unit[1].counted:
        return None
    start, operator = _comparator(line, match.start(), floor)
    return Amount(
        start, match.start(), unit[0], Decimal(match.group()), None, unit[1].symbol, operator,
        ("number.plain", f"comparator.{operator}", "unit.count"), counted=True,
    )  # fmt: skip


def _may_begin(line: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before = line[max(0, start - 12) : start]
    if before[-1:].isalpha() and not _GLUE.search(before):
        return False
    if before[-1:] in "/[+" and before:
        return False
    if line[end : end + 1].isalpha() and unit_behind(line, end) is None:
        return False  # "4G"
    if _OF_SCALE.match(line, end):
        return False
    if _FRACTION.match(line, end) and not line.startswith("/", end + 2):
        return False
    return not (before[-1:] == "(" and line[end : end + 1] == ")")


def unit_behind(line: str, position: int) -> Unit | None:
    """The unit after a number: its own words, or a scale and then a unit or a noun."""
    footnote = _FOOTNOTE.match(line, position)
    position = footnote.end() if footnote and "[" in footnote.group() else position
    if (bracket := _BRACKET_UNIT.match(line, position)) is not None:
        position = bracket.end()
    blank = len(line[position : position + 3]) - len(line[position : position + 3].lstrip(" "))
    if (written := unit_at(line, position + blank)) is not None:
        end, unit = written
        return end, unit.symbol, unit.factor, unit.counted
    scale = _SCALE.match(line, position)
    if scale is None:
        return None
    factor = SCALES[scale[1]] * (SCALES[scale[2]] if scale[2] else 1)
    noun = _BLANKS.match(line, scale.end())
    if noun is not None and (written := unit_at(line, noun.end())) is not None:
        end, unit = written
        if (symbol := _SCALED.get((unit.symbol, factor))) is not None:
            return end, symbol, unit.factor, False
        return end, unit.symbol, unit.factor * factor, unit.counted
    return scale.end(), "", Decimal(factor), False


def _value(text: str, unit: Unit | None) -> tuple[Decimal, str] | None:
    parsed = parse_amount(text, unit[1] if unit and unit[2] < 1000 else "")
    return None if parsed is None else (parsed[0] * (unit[2] if unit else 1), parsed[1])


def _one(
    line: str,
    ends: list[tuple[int, int, Unit | None]],
    numbers: list[tuple[Decimal, str]],
    unit: Unit | None,
    floor: int,
) -> Amount:
    number, last = ends[0][0], ends[-1]
    end = last[2][0] if last[2] else last[1]
    upper = numbers[1][0] if len(numbers) == 2 else None
    start, operator = _comparator(line, number, floor)
    rules = [f"number.{numbers[0][1]}"]
    if upper is not None:
        operator, rules = "between", [*rules, "number.range"]
    else:
        if (above := _OR_MORE.match(line, end)) is not None:
            operator, end = "at_least", above.end()
        elif (below := _OR_LESS.match(line, end)) is not None:
            operator, end = "at_most", below.end()
    rules.append(f"comparator.{operator}")
    symbol, counted = (unit[1], unit[3]) if unit else ("", False)
    if counted:
        rules.append("unit.count")
    bracketed = line[max(0, start - 2) : start].endswith(("(", "( "))
    return Amount(
        start, number, end, numbers[0][0], upper, symbol, operator, tuple(rules),
        counted=counted, bracketed=bracketed,
    )  # fmt: skip


def _chain(
    line: str,
    ends: list[tuple[int, int, Unit | None]],
    numbers: list[tuple[Decimal, str]],
    unit: Unit | None,
) -> Iterator[Amount]:
    """36 - 26 - 38 %: as many shares as there are numbers, not a range."""
    for (start, end, own), (value, rule) in zip(ends, numbers, strict=True):
        yield Amount(
            start, start, own[0] if own else end, value, None, unit[1] if unit else "", "exactly",
            (f"number.{rule}", "number.chain"), counted=bool(unit and unit[3]), chained=True,
        )  # fmt: skip


def _comparator(line: str, number: int, floor: int) -> tuple[int, Operator]:
    """Where the comparator begins and what it says; of "tối thiểu khoảng", the stricter.

    A lone "từ 8 %" is a floor.
    """
    before = line[max(floor, number - 40) : number]
    if (sign := _SIGN.search(before)) is not None:
        return number - len(before) + sign.start(), SIGNS[sign[1]]
    match = _COMPARATOR.search(before)
    if match is None:
        glued = _GLUE.search(before)
        word = glued.group() if glued else ""
        if word in _LIST_OF and before.endswith(word):
            return number - len(word), _operator([_LIST_OF[word]])
        return number, "exactly"
    names = [
        _LIST_OF[re.sub(" +", " ", word)] for word in (match["first"], match["second"]) if word
    ]
    return number - len(before) + match.start(), _operator(names)


def _operator(names: list[Operator | Literal["from"]]) -> Operator:
    for name in names:
        if name not in {"about", "from"} and name != "from":
            return name
    return "about" if "about" in names else "at_least"
