"""A reviewed folder and a later reading: decisions stay, and only what differs is put up."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import tamnhin
from drafts import AMENDING, HEADING, TEXT, document, draft_folder, names, readings_of
from tamnhin.assess.pace import assess
from tamnhin.cli.main import main
from tamnhin.errors import Conflict, InputError
from tamnhin.plan.texts import source_text
from tamnhin.publish.site import Site
from tamnhin.read import languages, reader
from tamnhin.read.document import Heading
from tamnhin.review.desk import Asked, Desk
from tamnhin.review.items import Session, read_session
from tamnhin.review.update import Updated, update
from tamnhin.review.write import write_update

LONGER = TEXT.replace("## Mục tiêu", "Nghị quyết này có hiệu lực từ ngày thông qua.\n## Mục tiêu")
AMENDED = (
    LONGER.replace("khoảng 45%", "khoảng 50%")
    .replace("- Phát triển vùng rau sạch ở các xã ven sông.\n", "")
    .replace("## Nhiệm vụ\n", "## Nhiệm vụ\n- Xây dựng trung tâm lưu trữ số của tỉnh.\n")
    .replace("- Tỷ lệ che phủ rừng đạt khoảng 38%.\n", "")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return draft_folder(tmp_path / "son-ha")


def decide(folder: Path, name: str, action: str, **more: object) -> Session:
    desk = Desk(folder, "Lan")
    item = desk.state().session.item(name)
    return desk.decide(Asked(name, item.version, action, **more)).session  # type: ignore[arg-type]


def read_again(folder: Path, text: str, heading: Heading = HEADING, **more: object) -> Updated:
    read = document(text, heading)
    made = update(tamnhin.open_plan(folder), read, readings_of(read), **more)  # type: ignore[arg-type]
    write_update(made, folder)
    report = tamnhin.check_folder(folder)
    assert not report.problems, report.text("en")
    return made


def session(folder: Path) -> Session:
    return read_session(tamnhin.open_plan(folder))


def words(found: Session, name: str) -> list[str]:
    return [found.words(p) for p in found.item(name).passages]


def test_the_same_document_again_changes_nothing(folder: Path) -> None:
    decide(folder, "t0002", "correct", cells={"value": "46"})
    decide(folder, "p0007", "split", parts=["Nâng cao chất lượng", "khám bệnh ở tuyến xã"])
    decide(folder, "p0005", "merge", other_id="p0006")
    decide(folder, "t0003", "refuse")
    before = {p: p.read_bytes() for p in (folder / "tables").iterdir()}
    made = read_again(folder, TEXT)
    assert not (made.difference.added or made.difference.changed or made.difference.withdrawn)
    assert made.proposals == ()
    assert {p: p.read_bytes() for p in (folder / "tables").iterdir()} == before
    assert str(tamnhin.open_plan(folder).target("t0002").value) == "46"


def test_a_text_that_moved_takes_the_passages_along_and_keeps_decisions(folder: Path) -> None:
    decide(folder, "t0002", "accept")
    decide(folder, "p0007", "split", parts=["Nâng cao chất lượng", "khám bệnh ở tuyến xã"])
    before = session(folder)
    made = read_again(folder, LONGER)
    after = session(folder)
    assert made.proposals == ()
    assert {i.item_id for i in after.items} == {i.item_id for i in before.items}
    for item in after.items:
        assert words(after, item.item_id) == words(before, item.item_id)
        assert item.status == before.item(item.item_id).status
    assert source_text(folder, "12-qd-ttg") == document(LONGER).text


def test_a_corrected_document_puts_up_only_decided_rows_that_differ(folder: Path) -> None:
    decide(folder, "t0002", "accept")
    decide(folder, "p0008", "accept")
    made = read_again(folder, AMENDED)
    kinds = {(p.kind, p.table): p for p in made.proposals}
    assert {p.item_id for p in made.proposals if p.kind != "added"} == {"t0002", "p0008"}
    assert ("changed", "targets") in kinds
    assert ("withdrawn", "commitments") in kinds
    assert ("added", "commitments") in kinds
    plan = tamnhin.open_plan(folder)
    # Decided rows wait for a person; the row that nobody had decided on is simply gone.
    assert str(plan.target("t0002").value) == "45"
    assert "p0008" in names(plan.commitments)
    assert "t0003" not in names(plan.targets)
    found = session(folder)
    change = kinds["changed", "targets"].change_id
    assert words(found, change)[0] == "khoảng 50%"
    after = decide(folder, change, "accept")
    assert str(after.plan.target("t0002").value) == "50"
    assert not after.plan.amendments
    gone = decide(folder, kinds["withdrawn", "commitments"].change_id, "accept")
    assert "p0008" not in names(gone.plan.commitments)


def test_an_amending_decision_leaves_rows_and_writes_amendments_on_acceptance(
    folder: Path,
) -> None:
    decide(folder, "t0002", "accept")
    made = read_again(folder, AMENDED, AMENDING)
    assert made.other
    before = tamnhin.open_plan(folder)
    assert str(before.target("t0002").value) == "45"
    assert {"12-qd-ttg", "88-qd-ttg"} <= set(names(before.sources))
    assert before.settings.decision_ids == ("12-qd-ttg", "88-qd-ttg")
    by_row = {p.item_id: p for p in made.proposals if p.kind != "added"}
    plan = decide(folder, by_row["t0002"].change_id, "accept").plan
    target = plan.target("t0002")
    assert str(target.value) == "50"
    (row,) = plan.amendments
    assert (row.target_id, row.field, row.old, row.new) == ("t0002", "value", "45", "50")
    assert row.effective_on == dt.date(2025, 3, 1)
    assert plan.citation(row.citation_id).source_id == "88-qd-ttg"
    plan = decide(folder, by_row["t0003"].change_id, "accept").plan
    assert plan.target("t0003").in_force_to == dt.date(2025, 2, 28)
    assert [a.field for a in plan.amendments] == ["value", "in_force_to"]
    assert not tamnhin.check_folder(folder).problems
    state, name = Desk(folder, "Lan").undo()
    assert name == by_row["t0003"].change_id
    assert state.session.plan.target("t0003").in_force_to is None


def test_what_an_amendment_withdraws_ends_the_day_before_and_stays_to_be_seen(
    folder: Path,
) -> None:
    made = read_again(folder, AMENDED, AMENDING, effective_on=dt.date(2025, 7, 1))
    gone = [p for p in made.proposals if p.kind == "withdrawn"]
    assert {"t0003", "p0008"} <= {p.item_id for p in gone}
    for proposal in gone:
        decide(folder, proposal.change_id, "accept")
    plan = tamnhin.open_plan(folder)
    target, promise = plan.target("t0003"), plan.ids("commitments")["p0008"]
    assert target.in_force_to == promise.in_force_to == dt.date(2025, 6, 30)
    assert "88/QĐ-TTg" in promise.note
    assert not tamnhin.check_folder(folder).problems
    # Judged before that day; from that day on, and where no day is set, shown but not judged.
    for day, bound in ((dt.date(2025, 6, 30), True), (dt.date(2025, 7, 1), False), (None, False)):
        found = {a.target.target_id: a for a in assess(plan, as_of=day)}
        assert (found["t0003"].status != "not_assessable") == bound
        assert found["t0002"].status != "not_assessable"
    site = Site(plan, assess(plan))

    def page(path: str) -> str:
        rendered = site.render(path)
        assert rendered is not None, path
        return rendered.body.decode()

    for path in ("en/targets/t0003.html", "en/promises/p0008.html", "en/promises.html"):
        assert "In force until 30 Jun 2025" in page(path), path
    assert "t0003.html" in page("en/targets.html")
    for _ in gone:
        Desk(folder, "Lan").undo()
    back = tamnhin.open_plan(folder)
    assert back.target("t0003").in_force_to is None
    assert back.ids("commitments")["p0008"].in_force_to is None


def test_a_target_that_a_corrected_amendment_never_set_is_taken_out(folder: Path) -> None:
    more = "- Tỷ lệ hộ nghèo còn khoảng 2%.\n"
    first = read_again(folder, TEXT.replace("## Nhiệm vụ\n", f"{more}## Nhiệm vụ\n"), AMENDING)
    (added,) = (p.item_id for p in first.proposals if p.table == "targets")
    assert tamnhin.open_plan(folder).target(added).in_force_from == dt.date(2025, 3, 1)
    again = read_again(folder, TEXT, AMENDING)
    (gone,) = (p for p in again.proposals if p.table == "targets")
    assert (gone.kind, gone.item_id) == ("withdrawn", added)
    decide(folder, gone.change_id, "accept")
    assert added not in names(tamnhin.open_plan(folder).targets)
    assert tamnhin.check_folder(folder).ok


def test_a_refused_change_leaves_the_row_and_does_not_come_again(folder: Path) -> None:
    decide(folder, "t0002", "accept")
    made = read_again(folder, AMENDED, AMENDING)
    change = next(p.change_id for p in made.proposals if p.item_id == "t0002")
    after = decide(folder, change, "refuse")
    assert str(after.plan.target("t0002").value) == "45"
    assert after.item(change).status == "refused"
    again = read_again(folder, AMENDED, AMENDING)
    assert again.proposals == ()
    assert again.other


def test_a_proposed_change_is_decided_once_and_as_it_is(folder: Path) -> None:
    made = read_again(folder, AMENDED, AMENDING)
    change = next(p.change_id for p in made.proposals if p.item_id == "t0002")
    with pytest.raises(InputError):
        decide(folder, change, "correct", cells={"value": "49"})
    decide(folder, change, "accept")
    with pytest.raises(Conflict):
        decide(folder, change, "refuse")
    assert str(tamnhin.open_plan(folder).target("t0002").value) == "50"


def test_a_later_amendment_is_compared_with_the_one_before(folder: Path) -> None:
    made = read_again(folder, AMENDED, AMENDING)
    change = next(p.change_id for p in made.proposals if p.item_id == "t0002")
    decide(folder, change, "accept")
    third = replace(AMENDING, number="99/QĐ-TTg", issued_on=dt.date(2026, 1, 1))
    back = read_again(folder, AMENDED.replace("khoảng 50%", "khoảng 45%"), third)
    (one,) = [p for p in back.proposals if (p.kind, p.table) == ("changed", "targets")]
    assert (one.item_id, dict(one.old or {})["value"], dict(one.new or {})["value"]) == (
        "t0002",
        "50",
        "45",
    )


def test_an_amendment_of_parts_withdraws_nothing(folder: Path) -> None:
    title = "Sửa đổi, bổ sung một số nội dung của quy hoạch tỉnh Sơn Hà thời kỳ 2021-2030"
    heading = replace(AMENDING, title=title)
    short = "# Mục tiêu đến năm 2030\n- Tỷ lệ đô thị hóa đạt khoảng 52%.\n"
    made = read_again(folder, short, heading)
    assert made.in_part
    assert {p.kind for p in made.proposals} == {"changed"}


def test_an_amendment_without_a_day_asks_for_it(folder: Path) -> None:
    read = document(AMENDED, replace(AMENDING, issued_on=None))
    plan = tamnhin.open_plan(folder)
    with pytest.raises(InputError) as raised:
        update(plan, read, readings_of(read))
    assert "--from" in raised.value.text("en")
    made = update(plan, read, readings_of(read), dt.date(2025, 7, 1))
    assert {p.effective_on for p in made.proposals} == {"2025-07-01"}


def test_nothing_is_written_over_what_others_changed_meanwhile(folder: Path) -> None:
    plan = tamnhin.open_plan(folder)
    read = document(AMENDED)
    made = update(plan, read, readings_of(read))
    decide(folder, "t0001", "accept")
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with pytest.raises(Conflict):
        write_update(made, folder)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_nothing_is_written_through_a_link_that_leads_out(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.move(folder / "draft", out)
    (folder / "draft").symlink_to(out)
    read = document(AMENDED)
    made = update(tamnhin.open_plan(folder), read, readings_of(read))
    before = {p: p.read_bytes() for p in out.iterdir()}
    with pytest.raises(Conflict):
        write_update(made, folder)
    assert {p: p.read_bytes() for p in out.iterdir()} == before


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command with a document at hand, without readers of files."""
    monkeypatch.setattr(reader, "open_file", lambda path: document(AMENDED, AMENDING))
    monkeypatch.setitem(languages._registered, "vi", lambda read, progress=None: readings_of(read))


@pytest.mark.usefixtures("command")
def test_the_command_prints_the_difference_and_undo_takes_it_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert main(["read", "new.docx", "--update", str(folder), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    for said in ("amendment", "Added: 1", "Withdrawn:", "Number: 45 → 50", "tamnhin review"):
        assert said in out, said
    assert main(["undo", str(folder)]) == 0
    after = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert after == before


@pytest.mark.usefixtures("command")
def test_the_command_gives_the_difference_as_json(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", "new.docx", "--update", str(folder), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["other_document"] is True
    assert ["value"] in [change["changed"] for change in data["changed"]]
    assert main(["read", "new.docx", "--update", str(folder), "-o", "x", "--lang", "en"]) == 2
    assert "Choose one" in capsys.readouterr().err


def test_another_document_speaks_of_the_indicators_of_the_plan(folder: Path) -> None:
    plan = tamnhin.open_plan(folder)
    row = plan.ids("indicators")[plan.targets[0].indicator_id]
    own = row.model_copy(
        update={
            "indicator_id": "office.drones",
            "title_vi": "Tỷ lệ thuốc chở bằng máy bay",
            "unit": "%",
        }
    )
    replace(plan, indicators=(*plan.indicators, own)).save(folder)
    text = AMENDED.replace(
        "## Nhiệm vụ\n", "- Đến năm 2030, tỷ lệ thuốc chở bằng máy bay đạt 12%.\n## Nhiệm vụ\n"
    )
    read = document(text, AMENDING)
    made = update(tamnhin.open_plan(folder), read, reader.read_by_rules(read))
    assert "office.drones" in {target.indicator_id for target in made.plan.targets}


def test_a_further_document_is_read_with_the_indicators_of_a_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text(
        "Đến năm 2030, việc làm tại khu du lịch Tam Chúc đạt 5.000 việc làm.\n", encoding="utf-8"
    )
    command = ["read", str(paper), "--lang", "en", "-o", str(tmp_path / "new")]
    more = ["--territory", "tỉnh Hà Nam", "--years", "2021-2030"]
    assert main([*command, *more, "--indicators", str(tamnhin.example())]) == 0
    assert "Jobs" in capsys.readouterr().out
    (target,) = tamnhin.open_plan(tmp_path / "new").targets
    assert target.indicator_id == "tam-chuc.jobs"


def test_sites_and_results_of_an_amendment_are_told_and_not_put_up(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "amending.html"
    rows = "<tr><td>TT</td><td>Tên khu công nghiệp</td><td>Diện tích (ha)</td></tr>"
    rows += "<tr><td>1</td><td>Khu công nghiệp Bến Lau</td><td>250</td></tr>"
    paper.write_text(
        "<html><body><p>Năm 2024, tỷ lệ che phủ rừng đã đạt 37,2%.</p>"
        "<p>PHỤ LỤC. DANH MỤC KHU CÔNG NGHIỆP ĐẾN NĂM 2030</p>"
        f"<table>{rows}</table></body></html>",
        encoding="utf-8",
    )
    command = ["read", str(paper), "--update", str(folder), "--from", "2025-03-01", "--part"]
    assert main([*command, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "not put up for review" in said
    assert "+ Khu công nghiệp Bến Lau" in said
    assert ", 2024: 37.2 %" in said.split("not put up for review")[1]
    names = {place.title_vi for place in tamnhin.open_plan(folder).places}
    assert "Khu công nghiệp Bến Lau" not in names


def test_the_first_document_again_does_not_take_an_amendment_back(folder: Path) -> None:
    made = read_again(folder, AMENDED, AMENDING)
    for proposal in made.proposals:
        if proposal.kind != "added":
            decide(folder, proposal.change_id, "accept")
    before = tamnhin.open_plan(folder)
    again = read_again(folder, TEXT)
    assert again.proposals == ()
    assert tamnhin.open_plan(folder).targets == before.targets


def test_a_damaged_file_of_proposals_is_said(folder: Path) -> None:
    read_again(folder, AMENDED, AMENDING)
    path = folder / "draft" / "changes.csv"
    whole = path.read_text(encoding="utf-8")
    for bad in (
        "",
        "a,b\n",
        whole.replace("changed", "eaten"),
        whole + "1,2\n",
        whole.replace("2025-03-01", "soon"),
        whole + '"',
    ):
        path.write_text(bad, encoding="utf-8")
        with pytest.raises(InputError) as raised:
            session(folder)
        assert "draft/changes.csv" in raised.value.text("en")


def test_files_are_read_reviewed_and_compared_from_end_to_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, first, later = tmp_path / "plan", tmp_path / "a.md", tmp_path / "b.md"
    first.write_text(TEXT, encoding="utf-8")
    later.write_text(AMENDED, encoding="utf-8")
    assert main(["read", str(first), "-o", str(folder), "--territory", "tỉnh Sơn Hà"]) == 0
    found = session(folder)
    target = next(i for i in found.items if i.table == "targets" and "45" in i.cells["value"])
    assert found.words(target.passages[0]) == "khoảng 45%"
    decide(folder, target.item_id, "accept")
    asked = ["read", str(later), "--update", str(folder), "--from", "2025-07-01", "--lang", "en"]
    capsys.readouterr()
    assert main(asked) == 0
    assert "Number: 45 → 50" in capsys.readouterr().out
    found = session(folder)
    (change,) = [i for i in found.items if i.is_change and i.row_id == target.item_id]
    assert change.proposal is not None
    plan = decide(folder, change.item_id, "accept").plan
    assert str(plan.target(target.item_id).value) == "50"
    assert tamnhin.check_folder(folder).ok
