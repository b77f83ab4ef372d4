"""Names of places in a text: a type word such as "huyện" or "Khu công nghiệp", then a name."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tamnhin.read.commitments.lexicon import phrases
from tamnhin.read.document import Span
from tamnhin.read.spelling import CAPITAL, levelled

ADMINISTRATIVE: Final = (
    "thành phố",
    "thị xã",
    "thị trấn",
    "huyện",
    "phường",
    "tỉnh",
    "quận",
    "đặc khu",
    "xã",
)
_NAME: Final = re.compile(rf" +({CAPITAL}\w*(?:(?: +| ?- ?)(?:{CAPITAL}\w*|\d+))*)")
_ALSO: Final = re.compile(rf"(?:, | và )(?={CAPITAL})")


@cache
def _types() -> re.Pattern[str]:
    listed = sorted({*ADMINISTRATIVE, *phrases("zone"), *phrases("project")}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)")


def places(text: str, start: int = 0) -> list[Span]:
    """The named places of a text, type word included.

    Args:
        text: as written.
        start: added to the offsets.
    """
    found: list[Span] = []
    for kind in _types().finditer(levelled(text)):
        name = _NAME.match(text, kind.end())
        if name is None or name[1].split()[0].lower() in {"trung"}:
            continue
        if found and kind.start() + start < found[-1].end:
            continue
        found.append(Span(start + kind.start(), start + name.end()))
        found += _more(text, name.end(), start)
    return found


def _more(text: str, at: int, start: int) -> list[Span]:
    """Further names after the same type word: "huyện Lý Nhân, Bình Lục và Thanh Liêm"."""
    found: list[Span] = []
    glue = _ALSO.match(text, at)
    while glue:
        name = _NAME.match(" " + text[glue.end() :])
        if name is None:
            break
        end = glue.end() + name.end() - 1
        found.append(Span(start + glue.end(), start + end))
        glue = _ALSO.match(text, end)
    return found
