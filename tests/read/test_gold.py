"""Gold in every form that is read, all faults at once, and what ``read --score`` prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tamnhin.cli.main import main
from tamnhin.errors import ReadError
from tamnhin.read.document import Span
from tamnhin.read.evaluation import evaluate
from tamnhin.read.gold import GoldCommitment, load_gold
from tamnhin.read.languages import reader_for
from tamnhin.read.readings import CommitmentReading
from tamnhin.read.reliability import calibration_error
from tamnhin.read.score import tally_promises

TEXT = "Phấn đấu đến năm 2030, tỷ lệ đô thị hóa của thành phố Bình Sơn đạt trên 45%."
TARGET: dict[str, Any] = {
    "quote": "trên 45%", "value": 45, "unit": "percent", "comparator": "gt", "horizon": "2030",
    "indicator": "tỉ lệ đô thị hoá",
}  # fmt: skip


def written(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_offsets_survive_composition(tmp_path: Path) -> None:
    text = "Đê\u0301n năm 2030 đạt 40% dân số"  # a letter in two characters
    row = {"text": text, "targets": [{"quote": "40%", "value": 40, "unit": "percent"}]}
    (gold,) = load_gold(written(tmp_path / "gold.jsonl", row))
    assert gold.document.words(gold.targets[0].span) == "40%"


def test_gold_may_name_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Đến năm 2030 đạt 40%.", encoding="utf-8")
    path = tmp_path / "gold.jsonl"
    path.write_text('{"file": "one.txt"}\n\n', encoding="utf-8")
    (gold,) = load_gold(path)
    assert gold.targets == ()
    assert gold.document.text.startswith("Đến năm")


def test_a_list_and_a_folder_of_pairs_say_the_same_as_lines(tmp_path: Path) -> None:
    row = {"id": "a", "text": TEXT, "targets": [TARGET]}
    lines = load_gold(written(tmp_path / "gold.jsonl", row))
    (tmp_path / "gold.json").write_text(json.dumps([row]), encoding="utf-8")
    assert load_gold(tmp_path / "gold.json") == lines
    pairs = tmp_path / "pairs"
    pairs.mkdir()
    (pairs / "a.txt").write_text(TEXT, encoding="utf-8")
    written(pairs / "a.json", {"targets": [TARGET]})
    (pairs / "b.html").write_text(f"<html><body><p>{TEXT}</p></body></html>", encoding="utf-8")
    written(pairs / "b.json", [TARGET])
    first, second = load_gold(pairs)
    assert first == lines[0]
    assert second.document.words(second.targets[0].span) == "trên 45%"
    assert evaluate((first, second), reader_for()).fields["all"].f1 == 1


def test_a_repeated_quote_is_looked_up_behind_the_one_before(tmp_path: Path) -> None:
    row = {"text": "Tăng 5%, rồi 5%.", "targets": [{"quote": "5%"}, {"quote": "5%"}]}
    (gold,) = load_gold(written(tmp_path / "gold.jsonl", row))
    assert [target.span.start for target in gold.targets] == [5, 13]


@pytest.mark.parametrize(
    "line",
    ["[1]", "{", '{"targets": []}', '{"text": "a", "targets": [{"quote": "b"}]}',
     '{"text": "a", "targets": 3}', '{"text": "a", "targets": ["b"]}', '{"file": "/etc/hostname"}',
     '{"text": "a1", "targets": [{"quote": "1", "value": "x"}]}',
     '{"text": "a1", "targets": [{"quote": "1", "start": 0}]}',
     '{"text": "a1", "targets": [{"start": "0", "end": 1}]}'],
)  # fmt: skip
def test_a_faulty_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ReadError) as raised:
        load_gold(path)
    assert "gold.jsonl, row 2" in raised.value.text("en")


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    wrong = {"text": "a1", "targets": [{"quote": "x"}, {"quote": "1", "value": "?"}]}
    path = written(tmp_path / "gold.jsonl", wrong, {"text": TEXT}, 7)
    with pytest.raises(ReadError) as raised:
        load_gold(path)
    assert [(p.row, p.found) for p in raised.value.report] == [(1, "x"), (1, "?"), (3, "7")]  # type: ignore[attr-defined,union-attr]
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(ReadError, match="gold-empty"):
        load_gold(tmp_path / "empty.jsonl")


def test_promises_are_scored_by_sentence_and_kind() -> None:
    gold = (
        GoldCommitment(Span(0, 20), "task", False),
        GoldCommitment(Span(30, 50), "zone", False),
        GoldCommitment(Span(60, 80), "zone", True),
    )
    spans = [(Span(0, 15), "task"), (Span(32, 50), "task"), (Span(60, 80), "zone"),
             (Span(90, 99), "task")]  # fmt: skip
    readings = [CommitmentReading(span, kind) for span, kind in spans]  # type: ignore[arg-type]
    counts = tally_promises(gold, readings)
    found, kind = counts["commitment"], counts["commitment_kind"]
    assert (found.right, found.read, found.gold) == (2, 3, 2)
    assert kind.right == 1


def test_the_command_prints_fields_and_calibration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missed = {"quote": "đô thị", "value": 9, "place": "Nam Định"}
    promise = {"quote": TEXT, "kind": "objective"}
    row = {"id": "a", "text": TEXT, "targets": [TARGET, missed], "commitments": [promise]}
    path = written(tmp_path / "gold.jsonl", row)
    assert main(["read", "--score", str(path), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["fields"]["all"]["precision"] == 1
    assert data["fields"]["all"]["recall"] == 0.5
    assert data["fields"]["indicator"]["right"] == data["fields"]["indicator"]["gold"] == 1
    assert data["fields"]["commitment_kind"]["f1"] == 1
    assert [fault["read"] for fault in data["faults"]] == [""]
    (one,) = load_gold(path)
    bins = evaluate([one], reader_for()).bins
    assert data["expected_calibration_error"] == round(calibration_error(bins), 4)
    assert sum(b.count for b in bins) == 1
    assert main(["read", "--score", str(path), "--why"]) == 0
    out = capsys.readouterr().out
    assert "0,667" in out
    assert "không đọc được: “đô thị”" in out
    assert main(["read", "--score", str(path), "x.txt"]) == 2
    assert main(["read"]) == 2
    assert "Traceback" not in capsys.readouterr().err
