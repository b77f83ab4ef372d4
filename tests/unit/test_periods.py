# ruff: noqa: E501 - a case is read best on one line
from __future__ import annotations

import datetime as dt

import pytest

from tamnhin.periods import PartialDate, parse_date, parse_day, parse_period, year


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("2024", "year", "2024-01-01", "2024-12-31"), ("2024-H1", "half", "2024-01-01", "2024-06-30"),
        ("2024-H2", "half", "2024-07-01", "2024-12-31"), ("2024-Q1", "quarter", "2024-01-01", "2024-03-31"),
        ("2024-Q4", "quarter", "2024-10-01", "2024-12-31"), ("2025-9M", "months", "2025-01-01", "2025-09-30"),
        ("2024-02", "month", "2024-02-01", "2024-02-29"), ("2009-04-01", "day", "2009-04-01", "2009-04-01"),
        ("2021/2030", "span", "2021-01-01", "2030-12-31"),
    ],
)  # fmt: skip
def test_forms(text: str, kind: str, start: str, end: str) -> None:
    period = parse_period(text)
    assert (period.kind, period.start.isoformat(), period.end.isoformat()) == (kind, start, end)
    assert str(period) == text
    assert period.is_year == (kind == "year")
    assert (period.first_year, period.year) == (int(start[:4]), int(end[:4]))


@pytest.mark.parametrize(
    "text",
    ["", "24", "20244", "2024-H3", "2024-Q5", "2024-0M", "2024-12M", "2024-13", "2024-00", "2023-02-29",
     "2030/2021", "2024 ", "２０２４", "0205", "3000", "2024-h1", "2024Q1", "2024-1"],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"period|day|month"):
        parse_period(text)


def test_periods_sort_by_end_then_start() -> None:
    texts = ["2024", "2024-Q4", "2023", "2024-H1", "2021/2024", "2024-12-31"]
    assert [str(p) for p in sorted(map(parse_period, texts))] == [
        "2023", "2024-H1", "2021/2024", "2024", "2024-Q4", "2024-12-31",
    ]  # fmt: skip


def test_two_names_of_one_stretch_of_time_are_one_period() -> None:
    assert parse_period("2024-6M") == parse_period("2024-H1")
    assert len({parse_period("2024-3M"), parse_period("2024-Q1")}) == 1
    assert year(2024) == parse_period("2024")


def test_partial_dates() -> None:
    assert parse_date("2024-02").last_day == dt.date(2024, 2, 29)
    assert parse_date("2024").last_day == dt.date(2024, 12, 31)
    assert parse_date("2024-05-06").last_day == parse_date("2024-05-06").first_day
    assert sorted(map(parse_date, ["2024-06", "2024", "2024-01-02", "2023-12-31"])) == [
        PartialDate(dt.date(2023, 12, 31), "2023-12-31"), PartialDate(dt.date(2024, 1, 1), "2024"),
        PartialDate(dt.date(2024, 1, 2), "2024-01-02"), PartialDate(dt.date(2024, 6, 1), "2024-06"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "2024-2", "2024-02-30", "24-02-03", "2024-13", "2024-H1", "٢٠٢٤"]
)
def test_what_is_no_date(text: str) -> None:
    for parse in (parse_date, parse_day):
        with pytest.raises(ValueError, match=r"not a|day|month"):
            parse(text)


def test_a_day_is_a_full_date() -> None:
    assert parse_day("2025-07-01") == dt.date(2025, 7, 1)
    with pytest.raises(ValueError, match="not a day"):
        parse_day("2025-07")
