# ruff: noqa: E501 - a case is read best on one line
"""One table as text: parsing, and the form in which it is saved."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import tamnhin
from smallplan import put
from tamnhin.data.types import Observation
from tamnhin.plan import cells, findings, table
from tamnhin.plan.schema import TABLES
from tamnhin.plan.table import parse_table, table_bytes, table_text
from tamnhin.plan.types import Uncertainty
from tamnhin.provenance import Source
from tamnhin.records import columns

HEADER = "source_id,kind,title_vi,title_en\n"


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_absent() -> None:
    reading = parse_table(
        Source, "title_en,kind,title_vi,source_id\nB,report,Bê,b\nA,article,A,a\n"
    )
    assert not reading.problems
    assert [(s.source_id, s.kind, s.title_en, s.note) for s in reading.records()] == [
        ("a", "article", "A", ""), ("b", "report", "B", ""),
    ]  # fmt: skip
    assert list(reading.rows) == [3, 2]
    assert reading.complete


def test_rows_count_as_in_a_spreadsheet_over_blank_lines_and_line_ends_in_cells() -> None:
    text = HEADER + '\na,report,"x\ny",x\n,,,\n\nb,poem,x,x\n'
    (found,) = parse_table(Source, text).problems
    assert (found.code, found.row) == ("choice", 6)


def test_rows_in_many_pieces_are_the_same_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEADER + "".join(
        "\n" if i % 7 == 3 else "a,b\n" if i % 11 == 5 else f"s{i:03d},{'poem' if i % 13 == 6 else 'report'},T,T\n"
        for i in range(100)
    )  # fmt: skip
    whole = parse_table(Source, text)
    monkeypatch.setattr(table, "CHUNK", 3)
    pieces = parse_table(Source, text)
    assert pieces.records() == whole.records()
    assert list(pieces.rows) == list(whole.rows)
    assert pieces.problems == whole.problems
    assert pieces.keys == whole.keys


def test_reading_goes_on_after_a_line_that_is_no_csv() -> None:
    text = HEADER + 'a,report,"x"y,x\nb,poem,x,x\nc,report,"z"z,x\nd,report,x,x\n'
    reading = parse_table(Source, text)
    assert [(p.code, p.row) for p in reading.problems] == [("csv", 2), ("csv", 4), ("choice", 3)]
    assert [s.source_id for s in reading.records()] == ["d"]
    assert not reading.complete


def test_keys_of_faulty_rows_are_known_and_those_of_lost_rows_are_not() -> None:
    reading = parse_table(Source, HEADER + " a ,report,x,x\nb,poem,x,x\nc,x\n,report,x,x\n")
    assert reading.keys >= {"a", "b", "c"}
    assert reading.complete
    assert not parse_table(Source, "kind,title_vi,title_en\nreport,x,x\n").complete
    assert not parse_table(Source, "").complete


def test_rows_sort_by_what_they_mean_and_not_by_how_they_were_written() -> None:
    reading = parse_table(Source, HEADER + " b,report,x,x\na,report,x,x\n")
    assert [s.source_id for s in reading.records()] == ["a", "b"]


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "strokes")])
def test_other_separators_are_recognized(mark: str, word: str) -> None:
    text = f"{HEADER}a,report,x,x\n".replace(",", mark)
    reading = parse_table(Source, text)
    (found,) = reading.problems
    assert (found.code, found.severity) == ("separator", "warning")
    assert word in found.message("en")
    assert [s.source_id for s in reading.records()] == ["a"]


def test_a_table_as_a_vietnamese_excel_saves_it() -> None:
    """Semicolons between cells, a comma for decimals, the day first."""
    rows = (
        "\ufeffindicator_id;territory_id;period;published;source_id;value;unit;status;note\r\n"
        "grdp;bac;2024;26/12/2024;tin;69,6;billion VND;final;\r\n"
        'grdp;bac;2025;05/04/2025;tin;"1.234,5";billion VND;final;"a; b"\r\n'
    )
    reading = parse_table(Observation, rows.lstrip("\ufeff").replace("\r\n", "\n"))
    first, second = reading.records()
    assert (first.value, str(first.published)) == (Decimal("69.6"), "2024-12-26")
    assert (second.value, str(second.published)) == (Decimal("1234.5"), "2025-04-05")
    assert second.note == "a; b"
    assert {p.severity for p in reading.problems} == {"warning"}


def test_dates_whose_day_is_not_certain_are_refused() -> None:
    start = HEADER.replace("\n", ",issued_on\n")
    for other in ("04/05/2025", "04/26/2025"):
        rows = f"a,report,x,x,05/04/2025\nb,report,x,x,{other}\n"
        problems = parse_table(Source, start + rows).problems
        assert [p.code for p in problems] == ["date", "date"]


def test_a_wrong_reference_shows_beside_another_fault_of_its_row(small_plan: Path) -> None:
    put(small_plan, "series/observations.csv", 3, "territory_id", "nowhere")
    put(small_plan, "series/observations.csv", 3, "value", "many")
    put(small_plan, "series/observations.csv", 5, "territory_id", "nowhere")
    found = {
        (p.code, p.row, p.column) for p in tamnhin.check_folder(small_plan) if p.severity == "error"
    }
    assert found == {
        ("number", 3, "value"),
        ("reference", 3, "territory_id"),
        ("reference", 5, "territory_id"),
    }


def test_one_fault_in_a_thousand_rows_is_told_a_thousand_times_at_most() -> None:
    rows = "".join(f"s{i},poem,x,x\n" for i in range(findings.MAX_ALIKE + 5))
    problems = parse_table(Source, HEADER + rows).problems
    assert len(problems) == findings.MAX_ALIKE + 1
    assert (problems[-1].code, problems[-1].params["count"]) == ("more-alike", 5)


def test_odd_ones_out_are_pointed_at_and_a_column_of_three_decimals_is_not() -> None:
    start = "indicator_id,territory_id,period,source_id,value,unit,status\n"

    def codes(values: list[str]) -> list[str]:
        rows = "".join(f'i,t,{1000 + n},s,"{value}",%,final\n' for n, value in enumerate(values))
        return [p.code for p in parse_table(Observation, start + rows).problems]

    assert codes([f"{n}.5" for n in range(20)] + ["1.234"]) == ["number-odd"]
    assert codes([f"{n}.5" for n in range(3)] + ["1.234", "2.345"]) == []
    assert codes(["1.234", "2.345"]) == ["number-ambiguous"] * 2
    assert codes(["1.234", "2.3450"]) == []
    assert codes(["1.234", "12,5"]) == ["number-vietnamese"] * 2
    assert codes(["1,234", "0.5"]) == ["number-ambiguous"]
    assert codes(["1,234", "1,234.5"]) == ["number-english"] * 2
    assert codes(["12,5", "3.5", "1.234"]) == ["number-vietnamese", "number-ambiguous"]


def test_the_fast_reader_of_numbers_says_the_same_as_the_careful_one() -> None:
    (column,) = [c for c in columns(Uncertainty) if c.name == "low"]
    for texts in (["1", "-2.5", "0.001"], ["1.234"] * 3 + ["1.5"], ["007"], []):
        careful = cells.parser(column, texts)
        readings = [careful(text) for text in texts]
        assert cells.plain_numbers(texts) == [r.value for r in readings]  # type: ignore[union-attr]
    for texts in (
        ["1.234"],
        ["1,5"],
        ["+1"],
        ["1" * 31],
        ["1", "x"],
        ["1.5"] * 20 + ["1.234"],
        ["1\n2"],
        [""],
    ):
        assert cells.plain_numbers(texts) is None


def test_lists_dates_and_empty_cells_are_written_as_they_are_read() -> None:
    for record in TABLES:
        spec = columns(record)
        empty = {column.name: [] for column in spec}
        assert table_bytes(record, empty).decode() == ",".join(c.name for c in spec) + "\n"
        assert [c.name for c in spec][: len(record.key)] == list(record.key)
        assert all(c.description.endswith(".") for c in spec)
    text = (
        "variable,title_vi,title_en,unit,distribution,low,mode,high,citation_ids\n"
        'a,"x, y","q ""z""",%,normal,0.50,,-1,a;b\n'
    )
    reading = parse_table(Uncertainty, text)
    assert not reading.problems
    (row,) = reading.records()
    assert (row.low, row.mode, row.citation_ids) == (Decimal("0.50"), None, ("a", "b"))
    assert table_text(Uncertainty, reading.cells) == text


def test_every_record_type_says_where_it_is_and_points_to_tables_that_are() -> None:
    names = {record.table for record in TABLES}
    assert len(names) == len({record.path for record in TABLES}) == len(TABLES)
    for record in TABLES:
        assert {column.ref for column in columns(record)} <= names | {None}
        assert record.__doc__
