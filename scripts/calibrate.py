"""Counts how often each rule of the target reader was right.

Run after a change of rules: ``.venv/bin/python scripts/calibrate.py``. It writes the counts of the
development set to ``src/tamnhin/read/targets/words/confidence.csv`` and prints the score, field
by field. The counts of blind texts are kept as they are.

``scripts/calibrate.py --blind FILE.jsonl ...`` adds the readings of gold files that nobody who
wrote a rule has seen. Do it once for each file, before looking at it, and not again. It prints
how well the confidence given before this run told right readings from wrong ones.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from tamnhin.read.gold import load_gold
from tamnhin.read.score import Pair, pair, tally
from tamnhin.read.targets import read_targets
from tamnhin.read.targets.confidence import ANY, counts

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "read" / "development.jsonl"
COUNTS = ROOT / "src" / "tamnhin" / "read" / "targets" / "words" / "confidence.csv"
BANDS = (0.0, 0.8, 0.85, 0.9, 0.95, 1.0)


def pairs(paths: Iterable[Path]) -> list[Pair]:
    """Readings and gold of some files; prints the score, field by field."""
    found: list[Pair] = []
    for path in paths:
        for gold in load_gold(path):
            targets, _ = read_targets(gold.document)
            found += pair(gold.targets, targets)
    for name, count in tally(found).items():
        print(f"{name:20} {count.precision:.3f} {count.recall:.3f} {count.f1:.3f}")
    return found


def by_rule(found: Iterable[Pair]) -> tuple[Counter[str], Counter[str]]:
    """How many readings each rule took part in, and how many of them were right."""
    read: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for one in found:
        if one.reading is not None and not (one.gold and one.gold.optional):
            rules = (ANY, *one.reading.rules)
            read.update(rules)
            right.update(rules if "all" in one.right else ())
    return read, right


def reliability(found: Iterable[Pair]) -> None:
    """Prints how many readings of each band of confidence were right."""
    scored = [p for p in found if p.reading is not None and not (p.gold and p.gold.optional)]
    for low, high in pairwise(BANDS):
        band = [p for p in scored if p.reading and low <= p.reading.confidence < high]
        if band:
            right = sum("all" in p.right for p in band) / len(band)
            mean = sum(p.reading.confidence for p in band if p.reading) / len(band)
            print(
                f"confidence {low:.2f}-{high:.2f}: {len(band):4} said {mean:.3f} right {right:.3f}"
            )


def rows(blind: Iterable[Path] = ()) -> list[str]:
    """The lines of the file of counts."""
    read, right = by_rule(pairs([GOLD]))
    known = counts()
    blind_read = Counter({rule: own.blind_read for rule, own in known.items()})
    blind_right = Counter({rule: own.blind_right for rule, own in known.items()})
    if paths := list(blind):
        found = pairs(paths)
        reliability(found)
        more_read, more_right = by_rule(found)
        blind_read += more_read
        blind_right += more_right
    rules = sorted({*read, *blind_read})
    lines = [f"{r},{read[r]},{right[r]},{blind_read[r]},{blind_right[r]}" for r in rules]
    return ["rule,read,right,blind_read,blind_right", *lines]


if __name__ == "__main__":
    arguments = sys.argv[1:]
    found_rows = rows(map(Path, arguments[1:]) if arguments[:1] == ["--blind"] else ())
    COUNTS.write_text("\n".join(found_rows) + "\n", encoding="utf-8")
