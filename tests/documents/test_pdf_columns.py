"""Tables of a PDF without ruling lines: told by their columns, and what must stay text."""

from __future__ import annotations

import time

import pytest

from madedocs import PARKS
from madepdf import PdfPage, write_pdf
from tamnhin.read.annexes import annex_rows
from tamnhin.read.document import BlockKind, Document
from tamnhin.read.documents import read_document
from tamnhin.read.documents.pdf_aligned import aligned_grids
from tamnhin.read.documents.pdf_page import Page, Run

XS = (72, 110, 330, 450)
Rows = list[list[str]]


def put(page: PdfPage, rows: Rows, top: float = 700, step: float = 20, xs=XS, size=10) -> float:
    """Rows of a table without lines; returns where the next one would go."""
    for row in rows:
        for x, text in zip(xs, row, strict=False):
            if text:
                page.text(x, top, text, size)
        top -= step
    return top


def read(*pages: PdfPage) -> Document:
    return read_document(write_pdf(list(pages)), "a.pdf")


def grids(document: Document) -> list[Rows]:
    words = [document.words(block.span) for block in document.blocks]
    return [[[words[i] for i in row if i is not None] for row in t.grid] for t in document.tables()]


def test_rows_under_one_another_are_a_table() -> None:
    page = PdfPage()
    page.paragraph(
        780, "Danh mục các khu công nghiệp của tỉnh đến năm 2030 như sau, theo quy hoạch."
    )
    low = put(page, PARKS)
    page.paragraph(
        low - 20, "Các khu khác được xem xét khi đủ điều kiện theo quy định của pháp luật."
    )
    document = read(page)
    assert grids(document) == [PARKS]
    texts = [b for b in document.blocks if b.kind is not BlockKind.CELL]
    assert [document.words(b.span)[:8] for b in texts] == ["Danh mục", "Các khu "]
    assert any("by their columns" in mending.what for mending in document.mendings)


def test_names_over_two_lines_stay_in_their_row() -> None:
    page = PdfPage()
    put(page, [["TT", "Tên khu", "Địa điểm", "Diện tích (ha)"]])
    put(page, [["1", "Khu công nghiệp", "Xã Đồng Trên", "1.250,5"], ["", "Bãi Sậy"]], 680, 12)
    put(page, [["2", "Khu công nghiệp Gò Mây", "Xã Đồng Dưới", "300"]], 650)
    put(page, [["3", "Cụm làng nghề", "Phường", "45"], ["", "Bến Lau", "Chợ Cũ"]], 630, 12)
    assert grids(read(page)) == [PARKS]


def test_figures_stand_to_the_right_and_the_head_has_two_lines() -> None:
    page = PdfPage()
    put(page, [["TT", "Tên khu", "", "Diện tích"], ["", "", "Địa điểm", "(ha)"]], 700, 12)
    for number, row in enumerate(PARKS[1:]):
        put(page, [row[:3]], 670 - 20 * number)
        page.text(510 - 5 * len(row[3]), 670 - 20 * number, row[3], 10)
    assert grids(read(page)) == [PARKS]


def test_a_table_goes_on_over_a_page() -> None:
    first, second = PdfPage(), PdfPage()
    put(first, PARKS, 140)
    put(second, [PARKS[0], *([f"{n}", f"Khu số {n}", "Xã An", f"{n}0"] for n in (4, 5, 6))], 760)
    (table,) = grids(read(first, second))
    assert [row[0] for row in table] == ["TT", "1", "2", "3", "4", "5", "6"]


def test_names_and_figures_are_a_table_of_two_columns() -> None:
    rows = [["Huyện Bình Lục", "1.200"], ["Huyện Kim Bảng", "950,5"], ["Thị xã Duy Tiên", "2.000"]]
    page = PdfPage()
    put(page, rows, xs=(72, 330))
    assert grids(read(page)) == [rows]


def test_parks_of_such_an_annex_become_sites() -> None:
    page = PdfPage()
    page.centred(760, "PHỤ LỤC")
    page.centred(740, "DANH MỤC KHU CÔNG NGHIỆP")
    put(page, PARKS)
    found = list(annex_rows(read(page)))
    assert len(found) == 3


HEAD = ["TT", "Tên khu công nghiệp", "Địa điểm", "Diện tích (ha)", "Thời kỳ"]
SITES = [
    ["1", "Khu công nghiệp Gò Mây", "Huyện Tân Lập", "75", "2021-2025"],
    ["2", "Khu công nghiệp Bãi Sậy", "Huyện Bến Lau", "1.250,5", "2021-2025"],
    ["3", "Khu công nghiệp Vân Trì", "Thị xã Yên Hà", "320", "2026-2030"],
    ["4", "Khu công nghiệp Đông Khê", "Huyện Tân Lập", "188", "2026-2030"],
]
WIDE = (72, 110, 270, 390, 480)


def test_cells_that_wrap_without_space_between_rows_keep_to_their_row() -> None:
    page = PdfPage()
    put(page, [
        HEAD, ["1", "Khu công nghiệp", "Huyện", "75"], ["", "Gò Mây", "Tân Lập"],
        ["2", "Khu công nghiệp Bãi", "Xã An,", "50"], ["", "Sậy và khu", "thị xã", ""],
        ["", "dịch vụ"], ["3", "KCN Vân Trì", "Tân Lập", "320"], ["4", "KCN", "Yên Hà", "9"],
        ["", "Đông Khê"],
    ], 700, 13, WIDE)  # fmt: skip
    (table,) = grids(read(page))
    assert [row[1:4] for row in table[1:]] == [
        ["Khu công nghiệp Gò Mây", "Huyện Tân Lập", "75"],
        ["Khu công nghiệp Bãi Sậy và khu dịch vụ", "Xã An, thị xã", "50"],
        ["KCN Vân Trì", "Tân Lập", "320"],
        ["KCN Đông Khê", "Yên Hà", "9"],
    ]


def test_numbers_may_stand_at_half_the_height_of_their_row() -> None:
    page = PdfPage()
    y = put(page, [HEAD], 700, 22, WIDE)
    for site in SITES:
        put(page, [["", "Khu công nghiệp"], ["", site[1][16:]]], y, 13, WIDE)
        put(page, [[site[0], "", *site[2:]]], y - 6.5, 0, WIDE)
        y -= 29
    assert grids(read(page)) == [[HEAD, *SITES]]


def test_titles_of_groups_and_a_sum_are_rows_of_the_table() -> None:
    page = PdfPage()
    y = put(page, [HEAD], 700, 18, WIDE)
    for title, own in (("A. Các khu đã thành lập trước năm 2021", SITES[:2]),
                       ("B. Các khu công nghiệp thành lập mới", SITES[2:])):  # fmt: skip
        y = put(page, [[title], *own], y, 18, WIDE)
    put(page, [["Tổng cộng", "", "", "1.833,5"]], y, 18, (88, *WIDE[1:]))
    page.paragraph(y - 40, "Các khu khác được xem xét khi đủ điều kiện theo quy định.")
    document = read(page)
    (table,) = grids(document)
    assert [row[0][:2] for row in table] == ["TT", "A.", "1", "2", "B.", "3", "4", ""]
    assert table[-1] == ["", "Tổng cộng", "", "1.833,5", ""]
    rows = [(document.words(r.name), r.location, r.period) for r in annex_rows(document)]
    assert rows == [(site[1], site[2], site[4]) for site in SITES]


def test_a_title_over_two_columns_covers_them() -> None:
    page = PdfPage()
    page.text(405, 700, "Diện tích (ha)", 10)
    put(page, [HEAD[:3]], 693, xs=WIDE)
    put(page, [["Hiện có", "Đến 2030"]], 686, xs=(390, 470))
    put(page, [[*site[:3], "50", site[3]] for site in SITES], 668, 18, WIDE)
    document = read(page)
    assert document.tables()[0].heads == 2
    assert grids(document)[0][0] == [*HEAD[:3], "Diện tích (ha)", "Diện tích (ha)"]
    assert [str(row.area) for row in annex_rows(document)] == ["75", "1250.5", "320", "188"]


def test_a_full_cell_is_parted_from_the_next_by_the_margins_of_both() -> None:
    page = PdfPage()
    xs = (72, 95, 95 + 24 * 5 + 10.8, 320, 410)
    put(page, [HEAD, *SITES], 700, 18, xs)
    assert grids(read(page)) == [[HEAD, *SITES]]


def test_one_row_on_the_next_page_goes_on_with_the_table() -> None:
    first, second = PdfPage(), PdfPage()
    put(first, [HEAD, *SITES[:3]], 130, 18, WIDE)
    put(second, SITES[3:], 780, 18, WIDE)
    second.paragraph(720, "1. Các khu khác được xem xét khi đủ điều kiện theo quy định, sau 2030.")
    first.centred(30, "4")
    second.centred(30, "5")
    assert grids(read(first, second)) == [[HEAD, *SITES]]


def test_points_on_the_next_page_do_not_go_on_with_the_table() -> None:
    first, second = PdfPage(), PdfPage()
    put(first, [HEAD, *SITES], 130, 18, WIDE)
    put(second, [[f"{n}.", "Giao Sở Xây dựng"] for n in range(1, 5)], 780, 18, WIDE)
    assert grids(read(first, second)) == [[HEAD, *SITES]]


def test_a_year_set_apart_in_a_line_at_the_edge_is_no_page_number() -> None:
    page = PdfPage()
    for x, word in zip((72, 190, 245), ("Quy hoạch đến năm", "2030", "và tầm nhìn"), strict=True):
        page.text(x, 50, word)
    page.paragraph(700, "Tỉnh phát triển công nghiệp theo hướng hiện đại.")
    assert "năm 2030 và" in read(page).text


def _two_columns(page: PdfPage) -> None:
    for x in (50, 310):
        page.paragraph(
            760, "Phát triển công nghiệp theo hướng hiện đại, đến 2030. " * 12, x=x, columns=38
        )


def _list(page: PdfPage) -> None:
    for number in range(1, 8):
        page.text(72, 760 - 20 * number, f"{number}.")
        page.text(110, 760 - 20 * number, f"Hoàn thành nhiệm vụ thứ {number} trong năm")


def _contents(page: PdfPage) -> None:
    for number in range(1, 8):
        page.text(72, 760 - 20 * number, f"Chương {number}. Định hướng {'.' * 30}")
        page.text(500, 760 - 20 * number, f"{number * 7}")


def _signature(page: PdfPage) -> None:
    left = ["Nơi nhận:", "- Như Điều 3;", "- Thủ tướng Chính phủ;", "- Lưu: VT, KH (05)."]
    right = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "Nguyễn Văn Bến"]
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        page.text(72, 300 - 18 * number, one, 10)
        if other:
            page.text(360, 300 - 18 * number, other, 10)


def _justified(page: PdfPage) -> None:
    """Words set far apart to fill the line, each line with others."""
    text = "Đến năm 2030 tỷ lệ đô thị hóa đạt 45 phần trăm và 70 xã đạt chuẩn nâng cao"
    words = text.split()
    for line in range(12):
        own = [words[(line * 7 + k) % len(words)] for k in range(7)]
        free = (450 - sum(6 * len(word) for word in own)) / 6
        x = 72.0
        for word in own:
            page.text(x, 700 - 18 * line, word)
            x += 6 * len(word) + free


def _heading(page: PdfPage) -> None:
    page.text(72, 780, "ỦY BAN NHÂN DÂN", 10)
    page.text(320, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 10)
    page.text(90, 764, "TỈNH SÔNG BẾN", 10)
    page.text(340, 764, "Độc lập - Tự do - Hạnh phúc", 10)
    page.text(72, 740, "Số: 77/QĐ-UBND", 10)
    page.text(330, 740, "Sông Bến, ngày 8 tháng 1 năm 2024", 10)


def _pairs(page: PdfPage) -> None:
    page.text(72, 700, "Diện tích")
    page.text(330, 700, "1.200")
    page.text(72, 680, "Dân số")
    page.text(330, 680, "85.000")


def _pages(page: PdfPage) -> None:
    titles = ("Mở đầu", "Thực trạng phát triển", "Quan điểm và mục tiêu", "Giải pháp")
    put(page, [[title, f"{number}"] for title, number in zip(titles, (1, 5, 21, 97), strict=True)])


def _years(page: PdfPage) -> None:
    put(page, [[f"{year}", f"Khánh thành cầu số {year % 10}"] for year in range(2021, 2026)])


def _matrix(page: PdfPage) -> None:
    put(page, [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]])


def _points_in_two_columns(page: PdfPage) -> None:
    put(page, [[f"{n}.", "Hạ tầng số", f"{n + 9}.", "Y tế"] for n in range(1, 10)])


def _formulas(page: PdfPage) -> None:
    put(page, [[name, "=", "a x 2 + b", f"({n})"] for n, name in enumerate("TQM", 1)])


def _chart(page: PdfPage) -> None:
    put(page, [[f"{10 * n}%", f"{2020 + n}"] for n in range(1, 6)])


@pytest.mark.parametrize(
    "draw",
    [
        _two_columns, _list, _contents, _signature, _justified, _heading, _pairs, _pages, _years,
        _matrix, _points_in_two_columns, _formulas, _chart,
    ],
)  # fmt: skip
def test_what_is_no_table_stays_text(draw) -> None:
    page = PdfPage()
    draw(page)
    assert not read(page).tables()


def test_a_page_of_many_small_parts_is_a_drawing() -> None:
    page = PdfPage()
    for line in range(150):
        for place in range(60):
            page.text(20 + 9 * place, 830 - 5 * line, str(place % 10), 4)
    assert not read(page).tables()


@pytest.mark.parametrize("parts", [2, 24])
@pytest.mark.parametrize("word", ["chữ", "12"])
def test_twice_the_lines_take_about_twice_the_time(parts: int, word: str) -> None:
    def seconds(lines: int) -> float:
        runs = [
            Run(word, 22 * part, 800 - line / 5, 22 * part + 9, 800.15 - line / 5)
            for line in range(lines)
            for part in range(parts)
        ]
        begun = time.process_time()
        aligned_grids(Page(1, 595, 842, runs, []), [], None)
        return time.process_time() - begun

    seconds(500)
    assert seconds(8000) < 0.5 + 5.5 * seconds(2000)  # 16 times, were it the square
