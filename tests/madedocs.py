"""Documents for tests, in our own words: a decision, an article, tables, in each format."""

from __future__ import annotations

import unicodedata

import madedocx as word
from madepdf import PdfPage, write_pdf
from tamnhin.read.document import BlockKind, Document

GOAL = (
    "Đến năm 2030, tốc độ tăng trưởng kinh tế bình quân đạt khoảng 9,5%/năm; thu nhập bình quân "
    "đầu người đạt trên 150 triệu đồng; tỷ lệ đô thị hóa từ 50% trở lên."
)
PARKS = [
    ["TT", "Tên khu", "Địa điểm", "Diện tích (ha)"],
    ["1", "Khu công nghiệp Bãi Sậy", "Xã Đồng Trên", "1.250,5"],
    ["2", "Khu công nghiệp Gò Mây", "Xã Đồng Dưới", "300"],
    ["3", "Cụm làng nghề Bến Lau", "Phường Chợ Cũ", "45"],
]

PAGE = f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Trang | Báo Bến</title>
<meta property="og:title" content="Tỉnh Sông Bến công bố quy hoạch - Báo Bến">
<meta property="og:site_name" content="Báo Bến">
<meta property="article:published_time" content="2024-01-08T08:22:00+07:00">
<link rel="canonical" href="https://baoben.example/quy-hoach.html"></head>
<body class="home has-sidebar"><form id="aspnetForm">
<header><a href="/">Trang chủ</a> Hôm nay nắng</header>
<nav><ul><li><a href="/1">Chính trị</a></li><li><a href="/2">Kinh tế</a></li></ul></nav>
<div class="main"><div class="left"><h1>Tỉnh Sông Bến công bố quy hoạch</h1>
<span class="date">08/01/2024 - 08:22</span>
<div id="content"><p>Sông Bến vừa công bố Quyết định số 77/QĐ-TTg phê duyệt quy hoạch của tỉnh.</p>
<p>{GOAL}</p><h2>Các khu công nghiệp</h2>
<p>Tỉnh dành quỹ đất cho ba khu, trong đó khu lớn nhất được làm trước năm 2027.</p>
<ul><li>Mở rộng đường ven sông;</li><li>Xây cầu Bến Lau.</li></ul>
<table border="1"><thead><tr><th>{"</th><th>".join(PARKS[0])}</th></tr></thead><tbody>
{"".join("<tr><td>" + "</td><td>".join(row) + "</td></tr>" for row in PARKS[1:])}</tbody></table>
<div class="related-news"><a href="/3">Một tỉnh khác cũng vừa công bố quy hoạch của mình</a></div>
<script>document.write("không phải chữ của bài")</script></div>
<div class="comments"><p>Bạn đọc viết: mong quy hoạch sớm thành hiện thực để dân được nhờ nhiều
hơn nữa trong những năm tới đây.</p></div></div>
<div class="sidebar"><p>Tin khác trong ngày: một đoạn giới thiệu dài về một bài khác không dính dáng
gì tới quy hoạch của tỉnh.</p></div></div>
<footer>Tổng số lượt truy cập: 1.426.137</footer></form></body></html>"""

PLAIN = f"""Thứ bảy, 27/04/2024 | 13:24 - GMT+7

Tỉnh Sông Bến công bố quy hoạch

08/01/2024 - 08:22
{GOAL}
I. Mục tiêu
1. Về kinh tế
a) Công nghiệp tăng bình quân 12%/năm;
b) Dịch vụ tăng bình quân 9%/năm.
- Du lịch đón 5 triệu lượt khách.
2. Về xã hội: tỷ lệ hộ nghèo giảm còn dưới 1%.

Xem thêm

Tổng số lượt truy cập :
  • 1
  • 4"""

MARKDOWN = f"""# Tỉnh Sông Bến công bố quy hoạch

**1\\.** _**Mục tiêu**_ đến năm 2030\\. Xem [toàn văn](https://baoben.example/x).

{GOAL}

| TT | Tên khu | Diện tích |
|----|---------|-----------|
| 1 | Bãi Sậy | 1.250,5 |
"""


def decision_docx() -> bytes:
    """A decision with numbers that only Word knows, and an annex table with merged cells."""
    head = word.table(
        [word.cell("THỦ TƯỚNG CHÍNH PHỦ"), word.cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")],
        [word.cell("Số: 77/QĐ-TTg"), word.cell("Hà Nội, ngày 05 tháng 01 năm 2024")],
    )
    parks = word.table(
        [
            word.cell("TT", merge="restart"),
            word.cell("Tên khu", merge="restart"),
            word.cell("Diện tích (ha)", columns=2),
        ],
        [
            word.cell("", merge="on"),
            word.cell("", merge="on"),
            word.cell("2025"),
            word.cell("2030"),
        ],
        [word.cell("1"), word.cell("Bãi Sậy"), word.cell("500"), word.cell("1.250,5")],
        heads=2,
    )
    return word.write_docx(
        head,
        word.paragraph("QUYẾT ĐỊNH"),
        word.paragraph("Phê duyệt quy hoạch tỉnh Sông Bến thời kỳ 2021 - 2030,"),
        word.paragraph("tầm nhìn đến năm 2050"),
        word.paragraph("Điều 1. Phê duyệt quy hoạch với những nội dung sau:"),
        word.paragraph("Mục tiêu", listed=(1, 0)),
        word.paragraph("Kinh tế", style="Below"),
        word.paragraph(GOAL, listed=(1, 2)),
        word.paragraph("Thu ngân sách tăng 10%/năm.", listed=(1, 2)),
        word.paragraph("Xã hội", style="Listed"),
        word.paragraph("Giảm nghèo bền vững.", listed=(1, 2)),
        word.paragraph("Nhiệm vụ", listed=(1, 0)),
        word.paragraph("Xây cầu Bến Lau.", style="Listed"),
        word.paragraph("Nơi nhận:"),
        word.paragraph("KT. THỦ TƯỚNG"),
        word.paragraph("PHÓ THỦ TƯỚNG"),
        word.paragraph("Lê Văn Bến"),
        word.paragraph("Phụ lục I. Danh mục khu công nghiệp"),
        parks,
    )


def decision_pdf() -> bytes:
    """The same kind of decision as pages: header, footer, numbers, a table over two pages."""
    first = PdfPage()
    first.text(72, 790, "THỦ TƯỚNG CHÍNH PHỦ", 10)
    first.text(300, 790, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 10)
    first.text(90, 775, "Số: 77/QĐ-TTg", 10)
    first.text(300, 775, "Hà Nội, ngày 05 tháng 01 năm 2024", 10)
    first.centred(740, "QUYẾT ĐỊNH")
    first.centred(720, "Phê duyệt quy hoạch tỉnh Sông Bến thời kỳ 2021 - 2030,")
    first.centred(702, "tầm nhìn đến năm 2050")
    y = first.paragraph(670, "Điều 1. Phê duyệt quy hoạch với những nội dung sau:")
    y = first.paragraph(y - 6, "I. Mục tiêu")
    y = first.paragraph(y - 6, f"1. {GOAL}")
    first.paragraph(y - 6, f"a) {GOAL} {GOAL}")
    second, third, fourth = PdfPage(), PdfPage(), PdfPage()
    xs = [72, 110, 290, 420, 520]
    y = second.paragraph(760, GOAL, indent=36)
    second.paragraph(150, "Phụ lục I. Danh mục khu công nghiệp")
    second.table(130, xs, PARKS[:3])
    third.table(770, xs, [PARKS[0], PARKS[3]])
    fourth.paragraph(760, "- Xây cầu Bến Lau.")
    fourth.text(300, 500, "KT. THỦ TƯỚNG")
    fourth.text(300, 480, "PHÓ THỦ TƯỚNG")
    fourth.text(300, 420, "Lê Văn Bến")
    pages = [first, second, third, fourth]
    for number, page in enumerate(pages, 1):
        page.text(72, 30, f"Quy hoạch tỉnh Sông Bến - trang {number}", 8)
        if number > 1:
            page.centred(815, str(number))
    return write_pdf(pages)


def seeds() -> dict[str, bytes]:
    """One document for every reader."""
    return {
        "a.html": PAGE.encode(),
        "a.txt": PLAIN.encode(),
        "a.md": MARKDOWN.encode(),
        "a.docx": decision_docx(),
        "a.pdf": decision_pdf(),
        "b.txt": unicodedata.normalize("NFC", PLAIN).encode("utf-16"),
    }


def check(document: Document) -> None:
    """What holds for every document: spans, order, outline, composed letters, tables."""
    assert unicodedata.is_normalized("NFC", document.text)
    lines = document.text.split("\n")
    assert len(lines) == len(document.blocks)
    offset = 0
    for index, (line, block) in enumerate(zip(lines, document.blocks, strict=True)):
        assert offset <= block.span.start <= block.span.end == offset + len(line)
        assert document.words(block.span) == line[block.span.start - offset :]
        lead = line[: block.span.start - offset]
        assert (block.number in lead) if block.number else lead == ""
        assert line == line.strip()
        assert block.parent is None or 0 <= block.parent < index
        assert block.level == 0 or block.level == len(levels(document, index)) + 1
        assert (block.kind is BlockKind.CELL) == (block.table is not None)
        offset += len(line) + 1
    for table in document.tables():
        assert len({len(row) for row in table.grid}) == 1


def levels(document: Document, index: int) -> list[int]:
    """The levels of the numbered blocks that govern a block."""
    return [block.level for block in document.line_of(index) if block.level]
