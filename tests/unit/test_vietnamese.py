# ruff: noqa: E501 - a case is read best on one line
from __future__ import annotations

from decimal import Decimal

import pytest

from tamnhin.vietnamese import (
    Ambiguous,
    convention,
    fold,
    is_doubtful,
    is_plain_number,
    parse_number,
    plain_column,
    plain_number,
    slug,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Hà Nam", "ha nam"), ("ĐƯỜNG  Đê", "duong de"), ("Nguyễn\u00a0Huệ", "nguyen hue"),
     ("Ho\u0300a", "hoa"), ("", ""), ("ẤP 3", "ap 3")],
)  # fmt: skip
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Phủ Lý", "phu-ly"),
        ("  Khu CN Đồng Văn IV ", "khu-cn-dong-van-iv"),
        ("…", ""),
        ("日本", ""),
    ],
)
def test_slug(title: str, name: str) -> None:
    assert slug(title) == name


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"), ("-0.5", "-0.5"), ("007", "7"), ("1234", "1234"), ("+5", "5"), ("\u22125", "-5"),
        ("12,5", "12.5"), ("0,125", "0.125"), ("0.125", "0.125"), ("1234,567", "1234.567"),
        ("1234.567", "1234.567"), ("1.234,5", "1234.5"), ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("-1.234.567,89", "-1234567.89"),
        ("1 234", "1234"), ("1\u00a0234\u202f567,5", "1234567.5"), ("12,3456", "12.3456"),
        ("1" * 30, "1" * 30), ("0.000", "0.000"),
    ],
)  # fmt: skip
def test_numbers_that_leave_no_doubt(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "-", ".", ",", ".5", "5.", "1,2,3", "12.34.567", "1.23.456", "1,234,56", "1.234,567.8", "1e5",
     "NaN", "inf", "0x1F", "1_000", "１２", "٣", "1 23", "12 3456", "1  234", "5 %", "1" * 31,
     "--1", "1-2", "0.123.456", "01.234.567", "\u2212\u22125", "²"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("column", "dot", "comma"),
    [
        ("unknown", None, None), ("mixed", None, None), ("plain", "1.234", None),
        ("vietnamese", "1234", "1.234"), ("english", "1.234", "1234"),
    ],
)  # fmt: skip
def test_the_column_settles_a_doubtful_number(
    column: str, dot: str | None, comma: str | None
) -> None:
    for text, wanted in (("1.234", dot), ("1,234", comma)):
        number = parse_number(text, column)  # type: ignore[arg-type]
        if wanted is None:
            assert number == Ambiguous("1.234", "1234")
        else:
            assert number == Decimal(wanted)
            assert str(number) == wanted


@pytest.mark.parametrize(
    ("cells", "judged"),
    [
        ([], "unknown"), (["1", "22"], "unknown"), (["1.234", "5,678"], "unknown"),
        (["1.5", "1.234"], "plain"), (["12,5", "1.234"], "vietnamese"), (["1.234.567"], "vietnamese"),
        (["1,234.5", "0.5"], "english"), (["1,234,567"], "english"), (["12,5", "3.5"], "mixed"),
        (["12,5", "1,234.5"], "mixed"), (["none", "1,5x"], "unknown"), (["１.5"], "unknown"),
        (["-\u00a01.5"], "unknown"), (["\u22121,5"], "vietnamese"), (["1 234,5"], "vietnamese"),
    ],
)  # fmt: skip
def test_convention(cells: list[str], judged: str) -> None:
    assert convention(cells) == judged


def test_doubt() -> None:
    assert all(map(is_doubtful, ["1.234", "1,234", "-12.345", "+999,999", "\u22121.234"]))
    assert not any(
        map(is_doubtful, ["0.234", "1234.567", "1.23", "1.2345", "1.234.567", "1.234,5"])
    )


def test_plain_numbers_are_written_without_exponent_and_read_without_doubt() -> None:
    assert plain_number(Decimal("1E+3")) == "1000"
    assert plain_number(Decimal("1.50")) == "1.50"
    assert plain_column(["1.234", "", "5"]) == ["1.2340", "", "5"]
    assert plain_column(["1.234", "1.5"]) == ["1.234", "1.5"]
    assert is_plain_number("-1.50")
    assert not any(map(is_plain_number, ["+1", "1,5", "1 000", "", "１"]))
