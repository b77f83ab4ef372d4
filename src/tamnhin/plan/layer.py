"""A map layer of the plan folder: its file into shapes by territory."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tamnhin.errors import GeoError
from tamnhin.geojson import Shapes, parse_shapes
from tamnhin.plan.textfile import read_text
from tamnhin.plan.types import Layer
from tamnhin.problems import Problem, problem

MAX_BYTES: Final = 32_000_000
"""The communes of the whole country, drawn for a screen, have a tenth of this size."""


_CODES: Final = {"file-missing": "layer-missing", "file-outside": "layer-outside"}
"""What is wrong with the cell that names the file rather than with a file of the plan."""


def read_layer(
    folder: Path, layer: Layer, row: int | None = None
) -> tuple[Shapes | None, list[Problem]]:
    """The shapes of a layer by territory, or what is wrong with its file.

    Args:
        folder: the plan folder.
        layer: the layer.
        row: its row in the table of layers, where it is known.
    """
    text, problems = read_text(folder, layer.file, MAX_BYTES)
    if text is None:
        return None, [_placed(found, layer, row) for found in problems]
    try:
        return parse_shapes(text, layer.territory_field), problems
    except GeoError as error:
        return None, [*problems, problem("layer", layer.file, reason=error)]


def _placed(found: Problem, layer: Layer, row: int | None) -> Problem:
    """A problem of the path at the cell that holds it; one of the file's content at the file."""
    code = _CODES.get(found.code)
    return problem(code, layer.path, row, "file", layer.file) if code else found
