"""How often probabilities came true: the held-out record that docs/forecasts.md gives.

Made by ``scripts/forecast_table.py BANK bank --check``: targets at 0 to 2 times the pace of the
past, due in 3, 5 and 8 years, on the indicators of both banks, none of which the table had seen.
"""

from __future__ import annotations

from typing import Final

CAME_TRUE: Final = (
    (4, 4),
    (15, 17),
    (25, 28),
    (35, 37),
    (45, 46),
    (54, 55),
    (64, 65),
    (75, 77),
    (85, 86),
    (94, 97),
)
"""Mean probability said and share that came true, in per cent, for each tenth of probability."""


def came_true(probability: float) -> tuple[int, int, int]:
    """The tenth of a probability, first and last per cent, and how many of 100 came true.

    >>> came_true(0.24)
    (20, 30, 27)
    """
    tenth = min(int(probability * 10), len(CAME_TRUE) - 1)
    return 10 * tenth, 10 * tenth + 10, CAME_TRUE[tenth][1]
