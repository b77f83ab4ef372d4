"""A plan as a Python object: copied, described, changed with care, and saved beside others."""

from __future__ import annotations

import copy
import dataclasses
import os
import pickle
from pathlib import Path

import pytest

import tamnhin
from builders import indicator, observation, plan, target
from smallplan import contents, edit, put
from tamnhin.data.observations import Observations
from tamnhin.errors import GeoError
from tamnhin.plan.cells import parser
from tamnhin.plan.geo import add_layer
from tamnhin.plan.table import parse_table
from tamnhin.plan.tidy import tidy_folder
from tamnhin.plan.types import Layer
from tamnhin.provenance import Source
from tamnhin.records import Column, id_fault

SRC = "tables/sources.csv"
TER = "tables/territories.csv"


def renamed(held: tamnhin.Plan, title: str = "New") -> tamnhin.Plan:
    sources = [s.model_copy(update={"title_en": title}) for s in held.sources]
    return dataclasses.replace(held, sources=sources)


def test_a_plan_is_pickled_and_copied(small_plan: Path) -> None:
    held = tamnhin.open_plan(small_plan)
    held.observations.pairs()
    for other in (pickle.loads(pickle.dumps(held)), copy.deepcopy(held)):
        assert other == held
        assert other.observations.pairs() == held.observations.pairs()
        assert other.check().ok


def test_a_plan_is_described_in_a_line() -> None:
    held = plan(target(), figures=[observation("2020", "1")])
    assert repr(held) == (
        "<Plan test-plan: 0 commitments, 1 targets, 1 indicators, 1 observations, 1 territories>"
    )


def test_what_is_no_path_is_said(small_plan: Path) -> None:
    held = tamnhin.open_plan(small_plan)
    for call in (tamnhin.open_plan, tamnhin.check_folder, held.save, tidy_folder):
        for wrong in (None, 5, ["x"]):
            with pytest.raises(tamnhin.InputError) as raised:
                call(wrong)
            assert f"not an object of {type(wrong).__name__}" in raised.value.text("en")
    assert tamnhin.open_plan(os.fsencode(small_plan)) == held  # type: ignore[arg-type]


def test_rows_and_settings_of_another_kind_are_said() -> None:
    held = plan(target())
    for change, words in (
        ({"settings": {"plan_id": "x"}}, "not of dict"),
        ({"targets": ("a", 1)}, "Item 1 of targets is an object of str, not of Target"),
        ({"targets": (target(), 1)}, "Item 2 of targets is an object of int"),
        ({"targets": (indicator(),)}, "of Indicator, not of Target"),
        ({"sources": None}, "sources of a plan are a collection of Source"),
        ({"observations": [target()]}, "of Target, not of Observation"),
        ({"observations": 5}, "not an object of int"),
    ):
        with pytest.raises(tamnhin.InputError) as raised:
            dataclasses.replace(held, **change)  # type: ignore[arg-type]
        assert words in raised.value.text("en")


def test_rows_may_come_as_any_collection() -> None:
    held = plan(target(), figures=[observation("2020", "1")])
    same = dataclasses.replace(
        held,
        targets=[target()],
        observations=[observation("2020", "1")],  # type: ignore[arg-type]
    )
    assert same == held
    assert isinstance(same.observations, Observations)


def test_edits_of_others_are_not_written_over(small_plan: Path, tmp_path: Path) -> None:
    held = renamed(tamnhin.open_plan(small_plan))
    put(small_plan, TER, 2, "note", "typed in Excel")
    (small_plan / "review/accepted.csv").unlink()
    before = contents(small_plan)
    with pytest.raises(tamnhin.Conflict) as raised:
        held.save(small_plan)
    assert "tables/territories.csv, review/accepted.csv changed" in raised.value.text("en")
    assert contents(small_plan) == before
    held.save(tmp_path / "elsewhere")
    dataclasses.replace(held, folder=None).save(small_plan)


def test_a_plan_saves_again_and_so_does_one_made_from_it(small_plan: Path) -> None:
    first = tamnhin.open_plan(small_plan)
    second = renamed(first)
    assert second.save(small_plan) == [SRC]
    assert second.save(small_plan) == []
    bare = dataclasses.replace(renamed(second, "Newer"), review=())
    assert bare.save(small_plan) == ["datapackage.json", "review/accepted.csv", SRC]
    assert dataclasses.replace(bare, review=first.review).save(str(small_plan))
    assert tamnhin.open_plan(small_plan).sources[0].title_en == "Newer"


def test_what_others_wrote_just_so_is_in_nobodys_way(small_plan: Path) -> None:
    one, other = renamed(tamnhin.open_plan(small_plan)), renamed(tamnhin.open_plan(small_plan))
    one.save(small_plan)
    assert other.save(small_plan) == []


def test_a_table_that_came_meanwhile_is_not_removed(small_plan: Path) -> None:
    levers = small_plan / "tables/levers.csv"
    kept = levers.read_bytes()
    levers.unlink()
    held = tamnhin.open_plan(small_plan)
    levers.write_bytes(kept)
    with pytest.raises(tamnhin.Conflict):
        held.save(small_plan)
    assert levers.read_bytes() == kept


def link(folder: Path) -> None:
    (folder / SRC).rename(folder / "real.csv")
    (folder / SRC).symlink_to("../real.csv")


def test_a_link_inside_the_folder_is_not_replaced(small_plan: Path) -> None:
    link(small_plan)
    assert tidy_folder(small_plan) == []
    assert tamnhin.open_plan(small_plan).save(small_plan) == []
    edit(small_plan, "real.csv", lambda s: s.replace(",Báo,", ", Báo ,"))
    before = contents(small_plan)
    for change in (
        lambda: tidy_folder(small_plan),
        lambda: renamed(tamnhin.open_plan(small_plan)).save(small_plan),
    ):
        with pytest.raises(tamnhin.Conflict) as raised:
            change()
        assert "link to another file" in raised.value.text("en")
    assert (small_plan / SRC).is_symlink()
    assert contents(small_plan) == before


LAYER = Layer(
    layer_id="mine", title_vi="x", title_en="x", file="geo/mine.geojson",
    territory_field="territory_id", licence="own", schematic="no",
)  # fmt: skip


def test_a_layer_that_cannot_be_used_is_named_with_a_way_to_mend(
    small_plan: Path, tmp_path: Path
) -> None:
    file = small_plan / "geo/tinh.geojson"
    with pytest.raises(GeoError) as raised:
        add_layer(small_plan, file, "ma", LAYER)
    said = raised.value.text("en")
    assert str(file) in said
    assert "no property “ma”; it has these: code" in said
    assert "name the property" in said
    with pytest.raises(tamnhin.InputError, match=r"none\.geojson"):
        add_layer(small_plan, tmp_path / "none.geojson", "ma", LAYER)
    many = '"code": "bac"' + "".join(f', "{"p" * 50}{i}": 1' for i in range(500))
    edit(small_plan, "geo/tinh.geojson", lambda s: s.replace('"code": "bac"', many))
    with pytest.raises(GeoError) as raised:
        add_layer(small_plan, file, "ma", LAYER)
    assert len(raised.value.text("en")) < 600 + len(str(file))
    assert "…" in raised.value.text("en")


@pytest.mark.parametrize("name", ["con", "nul.x", "com1", "lpt9.a.b", "a.", "a" * 81, "", "A"])
def test_names_that_make_no_file_are_no_identifiers(name: str) -> None:
    assert id_fault(name)


@pytest.mark.parametrize("name", ["cons", "com0", "com10", "a.con", "con-1", "a" * 80, "0.a-"])
def test_names_that_make_a_file_are_identifiers(name: str) -> None:
    assert id_fault(name) is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("12/31/2023", "2023-12-31"), ("31/12/2023", "2023-12-31"), ("5/4/2023", "2023-04-05"),
        ("2023/12/31", "2023-12-31"), ("2023-2-3", "2023-02-03"), ("2023.12.31", "2023-12-31"),
        ("31/31/2023", ""), ("30/2/2023", ""), ("2023-13-01", ""), ("soon", ""),
    ],
)  # fmt: skip
def test_only_dates_that_there_are_are_hinted_at(text: str, hint: str) -> None:
    column = Column("d", "day", True, False, None, (), "", None)
    fault = parser(column, [text, "1/13/2020", "13/1/2020"])(text)
    assert (fault.code, fault.params["hint"]) == ("date", hint)  # type: ignore[union-attr]


HEADER = "source_id,kind,title_vi,title_en\n"


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\n', "SEP=;;;\n"])
def test_the_first_line_of_excel_says_the_separator(first: str) -> None:
    reading = parse_table(Source, first + (HEADER + "a,report,x,x\nb,poem,x,x\n").replace(",", ";"))
    assert [(p.code, p.row) for p in reading.problems] == [("separator", 1), ("choice", 3)]
    assert [s.source_id for s in reading.records()] == ["a"]
    assert not parse_table(Source, f"sep=,\n{HEADER}").problems


@pytest.mark.parametrize("blank", ["\n", " \n\n", ",,,\n", ";;;\n\n\n"])
def test_blank_lines_before_the_header_are_passed_over_and_count(blank: str) -> None:
    rows = len(blank.splitlines())
    reading = parse_table(Source, f"{blank}{HEADER}a,report,x,x\nb,poem,x,x\n")
    assert [(p.code, p.row) for p in reading.problems] == [("choice", rows + 3)]
    assert reading.rows == [rows + 2]
    reading = parse_table(Source, f"{blank}source_id;kind;title_vi\na;report;x\n")
    places = {(p.code, p.row) for p in reading.problems}
    assert places == {("separator", rows + 1), ("column-missing", rows + 1)}


def test_units_are_named_in_the_language_of_the_message(small_plan: Path) -> None:
    put(small_plan, "series/observations.csv", 2, "period", "2026")
    put(small_plan, "tables/territory_shares.csv", 5, "share", "0.7")
    said = {p.code: p for p in tamnhin.check_folder(small_plan)}
    assert "North exists" in said["outside-validity"].message("en")
    assert "Bắc" in said["outside-validity"].message("vi")
    assert "Commune B2" in said["shares-sum"].message("en")
