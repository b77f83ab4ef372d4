"""Plain text and Markdown, in any encoding that Vietnamese offices have used."""

from __future__ import annotations

import codecs
import contextlib
import re
import unicodedata
from typing import Final

from tamnhin.messages import N_
from tamnhin.read.documents import legacy
from tamnhin.read.documents.boilerplate import drop_boilerplate
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.limits import check_size, refuse
from tamnhin.read.documents.lines import rejoin
from tamnhin.read.documents.markdown import is_markdown, read_markdown
from tamnhin.read.documents.raw import Extract, Piece, cleaned
from tamnhin.read.documents.syllables import share_of_syllables, tokens

_CP1258: Final = N_("the encoding Windows-1258, brought to Unicode")
_LINES: Final = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(data: bytes, name: str, cleaner: Cleaner) -> Extract:
    """The pieces of a plain text or a Markdown file.

    Raises:
        ReadError: the encoding cannot be recognised, or the text is too large.
    """
    text = decode(data, name, cleaner)
    if "\0" in text:
        refuse("document-encoding", name)
    lines = _LINES.split(text)
    check_size(name, lines)
    if is_markdown(lines):
        return Extract(drop_boilerplate(cleaned(read_markdown(lines, name), cleaner), cleaner))
    pieces = [Piece(line) for line in rejoin(cleaner.clean(lines), cleaner)]
    return Extract(drop_boilerplate(pieces, cleaner))


def decode(data: bytes, name: str, cleaner: Cleaner) -> str:
    """The text of bytes whose encoding is not told.

    By a byte order mark, else strict UTF-8, else whichever of the 8-bit encodings makes
    Vietnamese syllables.

    Raises:
        ReadError: none does.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                refuse("document-encoding", name, error)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\0" in data:
        refuse("document-encoding", name)
    return _eight_bit(data, name, cleaner)


def _eight_bit(data: bytes, name: str, cleaner: Cleaner) -> str:
    latin = data.decode("latin-1")
    candidates: list[tuple[str, str]] = []
    with contextlib.suppress(UnicodeDecodeError):
        candidates.append((_CP1258, unicodedata.normalize("NFC", data.decode("cp1258"))))
    candidates += [(what, to_unicode(latin)) for what, to_unicode in legacy.LEGACY]
    scores = [share_of_syllables(tokens([text])) for _, text in candidates]
    best = max(range(len(scores)), key=scores.__getitem__)
    if scores[best] < legacy.ENOUGH:
        refuse("document-encoding", name)
    what, text = candidates[best]
    if what == _CP1258:
        cleaner.note(_CP1258)
        return text
    # The cleaner converts and counts legacy fonts itself, line by line.
    return latin
