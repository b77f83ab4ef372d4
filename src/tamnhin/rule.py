"""What a kind of problem is: how grave, and three sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of problem: its severity and its three sentences (message ids)."""

    severity: Severity
    message: str
    expected: str
    mend: str
