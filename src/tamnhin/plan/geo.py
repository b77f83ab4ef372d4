"""A map layer of an office's own into the plan folder."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from pathlib import Path

from tamnhin.errors import Conflict, GeoError, InputError, PlanError
from tamnhin.geojson import Shapes, parse_shapes
from tamnhin.messages import N_, Words
from tamnhin.plan.folder import folder_bytes, refuse_changed, refuse_inner_links
from tamnhin.plan.layer import MAX_BYTES
from tamnhin.plan.plan import Plan, open_plan
from tamnhin.plan.settings import settings_text
from tamnhin.plan.textfile import holds, read_text, write_atomically
from tamnhin.plan.types import Layer
from tamnhin.plan.undo import keep
from tamnhin.problems import Report, Told, printable, shorten
from tamnhin.records import id_fault
from tamnhin.rules import RULES
from tamnhin.territory import Territory

DIGITS = 6
"""Decimals of a degree that are kept: a tenth of a metre."""


def _existing(plan: Plan, start: dt.date | None, end: dt.date | None) -> list[Territory]:
    """Territories that exist at some time while the borders hold."""
    return [
        t
        for t in plan.territories
        if (end is None or t.valid_from is None or t.valid_from <= end)
        and (start is None or t.valid_to is None or start <= t.valid_to)
    ]


def _codes(plan: Plan, layer: Layer) -> dict[str, str]:
    """Identifier of a territory by its identifier and by its official code.

    A code that a successor inherited names the unit of the layer's own time; where it still
    names two, it names neither.
    """
    codes: dict[str, str] = {}
    doubtful: set[str] = set()
    for territory in _existing(plan, layer.valid_from, layer.valid_to):
        codes[territory.territory_id] = territory.territory_id
        code = territory.official_code
        if code:
            if code in codes:
                doubtful.add(code)
            codes[code] = territory.territory_id
    return {code: name for code, name in codes.items() if code not in doubtful}


def _read(path: Path, code_field: str) -> Shapes:
    text, problems = read_text(path.parent, path.name, MAX_BYTES)
    if text is None and any(found.code == "file-missing" for found in problems):
        raise InputError(N_("There is no file {path}."), path=printable(str(path)))
    if text is None:
        raise PlanError(N_("The map layer cannot be read."), Report.of(problems))
    try:
        return parse_shapes(text, code_field)
    except GeoError as error:
        raise GeoError(
            N_("{path} cannot be used as a map layer: {reason}. {mend}"),
            path=printable(str(path)),
            reason=Told(error),
            mend=Words(RULES["layer"].mend),
        ) from error


def _same(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def add_layer(
    folder: str | os.PathLike[str], file: Path, code_field: str, layer: Layer
) -> tuple[int, list[str]]:
    """Read a GeoJSON file, match it to the plan's territories, and add it to the plan folder.

    Args:
        folder: the plan folder.
        file: GeoJSON in WGS 84.
        code_field: property with the official code or the identifier of a territory.
        layer: how the layer is to be listed.

    Returns:
        How many territories can be drawn, and the codes that the plan does not know.

    Raises:
        GeoError: the file is no such layer, or none of its codes is known.
        Conflict: the plan has a layer of that identifier, or a table changed meanwhile.
        PlanError: the plan has errors.
    """
    plan = open_plan(folder)
    if layer.layer_id in plan.ids("layers"):
        raise Conflict(N_("The plan has a layer “{name}” already."), name=layer.layer_id)
    # The identifier becomes a file name, so it is looked at before anything is written.
    fault = id_fault(layer.layer_id)
    if fault is not None:
        raise InputError(
            N_(
                "“{name}” is no identifier: {reason}. At most 80 small letters, digits, dots and "
                "hyphens are one."
            ),
            name=shorten(layer.layer_id),
            reason=Words(fault),
        )
    if layer.valid_from and layer.valid_to and layer.valid_to < layer.valid_from:
        raise InputError(N_("The last day of a layer lies before its first."))
    shapes = _read(file, code_field)
    codes = _codes(plan, layer)
    known = {code: codes[code] for code in shapes.rings if code in codes}
    unknown = sorted(set(shapes.rings) - set(known))
    if not known:
        raise GeoError(
            N_(
                "None of the codes in {path} is an identifier or official code of a territory of "
                "the plan: {codes}. Name another property, or add the territories to the plan."
            ),
            path=printable(str(file)),
            codes=shorten(", ".join(unknown[:10])),
        )
    features = [
        {
            "type": "Feature",
            "properties": {"territory_id": name},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[round(x, DIGITS), round(y, DIGITS)] for x, y in ring]]
                    for ring in shapes.rings[code]
                ],
            },
        }
        for code, name in sorted(known.items(), key=lambda item: item[1])
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    rows = tuple(sorted([*plan.layers, layer], key=lambda row: row.layer_id))
    added = dataclasses.replace(plan, layers=rows)
    files = folder_bytes(added, settings_text(plan.settings, plan.settings_source))
    root = Path(folder)
    refuse_changed(root, files, plan.seen)
    refuse_inner_links(root, (n for n, data in files.items() if not _same(root / n, data)))
    files[layer.file] = (text + "\n").encode()
    keep(root, {name: data for name, data in files.items() if not holds(root / name, data)})
    write_atomically(root / layer.file, files[layer.file])
    added.save(root)
    return len(known), unknown
