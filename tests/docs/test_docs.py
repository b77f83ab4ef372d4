"""Documentation fails the build when it lies: it is complete, current, linked, and it runs.

In the guides, a ``console`` block is run: every line after ``$`` is a command, the lines below it
must appear in what it prints (``…`` stands for anything, row numbers may differ). Comments give
what a person does between the commands: ``<!-- edit FILE: OLD -> NEW -->`` changes a file and
saves it as Excel does, ``<!-- given districts.geojson -->`` is a map layer of the office's own.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import importlib.util
import io
import json
import re
import shlex
import types
from pathlib import Path

import pytest

import tamnhin
from tamnhin.cli import main
from tamnhin.cli.options import build_parser
from tamnhin.plan.schema import TABLES, Settings
from tamnhin.records import columns
from tamnhin.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
GUIDES = {"en": DOCS / "guide" / "tutorial.md", "vi": DOCS / "guide" / "huong-dan.md"}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)")


def _reference() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _subparsers() -> dict[str, argparse.ArgumentParser]:
    root = build_parser("en")
    (sub,) = (a for a in root._actions if isinstance(a, argparse._SubParsersAction))
    return dict(sub.choices)


def _public() -> list[str]:
    return [
        name
        for name, value in vars(tamnhin).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    ]


# --- current ----------------------------------------------------------------------------------


def test_generated_pages_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert _reference().main(["--check"]) == 0, capsys.readouterr().out


# --- complete ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(_subparsers()))
def test_command_is_documented(name: str) -> None:
    page = _text(DOCS / "reference" / "commands.md")
    assert f"## tamnhin {name}\n" in page
    assert f"tamnhin {name}" in _text(ROOT / "README.md")
    for action in _subparsers()[name]._actions:
        for option in action.option_strings:
            assert option in page


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_setting_is_documented(name: str) -> None:
    assert f"| `{name}` |" in _text(DOCS / "reference" / "plan-folder.md")
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("record", TABLES, ids=lambda record: record.table)
def test_table_and_columns_are_documented(record: type) -> None:
    page = _text(DOCS / "reference" / "plan-folder.md")
    section = page.split(f"\n### {record.table}\n")[1].split("\n#")[0]
    assert f"`{record.path}`" in section
    for column in columns(record):
        assert f"`{column.name}`" in section
        assert column.description, f"{record.table}.{column.name} says not what it is"


@pytest.mark.parametrize("code", sorted(RULES))
def test_rule_is_documented(code: str) -> None:
    assert f"| `{code}` |" in _text(DOCS / "reference" / "plan-folder.md")


@pytest.mark.parametrize("name", sorted(_public()))
def test_public_name_is_documented(name: str) -> None:
    assert f"`{name}`" in _text(DOCS / "reference" / "python.md")
    assert getattr(tamnhin, name).__doc__


def test_every_stage_is_in_the_architecture() -> None:
    page = _text(DOCS / "architecture.md")
    package = ROOT / "src" / "tamnhin"
    for path in package.iterdir():
        if path.name.startswith("_") or path.suffix not in {"", ".py"}:
            continue
        assert path.name in page, f"docs/architecture.md does not name {path.name}"


def test_every_decision_is_listed() -> None:
    page = _text(DOCS / "decisions" / "README.md")
    for path in sorted((DOCS / "decisions").glob("0*.md")):
        assert f"({path.name})" in page


# --- linked -----------------------------------------------------------------------------------


def _anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", _text(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.casefold()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(FENCE.sub("", _text(page))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if target.parent == DOCS / "images" and not target.parent.exists():
            continue  # pictures are made from a running portal
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert not broken


# --- it runs ----------------------------------------------------------------------------------


PYTHON = [
    pytest.param(code, id=f"{page.relative_to(ROOT).as_posix()}-{number}")
    for page in PAGES
    for number, (kind, code) in enumerate(FENCE.findall(_text(page)), 1)
    if kind == "python"
]


@pytest.mark.parametrize("code", PYTHON)
def test_python_example_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(code, "example", "exec"), {"__name__": "example"})
    for said in re.findall(r"print\(.*\)  # (.+)$", code, re.MULTILINE):
        assert said in out.getvalue()


def _given_districts() -> None:
    plan = tamnhin.open_plan("my-plan")
    codes = {t.territory_id: t.official_code for t in plan.territories}
    layer = next(layer for layer in plan.layers if layer.layer_id == "districts-schematic")
    data = json.loads(Path("my-plan", layer.file).read_text(encoding="utf-8"))
    for feature in data["features"]:
        name = feature["properties"][layer.territory_field]
        feature["properties"] = {"ma_huyen": codes[name]}
    data["features"].append({**data["features"][0], "properties": {"ma_huyen": "999"}})
    Path("districts.geojson").write_text(json.dumps(data), encoding="utf-8")


def _edit(comment: str) -> None:
    """Change cells as a person does in Excel, which saves with a byte order mark and CRLF."""
    name, change = comment.removeprefix("edit ").split(": ", 1)
    old, new = change.split(" -> ")
    path = Path("my-plan", name)
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    text = text.replace(old, new).replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())


def _run(command: str) -> str:
    words = shlex.split(command)
    assert words[0] == "tamnhin", command
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        main(words[1:])
    return out.getvalue()


def _plainly(line: str) -> str:
    line = re.sub(r"\b(row|dòng) \d+", r"\1 N", line)
    return " ".join(line.split())


def _is_said(line: str, lines: list[str]) -> bool:
    pieces = map(re.escape, re.split(r" ?… ?", _plainly(line)))
    form = re.compile(".*".join(pieces))
    return any(form.search(said) for said in lines)


@pytest.mark.parametrize("lang", GUIDES)
def test_guide_does_what_it_says(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TAMNHIN_LANG", lang)
    steps = re.finditer(
        r"<!-- (.+?) -->|^```console\n(.*?)^```$", _text(GUIDES[lang]), re.MULTILINE | re.DOTALL
    )
    for step in steps:
        comment, block = step.groups()
        if comment == "given districts.geojson":
            _given_districts()
        elif comment:
            _edit(comment)
        else:
            _check_block(block)


def _check_block(block: str) -> None:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        printed = _run(command)
        said = [_plainly(line) for line in printed.splitlines()]
        for line in lines:
            assert _is_said(line, said), f"{command!r} does not say {line!r} but\n{printed}"


# --- plain ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_is_composed_text_with_one_title(page: Path) -> None:
    text = _text(page)
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert "\t" not in text and "\r" not in text
    assert len(re.findall(r"^# ", FENCE.sub("", text), re.MULTILINE)) == 1


def test_example_tables_match_the_reference() -> None:
    folder = tamnhin.example()
    for record in TABLES:
        path = folder / record.path
        if path.exists():
            with path.open(encoding="utf-8", newline="") as stream:
                header = next(csv.reader(stream))
            assert set(header) <= {column.name for column in columns(record)}
