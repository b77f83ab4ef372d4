"""What stands around a cell: the names in its row, the words and years over its column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from tamnhin.read.document import Block, BlockKind, Document, Span
from tamnhin.read.targets.lists import cell_amount
from tamnhin.read.targets.periods import Period, find_periods, fixed_spans
from tamnhin.read.targets.units import is_growth
from tamnhin.read.targets.vocabulary import unit_at

_HINT: Final = re.compile(r"\((?:đvt|đơn vị tính|đơn vị)?:? ?%\)|đơn vị tính|\bđvt\b")
_BRACKET: Final = re.compile(r"\(([^()]{1,30})\)")
_SHORT: Final = 80


@dataclass(frozen=True, slots=True)
class CellContext:
    """Words that a cell's number needs: the shadow of its context, its name, its period."""

    words: str
    name: Span | None
    period: Period | None


@dataclass(slots=True)
class Tables:
    """Cells by table, row and column, and the header of a table that was flattened to lines."""

    document: Document
    shadow: str
    cells: dict[tuple[int, int, int], Block] = field(default_factory=dict)
    header: Block | None = None
    name: Block | None = None
    ordinal: int = 0

    def __post_init__(self) -> None:
        for block in self.document.blocks:
            if block.table is not None and block.row is not None and block.column is not None:
                self.cells[block.table, block.row, block.column] = block

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
        left = [self.cells.get((block.table, block.row, c)) for c in range(block.column)]
        names = [b for b in left if b is not None and re.search(r"[^\W\d_]{2}", self._words(b))]
        over = (self.cells.get((block.table, r, block.column)) for r in range(block.row))
        heads = [
            self._words(b) for b in over if b is not None and cell_amount(self._words(b)) is None
        ]
        units = [w for w in map(self._words, (b for b in left if b)) if _is_unit(w.strip())]
        named = [b for b in names if not _is_unit(self._words(b).strip())]
        if not named:
            return None
        head = " ".join(heads)
        unit = f" ({units[-1].strip()})" if units else ""
        words = f"{self._words(named[-1])} {head}{unit}"
        return CellContext(words, named[-1].span, _last_period(head))

    def _flattened(self, block: Block, text: str) -> CellContext | None:
        """Lines of a table whose cells were set one under the other."""
        amount = cell_amount(text)
        if amount is None:
            if _names_unit(text) or (
                is_growth(text) and len(text) < 2 * _SHORT and not text.endswith(".")
            ):
                self.header, self.ordinal = block, 0
            elif len(text) > _SHORT:
                self.header = None
            self.name = block
            return None
        if self.header is None or self.name is None:
            return None
        if amount.upper is None and amount.value == self.ordinal + 1:
            self.ordinal += 1  # the column of serial numbers
            return None
        if self.name is self.header:
            return None
        words = self._words(self.header)
        return CellContext(words, self.name.span, _last_period(words))


def _names_unit(text: str) -> bool:
    """Whether a line gives the unit of the numbers under it: "Chỉ tiêu sử dụng đất (ha)"."""
    if len(text) < 2 * _SHORT and any(_is_unit(m[1].strip()) for m in _BRACKET.finditer(text)):
        return True
    return _HINT.search(text) is not None


def _is_unit(words: str) -> bool:
    found = unit_at(words, 0)
    return found is not None and found[0] == len(words)


def _last_period(words: str) -> Period | None:
    periods = find_periods(words, fixed_spans(words))
    return periods[-1] if periods else None
