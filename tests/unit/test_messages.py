# ruff: noqa: E501 - a case is read best on one line
from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tamnhin.messages import LANGS, catalogue, format_date, format_number


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (Decimal("1234.50"), "1.234,50", "1,234.50"), (1234567, "1.234.567", "1,234,567"),
        (0.5, "0,5", "0.5"), (Decimal("-0.001"), "-0,001", "-0.001"), (Decimal("1E+3"), "1.000", "1,000"),
        (Decimal("123456789012345678901234567890.12345"), "123.456.789.012.345.678.901.234.567.890,12345",
         "123,456,789,012,345,678,901,234,567,890.12345"),
    ],
)  # fmt: skip
def test_numbers_for_people(value: Decimal, vi: str, en: str) -> None:
    assert (format_number(value, "vi"), format_number(value, "en")) == (vi, en)


def test_numbers_with_a_given_number_of_decimals() -> None:
    assert format_number(Decimal("2.345"), "vi", 1) == "2,3"
    assert format_number(7, "en", 2) == "7.00"


def test_dates_for_people() -> None:
    assert format_date(dt.date(2023, 12, 26), "vi") == "26/12/2023"
    assert format_date(dt.date(2023, 12, 26), "en") == "26 Dec 2023"


@pytest.mark.parametrize("lang", LANGS)
def test_a_sentence_without_translation_is_said_in_english_and_braces_in_values_stay(
    lang: str,
) -> None:
    book = catalogue(lang)  # type: ignore[arg-type]
    assert book.gettext("No such sentence.") == "No such sentence."
    assert book.text("No such “{name}”.", name="{evil}") == "No such “{evil}”."
    assert book.ngettext("one thing", "many things", 2) == "many things"
    assert book.ngettext("one thing", "many things", 1) == "one thing"
