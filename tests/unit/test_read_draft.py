"""Readings into a draft plan folder that checks, cites every row, and replaces nothing."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import tamnhin
from passages import lines_document
from tamnhin.cli.main import main
from tamnhin.errors import Conflict, InputError
from tamnhin.plan.texts import source_text
from tamnhin.read import reader
from tamnhin.read.annexes import annex_rows
from tamnhin.read.commitments.extract import read_commitments
from tamnhin.read.document import Block, BlockKind, Document, Heading, Mending, Span
from tamnhin.read.draft.about import Asked, about
from tamnhin.read.draft.folder import assembled, make_draft, set_apart, write_draft
from tamnhin.read.draft.rows import Rows
from tamnhin.read.draft.sites import Sites
from tamnhin.read.indicators.match import default_matcher
from tamnhin.read.readings import FigureReading, Readings, TargetReading

TEXT = """# Quy hoạch tỉnh Sơn Hà thời kỳ 2021-2030, tầm nhìn đến năm 2050
## Hiện trạng
Năm 2020, tỷ lệ che phủ rừng đạt 38%.
## Mục tiêu đến năm 2030
- Tốc độ tăng GRDP bình quân đạt khoảng 9,5%/năm.
- Tỷ lệ đô thị hóa đạt từ 40 đến 45%.
- Lắp 300 trạm đo mưa tự động.
- Diện tích vườn ươm đạt 70 sào.
## Nhiệm vụ
- Thành lập Khu công nghiệp Bình Khê tại huyện Thạch An.
"""


def target(document: Document, words: str, sentence: str, **more: object) -> TargetReading:
    start, first = document.text.index(words), document.text.index(sentence)
    given: dict[str, object] = {
        "quote": Span(start, start + len(words)),
        "sentence": Span(first, first + len(sentence)),
        "operator": "exactly",
        "value": Decimal(1),
        "upper": None,
        "unit": "%",
        "basis": "level",
        "horizon": "2030",
        "confidence": 0.9,
        "rules": ("by-hand",),
    }
    return TargetReading(**{**given, **more})  # type: ignore[arg-type]


def targets_of(document: Document) -> list[TargetReading]:
    return [
        target(
            document,
            "khoảng 9,5%/năm",
            "Tốc độ tăng GRDP bình quân đạt khoảng 9,5%/năm",
            operator="about",
            value=Decimal("9.5"),
            unit="%/yr",
            basis="average_growth",
            horizon="2021-2030",
        ),
        target(
            document,
            "từ 40 đến 45%",
            "Tỷ lệ đô thị hóa đạt từ 40 đến 45%",
            operator="between",
            value=Decimal(40),
            upper=Decimal(45),
        ),
        target(
            document,
            "300 trạm",
            "Lắp 300 trạm đo mưa tự động",
            value=Decimal(300),
            unit="projects",
            horizon="",
        ),
        target(document, "70 sào", "Diện tích vườn ươm đạt 70 sào", value=Decimal(70), unit="sào"),
    ]


def figures_of(document: Document) -> list[FigureReading]:
    sentence = "Năm 2020, tỷ lệ che phủ rừng đạt 38%"
    start, at = document.text.index(sentence), document.text.index("38%")
    return [
        FigureReading(
            quote=Span(at, at + 3),
            sentence=Span(start, start + len(sentence)),
            reason="result",
            value=Decimal(38),
            upper=None,
            unit="%",
            period="2020",
        )
    ]


@pytest.fixture
def document() -> Document:
    heading = Heading(
        kind="Quyết định",
        number="12/QĐ-TTg",
        issuer="Thủ tướng Chính phủ",
        issued_on=dt.date(2023, 5, 4),
    )
    return replace(lines_document(TEXT, "son-ha.docx"), heading=heading)


@pytest.fixture
def readings(document: Document) -> Readings:
    return reader.together(
        document, targets_of(document), figures_of(document), *read_commitments(document)
    )


def test_the_draft_is_a_plan_without_problems(
    document: Document, readings: Readings, tmp_path: Path
) -> None:
    folder = tmp_path / "son-ha"
    write_draft(make_draft(document, readings, "son-ha"), folder)
    assert not tamnhin.check_folder(folder).problems
    plan = tamnhin.open_plan(folder)
    assert plan.territory("son-ha").level == "province"
    assert (plan.settings.first_year, plan.settings.last_year) == (2021, 2030)
    assert plan.settings.vision_year == 2050
    (source,) = plan.sources
    assert (source.kind, source.number) == ("decision", "12/QĐ-TTg")
    assert source.publisher == "Thủ tướng Chính phủ"
    assert document.sha256 in source.note
    assert not plan.review


def test_every_row_points_at_the_characters_that_it_came_from(
    document: Document, readings: Readings, tmp_path: Path
) -> None:
    folder = tmp_path / "son-ha"
    write_draft(make_draft(document, readings), folder)
    plan = tamnhin.open_plan(folder)
    text = source_text(folder, plan.sources[0].source_id)
    assert text == document.text

    def cited(row: object) -> str:
        citation = plan.citation(row.citation_ids[0])  # type: ignore[attr-defined]
        return text[citation.start : citation.end] if text else ""

    assert [cited(row) for row in plan.targets] == ["khoảng 9,5%/năm", "từ 40 đến 45%", "300 trạm"]
    assert "Tốc độ tăng GRDP bình quân đạt khoảng 9,5%/năm" in {
        cited(row) for row in plan.commitments
    }
    assert all(cited(row) for row in (*plan.commitments, *plan.places))
    assert [row.place_id for row in plan.places] == ["khu-cong-nghiep-binh-khe"]


def test_targets_take_the_catalogue_row_or_one_of_their_own(
    document: Document, readings: Readings
) -> None:
    plan = make_draft(document, readings).plan
    growth, urban, stations = plan.targets
    assert (growth.indicator_id, growth.period.code) == ("grdp.growth", "2021/2030")
    assert (urban.indicator_id, urban.value, urban.upper) == ("urbanisation.rate", 40, 45)
    assert stations.indicator_id.startswith("new.")
    assert stations.period.code == "2030"
    assert "Văn bản không ghi năm" in stations.note
    assert growth.title_en == "GRDP growth, 2021/2030"
    owner = plan.commitment(growth.commitment_id or "")
    assert owner.kind == "objective"
    assert owner.gap_reason is None


def test_what_cannot_be_a_row_is_listed_with_its_reason(
    document: Document, readings: Readings
) -> None:
    draft = make_draft(document, readings)
    assert [why for _, why in draft.unplaced] == ["unit-unknown"]
    rows = list(csv.DictReader(draft.files["draft/figures.csv"].decode().splitlines()))
    assert [(r["what"], r["reason"], r["value"]) for r in rows] == [
        ("target", "unit-unknown", "70"),
        ("figure", "observation", "38"),
    ]
    (observed,) = draft.plan.observations
    assert (observed.indicator_id, observed.period.code) == ("forest.cover", "2020")
    left = list(csv.DictReader(draft.files["draft/unclaimed.csv"].decode().splitlines()))
    assert {"heading", "result"} == {row["reason"] for row in left}
    read = list(csv.DictReader(draft.files["draft/readings.csv"].decode().splitlines()))
    assert len(read) == len(draft.plan.commitments) + len(draft.plan.targets)


def test_a_target_that_the_checks_refuse_is_set_apart_and_the_rest_stays(
    document: Document, readings: Readings
) -> None:
    rows = Rows(document, about(document, "son-ha", Asked()), default_matcher())
    first, second, *_ = readings.targets
    for reading in (first, second):
        assert not rows.add_target(reading, None)
    days = {"in_force_from": dt.date(2025, 1, 1), "in_force_to": dt.date(2024, 1, 1)}
    rows.targets[0] = rows.targets[0].model_copy(update=days)
    assert set_apart(assembled(rows, Sites(rows)), rows) == [(first, "dates-reversed")]
    assert [target.indicator_id for target in rows.targets] == ["urbanisation.rate"]
    assert not assembled(rows, Sites(rows)).check().errors


def test_a_base_year_and_a_ratio_are_kept(document: Document, readings: Readings) -> None:
    growth, urban, *_ = readings.targets
    based = replace(urban, base="2020")
    plan = make_draft(document, replace(readings, targets=(based,))).plan
    assert plan.targets[0].baseline_period is not None
    assert plan.targets[0].baseline_period.code == "2020"
    odd = replace(growth, basis="relative", horizon="2030")
    draft = make_draft(document, replace(readings, targets=(odd,)))
    assert [why for _, why in draft.unplaced] == ["unit-ratio"]


def test_nothing_is_replaced_and_nothing_is_left_behind(
    document: Document, readings: Readings, tmp_path: Path
) -> None:
    draft = make_draft(document, readings)
    folder = tmp_path / "there"
    folder.mkdir()
    with pytest.raises(Conflict):
        write_draft(draft, folder)
    with pytest.raises(InputError):
        write_draft(draft, tmp_path / "no" / "plan")
    broken = replace(draft, plan=replace(draft.plan, territories=()))
    with pytest.raises(tamnhin.PlanError):
        write_draft(broken, tmp_path / "new")
    assert list(tmp_path.iterdir()) == [folder]


def test_territory_and_years_are_asked_for_where_the_document_is_silent() -> None:
    document = lines_document("Phát triển mạng lưới đo mưa.", "x.txt")
    readings = Readings(commitments=read_commitments(document)[0])
    with pytest.raises(InputError, match="--territory"):
        make_draft(document, readings)
    with pytest.raises(InputError, match="--years"):
        make_draft(document, readings, asked=Asked("xã Bình Khê"))
    plan = make_draft(document, readings, asked=Asked("xã Bình Khê", 2026, 2030)).plan
    assert (plan.settings.territory_id, plan.settings.last_year) == ("binh-khe", 2030)
    assert plan.territories[0].level == "commune"


def table_document(rows: list[list[str]], before: str = "Phụ lục") -> Document:
    text, blocks = before + "\n", [Block(BlockKind.HEADING, Span(0, len(before)), level=1)]
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            span = Span(len(text), len(text) + len(words))
            blocks.append(Block(BlockKind.CELL, span, table=0, row=row, column=column, parent=0))
            text += words + "\n"
    return Document("phu-luc.docx", text, tuple(blocks), "0" * 64)


PARKS = [
    ["TT", "Tên khu công nghiệp", "Địa điểm", "Diện tích (ha)", "Giai đoạn"],
    ["1", "KCN Bình Khê", "huyện Thạch An", "1.250,5", "2021-2030"],
    ["2", "KCN Vân Trì", "huyện Yên Lãng", "180", "sau 2030"],
    ["", "Tổng cộng", "", "1.430,5", ""],
]
WORKS = [
    ["STT", "Danh mục dự án", "Tổng mức đầu tư (tỷ đồng)", "Thời gian thực hiện"],
    ["I", "GIAO THÔNG", "", ""],
    ["1", "Cầu Vân Trì", "1.200", "2025-2028"],
]


def test_rows_of_annexes_are_sites_and_works() -> None:
    first, second = annex_rows(table_document(PARKS))
    assert (first.area, first.area_unit, first.is_project) == (Decimal("1250.5"), "ha", False)
    assert (first.start_year, first.end_year, second.end_year) == (2021, 2030, 2030)
    (bridge,) = annex_rows(table_document(WORKS))
    assert (bridge.money, bridge.money_unit, bridge.is_project) == (1200, "billion VND", True)
    assert annex_rows(table_document([["a", "b"], ["1", "2"]])) == []


def test_annexes_become_places_and_projects(tmp_path: Path) -> None:
    asked = Asked("tỉnh Sơn Hà", 2021, 2030)
    parks = make_draft(table_document(PARKS), Readings(), asked=asked)
    assert [(p.place_id, p.kind, p.area) for p in parks.plan.places] == [
        ("kcn-binh-khe", "industrial_park", Decimal("1250.5")),
        ("kcn-van-tri", "industrial_park", Decimal(180)),
    ]
    works = make_draft(table_document(WORKS), Readings(), asked=asked)
    (bridge,) = works.plan.projects
    assert (bridge.planned_money, str(bridge.planned_end_on)) == (1200, "2028")
    for name, draft in (("parks", parks), ("works", works)):
        write_draft(draft, tmp_path / name)
        assert not tamnhin.check_folder(tmp_path / name).problems


def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe() -> None:
    document = lines_document("=1+1 là công thức\nTriển khai đo mưa.", "x.txt")
    found, left = read_commitments(document)
    draft = make_draft(document, Readings((), (), found, left), asked=Asked("tỉnh A", 2021, 2030))
    assert b",'=1+1" in draft.files["draft/unclaimed.csv"]


@pytest.fixture
def command(
    document: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> tuple[Document, Path]:
    """The command with a document at hand and targets of our own, without readers of files."""
    mended = replace(document, mendings=(Mending("chữ Đ", 2),))
    monkeypatch.setattr(reader, "open_file", lambda path: mended)
    monkeypatch.setattr(
        reader, "rule_targets", lambda document: (targets_of(document), figures_of(document))
    )
    return mended, tmp_path / "plan"


def run(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main([str(arg) for arg in args])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def test_the_command_shows_one_screen_and_writes_the_draft(
    capsys: pytest.CaptureFixture[str], command: tuple[Document, Path]
) -> None:
    _, folder = command
    status, out, _ = run(capsys, "read", "x.docx", "-o", folder, "--lang", "en")
    assert status == 0
    assert len(out.splitlines()) < 40
    for words in (
        "GRDP growth",
        "about 9.5",
        "40 to 45",
        "2021-2030",
        "12/QĐ-TTg",
        "could not be put into the table: 1",
        f"tamnhin review {folder}",
    ):
        assert words in out, words
    assert run(capsys, "check", folder)[0] == 0
    status, _, err = run(capsys, "read", "x.docx", "-o", folder, "--lang", "en")
    assert status == 2
    assert "nothing was written" in err


def test_the_command_speaks_vietnamese(
    capsys: pytest.CaptureFixture[str], command: tuple[Document, Path]
) -> None:
    status, out, _ = run(capsys, "read", "x.docx")
    assert status == 0
    assert "Cam kết" in out
    assert "Tốc độ tăng GRDP" in out
    assert "-o" in out


def test_the_command_says_why_and_gives_json(
    capsys: pytest.CaptureFixture[str], command: tuple[Document, Path]
) -> None:
    document, _ = command
    _, out, _ = run(capsys, "read", "x.docx", "--why", "--lang", "en")
    assert "heading-objective" in out
    assert "grdp.growth" in out
    _, out, _ = run(capsys, "read", "x.docx", "--json")
    data = json.loads(out)
    assert data["targets"][0]["indicator"]["indicator_id"] == "grdp.growth"
    for item in [*data["targets"], *data["commitments"], *data["unclaimed"]]:
        assert document.text[item["start"] : item["end"]] == item["words"]


def test_the_command_asks_for_years_in_a_form(
    capsys: pytest.CaptureFixture[str], command: tuple[Document, Path]
) -> None:
    _, folder = command
    status, _, err = run(capsys, "read", "x", "-o", folder, "--years", "soon", "--lang", "en")
    assert status == 2
    assert "2021-2030" in err
    assert not folder.exists()
