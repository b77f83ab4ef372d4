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
_JOINTS: Final = re.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+|\s+-\s+")
_CLAUSE: Final = re.compile(r"[;:.(](?!\d)")
_LEAD: Final = re.compile(
    r"(?:[\W\d]|(?:tỷ trọng|tỷ lệ|cơ cấu)?\s*(?:của )?(?:các |hai |ba |bốn )?"
    r"(?:khu vực|ngành|lĩnh vực)(?: kinh tế)?(?= )|trong đó|đến năm|năm|với)*"
)
_VERBS: Final = re.compile(r"(?:\s+(?:đạt|là|chiếm|có|sẽ|tăng|giảm))+\s*\Z")
_LONGEST: Final = 400
_LEAST: Final = 2
_ALIKE: Final = 10

Place = tuple[int, int]


def names_in_order(
    line: str, amounts: Sequence[Amount], sentence: tuple[int, int]
) -> dict[int, Place]:
    """The name of each amount of a row, where names and amounts stand in two lists of one length.

    The lists are joined by a word such as "lần lượt", or the names by dashes. Anything else gives
    nothing.

    Args:
        line: the shadow of a block.
        amounts: its amounts, in order.
        sentence: where the sentence begins and ends.

    Returns:
        Where the name stands, by where the digits of the amount begin.
    """
    found: dict[int, Place] = {}
    for row in _rows(line, [a for a in amounts if sentence[0] <= a.number < sentence[1]]):
        floor = max(sentence[0], row[0].start - _LONGEST)
        before = line[floor : row[0].start]
        joint = list(section("distributive").finditer(before))
        end = floor + (joint[-1].start() if joint else len(before))
        places = _names(line, floor, end, dashes=not joint)
        if len(places) >= len(row) and (joint or len(places) == len(row)):
            chosen = places[-len(row) :]
            found |= {a.number: place for a, place in zip(row, chosen, strict=True)}
    return found


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


def _rows(line: str, amounts: Sequence[Amount]) -> list[list[Amount]]:
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


def _names(line: str, floor: int, end: int, *, dashes: bool) -> list[Place]:
    """The names of a list that ends at a place; those joined by dashes only, where asked."""
    stops = [match.end() for match in _CLAUSE.finditer(line, floor, end)]
    start = stops[-1] if stops else floor
    verbs = _VERBS.search(line[start:end])
    end = start + verbs.start() if verbs else end
    lead = _LEAD.match(line, start, end)
    start = lead.end() if lead else start
    places, position = [], start
    for match in _JOINTS.finditer(line, start, end):
        if dashes and "-" not in match.group():
            return []
        places.append((position, match.start()))
        position = match.end()
    places.append((position, end))
    places = [(a, a + len(line[a:b].rstrip())) for a, b in places]
    plain = all(a < b and not re.search(r"\d", line[a:b]) for a, b in places)
    return places if plain else []
