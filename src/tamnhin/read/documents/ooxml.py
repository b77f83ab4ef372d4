"""The parts of a Word file, opened with care: no entities, no giants, no zip bombs."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, Final

from lxml import etree

from tamnhin.messages import N_
from tamnhin.read.documents.limits import refuse, refuse_size

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LOOSE: Final = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_PROLOGUE: Final = 100_000
"""Bytes in which a document type is looked for before a parser sees it; the tree is asked too."""

MAX_MEMBERS: Final = 5_000
MAX_PART: Final = 64_000_000
"""Bytes of a part once unpacked. A decision of 200 pages has 4 million."""
MAX_RATIO: Final = 400
"""How many times its packed size a part may have. Word's own reach 60 in long tables."""


class Parts:
    """The parts of a DOCX that are read, each within bounds."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            members = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
            refuse("document-damaged", name, error, reason=N_("the archive in it cannot be opened"))
        if len(members) > MAX_MEMBERS:
            refuse("document-hostile", name, reason=N_("its archive has too many files"))
        self._members = {member.filename: member for member in members}

    def read(self, part: str) -> bytes | None:
        """The bytes of a part, or ``None`` where there is no such part.

        Raises:
            ReadError: it is locked, damaged, or unpacks to more than is read.
        """
        member = self._members.get(part)
        if member is None:
            return None
        if member.flag_bits & 1:
            refuse("document-encrypted", self._name)
        try:
            with self._archive.open(member) as stream:
                data = stream.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
            refuse("document-damaged", self._name, error, reason=N_("a part cannot be unpacked"))
        except (NotImplementedError, RuntimeError) as error:
            refuse("document-encrypted", self._name, error)
        if len(data) > 1_000_000 and len(data) > MAX_RATIO * max(1, member.compress_size):
            refuse("document-hostile", self._name, reason=N_("it unpacks to far more than it is"))
        if len(data) > MAX_PART:
            refuse_size(self._name, MAX_PART // 10**6, N_("megabytes"))
        # Word's "strict" files differ in the name of the namespace only, as far as text goes.
        return data.replace(_STRICT, _LOOSE) if _STRICT in data[:4096] else data

    def tree(self, part: str) -> Any | None:
        """A part as a tree, or ``None`` where there is none.

        Raises:
            ReadError: it is no XML, or declares a document type.
        """
        data = self.read(part)
        if data is None:
            return None
        if b"<!DOCTYPE" in data[:_PROLOGUE].replace(b"\0", b"").upper():
            refuse("document-hostile", self._name, reason=N_("it declares a document type"))
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            refuse("document-damaged", self._name, error, reason=N_("a part of it is no whole XML"))
        if root.getroottree().docinfo.doctype:
            refuse("document-hostile", self._name, reason=N_("it declares a document type"))
        return root


def value(element: Any | None, child: str = "", attribute: str = "val") -> str | None:
    """An attribute of an element, or of its child, in Word's namespace."""
    if element is not None and child:
        element = element.find(f"{W}{child}")
    return None if element is None else element.get(f"{W}{attribute}")


def number(text: str | None, default: int = 0) -> int:
    """A whole number as Word writes it; what is no number is the default."""
    try:
        return max(-(10**6), min(10**6, int(text or default)))
    except ValueError:
        return default


def is_on(element: Any | None, child: str) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    found = None if element is None else element.find(f"{W}{child}")
    return found is not None and found.get(f"{W}val", "1") not in {"0", "false", "off"}
