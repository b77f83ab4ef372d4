"""Which words name an amount: its own, those told off to it in order, or those of one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.indicators import is_act, ranked_by, words_after
from tamnhin.read.targets.numbers import SCALES
from tamnhin.read.targets.told_off import Place, is_told_again, names_in_order, rows_of

_A_NUMBER_OF: Final = re.compile(r"(?:tổng )?số(?!\w)")
_OPENS_CLAUSE: Final = re.compile(r"[;.,:(]\W*\Z")
_FIRST_NOUN: Final = re.compile(rf"(?<= )(?!(?:{'|'.join(SCALES)})(?!\w))[^\W\d_]")
_OF_THINGS: Final = frozenset({"visits", "thousand visits", "million visits", "per 10000 persons"})
"""Units that say what is measured: "33 giường bệnh trên 10.000 dân"."""
_LARGER: Final = {
    "trillion VND": "billion VND",
    "billion USD": "million USD",
    "thousand visits": "visits",
    "million visits": "visits",
    "thousand persons": "persons",
    "thousand ha": "ha",
    "thousand t": "t",
}
"""Units that measure the same as another; millions and billions of đồng seldom do."""
_OF_MANY: Final = frozenset({"%", "%/yr", "points", "points/yr", "ratio"})
"""Units of many things: only the amount just before is likely to be of the same."""
_OF_LEVELS: Final = frozenset({"%/yr", "ratio"})
"""Units of a change, which may be that of the level before it."""
_RISES: Final = re.compile(r"[^;:\d]{0,12}(?<!\w)(?:tăng|gấp)(?!\w)[^;:\d,]{0,30}")
"""What stands between a level and its rate: "đạt 4.000 tỷ đồng, tăng bình quân 15%/năm"."""
_EQUIVALENT: Final = re.compile(r"(?<!\w)tương đương(?!\w)[^\d;]*\Z|\A ?\( ?(?:chiếm )?\Z")
"""What stands between a sum in đồng and the same in dollars, or an area and its share."""
_WHOLE: Final = re.compile(
    r"(?:tổng|grdp|gdp|cơ cấu|diện tích (?:tự nhiên|đất|toàn))(?!\w)"
    r"(?!.*(?<!\w)(?:được|có|đạt|tham gia|sử dụng|dùng)(?!\w))"
)
"""What a share is of, and not what it measures: "đạt 28% GRDP"."""
_BETWEEN: Final = 70
"""Characters between two amounts that are looked at."""
_OPENING: Final = 16
"""Characters before an amount within which a mark opens its clause."""


class Names:
    """The names that a line has given so far, for its amounts without words of their own."""

    def __init__(self) -> None:
        self._of_kind: dict[str, Place] = {}
        """The last name of each kind of unit."""
        self._shares: list[Place] = []
        """The names of the last shares that followed one another."""
        self._told_off: dict[int, Place] = {}
        self._rows: dict[int, list[Amount]] = {}
        self._before: Amount | None = None
        self._text = ""

    def begin(self, text: str, amounts: Sequence[Amount], sentence: Place) -> None:
        """Begins a sentence: finds the amounts that are told off to names in order.

        Args:
            text: the shadow of the line.
            amounts: the amounts of the sentence, in order.
            sentence: where it begins and ends.
        """
        last = _kind(self._before) if self._before is not None else ""
        # Only what the sentence before ended with goes on: "… đạt 5%/năm. Giai đoạn 2026-2030: 6%".
        self._of_kind = {kind: name for kind, name in self._of_kind.items() if kind == last}
        self._text, self._before = text, None
        rows = rows_of(text, amounts)
        self._told_off = names_in_order(text, rows, sentence[0])
        self._rows = {row[0].number: row for row in rows}

    def of(self, amount: Amount, place: Place | None, ceiling: int) -> Place | None:
        """Where the words stand that name an amount; ``None`` where nothing does.

        Args:
            amount: with its full unit; the amounts of a sentence come in order.
            place: its own words before it.
            ceiling: where the next amount begins or the clause ends.
        """
        named = self._told_off.get(amount.number) or _own(self._text, amount, place, ceiling)
        if named is None and amount.number in self._rows:
            self._tell_off_again(self._rows[amount.number])
            named = self._told_off.get(amount.number)
        after = words_after(self._text, amount.end, ceiling) if named is None else None
        if after is not None and _WHOLE.match(self._text, *after) is None:
            named = after
        named = named or self._shared(amount) or (after if amount.unit == "%" else None)
        self._remember(amount, named)
        return named

    def _remember(self, amount: Amount, named: Place | None) -> None:
        if named is not None:
            if amount.unit == "%":
                beside = self._before is not None and self._before.unit == "%"
                self._shares = [*(self._shares if beside else []), named]
            self._of_kind[_kind(amount)] = named
        self._before = amount if named is not None else None

    def _tell_off_again(self, row: Sequence[Amount]) -> None:
        """A list once more: "nông nghiệp 20%, dịch vụ 40%; năm 2030 tương ứng là 15% và 45%"."""
        alike = row[0].unit == "%" and len(row) == len(self._shares)
        if alike and is_told_again(self._text, row):
            self._told_off |= {a.number: n for a, n in zip(row, self._shares, strict=True)}
            self._shares = []

    def _shared(self, amount: Amount) -> Place | None:
        """The words of an amount before: of the same kind, or of the level that a rate is of."""
        if amount.counted or amount.chained or amount.unit == "rank":
            return None
        kind, before = _kind(amount), self._before
        if before is not None:
            end = max(before.end, amount.start - _BETWEEN)
            between = self._text[end : amount.start]
            rises = amount.unit in _OF_LEVELS and _RISES.fullmatch(between) is not None
            if rises or _EQUIVALENT.search(between):
                return self._of_kind.get(_kind(before))
        if kind in _OF_MANY:
            alone = before is not None and _kind(before) == kind
            alone = alone and not (kind == "%" and amount.number in self._rows)
            return self._of_kind.get(kind) if alone else None
        return self._of_kind.get(kind)


def _kind(amount: Amount) -> str:
    return _LARGER.get(amount.unit, amount.unit)


def _own(text: str, amount: Amount, place: Place | None, ceiling: int) -> Place | None:
    """The indicator's words: after a share or a count where they stand there, else before."""
    if amount.unit == "rank":
        return ranked_by(text, amount.end) or place
    if place is not None and _WHOLE.match(text, *place):
        after_share = text[max(0, place[0] - 2) : place[0]].startswith("%")
        place = None if after_share else place  # "30% GRDP; giai đoạn 2026-2030 đạt 28%"
    things = amount.counted or (place is None and amount.unit in _OF_THINGS)
    if things and not (place and _A_NUMBER_OF.match(text, place[0])):
        end = (words_after(text, amount.end, ceiling) or (0, amount.end))[1]
        noun = _FIRST_NOUN.search(text, amount.number, amount.end)
        return (noun.start(), end) if noun else place
    if place is None:
        opens, acts = True, False
    else:
        floor = max(0, amount.start - _OPENING)
        opens = _OPENS_CLAUSE.search(text, floor, amount.start) is not None
        acts = is_act(text, place)
    if (amount.unit == "%" and opens) or acts:
        after = words_after(text, amount.end, ceiling)
        whole = after is not None and _WHOLE.match(text, *after) is not None
        return place if after is None or whole else after
    return place
