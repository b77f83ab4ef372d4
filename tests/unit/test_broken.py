# ruff: noqa: E501 - a case is read best on one line
"""Golden broken inputs: one case or more for every rule, each with its exact place and words."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import tamnhin
from smallplan import add_row, edit, put
from tamnhin.plan import findings, layer, table
from tamnhin.rules import RULES

OBS = "series/observations.csv"
TAR = "tables/targets.csv"
IND = "tables/indicators.csv"
SRC = "tables/sources.csv"
COM = "tables/commitments.csv"
TER = "tables/territories.csv"
TERMS = "tables/target_terms.csv"
SHA = "tables/territory_shares.csv"


TWO_SHARES = "target_id,compared_with,share_list,price_basis\na,,nganh,\nb,,nganh,\n"


@dataclass(frozen=True)
class Case:
    """A way to break the small plan, and the one problem that must be reported for it."""

    code: str
    harm: Callable[[Path], object]
    file: str
    row: int | None = None
    column: str | None = None
    found: str | None = None
    words: tuple[str, ...] = ()


def cell(code: str, file: str, row: int, column: str, value: str, *words: str) -> Case:
    return Case(code, lambda f: put(f, file, row, column, value), file, row, column, value, words)


def text(code: str, file: str, change: Callable[[str], str], *words: str, **place: object) -> Case:
    return Case(code, lambda f: edit(f, file, change), file, words=words, **place)  # type: ignore[arg-type]


def two_shares(folder: Path) -> None:
    for name, value in (("a", "60"), ("b", "50")):
        add_row(
            folder,
            TAR,
            target_id=name,
            title_vi="A",
            title_en="A",
            indicator_id="poverty",
            territory_id="bac",
            basis="share",
            operator="exactly",
            value=value,
            unit="%",
            period="2030",
            origin="decision",
            citation_ids="qd.1",
        )
    edit(folder, TERMS, lambda _: TWO_SHARES)


def yearly(folder: Path, *values: str) -> None:
    """Poverty in xa-b1, from 2016 on."""
    for year, value in enumerate(values, 2016):
        add_row(
            folder,
            OBS,
            indicator_id="poverty",
            territory_id="xa-b1",
            period=str(year),
            source_id="nien-giam",
            value=value,
            unit="%",
            status="final",
            qualifier="exact",
        )


def raw(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    path = folder / name
    path.write_bytes(change(path.read_bytes()))


def link_out(folder: Path) -> None:
    (folder / SRC).unlink()
    (folder / SRC).symlink_to("/etc/passwd")


def in_place_of_file(folder: Path) -> None:
    (folder / SRC).unlink()
    (folder / SRC).mkdir()


def long_name(folder: Path) -> None:
    put(folder, "tables/layers.csv", 2, "file", "x" * 300)


def add_text(folder: Path, words: str, checked: bool = True) -> None:
    (folder / "texts").mkdir()
    (folder / "texts/quyet-dinh.txt").write_bytes(words.encode())
    digest = hashlib.sha256(words.encode()).hexdigest() if checked else "0" * 64
    put(folder, SRC, 4, "sha256", digest)


def sparse(folder: Path) -> None:
    with (folder / OBS).open("r+b") as stream:
        stream.truncate(2**30)


def many_faults(folder: Path) -> None:
    head, rest = (folder / OBS).read_text(encoding="utf-8").split("\n", 1)
    bad = "".join(f"grdp,bac,x{i},,tin,1,VND,final,exact,\n" for i in range(findings.MAX_ALIKE + 7))
    (folder / OBS).write_text(f"{head}\n{rest}{bad}", encoding="utf-8")


def many_rows(folder: Path) -> None:
    with (folder / SRC).open("a", encoding="utf-8") as stream:
        stream.write("\n" * (table.MAX_ROWS + 5))


NFD = "So\u0302\u0301 lie\u0323\u0302u"

CASES = [
    Case("folder-missing", lambda f: f.rename(f.with_name("gone")), "{folder}", words=("no folder",)),
    Case("file-missing", lambda f: (f / SRC).unlink(), SRC, words=("missing",)),
    Case("file-not-regular", in_place_of_file, SRC, words=("not an ordinary file",)),
    Case("file-outside", link_out, SRC, words=("link", "out of the plan folder")),
    Case("file-unreadable", long_name, "x" * 300, words=("could not be opened",)),
    Case("file-too-large", sparse, OBS, words=("1,074 MB", "not read")),
    Case("encoding", lambda f: raw(f, SRC, lambda b: b.replace(b"tin,", b"t\xff\xfd\0,")), SRC, 5,
         words=("not UTF-8", "byte")),
    Case(
        "encoding-cp1258",
        lambda f: raw(f, SRC, lambda b: b.decode().replace("ố", "ô\u0301").replace("ệ", "ê\u0323")
            .replace("ộ", "ô\u0323").replace("ị", "i\u0323").replace("ế", "ê\u0301")
            .replace("ậ", "â\u0323").replace("á", "a\u0301").replace("ả", "a\u0309")
            .replace("ỉ", "i\u0309").replace("ủ", "u\u0309").replace("ụ", "u\u0323")
            .replace("ồ", "ô\u0300").replace("ờ", "ơ\u0300").replace("ướ", "ươ\u0301")
            .replace("Đ", "Đ").replace("ơ", "ơ").replace("ò", "o\u0300").encode("cp1258")),
        SRC, 2, words=("CP1258", "old Windows encoding"),
    ),
    Case("bom", lambda f: raw(f, SRC, lambda b: b"\xef\xbb\xbf" + b), SRC, 1, words=("byte order mark",)),
    Case("line-ends", lambda f: raw(f, SRC, lambda b: b.replace(b"\n", b"\r\n")), SRC, words=("CRLF",)),
    Case("not-nfc", lambda f: put(f, SRC, 5, "note", NFD), SRC, 5,
         found=f"tin,Tin báo,News,article,,Báo,2024,,,,,{NFD}", words=("NFD", "joined")),
    text("yaml", "plan.yaml", lambda s: s.replace("first_year: 2021", "first_year: [2021"),
         "cannot be read", row=7),
    text("yaml", "plan.yaml", lambda s: s + "plan_id: other\n", "stands twice", row=12),
    text("yaml", "plan.yaml", lambda s: s.replace("2030", "&a 2030").replace("2050", "*a"),
         "aliases", row=8),
    text("yaml", "plan.yaml", lambda s: s + "x: " + "[" * 5000, "nested too deeply"),
    text("setting", "plan.yaml", lambda s: s.replace("first_year: 2021", "first_year: soon"),
         "a year", row=6, column="first_year", found="soon"),
    text("yaml", "plan.yaml", lambda s: "- " + s.splitlines()[1] + "\n", "no mapping", row=1),
    text("setting", "plan.yaml", lambda s: s.replace("bac-2021-2030", "aux"), "Windows",
         row=2, column="plan_id", found="aux"),
    text("setting", "plan.yaml", lambda s: s + "colour: red\n", "no setting of this name",
         row=12, column="colour", found="red"),
    text("setting", "plan.yaml", lambda s: s.replace("title_en: Plan of Bắc province\n", ""),
         "it is missing", column="title_en"),
    text("setting", "plan.yaml", lambda s: s.replace("2025-06-30", "30/6/2025"), "a date",
         row=11, column="as_of", found="30/6/2025"),
    text("setting", "plan.yaml", lambda s: s.replace("Plan of Bắc", '"a\\x07b"#'),
         "invisible control", row=4, column="title_en", found="a\\x07b"),
    Case("descriptor-stale", lambda f: (f / "datapackage.json").unlink(), "datapackage.json",
         words=("does not describe",)),
    text("descriptor-stale", "datapackage.json", lambda s: s.replace("GDP", "X", 1) + " "),
    Case("file-unknown", lambda f: (f / "tables/target.csv").write_text("x\n"), "tables/target.csv",
         words=("not part",)),
    Case("header-missing", lambda f: (f / SRC).write_text(""), SRC, 1, words=("no header line",)),
    Case("header-missing", lambda f: (f / SRC).write_text(",,\n"), SRC, 1),
    text("separator", SRC, lambda s: s.replace(",", ";"), "semicolons", "not by commas", row=1),
    text("column-unknown", IND, lambda s: s.replace("topic", "topik", 1), "no column of this name",
         row=1, column="topik", found="topik"),
    text("column-missing", IND, lambda s: s.replace("topic", "topik", 1), "missing", row=1,
         column="topic"),
    text("column-twice", IND, lambda s: s.replace("note", "unit", 1), "twice", row=1, column="unit",
         found="unit"),
    text("row-width", SRC, lambda s: s + "a,b\n", "2 cells", row=6),
    text("csv", SRC, lambda s: s.replace("tin,", '"tin"x,', 1), "goes on after", row=5),
    text("csv", SRC, lambda s: s + '"zin,Tin', "never closed", row=6),
    Case("cell-too-long", lambda f: put(f, SRC, 5, "note", "x" * 40_000), SRC, 5, "note",
         "x" * 120 + "…", ("32,767",)),
    Case("cell-too-long", lambda f: put(f, SRC, 5, "note", "x" * 200_000), SRC, 5),
    Case("cell-too-long", lambda f: put(f, SRC, 5, "note", "x" * 2_000_000), SRC, 5),
    Case("too-many-rows", many_rows, SRC, table.MAX_ROWS + 2, words=("1,048,575 rows",)),
    Case("more-alike", many_faults, OBS, None, "period", words=("7 more", "“period”")),
    Case("control-character", lambda f: put(f, SRC, 5, "note", "a\u202eb"), SRC, 5, "note", "a\\u202eb",
         ("invisible",)),
    Case("control-character", lambda f: put(f, SRC, 5, "note", "a" + "\u0301" * 31), SRC, 5),
    cell("space-around", SRC, 5, "publisher", " Báo ", "spaces"),
    cell("formula", SRC, 5, "note", "=HYPERLINK(1)", "spreadsheet"),
    cell("formula", SRC, 5, "note", "-cmd", "formula"),
    Case("empty", lambda f: put(f, SRC, 5, "title_en", ""), SRC, 5, "title_en", words=("empty",)),
    cell("number", OBS, 2, "value", "nhiều", "not a number"),
    cell("number", OBS, 2, "value", "1e5"),
    cell("number", OBS, 2, "value", "NaN"),
    cell("number", "tables/places.csv", 2, "latitude", "20°"),
    cell("number-ambiguous", "tables/levers.csv", 2, "high", "1.234", "as 1.234 or as 1234"),
    cell("number-ambiguous", OBS, 2, "value", "1,234", "as 1.234 or as 1234"),
    cell("number-infinite", OBS, 2, "value", "9" * 31, "too many digits"),
    cell("number-vietnamese", OBS, 2, "value", "1.234,5", "read as 1234.5"),
    cell("number-vietnamese", OBS, 2, "value", "12,5", "Vietnamese way", "12.5"),
    cell("number-english", OBS, 2, "value", "1,234.5", "English way", "1234.5"),
    cell("number-spaced", OBS, 2, "value", "1\u00a0234.5", "read as 1234.5"),
    cell("number-spaced", OBS, 2, "value", "\u22125.5", "read as -5.5"),
    cell("number-odd", OBS, 2, "value", "1.234", "Read as 1.234", "looks like 1234"),
    cell("integer", COM, 2, "due_year", "2030.5", "not a whole number"),
    cell("date", SRC, 2, "issued_on", "12/6/2025", "not a date"),
    cell("date", SRC, 3, "retrieved_on", "2025-08"),
    cell("date-vietnamese", SRC, 2, "issued_on", "26/6/2025", "day first", "2025-06-26"),
    cell("period", OBS, 2, "period", "quý I/2024", "not a period"),
    cell("choice", IND, 2, "direction", "upp", "not known here"),
    cell("identifier", "tables/levers.csv", 2, "lever_id", "Đầu tư", "not an identifier"),
    cell("unit", OBS, 2, "unit", "tỷ đồng", "unit is not known"),
    cell("link", SRC, 2, "url", "javascript:alert(1)", "not a web address"),
    cell("link", SRC, 2, "url", 'http://a"onx=1"', "not a web address"),
    cell("link", SRC, 2, "url", "https://a b/", "not a web address"),
    cell("link", SRC, 2, "url", "https://?q=1", "not a web address"),
    cell("link", SRC, 2, "url", "https://[", "not a web address"),
    cell("identifier", "tables/levers.csv", 2, "lever_id", "a" * 81, "more than 80"),
    cell("identifier", "tables/levers.csv", 2, "lever_id", "con", "Windows"),
    cell("identifier", "tables/levers.csv", 2, "lever_id", "lpt1.x", "Windows"),
    cell("identifier", "tables/levers.csv", 2, "lever_id", "a.", "ends in a dot"),
    cell("hash", SRC, 2, "sha256", "abc", "SHA-256"),
    cell("time", "review/accepted.csv", 2, "decided_at", "25:00:00", "time of day"),
    Case("duplicate", lambda f: add_row(f, SRC, source_id="tin", title_vi="Lại", title_en="Again",
         kind="article"), SRC, 6, "source_id", "tin", ("row 5",)),
    Case("duplicate", lambda f: add_row(f, SRC, source_id=" tin ", title_vi="Lại", title_en="Again",
         kind="rumour"), SRC, 6, "source_id", "tin", ("row 5",)),
    cell("reference", TAR, 2, "indicator_id", "grpd", "indicators.csv"),
    cell("reference", OBS, 2, "territory_id", "bax", "territories.csv"),
    text("reference", "plan.yaml", lambda s: s.replace("- quyet-dinh", "- quyet-din"), "sources.csv",
         column="decision_ids", found="quyet-din"),
    cell("cycle", COM, 3, "parent_id", "khu", "own ancestor", "kinh-te > khu > kinh-te"),
    cell("unit-mismatch", TAR, 2, "unit", "persons", "persons", "grdp", "billion VND"),
    cell("unit-mismatch", OBS, 2, "unit", "ha", "area"),
    cell("dates-reversed", TER, 4, "valid_to", "1996-01-01", "before the beginning", "1997-01-01"),
    cell("dates-reversed", COM, 2, "due_year", "2019"),
    cell("dates-reversed", TAR, 2, "in_force_to", "2020-01-01"),
    text("dates-reversed", "plan.yaml", lambda s: s.replace("last_year: 2030", "last_year: 2001"),
         column="last_year", found="2001"),
    cell("bounds-reversed", TAR, 2, "upper", "200", "below", "250"),
    cell("bounds-reversed", "tables/levers.csv", 2, "high", "5"),
    Case("upper-needed", lambda f: put(f, TAR, 2, "upper", ""), TAR, 2, "upper", words=("between",)),
    cell("upper-unused", TAR, 3, "upper", "12", "Only"),
    Case("value-missing", lambda f: put(f, OBS, 2, "value", ""), OBS, 2, "value", words=("empty",)),
    Case("value-missing", lambda f: put(f, TAR, 4, "gap_reason", ""), TAR, 4, "value"),
    cell("value-unexplained", TAR, 2, "gap_reason", "restricted", "yet a reason"),
    Case("unmeasured-unexplained", lambda f: put(f, COM, 2, "gap_reason", ""), COM, 2, "indicator_ids",
         words=("nothing says why",)),
    cell("area-unit", "tables/places.csv", 2, "area_unit", "m", "unit of area"),
    Case("area-unit", lambda f: put(f, "tables/places.csv", 2, "area_unit", ""), "tables/places.csv",
         2, "area_unit"),
    cell("period-kind", TAR, 3, "period", "2030", "average_growth", "span of years"),
    cell("period-kind", TAR, 2, "period", "2021/2030", "level", "one year"),
    Case("base-missing", lambda f: (put(f, TAR, 2, "basis", "multiple"),
         put(f, TAR, 2, "baseline_period", ""), put(f, TAR, 2, "unit", "ratio")),
         TAR, 2, "baseline_period", words=("base year",)),
    Case("baseline-undated", lambda f: put(f, TAR, 2, "baseline_period", ""), TAR, 2,
         "baseline_value", "100", ("without its period",)),
    Case("unit-ratio", lambda f: put(f, TAR, 2, "basis", "multiple"), TAR, 2, "unit",
         "trillion VND", ("ratio", "money")),
    cell("compared-unused", TERMS, 2, "compared_with", "nam", "level"),
    Case("share-list-sum", two_shares, TERMS, 2, "share_list",
         "nganh", ("add up to 110",)),
    Case("weight-missing", lambda f: put(f, IND, 4, "weight_indicator_id", ""), IND, 4,
         "weight_indicator_id", words=("names no weight",)),
    Case("role-incomplete", lambda f: put(f, "tables/roles.csv", 2, "role", "part"),
         "tables/roles.csv", 2, "whole_id", words=("part", "says nothing")),
    cell("weight-unused", IND, 2, "weight_indicator_id", "grdp", "not aggregated"),
    Case("merge-single", lambda f: edit(f, SHA, lambda s: s.replace("sap-nhap,nam,moi,whole,1,nq.1,\n", "")),
         "tables/territory_events.csv", 3, "kind", "merge", ("one predecessor", "North")),
    cell("share-range", SHA, 3, "share", "40", "between 0 and 1"),
    Case("shares-sum", lambda f: put(f, SHA, 5, "share", "0.7"), SHA, 5, "share", "0.7",
         ("add up to 1.1",)),
    Case("shares-incomplete", lambda f: put(f, SHA, 3, "share", "0.3"), SHA, 3, "share", "0.3",
         ("area add up to only 0.9", "Commune B2")),
    Case("succession-date", lambda f: put(f, TER, 7, "valid_to", "2020-01-01"), SHA, 2,
         "predecessor_id", "xa-b1", ("does not exist", "30 Jun 2025")),
    cell("outside-validity", OBS, 2, "period", "2026", "outside"),
    cell("percent-range", OBS, 14, "value", "250.5", "0 to 100"),
    Case("jump", lambda f: yearly(f, "24.5", "25.1", "25.6", "70"), OBS, 22, "value", "70",
         ("25.6 in 2018", "70 in 2019", "81 times the usual")),
    cell("offsets", "tables/citations.csv", 3, "end", "10", "before it begins"),
    Case("offsets-half", lambda f: put(f, "tables/citations.csv", 3, "end", ""),
         "tables/citations.csv", 3, "end", words=("Only one",)),
    cell("published-before", OBS, 5, "published", "2022", "before its period"),
    cell("coordinates", "tables/places.csv", 2, "latitude", "105.5", "outside the globe"),
    cell("layer-missing", "tables/layers.csv", 2, "file", "geo/none.geojson", "not there"),
    Case("text-changed", lambda f: add_text(f, "x" * 99, False), SRC, 4, "sha256", "0" * 64, ("texts/quyet-dinh.txt",)),
    Case("citation-outside", lambda f: add_text(f, "Điều 1, mục 2"), "tables/citations.csv", 3, "end", "10-42", ("13",)),
    cell("layer-outside", "tables/layers.csv", 2, "file", "../../../../etc/passwd", "leaves the plan folder"),
    cell("layer-outside", "tables/layers.csv", 2, "file", "/etc/passwd", "leaves the plan folder"),
    text("layer", "geo/tinh.geojson", lambda s: s.replace("105,", "605000,"), "VN-2000"),
    text("layer", "geo/tinh.geojson", lambda s: s.replace('"nam"', '"bac"'), "two features", "bac"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{i}-{c.code}" for i, c in enumerate(CASES)])
def test_a_broken_input_is_named_with_its_place(small_plan: Path, case: Case) -> None:
    case.harm(small_plan)
    report = tamnhin.check_folder(small_plan)
    file = case.file.format(folder=small_plan)
    hits = [
        p
        for p in report
        if (p.code, p.file, p.row, p.column) == (case.code, file, case.row, case.column)
    ]
    assert len(hits) == 1, report.text("en")[:3000]
    (hit,) = hits
    wanted = case.found
    if wanted is not None and not wanted.isprintable():
        wanted = wanted.replace("\u00a0", "\\xa0")
    assert hit.found == wanted
    for word in case.words:
        assert word in hit.message("en")
    for lang in ("vi", "en"):
        sentences = hit.message(lang) + hit.expected(lang) + hit.mend(lang)
        assert "{" not in sentences
        assert sentences.isprintable()
    if RULES[case.code].severity == "error":
        with pytest.raises(tamnhin.PlanError) as raised:
            tamnhin.open_plan(small_plan)
        assert hit in raised.value.report  # type: ignore[operator]
        assert f"[{case.code}]" in str(raised.value)
    elif report.ok:
        tamnhin.open_plan(small_plan)


def test_every_rule_has_a_broken_input() -> None:
    # Others have tests of their own: tests/simulate/lint, tests/documents/test_documents_broken.py
    # and tests/read/test_gold.py.
    wanted = {code for code in RULES if not code.startswith(("model-", "document-", "gold-"))}
    assert {case.code for case in CASES} == wanted


def test_a_lost_table_is_one_problem_and_not_hundreds_of_dangling_references(
    small_plan: Path,
) -> None:
    (small_plan / IND).unlink()
    assert [p.code for p in tamnhin.check_folder(small_plan).errors] == ["file-missing"]


def test_a_missing_column_is_said_once_and_not_in_every_row(small_plan: Path) -> None:
    edit(small_plan, IND, lambda s: s.replace("topic", "topik", 1))
    found = [(p.code, p.column) for p in tamnhin.check_folder(small_plan).errors]
    assert found == [("column-missing", "topic"), ("column-unknown", "topik")]


def test_a_faulty_row_does_not_make_those_that_refer_to_it_look_wrong(small_plan: Path) -> None:
    put(small_plan, IND, 3, "direction", "sideways")
    put(small_plan, TER, 2, "level", "planet")
    report = tamnhin.check_folder(small_plan)
    assert [(p.code, p.file) for p in report.errors] == [("choice", IND), ("choice", TER)]


def test_all_problems_come_at_once_in_the_order_of_files_and_rows(small_plan: Path) -> None:
    put(small_plan, OBS, 9, "unit", "furlong")
    put(small_plan, OBS, 3, "value", "viel")
    put(small_plan, SRC, 2, "kind", "poem")
    edit(small_plan, "plan.yaml", lambda s: s.replace("first_year: 2021", "first_year: 21"))
    report = tamnhin.check_folder(small_plan)
    assert [(p.file, p.row) for p in report.errors] == [
        ("plan.yaml", 6), (OBS, 3), (OBS, 9), (SRC, 2),
    ]  # fmt: skip


def test_hints_name_what_was_probably_meant(small_plan: Path) -> None:
    put(small_plan, TAR, 2, "indicator_id", "grpd")
    put(small_plan, SRC, 2, "issued_on", "12/6/2025")
    put(small_plan, OBS, 2, "unit", "Trillion VND")
    hints = {p.code: p.mend("en") for p in tamnhin.check_folder(small_plan)}
    assert "“grdp”" in hints["reference"]
    assert "“2025-06-12”" in hints["date"]
    assert "“trillion VND”" in hints["unit"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_problem(small_plan: Path) -> None:
    (small_plan / SRC).chmod(0)
    assert "file-unreadable" in {p.code for p in tamnhin.check_folder(small_plan)}


def test_a_layer_reads_no_more_than_its_limit(
    small_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "MAX_BYTES", 100)
    assert [p.code for p in tamnhin.check_folder(small_plan).errors] == ["file-too-large"]
