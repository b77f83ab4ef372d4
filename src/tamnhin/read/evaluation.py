"""A reader run over gold: tallies by field, how well confidence holds, and every fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tamnhin.read.document import Document
from tamnhin.read.gold import GoldDocument
from tamnhin.read.languages import Reader
from tamnhin.read.reliability import Bin, calibration_error, reliability
from tamnhin.read.score import (
    FIELDS,
    PROMISES,
    WORDS,
    Pair,
    Tally,
    pair,
    tally,
    tally_promises,
    tally_words,
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a reader got right; ``fields`` has every field, with zeros where gold says nothing.

    ``faults`` are the pairs with a field wrong or missing: name of the document, the document,
    and the pair.
    """

    documents: int
    fields: Mapping[str, Tally]
    bins: tuple[Bin, ...]
    faults: tuple[tuple[str, Document, Pair], ...]

    @property
    def calibration_error(self) -> float:
        """The expected calibration error of the confidences, from 0 to 1."""
        return calibration_error(self.bins)


def evaluate(
    gold: Sequence[GoldDocument],
    reader: Reader,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Reads every document of the gold and compares.

    Args:
        gold: documents with what a person found in them.
        reader: what is scored.
        progress: told the documents done, of how many.
    """
    fields = dict.fromkeys((*FIELDS, *WORDS, *PROMISES), Tally(0, 0, 0))
    pairs: list[Pair] = []
    faults: list[tuple[str, Document, Pair]] = []
    for done, one in enumerate(gold, 1):
        readings = reader(one.document)
        found = pair(one.targets, readings.targets)
        pairs += found
        counts = tally(found) | tally_words(found, one.document)
        if one.promises:
            counts |= tally_promises(one.commitments, readings.commitments)
        for name, count in counts.items():
            fields[name] += count
        faults += [(one.name, one.document, p) for p in found if _is_fault(p)]
        if progress is not None:
            progress(done, len(gold))
    return Evaluation(len(gold), fields, reliability(pairs), tuple(faults))


def _is_fault(found: Pair) -> bool:
    return "all" not in found.right and not (found.gold is not None and found.gold.optional)
