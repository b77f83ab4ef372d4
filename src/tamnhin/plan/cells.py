"""The cells of a table: text into values and values into text, one kind of cell at a time.

A column is parsed as a whole, each different text once. What cannot be read becomes a
``Fault``, to which the table reader adds file and row.
"""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

from tamnhin.messages import Words
from tamnhin.periods import PartialDate, Period, parse_date, parse_day, parse_period
from tamnhin.records import LIST_SEPARATOR, MAX_ID, Column, Kind, id_fault
from tamnhin.units import units
from tamnhin.vietnamese import (
    MAX_DIGITS,
    Ambiguous,
    convention,
    digits,
    is_doubtful,
    is_plain_number,
    parse_number,
    plain_column,
    plain_number,
    slug,
)

MAX_DOUBTS: Final = 0.1
"""Where fewer than this part of a column look like ``1.234`` they are odd ones out, and each is
pointed at although the column's point is a decimal point."""

MAX_WORD: Final = 60
MAX_CHOICES: Final = 2_000
"""Comparing words takes time with the square of their length, so hints have bounds."""

_LINK: Final = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f\"'`<>\\]+")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?", re.ASCII)
_INTEGER: Final = re.compile(r"-?[0-9]{1,9}")
_BACKWARD_DATE: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_FORWARD_DATE: Final = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})")
_PLAIN_LINES: Final = re.compile(r"(?:-?[0-9]{1,15}(?:\.[0-9]{1,15})?\n)*+")
_DOUBTFUL_LINES: Final = re.compile(r"^-?[1-9][0-9]{0,2}\.[0-9]{3}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: the code of a rule and its parameters."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell that was read; ``fault`` is a warning that goes with it."""

    value: Any
    fault: Fault | None = None


def closest(word: str, choices: Iterable[str]) -> str:
    """The choice that the word was probably meant to be, or nothing."""
    if len(word) > MAX_WORD:
        return ""
    # Where one word is more than 7/3 as long as the other, they are less alike than the cutoff.
    near = (c for c in choices if 3 * len(c) <= 7 * len(word) and 3 * len(word) <= 7 * len(c))
    some = list(itertools.islice(near, MAX_CHOICES))
    matches = difflib.get_close_matches(word.casefold(), some, n=1, cutoff=0.6)
    return matches[0] if matches else ""


def _id(text: str) -> Reading | Fault:
    fault = id_fault(text)
    if fault is None:
        return Reading(text)
    example = slug(text)[: MAX_ID // 2].strip("-") or "ha-nam"
    if id_fault(example) is not None:
        example += "-1"
    return Fault("identifier", {"reason": Words(fault), "example": example})


def _link(text: str) -> Reading | Fault:
    try:
        host = urlsplit(text).hostname if _LINK.fullmatch(text) else None
    except ValueError:
        host = None
    return Reading(text) if host and any(map(str.isalnum, host)) else Fault("link")


def _integer(text: str) -> Reading | Fault:
    return Reading(int(text)) if _INTEGER.fullmatch(text) else Fault("integer")


def _coordinate(text: str) -> Reading | Fault:
    # 20.545 degrees cannot mean 20545 degrees: no doubt about the point.
    number = parse_number(text, "plain")
    if not isinstance(number, Decimal):
        return Fault("number")
    return Reading(number, None if is_plain_number(text) else _unusual(text, number))


def _unusual(text: str, number: Decimal) -> Fault:
    """Why a number that was read is not written as tables write it."""
    shown = plain_number(number)
    last = max(",.", key=text.rfind) if "," in text or "." in text else ""
    if not last or (last == "." and "." in shown and "," not in text):
        code = "number-spaced"
    else:  # The last mark is the decimal mark where there are decimals, else it groups.
        code = "number-vietnamese" if (last == ",") == ("." in shown) else "number-english"
    return Fault(code, {"value": shown})


def _backward(text: str) -> tuple[int, int, int] | None:
    """Three numbers of a date that ends in the year, as Excel shows dates."""
    match = _BACKWARD_DATE.fullmatch(text)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]))


def _date_hint(text: str) -> str:
    """The date that is probably meant, of those that there are: the day first before the month."""
    numbers, match = _backward(text), _FORWARD_DATE.fullmatch(text)
    orders = [] if numbers is None else [numbers[::-1], (numbers[2], numbers[0], numbers[1])]
    if match is not None:
        orders.append((int(match[1]), int(match[2]), int(match[3])))
    for order in orders:
        try:
            return parse_day("{:04d}-{:02d}-{:02d}".format(*order)).isoformat()
        except ValueError:
            continue
    return ""


def _dates(parse: Callable[[str], Any], texts: Sequence[str]) -> Callable[[str], Reading | Fault]:
    """A reader of dates for one column: 26/12/2023 shows that 05/04/2024 has its day first too."""
    backward = [numbers for text in texts if (numbers := _backward(text))]
    day_first = any(n[0] > 12 for n in backward) and not any(n[1] > 12 for n in backward)

    def read(text: str) -> Reading | Fault:
        numbers = _backward(text)
        iso = f"{numbers[2]:04d}-{numbers[1]:02d}-{numbers[0]:02d}" if numbers else ""
        try:
            if iso and day_first:
                return Reading(parse(iso), Fault("date-vietnamese", {"value": iso}))
            return Reading(parse(text))
        except ValueError:
            return Fault("date", {"hint": _date_hint(text)})

    return read


def _period(text: str) -> Reading | Fault:
    try:
        return Reading(parse_period(text))
    except ValueError:
        return Fault("period")


def _unit(text: str) -> Reading | Fault:
    return Reading(text) if text in units() else Fault("unit", {"hint": closest(text, units())})


def _matching(form: re.Pattern[str], code: str) -> Callable[[str], Reading | Fault]:
    return lambda text: Reading(text) if form.fullmatch(text) else Fault(code)


_PARSERS: Final[Mapping[Kind, Callable[[str], Reading | Fault]]] = {
    "id": _id,
    "text": Reading,
    "integer": _integer,
    "coordinate": _coordinate,
    "period": _period,
    "unit": _unit,
    "link": _link,
    "hash": _matching(_HASH, "hash"),
    "time": _matching(_TIME, "time"),
}


def _choice(column: Column) -> Callable[[str], Reading | Fault]:
    def read(text: str) -> Reading | Fault:
        if text in column.choices:
            return Reading(text)
        listed = ", ".join(column.choices)
        return Fault("choice", {"choices": listed, "hint": closest(text, column.choices)})

    return read


def _many(
    one: Callable[[str], Reading | Fault],
) -> Callable[[str], Reading | Fault]:
    def read(text: str) -> Reading | Fault:
        readings = [one(part.strip()) for part in text.split(LIST_SEPARATOR)]
        faults = [reading for reading in readings if isinstance(reading, Fault)]
        if faults:
            return faults[0]
        return Reading(tuple(r.value for r in readings if isinstance(r, Reading)))

    return read


def _numbers(texts: Sequence[str]) -> Callable[[str], Reading | Fault]:
    """A reader of numbers for one column, which settles by the whole column how it is written."""
    style = convention(texts)
    doubtful = sum(map(is_doubtful, texts))
    odd_ones_out = style == "plain" and doubtful < MAX_DOUBTS * len(texts)

    def read(text: str) -> Reading | Fault:
        number = parse_number(text, style)
        if number is None:
            return Fault("number-infinite" if digits(text) > MAX_DIGITS else "number")
        if isinstance(number, Ambiguous):
            return Fault("number-ambiguous", {"one": number.one, "other": number.other})
        if odd_ones_out and is_doubtful(text):
            return Reading(
                number, Fault("number-odd", {"value": text, "other": text.replace(".", "")})
            )
        if is_plain_number(text) and Decimal(text) == number:
            return Reading(number)
        return Reading(number, _unusual(text, number))

    return read


def plain_numbers(texts: Sequence[str]) -> list[Decimal] | None:
    """All numbers at once where every text is plain and nothing is to be said about any.

    Long columns are nearly always so; ``None`` sends the others to the careful reader.
    """
    joined = "\n".join(texts) + "\n" if texts else ""
    if _PLAIN_LINES.fullmatch(joined) is None or joined.count("\n") != len(texts):
        return None
    doubtful = len(_DOUBTFUL_LINES.findall(joined))
    if doubtful and (joined.count(".") == doubtful or doubtful < MAX_DOUBTS * len(texts)):
        return None
    return list(map(Decimal, texts))


def parser(column: Column, texts: Sequence[str]) -> Callable[[str], Reading | Fault]:
    """The reader of a column's cells.

    Args:
        column: the column.
        texts: the different non-empty texts of the whole column.
    """
    if column.kind == "number":
        return _numbers(texts)
    if column.kind in {"day", "date"}:
        return _dates(parse_day if column.kind == "day" else parse_date, texts)
    one = _choice(column) if column.kind == "choice" else _PARSERS[column.kind]
    return _many(one) if column.many else one


def _written(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(value)
    if isinstance(value, (Period, PartialDate)):
        return value.code
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def write_column(column: Column, values: Sequence[Any]) -> list[str]:
    """The cells of a column as tables write them; an empty cell where there is no value."""
    cells = [_written(value) for value in values]
    return plain_column(cells) if column.kind == "number" else cells
