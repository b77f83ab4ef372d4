"""A small writer of Word files for tests: paragraphs, lists numbered by Word, merged cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

STYLES = f"""<?xml version="1.0" encoding="UTF-8"?><w:styles xmlns:w="{W}">
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman"/></w:rPr></w:rPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Listed"><w:name w:val="Listed"/><w:basedOn w:val="Normal"/>
<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Below"><w:name w:val="Below"/><w:basedOn w:val="Listed"/>
</w:style>
<w:style w:type="paragraph" w:styleId="Old"><w:name w:val="Old"/><w:rPr>
<w:rFonts w:ascii=".VnTime"/></w:rPr></w:style>
</w:styles>"""


def level(index: int, form: str, text: str, start: int = 1, extra: str = "") -> str:
    """One level of a list."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{escape(text)}"/></w:lvl>'
    )


OUTLINE = (
    level(0, "upperRoman", "%1."),
    level(1, "decimal", "%2."),
    level(2, "lowerLetter", "%3)"),
    level(3, "bullet", "-"),
)


def numbering(*abstract: Sequence[str], nums: str = "") -> str:
    """A numbering part: definition 0, 1, … and list 1, 2, … of each, then further lists."""
    definitions = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{"".join(levels)}</w:abstractNum>'
        for i, levels in enumerate(abstract)
    )
    lists = "".join(
        f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>'
        for i in range(len(abstract))
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:numbering xmlns:w="{W}">'
        f"{definitions}{lists}{nums}</w:numbering>"
    )


def run(text: str, font: str = "", extra: str = "") -> str:
    """A run of text."""
    fonts = f'<w:rFonts w:ascii="{font}"/>' if font else ""
    return f'<w:r><w:rPr>{fonts}{extra}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(
    text: str = "", style: str = "", listed: tuple[int, int] | None = None, runs: str = ""
) -> str:
    """A paragraph; ``listed`` is its list and level."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if listed is not None:
        number, at = listed
        properties += f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs or run(text)}</w:p>"


def cell(text: str, columns: int = 1, merge: str = "") -> str:
    """A cell; ``merge`` is ``restart`` or ``continue`` of a vertical merge."""
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    if merge:
        span += '<w:vMerge w:val="restart"/>' if merge == "restart" else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{span}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: Sequence[str], heads: int = 0) -> str:
    """A table of rows of cells."""
    parts = []
    for number, cells in enumerate(rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if number < heads else ""
        parts.append(f"<w:tr>{head}{''.join(cells)}</w:tr>")
    return f"<w:tbl><w:tblPr/>{''.join(parts)}</w:tbl>"


def write_docx(
    *body: str, lists: str | None = None, parts: dict[str, bytes] | None = None
) -> bytes:
    """The bytes of a Word file with this body."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>'
        f"{''.join(body)}<w:sectPr/></w:body></w:document>"
    )
    files = {
        "[Content_Types].xml": b'<?xml version="1.0"?><Types/>',
        "word/document.xml": document.encode(),
        "word/styles.xml": STYLES.encode(),
        "word/numbering.xml": (lists or numbering(OUTLINE)).encode(),
    }
    files |= parts or {}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()
