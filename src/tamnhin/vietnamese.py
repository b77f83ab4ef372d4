"""Vietnamese text: folding for search, slugs, and numbers as offices write them.

``1.234,5`` and ``1,234.5`` are the same number in two conventions, and ``1.234`` alone may be
either. A column is judged as a whole: what is certain in one cell settles the doubtful ones,
and where nothing settles them the reader refuses rather than guesses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Convention = Literal["unknown", "plain", "vietnamese", "english", "mixed"]

_D_STROKE: Final = str.maketrans({"đ": "d", "Đ": "D"})


def fold(text: str) -> str:
    """Text without diacritics and in small letters, for search: ``Hà Nam`` gives ``ha nam``."""
    decomposed = unicodedata.normalize("NFD", text.translate(_D_STROKE))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def slug(text: str) -> str:
    """An identifier made from a title: ``Phủ Lý`` gives ``phu-ly``."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


# A plain number has at most a decimal point. Grouped forms have marks at every third digit.
_PLAIN: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DOT_GROUPS: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+")
_COMMA_GROUPS: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+),[0-9]+")
_GROUPED_ENGLISH: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+\.[0-9]+")
_DOUBTFUL: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
# A space groups digits in one way only: 1 234,5 and 1 234.5 leave no doubt.
_SPACED: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}([ \u00a0\u2009\u202f][0-9]{3})+([.,][0-9]+)?")
_SPACES: Final = str.maketrans("", "", " \u00a0\u2009\u202f")
MAX_DIGITS: Final = 30


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A number with two readings."""

    one: str
    other: str


def _bare(text: str) -> str:
    """The number with an ordinary minus sign and without spaces between groups of digits."""
    text = text.replace("\u2212", "-")
    return text.translate(_SPACES) if _SPACED.fullmatch(text) else text


def is_doubtful(text: str) -> bool:
    """True for ``1.234`` and ``1,234``: one mark, three digits after it, two readings."""
    return _DOUBTFUL.fullmatch(text.replace("\u2212", "-")) is not None


def certainly(text: str) -> Convention | None:
    """The one convention in which the text is a number, where there is only one."""
    if not ("." in text or "," in text) or is_doubtful(text):
        return None
    if len(text) > 2 * MAX_DIGITS:
        return None
    text = _bare(text)
    if _PLAIN.fullmatch(text):
        return "plain"
    if _GROUPED_ENGLISH.fullmatch(text) or _COMMA_GROUPS.fullmatch(text):
        return "english"
    if _DECIMAL_COMMA.fullmatch(text) or _DOT_GROUPS.fullmatch(text):
        return "vietnamese"
    return None


def convention(cells: Iterable[str]) -> Convention:
    """How a column of numbers is written, judged by the cells that leave no doubt.

    Plain decimals and English grouping agree (a point for decimals); Vietnamese contradicts
    both. Without a certain cell the answer is ``unknown``.
    """
    seen = {certainly(cell) for cell in cells} - {None}
    if "vietnamese" in seen:
        return "vietnamese" if len(seen) == 1 else "mixed"
    return "english" if "english" in seen else "plain" if "plain" in seen else "unknown"


def parse_number(text: str, column: Convention = "unknown") -> Decimal | Ambiguous | None:
    """The number that a cell means, given how its column is written.

    Args:
        text: the cell, without spaces around it.
        column: from :func:`convention` over the whole column.

    Returns:
        The number; :class:`Ambiguous` where it has two readings and the column does not settle
        which; ``None`` where it is no number, or has more than 30 digits.
    """
    if len(text) > 2 * MAX_DIGITS or digits(text) > MAX_DIGITS:
        return None
    if is_doubtful(text):
        return _settle(_bare(text), column)
    text = _bare(text)
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    reading = certainly(text)
    if reading == "vietnamese":
        return Decimal(text.replace(".", "").replace(",", "."))
    if reading == "english":
        return Decimal(text.replace(",", ""))
    return None


def digits(text: str) -> int:
    """How many digits the text has."""
    return sum("0" <= c <= "9" for c in text)


def _settle(text: str, column: Convention) -> Decimal | Ambiguous:
    mark = "." if "." in text else ","
    as_decimal, as_thousands = text.replace(mark, "."), text.replace(mark, "")
    if column in {"unknown", "mixed"} or (column == "plain" and mark == ","):
        return Ambiguous(as_decimal, as_thousands)
    decimal_mark = "," if column == "vietnamese" else "."
    return Decimal(as_decimal if mark == decimal_mark else as_thousands)


def is_plain_number(text: str) -> bool:
    """True for the form in which tables are saved: digits and at most a decimal point."""
    return _PLAIN.fullmatch(text) is not None and not text.startswith("+")


def plain_number(value: Decimal) -> str:
    """A number as tables write it, every digit kept: no exponent, no mark for thousands."""
    return format(value, "f")


def plain_column(cells: list[str]) -> list[str]:
    """Plain numbers that can be read again without doubt.

    Where only doubtful decimals such as ``1.234`` stand in a column, nothing would tell the
    next reader that the point is a decimal point; a zero at the end does.
    """
    if convention(cells) != "unknown":
        return cells
    return [cell + "0" if is_doubtful(cell) else cell for cell in cells]
