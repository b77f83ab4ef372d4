"""Numbers set apart from their words: "name ( 12 )" lists, and cells of tables."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Final

from tamnhin.plan.types import Operator
from tamnhin.read.targets.amounts import SIGNS, Amount
from tamnhin.read.targets.numbers import NUMBER, parse_amount
from tamnhin.read.targets.vocabulary import section, unit_words, words_pattern

_BRACKETED: Final = re.compile(rf"(?<=\w) ?\( ?({NUMBER}) ?\)")
_COUNTED: Final = words_pattern([words for words, unit in unit_words().items() if unit.counted])
_CELL: Final = re.compile(
    rf"\s*(?P<sign>{'|'.join(map(re.escape, SIGNS))})?\s*(?P<low>{NUMBER})"
    rf"(?:\s*-\s*(?P<high>{NUMBER}))?\s*(?P<unit>%?)\s*\Z"
)
LEAST: Final = 3
"""Fewer brackets with numbers are footnotes."""


def bracketed(line: str, taken: list[tuple[int, int]]) -> list[Amount]:
    """The values of a "name ( number )" list, counted in the noun that stands before it."""
    found = [m for m in _BRACKETED.finditer(line) if not any(a <= m.start(1) < b for a, b in taken)]
    numbers = [parse_amount(match[1]) for match in found]
    values = [number[0] for number in numbers if number is not None]
    if len(values) < LEAST or len(values) < len(found) or _is_numbering(values):
        return []
    before = [match.group() for match in _COUNTED.finditer(line, 0, found[0].start())]
    behind = [match.group() for match in _COUNTED.finditer(line, found[-1].end())]
    nouns = [re.sub(" +", " ", noun) for noun in (*behind[:1], *reversed(before))]
    if not nouns:
        return []
    things = [noun for noun in nouns if not section("place_kinds").fullmatch(noun)]
    unit = unit_words()[(things or nouns)[0]].symbol
    rules = ("number.bracketed", "unit.count")
    return [
        Amount(m.start(1), m.start(1), m.end(1), value, None, unit, "exactly", rules, counted=True)
        for m, value in zip(found, values, strict=True)
    ]


def _is_numbering(values: list[Decimal]) -> bool:
    return all(after - before == 1 for before, after in pairwise(values))


def cell_amount(line: str) -> Amount | None:
    """The value of a line that is nothing but a number, as cells of a flattened table are."""
    match = _CELL.match(line)
    if match is None:
        return None
    low = parse_amount(match["low"], match["unit"])
    high = parse_amount(match["high"], match["unit"]) if match["high"] else None
    if low is None or (match["high"] and high is None):
        return None
    upper = high[0] if high else None
    operator: Operator = "between" if high else SIGNS.get(match["sign"] or "", "exactly")
    start = match.start("low") if match["sign"] is None else match.start("sign")
    rules = (f"number.{low[1]}", "number.cell")
    return Amount(
        start, match.start("low"), match.end(), low[0], upper, match["unit"], operator, rules
    )
