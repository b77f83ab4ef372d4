"""Annex tables as acts print them: heads of two rows, groups, sums, lists of names alone."""

from __future__ import annotations

from decimal import Decimal

from tamnhin.read.annexes import annex_rows
from tamnhin.read.document import Document
from tamnhin.read.documents import read_document
from tamnhin.read.reader import read_by_rules

PARKS = """<p>PHỤ LỤC I. KHU CÔNG NGHIỆP</p><table>
<tr><td rowspan=2>TT</td><td rowspan=2>Tên khu công nghiệp</td><td rowspan=2>Địa điểm</td>
<td colspan=2>Diện tích (ha)</td></tr><tr><td>Hiện trạng</td><td>Quy hoạch đến 2030</td></tr>
<tr><td>I</td><td>Các khu đã thành lập</td><td></td><td>458</td><td>471</td></tr>
<tr><td>1</td><td>KCN Bình Khê I</td><td>Huyện Tân Lập</td><td>138</td><td>150</td></tr>
<tr><td>2</td><td>KCN Bình Khê II</td><td>Huyện Tân Lập</td><td>320</td><td>1.321,5</td></tr>
<tr><td></td><td>Tổng cộng</td><td></td><td>458</td><td>471</td></tr></table>"""
WORKS = """<p>PHỤ LỤC II</p><table><tr><td>STT</td><td>Danh mục dự án</td></tr>
<tr><td>A</td><td>Hạ tầng giao thông</td></tr><tr><td>1</td><td>Cầu Vân Trì 2</td></tr>
<tr><td>2</td><td>Đường trục Đông Tây</td></tr></table>"""
FUNDS = """<p>Danh mục nhiệm vụ</p><p>Đơn vị tính: Tỷ đồng</p><table>
<tr><td rowspan=2>TT</td><td rowspan=2>Nhóm nhiệm vụ và nội dung</td><td rowspan=2>Thời gian</td>
<td colspan=2>Phân bổ nguồn vốn</td><td rowspan=2>Tổng đầu tư</td></tr>
<tr><td>Trung ương</td><td>Địa phương</td></tr>
<tr><td>I</td><td>Hạ tầng số</td><td></td><td></td><td></td><td></td></tr>
<tr><td>1</td><td>Trung tâm dữ liệu</td><td>2019- 2021</td><td>5,00</td><td>30,00</td>
<td>35,00</td></tr></table>"""


def page(*parts: str) -> Document:
    return read_document(f"<html><body>{''.join(parts)}</body></html>".encode(), "a.html")


def test_parks_take_the_planned_area_and_leave_groups_and_sums_out() -> None:
    document = page(PARKS)
    rows = annex_rows(document)
    assert [(document.words(r.name), r.area, r.area_unit, r.location) for r in rows] == [
        ("KCN Bình Khê I", Decimal(150), "ha", "Huyện Tân Lập"),
        ("KCN Bình Khê II", Decimal("1321.5"), "ha", "Huyện Tân Lập"),
    ]
    assert not any(r.is_project for r in rows)


def test_a_numbered_list_of_projects_needs_no_other_column() -> None:
    document = page(WORKS)
    rows = annex_rows(document)
    assert [document.words(r.name) for r in rows] == ["Cầu Vân Trì 2", "Đường trục Đông Tây"]
    assert all(r.is_project for r in rows)


def test_the_sum_of_funds_is_taken_and_its_unit_stands_above_the_table() -> None:
    (row,) = annex_rows(page(FUNDS))
    assert (row.money, row.money_unit) == (35, "billion VND")
    assert (row.start_year, row.end_year, row.is_project) == (2019, 2021, True)


def test_what_a_row_says_of_a_site_is_no_target_of_the_plan() -> None:
    document = page("<p>Đến năm 2030, tỷ lệ đô thị hóa đạt 45%.</p>", PARKS)
    quotes = [document.words(t.quote) for t in read_by_rules(document).targets]
    assert "45%" in quotes
    assert not {"138", "320", "150", "1.321,5"} & set(quotes)
