"""Texts in shapes that copies have: a line for each word, tables of strokes, heads over columns."""

from __future__ import annotations

import pytest

from tamnhin.read.document import BlockKind
from tamnhin.read.documents.lines import broken_at_words, grouped
from tamnhin.read.plain import plain
from tamnhin.read.targets import read_targets


def test_a_line_for_each_word_is_joined_to_sentences() -> None:
    words = "Đến năm 2030, diện tích rừng trồng đạt 1.200 ha, tăng (theo FSC, PEFC…) của tỉnh."
    more = "Đến năm 2035 đạt 1.500 ha. Các xã đều có rừng."
    lines = [*words.split(" "), *more.split(" ")] * 2
    assert broken_at_words(lines)
    joined = [" ".join(lines[i] for i in group) for group in grouped(lines)]
    assert joined[0] == words
    assert len(joined) == 6


def test_cells_that_stand_alone_are_no_words_of_a_sentence() -> None:
    cells = ["Lúa", "1.200", "Ngô", "800", "Khoai", "35,5", "Chè", "12"] * 10
    assert not broken_at_words(cells)
    assert not broken_at_words(["một", "hai", "ba", "bốn"])


def test_strokes_make_cells_whose_words_stay_where_they_are() -> None:
    text = (
        "Chỉ tiêu chủ yếu\n\n| Chỉ tiêu | ĐVT | Mục tiêu 2030 |\n|---|---|---|\n"
        "| Tỷ lệ đô thị hóa | % | 45 |\n| Dân số | người | |\n\nHết."
    )
    document = plain(text)
    cells = [block for block in document.blocks if block.kind is BlockKind.CELL]
    assert [(b.row, b.column, text[b.span.start : b.span.end]) for b in cells] == [
        (0, 0, "Chỉ tiêu"), (0, 1, "ĐVT"), (0, 2, "Mục tiêu 2030"),
        (1, 0, "Tỷ lệ đô thị hóa"), (1, 1, "%"), (1, 2, "45"),
        (2, 0, "Dân số"), (2, 1, "người"),
    ]  # fmt: skip
    targets, _ = read_targets(document)
    assert [(t.value, t.unit, t.horizon) for t in targets] == [(45, "%", "2030")]


def test_strokes_without_a_rule_below_the_first_row_are_text() -> None:
    document = plain("| a | b |\n| 1 | 2 |")
    assert all(block.kind is not BlockKind.CELL for block in document.blocks)


def test_figures_under_a_column_of_results_are_no_targets() -> None:
    text = "\n\n".join(
        (
            "Định hướng",
            "Thực hiện 2010",
            "Năm 2015",
            "Năm 2020",
            "Dân số (người)",
            "1.000",
            "1.200",
            "1.500",
        )
    )
    targets, figures = read_targets(plain(text))
    assert [(t.value, t.horizon) for t in targets] == [(1200, "2015"), (1500, "2020")]
    assert [(f.value, f.reason) for f in figures] == [(1000, "result")]


def test_a_text_of_words_may_begin_in_small_letters() -> None:
    assert grouped(["abc"] * 50) == [list(range(50))]


@pytest.mark.parametrize("gap", [" ", "-", "(", ", ", ")", "\u00a0"])
def test_a_long_gap_before_a_verb_takes_no_time(gap: str) -> None:
    line = "Đến năm 2030 tỷ lệ hộ nghèo" + gap * 2000 + " còn 5%."
    targets, figures = read_targets(plain(line))  # an exponential search would not come back
    assert len(targets) + len(figures) == 1


@pytest.mark.parametrize(
    ("heads", "promised", "told"),
    [
        ("2025 | 2030", [(8, "2025"), (2, "2030")], []),
        ("Thực hiện 2020 | Kế hoạch 2025", [(2, "2025")], [8]),
        ("Hiện trạng | Kết quả đến năm 2030", [(2, "2030")], [8]),
        ("Mục tiêu 2026 | Giai đoạn 2026-2030", [(8, "2026"), (2, "2026-2030")], []),
    ],
)
def test_heads_of_columns_give_the_year_and_say_what_is_told(
    heads: str, promised: list[tuple[int, str]], told: list[int]
) -> None:
    text = f"| Chỉ tiêu | {heads} |\n|---|---|---|\n| Tỷ lệ hộ nghèo (%) | 8 | 2 |"
    targets, figures = read_targets(plain(text))
    assert [(t.value, t.horizon) for t in targets] == promised
    assert [f.value for f in figures] == told


def test_a_term_that_was_is_no_promise_because_the_next_is() -> None:
    text = "Kết quả giai đoạn 2016-2020 tăng 8%/năm, phấn đấu giai đoạn 2021-2025 tăng 9%/năm."
    targets, figures = read_targets(plain(text))
    assert [t.horizon for t in targets] == ["2021-2025"]
    assert [f.value for f in figures] == [8]


def test_a_clause_without_a_figure_keeps_its_earlier_year_to_itself() -> None:
    text = (
        "Phấn đấu đến năm 2030 đô thị hóa đạt 45%; đến năm 2025 không còn hộ nghèo; "
        "che phủ rừng đạt 40%. Đến năm 2025, 90% số xã đạt chuẩn; đến năm 2030 toàn tỉnh đạt "
        "chuẩn; 50% số xã đạt nâng cao."
    )
    targets, _ = read_targets(plain(text))
    assert [(t.value, t.horizon) for t in targets] == [
        (45, "2030"), (40, "2030"), (90, "2025"), (50, "2030"),
    ]  # fmt: skip
