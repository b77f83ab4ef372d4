"""Decisions on a draft: each changes what it says, is written with who and when, and goes back."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import tamnhin
from drafts import draft_folder, names
from tamnhin.errors import Conflict, InputError, NotFound, PlanError
from tamnhin.plan.plan import Plan
from tamnhin.read.draft.words import DRAFT_NOTE
from tamnhin.review.decisions import parts_of
from tamnhin.review.desk import Asked, Desk
from tamnhin.review.items import Item, Session
from tamnhin.review.journal import as_read, read_changes, row_cells

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return draft_folder(tmp_path / "son-ha")


@pytest.fixture
def desk(folder: Path) -> Desk:
    return Desk(folder, "Lan", lambda: NOON)


def decide(desk: Desk, name: str, action: str, **more: object) -> Session:
    item = desk.state().session.item(name)
    asked = Asked(name, item.version, action, **more)  # type: ignore[arg-type]
    return desk.decide(asked).session


def item_of(desk: Desk, words: str) -> Item:
    """The first item whose title begins with the words."""
    items = desk.state().session.items
    return next(item for item in items if item.cells["title_vi"].startswith(words))


def content(plan: Plan) -> dict[str, list[dict[str, str]]]:
    """The rows of the tables that decisions change."""
    tables = ("commitments", "targets", "citations", "indicators", "amendments")
    return {table: [row_cells(row) for row in plan.rows(table)] for table in tables}


def test_items_come_in_the_order_of_the_text_with_how_they_were_read(desk: Desk) -> None:
    session = desk.state().session
    starts = [item.passages[0].span.start for item in session.items]
    assert starts == sorted(starts)
    assert session.counts == {"open": len(session.items), "accepted": 0, "changed": 0, "refused": 0}
    target = session.item("t0002")
    assert target.how.confidence == 0.9
    assert target.how.rules == ("by-hand",)
    assert target.how.runner_up
    assert session.words(target.passages[0]) == "khoảng 45%"


def test_accepting_says_who_and_when_and_takes_the_draft_remark_away(desk: Desk) -> None:
    session = decide(desk, "t0001", "accept", reason=" as\n printed ")
    assert session.item("t0001").status == "accepted"
    assert DRAFT_NOTE not in session.plan.target("t0001").note
    assert DRAFT_NOTE in session.plan.target("t0002").note
    (row,) = tamnhin.open_plan(desk.folder).review
    assert (row.item_id, row.reviewer, row.decision) == ("t0001", "Lan", "accepted")
    assert (str(row.decided_on), row.decided_at) == ("2026-03-02", "12:00:00.000")
    assert row.reason == "as printed"


def test_correcting_keeps_before_and_after(desk: Desk) -> None:
    session = decide(desk, "t0002", "correct", cells={"value": "47,5", "operator": "at_least"})
    target = session.plan.target("t0002")
    assert (str(target.value), target.operator) == ("47.5", "at_least")
    (change, *_) = read_changes(session.plan.review[0])
    assert dict(change.old or {})["value"] == "45"
    assert dict(change.new or {})["value"] == "47.5"
    assert session.item("t0002").status == "changed"


def test_an_indicator_of_the_catalogue_comes_with_the_row_and_the_title_follows(
    desk: Desk,
) -> None:
    runner = desk.state().session.item("t0001").how.runner_up
    session = decide(desk, "t0001", "correct", cells={"indicator_id": runner})
    target = session.plan.target("t0001")
    assert target.indicator_id == runner
    assert target.title_vi.startswith(session.plan.indicator(runner).title_vi)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"value": "nhiều"}, "value", "number"),
        ({"value": "1.500"}, "value", "number-ambiguous"),
        ({"unit": "sào"}, "unit", "unit"),
        ({"period": "soon"}, "period", "period"),
        ({"operator": "perhaps"}, "operator", "choice"),
        ({"indicator_id": "no.such"}, "indicator_id", "reference"),
        ({"commitment_id": "p9999"}, "commitment_id", "reference"),
        ({"title_vi": ""}, "title_vi", "empty"),
        ({"unit": "ha"}, "unit", "unit-mismatch"),
    ],
)
def test_a_correction_obeys_the_rules_of_the_folder(
    desk: Desk, cells: dict[str, str], column: str, code: str
) -> None:
    before = {p: p.read_bytes() for p in desk.folder.rglob("*.csv")}
    with pytest.raises(PlanError) as raised:
        decide(desk, "t0002", "correct", cells=cells)
    problems = raised.value.report.errors  # type: ignore[union-attr]
    assert (column, code) in [(p.column, p.code) for p in problems]
    assert {p: p.read_bytes() for p in desk.folder.rglob("*.csv")} == before


def test_rejecting_takes_the_row_out_and_hands_its_children_on(desk: Desk) -> None:
    session = decide(desk, "p0002", "refuse", reason="repeats the law")
    plan = session.plan
    assert "p0002" not in names(plan.commitments)
    assert plan.target("t0002").commitment_id is None
    assert session.item("p0002").status == "refused"
    assert session.item("p0002").cells["title_vi"].startswith("Tỷ lệ đô thị hóa")
    assert tamnhin.check_folder(desk.folder).ok


def test_a_promise_that_loses_its_number_says_why_it_is_unmeasured(desk: Desk) -> None:
    session = decide(desk, "t0002", "refuse")
    assert session.plan.commitment("p0002").gap_reason == "not_quantified"


def test_splitting_gives_each_part_its_characters(desk: Desk) -> None:
    item = item_of(desk, "Thành lập Khu")
    words = desk.state().session.words(item.passages[0])
    parts = words.replace(" tại", "\ntại").split("\n")
    session = decide(desk, item.item_id, "split", parts=parts)
    rows = [c for c in session.plan.commitments if c.title_vi in parts]
    assert [c.title_vi for c in rows] == parts
    for row in rows:
        found = session.item(row.commitment_id)
        assert [session.words(p) for p in found.passages] == [row.title_vi]
        assert found.status == "open"


@pytest.mark.parametrize(
    "parts",
    [["một phần"], ["Xây dựng", "bệnh viện"], ["hai", "một"], [], ["một hai"], ["một", "x"]],
)
def test_a_split_must_be_of_the_words(parts: list[str]) -> None:
    with pytest.raises(InputError):
        parts_of("một, hai và ba", parts)


def test_what_stands_between_the_parts_may_be_a_comma_or_and() -> None:
    assert len(parts_of("một, hai và ba", ["một", "hai", "ba"])) == 3


def test_merging_keeps_both_passages_and_hands_the_children_on(desk: Desk) -> None:
    session = decide(desk, "p0001", "merge", other_id="p0002")
    assert len(session.item("p0001").passages) == 2
    assert "p0002" not in session.by_id
    assert session.plan.target("t0002").commitment_id == "p0001"
    with pytest.raises(InputError):
        decide(desk, "p0001", "merge", other_id="t0001")
    with pytest.raises(InputError):
        decide(desk, "p0001", "merge", other_id="p0001")


Step = Callable[[Desk], object]
STEPS: dict[str, Step] = {
    "accept": lambda d: decide(d, "t0001", "accept"),
    "correct": lambda d: decide(d, "t0002", "correct", cells={"value": "50"}),
    "refuse": lambda d: decide(d, "p0001", "refuse"),
    "refuse target": lambda d: decide(d, "t0003", "refuse"),
    "split": lambda d: decide(
        d, "p0007", "split", parts=["Nâng cao chất lượng", "khám bệnh ở tuyến xã"]
    ),
    "merge": lambda d: decide(d, "p0007", "merge", other_id="p0008"),
}


@pytest.mark.parametrize("step", STEPS)
def test_undo_puts_every_row_back_and_keeps_the_record(desk: Desk, step: str) -> None:
    before = content(desk.state().session.plan)
    STEPS[step](desk)
    assert content(desk.state().session.plan) != before
    state, _ = desk.undo()
    assert content(state.session.plan) == before
    assert [r.decision for r in state.session.plan.review].count("undone") == 1
    assert len(state.session.plan.review) == 2
    assert state.session.counts["open"] == len(state.session.items)
    assert content(tamnhin.open_plan(desk.folder)) == before


def test_all_decisions_can_be_undone_one_by_one(desk: Desk) -> None:
    before = content(desk.state().session.plan)
    for step in STEPS.values():
        step(desk)
    made = desk.state().session.plan
    cells = as_read(made)
    assert cells["targets"] == {row["target_id"]: row for row in before["targets"]}
    assert cells["commitments"].keys() == {row["commitment_id"] for row in before["commitments"]}
    for _ in STEPS:
        state, _ = desk.undo()
    assert content(state.session.plan) == before
    with pytest.raises(NotFound):
        desk.undo()


def test_moments_never_repeat_even_when_the_clock_stands_or_goes_back(folder: Path) -> None:
    times = iter([NOON, NOON, NOON - dt.timedelta(days=3)])
    desk = Desk(folder, "Lan", lambda: next(times))
    for name in ("t0001", "t0002", "t0003"):
        decide(desk, name, "accept")
    rows = tamnhin.open_plan(folder).review
    assert sorted(r.decided_at for r in rows) == ["12:00:00.000", "12:00:00.001", "12:00:00.002"]


def test_a_decision_on_what_another_window_changed_is_refused(desk: Desk) -> None:
    seen = desk.state().session.item("t0001").version
    decide(desk, "t0001", "correct", cells={"value": "10"})
    with pytest.raises(Conflict):
        desk.decide(Asked("t0001", seen, "accept"))
    # Another item is in nobody's way.
    decide(desk, "t0002", "accept")


def test_two_programs_on_one_folder_lose_nothing(folder: Path) -> None:
    one, two = Desk(folder, "Lan"), Desk(folder, "Minh")
    decide(one, "t0001", "accept")
    decide(two, "t0002", "accept")
    decide(one, "t0003", "refuse")
    rows = tamnhin.open_plan(folder).review
    assert sorted((r.item_id, r.reviewer) for r in rows) == [
        ("t0001", "Lan"),
        ("t0002", "Minh"),
        ("t0003", "Lan"),
    ]
    assert one.undo()[1] == "t0003"
    assert one.undo()[1] == "t0001"
    with pytest.raises(NotFound):
        one.undo()  # Minh's decision is Minh's to undo.


def test_undo_does_not_touch_what_somebody_decided_later(folder: Path) -> None:
    one, two = Desk(folder, "Lan"), Desk(folder, "Minh")
    decide(one, "t0001", "correct", cells={"value": "10"})
    decide(two, "t0001", "correct", cells={"value": "11"})
    with pytest.raises(Conflict):
        one.undo()
    assert str(tamnhin.open_plan(folder).target("t0001").value) == "11"


def test_decisions_from_many_threads_are_all_written(folder: Path) -> None:
    desk = Desk(folder, "Lan")
    versions = {item.item_id: item.version for item in desk.state().session.items}
    threads = [
        threading.Thread(target=desk.decide, args=(Asked(name, version, "accept"),))
        for name, version in versions.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {r.item_id for r in tamnhin.open_plan(folder).review} == versions.keys()


def test_a_folder_without_text_says_how_to_get_one(small_plan: Path) -> None:
    with pytest.raises(NotFound) as raised:
        Desk(small_plan, "Lan")
    assert "tamnhin read" in raised.value.text("en")


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "=cmd()", "a\x1bb"])
def test_a_reviewer_has_an_ordinary_name(folder: Path, name: str) -> None:
    with pytest.raises(InputError):
        Desk(folder, name)


@pytest.mark.parametrize(
    "cell",
    [
        "{",
        "[1]",
        '[{"table":"sources"}]',
        '[{"table":"nope","id":"x","old":null,"new":{}}]',
        "[" * 5000,
    ],
)
def test_a_damaged_record_of_changes_is_said_and_nothing_is_written(
    folder: Path, cell: str
) -> None:
    desk = Desk(folder, "Lan")
    decide(desk, "t0001", "accept")
    plan = tamnhin.open_plan(folder)
    (row,) = plan.review
    replace(plan, review=(row.model_copy(update={"changes": cell}),)).save(folder)
    with pytest.raises(InputError):
        Desk(folder, "Lan").undo()


def test_an_amended_row_tells_its_changes_as_json(desk: Desk) -> None:
    session = decide(desk, "t0002", "correct", cells={"value": "46"})
    (listed,) = [c for c in json.loads(session.plan.review[0].changes) if c["table"] == "targets"]
    assert (listed["id"], listed["old"]["value"], listed["new"]["value"]) == ("t0002", "45", "46")


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "item_id\nt0001\n",
        "item_id,confidence,rules,runner_up\nt0001,nan,x,\n",
        "item_id,confidence\nt0001,9\n",
        'item_id,confidence\n"' + "x" * 200_000,
        "\x00\x01",
    ],
)
def test_damage_in_how_rows_were_read_does_not_stop_a_review(folder: Path, damage: str) -> None:
    (folder / "draft" / "readings.csv").write_text(damage, encoding="utf-8")
    desk = Desk(folder, "Lan")
    assert desk.state().session.item("t0001").how.confidence is None
    decide(desk, "t0001", "accept")
