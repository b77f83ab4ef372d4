"""A place narrower than the province, where the words before an amount name one."""

from __future__ import annotations

import re
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.sentences import LONGEST_CLAUSE, clause_start
from tamnhin.read.targets.vocabulary import section

_PARTS: Final = re.compile(r"[;.:](?!\d)")


def find_place(line: str, sentence: tuple[int, int], amount: Amount) -> tuple[int, int] | None:
    """Where the last narrower place before an amount stands, within its part of the sentence."""
    floor = max(sentence[0], amount.start - LONGEST_CLAUSE)
    for match in _PARTS.finditer(line, floor, amount.start):
        floor = match.end()
    begin = clause_start(line, floor, amount.start)
    found = None
    for match in section("places").finditer(line, begin, amount.start):
        found = match.span()
    return found
