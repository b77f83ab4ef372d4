"""The baked folder: complete, repeatable, tidy, and never over somebody's files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tamnhin
from tamnhin.assess.pace import assess
from tamnhin.plan.plan import Plan
from tamnhin.publish.bake import MANIFEST, publish
from tamnhin.publish.site import Site


@pytest.fixture
def plan(small_plan: Path) -> Plan:
    return tamnhin.open_plan(small_plan)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder to write to."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def _files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_a_site_is_its_list_of_files(plan: Plan, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    count = publish(
        plan, tmp_path / "site", progress=lambda done, total: seen.append((done, total))
    )
    site = Site(plan, assess(plan))
    assert _files(tmp_path / "site") == {*site.paths(), MANIFEST}
    assert count == len(set(site.paths())) == seen[-1][0] == seen[-1][1]
    for path in site.paths():
        rendered = site.render(path)
        assert rendered is not None
        assert (tmp_path / "site" / path).read_bytes() == rendered.body


def test_a_second_run_changes_nothing(plan: Plan, out: Path) -> None:
    publish(plan, out)
    first = {name: (out / name).read_bytes() for name in _files(out)}
    publish(plan, out)
    assert {name: (out / name).read_bytes() for name in _files(out)} == first


def test_what_the_plan_no_longer_has_is_removed(plan: Plan, out: Path) -> None:
    publish(plan, out)
    stale = out / "vi" / "targets" / "gone.html"
    stale.write_text("x")
    held = json.loads((out / MANIFEST).read_text("utf-8"))
    held["files"] += ["vi/targets/gone.html", "../outside.txt"]
    (out / MANIFEST).write_text(json.dumps(held), "utf-8")
    outside = out.parent / "outside.txt"
    outside.write_text("keep")
    publish(plan, out)
    assert not stale.exists()
    assert outside.read_text() == "keep"


def test_a_strange_file_beside_the_site_stays(plan: Plan, out: Path) -> None:
    publish(plan, out)
    (out / "notes.txt").write_text("mine")
    publish(plan, out)
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("marker", [None, "{}", "[]", "not json", '{"made_by": "x", "files": []}'])
def test_a_folder_of_somebody_else_is_refused(plan: Plan, out: Path, marker: str | None) -> None:
    (out / "letter.docx").write_text("mine")
    if marker is not None:
        (out / MANIFEST).write_text(marker)
    before = _files(out)
    with pytest.raises(tamnhin.Conflict):
        publish(plan, out)
    assert _files(out) == before


def test_a_file_in_the_way_is_refused(plan: Plan, out: Path) -> None:
    (out / "site").write_text("a file")
    with pytest.raises(tamnhin.Conflict):
        publish(plan, out / "site")
