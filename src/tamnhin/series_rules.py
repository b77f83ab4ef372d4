"""Kinds of problem with figures seen as a series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tamnhin.messages import N_
from tamnhin.rule import Rule

SERIES_RULES: Final[Mapping[str, Rule]] = {
    "jump": Rule(
        "warning",
        N_(
            "“{indicator}”, {unit}: from {before} in {first} to {after} in {last}: {size}. The two "
            "may not be of the same thing."
        ),
        N_("figures of one definition, or a break that is declared"),
        N_(
            "Declare the break in tables/breaks.csv, since {last}. If there is none, say so with a "
            "row in tables/no_breaks.csv; if a figure is wrong, correct it."
        ),
    ),
}
