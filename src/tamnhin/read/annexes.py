"""Rows of a document's tables that list sites or works: parks, clusters, projects.

A table is read where its header has a column of names and one of area, money, place or years;
headers are known by their words, not by their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from tamnhin.read.document import Block, BlockKind, Document, Span
from tamnhin.read.spelling import levelled
from tamnhin.vietnamese import Ambiguous, convention, parse_number

Field = Literal["name", "area", "location", "period", "money", "type"]

_HEADERS: Final[Mapping[Field, re.Pattern[str]]] = {
    "name": re.compile(
        r"^(?:tên|danh mục|dự án|công trình|hạng mục|khu công nghiệp|cụm công nghiệp|nội dung)"
    ),
    "area": re.compile(r"diện tích|qui mô.*\(ha\)|\(ha\)"),
    "location": re.compile(r"địa điểm|vị trí|địa bàn|^xã|^huyện|phạm vi"),
    "period": re.compile(r"giai đoạn|thời gian|tiến độ|thời kì|phân kì|năm"),
    "money": re.compile(r"vốn|kinh phí|mức đầu tư|tổng đầu tư|tỉ đồng"),
    "type": re.compile(r"loại|lĩnh vực|tính chất"),
}
_AREA_UNIT: Final = re.compile(r"(?<!\w)(km2|km²|m2|m²|ha|hecta)(?!\w)")
_MONEY_UNIT: Final = (
    (re.compile(r"nghìn tỉ|ngàn tỉ"), "trillion VND"),
    (re.compile(r"tỉ"), "billion VND"),
    (re.compile(r"triệu (?:usd|đô)"), "million USD"),
    (re.compile(r"triệu"), "million VND"),
)
_NUMBER: Final = re.compile(r"\d[\d.,]*\d|\d")
_YEARS: Final = re.compile(r"(\d{4})(?: ?- ?(\d{4}))?")
_SUM: Final = re.compile(r"^(?:tổng|cộng|tổng cộng|tổng số)")


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One site or work of a table: what the row says, and where it stands.

    ``area`` and ``money`` are in the units beside them; ``start_year`` and ``end_year`` are empty
    where the row names none.
    """

    span: Span
    name: Span
    caption: str
    is_project: bool
    area: Decimal | None = None
    area_unit: str = ""
    money: Decimal | None = None
    money_unit: str = ""
    location: str = ""
    period: str = ""
    start_year: int | None = None
    end_year: int | None = None


def annex_rows(document: Document) -> list[AnnexRow]:
    """The sites and works of all tables of a document, in order."""
    tables: dict[int, list[Block]] = {}
    captions: dict[int, str] = {}
    heading = ""
    for block in document.blocks:
        if block.kind is BlockKind.CELL and block.table is not None:
            tables.setdefault(block.table, []).append(block)
            captions.setdefault(block.table, heading)
        elif block.kind is not BlockKind.CELL:
            heading = document.words(block.span)
    return [
        row for number, cells in tables.items() for row in _rows(document, cells, captions[number])
    ]


def _rows(document: Document, cells: Iterable[Block], caption: str) -> Iterator[AnnexRow]:
    lines: dict[int, dict[int, Block]] = {}
    for cell in cells:
        lines.setdefault(cell.row or 0, {})[cell.column or 0] = cell
    header, columns = _header(document, lines)
    if columns is None:
        return
    written = _conventions(document, lines, columns, header)
    for number in sorted(lines):
        if number <= header:
            continue
        row = _row(document, lines[number], columns, caption, written)
        if row is not None:
            yield row


@dataclass(frozen=True, slots=True)
class _Column:
    at: int
    title: str


def _header(
    document: Document, lines: Mapping[int, Mapping[int, Block]]
) -> tuple[int, dict[Field, _Column] | None]:
    """The row of the header and its columns; none where the first rows name nothing."""
    for number in sorted(lines)[:3]:
        found: dict[Field, _Column] = {}
        for at, cell in sorted(lines[number].items()):
            title = levelled(document.words(cell.span)).strip()
            for field, words in _HEADERS.items():
                if field not in found and words.search(title):
                    found[field] = _Column(at, title)
                    break
        if "name" in found and found.keys() & {"area", "money", "location", "period"}:
            return number, found
    return 0, None


def _conventions(
    document: Document,
    lines: Mapping[int, Mapping[int, Block]],
    columns: Mapping[Field, _Column],
    header: int,
) -> dict[Field, str]:
    """How the numbers of each column are written, judged by the column as a whole."""
    found: dict[Field, str] = {}
    for field in ("area", "money"):
        if field in columns:
            cells = [
                number[0]
                for at, line in lines.items()
                if at > header and columns[field].at in line
                for number in [_NUMBER.search(document.words(line[columns[field].at].span))]
                if number
            ]
            judged = convention(cells)
            # A Vietnamese document writes 1.234 for a thousand where nothing says otherwise.
            found[field] = "vietnamese" if judged == "unknown" else judged
    return found


def _row(
    document: Document,
    line: Mapping[int, Block],
    columns: Mapping[Field, _Column],
    caption: str,
    written: Mapping[Field, str],
) -> AnnexRow | None:
    def words(field: Field) -> str:
        column = columns.get(field)
        cell = line.get(column.at) if column else None
        return document.words(cell.span).strip() if cell else ""

    name = line.get(columns["name"].at)
    label = words("name")
    if name is None or len(label) < 3 or _SUM.match(levelled(label)):
        return None
    area = _amount(words("area"), written.get("area", ""))
    money = _amount(words("money"), written.get("money", ""))
    period = words("period")
    if area is None and money is None and not period and not words("location"):
        return None  # a line of the outline inside the table
    years = _YEARS.search(period)
    first = int(years[1]) if years else None
    last = int(years[2]) if years and years[2] else None
    ordered = sorted(line.values(), key=lambda cell: cell.span.start)
    about = levelled(f"{caption} {columns['name'].title}")
    return AnnexRow(
        span=Span(ordered[0].span.start, ordered[-1].span.end),
        name=name.span,
        caption=caption,
        is_project="money" in columns or "dự án" in about or "công trình" in about,
        area=area,
        area_unit=_area_unit(columns, words("area")) if area is not None else "",
        money=money,
        money_unit=_money_unit(columns, words("money")) if money is not None else "",
        location=words("location"),
        period=period,
        start_year=first if last or not years else None,
        end_year=last if last else first,
    )


def _amount(words: str, written: str) -> Decimal | None:
    found = _NUMBER.search(words)
    if found is None:
        return None
    value = parse_number(found[0], written or "vietnamese")  # type: ignore[arg-type]
    return None if value is None or isinstance(value, Ambiguous) else value


def _area_unit(columns: Mapping[Field, _Column], words: str) -> str:
    found = _AREA_UNIT.search(levelled(words)) or _AREA_UNIT.search(columns["area"].title)
    symbols = {"km2": "km2", "km²": "km2", "m2": "m2", "m²": "m2", "ha": "ha", "hecta": "ha"}
    return symbols[found[1]] if found else ""


def _money_unit(columns: Mapping[Field, _Column], words: str) -> str:
    for text in (levelled(words), columns["money"].title):
        for pattern, symbol in _MONEY_UNIT:
            if pattern.search(text):
                return symbol
    return ""
