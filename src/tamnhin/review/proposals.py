"""What a later reading proposes to change in rows that are there: kept in ``draft/changes.csv``."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from tamnhin.errors import InputError
from tamnhin.messages import N_
from tamnhin.plan.csvlines import MAX_CELL
from tamnhin.plan.textfile import read_text

FILE: Final = "draft/changes.csv"
HEAD: Final = (
    "change_id",
    "kind",
    "table",
    "item_id",
    "source_id",
    "citation_id",
    "effective_on",
    "old",
    "new",
)
Kind = Literal["added", "changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row that a later reading adds, changes or no longer has.

    ``old`` and ``new`` hold the cells that differ; ``citation_id`` is the passage of the later
    document. ``effective_on`` is the first day of the change where another document makes it, and
    empty where the same document was read again.
    """

    change_id: str
    kind: Kind
    table: str
    item_id: str
    source_id: str
    citation_id: str = ""
    effective_on: str = ""
    old: Mapping[str, str] | None = None
    new: Mapping[str, str] | None = None


def proposals_bytes(proposals: Iterable[Proposal]) -> bytes:
    """The proposals as their file holds them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for p in proposals:
        cells = (p.change_id, p.kind, p.table, p.item_id, p.source_id, p.citation_id)
        writer.writerow([*cells, p.effective_on, _json(p.old), _json(p.new)])
    return text.getvalue().encode()


def _json(cells: Mapping[str, str] | None) -> str:
    return json.dumps(dict(cells), ensure_ascii=False) if cells else ""


def read_proposals(root: Path) -> tuple[Proposal, ...]:
    """The proposals of a plan folder, in the order in which they were made; none without the file.

    Raises:
        InputError: the file is damaged.
    """
    if not (root / FILE).is_file():
        return ()
    text, _ = read_text(root, FILE)
    damaged = InputError(
        N_("{path} cannot be read; put it back as it was, or read the document anew."), path=FILE
    )
    if text is None:
        raise damaged
    csv.field_size_limit(max(csv.field_size_limit(), 4 * MAX_CELL))
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
        if tuple(rows[0]) != HEAD:
            raise damaged
        return tuple(_proposal(row) for row in rows[1:])
    except (csv.Error, IndexError, KeyError, ValueError, TypeError, RecursionError):
        raise damaged from None


def _proposal(row: list[str]) -> Proposal:
    named = dict(zip(HEAD, row, strict=True))
    if named["kind"] not in get_args(Kind) or named["table"] not in ("commitments", "targets"):
        raise ValueError(named["kind"])
    if named["effective_on"]:
        dt.date.fromisoformat(named["effective_on"])
    cells = {name: _read(named.pop(name)) for name in ("old", "new")}
    return Proposal(**named, **cells)  # type: ignore[arg-type]


def _read(cell: str) -> dict[str, str] | None:
    found = json.loads(cell) if cell else None
    if found is None:
        return None
    return {str(name): str(value) for name, value in found.items()}
