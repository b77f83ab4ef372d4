"""The numbers that a bank of past series taught: how trends go on, and how wrong one is.

The table is made by ``scripts/forecast_table.py`` and comes with the package; its ``sources`` name
the series that it was made from, and go with every copy.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from tamnhin.assess.forecast.features import EVEN, GROUPS, ODD, Floats, Shapes
from tamnhin.assess.forecast.scale import centre_basis, spread_basis, to_figures

LEVELS: Final = np.array(
    [0.005, 0.01, 0.025, *np.arange(1, 20) / 20, 0.975, 0.99, 0.995], dtype=np.float64
)
"""Probability levels of a forecast; symmetric, so that errors can be turned upside down."""
LEAST: Final = 4
"""Figures below which nothing is said."""
FARTHEST: Final = 10
"""Years ahead beyond which nothing is said: the bank has too few longer ones."""
SPREAD_LIMITS: Final = (-4.0, 5.0)

Length = Literal["4-7", "8-12", "13-20"]


@dataclass(frozen=True, slots=True)
class Record:
    """How the method did on history, on indicators that it had not seen.

    Attributes:
        horizon: years ahead.
        length: figures in the window.
        cases: forecasts compared with what came.
        indicators: of so many indicators.
        cover80: share of outcomes inside the 80 % interval.
        cover95: share of outcomes inside the 95 % interval.
        skill: how much smaller the mean CRPS is than that of compound growth, 0 to 1; negative
            where it is larger.
        calibration: expected difference between a probability and how often it came true.
    """

    horizon: int
    length: Length
    cases: int
    indicators: int
    cover80: float
    cover95: float
    skill: float
    calibration: float


def length_of(points: int) -> Length:
    """The class of window lengths that a record is kept for."""
    return "4-7" if points < 8 else "8-12" if points < 13 else "13-20"


@dataclass(frozen=True)
class Table:
    """What was learnt.

    Attributes:
        centre: weight of every odd feature and basis of the trend, ``(len(ODD), 3)``.
        spread: weight of every even feature and basis of the spread, ``(len(EVEN), 2)``.
        bend: weight of the squared logarithm of the horizon in the spread.
        lengths: window lengths at which errors were tabulated.
        errors: quantiles of ``(outcome - centre) / spread``, of shape
            ``(len(lengths), len(GROUPS), FARTHEST, len(LEVELS))``.
        records: how it did on indicators that it had not seen.
        sources: the series that it was made from, with licences.
    """

    centre: Floats
    spread: Floats
    bend: float
    lengths: Floats
    errors: Floats
    records: tuple[Record, ...] = ()
    sources: tuple[str, ...] = ()

    @cached_property
    def _records(self) -> dict[tuple[int, Length], Record]:
        return {(record.horizon, record.length): record for record in self.records}

    def record(self, horizon: int, points: int) -> Record | None:
        """The record for a horizon and a window of so many figures; ``None`` if not tested."""
        return self._records.get((horizon, length_of(points)))

    def centre_and_spread(self, shapes: Shapes, h: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Centre and spread of each row at its horizon, in units of the yearly change."""
        basis = centre_basis(h)
        centre = np.einsum("nf,nb,fb->n", shapes.odd, basis, self.centre, optimize=True)
        grown = np.einsum("nf,nb,fb->n", shapes.even, spread_basis(h), self.spread, optimize=True)
        return centre, np.exp(np.clip(grown + self.bend * np.log(h) ** 2, *SPREAD_LIMITS))

    def quantiles(self, shapes: Shapes, points: Floats, h: NDArray[np.int64]) -> Floats:
        """Quantiles at :data:`LEVELS` of each row at its horizon, shape ``(n, len(LEVELS))``.

        Args:
            shapes: the windows, measured.
            points: figures in each window, shape ``(n,)``.
            h: years ahead, 1 to :data:`FARTHEST`, shape ``(n,)``.
        """
        centre, spread = self.centre_and_spread(shapes, h)
        fall, rise = self._errors(points, shapes.log, h)
        down, up = (1 - shapes.way[:, None]) / 2, (1 + shapes.way[:, None]) / 2
        errors = fall * down + rise * up
        # Without a floor at zero a fall is the mirror image of a rise.
        mirrored = -(fall * up + rise * down)[:, ::-1]
        signed = shapes.signed[:, None]
        errors = errors * (1 - signed / 2) + mirrored * signed / 2
        moves = shapes.unit[:, None] * (centre[:, None] + spread[:, None] * errors)
        return to_figures(moves, shapes.last, shapes.log)

    def _errors(
        self, points: Floats, log: NDArray[np.bool_], h: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        """Quantiles of the errors of a fall and of a rise, between the tabulated lengths."""
        at = np.interp(np.log(points), np.log(self.lengths), np.arange(len(self.lengths)))
        low = np.minimum(at.astype(np.int64), max(len(self.lengths) - 2, 0))
        high, part = np.minimum(low + 1, len(self.lengths) - 1), (at - low)[:, None]

        def of(group: NDArray[np.int64]) -> Floats:
            found: Floats = (
                self.errors[low, group, h - 1] * (1 - part) + self.errors[high, group, h - 1] * part
            )
            return found

        falling = 2 * log.astype(np.int64)
        return of(falling), of(falling + 1)

    def to_json(self) -> dict[str, Any]:
        """The table as plain data; :func:`from_json` reads it."""
        return {
            "sources": list(self.sources),
            "levels": LEVELS.tolist(),
            "centre": {n: _short(row, 5) for n, row in zip(ODD, self.centre, strict=True)},
            "spread": {n: _short(row, 5) for n, row in zip(EVEN, self.spread, strict=True)},
            "bend": round(self.bend, 5),
            "lengths": self.lengths.tolist(),
            "errors": [
                {
                    group: [_short(row, 4) for row in block]
                    for group, block in zip(GROUPS, blocks, strict=True)
                }
                for blocks in self.errors
            ],
            "records": [[getattr(r, name) for name in Record.__slots__] for r in self.records],
        }


def _short(row: Floats, digits: int) -> list[float]:
    return [round(float(value), digits) for value in row]


def from_json(data: dict[str, Any]) -> Table:
    """The table from plain data."""
    return Table(
        centre=np.array([data["centre"][name] for name in ODD]),
        spread=np.array([data["spread"][name] for name in EVEN]),
        bend=data["bend"],
        lengths=np.array(data["lengths"], dtype=np.float64),
        errors=np.array([[blocks[group] for group in GROUPS] for blocks in data["errors"]]),
        records=tuple(Record(*row) for row in data["records"]),
        sources=tuple(data["sources"]),
    )


@lru_cache(maxsize=1)
def shipped() -> Table:
    """The table that comes with the package."""
    text = resources.files(__package__).joinpath("table.json").read_text("utf-8")
    return from_json(json.loads(text))
