"""Gold for scores: texts with the targets and promises that a person found in them.

A gold file is JSON lines, one document a line, or one JSON list of them. A folder holds pairs:
``NAME.json`` is such an object and ``NAME.txt`` (``.md``, ``.html``, ``.docx``, ``.pdf``) its text.

A document has ``id``, ``text`` (or ``file``, a path beside the gold), ``title``, ``targets`` and
``commitments``. A target has ``quote``, ``start``, ``end``, ``value``, ``upper``, ``unit``,
``comparator``, ``horizon``, ``indicator`` (its words, or an identifier of the catalogue),
``place``, and where a careful person could also say otherwise ``alt_horizon`` and ``alt_unit``;
``optional`` targets cost nothing when they are not read. A commitment has ``quote``, ``start``,
``end`` and ``kind``. Any field may be absent: what gold does not say is not scored.

Offsets count characters of a text as given. They cannot be known in a file of another format, so
there the quotes are looked up in the clean text.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from tamnhin.errors import ReadError
from tamnhin.messages import N_
from tamnhin.problems import Problem, Report, printable, problem
from tamnhin.read.document import Document, Span
from tamnhin.read.documents.limits import read_bytes
from tamnhin.read.documents.reader import open_document
from tamnhin.read.plain import plain

COMPARATOR_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "eq": "exactly",
        "approx": "about",
        "min": "at_least",
        "gt": "more_than",
        "lt": "less_than",
        "max": "at_most",
        "range": "between",
    }
)
"""Short names of comparators in gold files, and the operator of a plan that each is."""

UNIT_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "percent": "%",
        "percent_per_year": "%/yr",
        "percentage_point": "points",
        "percentage_points": "points",
        "percentage_points_per_year": "points",
        "percentage_point_per_year": "points",
        "points/yr": "points",
        "per_mille": "‰",
        "permille": "‰",
        "vnd_million_per_person": "million VND/person",
        "vnd_million_per_person_month": "million VND/person/month",
        "vnd_million_per_worker": "million VND/worker",
        "vnd_million_per_hectare": "million VND/ha",
        "vnd_million_per_ha": "million VND/ha",
        "usd_per_person": "USD/person",
        "vnd_billion": "billion VND",
        "vnd_million": "million VND",
        "vnd": "VND",
        "usd_billion": "billion USD",
        "usd_million": "million USD",
        "usd": "USD",
        "hectare": "ha",
        "tonne": "t",
        "ton": "t",
        "tonne_per_year": "t",
        "bed_per_10000": "per 10000 persons",
        "doctor_per_10000": "per 10000 persons",
        "nurse_per_10000": "per 10000 persons",
        "pharmacist_per_10000": "per 10000 persons",
        "per_10000": "per 10000 persons",
        "person_per_10000": "per 10000 persons",
        "people_per_10000": "per 10000 persons",
        "passenger": "passengers",
        "passenger_per_year": "passengers",
        "passengers/year": "passengers",
        "person": "persons",
        "worker": "persons",
        "workers": "persons",
        "visitor": "visits",
        "visit": "visits",
        "mw": "MW",
        "kwh": "kWh",
        "boy/100 girls": "per 100 girls",
        "boy_per_100_girls": "per 100 girls",
        "gwh": "GWh",
        "twh": "TWh",
        "billion_kwh": "TWh",
        "m2_per_person": "m2/person",
        "m2_per_household": "m2/household",
        "child_per_woman": "children/woman",
        "year": "years",
        "day": "days",
        "multiple": "ratio",
        "times": "ratio",
        "km_per_km2": "km/km2",
        "person_per_km2": "persons/km2",
        "litre_per_person_day": "l/person/day",
        "litre_per_person_per_day": "l/person/day",
        "liter_per_person_day": "l/person/day",
        "l_per_person_day": "l/person/day",
        "kwh_per_person": "kWh/person",
        "kwh_per_person_year": "kWh/person",
        "kw_per_ha": "kW/ha",
        "kw_per_hectare": "kW/ha",
        "m3_per_ha": "m3/ha",
        "tonne/ha": "t/ha",
        "tonne_per_ha": "t/ha",
        "tonne_per_hectare": "t/ha",
        "tonne/hectare": "t/ha",
        "vnd_million/ha": "million VND/ha",
        "vnd_million/hectare": "million VND/ha",
        "m3_per_hectare": "m3/ha",
        "m3_per_day": "m3/day",
        "kg_per_person_day": "kg/person/day",
        "kg_per_person": "kg/person",
        "score": "index",
        "point": "index",
        "none": "index",
        "": "index",
        "jobs": "count",
        "projects": "count",
        "parks": "count",
        "firms": "count",
        "communes": "count",
        "centres": "count",
        "rooms": "count",
        "room": "count",
        "heads": "count",
        "beds": "count",
        "doctors": "count",
    }
)
"""Names of units in gold files, and units that count things, by the symbol they are scored as."""


TEXTS: Final = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
"""Endings of the text of a pair in a folder of gold, the first that is there."""


@dataclass(frozen=True, slots=True)
class GoldTarget:
    """A target as a person read it; empty fields are not scored."""

    span: Span
    value: Decimal | None
    upper: Decimal | None
    units: tuple[str, ...]
    comparator: str
    horizons: tuple[str, ...]
    optional: bool
    indicator: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class GoldCommitment:
    """A promise in words as a person read it; an empty kind is not scored."""

    span: Span
    kind: str
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text and what a person found in it; ``promises`` where commitments are annotated."""

    name: str
    document: Document
    targets: tuple[GoldTarget, ...]
    commitments: tuple[GoldCommitment, ...] = ()
    promises: bool = False


_NO_JSON: Final = N_("it is no JSON")
_NO_OBJECT: Final = N_("it is no object with the field “text” or “file”")
_NO_LIST: Final = N_("“targets” or “commitments” is no list of objects")
_NO_NUMBER: Final = N_("a number is expected here")
_NO_QUOTE: Final = N_("the quote does not stand in the text at the place that is given")
_OUTSIDE: Final = N_("the file does not stand in the folder of the gold")


class _FaultyError(ValueError):
    """What is wrong with a line of gold, as a message id, and the words that it is about."""

    def __init__(self, reason: str, found: object = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.found = None if found is None else str(found)


@dataclass(frozen=True, slots=True)
class _Row:
    """One document of gold before it is parsed: where it stands, and what goes without saying."""

    name: str
    line: int
    folder: Path
    raw: str
    implied: Mapping[str, Any] = field(default_factory=dict)


def load_gold(path: Path) -> tuple[GoldDocument, ...]:
    """Reads a gold file, or a folder of pairs.

    Raises:
        ReadError: lines are not of the form that this module describes; all of them are named.
    """
    documents: list[GoldDocument] = []
    problems: list[Problem] = []
    for row in _rows(path):
        try:
            documents.append(_document(row, problems))
        except _FaultyError as fault:
            problems.append(_problem(row, fault))
    if not documents and not problems:
        problems.append(problem("gold-empty", path.name))
    if problems:
        raise ReadError(N_("{file} was not read."), Report.of(problems), file=printable(str(path)))
    return tuple(documents)


def _problem(row: _Row, fault: _FaultyError) -> Problem:
    return problem("gold-faulty", row.name, row.line, found=fault.found, reason=fault.reason)


def _rows(path: Path) -> Iterator[_Row]:
    if path.is_dir():
        for one in sorted(path.glob("*.json")):
            texts = (one.with_suffix(ending) for ending in TEXTS)
            beside = next((file.name for file in texts if file.is_file()), None)
            implied = {"id": one.stem} | ({"file": beside} if beside else {})
            yield _Row(one.name, 1, path, _text_of(one), implied)
        return
    text = _text_of(path)
    whole = _parsed(text) if path.suffix == ".json" else None
    if isinstance(whole, list):
        for number, row in enumerate(whole, 1):
            yield _Row(path.name, number, path.parent, json.dumps(row))
    elif isinstance(whole, dict):
        yield _Row(path.name, 1, path.parent, text)
    else:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield _Row(path.name, number, path.parent, line)


def _text_of(path: Path) -> str:
    return read_bytes(path).decode("utf-8-sig", "replace")


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _document(row: _Row, problems: list[Problem]) -> GoldDocument:
    data = _parsed(row.raw)
    if data is None:
        raise _FaultyError(_NO_JSON, row.raw)
    if row.implied and isinstance(data, list):
        data = {"targets": data}
    if not isinstance(data, dict) or not {"text", "file"} & {*data, *row.implied}:
        raise _FaultyError(_NO_OBJECT, row.raw)
    data = {**row.implied, **data}
    given, document = _text(row, data)
    return GoldDocument(
        str(data.get("id", row.line)),
        document,
        tuple(_each(row, data, "targets", given, document, problems)),
        tuple(_each(row, data, "commitments", given, document, problems)),
        "commitments" in data,
    )


def _text(row: _Row, data: Mapping[str, Any]) -> tuple[str, Document]:
    """The text that offsets count in, and the document of it."""
    title = str(data.get("title") or "")
    if data.get("text") is not None:
        return str(data["text"]), plain(str(data["text"]), title)
    path = (row.folder / str(data["file"])).resolve()
    if not path.is_relative_to(row.folder.resolve()):
        raise _FaultyError(_OUTSIDE, data["file"])
    if path.suffix.lower() in (".txt", ".md", ""):
        text = _text_of(path)
        return text, plain(text, title)
    document = open_document(path)
    return document.text, document


def _each(
    row: _Row,
    data: Mapping[str, Any],
    name: str,
    given: str,
    document: Document,
    problems: list[Problem],
) -> Iterator[Any]:
    """The targets or commitments of a document; faulty ones go to ``problems``."""
    listed = data.get(name) or []
    if not isinstance(listed, list):
        raise _FaultyError(_NO_LIST, listed)
    after = 0
    for one in listed:
        try:
            first, last = _offsets(_object(one), given, after)
            after = last
            # Offsets count characters of the text as given; the document is in NFC.
            span = Span(_composed(given, first), _composed(given, last))
            yield _target(one, span) if name == "targets" else _commitment(one, span)
        except _FaultyError as fault:
            problems.append(_problem(row, fault))


def _object(one: object) -> Mapping[str, Any]:
    if not isinstance(one, dict):
        raise _FaultyError(_NO_LIST, one)
    return one


def _offsets(one: Mapping[str, Any], text: str, after: int) -> tuple[int, int]:
    """Where a quote stands: at the offsets given, else where it next comes in the text."""
    quote = str(one.get("quote") or "")
    if one.get("start") is None:
        start = text.find(quote, after)
        start = text.find(quote) if start < 0 else start
        if not quote or start < 0:
            raise _FaultyError(_NO_QUOTE, quote)
        return start, start + len(quote)
    start = _whole(one["start"])
    end = start + len(quote) if one.get("end") is None else _whole(one["end"])
    same = " ".join(text[start:end].split()) == " ".join(quote.split())
    if not 0 <= start < end <= len(text) or (quote and not same):
        raise _FaultyError(_NO_QUOTE, quote)
    return start, end


def _target(row: Mapping[str, Any], span: Span) -> GoldTarget:
    horizons = [row.get("horizon"), *_list(row.get("alt_horizon"))]
    names = [row.get("unit"), *_list(row.get("alt_unit"))]
    comparator = str(row.get("comparator") or "")
    return GoldTarget(
        span,
        _number(row.get("value")),
        _number(row.get("upper")),
        tuple(str(name) for name in names if name is not None),
        COMPARATOR_NAMES.get(comparator, comparator),
        tuple(str(code).replace("/", "-") for code in horizons if code is not None),
        bool(row.get("optional")),
        str(row.get("indicator") or ""),
        str(row.get("place") or ""),
    )


def _commitment(row: Mapping[str, Any], span: Span) -> GoldCommitment:
    return GoldCommitment(span, str(row.get("kind") or ""), bool(row.get("optional")))


def _composed(text: str, index: int) -> int:
    return len(unicodedata.normalize("NFC", text[:index]))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _FaultyError(_NO_NUMBER, value)
    return value


def _number(value: object) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        raise _FaultyError(_NO_NUMBER, value) from None
