# ruff: noqa: E501 - a case is read best on one line
"""Opening and saving: nothing is lost, nothing changes without need, nothing is half-written."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

import tamnhin
from smallplan import LAYER, SETTINGS, add_row, contents, edit, put, rows_of, write_small_plan
from tamnhin.plan import textfile
from tamnhin.plan.plan import read_plan
from tamnhin.plan.schema import TABLES
from tamnhin.plan.types import Lever
from tamnhin.provenance import Source

OBS = "series/observations.csv"
SRC = "tables/sources.csv"


def test_the_small_plan_is_without_any_problem_and_has_every_table(small_plan: Path) -> None:
    assert tamnhin.check_folder(small_plan).problems == ()
    plan = tamnhin.open_plan(small_plan)
    assert all(len(plan.rows(record.table)) for record in TABLES)
    assert plan.folder == small_plan


def test_what_is_opened_and_saved_again_is_the_same_to_the_byte(small_plan: Path) -> None:
    before = contents(small_plan)
    stamps = {name: (small_plan / name).stat().st_mtime_ns for name in before}
    assert tamnhin.open_plan(small_plan).save(small_plan) == []
    assert contents(small_plan) == before
    assert {name: (small_plan / name).stat().st_mtime_ns for name in before} == stamps


def test_a_change_of_one_cell_is_a_change_of_one_line_in_one_file(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    before = contents(small_plan)
    targets = tuple(
        t.model_copy(update={"value": Decimal("10.7")}) if t.target_id == "growth" else t
        for t in plan.targets
    )
    assert dataclasses.replace(plan, targets=targets).save(small_plan) == ["tables/targets.csv"]
    after = contents(small_plan)
    pairs = zip(
        before["tables/targets.csv"].split(b"\n"),
        after["tables/targets.csv"].split(b"\n"),
        strict=True,
    )
    assert [(a.count(b"10.5"), b.count(b"10.7")) for a, b in pairs if a != b] == [(1, 1)]


def test_untidy_input_becomes_tidy_without_losing_anything(small_plan: Path) -> None:
    plan, tidy = tamnhin.open_plan(small_plan), contents(small_plan)
    for name in (SRC, OBS, "plan.yaml"):
        path = small_plan / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    rows = rows_of(small_plan, "tables/targets.csv")
    shuffled = [rows[0], *reversed(rows[1:])]
    shuffled = [[*reversed(row)] for row in shuffled]
    lines = [",".join(f'"{cell}"' for cell in row) for row in shuffled]
    (small_plan / "tables/targets.csv").write_text("\n\n".join(lines) + "\n,,,,,,,,,,,,,,,,,,,\n")
    put(small_plan, "tables/territories.csv", 4, "title_vi", " Nam ")
    report = tamnhin.check_folder(small_plan)
    assert {p.code for p in report} == {"bom", "line-ends", "space-around"}
    opened = tamnhin.open_plan(small_plan)
    assert opened == plan
    opened.save(small_plan)
    assert contents(small_plan) == tidy


def test_letters_and_marks_stored_apart_are_joined_everywhere(small_plan: Path) -> None:
    import unicodedata

    plan, tidy = tamnhin.open_plan(small_plan), contents(small_plan)
    for name in (*(record.path for record in TABLES), "plan.yaml"):
        edit_safely = unicodedata.normalize("NFD", (small_plan / name).read_text(encoding="utf-8"))
        (small_plan / name).write_text(edit_safely, encoding="utf-8")
    assert {p.code for p in tamnhin.check_folder(small_plan)} == {"not-nfc"}
    tamnhin.open_plan(small_plan).save(small_plan)
    assert contents(small_plan) == tidy
    assert tamnhin.open_plan(small_plan) == plan


def test_the_comments_of_plan_yaml_stay_while_it_says_the_same(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    assert plan.settings_source == SETTINGS
    other = plan.settings.model_copy(update={"last_year": 2035})
    dataclasses.replace(plan, settings=other).save(small_plan)
    assert "#" not in (small_plan / "plan.yaml").read_text(encoding="utf-8")
    assert tamnhin.open_plan(small_plan).settings == other


def test_a_new_folder_gets_documents_model_and_layers_but_no_links_and_no_work(
    small_plan: Path, tmp_path: Path
) -> None:
    (small_plan / "documents").mkdir()
    (small_plan / "documents/qd.txt").write_bytes("Quyết định\r\n".encode())
    (small_plan / "model/model.mdl").write_text("x = 1 ~~|")
    (small_plan / "README.md").write_text("Xem")
    (small_plan / ".tamnhin").mkdir()
    (small_plan / ".tamnhin/store.sqlite").write_text("work")
    (small_plan / "documents/passwd").symlink_to("/etc/passwd")
    (small_plan / "documents/etc").symlink_to("/etc")
    os.mkfifo(small_plan / "documents/pipe")
    plan = tamnhin.open_plan(small_plan)
    changed = plan.save(tmp_path / "new/deep")
    copied = contents(tmp_path / "new/deep")
    wanted = contents(small_plan)
    for name in (".tamnhin/store.sqlite", "documents/passwd"):
        del wanted[name]
    wanted.pop("documents/pipe", None)
    assert copied == wanted
    assert changed == sorted(wanted)
    assert tamnhin.open_plan(tmp_path / "new/deep") == plan
    assert plan.save(tmp_path / "new/deep") == []


def test_a_copy_inside_the_plan_does_not_copy_itself(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    wanted = contents(small_plan)
    for _ in range(2):
        plan.save(small_plan / "documents/copy")
        assert contents(small_plan / "documents/copy") == wanted


@pytest.mark.parametrize("kind", ["file", "folder", "pipe", "link"])
def test_what_is_no_plan_folder_is_not_written_to(
    small_plan: Path, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "target"
    if kind == "file":
        target.write_text("mine")
    elif kind == "folder":
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    elif kind == "pipe":
        os.mkfifo(target)
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(tamnhin.Conflict) as raised:
        tamnhin.open_plan(small_plan).save(target)
    assert "not a plan folder" in raised.value.text("en")
    assert kind != "folder" or contents(target) == {"mine.txt": b"mine"}
    assert not (tmp_path / "nowhere").exists()


def test_an_empty_folder_and_a_new_repository_are_written_to(
    small_plan: Path, tmp_path: Path
) -> None:
    for name in ("empty", "repository"):
        (tmp_path / name).mkdir()
    (tmp_path / "repository/.git").mkdir()
    for name in ("empty", "repository"):
        tamnhin.open_plan(small_plan).save(tmp_path / name)
        assert tamnhin.check_folder(tmp_path / name).problems == ()


def test_a_link_in_the_place_of_a_file_is_replaced_and_its_aim_left_alone(
    small_plan: Path, tmp_path: Path
) -> None:
    plan = tamnhin.open_plan(small_plan)
    treasure = tmp_path / "treasure"
    treasure.write_text("mine")
    for name in (SRC, "geo/tinh.geojson"):
        other = tmp_path / "other" / name.replace("/", "-")
        plan.save(other)
        (other / name).unlink()
        (other / name).symlink_to(treasure)
        assert plan.save(other) == [name]
        assert not (other / name).is_symlink()
    assert treasure.read_text() == "mine"


def test_a_link_in_the_place_of_a_folder_is_refused(small_plan: Path, tmp_path: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    plan.save(tmp_path / "other")
    (tmp_path / "other/tables").rename(tmp_path / "tables")
    (tmp_path / "other/tables").symlink_to(tmp_path / "tables")
    before = contents(tmp_path / "tables")
    with pytest.raises(tamnhin.Conflict) as raised:
        plan.save(tmp_path / "other")
    assert "is a link" in raised.value.text("en")
    assert contents(tmp_path / "tables") == before


def test_a_failure_while_writing_leaves_every_old_file_whole(
    small_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tamnhin.open_plan(small_plan)
    renamed = tuple(s.model_copy(update={"title_en": "New"}) for s in plan.sources)
    moved = tuple(t.model_copy(update={"title_en": "New"}) for t in plan.territories)
    changed = dataclasses.replace(plan, sources=renamed, territories=moved)
    before = contents(small_plan)
    real, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(textfile.os, "fsync", full)
    with pytest.raises(tamnhin.InputError) as raised:
        changed.save(small_plan)
    assert "the disk is full" in raised.value.text("en")
    assert contents(small_plan) == before
    calls.clear()
    with pytest.raises(tamnhin.InputError):
        changed.save(small_plan.with_name("new"))
    assert not small_plan.with_name("new").exists()


def test_a_folder_in_the_place_of_a_file_is_refused_before_anything_is_written(
    small_plan: Path, tmp_path: Path
) -> None:
    plan = tamnhin.open_plan(small_plan)
    plan.save(tmp_path / "other")
    (tmp_path / "other/datapackage.json").unlink()
    (tmp_path / "other/datapackage.json").mkdir()
    (tmp_path / "other/plan.yaml").write_text("plan_id: x\n")
    with pytest.raises(tamnhin.InputError) as raised:
        plan.save(tmp_path / "other")
    assert "datapackage.json" in raised.value.text("en")
    assert (tmp_path / "other/plan.yaml").read_text() == "plan_id: x\n"


def test_permissions_of_a_file_stay(small_plan: Path) -> None:
    (small_plan / SRC).chmod(0o640)
    plan = tamnhin.open_plan(small_plan)
    renamed = tuple(s.model_copy(update={"title_en": "New"}) for s in plan.sources)
    dataclasses.replace(plan, sources=renamed).save(small_plan)
    assert (small_plan / SRC).stat().st_mode & 0o777 == 0o640


def test_optional_tables_may_be_absent_and_go_when_they_are_empty(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    bare = dataclasses.replace(plan, levers=(), review=(), bindings=(), uncertainties=())
    changed = bare.save(small_plan)
    gone = {
        "tables/levers.csv",
        "review/accepted.csv",
        "model/bindings.csv",
        "model/uncertainties.csv",
    }
    assert set(changed) == gone | {"datapackage.json"}
    assert not any((small_plan / name).exists() for name in gone)
    assert tamnhin.open_plan(small_plan) == bare
    assert tamnhin.check_folder(small_plan).problems == ()


def test_a_plan_with_errors_is_not_saved(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    before = contents(small_plan)
    wrong = dataclasses.replace(plan, citations=())
    with pytest.raises(tamnhin.PlanError) as raised:
        wrong.save(small_plan)
    assert {p.code for p in raised.value.report} == {"reference"}  # type: ignore[union-attr]
    assert contents(small_plan) == before
    assert not wrong.check().ok
    assert plan.check().problems == ()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("low", Decimal("1e40"), "number-infinite"), ("lever_id", "Đầu tư", "identifier"),
        ("title_en", "", "empty"), ("unit", "furlong", "unit"), ("start_year", 10**10, "integer"),
        ("title_vi", "a\0b", "control-character"), ("title_vi", "a\udcff", "control-character"),
        ("commitment_ids", ("kinh-te;khu",), None), ("commitment_ids", ("a b",), "identifier"),
    ],
)  # fmt: skip
def test_what_a_file_cannot_hold_is_found_before_it_is_written(
    small_plan: Path, field: str, value: object, code: str | None
) -> None:
    plan = tamnhin.open_plan(small_plan)
    lever = plan.levers[0].model_copy(update={field: value})
    changed = dataclasses.replace(plan, levers=(lever,))
    if code is None:
        assert changed.check().ok
        return
    with pytest.raises(tamnhin.PlanError) as raised:
        changed.save(small_plan)
    places = {(p.code, p.file, p.column) for p in raised.value.report}  # type: ignore[union-attr]
    assert (code, "tables/levers.csv", field) in places


def test_rows_of_a_plan_made_in_python_count_as_they_would_be_saved(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    wrong = tuple(
        s.model_copy(update={"url": "gopher:x"}) if s.source_id == "quyet-dinh" else s
        for s in reversed(plan.sources)
    )
    (found,) = dataclasses.replace(plan, sources=wrong).check()
    assert (found.file, found.row, found.column) == (SRC, 4, "url")


def test_a_layer_of_a_plan_that_was_never_in_a_folder_is_looked_for_where_it_is_saved(
    small_plan: Path, tmp_path: Path
) -> None:
    plan = dataclasses.replace(tamnhin.open_plan(small_plan), folder=None)
    with pytest.raises(tamnhin.PlanError):
        plan.save(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    write_small_plan(tmp_path / "there")
    plan.save(tmp_path / "there")
    assert (tmp_path / "there/geo/tinh.geojson").read_text() == LAYER


def test_records_are_immutable_closed_and_as_a_file_would_have_them() -> None:
    source = Source(source_id="a", kind="report", title_vi=" Ho\u0300a ", title_en="x")
    assert source.title_vi == "Hòa"
    assert (source.title("vi"), source.title("en")) == ("Hòa", "x")
    with pytest.raises(ValidationError):
        source.title_vi = "y"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Source(source_id="a", kind="report", title_vi="x", title_en="x", colour="red")  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Source(source_id="a", kind="report", title_vi="a\x07b", title_en="x")
    with pytest.raises(ValidationError):
        Lever(lever_id="a", title_vi="x", title_en="x", variable="v", unit="ha",
              low=Decimal("NaN"), high=Decimal(1), reference=Decimal(1))  # fmt: skip


def test_doubtful_numbers_are_settled_by_saving(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    update = {"low": Decimal("1.234"), "reference": Decimal("2.345"), "high": Decimal("3.456")}
    levers = (plan.levers[0].model_copy(update=update),)
    doubtful = dataclasses.replace(plan, levers=levers)
    doubtful.save(small_plan)
    assert rows_of(small_plan, "tables/levers.csv")[1][5:8] == ["1.2340", "3.4560", "2.3450"]
    assert tamnhin.open_plan(small_plan) == doubtful
    assert tamnhin.open_plan(small_plan).save(small_plan) == []


def test_a_vietnamese_column_is_understood_and_saved_plainly(small_plan: Path) -> None:
    write = {2: "1.234,5", 3: "1.234", 4: "12,75", 5: "7"}
    for row, value in write.items():
        put(small_plan, OBS, row, "value", value)
    for row in (*range(6, 16), *range(17, 19)):
        put(small_plan, OBS, row, "value", "5")
    plan = tamnhin.open_plan(small_plan)
    assert [o.value for o in plan.observations[:4]] == [
        Decimal("1234.5"), Decimal(1234), Decimal("12.75"), Decimal(7),
    ]  # fmt: skip
    codes = {p.code for p in tamnhin.check_folder(small_plan)}
    assert codes == {"number-vietnamese"}
    plan.save(small_plan)
    assert [row[5] for row in rows_of(small_plan, OBS)[1:5]] == ["1234.5", "1234", "12.75", "7"]
    assert tamnhin.check_folder(small_plan).problems == ()


def test_two_figures_of_one_key_are_a_duplicate_and_of_two_vintages_are_not(
    small_plan: Path,
) -> None:
    same = {"indicator_id": "grdp", "territory_id": "bac", "period": "2023", "source_id": "tin",
            "value": "9.5", "unit": "trillion VND", "status": "final", "qualifier": "exact"}  # fmt: skip
    add_row(small_plan, OBS, published="2024-02", **same)
    assert tamnhin.check_folder(small_plan).ok
    row = add_row(small_plan, OBS, published="2024", **same)
    (found,) = tamnhin.check_folder(small_plan).errors
    assert (found.code, found.row, found.params["first"]) == ("duplicate", row, "3")


def test_read_plan_gives_the_rows_without_faults_and_the_whole_report(small_plan: Path) -> None:
    put(small_plan, SRC, 5, "kind", "rumour")
    plan, report = read_plan(small_plan)
    assert plan is not None
    assert [s.source_id for s in plan.sources] == ["nghi-quyet", "nien-giam", "quyet-dinh"]
    assert [(p.code, p.row) for p in report.errors] == [("choice", 5)]
    (small_plan / "plan.yaml").write_text("")
    assert read_plan(small_plan)[0] is None


def test_things_are_found_by_their_identifier(small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    assert plan.target("growth").in_force_on(dt.date(2025, 1, 1))
    assert not plan.target("grdp.2030").in_force_on(dt.date(2023, 1, 1))
    assert plan.commitment("khu").parent_id == "kinh-te"
    assert plan.source("tin").title("en") == "News"
    assert plan.citation("qd.1").summary("en") == "Growth"
    assert plan.territory("bac").exists_on(dt.date(2025, 6, 30))
    assert not plan.territory("bac").exists_on(dt.date(2025, 7, 1))
    assert plan.indicator("grdp").definition("vi") == ""
    for ask in (
        plan.target,
        plan.commitment,
        plan.source,
        plan.citation,
        plan.territory,
        plan.indicator,
    ):
        with pytest.raises(tamnhin.NotFound) as raised:
            ask("nothing")
        assert "nothing" in raised.value.text("vi")


def test_git_sees_only_real_changes(small_plan: Path) -> None:
    def git(*words: str) -> str:
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        done = subprocess.run(
            ["git", *identity, *words], cwd=small_plan, check=True, capture_output=True, text=True
        )
        return done.stdout

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "plan")
    plan = tamnhin.open_plan(small_plan)
    plan.save(small_plan)
    assert git("status", "--porcelain") == ""
    dataclasses.replace(plan, projects=()).save(small_plan)
    assert git("diff", "--name-only").split() == ["datapackage.json", "tables/projects.csv"]


def test_edit_helper_refuses_a_change_that_changes_nothing(small_plan: Path) -> None:
    with pytest.raises(AssertionError):
        edit(small_plan, SRC, lambda text: text)
