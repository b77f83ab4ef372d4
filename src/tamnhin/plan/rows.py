"""The tables of a plan as its checks see them: records with the rows that they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tamnhin.plan.schema import PlanTables
from tamnhin.plan.table import TableReading
from tamnhin.records import Record


@dataclass(frozen=True)
class Rows:
    """The tables as records, and as they were read: with row numbers and faulty rows."""

    tables: PlanTables
    readings: Mapping[str, TableReading]

    def known(self, table: str) -> frozenset[str] | None:
        """The identifiers of a table; nothing where some of its rows could not be read.

        Those of faulty rows count, so that one bad cell does not make all that refer to its
        row look wrong as well.
        """
        reading = self.readings[table]
        return reading.keys if reading.complete else None

    def of(self, record: type[Record]) -> Iterator[tuple[int, Any]]:
        """Every record of a table with its spreadsheet row."""
        rows = self.tables.rows(record.table)
        return zip(self.readings[record.table].rows, rows, strict=True)

    def number(self, record: type[Record], index: int) -> int:
        """The spreadsheet row of the record at an index."""
        return self.readings[record.table].rows[index]
