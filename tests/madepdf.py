"""A small writer of PDF for tests: Vietnamese text at given places, lines, pictures.

The font is not embedded and every letter is half as wide as it is high, so that a test knows
where each letter stands; what a letter means is told by a ToUnicode table, as office programs do.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass
class PdfPage:
    """What is drawn on one page, in points from the lower left corner."""

    width: float = WIDTH
    height: float = HEIGHT
    parts: list[str] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    turned: int = 0

    def text(self, x: float, y: float, text: str, size: float = 12) -> None:
        """A line of text that begins at a point."""
        self.letters |= set(text)
        code = text.encode("utf-16-be").hex()
        self.parts.append(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{code}> Tj ET")

    def centred(self, y: float, text: str, size: float = 12) -> None:
        """A line of text in the middle of the page."""
        self.text((self.width - len(text) * size / 2) / 2, y, text, size)

    def paragraph(
        self, y: float, text: str, x: float = 72, columns: int = 75, indent: float = 0,
        size: float = 12, leading: float = 18,
    ) -> float:  # fmt: skip
        """Text broken to a width; returns where the next line goes."""
        first = int(indent / (size / 2))
        for number, line in enumerate(textwrap.wrap(" " * first + text, columns)):
            self.text(x + (0 if number else indent), y, line.strip(), size)
            y -= leading
        return y

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin line."""
        self.parts.append(f"0.5 w {x0} {y0} m {x1} {y1} l S")

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A rectangle with a thin outline."""
        self.parts.append(f"0.5 w {x0} {y0} {x1 - x0} {y1 - y0} re S")

    def picture(self) -> None:
        """A grey picture over the whole page."""
        self.parts.append(f"q {self.width} 0 0 {self.height} 0 0 cm /Im1 Do Q")

    def table(self, y: float, xs: list[float], rows: list[list[str]], height: float = 22) -> float:
        """A ruled table without merged cells; returns its lower edge."""
        top = y
        for row in rows:
            self.line(xs[0], y, xs[-1], y)
            for x, text in zip(xs, row, strict=False):
                self.text(x + 4, y - 15, text, 10)
            y -= height
        self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, y, x, top)
        return y


def _unicode_table(letters: set[str]) -> str:
    codes = sorted(f"{ord(c):04x}" for c in letters if ord(c) < 0x10000)
    chunks = [codes[i : i + 100] for i in range(0, len(codes), 100)]
    maps = "\n".join(
        f"{len(chunk)} beginbfchar\n" + "\n".join(f"<{c}> <{c}>" for c in chunk) + "\nendbfchar"
        for chunk in chunks
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def "
        "/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{maps}\nendcmap end end"
    )


def write_pdf(pages: list[PdfPage]) -> bytes:
    """The bytes of a PDF with these pages."""
    letters = {c for page in pages for c in page.letters}
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Times /Encoding /Identity-H"
        b" /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>"
    )
    objects.append(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Times /DW 500 /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    objects.append(
        b"<< /Type /FontDescriptor /FontName /Times /Flags 4 /FontBBox [0 -200 1000 900]"
        b" /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    table = _unicode_table(letters).encode()
    objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(table), table))
    objects.append(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"
    )
    kids = []
    for page in pages:
        content = "\n".join(page.parts).encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}] "
            f"/Rotate {page.turned} /Contents {len(objects)} 0 R /Resources "
            "<< /Font << /F1 3 0 R >> /XObject << /Im1 7 0 R >> >> >>".encode()
        )
    objects[1] = (
        f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>"
    ).encode()
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)
