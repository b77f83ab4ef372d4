"""Periods of statistics and of plans: years, parts of years, spans of years, and dates.

``2024`` a year, ``2024-H1`` a half, ``2024-Q1`` a quarter, ``2025-9M`` the first nine months,
``2024-06`` a month, ``2009-04-01`` a day, ``2021/2030`` a span of whole years.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from tamnhin.errors import InputError
from tamnhin.messages import N_

PeriodKind = Literal["year", "half", "quarter", "months", "month", "day", "span"]

# Years run from 1000 to 2999: a slip such as 0205 is no year, and no date leaves the calendar.
_FORMS: Final[Mapping[PeriodKind, re.Pattern[str]]] = {
    "year": re.compile(r"([12][0-9]{3})"),
    "half": re.compile(r"([12][0-9]{3})-H([12])"),
    "quarter": re.compile(r"([12][0-9]{3})-Q([1-4])"),
    "months": re.compile(r"([12][0-9]{3})-([1-9]|1[01])M"),
    "month": re.compile(r"([12][0-9]{3})-([0-9]{2})"),
    "day": re.compile(r"([12][0-9]{3})-([0-9]{2})-([0-9]{2})"),
    "span": re.compile(r"([12][0-9]{3})/([12][0-9]{3})"),
}
_MONTHS: Final[Mapping[PeriodKind, int]] = {"half": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of time that a figure or a target is about.

    Ordered by end, then by start, so that the latest period of a series sorts last. Two ways to
    write one stretch of time, such as ``2024-H1`` and ``2024-6M``, are the same period.

    Attributes:
        end: last day.
        start: first day.
        kind: how it is written.
        code: the text of tables, such as ``2024-H1``.
    """

    end: dt.date
    start: dt.date
    kind: PeriodKind = field(compare=False)
    code: str = field(compare=False)

    @property
    def year(self) -> int:
        """The year in which the period ends."""
        return self.end.year

    @property
    def first_year(self) -> int:
        """The year in which the period begins."""
        return self.start.year

    @property
    def is_year(self) -> bool:
        """True for one whole year, the period of annual statistics."""
        return self.kind == "year"

    def __str__(self) -> str:
        return self.code


def _dates(kind: PeriodKind, numbers: list[int]) -> tuple[dt.date, dt.date]:
    year = numbers[0]
    if kind == "year":
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if kind == "day":
        day = dt.date(year, numbers[1], numbers[2])
        return day, day
    if kind == "span":
        return dt.date(year, 1, 1), dt.date(numbers[1], 12, 31)
    if kind == "months":
        first, last = 1, numbers[1]
    else:
        length = _MONTHS[kind]
        last = numbers[1] * length
        first = last - length + 1
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """The period that a table cell names.

    Raises:
        ValueError: the text is not a period.
    """
    for kind, form in _FORMS.items():
        match = form.fullmatch(text)
        if match:
            start, end = _dates(kind, [int(group) for group in match.groups()])
            if end < start:
                break
            return Period(end, start, kind, text)
    msg = f"not a period: {text!r}"
    raise ValueError(msg)


def year(number: int) -> Period:
    """The period of one whole year."""
    return parse_period(f"{number:04d}")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which only the year, or the year and month, may be known.

    Sources often say only “April 2024”. The order takes an unknown part as the first possible
    day, so that of two figures the one with the fuller, later date counts as newer.
    """

    first_day: dt.date
    code: str

    @property
    def last_day(self) -> dt.date:
        """The last day that the date may mean."""
        parts = [int(part) for part in self.code.split("-")]
        if len(parts) == 1:
            return dt.date(parts[0], 12, 31)
        if len(parts) == 2:
            return dt.date(parts[0], parts[1], calendar.monthrange(*parts)[1])
        return self.first_day

    def __str__(self) -> str:
        return self.code


_PARTIAL: Final = re.compile(r"([12][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@lru_cache(maxsize=4096)
def parse_date(text: str) -> PartialDate:
    """A date as tables write it: ``2023-12-26``, ``2023-12`` or ``2023``.

    Raises:
        ValueError: the text is not a date.
    """
    match = _PARTIAL.fullmatch(text)
    if match is None:
        msg = f"not a date: {text!r}"
        raise ValueError(msg)
    year_, month, day = match.groups()
    return PartialDate(dt.date(int(year_), int(month or 1), int(day or 1)), text)


Day = dt.date | str
"""A day as callers may give it: a date, or ISO text."""


def to_day(value: object) -> dt.date | None:
    """The day that a caller means: a date, a time on that day, or ISO text; ``None`` stays.

    Raises:
        InputError: it is none of these.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return parse_day(str(value)[:10])
    except ValueError:
        raise InputError(
            N_("“{value}” is not a day such as 2025-06-30."), value=str(value)
        ) from None


def parse_day(text: str) -> dt.date:
    """A full date, ``2025-07-01``.

    Raises:
        ValueError: the text is not a full date.
    """
    if re.fullmatch(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", text) is None:
        msg = f"not a day: {text!r}"
        raise ValueError(msg)
    return dt.date.fromisoformat(text)
