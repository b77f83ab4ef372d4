"""How good the reading is: targets read against gold, field by field.

Gold is JSON lines, one document a line: ``id``, ``text`` (or ``file``, beside the gold file),
``title``, and ``targets``, each with ``quote``, ``start``, ``end``, ``value``, ``upper``,
``unit``, ``comparator``, ``horizon``, and where a careful person could also say otherwise
``alt_horizon`` and ``alt_unit``; ``optional`` targets cost nothing when they are not read. Any
field may be absent: what gold does not say is not scored.

Units may be symbols of ``units.csv`` or the names of :data:`UNIT_NAMES`; comparators may be
operators of a plan or the names of :data:`COMPARATOR_NAMES`. Values are compared in the base
unit of the dimension, so 1 200 million USD is 1,2 billion.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tamnhin.errors import InputError
from tamnhin.messages import N_
from tamnhin.read.document import Document, Span
from tamnhin.read.plain import plain
from tamnhin.read.readings import TargetReading
from tamnhin.read.targets.vocabulary import unit_words
from tamnhin.units import units

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
        "person": "persons",
        "worker": "persons",
        "workers": "persons",
        "visitor": "visits",
        "visit": "visits",
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
        "liter_per_person_day": "l/person/day",
        "l_per_person_day": "l/person/day",
        "kwh_per_person": "kWh/person",
        "kwh_per_person_year": "kWh/person",
        "kw_per_ha": "kW/ha",
        "kw_per_hectare": "kW/ha",
        "m3_per_ha": "m3/ha",
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

FIELDS: Final = ("found", "value_unit", "value_unit_horizon", "all")
"""What is scored: the place; value and unit; these and the horizon; these and the comparator."""


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


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text and the targets that a person found in it."""

    name: str
    document: Document
    targets: tuple[GoldTarget, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one field: right readings, readings, gold targets."""

    right: int
    read: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of readings that are right."""
        return self.right / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """Share of gold targets that were read right."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.read + self.gold) if self.read + self.gold else 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.read + other.read, self.gold + other.gold)


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold target with the reading that overlaps it, either of them absent."""

    gold: GoldTarget | None
    reading: TargetReading | None
    right: frozenset[str]


def canonical(value: Decimal | None, unit: str) -> tuple[Decimal | None, str]:
    """A value in the base unit of its dimension, and the dimension, or ``count`` for things."""
    symbol = UNIT_NAMES.get(unit, unit)
    known = units().get(symbol)
    if known is not None and UNIT_NAMES.get(symbol, symbol) == symbol:
        return (None if value is None else value * known.factor), known.dimension
    words = unit_words().get(symbol)
    if symbol == "count" or (words is not None and words.counted):
        return value, "count"
    return value, symbol


def load_gold(path: Path) -> tuple[GoldDocument, ...]:
    """Reads a gold file.

    Raises:
        InputError: a line is not a JSON object of the form that this module describes.
    """
    documents = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            documents.append(_document(json.loads(line), path.parent, number))
        except (ValueError, KeyError, TypeError, InvalidOperation, AttributeError) as error:
            raise InputError(
                N_("{path}, line {line}: this is no line of gold: {error}"),
                path=str(path),
                line=number,
                error=str(error) or type(error).__name__,
            ) from error
    return tuple(documents)


def _document(row: Mapping[str, object], folder: Path, number: int) -> GoldDocument:
    raw = row.get("text")
    text = str(raw) if raw is not None else (folder / str(row["file"])).read_text(encoding="utf-8")
    document = plain(text, str(row.get("title") or ""))
    targets = row.get("targets") or []
    if not isinstance(targets, list):
        msg = "targets"
        raise TypeError(msg)
    gold = tuple(_target(target, text) for target in targets)
    return GoldDocument(str(row.get("id", number)), document, gold)


def _target(row: Mapping[str, object], text: str) -> GoldTarget:
    quote = str(row.get("quote", ""))
    start = row.get("start")
    if start is None:
        start = text.index(quote)
    first = int(str(start))
    end = int(str(row.get("end") or first + len(quote)))
    # Offsets count characters of the text as given; the document is in NFC.
    span = Span(_composed(text, first), _composed(text, end))
    horizons = [row.get("horizon"), *_list(row.get("alt_horizon"))]
    names = [row.get("unit"), *_list(row.get("alt_unit"))]
    return GoldTarget(
        span,
        _number(row.get("value")),
        _number(row.get("upper")),
        tuple(str(name) for name in names if name is not None),
        COMPARATOR_NAMES.get(str(row.get("comparator") or ""), str(row.get("comparator") or "")),
        tuple(str(code).replace("/", "-") for code in horizons if code is not None),
        bool(row.get("optional")),
    )


def _composed(text: str, index: int) -> int:
    return len(unicodedata.normalize("NFC", text[:index]))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def compare(gold: GoldTarget, reading: TargetReading) -> frozenset[str]:
    """Which fields of :data:`FIELDS` a reading has right."""
    value_unit = any(_same_amount(gold, unit, reading) for unit in gold.units or ("*",))
    horizon = not gold.horizons or reading.horizon in gold.horizons
    comparator = not gold.comparator or _same_comparator(gold, reading)
    right = {"found"}
    if value_unit:
        right.add("value_unit")
        if horizon:
            right.add("value_unit_horizon")
        if horizon and comparator:
            right.add("all")
    if horizon:
        right.add("horizon")
    if comparator:
        right.add("comparator")
    return frozenset(right)


def _same_comparator(gold: GoldTarget, reading: TargetReading) -> bool:
    """Whether both compare alike; no rank is better than the first, so it may be either."""
    both = {gold.comparator, reading.operator}
    first = reading.unit == "rank" and reading.value == 1
    return len(both) == 1 or (first and both == {"exactly", "at_most"})


def _same_amount(gold: GoldTarget, unit: str, reading: TargetReading) -> bool:
    if unit == "*":
        return gold.value is None or gold.value == reading.value
    for ours, theirs in ((reading.value, gold.value), (reading.upper, gold.upper)):
        if theirs is None and gold.value is None:
            continue
        if canonical(ours, reading.unit) != canonical(theirs, unit):
            return False
    return canonical(None, reading.unit)[1] == canonical(None, unit)[1]


def pair(gold: Sequence[GoldTarget], readings: Sequence[TargetReading]) -> list[Pair]:
    """Pairs gold and readings that overlap, the pairs with the most fields right first."""
    candidates = [
        (compare(target, reading), i, j)
        for i, target in enumerate(gold)
        for j, reading in enumerate(readings)
        if target.span.overlaps(reading.quote)
    ]
    candidates.sort(key=lambda candidate: (-len(candidate[0]), candidate[1], candidate[2]))
    left, right = set(range(len(gold))), set(range(len(readings)))
    pairs = []
    for fields, i, j in candidates:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append(Pair(gold[i], readings[j], fields))
    pairs += [Pair(gold[i], None, frozenset()) for i in sorted(left)]
    pairs += [Pair(None, readings[j], frozenset()) for j in sorted(right)]
    return pairs


def tally(pairs: Iterable[Pair]) -> dict[str, Tally]:
    """Counts by field. Optional gold counts neither when it is missed nor when it is read."""
    scored = [p for p in pairs if p.gold is None or not p.gold.optional]
    read = sum(p.reading is not None for p in scored)
    gold = sum(p.gold is not None for p in scored)
    return {
        name: Tally(sum(name in p.right for p in scored), read, gold)
        for name in (*FIELDS, "horizon", "comparator")
    }
