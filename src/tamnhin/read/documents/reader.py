"""Opens a document of any format: what it is shows in its first bytes, not in its name."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from tamnhin.messages import N_, Words
from tamnhin.read.document import Document
from tamnhin.read.documents.build import build_document
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.limits import need_extra, read_bytes, refuse
from tamnhin.read.documents.raw import Extract

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"RIFF")
_HTML: Final = re.compile(
    rb"(?is)^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,4000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body)\b"
)
_TAGS: Final = re.compile(
    rb"(?i)</?(?:p|div|span|table|tr|td|br|h[1-6]|li|a|b|strong)\b[^<>]{0,300}>"
)

_Reader = Callable[[bytes, str, Cleaner], Extract]


def open_document(path: str | Path) -> Document:
    """A document as blocks over one clean text.

    Args:
        path: an HTML page, DOCX, PDF with text, plain text or Markdown. The format is told by
            the content.

    Returns:
        The document; what was mended or is doubtful is in its ``mendings``.

    Raises:
        ReadError: it cannot be read, with the reason and what to do: missing, too large, of
            another format, a scan, locked, damaged, hostile, without text.
        ConfigurationError: the extra ``read`` is not installed.
    """
    path = Path(path)
    return read_document(read_bytes(path), path.name)


def read_document(data: bytes, name: str) -> Document:
    """A document from its bytes; ``name`` is what messages call it. As :func:`open_document`.

    Raises:
        ReadError: it cannot be read.
        ConfigurationError: the extra ``read`` is not installed.
    """
    reader = _reader_for(data, name)
    cleaner = Cleaner()
    extract = reader(data, name, cleaner)
    return build_document(name, hashlib.sha256(data).hexdigest(), extract, cleaner)


def _reader_for(data: bytes, name: str) -> _Reader:
    if not data.strip(b"\0 \t\r\n"):
        refuse("document-empty", name)
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if b"%PDF-" in data[:1024]:
        return _pdf()
    if data.startswith(b"PK"):
        return _zipped(data, name)
    _refuse_others(data, name)
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if _HTML.match(head.replace(b"\0", b"") if wide else head):
        return _html()
    if not wide and len(_TAGS.findall(data[:65536])) >= 6 and head.lstrip().startswith(b"<"):
        return _html()
    from tamnhin.read.documents.text import read_text

    return read_text


def _refuse_others(data: bytes, name: str) -> None:
    """Refuse formats that are known and not read.

    Raises:
        ReadError: it is one.
    """
    if data.startswith(_OLE):
        if _LOCKED in data:
            refuse("document-encrypted", name)
        refuse("document-unknown", name, looks=Words(N_("a Word document before 2007 (.doc)")))
    if data.startswith(b"{\\rtf"):
        refuse("document-unknown", name, looks=Words(N_("Rich Text Format (.rtf)")))
    if data.startswith(_PICTURES) and b"\0" in data[:4096]:
        refuse("document-scanned", name, pictures=1, pages=1)
    if data.startswith(b"<?xml") and not _HTML.match(data[:4096]):
        refuse("document-unknown", name, looks=Words(N_("an XML file")))


def _zipped(data: bytes, name: str) -> _Reader:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        refuse("document-damaged", name, error, reason=N_("the archive in it cannot be opened"))
    if "word/document.xml" in names:
        need_extra("lxml")
        from tamnhin.read.documents.docx import read_docx

        return read_docx
    return _refuse_archive(names, name)


def _refuse_archive(names: set[str], name: str) -> NoReturn:
    """Refuse an archive that is no Word document, saying what it is."""
    looks = N_("an archive of other files")
    if "xl/workbook.xml" in names:
        looks = N_("an Excel workbook (.xlsx)")
    elif "ppt/presentation.xml" in names:
        looks = N_("a presentation (.pptx)")
    elif "content.xml" in names:
        looks = N_("an OpenDocument file (.odt)")
    refuse("document-unknown", name, looks=Words(looks))


def _pdf() -> _Reader:
    need_extra("pypdfium2")
    from tamnhin.read.documents.pdf import read_pdf

    return read_pdf


def _html() -> _Reader:
    need_extra("lxml")
    from tamnhin.read.documents.html import read_html

    return read_html
