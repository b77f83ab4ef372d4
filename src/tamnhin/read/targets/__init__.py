"""Targets of a document: numbers, units, horizons and scope, and promise against result."""

from tamnhin.read.targets.reader import read_targets

__all__ = ["read_targets"]
