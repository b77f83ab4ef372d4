"""Rows of a table whose lines lost their cells: years in a header, then "name unit 12 15 18"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tamnhin.read.targets.amounts import Amount, Unit
from tamnhin.read.targets.lists import cell_amount
from tamnhin.read.targets.numbers import NUMBER
from tamnhin.read.targets.periods import Period
from tamnhin.read.targets.units import complete, header_unit, is_growth
from tamnhin.read.targets.vocabulary import section

_CELL: Final = r"\d[\d.,]*(?:-\d[\d.,]*)?"
_RUN: Final = re.compile(rf"(?<![\w.,/-]){_CELL}(?: +{_CELL})+(?![\w%/])")
_PLAIN: Final = re.compile(r"(?:\d[\d.,]*\d|\d)(?:-(?:\d[\d.,]*\d|\d))?")
_GROUPED: Final = re.compile(NUMBER)
_WORD: Final = re.compile(r"[^\W\d_]{2}")
_NAME: Final = re.compile(r"[\W\d_]*(?:[a-zđ]\)|[ivx]+\.)?[\W\d_]*(?=[^\W\d_])")
_UNIT_BEGINS: Final = re.compile(r" \(?(?=(?:1[. ]?000 )?[^\W\d]|%)")
_BETWEEN_YEARS: Final = 30
_JUST_BEFORE: Final = 14
_LONGEST_NAME: Final = 160
_LEAST_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the period over it, whether its numbers are rates a year, and results."""

    period: Period
    rate: bool
    told: bool


@dataclass(frozen=True, slots=True)
class RowCell:
    """A number of a row: the amount with its unit, its column, and where the row's name is."""

    amount: Amount
    column: Column
    name: tuple[int, int]


def columns(line: str, periods: Sequence[Period]) -> tuple[list[Column], int]:
    """The longest row of periods that stand side by side in a line, and where it ends.

    Args:
        line: the shadow of a block.
        periods: its periods.
    """
    best: list[Column] = []
    group: list[Column] = []
    end = 0
    for number, period in enumerate(periods):
        gap = line[periods[number - 1].end : period.start] if number else ""
        beside = bool(group) and len(gap) <= _BETWEEN_YEARS and not re.search(r"[\d,;.:]", gap)
        group = group if beside else []
        before = gap or line[max(0, period.start - _JUST_BEFORE) : period.start]
        if section("plan_columns").search(before):
            period = replace(period, toward=True)
        rate = "%" in gap or is_growth(gap) or bool(group and group[-1].rate)
        told = section("told_columns").search(before) is not None
        group.append(Column(period, rate and bool(group), told))
        if len(group) > len(best):
            best, end = list(group), period.end
    return (best, end) if len(best) >= _LEAST_ROWS else ([], 0)


def row_cells(
    line: str, periods: Sequence[Period], carried: Sequence[Column] = ()
) -> list[RowCell]:
    """The numbers of rows that lost their cells, under the header of this line or an earlier one.

    Every row has as many numbers as the header has periods; a serial number that follows is left
    out. Anything else is no table, and gives nothing.

    Args:
        line: the shadow of a block.
        periods: its periods.
        carried: the header of the lines before, for a line that is a row and nothing else.
    """
    header, floor = columns(line, periods)
    least = _LEAST_ROWS if header else 1
    header = header or list(carried)
    rows = []
    for run in _RUN.finditer(line, floor) if header else ():
        name = line[floor : run.start()]
        found = _numbers(line, run, len(header))
        if not found or not _WORD.search(name) or len(name) > _LONGEST_NAME:
            continue
        rows.append((floor, found))
        floor = found[-1].end()
    if len(rows) < least or (least == 1 and line[floor:].strip()):
        return []
    return [cell for start, found in rows for cell in _cells(line, start, found, header)]


def _numbers(line: str, run: re.Match[str], wanted: int) -> list[re.Match[str]]:
    """As many numbers as there are columns: "120 150" is two, but "25 000 30 000" under two."""
    for pattern in (_PLAIN, _GROUPED):
        found = list(pattern.finditer(line, run.start(), run.end()))
        if wanted <= len(found) <= wanted + 1:
            return found[:wanted]
    return []


def _cells(
    line: str, start: int, found: Sequence[re.Match[str]], header: Sequence[Column]
) -> list[RowCell]:
    begin = start + (lead.end() if (lead := _NAME.match(line[start:])) else 0)
    name, unit = _split(line, begin, found[0].start())
    cells = []
    for match, column in zip(found, header, strict=True):
        written = cell_amount(match.group())
        if written is None:
            return []
        begin, end = match.span()
        amount = replace(written, start=begin, number=begin, end=end)
        if column.rate:
            amount = replace(amount, unit="%/yr", rules=(*amount.rules, "unit.header"))
        elif unit is not None:
            _, symbol, factor, counted = unit
            rules = (*amount.rules, "unit.header")
            value = amount.value * factor
            amount = replace(amount, value=value, unit=symbol, counted=counted, rules=rules)
        full = complete(amount, line[slice(*name)], "")
        if full is not None:
            cells.append(RowCell(full, column, name))
    return cells


def _split(line: str, begin: int, end: int) -> tuple[tuple[int, int], Unit | None]:
    """The name of a row and the unit behind it: "Dân số Nghìn người"."""
    words = line[begin:end].rstrip()
    for match in _UNIT_BEGINS.finditer(words):
        if (unit := header_unit(words[match.end() :].rstrip(" )"))) is not None:
            return (begin, begin + len(words[: match.start()].rstrip(" ,"))), unit
    return (begin, begin + len(words)), None
