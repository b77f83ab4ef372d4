"""Ranks: "nằm trong nhóm 10 tỉnh", "một trong 5 trung tâm", "đứng đầu cả nước"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from tamnhin.read.targets.amounts import Amount
from tamnhin.read.targets.numbers import WORDS

_N: Final = rf"(\d{{1,2}}(?![\d.,/%])|(?:{'|'.join(WORDS)})(?= ))"
_RANK: Final = re.compile(
    rf"(?<!\w)(?:(?:một|1) trong (?:(?:nhóm|tốp|top|số|những) )?|(?:nhóm|tốp|tóp|top)(?: đầu)? |"
    rf"(?:đứng|xếp|vị trí|hạng|xếp hạng|thứ hạng) (?:vị trí |thứ hạng |hạng )?(?:trong (?:tốp|top|nhóm) )?(?:thứ )?){_N}"
    r"|(?<!\w)(?:top|tốp) (\d{1,2})(?!\d)"
    r"|(?:nằm|thuộc|đứng)(?: trong)? (?:nhóm |số |tốp |top )?(\d{1,2})(?= (?:tỉnh|địa phương|thành phố|nước|quốc gia))"
    r"|(?<!\w)(?<!người )(?<!người)(?:đứng đầu|dẫn đầu)(?= (?:cả nước|toàn quốc|vùng|khu vực|miền|các tỉnh|của vùng|của cả nước|trong vùng))"
)
_GROUPED: Final = re.compile(
    r" ?(?:tỉnh|địa phương|thành phố|cả nước|quốc gia|nước|đầu|dẫn đầu|đơn vị|trung tâm|toàn quốc|trong|về|của|vùng|cực|đô thị|khu|[,.;)]|$)"
)


def find_ranks(line: str) -> Iterator[Amount]:
    """The ranks of a line (a shadow); "nhóm 10 tỉnh đứng đầu" is one."""
    end = -30
    for match in _RANK.finditer(line):
        text = match[1] or match[2] or match[3]
        if (
            (text and not _GROUPED.match(line, match.end()))
            or match.start() < end + 30 > 0
            and not text
        ):
            continue
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
