"""What a reading says, and the sentences about the method behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from tamnhin.assess.status import TrackRecord

Method = Literal[
    "statcan",
    "eurostat",
    "unsd",
    "escap_status",
    "escap_anticipated",
    "oecd",
    "sdsn",
    "weather",
    "attainment",
]

NOT_AVAILABLE: Final = "not_available"
"""The status of what a method cannot judge: too few figures, signs that differ, nothing to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one method says of one series.

    Attributes:
        method: whose method.
        status: the class, in the method's own code; ``not_available`` where it gives none.
        progress: the number that the class is read from, as the method defines it.
        score: the method's score, where it has one.
        achieved: whether the latest figure keeps the target already.
    """

    method: Method
    status: str
    progress: float | None = None
    score: float | None = None
    achieved: bool = False

    @property
    def available(self) -> bool:
        """True where the method gives a class."""
        return self.status != NOT_AVAILABLE


@dataclass(frozen=True, slots=True)
class Beside:
    """A reading as it stands beside others on one target.

    Attributes:
        reading: what the method says; its status is ``not_available`` where it was not applied.
        record: how often targets in this class were reached in the end, where it was measured.
        reason: why the method was not applied, a message id; empty where it was.
        params: what goes into the places of the reason.
    """

    reading: Reading
    record: TrackRecord | None = None
    reason: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
