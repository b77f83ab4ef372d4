"""A declared role that says too little to be used is a problem, not a silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Protocol

from tamnhin.plan.schema import BY_NAME
from tamnhin.problems import Problem, problem
from tamnhin.records import Record

WITH_WHOLE: Final = frozenset({"part", "numerator"})
WITH_SECTOR: Final = frozenset({"sector_share", "sector_growth", "sector_output"})


class Numbered(Protocol):
    """What the check needs: the rows of a table with their places in it."""

    def of(self, record: type[Record]) -> Iterator[tuple[int, Any]]:
        """Every record of a table with its spreadsheet row."""
        ...


def check_roles(rows: Numbered) -> Iterator[Problem]:
    """A part names its sum, a numerator its ratio, the role of a sector its sector."""
    for number, row in rows.of(BY_NAME["roles"]):
        if row.role in WITH_WHOLE and row.whole_id is None:
            yield problem("role-incomplete", row.path, number, "whole_id", role=row.role)
        if row.role in WITH_SECTOR and not row.sector:
            yield problem("role-incomplete", row.path, number, "sector", role=row.role)
