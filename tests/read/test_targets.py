# ruff: noqa: E501 - a case is read best on one line
"""Single rules of the target reader."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamnhin.read.document import Block, BlockKind, Document, Span
from tamnhin.read.plain import plain
from tamnhin.read.readings import TargetReading
from tamnhin.read.targets import read_targets
from tamnhin.read.targets.amounts import find_amounts
from tamnhin.read.targets.numbers import parse_amount
from tamnhin.read.targets.periods import find_periods, fixed_spans
from tamnhin.read.targets.shadow import shadow
from tamnhin.read.targets.vocabulary import phrases, unit_words
from tamnhin.units import units


@given(st.integers(0, 10**12))
def test_whole_numbers_read_back_from_the_vietnamese_form(number: int) -> None:
    written = f"{number:,}".replace(",", ".")
    assert parse_amount(written, "billion VND") == (Decimal(number), parse_amount(written)[1])  # type: ignore[index]


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_decimals_read_back_in_both_conventions(whole: int, hundredths: int) -> None:
    value = Decimal(whole) + Decimal(hundredths) / 100
    grouped = f"{whole:,}"
    vietnamese = grouped.replace(",", ".") + f",{hundredths:02}"
    english = grouped + f".{hundredths:02}"
    assert parse_amount(vietnamese) is not None
    assert parse_amount(vietnamese)[0] == value  # type: ignore[index]
    assert parse_amount(english)[0] == value  # type: ignore[index]


@given(st.text(alphabet="0123456789., ", max_size=40))
def test_any_digits_and_marks_give_a_number_or_nothing(text: str) -> None:
    parsed = parse_amount(text)
    assert parsed is None or parsed[0] >= 0


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1.668", "billion VND", "1668"), ("1.668", "%", "1.668"), ("7,900", "USD/person", "7900"),
        ("1,365", "", "1.365"), ("2,150", "million USD", "2150"), ("25 000", "ha", "25000"),
    ],
)  # fmt: skip
def test_a_doubtful_mark_is_settled_by_the_unit(text: str, unit: str, value: str) -> None:
    parsed = parse_amount(text, unit)
    assert parsed is not None
    assert parsed[0] == Decimal(value)


@given(st.integers(1990, 2060), st.integers(1, 30), st.sampled_from([" - ", "-", " – ", " đến "]))
def test_a_span_of_years_is_never_a_range_of_values(first: int, more: int, dash: str) -> None:
    low = shadow(f"giai đoạn {first}{dash}{first + more} tăng bình quân 9%/năm")
    (period,) = find_periods(low, fixed_spans(low))
    assert (period.first, period.last) == (first, first + more)
    (amount,) = find_amounts(low, [(period.start, period.end)])
    assert (amount.value, amount.upper) == (9, None)


@given(st.text(max_size=200))
def test_a_shadow_has_the_length_of_its_text(text: str) -> None:
    assert len(shadow(text)) == len(text)


@given(
    st.text(
        alphabet=st.sampled_from("0123456789.,-%() năm đến tỷ đồng giảm còn \n;:"), max_size=300
    )
)
def test_any_text_is_read_without_failing(text: str) -> None:
    document = plain(text)
    targets, figures = read_targets(document)
    for reading in (*targets, *figures):
        assert 0 <= reading.quote.start < reading.quote.end <= len(document.text)


def test_old_and_new_spelling_have_one_shadow() -> None:
    assert shadow("THUỶ SẢN, hoà bình, tỉ lệ, qui mô") == "thủy sản, hòa bình, tỷ lệ, quy mô"
    assert shadow("quý khách") == "quý khách"
    assert shadow("Ðông_Hà") == "đông hà"


def only(text: str) -> TargetReading:
    (target,) = read_targets(plain(text))[0]
    return target


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit", "horizon", "basis"),
    [
        ("Đến năm 2030 tỷ lệ hộ nghèo giảm còn dưới 2%.", "less_than", "2", "%", "2030", "level"),
        ("Phấn đấu giảm tỷ lệ hộ nghèo bình quân 1%/năm giai đoạn 2026-2030.", "exactly", "1", "points/yr", "2026-2030", "change"),
        ("Phấn đấu GRDP tăng bình quân 9% thời kỳ 2021-2030.", "exactly", "9", "%/yr", "2021-2030", "average_growth"),
        ("Phấn đấu đến năm 2030 thu nhập gấp 2 lần năm 2020.", "exactly", "2", "ratio", "2030", "relative"),
        ("Phấn đấu năm 2030 tỷ trọng dịch vụ tối đa 40%.", "at_most", "40", "%", "2030", "share"),
    ],
)  # fmt: skip
def test_a_sentence_gives_one_target(text: str, operator: str, value: str, unit: str, horizon: str, basis: str) -> None:  # fmt: skip
    target = only(text)
    assert (target.operator, target.value, target.unit) == (operator, Decimal(value), unit)
    assert (target.horizon, target.basis) == (horizon, basis)


def test_a_base_year_is_kept_and_is_no_horizon() -> None:
    target = only("Phấn đấu đến năm 2030 phát thải giảm 15% so với năm 2014.")
    assert (target.horizon, target.base) == ("2030", "2014")


def test_a_place_is_kept_with_its_capitals() -> None:
    target = only("Đến năm 2030, Khu vực nông thôn đạt tỷ lệ nước sạch 85%.")
    assert target.place == "Khu vực nông thôn"


def test_the_horizon_of_a_heading_is_cited_where_it_stands() -> None:
    document = plain("Mục tiêu đến năm 2030\n- Tỷ lệ đô thị hóa 45%.")
    (target,) = read_targets(document)[0]
    assert target.horizon_span is not None
    assert document.words(target.horizon_span) == "đến năm 2030"
    assert target.indicator is not None
    assert document.words(target.indicator) == "Tỷ lệ đô thị hóa"


def test_figures_that_are_no_targets_say_why() -> None:
    text = "Năm 2023 thu ngân sách ước đạt 9.000 tỷ đồng, tăng 5% so với cùng kỳ."
    targets, figures = read_targets(plain(text))
    assert targets == ()
    assert [figure.reason for figure in figures] == ["result", "result"]
    assert figures[0].period == "2023"


def test_cells_of_a_table_take_name_unit_and_year_from_around_them() -> None:
    cells = [["Chỉ tiêu", "Đơn vị", "Kế hoạch năm 2030"], ["Tỷ lệ đô thị hóa", "%", "45"],
             ["Thu ngân sách", "Tỷ đồng", "25.000"]]  # fmt: skip
    text, blocks = "", []
    for row, names in enumerate(cells):
        for column, name in enumerate(names):
            span = Span(len(text), len(text) + len(name))
            blocks.append(Block(BlockKind.CELL, span, table=0, row=row, column=column))
            text += name + "\n"
    targets, _ = read_targets(Document("", text, tuple(blocks), ""))
    found = [(target.value, target.unit, target.horizon) for target in targets]
    assert found == [(45, "%", "2030"), (25000, "billion VND", "2030")]
    document = Document("", text, tuple(blocks), "")
    assert [document.words(t.indicator) for t in targets if t.indicator] == [
        "Tỷ lệ đô thị hóa",
        "Thu ngân sách",
    ]


def test_an_indicator_is_named_without_who_promises_and_once_for_all_its_years() -> None:
    line = (
        "Tỉnh Sông Thao phấn đấu kim ngạch xuất khẩu đạt 400 triệu USD vào năm 2025 và đạt "
        "900 triệu USD vào năm 2030; có 33 giường bệnh trên 10.000 dân."
    )
    document = plain(line)
    targets, _ = read_targets(document)
    named = [document.words(t.indicator) if t.indicator else "" for t in targets]
    assert named == ["kim ngạch xuất khẩu", "kim ngạch xuất khẩu", "giường bệnh trên 10.000 dân"]


def test_a_header_that_counts_in_thousands_is_a_unit_and_no_amount() -> None:
    targets, _ = read_targets(plain("Đến năm 2030 dân số (1000 người): 870."))
    assert [(t.value, t.unit) for t in targets] == [(870_000, "persons")]


def test_every_written_unit_has_a_symbol_or_is_counted_or_is_no_measure() -> None:
    no_measure = {"duration", "days"}
    for words, unit in unit_words().items():
        assert unit.counted or unit.symbol in units() or unit.symbol in no_measure, words


def test_every_phrase_is_in_small_letters_of_one_spelling() -> None:
    lists = [words for part in phrases().values() for words in part.values()]
    flat = [word for words in lists if isinstance(words, list) for word in words]
    assert len(flat) > 200
    assert not [word for word in flat if shadow(word) != word and "–" not in word]


def test_a_long_line_takes_no_more_than_its_length() -> None:
    line = "Đến năm 2030 tỷ lệ đạt 45%, " * 400
    targets, _ = read_targets(plain(line))
    assert len(targets) == 400


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "1-", "(1 ", "A. ", "đạt 5% ", "đến năm 2030, ", "tăng 1,5 lần so với năm 2020, "],
)
def test_twice_the_line_takes_about_twice_the_time(piece: str) -> None:
    def seconds(characters: int) -> float:
        document = plain(piece * (characters // len(piece)) + " tỷ đồng đến năm 2030")
        begun = time.process_time()
        read_targets(document)
        return time.process_time() - begun

    seconds(1000)
    assert seconds(40_000) < 0.5 + 5.5 * seconds(10_000)  # 16 times, were it the square
