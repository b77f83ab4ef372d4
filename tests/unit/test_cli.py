"""The command line: exit statuses, forms of output, languages, and no traceback for bad input."""

from __future__ import annotations

import csv
import io
import json

import pytest

import tamnhin
from tamnhin.cli.main import main


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "plan"
    assert main(["example", str(target), "--lang", "en"]) == 0
    return target


def run(capsys, *args):
    """Exit status, standard output and standard error of a command."""
    capsys.readouterr()
    status = main([str(a) for a in args])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def one_district(folder):
    """A GeoJSON file with one triangle, for the district of code 347."""
    ring = [[105.9, 20.5], [106.0, 20.5], [106.0, 20.6], [105.9, 20.5]]
    shape = {
        "type": "Feature",
        "properties": {"ma": "347"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    file = folder / "x.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}))
    return file


def test_check_of_a_good_plan(capsys, folder):
    status, out, _ = run(capsys, "check", folder, "--lang", "en")
    assert status == 0
    assert "0 errors" in out


def test_check_says_every_problem_with_its_place(capsys, folder):
    edit(folder / "tables/targets.csv", "grdp.per-capita,ha-nam", "grdp.per-head,ha-nam")
    edit(folder / "series/observations.csv", ",69.6,", ",sixty-nine,")
    (folder / "tables/places.csv").write_bytes("place_id\nPhủ Lý\n".encode("cp1258", "replace"))
    status, out, _ = run(capsys, "check", folder, "--json", "--lang", "en")
    assert status == 1
    data = json.loads(out)
    assert not data["ok"]
    found = {(p["code"], p["file"], p["column"]) for p in data["problems"]}
    assert ("reference", "tables/targets.csv", "indicator_id") in found
    assert ("number", "series/observations.csv", "value") in found
    assert any(file == "tables/places.csv" for _, file, _ in found)
    for problem in data["problems"]:
        assert {"file", "row", "column", "found", "expected", "mend", "message"} <= set(problem)
    dangling = next(p for p in data["problems"] if p["column"] == "indicator_id")
    assert dangling["found"] == "grdp.per-head"
    assert "grdp.per-capita" in dangling["mend"]
    assert dangling["row"] > 1


def test_strict_counts_warnings(capsys, folder):
    edit(folder / "plan.yaml", "plan_id", "\ufeffplan_id")
    assert run(capsys, "check", folder)[0] == 0
    assert run(capsys, "check", folder, "--strict")[0] == 1


def test_consistency_says_what_contradicts_with_the_arithmetic(capsys, folder):
    status, out, _ = run(capsys, "check", folder, "--consistency", "--lang", "vi")
    assert status == 1
    assert "[mâu thuẫn] Tốc độ và các mức, tỉnh Hà Nam, 2023" in out
    assert "(50.201,9 ÷ 46.065 − 1) × 100 = 8,980571 %/năm" in out
    status, out, _ = run(capsys, "check", folder, "--consistency", "--json", "--lang", "en")
    assert status == 1
    data = json.loads(out)
    assert data["verdicts"]["contradicts"] > 0
    assert not data["ok"]
    growth = next(f for f in data["findings"] if f["identity"] == "growth-prices")
    assert growth["verdict"] == "agrees_only_if"
    assert {i["target_id"] for i in growth["inputs"]} >= {"t.grdp-growth", "t.grdp-per-capita"}
    assert growth["implied"][0]["high"] is None
    assert all(i["citation_ids"] or i["source_ids"] for f in data["findings"] for i in f["inputs"])


def test_consistency_of_a_sound_plan_is_0_unless_strict(capsys, folder):
    observations = folder / "series/observations.csv"
    observations.write_text(observations.read_text(encoding="utf-8").splitlines()[0] + "\n")
    targets = folder / "tables/targets.csv"
    lines = targets.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.startswith(("target_id", "t.grdp"))]
    targets.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert run(capsys, "check", folder, "--consistency")[0] == 0
    assert run(capsys, "check", folder, "--consistency", "--strict")[0] == 1


def test_consistency_tells_what_it_cannot_take(capsys, folder):
    assert run(capsys, "check", folder / "nowhere", "--consistency")[0] == 1
    with pytest.raises(SystemExit) as left:
        run(capsys, "check", folder, "--consistency", "--about", "-3")
    assert left.value.code == 2


def test_consistency_is_for_plans_and_shows_how_about_was_read(capsys, folder, tmp_path):
    model = tmp_path / "growth.mdl"
    model.write_text("{UTF-8}")
    status, _, err = run(capsys, "check", model, "--consistency", "--lang", "en")
    assert status != 0
    assert "is a model file" in err
    _, narrow, _ = run(capsys, "check", folder, "--consistency", "--about", "0", "--lang", "en")
    _, wide, _ = run(capsys, "check", folder, "--consistency", "--about", "5", "--lang", "en")
    assert "up to 0 % off" in narrow
    assert "up to 5 % off" in wide
    assert narrow.count("[contradicts]") >= wide.count("[contradicts]")


def test_a_missing_folder_is_an_error_not_a_crash(capsys, tmp_path):
    assert run(capsys, "check", tmp_path / "nowhere")[0] == 1
    status, _, err = run(capsys, "assess", tmp_path / "nowhere", "--lang", "en")
    assert status == 1
    assert "TN-PLAN" in err


def test_assess_as_table_csv_and_json(capsys, folder, tmp_path):
    status, out, _ = run(capsys, "assess", folder, "--lang", "en", "--origin", "decision")
    assert status == 0
    assert "12.0 %" in out
    assert "Average GRDP growth 2021-2030" in out
    rows = json.loads(run(capsys, "assess", folder, "--format", "json")[1])
    growth = next(row for row in rows if row["target_id"] == "t.grdp-growth")
    assert growth["pace_left"] == pytest.approx(12.008)
    assert growth["status"] == "behind"
    assert growth["latest_published"]
    table = list(csv.DictReader(io.StringIO(run(capsys, "assess", folder, "--format", "csv")[1])))
    assert len(table) == len(rows)
    file = tmp_path / "out.csv"
    assert run(capsys, "assess", folder, "--format", "csv", "-o", file)[0] == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_assess_as_of_a_day(capsys, folder):
    rows = json.loads(run(capsys, "assess", folder, "--as-of", "2024-01-05", "--format", "json")[1])
    growth = next(row for row in rows if row["target_id"] == "t.grdp-growth")
    assert growth["latest_period"] == "2023"
    rows = json.loads(run(capsys, "assess", folder, "--as-of", "2023-06-01", "--format", "json")[1])
    growth = next(row for row in rows if row["target_id"] == "t.grdp-growth")
    assert growth["status"] == "not_assessable"  # The decision is of 26 December 2023.


def test_an_unknown_origin_is_answered_with_the_known_ones(capsys, folder):
    status, _, err = run(capsys, "assess", folder, "--origin", "nobody", "--lang", "en")
    assert status == 2
    assert "decision" in err


def test_series_say_how_they_came_to_be(capsys, folder):
    status, out, _ = run(capsys, "series", folder, "grdp.growth", "ha-nam", "--lang", "en")
    assert status == 0
    assert "as published" in out
    status, _, err = run(capsys, "series", folder, "pci.rank", "ninh-binh", "--lang", "en")
    assert status == 2
    assert "cannot be put together" in err
    assert run(capsys, "series", folder, "nothing", "ha-nam")[0] == 2


def test_the_example_never_overwrites(capsys, folder):
    before = (folder / "plan.yaml").read_bytes()
    status, _, err = run(capsys, "example", folder, "--lang", "en")
    assert status == 2
    assert "nothing was written" in err
    assert (folder / "plan.yaml").read_bytes() == before


def test_tidy_and_back(capsys, folder):
    path = folder / "tables/indicators.csv"
    plain = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n"))
    status, out, _ = run(capsys, "tidy", folder, "--dry-run", "--lang", "en")
    assert status == 0
    assert "tables/indicators.csv" in out
    assert path.read_bytes() != plain
    assert run(capsys, "tidy", folder)[0] == 0
    assert path.read_bytes() == plain
    assert run(capsys, "undo", folder)[0] == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")
    assert run(capsys, "undo", folder)[0] == 2


def test_a_layer_of_the_office(capsys, folder, tmp_path):
    square = [[[105.9, 20.5], [106.0, 20.5], [106.0, 20.6], [105.9, 20.5]]]
    features = [
        {
            "type": "Feature",
            "properties": {"ma": code},
            "geometry": {"type": "Polygon", "coordinates": square},
        }
        for code in ("347", "349", "999")
    ]
    file = tmp_path / "office.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    args = [
        "geo",
        folder,
        file,
        "--layer-id",
        "office",
        "--code-field",
        "ma",
        "--licence",
        "own",
        "--valid-to",
        "2025-06-30",
        "--lang",
        "en",
    ]
    status, out, _ = run(capsys, *args)
    assert status == 0
    assert "999" in out
    assert tamnhin.check_folder(folder).ok
    assert "office" in tamnhin.open_plan(folder).ids("layers")
    assert run(capsys, *args)[0] == 2
    metres = {"type": "Polygon", "coordinates": [[[592000, 2270000]] * 4]}
    features[0]["geometry"] = metres
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    args[4] = "other"
    status, _, err = run(capsys, *args)
    assert status == 2
    assert "VN-2000" in err


def test_help_in_both_languages(capsys):
    for lang, word in (("vi", "cách dùng"), ("en", "usage")):
        for command in ([], ["check"], ["assess"], ["serve"], ["publish"], ["geo"]):
            with pytest.raises(SystemExit) as done:
                main([*command, "--help", "--lang", lang])
            assert done.value.code == 0
            assert word in capsys.readouterr().out.lower()


def test_wrong_words_are_answered_with_help(capsys):
    with pytest.raises(SystemExit) as done:
        main(["assess", "--lang", "en"])
    assert done.value.code == 2
    assert "--help" in capsys.readouterr().err


def test_units_are_listed(capsys):
    assert "billion VND" in run(capsys, "units")[1]


def test_a_layer_identifier_cannot_leave_the_folder(capsys, folder, tmp_path):
    file = one_district(tmp_path)
    before = sorted(p for p in tmp_path.rglob("*") if p.is_file())
    for name in ("../../escaped", "A b", "/tmp/x"):
        args = ("geo", folder, file, "--layer-id", name, "--code-field", "ma", "--licence", "own")
        assert run(capsys, *args)[0] == 2
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == before


def test_undo_takes_back_a_layer(capsys, folder, tmp_path):
    file = one_district(tmp_path)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    args = ("geo", folder, file, "--layer-id", "mine", "--code-field", "ma", "--licence", "own")
    assert run(capsys, *args, "--valid-to", "2025-06-30")[0] == 0
    assert run(capsys, "undo", folder)[0] == 0
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_output_never_replaces_what_is_there(capsys, folder, tmp_path):
    table = folder / "tables/targets.csv"
    before = table.read_bytes()
    for extra in ((), ("--overwrite",)):
        status, _, err = run(capsys, "assess", folder, "-o", table, "--lang", "en", *extra)
        assert status == 2
        assert "nothing was written" in err
    assert table.read_bytes() == before
    file = tmp_path / "out.json"
    assert run(capsys, "assess", folder, "--format", "json", "-o", file)[0] == 0
    assert run(capsys, "assess", folder, "--format", "json", "-o", file)[0] == 2
    args = ("assess", folder, "--format", "json", "-o", file, "--overwrite")
    assert run(capsys, *args)[0] == 0
    assert run(capsys, "assess", folder, "-o", tmp_path / "no" / "x.txt")[0] == 2
    assert not (tmp_path / "no").exists()


def test_undo_never_loses_a_later_edit(capsys, folder):
    path = folder / "series/observations.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run(capsys, "tidy", folder)[0] == 0
    edit(path, ",109.8,", ",110.8,")
    edited = path.read_bytes()
    status, _, err = run(capsys, "undo", folder, "--lang", "en")
    assert status == 2
    assert "series/observations.csv" in err
    assert path.read_bytes() == edited


def test_series_say_how_the_source_words_a_figure(capsys, folder):
    out = run(capsys, "series", folder, "poverty.rate", "ninh-binh", "--lang", "en")[1]
    assert "under 1" in out
    out = run(capsys, "series", folder, "industry.output", "ha-nam", "--lang", "en")[1]
    assert "other sources" in out


@pytest.mark.parametrize(
    ("reading", "word", "kept"),
    [("unsd", "fair progress", "9%"), ("sdsn", "moderately improving", "")],
)
def test_assess_by_a_reading(capsys, folder, reading, word, kept):
    args = ("assess", folder, "--origin", "decision", "--reading", reading, "--lang", "en")
    status, out, _ = run(capsys, *args)
    (line,) = [line for line in out.splitlines() if line.startswith("GRDP per capita")]
    assert status == 0
    assert word in line
    behind = line.split(word)[1].split("unlikely")[0]
    assert behind.split()[-1:] == ([kept] if kept else [])


def test_the_plan_chooses_its_reading(capsys, folder):
    edit(folder / "plan.yaml", "vision_year:", "reading: eurostat\nvision_year:")
    status, out, _ = run(capsys, "assess", folder, "--format", "json", "--lang", "en")
    rows = {row["target_id"]: row for row in json.loads(out)}
    capita = rows["t.grdp-per-capita"]
    assert (status, capita["reading"]) == (0, "eurostat")
    assert (capita["reading_word"], capita["reading_met_in_past"]) == ("significant progress", 0.52)
    assert (capita["unsd"], capita["unsd_progress"]) == ("acceleration_needed", 0.922)
    assert (capita["statcan"], capita["statcan_score"]) == ("substantial_progress", 2.506)
    share = rows["t.city-status"]
    assert (share["eurostat"], share["reading_word"]) == (None, None)
    assert "No figure says" in share["reading_reason"]
    edit(folder / "plan.yaml", "reading: eurostat", "reading: traffic-light")
    status, out, _ = run(capsys, "check", folder, "--lang", "en")
    assert status == 1
    assert "plan.yaml" in out and "eurostat" in out


def test_one_target_in_full(capsys, folder):
    code, out, _ = run(capsys, "assess", folder, "--target", "t.grdp-growth", "--lang", "en")
    assert code == 0
    assert "it was above that in 0 of the last 5 years." in out
    assert "Outlook: unlikely to be kept, " in out
    lines = {line[:4]: line[5:] for line in out.splitlines() if line[:4].isdigit()}
    assert [year for year, line in lines.items() if "o" in line] == [
        "2020",
        "2021",
        "2022",
        "2023",
        "2024",
    ]
    assert [year for year, line in lines.items() if "X" in line] == ["2030"]
    assert all(">" in line for year, line in lines.items() if year > "2024")


def test_one_target_too_short_says_why(capsys, folder):
    code, out, _ = run(capsys, "assess", folder, "--target", "t.share-industry", "--lang", "en")
    assert code == 0
    assert "figures" in out.splitlines()[3] or "given" in out.splitlines()[3]
    assert "X" not in out


def test_an_unknown_target_is_named(capsys, folder):
    code, _, err = run(capsys, "assess", folder, "--target", "t.none", "--lang", "en")
    assert code == 2
    assert "t.none" in err


def test_rows_carry_the_sentence_and_the_range(capsys, folder):
    arguments = ("--target", "t.grdp-per-capita", "--format", "json", "--lang", "en")
    _, out, _ = run(capsys, "assess", folder, *arguments)
    (row,) = json.loads(out)
    assert "it must grow by 13.1% a year from 2025 on" in row["sentence"]
    assert row["probability_low"] < row["probability"] < row["probability_high"]
    assert 0 <= row["record_met_of_100"] <= 100


# --- notes of targets ----------------------------------------------------------------------------


def test_the_table_marks_rows_and_lists_their_notes_once(capsys, folder):
    for lang, heading in (("en", "Good to know:"), ("vi", "Cần biết:")):
        _, out, _ = run(capsys, "assess", folder, "--origin", "decision", "--lang", lang)
        lines = out.splitlines()
        at = lines.index(heading)
        below = lines[at + 1 : lines.index("", at)]
        assert [line[:4] for line in below if line.startswith("[")] == ["[1] ", "[2] ", "[3] "]
        assert all(len(line) <= 100 for line in below)
        assert all(line.startswith(("[", "    ")) for line in below)
        marked = {line.split("  ")[0].rsplit("[", 1)[1] for line in lines[2:at] if "[" in line}
        assert marked == {"1, 2]", "2]", "2, 3]"}


def test_a_table_without_notes_has_no_list(capsys, folder):
    _, out, _ = run(capsys, "assess", folder, "--origin", "nation", "--lang", "en")
    assert "Good to know" not in out


def test_one_target_prints_all_notes_once_and_in_full(capsys, folder):
    _, out, _ = run(capsys, "assess", folder, "--target", "t.share-industry", "--lang", "en")
    block = out[out.index("Good to know:") :].split("\n\n")[0]
    assert " ".join(block.split()) == (
        "Good to know: - The pace rests on two figures only: no projection is given, and the class "
        "may turn with the next one. - Hà Nam province ended on 30 Jun 2025; the promise holds for "
        "its former area. - One source, a German translation."
    )
    assert max(map(len, block.splitlines())) <= 100
    assert out.count("Good to know:") == 1
    assert "[1" not in out
