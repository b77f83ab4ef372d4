"""The score of the target reader on its development set, which may only rise.

``development.jsonl`` holds passages in the language of plans, written for this project; places and
figures in them are made up. ``score.csv`` is the F1 of each field as recorded. Where a change
raises a field, write the new number there (``scripts/calibrate.py`` prints it) in the same commit;
a number there is never lowered.
"""

from __future__ import annotations

import csv
import json
import runpy
from decimal import Decimal
from pathlib import Path

import pytest

from tamnhin.read.document import Span
from tamnhin.read.gold import GoldTarget, load_gold
from tamnhin.read.readings import TargetReading
from tamnhin.read.score import Tally, canonical, compare, pair, tally, tally_words
from tamnhin.read.targets import read_targets
from tamnhin.read.targets.confidence import ANY, Counts, confidence, counts, share
from tamnhin.read.targets.explain import RULES

HERE = Path(__file__).parent
GOLD = HERE / "development.jsonl"


def score() -> dict[str, float]:
    pairs, named = [], Tally(0, 0, 0)
    for gold in load_gold(GOLD):
        targets, _ = read_targets(gold.document)
        found = pair(gold.targets, targets)
        pairs += found
        named += tally_words(found, gold.document)["indicator"]
    return {name: count.f1 for name, count in tally(pairs).items()} | {"indicator": named.f1}


def test_no_field_falls_below_what_was_recorded() -> None:
    with (HERE / "score.csv").open(encoding="utf-8") as stream:
        recorded = {row["field"]: float(row["f1"]) for row in csv.DictReader(stream)}
    reached = score()
    fallen = {name: reached[name] for name, f1 in recorded.items() if reached[name] < f1 - 0.0005}
    assert not fallen


def test_the_development_set_is_large_and_each_quote_is_where_it_says() -> None:
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 60
    assert sum(len(row["targets"]) for row in rows) >= 150
    assert sum(not row["targets"] for row in rows) >= 1
    for row in rows:
        for target in row["targets"]:
            assert row["text"][target["start"] : target["end"]] == target["quote"], row["id"]


def test_the_counts_of_confidence_are_those_of_the_development_set() -> None:
    script = runpy.run_path(str(HERE.parents[1] / "scripts" / "calibrate.py"))
    kept = [
        f"{rule},{own.read},{own.right},{own.blind_read},{own.blind_right}"
        for rule, own in counts().items()
    ]
    assert script["rows"]()[1:] == kept


def test_a_rule_that_failed_on_blind_texts_is_less_sure() -> None:
    known = {
        ANY: Counts(blind_read=100, blind_right=90),
        "promise.good": Counts(blind_read=50, blind_right=50),
        "promise.poor": Counts(blind_read=50, blind_right=30),
        "promise.dev": Counts(read=50, right=50),
    }
    good, poor, dev = (share(f"promise.{name}", known) for name in ("good", "poor", "dev"))
    assert poor < dev < good < 1
    assert dev == pytest.approx(91 / 102)
    assert confidence(["horizon.above", "promise.opener"]) == min(
        confidence(["horizon.above"]), confidence(["promise.opener"])
    )


def test_every_reading_names_rules_that_are_explained_and_a_confidence() -> None:
    for gold in load_gold(GOLD):
        targets, figures = read_targets(gold.document)
        for reading in (*targets, *figures):
            assert reading.rules
            assert set(reading.rules) <= set(RULES)
            assert gold.document.words(reading.quote).strip()
            assert reading.quote in reading.sentence
        assert all(0 < reading.confidence < 1 for reading in targets)


def gold_target(unit: str, value: str, **more: object) -> GoldTarget:
    parts = {"upper": None, "comparator": "", "horizons": (), "optional": False} | more
    return GoldTarget(span=Span(0, 5), value=Decimal(value), units=(unit,), **parts)  # type: ignore[arg-type]


def reading(unit: str, value: str, horizon: str = "2030") -> TargetReading:
    return TargetReading(
        Span(0, 5), Span(0, 9), "exactly", Decimal(value), None, unit, "level", horizon=horizon
    )


@pytest.mark.parametrize(
    ("unit", "value", "theirs", "wanted"),
    [
        ("trillion VND", "350", "vnd_billion", "350000"),
        ("million USD", "1500", "usd_billion", "1.5"),
        ("thousand ha", "5.2", "hectare", "5200"),
        ("million visits", "4.5", "visitor", "4500000"),
        ("workers", "800", "person", "800"),
        ("per 10000 persons", "35", "bed_per_10000", "35"),
        ("points/yr", "1", "percentage_point", "1"),
        ("parks", "3", "count", "3"),
        ("khu kinh tế", "2", "count", "2"),
        ("index", "0.78", "none", "0.78"),
        ("%", "40", "%", "40"),
    ],
)
def test_units_of_both_vocabularies_agree(unit: str, value: str, theirs: str, wanted: str) -> None:
    assert "value_unit" in compare(gold_target(theirs, wanted), reading(unit, value))


def test_growth_is_no_share_and_beds_are_no_percentage() -> None:
    assert "value_unit" not in compare(gold_target("percent", "9"), reading("%/yr", "9"))
    assert "value_unit" not in compare(gold_target("count", "9"), reading("%", "9"))
    assert canonical(Decimal(2), "vnd_billion") != canonical(Decimal(2), "vnd_million_per_person")


def test_a_field_that_gold_leaves_out_is_not_scored() -> None:
    bare = gold_target("%", "40")
    assert "all" in compare(bare, reading("%", "40", horizon="2045"))
    dated = gold_target("%", "40", horizons=("2030", "2021-2030"))
    assert "all" in compare(dated, reading("%", "40", horizon="2021-2030"))
    assert "horizon" not in compare(dated, reading("%", "40", horizon="2045"))


def test_optional_gold_counts_neither_read_nor_missed() -> None:
    optional = gold_target("%", "40", optional=True)
    assert tally(pair([optional], []))["all"].gold == 0
    assert tally(pair([optional], [reading("%", "40")]))["all"].read == 0
    assert tally(pair([], [reading("%", "40")]))["all"].precision == 0
