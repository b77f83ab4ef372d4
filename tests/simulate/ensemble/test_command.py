"""``tamnhin run``: what it prints, writes and refuses; Ctrl-C and --resume in a real process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from ensemble_models import FRAGILE, TEA, write

from tamnhin.cli.main import main
from tamnhin.simulate.ensemble.distributions import Triangular

pandas = pytest.importorskip("pandas")


def run(capsys, *args):
    capsys.readouterr()
    status = main(["run", *map(str, args), "--lang", "en"])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


@pytest.fixture
def tea_file(tmp_path):
    return write(tmp_path, TEA)


def test_one_run(capsys, tea_file, monkeypatch):
    monkeypatch.chdir(tea_file.parent)
    status, out, err = run(capsys, tea_file, "--set", "Room=60", "--times", 0, 10, 20)
    assert status == 0
    assert "Temperature (Degree)" in out
    assert "180" in out
    assert "MB" in err


@pytest.mark.parametrize("keep", ["values", "summary"])
def test_an_ensemble_to_a_file(capsys, tea_file, tea, keep):
    pytest.importorskip("pyarrow")
    path = tea_file.parent / "out.parquet"
    status, out, err = run(
        capsys, tea_file, "--draws", 500, "--vary", "Room=uniform:60:80", "--seed", 7,
        "--set", "Patience=8", "--outputs", "Temperature", "--if", "Temperature < 80",
        "--keep", keep, "-o", path,
    )  # fmt: skip
    assert status == 0, err
    assert "25-75 %" in out
    assert "95%" in out
    assert "Temperature < 80: 6" in out or "Temperature < 80: 5" in out
    found = pandas.read_parquet(path)
    same = tea.ensemble({"Room": (60.0, 80.0)}, 500, params={"Patience": 8.0}, seed=7)
    if keep == "values":
        assert list(found.columns) == ["draw", "time", "Temperature", "sample Room"]
        np.testing.assert_array_equal(
            found["Temperature"].to_numpy().reshape(500, -1), same.values("Temperature")
        )
    else:
        assert list(found.columns) == ["time", "quantile", "Temperature"]
        assert len(found) == 21 * 9
    assert not list(path.parent.glob("*.part"))


def test_csv(capsys, tea_file):
    path = tea_file.parent / "out.csv"
    assert run(capsys, tea_file, "--vary", "Room=normal:70:5", "--draws", 10, "-o", path)[0] == 0
    assert len(pandas.read_csv(path)) == 210


def test_a_summary_as_csv_has_the_columns_of_parquet(capsys, tea_file):
    path = tea_file.parent / "out.csv"
    given = ["--vary", "Room=normal:70:5", "--draws", 300, "--keep", "summary", "-o", path]
    assert run(capsys, tea_file, *given)[0] == 0
    found = pandas.read_csv(path)
    assert list(found.columns) == ["time", "quantile", "Temperature"]
    assert len(found) == 21 * 9
    assert not list(path.parent.glob("*.part"))


def test_a_file_that_is_there_is_not_replaced(capsys, tea_file):
    path = tea_file.parent / "out.csv"
    path.write_text("mine")
    status, out, err = run(capsys, tea_file, "-o", path)
    assert status == 2
    assert "--overwrite" in err
    assert (out, path.read_text()) == ("", "mine")
    assert run(capsys, tea_file, "-o", path, "--overwrite")[0] == 0
    assert path.read_text().startswith("draw,time,Temperature\n")
    assert not (tea_file.parent / ".tamnhin").exists()


def test_notices_are_sentences(capsys, tea_file, monkeypatch):
    monkeypatch.chdir(tea_file.parent)
    given = ["--vary", "Room=normal:70:5", "--design", "sobol", "--draws"]
    status, _, err = run(capsys, tea_file, *given, 100)
    assert status == 0
    assert "100 draws of a Sobol sequence are not balanced: take a power of two, 64 or 128." in err
    assert "Notice" not in err
    assert "Sobol" not in run(capsys, tea_file, *given, 128)[2]
    assert "all 20 draws are the same" in run(capsys, tea_file, "--draws", 20)[2]


def test_numbers_are_written_as_the_reader_writes_them(capsys, tea_file, monkeypatch):
    monkeypatch.chdir(tea_file.parent)
    assert main(["run", str(tea_file), "--if", "Temperature < 100"]) == 0
    out = capsys.readouterr().out
    assert "84,1363" in out
    assert "100,0 % ở thời điểm cuối" in out
    assert "5%" not in out.replace("25%", "")


def test_bad_draws_are_shown(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, FRAGILE)
    status, out, _ = run(capsys, path, "--vary", "Room=discrete:10.25:100", "--draws", 100)
    assert status == 0
    assert "50 of 100 draws were not finite" in out
    assert "Growth: 50 (t >= 10.5)" in out


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (["--set", "Room"], "name=value"),
        (["--set", "Room=warm"], "no number"),
        (["--set", "Roof=1"], "Did you mean Room?"),
        (["--vary", "Room=gauss:1:2"], "no distribution"),
        (["--if", "Temperature >= import os"], "no condition"),
        (["--outputs", "Nothing"], "no variable Nothing"),
        (["-o", "out.xlsx"], ".parquet"),
        (["-o", "no-such-folder/out.csv"], "no folder"),
        (["--times", "0.3"], "no step"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_sentence(capsys, tea_file, monkeypatch, args, text):
    monkeypatch.chdir(tea_file.parent)
    status, out, err = run(capsys, tea_file, *args)
    assert status == 2
    assert text in err
    assert not out


def test_resume_goes_on_and_gives_the_same_file(capsys, tea_file, monkeypatch):
    folder = tea_file.parent
    command = [tea_file, "--vary", "Room=uniform:60:80", "--draws", 20_000, "--workers", 1, "-o"]
    assert run(capsys, *command, folder / "whole.csv")[0] == 0
    seen = []

    def update(_, done, total):
        seen.append(done)
        if not interrupted and done > total // 2:
            interrupted.append(done)
            raise KeyboardInterrupt

    interrupted: list[int] = []
    monkeypatch.setattr("tamnhin.cli.run.Progress.update", update)
    status, _, err = run(capsys, *command, folder / "again.csv")
    assert status == 130
    assert "--resume" in err
    assert not (folder / "again.csv").exists()
    seen.clear()
    assert run(capsys, *command, folder / "again.csv", "--resume")[0] == 0
    assert (folder / "again.csv").read_bytes() == (folder / "whole.csv").read_bytes()
    assert not list(folder.rglob("chunk-*.npz"))


def test_a_plan_s_uncertainties(capsys, tea_file, tea, monkeypatch):
    monkeypatch.chdir(tea_file.parent)
    assert main(["example", "my-plan"]) == 0
    table = tea_file.parent / "my-plan" / "model" / "uncertainties.csv"
    table.parent.mkdir(exist_ok=True)
    table.write_text(
        "variable,title_vi,title_en,unit,distribution,low,mode,high,citation_ids\n"
        "Room,Phòng,Room,%,triangular,60,65,80,\n",
        encoding="utf-8",
    )
    status, out, err = run(capsys, tea_file, "--plan", "my-plan", "--draws", 300)
    assert status == 0, err
    same = tea.ensemble({"Room": Triangular(60, 65, 80)}, 300)
    assert f"{same.quantile('Temperature', 0.5, 20):.6g}" in out


def test_ctrl_c_keeps_what_is_done(tea_file):
    folder = tea_file.parent
    command = [
        sys.executable, "-m", "tamnhin", "run", str(tea_file), "--vary", "Room=uniform:60:80",
        "--draws", "12000000", "--keep", "summary", "--lang", "en", "--backend", "numpy",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, cwd=folder, stderr=subprocess.PIPE, env=environment, text=True
    ) as process:
        end = time.monotonic() + 60
        while len(list(folder.rglob("chunk-*.npz"))) < 3 and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        err = process.communicate(timeout=60)[1]
    assert process.returncode == 130, err
    assert "--resume" in err
    assert "Traceback" not in err
    assert len(list(folder.rglob("chunk-*.npz"))) >= 3
