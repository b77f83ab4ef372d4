"""Counts how often each rule of the target reader was right on the development set.

Run after a change of rules: ``.venv/bin/python scripts/calibrate.py``. It writes
``src/tamnhin/read/targets/words/confidence.csv`` and prints the score, field by field.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tamnhin.read.gold import load_gold
from tamnhin.read.score import pair, tally
from tamnhin.read.targets import read_targets

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "read" / "development.jsonl"
COUNTS = ROOT / "src" / "tamnhin" / "read" / "targets" / "words" / "confidence.csv"


def rows() -> list[str]:
    """The lines of the file of counts."""
    read: Counter[str] = Counter()
    right: Counter[str] = Counter()
    pairs = []
    for gold in load_gold(GOLD):
        targets, _ = read_targets(gold.document)
        pairs += pair(gold.targets, targets)
    for found in pairs:
        if found.reading is not None and not (found.gold and found.gold.optional):
            read.update(found.reading.rules)
            right.update(found.reading.rules if "all" in found.right else ())
    for name, count in tally(pairs).items():
        print(f"{name:20} {count.precision:.3f} {count.recall:.3f} {count.f1:.3f}")
    return ["rule,read,right", *(f"{rule},{read[rule]},{right[rule]}" for rule in sorted(read))]


if __name__ == "__main__":
    COUNTS.write_text("\n".join(rows()) + "\n", encoding="utf-8")
