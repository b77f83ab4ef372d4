"""The OECD's distance to a target: how many standard deviations of the peers are left.

Source: OECD, Measuring Distance to the SDG Targets 2019, chapter 3, seen in part: a modified
z-score measured from a fixed end point. The expression below is remembered, not seen:
``max(0, d (T - c))/s``, with s the standard deviation across countries, here provinces of one
year. No worked value could be seen, and no classes are claimed.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from tamnhin.assess.readings.arithmetic import check_inputs, reaches
from tamnhin.assess.readings.types import NOT_AVAILABLE, Reading

FEWEST_PEERS: Final = 3
"""A spread of two values says little; of one, nothing."""


def read(*, current: float, target: float, direction: int, peers: Sequence[float]) -> Reading:
    """The distance of one value to its target.

    Args:
        current: the latest value.
        target: the target.
        direction: 1 where more is better, -1 where less is.
        peers: values of all territories in the same year, its own among them, at least three.

    Returns:
        The distance in standard deviations of the peers (of a sample), 0 where it is reached.

    Raises:
        InputError: the direction is not 1 or -1, or a number is not finite.
    """
    check_inputs(direction, current=current, target=target, smallest=min(peers, default=None))
    check_inputs(direction, largest=max(peers, default=None))
    if reaches(current, target, direction):
        return Reading("oecd", "reached", 0.0, None, achieved=True)
    spread = _spread(tuple(peers)) if len(peers) >= FEWEST_PEERS else 0.0
    if spread == 0:
        return Reading("oecd", NOT_AVAILABLE)
    return Reading("oecd", "distance_left", direction * (target - current) / spread)


@lru_cache(maxsize=256)
def _spread(peers: tuple[float, ...]) -> float:
    """Standard deviation of a sample; many targets are measured by the same peers."""
    return statistics.stdev(peers)
