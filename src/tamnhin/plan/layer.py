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


def read_layer(folder: Path, layer: Layer) -> tuple[Shapes | None, list[Problem]]:
    """The shapes of a layer by territory, or what is wrong with its file."""
    text, problems = read_text(folder, layer.file, MAX_BYTES)
    if text is None:
        return None, problems
    try:
        return parse_shapes(text, layer.territory_field), problems
    except GeoError as error:
        return None, [*problems, problem("layer", layer.file, reason=error)]
