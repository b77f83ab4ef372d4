"""datapackage.json: the plan folder described for any Frictionless tool, made from the types.

Data Package v2: tabular resources say ``type: table`` and carry a Table Schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from tamnhin.plan.schema import BY_NAME, Settings
from tamnhin.records import ID_PATTERN, Column, Kind, Record, columns

FILE: Final = "datapackage.json"

_TYPES: Final[dict[Kind, str]] = {"number": "number", "coordinate": "number", "integer": "integer"}
_PARTIAL_DATE: Final = r"\d{4}(-\d{2}(-\d{2})?)?"
_PATTERNS: Final[dict[Kind, str]] = {
    "id": ID_PATTERN,
    "date": _PARTIAL_DATE,
    "hash": "[0-9a-f]{64}",
    "time": r"\d{2}:\d{2}:\d{2}(\.\d{3})?",
}


def _field(column: Column, key: Iterable[str]) -> dict[str, Any]:
    name = "date" if column.kind == "day" else _TYPES.get(column.kind, "string")
    field: dict[str, Any] = {
        "name": column.name,
        "type": name,
        "description": column.description,
    }
    constraints: dict[str, Any] = {}
    if column.required or (column.name in key and column.kind not in ("date", "time")):
        constraints["required"] = True
    if column.choices and not column.many:
        constraints["enum"] = list(column.choices)
    if column.kind in _PATTERNS and not column.many:
        constraints["pattern"] = _PATTERNS[column.kind]
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_keys(record: type[Record], present: set[str]) -> list[dict[str, Any]]:
    keys = []
    for column in columns(record):
        if column.ref is None or column.many or column.ref not in present:
            continue
        (target,) = BY_NAME[column.ref].key
        resource = "" if column.ref == record.table else column.ref.replace("_", "-")
        reference = {"resource": resource, "fields": [target]}
        keys.append({"fields": [column.name], "reference": reference})
    return keys


def _resource(record: type[Record], present: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column, record.key) for column in columns(record)],
        "missingValues": [""],
        "primaryKey": list(record.key),
    }
    keys = _foreign_keys(record, present)
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": record.table.replace("_", "-"),
        "type": "table",
        "path": record.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": " ".join((record.__doc__ or "").split()),
        "schema": schema,
    }


def descriptor(settings: Settings, tables: Iterable[type[Record]]) -> str:
    """The text of datapackage.json for the tables that the folder has."""
    listed = list(tables)
    present = {record.table for record in listed}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": settings.plan_id,
        "title": settings.title_vi,
        "description": settings.title_en,
        "resources": [_resource(record, present) for record in listed],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"
