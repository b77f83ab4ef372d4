"""Texts in shapes that copies have: a line for each word, tables of strokes, heads over columns."""

from __future__ import annotations

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
