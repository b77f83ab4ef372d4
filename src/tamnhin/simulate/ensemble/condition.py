"""Conditions as people write them, ``x >= 230``: a name, an operator, a number. Never code."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.simulate.program.ir import Array

OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
LONGEST: Final = 500
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_SIGN = re.compile(r">=|<=|!=|==|>|<|=")


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds for a draw at a time, or does not.

    Attributes:
        name: the variable, as typed; may end in subscripts in square brackets.
        sign: one of ``OPERATORS``.
        number: what it is compared with, in the variable's unit.
    """

    name: str
    sign: str
    number: float

    def holds(self, values: Array) -> NDArray[np.bool_]:
        """For each value, whether it holds; never where the value is not a number."""
        with np.errstate(invalid="ignore"):
            found = OPERATORS[self.sign](values, self.number)
        return np.asarray(found & np.isfinite(values), dtype=bool)

    def __str__(self) -> str:
        return f"{self.name} {self.sign} {self.number:g}"


def parse_condition(text: str) -> Condition:
    """Read a condition.

    Args:
        text: name, operator (>=, <=, >, <, ==, !=) and number; the last operator counts, so a
            name may hold any character.

    Raises:
        SimulationError: it is none.
    """
    signs = [] if len(text) > LONGEST else list(_SIGN.finditer(text))
    if signs:
        last = signs[-1]
        name, number = text[: last.start()].strip(), text[last.end() :].strip()
        sign = "==" if last.group() == "=" else last.group()
        if name and "\n" not in name and _NUMBER.fullmatch(number):
            value = float(number)
            if math.isfinite(value):
                return Condition(name, sign, value)
    raise SimulationError(
        N_("“{found}” is no condition. Write a variable, an operator and a number: x >= 230."),
        found=text[:80],
    )
