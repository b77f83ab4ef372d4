"""Reading targets: KB/s and F1, beside a plain pattern and underthesea's sentence splitter.

Run it with ``python benchmarks/bench_read.py [gold.jsonl]``; without a file the development set of
the tests is read. The plain pattern takes every number with a unit behind it and the last year
seen as its horizon: what a first attempt would do. The splitter only cuts sentences, so it has a
speed and no score; where underthesea is not installed, that is said. Speeds are of processor time
on one core, the best of five, over the texts repeated to 400 KB.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tamnhin.read.document import Document, Span
from tamnhin.read.gold import GoldDocument, load_gold
from tamnhin.read.plain import plain
from tamnhin.read.readings import TargetReading
from tamnhin.read.score import pair, tally
from tamnhin.read.targets import read_targets

GOLD = Path(__file__).resolve().parents[1] / "tests" / "read" / "development.jsonl"
SIZE = 400_000

PLAIN = re.compile(
    r"(\d[\d.,]*)\s*(%/năm|%|triệu đồng|nghìn tỷ đồng|tỷ đồng|tỷ USD|triệu USD|USD|ha|km|người"
    r"|lượt khách|giường|tấn)"
)
UNITS = {
    "%/năm": "%/yr",
    "%": "%",
    "triệu đồng": "million VND/person",
    "nghìn tỷ đồng": "trillion VND",
    "tỷ đồng": "billion VND",
    "tỷ USD": "billion USD",
    "triệu USD": "million USD",
    "USD": "USD/person",
    "ha": "ha",
    "km": "km",
    "người": "persons",
    "lượt khách": "visits",
    "giường": "per 10000 persons",
    "tấn": "t",
}
YEARS = re.compile(r"(?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?")


def by_pattern(document: Document) -> tuple[TargetReading, ...]:
    """Number and unit, with the last year before it."""
    found = []
    for match in PLAIN.finditer(document.text):
        digits = match[1].strip(".,").replace(".", "").replace(",", ".")
        years = YEARS.findall(document.text, 0, match.start())
        if digits.count(".") > 1:
            continue
        horizon = re.sub(r" ?[-–] ?", "-", years[-1]) if years else ""
        span = Span(*match.span())
        found.append(
            TargetReading(
                span, span, "exactly", Decimal(digits), None, UNITS[match[2]], "level",
                horizon=horizon,
            )
        )  # fmt: skip
    return tuple(found)


def speed(read: Callable[[], object], size: int) -> float:
    """KB of text a second of processor time."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        read()
        best = min(best, time.process_time() - start)
    return size / 1000 / best


def report(name: str, gold: tuple[GoldDocument, ...], read: Callable[[Document], object]) -> None:
    pairs = []
    for one in gold:
        targets = read(one.document)
        pairs += pair(one.targets, targets)  # type: ignore[arg-type]
    scores = tally(pairs)
    cells = "  ".join(f"{field} {scores[field].f1:.3f}" for field in ("value_unit", "all"))
    print(f"{name:32} F1: {cells}")


def main() -> None:
    gold = load_gold(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD)
    report("tamnhin", gold, lambda document: read_targets(document)[0])
    report("plain number-and-unit pattern", gold, by_pattern)
    text = "\n".join(one.document.text for one in gold)
    text *= SIZE // len(text.encode()) + 1
    size = len(text.encode())
    document = plain(text)
    ours = speed(lambda: read_targets(document), size)
    lines = text.splitlines()
    pattern = speed(lambda: [PLAIN.findall(line) for line in lines], size)
    print(f"{'tamnhin':32} {ours:,.0f} KB/s (asked for: 300)")
    print(
        f"{'plain number-and-unit pattern':32} {pattern:,.0f} KB/s, {pattern / ours:.1f} times ours"
    )
    try:
        from underthesea import sent_tokenize
    except ImportError:
        print("underthesea is not installed (`make bench` installs it): left out")
        return
    splitter = speed(lambda: [sent_tokenize(line) for line in lines], size)
    print(
        f"{'underthesea, sentences only':32} {splitter:,.0f} KB/s, {splitter / ours:.1f} times ours"
    )


if __name__ == "__main__":
    main()
