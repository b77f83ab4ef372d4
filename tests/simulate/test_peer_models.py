"""The public test models against their published results, and the table of what is covered."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from constructs import constructs
from support import (
    ENDINGS,
    SHARED,
    against_published,
    assert_agree,
    columns,
    mdl,
    pysd_run,
    results_beside,
    xmile,
)
from test_oracle import MIXED, VENSIM, XMILE

from tamnhin.errors import ModelError
from tamnhin.simulate.run import load_model
from tamnhin.simulate.source.model import CONTROLS
from tamnhin.simulate.source.translate import read_source

pytest.importorskip("pysd")
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="the shared models are not here"),
]

TOLERANCE = 1e-4
TABLE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "model-constructs.md"
# file,ours,pysd,reason: what every file must come to, and what PySD 3.14.3 came to with the
# same comparison. ours: pass, differs, refused, no result (nothing published to compare with).
# oracle: against PySD's own runner at 1e-12 on this machine: agrees, differs, fails (PySD does),
# empty where the file is refused.
LEDGER = {
    row["file"]: row
    for row in csv.DictReader((Path(__file__).parent / "peer_models.csv").read_text().splitlines())
}
FILES = [
    str(path.relative_to(SHARED))
    for path in (sorted(SHARED.rglob("*")) if SHARED.exists() else [])
    if path.suffix.lower() in ENDINGS
]


@dataclass
class Outcome:
    """What a file came to, and why."""

    kind: str
    why: str = ""


def outcome(name: str) -> Outcome:
    path = SHARED / name
    data = sorted(path.parent.glob("data*.tab"))
    try:
        model = load_model(path, data)
    except ModelError as error:
        return Outcome("refused", error.text("en"))
    result = model.run()
    found = {**columns(model, result), "time": result.times}
    results = results_beside(path)
    if not results:
        return Outcome("no result")
    seen = [against_published(result.times, found, beside) for beside in results]
    for difference in seen:
        if difference.error <= TOLERANCE and difference.compared and not difference.missing:
            return Outcome("pass")
    return Outcome("differs", str(seen))


@pytest.mark.parametrize("name", FILES)
def test_file(name):
    found = outcome(name)
    assert found.kind == LEDGER[name]["ours"], found.why


def _with_oracle(name: str, folder: Path) -> str:
    """What the comparison with PySD's runner comes to, in a copy of the model's folder."""
    for entry in (SHARED / name).parent.iterdir():
        (folder / entry.name).write_bytes(entry.read_bytes())
    path = folder / Path(name).name
    data = sorted(folder.glob("data*.tab"))
    result = (model := load_model(path, data)).run()
    try:
        oracle = pysd_run(path, data_files=[str(entry) for entry in data] or None)
    except Exception:  # whatever PySD stops with, it is no oracle here
        return "fails"
    try:
        return "agrees" if assert_agree(model, result, oracle) > len(CONTROLS) else "fails"
    except AssertionError:
        return "differs"


@pytest.mark.parametrize("name", [row["file"] for row in LEDGER.values() if row["oracle"]])
def test_file_against_pysds_runner(name, tmp_path):
    assert _with_oracle(name, tmp_path) == LEDGER[name]["oracle"]


def test_every_refusal_and_difference_has_a_reason():
    assert sorted(LEDGER) == sorted(FILES)
    for row in LEDGER.values():
        assert bool(row["reason"]) == (row["ours"] in ("refused", "differs")), row["file"]
        assert bool(row["oracle"]) == (row["ours"] != "refused"), row["file"]
        assert bool(row["oracle_reason"]) == (row["oracle"] in ("differs", "fails")), row["file"]


def test_no_file_that_pysd_passes_is_lost():
    lost = [row["file"] for row in LEDGER.values() if row["pysd"] == "pass" != row["ours"]]
    assert lost == []


def _users(paths) -> dict[str, list[str]]:
    """Construct to the files that use it, of those that can be read."""
    users: dict[str, list[str]] = defaultdict(list)
    for name, path in paths:
        try:
            source = read_source(path)
        except ModelError:
            continue
        for construct in constructs(source):
            users[construct].append(name)
    return users


def _own_models(folder):
    """Our own models of ``test_oracle``, each of which agrees with PySD's runner to 1e-12."""
    for kind, models, write in (
        ("mdl", {**VENSIM, **MIXED}, mdl),
        ("xmile", XMILE, xmile),
    ):
        for i, (name, text) in enumerate(models.items()):
            place = folder / f"{kind}{i}"
            place.mkdir()
            yield f"{kind} {name}", write(place, text)


def table(folder) -> str:
    """Construct by construct: how many public files use it, how many agree, what else tests it."""
    users = _users((name, SHARED / name) for name in FILES)
    own = _users(_own_models(folder))
    counts = defaultdict(int)
    for row in LEDGER.values():
        counts[row["ours"]] += 1
        counts["pysd " + row["pysd"]] += 1
        counts["oracle " + row["oracle"]] += 1
    run = counts["oracle agrees"] + counts["oracle differs"]
    lines = [
        "# Constructs of Vensim and XMILE models",
        "",
        "Written by the test run (`TAMNHIN_WRITE_DOCS=1 pytest tests/simulate -k table`) from the",
        "public test models of SDXorg/test-models that stand in `shared/peer-models`.",
        f"Of {len(LEDGER)} model files {counts['pass']} agree with their published results within",
        f"1e-4 (PySD 3.14.3, compared the same way: {counts['pysd pass']}),",
        f"{counts['refused']} are refused by name and line, {counts['differs']} differ for the",
        f"reasons below, and {counts['no result']} have no published result.",
        f"Of the {run} files that PySD's own runner can run, "
        f"{counts['oracle agrees']} agree with it",
        "within 1e-12. The last column counts models of our own that do.",
        "",
        "| construct | public files | of these agree | own models that agree |",
        "|---|---:|---:|---:|",
    ]
    for construct in sorted({*users, *own}, key=str.lower):
        names = users.get(construct, [])
        agree = sum(LEDGER[name]["ours"] == "pass" for name in names)
        mine = len(own.get(construct, []))
        lines.append(f"| {construct} | {len(names)} | {agree} | {mine} |")
    lines += ["", "## Refused or different, and why", "", "| file | | reason |", "|---|---|---|"]
    lines += [
        f"| {row['file']} | {row['ours']} | {row['reason']} |"
        for row in LEDGER.values()
        if row["reason"]
    ]
    lines += ["", "## Where PySD's runner differs or fails", "", "| file | | reason |"]
    lines += ["|---|---|---|"]
    lines += [
        f"| {row['file']} | {row['oracle']} | {row['oracle_reason']} |"
        for row in LEDGER.values()
        if row["oracle_reason"]
    ]
    return "\n".join(lines) + "\n"


def test_the_table_is_current(tmp_path):
    text = table(tmp_path)
    if os.environ.get("TAMNHIN_WRITE_DOCS"):
        TABLE.parent.mkdir(parents=True, exist_ok=True)
        TABLE.write_text(text, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == text
