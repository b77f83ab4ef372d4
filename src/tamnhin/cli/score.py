"""``tamnhin read --score``: how well the reader does on texts that people have annotated."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from tamnhin.cli.terminal import Progress, table
from tamnhin.messages import N_, Lang, catalogue, format_number

if TYPE_CHECKING:
    from tamnhin.read.document import Document
    from tamnhin.read.evaluation import Evaluation
    from tamnhin.read.score import Pair

TITLES: Final = {
    "value": N_("value"),
    "unit": N_("unit"),
    "comparator": N_("comparator"),
    "horizon": N_("horizon"),
    "value_unit": N_("value and unit"),
    "value_unit_horizon": N_("value, unit and horizon"),
    "all": N_("value, unit, horizon and comparator"),
    "found": N_("target found (words overlap)"),
    "span": N_("exactly these characters"),
    "indicator": N_("indicator, where gold names it"),
    "place": N_("place, where gold names it"),
    "commitment": N_("commitment found"),
    "commitment_kind": N_("commitment found, with its kind"),
}
"""What a row of the table counts."""


def score(options: argparse.Namespace, lang: Lang) -> int:
    """Reads every text of the gold and prints how much was right, field by field."""
    from tamnhin.read.evaluation import evaluate
    from tamnhin.read.gold import load_gold
    from tamnhin.read.languages import reader_for

    reader = reader_for(options.language)
    gold = load_gold(options.score)
    with Progress(catalogue(lang).gettext(N_("Reading"))) as progress:
        found = evaluate(gold, reader, progress.update)
    if options.json:
        print(json.dumps(_data(found), ensure_ascii=False, indent=2))
        return 0
    print(_fields(found, lang))
    print("\n" + _calibration(found, lang))
    if options.why:
        print("\n" + "\n".join(_faults(found, lang)))
    return 0


def _share(value: float, lang: Lang) -> str:
    return f"{value:.3f}".replace(".", "," if lang == "vi" else ".")


def _fields(found: Evaluation, lang: Lang) -> str:
    book = catalogue(lang)
    words = (
        N_("Field"), N_("Precision"), N_("Recall"), "F1", N_("Right"), N_("Read"), N_("In gold"),
    )  # fmt: skip
    head = [book.gettext(word) for word in words]
    rows = []
    for name, title in TITLES.items():
        tally = found.fields[name]
        if tally.gold or tally.read:
            shares = [_share(v, lang) for v in (tally.precision, tally.recall, tally.f1)]
            counts = [format_number(n, lang) for n in (tally.right, tally.read, tally.gold)]
            rows.append([book.gettext(title), *shares, *counts])
    title = book.text(N_("Documents: {count}"), count=found.documents)
    return f"{title}\n\n{table(head, rows, right=set(range(1, 7)))}"


def _calibration(found: Evaluation, lang: Lang) -> str:
    book = catalogue(lang)
    words = (N_("Confidence"), N_("Targets read"), N_("Mean confidence"), N_("Share right"))
    rows = [
        [
            f"{_share(one.low, lang)}-{_share(one.high, lang)}",
            format_number(one.count, lang),
            _share(one.confidence, lang),
            _share(one.right, lang),
        ]
        for one in found.bins
    ]
    error = book.text(
        N_("Expected calibration error: {error}"), error=_share(found.calibration_error, lang)
    )
    return f"{table([book.gettext(w) for w in words], rows, right={1, 2, 3})}\n{error}"


def _faults(found: Evaluation, lang: Lang) -> Iterator[str]:
    """Every target that was read wrongly, missed, or read where gold has none."""
    book = catalogue(lang)
    for name, document, pair in found.faults:
        wanted, got = _gold_words(document, pair), _read_words(document, pair)
        if not wanted:
            yield book.text(N_("{name}: read, not in gold: {got}"), name=name, got=got)
        elif not got:
            yield book.text(N_("{name}: not read: {wanted}"), name=name, wanted=wanted)
        else:
            message = N_("{name}: wanted {wanted}; read {got}")
            yield book.text(message, name=name, wanted=wanted, got=got)


def _gold_words(document: Document, pair: Pair) -> str:
    gold = pair.gold
    if gold is None:
        return ""
    amount = "-".join(f"{v.normalize():f}" for v in (gold.value, gold.upper) if v is not None)
    told = (amount, "/".join(gold.units), gold.comparator, "/".join(gold.horizons))
    return f"“{document.words(gold.span)}” ({' | '.join(told)})"


def _read_words(document: Document, pair: Pair) -> str:
    read = pair.reading
    if read is None:
        return ""
    amount = "-".join(f"{v.normalize():f}" for v in (read.value, read.upper) if v is not None)
    told = (amount, read.unit, read.operator, read.horizon)
    return f"“{document.words(read.quote)}” ({' | '.join(told)})"


def _data(found: Evaluation) -> dict[str, Any]:
    return {
        "documents": found.documents,
        "fields": {
            name: {
                "precision": round(tally.precision, 4),
                "recall": round(tally.recall, 4),
                "f1": round(tally.f1, 4),
                "right": tally.right,
                "read": tally.read,
                "gold": tally.gold,
            }
            for name, tally in found.fields.items()
        },
        "reliability": [
            {
                "low": one.low,
                "high": one.high,
                "read": one.count,
                "confidence": round(one.confidence, 4),
                "right": round(one.right, 4),
            }
            for one in found.bins
        ],
        "expected_calibration_error": round(found.calibration_error, 4),
        "faults": [
            {"id": name, "wanted": _gold_words(doc, pair), "read": _read_words(doc, pair)}
            for name, doc, pair in found.faults
        ],
    }
