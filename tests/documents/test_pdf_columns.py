"""Tables of a PDF without ruling lines: told by their columns, and what must stay text."""

from __future__ import annotations

import pytest

from madedocs import PARKS
from madepdf import PdfPage, write_pdf
from tamnhin.read.annexes import annex_rows
from tamnhin.read.document import BlockKind, Document
from tamnhin.read.documents import read_document

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


@pytest.mark.parametrize(
    "draw", [_two_columns, _list, _contents, _signature, _justified, _heading, _pairs]
)
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
