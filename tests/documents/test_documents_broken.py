"""Every reason for refusing a document has an input that gives it, in two languages."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

import madedocx as word
from madedocs import GOAL, decision_docx, decision_pdf
from madepdf import PdfPage, write_pdf
from tamnhin.errors import ConfigurationError, ReadError
from tamnhin.messages import LANGS
from tamnhin.read.documents import limits, open_document, pdf, read_document
from tamnhin.rules import RULES


def archive(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return stream.getvalue()


def scan(pages: int, texts: int) -> bytes:
    made = [PdfPage() for _ in range(pages)]
    for page in made:
        page.picture()
    for page in made[:texts]:
        page.paragraph(700, GOAL)
    return write_pdf(made)


def locked_zip() -> bytes:
    """A Word file whose main part says that it is encrypted."""
    data = bytearray(decision_docx())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as zipped:
        places = [info.header_offset for info in zipped.infolist()]
    for place in places:
        data[place + 6] |= 1
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def entities() -> bytes:
    bomb = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9))
    body = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">{bomb}]>'
    body += f'<w:document xmlns:w="{word.W}">'
    body += "<w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"
    return word.write_docx(parts={"word/document.xml": body.encode()})


def nested(depth: int) -> bytes:
    inside = "".join("<w:sdt><w:sdtContent>" for _ in range(depth))
    outside = "".join("</w:sdtContent></w:sdt>" for _ in range(depth))
    return word.write_docx(inside + word.paragraph("a") + outside)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ZEROS = b"\0" * 20_000_000

CASES: list[tuple[str, bytes, str]] = [
    ("document-unknown", OLE, ".doc"),
    ("document-unknown", b"{\\rtf1 Xin}", ".rtf"),
    ("document-unknown", b"<?xml version='1.0'?><a/>", "XML"),
    ("document-unknown", archive(xl__workbook_xml=b"<a/>"), "Excel"),
    ("document-unknown", archive(ppt__presentation_xml=b"<a/>"), "presentation"),
    ("document-unknown", archive(content_xml=b"<a/>"), ".odt"),
    ("document-unknown", archive(a_xml=b"<a/>"), "archive"),
    ("document-scanned", b"\xff\xd8\xff\xe0" + b"\0" * 40, "1 of 1"),
    ("document-scanned", scan(3, 0), "3 of 3"),
    ("document-scanned", scan(3, 1), "2 of 3"),
    ("document-encrypted", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("document-encrypted", locked_zip(), "password"),
    ("document-damaged", b"PK\x03\x04" + b"x" * 50, "archive"),
    ("document-damaged", decision_docx()[:900], "archive"),
    ("document-damaged", word.write_docx(parts={"word/document.xml": b"<w:doc"}), "XML"),
    ("document-damaged", word.write_docx(parts={"word/document.xml": b"<a/>"}), "XML"),
    ("document-damaged", b"%PDF-1.7\nnothing", "PDF"),
    ("document-hostile", entities(), "document type"),
    ("document-hostile", nested(70), "nested"),
    ("document-hostile", word.write_docx(parts={"word/document.xml": ZEROS}), "unpacks"),
    ("document-hostile", b"<html>" + b"<div>" * 5000 + b"x", "nested"),
    ("document-encoding", b"\xff\xfe\x00", "letters"),
    ("document-encoding", b"\x90\x8d\x9d abc \x81\x8f", "letters"),
    ("document-encoding", b"abc\0def\0ghi", "letters"),
    ("document-empty", b"", "no text"),
    ("document-empty", b" \n\n ", "no text"),
    ("document-empty", b"<html><script>alert(1)</script></html>", "no text"),
    ("document-empty", word.write_docx(), "no text"),
    ("document-empty", write_pdf([PdfPage()]), "no text"),
    ("document-too-large", b"<html>" + b" " * 17_000_000, "megabytes"),
    ("document-too-large", b"a\n\n" * 200_001, "paragraphs"),
    ("document-too-large", b"a b " * 2_500_000, "characters"),
    ("document-too-large", b"<html><table>" + (b"<tr>" + b"<td>a" * 300) * 2, "columns"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "data", "words"), CASES, ids=range(len(CASES)))
def test_a_document_that_cannot_be_read_says_why(code: str, data: bytes, words: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_document(data, "tài liệu.bin")
    text = str(raised.value)
    assert f"[{code}]" in text
    assert "tài liệu.bin" in text
    assert words in raised.value.text("en")
    assert raised.value.text("vi") != raised.value.text("en")
    for lang in LANGS:
        assert "{" not in raised.value.text(lang)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


MISSING: list[Callable[[Path], object]] = [
    lambda path: None,
    lambda path: path.mkdir(),
    _pipe,
    lambda path: path.symlink_to("/dev/zero"),
    lambda path: path.symlink_to(path.name),
]


@pytest.mark.parametrize("make", MISSING, ids=["nothing", "folder", "pipe", "device", "circle"])
def test_something_else_in_the_place_of_a_document(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "a.docx")
    with pytest.raises(ReadError, match="document-missing"):
        open_document(tmp_path / "a.docx")


def test_a_giant_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as stream:
        stream.truncate(2**33)
    with pytest.raises(ReadError, match="document-too-large"):
        open_document(path)


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", -4.99)
    with pytest.raises(ReadError, match="document-too-slow"):
        read_document(decision_pdf(), "a.pdf")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by Linux here")
def test_a_pdf_that_takes_too_much_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MEMORY", 60_000_000)
    with pytest.raises(ReadError, match=r"document-(too-slow|damaged)"):
        read_document(decision_pdf() + b" " * 40_000_000, "a.pdf")


def bomb(operators: bytes, times: int) -> bytes:
    """A PDF whose one page unpacks to many drawing operators."""
    page = write_pdf([PdfPage()])
    packed = zlib.compress(operators * times, 9)
    old = b"<< /Length 0 >>\nstream\n\nendstream"
    new = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    assert old in page
    return page.replace(old, new)


@pytest.mark.parametrize(
    "data",
    [
        bomb(b"0 0 m 9 0 l S ", 300_000),
        bomb(b"q ", 1_000_000),
        bomb(b" ", 300_000_000),
        bomb(b"BT /F1 9 Tf <0041> Tj ET ", 200_000),
    ],
    ids=["lines", "states", "blanks", "letters"],
)
def test_a_pdf_that_unpacks_to_very_much_is_bounded(data: bytes) -> None:
    start = time.monotonic()
    with contextlib.suppress(ReadError):
        read_document(data, "a.pdf")
    assert time.monotonic() - start < pdf.SECONDS + 20


def test_pages_full_of_lines_take_no_longer_than_their_number() -> None:
    page = PdfPage()
    for i in range(500):
        page.line(i, 0, i, 842)
        page.line(0, i, 595, i)
    page.paragraph(700, GOAL)
    start = time.monotonic()
    document = read_document(write_pdf([page] * 20), "a.pdf")
    assert not document.tables()
    assert time.monotonic() - start < 30


def test_one_endless_paragraph_is_read_in_time_that_grows_with_it() -> None:
    start = time.monotonic()
    text = "\n".join(["chữ nối tiếp nhau không có dấu chấm nào ở cuối dòng này và"] * 60_000)
    assert len(read_document(text.encode(), "a.txt").text) > 3_000_000
    assert time.monotonic() - start < 60


def test_a_crash_of_the_worker_is_an_error_and_not_the_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    crash = tmp_path / "crash.py"
    crash.write_text("import os; os.abort()", encoding="utf-8")
    monkeypatch.setattr(pdf, "WORKER", crash)
    with pytest.raises(ReadError, match="document-damaged"):
        read_document(decision_pdf(), "a.pdf")


def test_a_pdf_with_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 3)
    with pytest.raises(ReadError, match="document-too-large"):
        read_document(decision_pdf(), "a.pdf")


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"tamnhin\[read\]"):
        read_document(decision_pdf(), "a.pdf")


def test_text_needs_no_library() -> None:
    code = (
        "import sys; sys.modules.update(lxml=None, pypdfium2=None)\n"
        "from tamnhin.read.documents import read_document\n"
        "print(len(read_document(b'I. Muc tieu\\n1. Mot', 'a').blocks))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2"


def test_every_reason_has_a_broken_document() -> None:
    tested = {code for code, _, _ in CASES} | {"document-missing", "document-too-slow"}
    assert tested == {code for code in RULES if code.startswith("document-")}


def test_limits_are_above_what_real_plans_need() -> None:
    assert limits.MAX_PAGES >= 1000
    assert limits.MAX_CHARACTERS >= 5_000_000
