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
        r"^(?:tên|danh mục|dự án|công trình|hạng mục|khu công nghiệp|cụm công nghiệp|nội dung"
        r"|(?:nhóm |các )?nhiệm vụ)"
    ),
    "area": re.compile(r"diện tích|qui mô.*\(ha\)|\(ha\)"),
    "location": re.compile(r"địa điểm|vị trí|địa bàn|^xã|^huyện|phạm vi"),
    "period": re.compile(r"giai đoạn|thời gian|tiến độ|thời kì|phân kì|năm"),
    "money": re.compile(r"vốn|kinh phí|mức đầu tư|tổng(?: số)? đầu tư|tỉ đồng"),
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
_WORK: Final = re.compile(r"dự án|công trình")
_ORDER: Final = re.compile(r"(?:stt|tt|số tt|số thứ tự)\W*")
_MEMBER: Final = re.compile(r"\d+(?:\.\d+)*\.?")
_GROUP: Final = re.compile(r"[IVXL]+\.?|[A-HĐ]\.?")
_PLANNED: Final = re.compile(r"quy hoạch|qui hoạch|đến năm|đến 20|tổng|dự kiến")
"""Which of several columns under one title says what is planned rather than what is there."""
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
    head = _header(document, lines)
    if head is None:
        return
    written = _conventions(document, lines, head.columns, head.last)
    for number in sorted(lines):
        if number > head.last and not _is_group(document, lines, number, head):
            row = _row(document, lines[number], head, caption, written)
            if row is not None:
                yield row


def _is_group(
    document: Document, lines: Mapping[int, Mapping[int, Block]], number: int, head: _Head
) -> bool:
    """A row numbered I or A, in a table whose members are numbered 1, 2, 3: it heads a part."""
    if head.order is None:
        return False
    orders = {at: document.words(line[head.order].span) for at, line in lines.items()
              if head.order in line and at > head.last}  # fmt: skip
    members = any(_MEMBER.fullmatch(order) for order in orders.values())
    return members and _GROUP.fullmatch(orders.get(number, "")) is not None


@dataclass(frozen=True, slots=True)
class _Column:
    """A column by its number, and the words of its head in one spelling."""

    at: int
    title: str


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the head of a table ends, and what its columns hold; ``order`` is that of numbers."""

    last: int
    columns: Mapping[Field, _Column]
    order: int | None


def _header(document: Document, lines: Mapping[int, Mapping[int, Block]]) -> _Head | None:
    """The head of a table and its columns; none where the first rows name nothing."""
    for number in sorted(lines)[:3]:
        titles = {at: levelled(document.words(cell.span)).strip()
                  for at, cell in lines[number].items()}  # fmt: skip
        found: dict[Field, _Column] = {}
        # A column of sums says more than one of its parts, whichever comes first.
        for at in sorted(titles, key=lambda at: (not titles[at].startswith("tổng"), at)):
            for field, words in _HEADERS.items():
                if field not in found and words.search(titles[at]):
                    found[field] = _Column(at, titles[at])
                    break
        order = next((at for at in sorted(titles) if _ORDER.fullmatch(titles[at])), None)
        listed = order is not None and "name" in found and _WORK.search(found["name"].title)
        if "name" in found and (listed or found.keys() & {"area", "money", "location", "period"}):
            last = number + min((cell.rows for cell in lines[number].values()), default=1) - 1
            return _below(document, lines, number, _Head(last, found, order))
    return None


def _below(
    document: Document, lines: Mapping[int, Mapping[int, Block]], number: int, head: _Head
) -> _Head:
    """The head with titles that cover several columns narrowed to the one that is planned."""
    columns, last = dict(head.columns), head.last
    under = lines.get(number + 1, {})
    for field in ("area", "money"):
        if field not in columns:
            continue
        column = columns[field]
        width = lines[number][column.at].columns
        parts = [at for at in sorted(under) if column.at <= at < column.at + width]
        if width > 1 and parts:
            titles = {at: levelled(document.words(under[at].span)) for at in parts}
            at = next((at for at in parts if _PLANNED.search(titles[at])), parts[-1])
            columns[field] = _Column(at, f"{column.title} {titles[at]}")
            last = number + 1
    return _Head(last, columns, head.order)


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
    head: _Head,
    caption: str,
    written: Mapping[Field, str],
) -> AnnexRow | None:
    columns = head.columns

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
    order = line.get(head.order) if head.order is not None else None
    member = order is not None and _MEMBER.fullmatch(document.words(order.span))
    told = area is not None or money is not None or period or words("location")
    if not told and not (member and _WORK.search(columns["name"].title)):
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
        is_project="money" in columns or _WORK.search(about) is not None,
        area=area,
        area_unit=_area_unit(columns, words("area")) if area is not None else "",
        money=money,
        money_unit=_money_unit(columns, words("money"), caption) if money is not None else "",
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


def _money_unit(columns: Mapping[Field, _Column], words: str, caption: str) -> str:
    for text in (levelled(words), columns["money"].title, levelled(caption)):
        for pattern, symbol in _MONEY_UNIT:
            if pattern.search(text):
                return symbol
    return ""
