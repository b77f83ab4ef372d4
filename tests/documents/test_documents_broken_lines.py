"""Lines broken in the middle of a sentence, and lines that only look so."""

from __future__ import annotations

import pytest

from tamnhin.read.documents import read_document
from tamnhin.read.plain import plain

ACT = """HỘI
ĐỒNG NHÂN DÂN
TỈNH BÌNH SƠN
CỘNG
HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số:
30/NQ-HĐND
Bình Sơn, ngày 04 tháng 12 năm 2020
NGHỊ QUYẾT
KẾ HOẠCH KINH TẾ - XÃ HỘI 5 NĂM 2021-2025 TỈNH BÌNH SƠN
Căn cứ Luật Ngân sách nhà nước
ngày 25 tháng 6 năm 2015;
I. MỤC TIÊU TỔNG
QUÁT
1. Các chỉ tiêu về kinh
tế
- GRDP bình quân đầu người đạt
126 triệu đồng vào năm 2025.
- Tỷ lệ hộ nghèo giảm bình
quân 2-3%/năm.
"""


def test_the_lines_of_a_copied_act_are_joined() -> None:
    document = read_document(ACT.encode(), "a.txt")
    lines = document.text.splitlines()
    for line in (
        "HỘI ĐỒNG NHÂN DÂN",
        "Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015;",
        "I. MỤC TIÊU TỔNG QUÁT",
        "1. Các chỉ tiêu về kinh tế",
        "- GRDP bình quân đầu người đạt 126 triệu đồng vào năm 2025.",
        "- Tỷ lệ hộ nghèo giảm bình quân 2-3%/năm.",
    ):
        assert line in lines
    assert document.heading.number == "30/NQ-HĐND"
    assert document.heading.issuer == "HỘI ĐỒNG NHÂN DÂN TỈNH BÌNH SƠN"
    assert document.heading.kind == "resolution"


def test_the_same_blocks_come_from_a_text_in_memory() -> None:
    document, same = read_document(ACT.encode(), "a.txt"), plain(ACT)
    assert [" ".join(same.words(b.span).split()) for b in same.blocks] == [
        document.words(b.span) for b in document.blocks
    ]
    assert [(b.kind, b.number, b.level, b.parent) for b in same.blocks] == [
        (b.kind, b.number, b.level, b.parent) for b in document.blocks
    ]


@pytest.mark.parametrize(
    "cells",
    [["Diện tích gieo trồng", "ha", "1.200"], ["Năm", "2025", "2030"], ["STT", "TÊN DỰ ÁN"],
     ["Thu ngân sách", "tỷ đồng", "25.400"]],
)  # fmt: skip
def test_cells_of_a_flattened_table_stay_apart(cells: list[str]) -> None:
    document = read_document("\n".join(cells).encode(), "a.txt")
    assert document.text.splitlines() == cells


MARKDOWN = """# Kế hoạch

Trong giai đoạn thí điểm, Trung tâm điều hành đặt tại Trung tâm dữ liệu của

tỉnh (do Sở Thông tin quản lý) để bảo đảm kết nối với các ngành.

**Nguồn vốn:** ngân sách tỉnh.

<table>
<tr><th>TT</th><th>Tên dự
án</th><th>Tổng vốn
(tỷ đồng)</th></tr>
<tr><td>1</td><td>Trung tâm
dữ liệu</td><td>35,00</td></tr>
</table>

| TT | Tên |
|---|---|
| 1 | Cầu |
"""


def test_markdown_of_conversion_programs() -> None:
    document = read_document(MARKDOWN.encode(), "a.md")
    assert any(
        line.startswith("Trong") and "của tỉnh (do" in line for line in document.text.splitlines()
    )
    first, second = document.tables()
    cells = [
        [document.words(document.blocks[i].span) for i in row if i is not None]
        for row in first.grid
    ]
    assert cells == [["TT", "Tên dự án", "Tổng vốn (tỷ đồng)"], ["1", "Trung tâm dữ liệu", "35,00"]]
    assert len(second.grid) == 2


def test_a_name_broken_before_an_acronym_is_joined_and_a_short_label_is_not() -> None:
    broken = "Phấn đấu đến năm 2030 tốc độ tăng trưởng\nGRDP đạt từ 11% trở lên."
    assert "tăng trưởng GRDP đạt" in read_document(broken.encode(), "a.txt").text
    label = "Tăng trưởng\nGRDP từ 11%\nDân số tăng 1%"
    assert "Tăng trưởng\nGRDP" in read_document(label.encode(), "a.txt").text
