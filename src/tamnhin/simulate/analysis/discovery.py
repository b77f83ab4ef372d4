"""Scenario discovery: under which inputs does it happen, as boxes that a person can read.

PRIM, the patient rule induction method (Friedman and Fisher 1999, Statistics and Computing 9,
123-143), as Bryant and Lempert (2010, Technological Forecasting and Social Change 77, 34-49)
use it: peel a thin slice off the box of all runs again and again, so that the share of runs of
interest grows, then try to paste back. Every box on the way is kept: a curve from full coverage
to high density, from which a person chooses. Nothing is drawn by lot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamnhin.errors import InputError
from tamnhin.messages import N_
from tamnhin.simulate.analysis.boxes import Box, Choice, Interval, TradeOff
from tamnhin.simulate.analysis.prim import Column, Induction

__all__ = ["Box", "Choice", "Interval", "Search", "TradeOff", "find_boxes"]

Objective = Literal["gain", "mean"]
# As in the EMA workbench; Friedman and Fisher advise 0.05 to 0.1 for peeling.
ALPHA = 0.05
LEAST_MASS = 0.05


class Search(TypedDict, total=False):
    """How boxes are searched.

    Attributes:
        peel: share of the box that one peel takes off, about; 0.05 if left out.
        paste: share of what lies beyond a limit that one paste adds, about; 0.05.
        least_mass: share of all runs below which no box falls; 0.05.
        objective: what a step makes largest: ``gain``, the growth of the density for each run
            given up (Kwakkel and Jaxa-Rozen 2016, Environmental Modelling and Software 79,
            311-321; it does not favour categories, whose slices are thick), or ``mean``, the
            density itself (Friedman and Fisher 1999). ``gain`` if left out.
        remaining: runs to look at, for a further box; all others stay out. Shares are of all.
    """

    peel: float
    paste: float
    least_mass: float
    objective: Objective
    remaining: ArrayLike | None


def find_boxes(
    inputs: Mapping[str, ArrayLike], interest: ArrayLike, **search: Unpack[Search]
) -> TradeOff:
    """Peel and paste once.

    Args:
        inputs: by name, one value for each run: numbers, or anything else as categories.
        interest: for each run, whether it is what one wants to explain.
        **search: peel, paste, least_mass, objective, remaining; ``Search`` explains them.

    Raises:
        InputError: shapes that do not fit, values that are not finite, or no run of interest.
    """
    peel, paste = search.get("peel", ALPHA), search.get("paste", ALPHA)
    least_mass, remaining = search.get("least_mass", LEAST_MASS), search.get("remaining")
    columns = _read(inputs)
    hits = np.asarray(interest)
    rows = columns[0].values.size
    _check(hits, rows, peel, paste, least_mass)
    among = np.ones(rows, dtype=np.bool_) if remaining is None else np.asarray(remaining) != 0
    if among.shape != (rows,):
        raise _shape(among, rows)
    by_gain = search.get("objective", "gain") == "gain"
    box = Induction(columns, hits != 0, among, least_mass, by_gain=by_gain)
    box.peel(peel)
    box.paste(paste)
    return TradeOff(tuple(box.boxes))


def _read(inputs: Mapping[str, ArrayLike]) -> tuple[Column, ...]:
    columns = [_column(name, np.asarray(values)) for name, values in inputs.items()]
    if not columns:
        raise InputError(N_("There are no inputs to restrict."))
    rows = columns[0].values.size
    for column in columns:
        if column.values.shape != (rows,) or not rows:
            raise _shape(column.values, rows)
        if not np.isfinite(column.values).all():
            raise InputError(
                N_("The input {name} has values that are not finite."), name=column.name
            )
    return tuple(columns)


def _column(name: str, values: NDArray[np.generic]) -> Column:
    if values.dtype.kind in "fiu":
        return Column(name, values.astype(np.float64), whole=values.dtype.kind != "f")
    labels, codes = np.unique(values.astype(str), return_inverse=True)
    return Column(name, codes.astype(np.float64), tuple(str(label) for label in labels))


def _check(
    hits: NDArray[np.generic], rows: int, peel: float, paste: float, least_mass: float
) -> None:
    if hits.shape != (rows,):
        raise _shape(hits, rows)
    if not (hits != 0).any():
        raise InputError(N_("No run is of interest, so there is nothing to explain."))
    for share in (peel, paste, least_mass):
        if not 0 < share < 0.5:
            raise InputError(
                N_("Shares of peeling, pasting and mass lie between 0 and 0.5, not {share}."),
                share=share,
            )


def _shape(found: NDArray[np.generic], rows: int) -> InputError:
    return InputError(
        N_("There is one value for each run: shape {found} for {rows} runs."),
        found=str(found.shape),
        rows=rows,
    )
