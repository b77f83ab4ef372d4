"""An invented document with targets and promises, and the draft folder that is read from it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from passages import lines_document
from tamnhin.read import reader
from tamnhin.read.commitments.extract import read_commitments
from tamnhin.read.document import Document, Heading, Span
from tamnhin.read.draft.about import Asked
from tamnhin.read.draft.folder import Draft, make_draft, write_draft
from tamnhin.read.readings import Readings, TargetReading

TEXT = """# Quy hoạch tỉnh Sơn Hà thời kỳ 2021-2030, tầm nhìn đến năm 2050
## Mục tiêu đến năm 2030
- Tốc độ tăng GRDP bình quân đạt khoảng 9,5%/năm.
- Tỷ lệ đô thị hóa đạt khoảng 45%.
- Tỷ lệ che phủ rừng đạt khoảng 38%.
## Nhiệm vụ
- Thành lập Khu công nghiệp Bình Khê tại huyện Thạch An.
- Xây dựng mạng lưới đo mưa tự động và nâng cấp bệnh viện tỉnh.
- Nâng cao chất lượng khám bệnh ở tuyến xã.
- Phát triển vùng rau sạch ở các xã ven sông.
"""
HEADING = Heading(
    kind="Quyết định",
    number="12/QĐ-TTg",
    issuer="Thủ tướng Chính phủ",
    issued_on=dt.date(2023, 5, 4),
)
AMENDING = replace(HEADING, number="88/QĐ-TTg", issued_on=dt.date(2025, 3, 1))
ASKED = Asked("tỉnh Sơn Hà", 2021, 2030)

_TARGET = re.compile(r"^(?P<words>.*?) (?P<quote>khoảng (?P<value>[\d,]+)(?P<unit>%/năm|%))", re.M)


def document(text: str = TEXT, heading: Heading = HEADING) -> Document:
    """The lines of a text as a document with a heading."""
    return replace(lines_document(text, "son-ha.docx"), heading=heading)


def targets_of(read: Document) -> list[TargetReading]:
    """Numbers of the form “khoảng 45%”, read without the rules for targets."""
    found = []
    for match in _TARGET.finditer(read.text):
        yearly = match["unit"] != "%"
        found.append(
            TargetReading(
                quote=Span(*match.span("quote")),
                sentence=Span(match.start(), match.end()),
                operator="about",
                value=Decimal(match["value"].replace(",", ".")),
                upper=None,
                unit="%/yr" if yearly else "%",
                basis="average_growth" if yearly else "level",
                indicator=Span(*match.span("words")),
                horizon="2021-2030" if yearly else "2030",
                confidence=0.9,
                rules=("by-hand",),
            )
        )
    return found


def readings_of(read: Document) -> Readings:
    """All that is read from a document."""
    return reader.together(read, targets_of(read), [], *read_commitments(read))


def draft(text: str = TEXT, heading: Heading = HEADING, plan_id: str = "son-ha") -> Draft:
    """The draft of a text."""
    read = document(text, heading)
    return make_draft(read, readings_of(read), plan_id, ASKED)


def draft_folder(folder: Path, text: str = TEXT, heading: Heading = HEADING) -> Path:
    """A draft plan folder of a text."""
    write_draft(draft(text, heading), folder)
    return folder


def long_text(promises: int) -> str:
    """A document of many sections with about so many promises."""
    lines = ["# Quy hoạch tỉnh Sơn Hà thời kỳ 2021-2030, tầm nhìn đến năm 2050"]
    for number in range(promises):
        if number % 12 == 0:
            lines.append(f"## Mục {number // 12 + 1}. Nhiệm vụ của lĩnh vực thứ {number // 12 + 1}")
        lines.append(f"- Xây dựng công trình số {number} của mạng lưới đo mưa ở xã thứ {number}.")
        lines.append(
            f"Năm 2020, tại xã thứ {number} đã có {number} trạm" + ", ghi mỗi giờ" * 20 + "."
        )
    return "\n".join(lines) + "\n"


def names(rows: Sequence[object]) -> list[str]:
    """Identifiers of rows."""
    return [str(row.identity[0]) for row in rows]  # type: ignore[attr-defined]
