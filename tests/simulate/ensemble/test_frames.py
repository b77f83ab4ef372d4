"""An ensemble and a run as tables, labelled arrays and pictures."""

from __future__ import annotations

import builtins
import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from tamnhin.errors import ConfigurationError, SimulationError
from tamnhin.simulate.ensemble import frames
from tamnhin.simulate.ensemble.fan import text_fan

PRIORS = {"Rate[north]": (0.0, 0.1), "Rate[south]": (0.0, 0.1)}


@pytest.fixture(scope="module")
def found(lands):
    return lands.ensemble(PRIORS, 200, ["People", "All People"], t=[0, 10, 20], seed=3)


def test_a_run_as_a_dataset(lands):
    data = lands.run({"Rate": [0.0, 0.05]}, ["People", "All People"], t=[0, 20])
    assert data["People"].dims == ("draw", "time", "land")
    assert data["People"].attrs["units"] == "person"
    assert data["People"].sel(land="north").values.tolist() == [[100, 100]]
    several = lands.run({"Rate": np.array([[0.0, 0.1], [0.1, 0.0]])}, t=[0, 20])
    assert several.sizes["draw"] == 2


def test_a_run_says_its_bad_draws(fragile):
    for frame in ("xarray", "pandas"):
        found = fragile.run({"Room": [100.0, 5.25]}, t=[0, 20], frame=frame)
        assert found.attrs["bad_draws"] == ["1: Growth, t = 5.5"]
        assert fragile.run(t=[0, 20], frame=frame).attrs["bad_draws"] == []


def test_a_run_as_a_table(lands):
    table = lands.run(outputs=["People", "All People"], t=[0, 20], frame="pandas")
    assert list(table.columns) == ["People[north]", "People[south]", "All People"]
    assert table.index.tolist() == [0, 20]
    several = lands.run({"Rate": np.zeros((3, 2))}, ["All People"], t=[0, 20], frame="pandas")
    assert several.index.names == ["draw", "time"]
    assert len(several) == 6


def test_quantiles(found):
    table = found.quantiles((0.1, 0.5))
    assert table.shape == (3, 6)
    assert table["All People"][0.5].iloc[-1] == np.median(found.values("All People", at=20))


def test_xarray(found, lands):
    data = found.to_xarray()
    assert data.sizes == {"draw": 200, "time": 3, "land": 2}
    np.testing.assert_array_equal(data["sample Rate[north]"], found.samples["Rate[north]"])
    summary = lands.ensemble(PRIORS, 200, ["All People"], t=[0, 10, 20], keep="summary")
    assert summary.to_xarray()["All People"].dims == ("time", "quantile")


def test_parquet_says_what_it_holds(found, tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(frames, "ROWS", 100)
    found.to_parquet(tmp_path / "x.parquet")
    table = parquet.read_table(tmp_path / "x.parquet")
    assert table.num_rows == 600
    facts = json.loads(table.schema.metadata[b"tamnhin"])
    assert facts["seed"] == 3
    assert facts["units"]["All People"] == "person"
    np.testing.assert_array_equal(
        table["People[south]"].to_numpy().reshape(200, 3), found.values("People[south]")
    )
    np.testing.assert_array_equal(
        table["sample Rate[south]"].to_numpy().reshape(200, 3)[:, 0], found.samples["Rate[south]"]
    )
    assert [p.name for p in tmp_path.iterdir()] == ["x.parquet"]


def test_the_shape_that_ema_takes(fragile):
    room = np.full(10, 100.0)
    room[4] = 5.25
    experiments, outcomes = fragile.ensemble(samples={"Room": room}, t=[0, 20]).to_ema()
    assert list(experiments.columns) == ["Room", "scenario", "policy", "model"]
    assert len(experiments) == 9
    assert "4" not in list(experiments["scenario"])
    assert outcomes["Stock"].shape == outcomes["TIME"].shape == (9, 2)
    assert np.isfinite(outcomes["Stock"]).all()


def test_pictures(found, lands):
    picture = found.plot_fan("All People")
    root = ET.fromstring(picture)
    assert root.tag.endswith("svg")
    assert "All People (person)" in picture
    assert picture._repr_html_() == picture
    assert found.plot_fan() != picture
    html = found._repr_html_()
    assert html.count("<tr>") == 4
    assert "People[north]" in html
    assert "Rate" in lands._repr_html_()


@pytest.mark.parametrize("times", [1, 2, 40])
def test_the_fan_in_letters_fits(times):
    bands = np.linspace([0], [4], 5) + np.arange(times)
    text = text_fan("x", "m", np.arange(times) + 2020.0, bands, width=60, height=9)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 60
    assert len(lines) == 9 + 4
    assert "2020" in text
    assert text_fan("x", "", np.arange(2.0), np.full((5, 2), np.nan)).count("#") == 1
    assert "#" in text_fan("x", "", np.arange(2.0), np.full((5, 2), 7.0)).splitlines()[8]


def test_a_missing_library_names_its_extra(found, tmp_path, monkeypatch):
    real = builtins.__import__

    def missing(name, *args, **named):
        if name.startswith(("pyarrow", "xarray")):
            raise ImportError(name)
        return real(name, *args, **named)

    monkeypatch.setattr("importlib.import_module", lambda name: missing(name))
    with pytest.raises(ConfigurationError, match=r"tamnhin\[parquet\]"):
        found.to_parquet(tmp_path / "x.parquet")
    with pytest.raises(ConfigurationError, match=r"tamnhin\[sd\]"):
        found.to_xarray()


def test_questions_that_have_no_answer(found):
    for ask in (
        lambda: found.values("Nothing"),
        lambda: found.values("People[east]"),
        lambda: found.quantile("People[north]", 1.5),
        lambda: found.quantile("People", 0.5),
        lambda: found.values("People", at=3),
    ):
        with pytest.raises(SimulationError) as caught:
            ask()
        str(caught.value)
