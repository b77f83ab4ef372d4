"""What each reader makes of a document: outline, tables, heading, boilerplate, whole sentences."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path

import pytest

from madedocs import GOAL, MARKDOWN, PAGE, PARKS, PLAIN, check, decision_docx, decision_pdf, seeds
from madepdf import PdfPage, write_pdf
from tamnhin.read.document import BlockKind, Document
from tamnhin.read.documents import open_document, read_document


def lines(document: Document) -> list[str]:
    return [document.words(block.span) for block in document.blocks]


def find(document: Document, words: str) -> int:
    (index,) = (i for i, line in enumerate(lines(document)) if line.startswith(words))
    return index


def path_of(document: Document, words: str) -> list[str]:
    """The marks that govern the block that begins with these words, and its own."""
    index = find(document, words)
    above = [block.number for block in document.line_of(index)]
    return [*above, document.blocks[index].number]


def grid(document: Document, number: int = 0) -> list[list[str]]:
    table = document.tables()[number]
    return [
        ["" if i is None else document.words(document.blocks[i].span) for i in row]
        for row in table.grid
    ]


def what(document: Document) -> set[str]:
    return {mending.what for mending in document.mendings}


@pytest.mark.parametrize("name", sorted(seeds()))
def test_every_seed_holds_what_a_document_promises(name: str) -> None:
    document = read_document(seeds()[name], name)
    check(document)
    assert GOAL in lines(document)


# --- Word -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def docx() -> Document:
    return read_document(decision_docx(), "a.docx")


def test_numbers_that_only_word_knows_are_in_the_outline(docx: Document) -> None:
    assert path_of(docx, GOAL) == ["Điều 1", "I", "1", "a"]
    assert path_of(docx, "Thu ngân sách") == ["Điều 1", "I", "1", "b"]
    assert path_of(docx, "Giảm nghèo") == ["Điều 1", "I", "2", "a"]
    assert path_of(docx, "Xây cầu") == ["Điều 1", "II", "1"]
    assert f"\na) {GOAL}\n" in docx.text


def test_merged_cells_of_word_are_resolved(docx: Document) -> None:
    assert grid(docx) == [
        ["TT", "Tên khu", "Diện tích (ha)", "Diện tích (ha)"],
        ["TT", "Tên khu", "2025", "2030"],
        ["1", "Bãi Sậy", "500", "1.250,5"],
    ]
    assert docx.tables()[0].heads == 2
    cell = docx.blocks[find(docx, "Tên khu")]
    assert (cell.row, cell.column, cell.rows, cell.columns, cell.header) == (0, 1, 2, 1, True)
    assert cell.parent == find(docx, "Danh mục khu công nghiệp")


def test_the_heading_of_a_decision(docx: Document) -> None:
    heading = docx.heading
    assert heading.number == "77/QĐ-TTg"
    assert heading.kind == "decision"
    assert heading.issuer == "THỦ TƯỚNG CHÍNH PHỦ"
    assert heading.issued_on == dt.date(2024, 1, 5)
    assert heading.signer == "Lê Văn Bến"
    assert heading.title == (
        "Phê duyệt quy hoạch tỉnh Sông Bến thời kỳ 2021 - 2030, tầm nhìn đến năm 2050"
    )


def test_the_signature_is_outside_the_outline(docx: Document) -> None:
    assert docx.blocks[find(docx, "Lê Văn Bến")].parent is None


# --- PDF --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf() -> Document:
    return read_document(decision_pdf(), "a.pdf")


def test_lines_of_a_pdf_are_joined_to_paragraphs(pdf: Document) -> None:
    assert path_of(pdf, f"{GOAL} {GOAL}") == ["Điều 1", "I", "1", "a"]
    assert pdf.blocks[find(pdf, f"{GOAL} {GOAL}")].page == 1
    indented = [i for i, line in enumerate(lines(pdf)) if line == GOAL]
    assert [pdf.blocks[i].page for i in indented] == [1, 2]


def test_headers_footers_and_page_numbers_are_dropped(pdf: Document) -> None:
    assert "trang" not in pdf.text
    assert not {"2", "3", "4"} & {w for w in lines(pdf) if not _in_table(pdf, w)}


def _in_table(document: Document, words: str) -> bool:
    return any(
        block.table is not None and document.words(block.span) == words for block in document.blocks
    )


def test_a_table_over_two_pages_is_one(pdf: Document) -> None:
    assert grid(pdf) == PARKS
    assert pdf.tables()[0].heads == 1
    assert len(pdf.tables()) == 1
    assert [pdf.blocks[find(pdf, words)].page for words in ("Khu công nghiệp Gò", "Cụm")] == [2, 3]


def test_heading_and_signer_of_a_pdf(pdf: Document) -> None:
    heading = pdf.heading
    assert (heading.number, heading.signer) == ("77/QĐ-TTg", "Lê Văn Bến")
    assert heading.title.endswith("2021 - 2030, tầm nhìn đến năm 2050")


def test_merged_cells_of_a_pdf() -> None:
    page = PdfPage()
    for y in (700, 660):
        page.line(72, y, 400, y)
    page.line(200, 680, 400, 680)
    page.line(72, 640, 400, 640)
    for x in (72, 200, 400):
        page.line(x, 640, x, 700)
    page.line(300, 640, 300, 680)
    words = {
        (80, 675): "Tên khu", (210, 685): "Diện tích", (210, 665): "2025", (310, 665): "2030",
        (80, 645): "Gò Mây", (210, 645): "1", (310, 645): "2",
    }  # fmt: skip
    for (x, y), text in words.items():
        page.text(x, y, text, 10)
    document = read_document(write_pdf([page]), "a.pdf")
    assert grid(document) == [
        ["Tên khu", "Diện tích", "Diện tích"],
        ["Tên khu", "2025", "2030"],
        ["Gò Mây", "1", "2"],
    ]


def test_a_turned_page_is_read_as_it_is_shown() -> None:
    page = PdfPage(turned=90)
    page.parts.append("q 0 1 -1 0 595 0 cm")
    page.table(500, [72, 110, 290, 420, 520], PARKS)
    page.parts.append("Q")
    assert grid(read_document(write_pdf([page]), "a.pdf")) == PARKS


def test_rows_without_figures_and_two_columns_are_named() -> None:
    page = PdfPage()
    rows = [["Tên khu", "Địa điểm", "Chủ đầu tư"], *([["Gò Mây", "Đồng Trên", "Công ty An"]] * 3)]
    for row, y in zip(rows, range(700, 600, -20), strict=False):
        for x, text in zip((72, 230, 400), row, strict=True):
            page.text(x, y, text, 10)
    document = read_document(write_pdf([page]), "a.pdf")
    assert not document.tables()
    assert any("without ruling lines, read as text" in name for name in what(document))
    page = PdfPage()
    for x in (50, 310):
        page.paragraph(760, f"{GOAL} " * 5, x=x, columns=38)
    document = read_document(write_pdf([page]), "a.pdf")
    assert any("two columns" in name for name in what(document))
    assert lines(document) == [" ".join([GOAL] * 5)] * 2


# --- web page ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> Document:
    return read_document(PAGE.encode(), "a.html")


def test_what_stands_round_an_article_is_dropped(page: Document) -> None:
    assert lines(page)[0] == "Tỉnh Sông Bến công bố quy hoạch"
    for words in ("Chính trị", "Trang chủ", "Một tỉnh khác", "Bạn đọc", "lượt", "Tin khác", "phải"):
        assert words not in page.text
    assert lines(page)[-1] == "45"


def test_headings_lists_and_tables_of_a_page(page: Document) -> None:
    assert grid(page) == PARKS
    parks = find(page, "Các khu công nghiệp")
    assert page.blocks[parks].kind is BlockKind.HEADING
    assert page.blocks[find(page, "Xây cầu")].parent == parks
    assert page.blocks[find(page, "Xây cầu")].number == "•"


def test_what_a_page_says_of_itself(page: Document) -> None:
    heading = page.heading
    assert heading.title == "Tỉnh Sông Bến công bố quy hoạch"
    assert heading.kind == "article"
    assert heading.issuer == "Báo Bến"
    assert heading.address == "https://baoben.example/quy-hoach.html"
    assert heading.issued_on == dt.date(2024, 1, 8)
    assert (heading.number, heading.about) == ("", "77/QĐ-TTg")


TITLE = "Tỉnh Sông Bến công bố quy hoạch"
BODY = [f"{GOAL} Đoạn {i}." for i in range(1, 7)]
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in BODY)
MENU = "".join(f"<li><a href=/m{i}>Chuyên mục {i}</a></li>" for i in range(40))
RELATED = "".join(f"<li><a href=/r{i}>Bài khác số {i} về một tỉnh khác</a></li>" for i in range(8))
TEASERS = "".join(
    f"<div class=item><h3><a href=/s{i}>Tin {i}</a></h3><p>Đoạn giới thiệu của tin {i}, dài hơn một"
    " chút để giống các cột bên của báo điện tử.</p></div>"
    for i in range(8)
)
COMMENTS = "".join(
    f"<div class=cmt-item><b>Bạn đọc {i}</b><p>Ý kiến {i}: mong quy hoạch được thực hiện đúng tiến"
    " độ để người dân được nhờ.</p></div>"
    for i in range(4)
)
LAYOUTS = {
    "article": f"<header><ul>{MENU}</ul></header><main><article><h1>{TITLE}</h1>{PARAGRAPHS}"
    f"</article><section class=related><ul>{RELATED}</ul></section></main><aside>{TEASERS}</aside>",
    "divs": f"<div id=top><ul>{MENU}</ul></div><div id=wrap><div class=col1><h1>{TITLE}</h1>"
    f"<div class=ct>{PARAGRAPHS}</div><div class=box-tinlienquan><ul>{RELATED}</ul></div></div>"
    f"<div class=col2>{TEASERS}</div></div>",
    "tables": f"<table><tr><td colspan=2><table><tr><td><a href=/>Trang chủ</a></td><td><a href=/2>"
    f"Tin</a></td></tr></table></td></tr><tr><td><ul>{MENU}</ul></td><td><span>{TITLE}</span><br>"
    f"<br>{'<br><br>'.join(BODY)}<br><ul>{RELATED}</ul></td></tr></table>",
    "comments": f"<nav><ul>{MENU}</ul></nav><div class=main><h1>{TITLE}</h1><div>{PARAGRAPHS}</div>"
    f"<div class=box-comment>{COMMENTS}</div></div><div class=right>{TEASERS}</div>",
    "one form": f"<form id=aspnetForm><div><div class=menu><ul>{MENU}</ul></div><div class=field>"
    f"<div>{TITLE}</div>{''.join(f'<div>{line}</div>' for line in BODY)}</div>"
    "<div>Tổng số lượt truy cập: 14261673</div></div></form>",
    "see more": f"<div class=nav><ul>{MENU}</ul></div><div class=post><h1>{TITLE}</h1><div>"
    f"{PARAGRAPHS}<p><strong>Xem thêm:</strong></p><ul>{RELATED}</ul></div></div>{TEASERS}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_text_of_a_page_is_found_in_each_layout(layout: str) -> None:
    page = read_document(f"<html><body>{LAYOUTS[layout]}</body></html>".encode(), "a.html")
    assert lines(page) == [TITLE, *BODY]


def test_merged_cells_of_a_page() -> None:
    data = (
        f"<html><p>{GOAL}</p><table><tr><th rowspan=2>Tên<th colspan=2>Diện tích</tr>"
        "<tr><th>2025<th>2030</tr><tr><td>Gò Mây<td>1<td>2</tr></table>"
    )
    document = read_document(data.encode(), "a.html")
    assert grid(document) == [
        ["Tên", "Diện tích", "Diện tích"],
        ["Tên", "2025", "2030"],
        ["Gò Mây", "1", "2"],
    ]
    assert document.tables()[0].heads == 2


# --- text -------------------------------------------------------------------------------------


def test_plain_text_has_its_outline_and_no_clock_or_counter() -> None:
    document = read_document(PLAIN.encode(), "a.txt")
    assert path_of(document, "Du lịch") == ["I", "1", "b", "-"]
    assert path_of(document, "Về xã hội") == ["I", "2"]
    assert document.blocks[find(document, "Về kinh tế")].kind is BlockKind.HEADING
    for words in ("GMT", "truy cập", "Xem thêm"):
        assert words not in document.text
    assert document.heading.issued_on == dt.date(2024, 1, 8)


def test_markdown_loses_its_marks_and_keeps_its_outline() -> None:
    document = read_document(MARKDOWN.encode(), "a.md")
    assert path_of(document, "Mục tiêu đến năm 2030. Xem toàn văn.") == ["1"]
    assert grid(document) == [["TT", "Tên khu", "Diện tích"], ["1", "Bãi Sậy", "1.250,5"]]
    assert not set("*_\\[#|") & set(document.text)


def test_hard_line_breaks_are_joined_and_headings_kept() -> None:
    long = f"{GOAL} {GOAL}"
    whole = ["QUYẾT ĐỊNH", f"Điều 1. {long}", "I. Mục tiêu", f"1. {long}", "- Du lịch."]
    text = "\n".join(textwrap.fill(line, 72) for line in whole)
    document = read_document(text.encode(), "a.txt")
    assert lines(document) == ["QUYẾT ĐỊNH", long, "Mục tiêu", long, "Du lịch."]


def test_a_short_line_between_long_ones_is_a_heading_of_a_press_text() -> None:
    text = f"{GOAL}\nĐẩy mạnh công nghiệp ven sông\n{GOAL} Hai.\n(Ảnh minh họa)\n{GOAL} Ba."
    document = read_document(text.encode(), "a.txt")
    heading = find(document, "Đẩy mạnh")
    assert document.blocks[heading].kind is BlockKind.HEADING
    assert document.blocks[heading + 1].parent == heading
    assert document.blocks[find(document, "(Ảnh")].kind is BlockKind.PARAGRAPH


def test_the_shared_article_is_read_whole(shared: Path, tmp_path: Path) -> None:
    """Needs the shared folder; the same article as text and as a page gives the same sentences."""
    source = shared / "sources" / "ha-nam-2030.txt"
    document = open_document(source)
    check(document)
    heading = document.heading
    assert heading.title.startswith("Đưa Hà Nam trở thành")
    assert (heading.kind, heading.about) == ("article", "1686/QĐ-TTg")
    assert heading.issued_on == dt.date(2024, 1, 8)
    assert "truy cập" not in document.text
    body = [line for line in source.read_text(encoding="utf-8").split("\n") if len(line) > 100]
    assert len(body) == 10
    for line in body:
        assert " ".join(line.split()) in document.text
    html = "".join(f"<p>{line}</p>" for line in source.read_text(encoding="utf-8").split("\n"))
    page = tmp_path / "a.html"
    menu = "".join(f'<li><a href="/{i}">Mục thứ {i} của trang</a></li>' for i in range(30))
    page.write_text(f"<html><ul>{menu}</ul><div>{html}</div></html>", encoding="utf-8")
    assert lines(open_document(page))[3:] == lines(document)[3:]
