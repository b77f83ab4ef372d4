# ruff: noqa: E501 - a case is read best on one line
"""No input whatever gives a traceback: files of the small plan are damaged in every way."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tamnhin
from harms import HARMS, harmed
from smallplan import TABLES, put_rows, rows_of, write_small_plan
from tamnhin.plan.plan import read_plan

FILES = sorted([*TABLES, "plan.yaml", "geo/tinh.geojson", "datapackage.json"])
QUICK = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NASTY = st.sampled_from(
    [
        "\0", "\ufeff", "\r", "\n", '"', '""', "'", ",", ";", "\t", "=1+1", "@x", "9" * 400, "1e999",
        "-1e-999", "NaN", "inf", "0x10", "1_000", "１２３", "٣", "1.234", "1.234,5", "1,234.5", "--", "-",
        "0000-00-00", "9999-12-31", "10000-01-01", "2024-02-30", "2024-13", "0001", "2999", "3000",
        "2024/2020", "1000/2999", "2024-0M", "../../etc/passwd", "/etc/passwd", ".", "..", "con",
        "x" * 5000, "a\u0301" * 50, "\u0301" * 40, "\u202e", "\u2028", "\x85", "\U0010ffff", "🙂",
        "!!python/object/apply:os.system [x]", "*a", "&a", "<<: *a", "{", "[", "]", "%", "{reason}",
        "{0}", "{}", "%s", "true", "null", "~", "none", "", " ", "\u00a0", "K", "ſ",
    ]
)  # fmt: skip


@contextmanager
def plan_copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        yield write_small_plan(Path(place) / "plan")


def must_be_survived(folder: Path) -> None:
    """Check and open the folder; render all that is said about it; use what can be opened."""
    report = tamnhin.check_folder(folder)
    for lang in ("vi", "en"):
        report.text(lang).encode("utf-8")
    for problem in report:
        str(problem.to_json("vi")).encode("utf-8")
    try:
        plan = tamnhin.open_plan(folder)
    except tamnhin.TamNhinError as error:
        str(error).encode("utf-8")
        assert not report.ok
    else:
        assert report.ok
        with tempfile.TemporaryDirectory() as place:
            saved = Path(place) / "saved"
            try:
                plan.save(saved)
            except tamnhin.TamNhinError as error:
                str(error).encode("utf-8")
            else:
                assert tamnhin.open_plan(saved) == plan
    partial, _ = read_plan(folder)
    for indicator in partial.indicators if partial is not None else ():
        for territory in partial.territories:
            try:
                partial.series(indicator.indicator_id, territory.territory_id).explain("en")
            except tamnhin.TamNhinError as error:
                str(error).encode("utf-8")


@QUICK
@given(
    name=st.sampled_from(FILES),
    harms=HARMS,
)
def test_damaged_bytes(name: str, harms: list[tuple[str, float, bytes]]) -> None:
    with plan_copy() as folder:
        path = folder / name
        data = path.read_bytes() if path.exists() else b"{}"
        path.write_bytes(harmed(data, harms))
        must_be_survived(folder)


@QUICK
@given(
    name=st.sampled_from(FILES),
    nasty=st.one_of(NASTY, st.text(max_size=12)),
    where=st.floats(0, 1, exclude_max=True),
)
def test_strange_text_anywhere(name: str, nasty: str, where: float) -> None:
    with plan_copy() as folder:
        path = folder / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        at = int(where * len(text))
        path.write_bytes((text[:at] + nasty + text[at:]).encode("utf-8", "surrogatepass"))
        must_be_survived(folder)


@QUICK
@given(
    table=st.sampled_from(sorted(TABLES)),
    cells=st.lists(
        st.tuples(
            st.floats(0, 1, exclude_max=True),
            st.floats(0, 1, exclude_max=True),
            st.one_of(NASTY, st.text(max_size=12)),
        ),
        min_size=1,
        max_size=5,
    ),
)
def test_strange_cells_and_headers(table: str, cells: list[tuple[float, float, str]]) -> None:
    with plan_copy() as folder:
        rows = rows_of(folder, table)
        for down, right, value in cells:
            row = rows[int(down * len(rows))]
            row[int(right * len(row))] = value.encode("utf-8", "replace").decode()
        put_rows(folder, table, rows)
        must_be_survived(folder)


@QUICK
@given(data=st.data(), table=st.sampled_from(sorted(TABLES)))
def test_cells_exchanged_between_rows_and_tables(data: st.DataObject, table: str) -> None:
    """Well-formed values in wrong places: dates as identifiers, circles, other tables' keys."""
    with plan_copy() as folder:
        rows = rows_of(folder, table)
        other = rows_of(folder, data.draw(st.sampled_from(sorted(TABLES))))
        for _ in range(data.draw(st.integers(1, 4))):
            row = data.draw(st.integers(1, len(rows) - 1))
            column = data.draw(st.integers(0, len(rows[0]) - 1))
            source = data.draw(st.sampled_from([other, rows]))
            line = data.draw(st.sampled_from(source))
            rows[row][column] = data.draw(st.sampled_from(line))
        put_rows(folder, table, rows)
        must_be_survived(folder)


@QUICK
@given(text=st.text(max_size=200))
def test_any_text_as_plan_yaml(text: str) -> None:
    with plan_copy() as folder:
        (folder / "plan.yaml").write_bytes(text.encode("utf-8", "replace"))
        must_be_survived(folder)


YAMLS = [
    "", "[]", "1", "- a\n- b", "? [a]\n: b", "? {a: b}\n: c", "[a, b]: c",
    "a: &x [1]\nb: *x",
    "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n",
    "first_year: " + ":".join(["1"] * 20_000),
    "first_year: 2021-01-01\nlast_year: 0x7e6\nplan_id: !!int ''",
    "plan_id: !!timestamp abc", "plan_id: !!bool maybe", "plan_id: !!binary é",
    "plan_id: !!python/object/apply:os.system ['true']", "plan_id: !!float x\n",
    "title_vi: \"\\ud800\"\n", "title_vi: \"\\0\"\n", "plan_id: !<tag:x> y", "%YAML 9.9\n---\na: b",
    "a: b\n---\nc: d", "<<: {plan_id: x}", "plan_id: {a: {b: [c]}}", "decision_ids: {a: b}",
    "{" * 3000, "[" * 3000, "- " * 3000, "? " * 3000, "a: |\n" + " x\n" * 1000, "\t", "a:\tb\n\tc",
    "first_year: " + "9" * 5000, "first_year: -.inf", "first_year: 1e400", "as_of: 2024-02-30",
    "as_of: 9999999999999", "as_of: 0", "\ufeffplan_id: x", "plan_id: x" * 20_000,
]  # fmt: skip


@pytest.mark.parametrize("text", YAMLS, ids=range(len(YAMLS)))
def test_odd_yaml(small_plan: Path, text: str) -> None:
    (small_plan / "plan.yaml").write_bytes(text.encode())
    assert not tamnhin.check_folder(small_plan).ok
    must_be_survived(small_plan)


@pytest.mark.parametrize(
    "text",
    [
        '{"features": ' * 100_000, "[" * 100_000, '{"features": [' + "{}," * 1000, "null", "NaN",
        '{"features": [{"properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates":'
        + f"[[[{'9' * 400}, 1], [1, 1], [1, 1], [1, 1]]]" + "}}]}",
        '{"features": [{"properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates":'
        "[[[true, 1], [1, 1], [1, 1], [true, 1]]]}}]}",
        '{"features": [{"properties": {"code": "\\ud800"}, "geometry": null}]}',
        '{"features": [{"properties": {"code": 1e999}, "geometry": null}]}',
        '{"features": ["x"]}', '{"features": [{"properties": {"code": "a"}, "geometry": '
        '{"type": "MultiPolygon", "coordinates": [[5]]}}]}', "9" * 10_000,
    ],
    ids=range(12),
)  # fmt: skip
def test_odd_layers(small_plan: Path, text: str) -> None:
    (small_plan / "geo/tinh.geojson").write_text(text, encoding="utf-8")
    assert {p.code for p in tamnhin.check_folder(small_plan).errors} == {"layer"}
    must_be_survived(small_plan)


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def chain(path: Path) -> None:
    path.symlink_to(path.with_name("other-link"))
    path.with_name("other-link").symlink_to(path)


def giant(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(2**30)


REPLACEMENTS = {
    "nothing": lambda path: None,
    "a folder": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
    "a link to itself": loop,
    "two links in a circle": chain,
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to /etc/passwd": lambda path: path.symlink_to("/etc/passwd"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to the folder": lambda path: path.symlink_to("."),
    "a gigabyte of nothing": giant,
    "an empty file": lambda path: path.write_bytes(b""),
    "NULs": lambda path: path.write_bytes(b"\0" * 5000),
    "UTF-16": lambda path: path.write_bytes("tiếng Việt,ăâđ\n".encode("utf-16")),
    "blank lines": lambda path: path.write_bytes(b"\n" * 200_000),
    "commas": lambda path: path.write_bytes(b"," * 200_000),
    "quotes": lambda path: path.write_bytes(b'"' * 200_001),
    "one long cell": lambda path: path.write_bytes(b'a\n"' + b"x" * 200_000 + b'"\n'),
    "marks": lambda path: path.write_bytes(("e" + "\u0323\u0301" * 100_000).encode()),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", REPLACEMENTS)
def test_something_else_in_the_place_of_a_file(small_plan: Path, name: str, kind: str) -> None:
    path = small_plan / name
    path.unlink()
    REPLACEMENTS[kind](path)
    must_be_survived(small_plan)


@pytest.mark.parametrize(
    "kind", ["a folder", "a pipe", "a link to itself", "an empty file", "nothing"]
)
@pytest.mark.parametrize("folder", ["", "tables", "series", "model", "review", "geo"])
def test_something_else_in_the_place_of_a_folder(small_plan: Path, folder: str, kind: str) -> None:
    shutil.rmtree(small_plan / folder)
    REPLACEMENTS[kind](small_plan / folder if folder else small_plan)
    must_be_survived(small_plan)


def test_a_folder_of_tables_that_is_a_link_is_not_followed(
    small_plan: Path, tmp_path: Path
) -> None:
    (small_plan / "tables").rename(tmp_path / "elsewhere")
    (small_plan / "tables").symlink_to(tmp_path / "elsewhere")
    assert {p.code for p in tamnhin.check_folder(small_plan).errors} >= {"file-outside"}
    must_be_survived(small_plan)


def test_names_that_are_not_unicode(small_plan: Path) -> None:
    strange = os.fsencode(small_plan / "tables") + b"/\xff.csv"
    with open(strange, "wb"):  # noqa: PTH123 - a name of bytes
        pass
    assert "file-unknown" in {p.code for p in tamnhin.check_folder(small_plan)}
    must_be_survived(small_plan)


def test_paths_that_are_none() -> None:
    for path in ("", "\0", "x" * 5000, "/dev/null", "/etc/passwd/x", "\ud800"):
        must_be_survived(Path(path))


def test_a_circle_of_thousands_of_rows_is_told_quickly(small_plan: Path) -> None:
    rows = rows_of(small_plan, "tables/territories.csv")
    count = 5000
    for i in range(count):
        cells = dict.fromkeys(rows[0], "")
        cells.update(
            territory_id=f"x{i}", title_vi="X", title_en="X", level="commune",
            parent_id=f"x{(i + 1) % count}",
        )  # fmt: skip
        rows.append(list(cells.values()))
    put_rows(small_plan, "tables/territories.csv", rows)
    report = tamnhin.check_folder(small_plan)
    assert {p.code for p in report.errors} == {"cycle"}
    assert {p.code for p in report.warnings} == {"more-alike"}


def test_a_long_line_of_successors_is_refused_with_words(small_plan: Path) -> None:
    territories = rows_of(small_plan, "tables/territories.csv")
    shares = rows_of(small_plan, "tables/territory_shares.csv")
    width = len(territories[0])
    for i in range(3000):
        territories.append([f"x{i}", "X", "X", "commune", *[""] * (width - 4)])
        if i:
            shares.append(["sap-nhap", f"x{i - 1}", f"x{i}", "whole", "1", "", ""])
    put_rows(small_plan, "tables/territories.csv", territories)
    put_rows(small_plan, "tables/territory_shares.csv", shares)
    with pytest.raises(tamnhin.DataError) as raised:
        tamnhin.open_plan(small_plan).series("grdp", "x2999")
    assert "too often" in raised.value.text("en")
