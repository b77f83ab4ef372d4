"""Names told off to amounts in order: "công nghiệp, dịch vụ lần lượt đạt 45% và 38%"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.vocabulary import section

_BETWEEN: Final = re.compile(r"[\s,;–-]*(?:và|đạt|là|khoảng)?\s*")
"""What may stand between two amounts that are told off: no words of their own."""
_JOINED: Final = re.compile(r"\s*[,;]?\s*(?:và\s*)?")
"""What stands between the numbers of a row that share the unit at its end."""
_DASHES: Final = re.compile(r"\s+-\s+")
_COMMAS: Final = re.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+")
_JOINTS: Final = re.compile(f"{_COMMAS.pattern}|{_DASHES.pattern}")
_STOP: Final = re.compile(r"[;:.(](?!\d)|năm (?:19|20)\d\d(?: ?- ?(?:19|20)\d\d)?")
"""What ends before a list of names begins: a clause, or a year."""
_LEAD: Final = re.compile(
    r"(?:[\W\d]|(?:(?:tỷ trọng|tỷ lệ|cơ cấu)\s*)*(?:của )?(?:các |hai |ba |bốn )?"
    r"(?:khu vực|ngành|lĩnh vực)(?: kinh tế)?(?= )|trong đó|đến năm|năm|với|và(?!\w))*"
)
_TAIL: Final = re.compile(
    r"(?:\s+(?:đạt|là|chiếm|có|sẽ|tăng|giảm|với|vào|(?:các )?(?:tỷ lệ|tỷ trọng)|như sau"
    r"|(?:(?:vào|đến|trong) )?năm (?:19|20)\d\d)|\s*[:,])+\s*\Z"
)
"""What stands between the last name and the numbers, and is no name."""
_LONGEST: Final = 400
_LEAST: Final = 2
_ALIKE: Final = 10
_AGAIN: Final = 40
_LONG: Final = 3
"""Names joined by commas that are told off without a word such as "lần lượt"."""

Place = tuple[int, int]


def names_in_order(line: str, rows: Sequence[Sequence[Amount]], floor: int) -> dict[int, Place]:
    """The name of each amount of a row, where names and amounts stand in two lists of one length.

    The lists are joined by a word such as "lần lượt"; or the names by dashes, or by commas where
    there are three and more or the amounts are joined by dashes. A row without any words takes the
    names of the row before.

    Args:
        line: the shadow of a block.
        rows: the rows of a sentence, see :func:`rows_of`.
        floor: where the sentence begins.

    Returns:
        Where the name stands, by where the digits of the amount begin.
    """
    found: dict[int, Place] = {}
    known: list[Place] = []
    for row in rows:
        floor = max(floor, row[0].start - _LONGEST)
        end = row[0].start
        joint = list(section("distributive").finditer(line, floor, end))
        end = joint[-1].start() if joint else end
        known = _names_of_row(line, _phrase(line, floor, end), row, known, joined=bool(joint))
        found |= {a.number: place for a, place in zip(row, known, strict=False)}
        floor = row[-1].end
    return found


def is_told_again(line: str, row: Sequence[Amount]) -> bool:
    """Whether a row says that it goes through a list once more: "tương ứng là", "15% - 45%"."""
    before = max(0, row[0].start - _AGAIN)
    joined = section("distributive").search(line, before, row[0].start) is not None
    return joined or row[0].chained


def _names_of_row(
    line: str, phrase: Place, row: Sequence[Amount], known: list[Place], *, joined: bool
) -> list[Place]:
    """The names of a row from the words before it; without any, those of the row before."""
    if phrase[0] >= phrase[1]:
        return known if len(known) == len(row) else []
    if joined:
        places = _names(line, phrase, _JOINTS)
        return places[-len(row) :] if len(places) >= len(row) else []
    dashes, commas = (_names(line, phrase, joint) for joint in (_DASHES, _COMMAS))
    if row[0].chained:
        return next((names for names in (dashes, commas) if len(names) == len(row)), [])
    if len(commas) == len(row):
        return commas if len(row) >= _LONG else []
    return dashes if len(dashes) == len(row) else []


def with_unit_of_row(line: str, amounts: Sequence[Amount]) -> Amount:
    """The first of some amounts, with the unit at the end of their row: "0,80, 0,85 và 0,9 lần".

    Only where all of the row are alike in size: a scale such as "triệu" is said once for all too.
    """
    first = amounts[0]
    last = next((amount for amount in _joined(line, amounts) if amount.unit), None)
    if last is None or not first.value:
        return first
    alike = 1 / _ALIKE <= last.value / first.value <= _ALIKE
    return replace(first, unit=last.unit, counted=last.counted) if alike else first


def rate_of_row(line: str, amounts: Sequence[Amount]) -> bool:
    """Whether the first of some percentages is a rate as the last: "6%, 7% và 9%/năm"."""
    last = next((amount for amount in _joined(line, amounts) if amount.unit != "%"), None)
    return last is not None and last.unit == "%/yr"


def _joined(line: str, amounts: Sequence[Amount]) -> Iterator[Amount]:
    """The amounts after the first that follow one another with no words between."""
    for before, amount in pairwise(amounts):
        if not _JOINED.fullmatch(line[before.end : amount.start]):
            return
        yield amount


def rows_of(line: str, amounts: Sequence[Amount]) -> list[list[Amount]]:
    """Amounts of one unit that follow one another with no words between."""
    rows: list[list[Amount]] = []
    for amount in amounts:
        last = rows[-1][-1] if rows else None
        joined = last is not None and _BETWEEN.fullmatch(line[last.end : amount.start])
        if last is not None and joined and last.unit == amount.unit and not amount.counted:
            rows[-1].append(amount)
        else:
            rows.append([amount])
    return [row for row in rows if len(row) >= _LEAST]


def _phrase(line: str, floor: int, end: int) -> Place:
    """The words of the last clause before a place, without what leads and what ends them."""
    if (tail := _TAIL.search(line, floor, end)) is not None:
        end = tail.start()
    stops = [match.end() for match in _STOP.finditer(line, floor, end)]
    start = stops[-1] if stops else floor
    lead = _LEAD.match(line, start, end)
    return (lead.end() if lead else start), end


def _names(line: str, phrase: Place, joint: re.Pattern[str]) -> list[Place]:
    """The names of a list; none where a figure stands among them."""
    places, position = [], phrase[0]
    for match in joint.finditer(line, *phrase):
        places.append((position, match.start()))
        position = match.end()
    places.append((position, phrase[1]))
    places = [(a, a + len(line[a:b].rstrip())) for a, b in places]
    plain = all(a < b and not re.search(r"\d", line[a:b]) for a, b in places)
    return places if plain else []
