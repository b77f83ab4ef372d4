"""What stands around the amounts of a sentence: its years, its brackets, where it has figures.

Everything is found once for a sentence, so that long ones take no more than their length.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.periods import Period, Role
from tamnhin.read.targets.scope import Scope

_MARK: Final = re.compile(r"[()]|\d")


class Around:
    """What stands around the amounts of a sentence.

    Args:
        line: the shadow of the block.
        periods: the periods of the line, in order.
        local: those that close another amount's clause.
        closings: the period that closes each amount's own clause, by where its digits begin.
        sentence: where the sentence begins and ends.
        scope: what is in force.
        inherited: what the governing blocks give.
    """

    def __init__(
        self,
        line: str,
        periods: Sequence[Period],
        local: set[Period],
        closings: Mapping[int, Period],
        sentence: tuple[int, int],
        scope: Scope,
        inherited: Period | None,
    ) -> None:
        self.line, self.periods, self.local, self.closings = line, periods, local, closings
        self.sentence, self.scope, self.inherited = sentence, scope, inherited
        self._own = [p for p in periods if sentence[0] <= p.start < sentence[1]]
        self._ends = [p.end for p in self._own]
        self._figures: list[int] = []
        """Places of the digits that are no years."""
        self._marks: list[int] = [sentence[0] - 1]
        """Places of the brackets."""
        self._opened: list[int] = [-1]
        """Where the innermost bracket opened that is open behind each of these."""
        self._closes: dict[int, int] = {}
        """Where each bracket closes, by where it opens."""
        self._read()

    def _read(self) -> None:
        stack: list[int] = []
        for found in _MARK.finditer(self.line, *self.sentence):
            at, mark = found.start(), found.group()
            if mark == "(":
                stack.append(at)
            elif mark == ")":
                if stack:
                    self._closes[stack.pop()] = at
            else:
                period = bisect_right(self._ends, at)
                if period == len(self._own) or at < self._own[period].start:
                    self._figures.append(at)
                continue
            self._marks.append(at)
            self._opened.append(stack[-1] if stack else -1)

    def before(self, amount: Amount) -> list[Period]:
        """The periods of the sentence that end before an amount."""
        own = self._own[: bisect_right(self._ends, amount.number)]
        return [period for period in own if not self._is_aside(period, amount)]

    def opening(self, amount: Amount) -> Period | None:
        """The period just before the bracket that an amount is in: "13%/năm năm 2015 (A 6%)"."""
        opened = self._bracket(amount.start)
        last = bisect_right(self._ends, opened)
        if opened < 0 or last == 0 or self.line[self._ends[last - 1] : opened].strip():
            return None
        if last < len(self._own) and self._own[last].start < amount.end:
            return None
        period = self._own[last - 1]
        return period if period.role is Role.SCOPE else None

    def is_step_back(self, own: Sequence[Period], amount: Amount) -> bool:
        """Whether the last of some years belongs to a clause that ended without a figure.

        "đến năm 2030: đô thị hóa 45%; đến năm 2025 không còn hộ nghèo; che phủ rừng 40%"
        """
        period = own[-1]
        end = self.line.find(";", period.end, amount.start)
        if end < 0 or self._has_figure(period.end, end):
            return False
        scope = self.scope
        far = own[-2] if len(own) > 1 else scope.paragraph or self.inherited or scope.carried
        behind = far is not None and period.last < far.last
        return behind and self._has_figure(self.sentence[0], period.start)

    def is_beyond(self, own: Sequence[Period], amount: Amount) -> bool:
        """Whether the last of two years only says what is to come after the first.

        "đến năm 2025 là tỉnh khá và đến năm 2045 là tỉnh giàu; thu ngân sách đạt 9 tỷ"
        """
        if len(own) < 2 or not (own[-2].toward and own[-1].toward):
            return False
        end = self.line.find(";", own[-2].end, amount.start)
        if end < own[-1].end or own[-1].last <= own[-2].last:
            return False
        return not self._has_figure(own[-2].start, end)

    def _has_figure(self, start: int, end: int) -> bool:
        """Whether digits that are no year stand between two places."""
        return bisect_left(self._figures, start) < bisect_left(self._figures, end)

    def _is_aside(self, period: Period, amount: Amount) -> bool:
        """Whether a period belongs to figures in brackets that closed before an amount."""
        closed = self._closes.get(self._bracket(period.start), amount.start)
        return closed < amount.start and self._has_figure(period.end, closed)

    def _bracket(self, place: int) -> int:
        """Where the innermost bracket around a place opened; -1 where there is none."""
        return self._opened[bisect_left(self._marks, place) - 1]
