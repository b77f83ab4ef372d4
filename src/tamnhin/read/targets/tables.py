"""What stands around a cell: the names in its row, the words and years over its column."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import Final

from tamnhin.read.document import Block, BlockKind, Document, Span
from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.lists import cell_amount
from tamnhin.read.targets.periods import Period, find_periods, fixed_spans
from tamnhin.read.targets.rows import Column
from tamnhin.read.targets.units import header_unit, is_growth
from tamnhin.read.targets.vocabulary import either, phrases, section

_HINT: Final = re.compile(r"\((?:đvt|đơn vị tính|đơn vị)?:? ?%\)|đơn vị tính|\bđvt\b")
_BRACKET: Final = re.compile(r"\(([^()]{1,30})\)")
_SHORT: Final = 80
_SHORTEST: Final = 30
_OVER_YEARS: Final = re.compile(
    r"\W*(?:kế hoạch|mục tiêu|quy hoạch|dự kiến|chỉ tiêu|phương án)?\W*"
)
_NAMED: Final = re.compile(r"[^\W\d_]{2}")
_TOLD: Final = re.compile(rf"\W*(?:{either(phrases()['told_columns']['words'])})(?!\w)")
_WHOLE: Final = 100
_PARTS: Final = re.compile("cơ cấu")
_PLANS: Final = re.compile(r"[^\W\d]")
_OUTLINE: Final = re.compile(r"(\d{1,2})(?:\.\d{1,2})+")


@dataclass(frozen=True, slots=True)
class CellContext:
    """Words that a cell's number needs: the shadow of its context, its name, its period.

    ``told`` marks a number under a head such as "Thực hiện 2010"; ``known`` is the last such year
    of the table, in which it speaks.
    """

    words: str
    name: Span | None
    period: Period | None
    told: bool = False
    known: int | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of a column: its words, its year, and whether results stand under it."""

    words: str
    period: Period | None
    told: bool


@dataclass(slots=True)
class Tables:
    """Cells by table, row and column, and the header of a table that was flattened to lines.

    Of the latter: ``years`` are its columns; ``over`` those before a head such as "Tốc độ tăng (%)"
    that stands over the next ones; ``unit`` is of the row, ``shared`` of the rows with a dash too.
    """

    document: Document
    shadow: str
    cells: dict[tuple[int, int, int], Block] = field(default_factory=dict)
    rows: dict[tuple[int, int], list[Block]] = field(default_factory=dict)
    lefts: dict[tuple[int, int], list[tuple[int, Block | None, str]]] = field(default_factory=dict)
    ends: dict[tuple[int, int], int] = field(default_factory=dict)
    heads: dict[tuple[int, int], _Head] = field(default_factory=dict)
    header: Block | None = None
    name: Block | None = None
    ordinal: int = 0
    years: list[Column] = field(default_factory=list)
    over: list[Column] | None = None
    unit: str = ""
    shared: str = ""
    read: int = 0

    def __post_init__(self) -> None:
        for block in self.document.blocks:
            if block.table is not None and block.row is not None and block.column is not None:
                self.cells[block.table, block.row, block.column] = block
                self.rows.setdefault((block.table, block.row), []).append(block)
                key = (block.table, block.column)
                self.ends[key] = max(self.ends.get(key, 0), block.row + 1)

    def context(self, block: Block, text: str) -> CellContext | None:
        """The context of a block that is a cell with a number, or ``None`` for any other block."""
        if block.kind is BlockKind.CELL and block.table is not None:
            return self._in_table(block, text)
        return self._flattened(block, text)

    def _words(self, block: Block | None) -> str:
        return "" if block is None else self.shadow[block.span.start : block.span.end]

    def _in_table(self, block: Block, text: str) -> CellContext | None:
        if block.row is None or block.column is None or block.table is None or not block.row:
            return None
        if cell_amount(text) is None:
            return None
        name, unit = self._left(block.table, block.row, block.column)
        if name is None:
            return None
        head = self._head(block.table, block.column)
        words = f"{self._words(name)} {head.words}{f' ({unit})' if unit else ''}"
        return CellContext(words, name.span, head.period, head.told)

    def _left(self, table: int, row: int, column: int) -> tuple[Block | None, str]:
        """The last name to the left of a column, and the last unit."""
        if (table, row) not in self.lefts:
            found: list[tuple[int, Block | None, str]] = [(-1, None, "")]
            for block in self.rows.get((table, row), ()):
                words, (_, name, unit) = self._words(block).strip(), found[-1]
                if _is_unit(words):
                    found.append((block.column or 0, name, words))
                elif _NAMED.search(words):
                    found.append((block.column or 0, block, unit))
            self.lefts[table, row] = found
        found = self.lefts[table, row]
        _, name, unit = found[bisect_left(found, column, key=lambda left: left[0]) - 1]
        return name, unit

    def _head(self, table: int, column: int) -> _Head:
        """What stands in a column above its first number; a year on top is a head too."""
        key = (table, column)
        if key not in self.heads:
            heads = []
            for row in range(self.ends.get(key, 0)):
                words = self._words(self.cells.get((table, row, column)))
                if cell_amount(words) is not None and (row or lone_period(words) is None):
                    break
                heads.append(words)
            words = " ".join(filter(None, heads))
            period = _last_period(words)
            told = section("told_columns").search(words) is not None
            told = told and not (period is not None and period.toward)  # "kết quả đến năm 2030"
            if period is not None and section("plan_columns").search(words):
                period, told = replace(period, toward=True), False
            self.heads[key] = _Head(words, period, told)
        return self.heads[key]

    def _flattened(self, block: Block, text: str) -> CellContext | None:
        """Lines of a table whose cells were set one under the other."""
        if (column := self._column(text)) is not None:
            under = self.over or (self.years if self.name is None else [])
            self.years, self.name, self.header, self.over = [*under, column], None, None, None
            return None
        amount = cell_amount(text)
        if amount is None:
            self.unit = _unit_of(text)
            if self.unit and self.name is not None:
                return None
            self.over = self.years if self.name is None and is_growth(text) else None
            own = _BRACKET.search(text)
            named = own is not None and _is_unit(own[1].strip())
            self.shared = own[1] if own and named else self.shared if block.number == "-" else ""
            self.read = 0
            if _names_unit(text) or (
                is_growth(text) and len(text) < 2 * _SHORT and not text.endswith(".")
            ):
                self.header, self.ordinal = block, 0
            elif len(text) > _SHORT:
                self.header, self.years = None, []
            self.name = block
            return None
        self.over = None
        if len(self.years) > 1:
            return self._under_years(amount)
        if self.header is None or self.name is None or _is_outline(text, self.ordinal):
            return None
        if amount.upper is None and amount.value == self.ordinal + 1:
            self.ordinal += 1  # the column of serial numbers
            return None
        if self.name is self.header:
            return None
        words = self._words(self.header)
        return CellContext(words, self.name.span, _last_period(words))

    def _column(self, text: str) -> Column | None:
        """The column that a line heads: a year, and whether its figures are results or rates."""
        if (period := lone_period(text)) is not None:
            under = self.years if self.name is None else []
            rate = bool(self.over) or bool(under and under[-1].rate)
            return Column(period, rate=rate, told=False)
        if len(text) < _SHORTEST and _TOLD.match(text):
            period = lone_period(_TOLD.sub("", text))
            return Column(period, rate=False, told=True) if period is not None else None
        return None

    def _under_years(self, amount: Amount) -> CellContext | None:
        """The next number after a name, under the next of the years that stood over the table."""
        if self.name is None or self.read >= len(self.years):
            return None
        column = self.years[self.read]
        self.read += 1
        name = self._words(self.name)
        if amount.value == _WHOLE and _PARTS.search(name):
            return None  # the sum of the shares under it
        unit = "%/năm" if column.rate else self.unit or self.shared
        unit = f" ({unit})" if unit else ""
        past = [c.period.last for c in self.years if c.told]
        known = max(past, default=None)
        return CellContext(f"{name}{unit}", self.name.span, column.period, column.told, known)


def lone_period(text: str) -> Period | None:
    """The period that a line consists of, but for a word such as "Kế hoạch"."""
    if len(text) > _SHORTEST or (periods := find_periods(text, fixed_spans(text))) == []:
        return None
    rest = text[: periods[0].start] + text[periods[0].end :]
    known = _OVER_YEARS.fullmatch(rest) is not None and len(periods) == 1
    return (
        replace(periods[0], toward=True)
        if known and _PLANS.search(rest)
        else (periods[0] if known else None)
    )


def _is_outline(text: str, ordinal: int) -> bool:
    """Whether a number such as 2.1 stands under the serial number 2."""
    match = _OUTLINE.fullmatch(text.strip())
    return match is not None and int(match[1]) == ordinal


def _names_unit(text: str) -> bool:
    """Whether a line gives the unit of the numbers under it: "Chỉ tiêu sử dụng đất (ha)"."""
    if len(text) < 2 * _SHORT and any(_is_unit(m[1].strip()) for m in _BRACKET.finditer(text)):
        return True
    return _HINT.search(text) is not None


def _unit_of(text: str) -> str:
    """The unit that a line gives and nothing else: "(Tỷ đồng, giá SS 1994)"."""
    words = text.strip()
    if _is_unit(words):
        return words
    inside = _BRACKET.fullmatch(words)
    first = inside[1].split(",")[0].strip() if inside is not None else ""
    return first if first and _is_unit(first) else ""


def _is_unit(words: str) -> bool:
    return header_unit(words) is not None


def _last_period(words: str) -> Period | None:
    periods = find_periods(words, fixed_spans(words))
    return periods[-1] if periods else None
