"""Ranks: "nằm trong nhóm 10 tỉnh", "một trong 5 trung tâm", "đứng đầu cả nước"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.numbers import WORDS

_WORDS: Final = "|".join(WORDS)
_RANK: Final = re.compile(
    rf"""
    (?<!\w)(?:
        (?:một|1)\ trong\ (?:(?:nhóm|tốp|top|số|những)\ )?
      | (?:nhóm|tốp|tóp|top)(?:\ đầu)?[ ]
      | (?:đứng|xếp|vị\ trí|hạng|xếp\ hạng|thứ\ hạng)\ (?:vị\ trí\ |thứ\ hạng\ |hạng\ )?
        (?:trong\ (?:tốp|top|nhóm)\ )?(?:thứ\ )?
    )(?P<place>\d{{1,3}}(?![\d/%]|[.,]\d)|(?:{_WORDS})(?=\ ))
  | (?:(?:nằm|thuộc|đứng)(?:\ trong)?|và\ trong)\ (?:(?:nhóm|số|tốp|top)\ )?
    (?P<among>\d{{1,3}})(?=\ (?:tỉnh|địa\ phương|thành\ phố|nước|quốc\ gia))
  | (?<!\w)(?<!người\ )(?P<first>đứng\ đầu|dẫn\ đầu)
    (?=\ (?:cả\ nước|toàn\ quốc|vùng|khu\ vực|miền|các\ tỉnh|của\ vùng|của\ cả\ nước|trong\ vùng))
    """,
    re.VERBOSE,
)
_OF_WHAT: Final = re.compile(
    r" ?(?:tỉnh|địa phương|thành phố|cả nước|quốc gia|nước|đầu|dẫn đầu|đơn vị|trung tâm|toàn quốc"
    r"|trong|về|của|vùng|cực|đô thị|khu|[,.;)]|$)"
)
_SAME_PHRASE: Final = 30
_NEXT_RANK: Final = 120
_A_GROUP: Final = re.compile(r"(?<!\w)(?:nhóm|tốp|top|những|các) [^\d,;.]*\Z")


def find_ranks(line: str) -> Iterator[Amount]:
    """The ranks of a line (a shadow); "nhóm 10 tỉnh đứng đầu" is one, of the first ten."""
    end = -_NEXT_RANK
    for match in _RANK.finditer(line):
        if match.group().startswith("và") and not 0 <= match.start() - end < _NEXT_RANK:
            continue  # "trong 5 tỉnh đầu vùng và trong 15 tỉnh", and not "với Lào và trong 10 nước"
        text = match["place"] or match["among"]
        if text and not _OF_WHAT.match(line, match.end()):
            continue
        if not text and match.start() < end + _SAME_PHRASE:
            continue
        if not text and _A_GROUP.search(line[max(0, match.start() - _SAME_PHRASE) : match.start()]):
            continue  # among those who lead, and not the first
        end = match.end()
        value = Decimal(WORDS.get(text, 0) or text) if text else Decimal(1)
        yield Amount(
            match.start(),
            match.start(),
            match.end(),
            value,
            None,
            "rank",
            "at_most",
            ("unit.rank",),
        )
