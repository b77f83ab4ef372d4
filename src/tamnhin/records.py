"""A record is one row of a table: a frozen type whose fields are the columns.

The types of the tables are written once, as classes; reading, writing, the Table Schemas of
``datapackage.json`` and the reference page are all made from their fields.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Final, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from tamnhin.messages import N_, Lang
from tamnhin.periods import PartialDate, Period, parse_date, parse_period

Kind = Literal[
    "id",
    "text",
    "number",
    "coordinate",
    "integer",
    "day",
    "date",
    "period",
    "unit",
    "choice",
    "link",
    "hash",
    "time",
]

LIST_SEPARATOR: Final = ";"
"""Between the identifiers of a cell that holds several."""

ID_PATTERN: Final = r"[a-z0-9][a-z0-9.\-]*"
MAX_ID: Final = 80
"""Letters of an identifier: it becomes a file name, of which 255 bytes are the most anywhere."""

_ID: Final = re.compile(ID_PATTERN)
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?")


def id_fault(text: str) -> str | None:
    """Why the text is no identifier (a message id), or nothing where it is one."""
    if _ID.fullmatch(text) is None:
        return N_("a letter or sign stands in it that may not")
    if len(text) > MAX_ID:
        return N_("it has more than 80 letters")
    if text.endswith("."):
        return N_("it ends in a dot")
    if _DEVICE.fullmatch(text):
        return N_("Windows keeps this name for a device and makes no file of it")
    return None


def identifier(text: str) -> str:
    """The text, which is an identifier.

    Raises:
        PydanticCustomError: it is none; the message says why.
    """
    fault = id_fault(text)
    if fault is not None:
        kind = "identifier"
        raise PydanticCustomError(kind, "{reason}", {"reason": fault})
    return text


@dataclass(frozen=True, slots=True)
class Cell:
    """How a field stands in a table: what kind of cell, and which table it points into."""

    kind: Kind
    ref: str | None = None


CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Characters that no one types and no one sees; tab and line end are text."""


def plain_text(text: str) -> str:
    """The text as it is after a journey through a file: composed, without spaces around it.

    Raises:
        PydanticCustomError: it contains an invisible control character.
    """
    if CONTROL.search(text):
        kind = "plain_text"
        raise PydanticCustomError(kind, "text contains an invisible control character")
    return unicodedata.normalize("NFC", text).strip()


def _parsed(parse: Any) -> BeforeValidator:
    return BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value)


Id = Annotated[str, Cell("id")]
Text = Annotated[str, Cell("text"), AfterValidator(plain_text)]
Number = Annotated[Decimal, Cell("number")]
Coordinate = Annotated[Decimal, Cell("coordinate")]
Integer = Annotated[int, Cell("integer")]
Day = Annotated[dt.date, Cell("day")]
Date = Annotated[PartialDate, Cell("date"), _parsed(parse_date)]
PeriodCode = Annotated[Period, Cell("period"), _parsed(parse_period)]
UnitSymbol = Annotated[str, Cell("unit")]
Link = Annotated[str, Cell("link")]
Hash = Annotated[str, Cell("hash")]
Time = Annotated[str, Cell("time")]


class Record(BaseModel):
    """Base of the row types: immutable, closed, documented field by field."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )

    table: ClassVar[str]
    """Name of the table, such as ``targets``."""
    path: ClassVar[str]
    """File of the table inside the plan folder."""
    key: ClassVar[tuple[str, ...]]
    """Fields that identify a row; rows are saved in their order."""
    optional: ClassVar[bool] = True
    """False for the tables that every plan has, even when they are empty."""

    @property
    def identity(self) -> tuple[Any, ...]:
        """The values of the key fields."""
        return tuple(getattr(self, name) for name in self.key)


class Titled(Record):
    """A record that people know by a title in two languages."""

    title_vi: Text
    """Vietnamese title."""
    title_en: Text
    """English title."""

    def title(self, lang: Lang) -> str:
        """The title in a language; the Vietnamese one where the other is missing."""
        return (self.title_en if lang == "en" else "") or self.title_vi


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, derived from a field of its record type.

    Attributes:
        name: of the field and of the column.
        kind: what a cell holds.
        required: whether every row fills it.
        many: whether a cell holds several identifiers, separated by semicolons.
        ref: the table whose key the cell names, if any.
        choices: the allowed words of a ``choice``.
        description: one or two sentences for the reference.
        default: what an empty cell means.
    """

    name: str
    kind: Kind
    required: bool
    many: bool
    ref: str | None
    choices: tuple[str, ...]
    description: str
    default: Any


def _unwrap(annotation: Any) -> Any:
    """The annotation without ``| None``."""
    if get_origin(annotation) in {Union, UnionType}:
        (inner,) = (arg for arg in get_args(annotation) if arg is not NoneType)
        return inner
    return annotation


def _column(name: str, info: FieldInfo) -> Column:
    annotation = _unwrap(info.annotation)
    many = get_origin(annotation) is tuple
    cell = next((m for m in info.metadata if isinstance(m, Cell)), None)
    if many:
        annotation = get_args(annotation)[0]
    if cell is None:
        cell = next((m for m in get_args(annotation)[1:] if isinstance(m, Cell)), None)
    choices: tuple[str, ...] = ()
    if get_origin(annotation) is Literal:
        choices, cell = get_args(annotation), Cell("choice")
    if cell is None:
        msg = f"field {name} says not what kind of cell it is"
        raise TypeError(msg)
    return Column(
        name=name,
        kind=cell.kind,
        required=info.is_required(),
        many=many,
        ref=cell.ref,
        choices=choices,
        description=" ".join((info.description or "").split()),
        default=None if info.is_required() else info.get_default(call_default_factory=True),
    )


@cache
def columns(record: type[Record]) -> tuple[Column, ...]:
    """The columns of a table in their order, key fields first as declared."""
    fields = record.model_fields
    ordered = [*record.key, *(name for name in fields if name not in record.key)]
    return tuple(_column(name, fields[name]) for name in ordered)
