"""Values that are given for variables of a model, in place of those in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.simulate.program.ir import Array, Program
from tamnhin.simulate.source.model import Component, Number, Source


def numbers(name: str, value: ArrayLike) -> Array:
    """What is given for a variable, as numbers.

    Raises:
        SimulationError: it is none.
    """
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise SimulationError(
            N_("{name} is set to “{found}”, which is no number."),
            name=name,
            found=str(value)[:80],
        ) from error


def with_defaults(program: Program, fixed: Mapping[str, Array]) -> Program:
    """The program with these values as defaults, each of the shape of its parameter."""
    params = tuple(
        replace(param, default=tuple(fixed[param.name].tolist())) if param.name in fixed else param
        for param in program.params
    )
    return replace(program, params=params)


def with_numbers(source: Source, numbers: Mapping[str, Array]) -> Source:
    """The model as if the file said these numbers."""
    variables = dict(source.main.variables)
    for name, value in numbers.items():
        part = Component((), (), Number(float(value)))
        variables[name] = replace(variables[name], components=(part,))
    return replace(source, main=replace(source.main, variables=variables))
