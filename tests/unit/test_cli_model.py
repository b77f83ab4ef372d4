"""``tamnhin check`` on a model file: the same forms of output and statuses as for a folder."""

from __future__ import annotations

import json

import pytest

from tamnhin.cli.main import main

pytest.importorskip("pysd")

MODEL = """{UTF-8}
Stock = INTEG(-Stock * rate, 1) ~ m ~ |
rate = 0.1 ~ 1/year ~ |
FINAL TIME = 1 ~ year ~ |
INITIAL TIME = 0 ~ year ~ |
TIME STEP = 0.125 ~ year ~ |
SAVEPER = TIME STEP ~ year ~ |
"""


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "model.mdl"
    found.write_text(MODEL, encoding="utf-8")
    return found


def run(capsys, *args):
    status = main([str(a) for a in args])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def test_a_good_model_is_ok_and_its_notes_are_said(capsys, path):
    status, out, _ = run(capsys, "check", path, "--strict", "--lang", "en")
    assert status == 0
    assert "[model-time-step-fine]" in out
    assert f"{path}: 0 errors, 0 warnings" in out


def test_warnings_fail_only_where_strict(capsys, path):
    path.write_text(MODEL.replace("~ 1/year", "~ 1/month"), encoding="utf-8")
    assert run(capsys, "check", path)[0] == 0
    status, out, _ = run(capsys, "check", path, "--strict", "--json", "--lang", "en")
    assert status == 1
    data = json.loads(out)
    assert (data["model"], data["ok"], data["errors"], data["warnings"]) == (str(path), False, 0, 1)
    (problem,) = [p for p in data["problems"] if p["severity"] == "warning"]
    place = (problem["code"], problem["row"], problem["column"])
    assert place == ("model-units-scale", 2, "Stock")
    assert {"file", "row", "column", "found", "expected", "mend", "message"} <= set(problem)


@pytest.mark.parametrize("name", ["model.mdl", "gone.mdl", "gone.xmile", "gone.stmx", "gone.xml"])
def test_errors_are_status_1_in_both_languages(capsys, path, name):
    path.write_text(MODEL.replace("* rate", "* rte"), encoding="utf-8")
    for lang in ("vi", "en"):
        status, out, _ = run(capsys, "check", path.with_name(name), "--lang", lang)
        assert status == 1
        assert "model-" in out


def test_a_folder_is_a_plan_whatever_its_name(capsys, tmp_path):
    folder = tmp_path / "plan.mdl"
    folder.mkdir()
    status, out, _ = run(capsys, "check", folder, "--json")
    assert status == 1
    assert "folder" in json.loads(out)
