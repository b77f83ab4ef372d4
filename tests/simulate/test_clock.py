"""Clocks and integration methods."""

from __future__ import annotations

import numpy as np
import pytest
from support import mdl, xmile

from tamnhin.errors import SimulationError
from tamnhin.simulate.run import load_model

pytest.importorskip("pysd")


def test_saveper_that_is_no_multiple_of_the_step(tmp_path):
    model = load_model(mdl(tmp_path, "a = Time", dt=0.4, saveper=1, final=4))
    assert model.run().times == pytest.approx([0, 1.2, 2, 3.2, 4])


def test_saveper_that_is_a_multiple(tmp_path):
    model = load_model(mdl(tmp_path, "a = Time", dt=0.1, saveper=0.5, final=2))
    assert model.run().times == pytest.approx([0, 0.5, 1, 1.5, 2])
    assert model.run(t=[0.3, 1.1]).times == pytest.approx([0.3, 1.1])
    with pytest.raises(SimulationError):
        model.run(t=[0.33])


def test_control_variables_that_follow_time(tmp_path):
    text = (
        "{UTF-8}\na = Time ~~|\nFINAL TIME = IF THEN ELSE(Time < 5, 10, 8) ~~|"
        "\nINITIAL TIME = 2 ~~|"
        "\nTIME STEP = IF THEN ELSE(Time < 4, 1, 0.5) ~~|\nSAVEPER = TIME STEP ~~|\n"
    )
    (tmp_path / "m.mdl").write_text(text)
    times = load_model(tmp_path / "m.mdl").run().times
    assert times == pytest.approx([2, 3, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8])


def test_rk4_against_the_exact_solution(tmp_path):
    variables = (
        '<stock name="x"><eqn>1</eqn><inflow>v</inflow></stock>'
        '<flow name="v"><eqn>w</eqn></flow>'
        '<stock name="w"><eqn>0</eqn><outflow>p</outflow></stock>'
        '<flow name="p"><eqn>x</eqn></flow>'
        '<stock name="g"><eqn>1</eqn><inflow>gr</inflow></stock>'
        '<flow name="gr"><eqn>g*COS(TIME)</eqn></flow>'
    )
    errors = {}
    for dt in (0.1, 0.05):
        model = load_model(xmile(tmp_path, variables, method="RK4", dt=dt))
        assert model.source.method == "rk4"
        result = model.run()
        exact = np.cos(result.times), np.exp(np.sin(result.times))
        got = result.values["x"][0], result.values["g"][0]
        errors[dt] = max(np.abs(a - b).max() for a, b in zip(exact, got, strict=True))
    assert errors[0.1] < 2e-5
    assert 13 < errors[0.1] / errors[0.05] < 19  # fourth order
    euler = model.run(method="euler").values["x"][0]
    assert np.abs(euler - np.cos(result.times)).max() > 0.1


def test_vensims_own_export_is_euler(tmp_path):
    stock = (
        '<stock name="x"><eqn>1</eqn><inflow>v</inflow></stock><flow name="v"><eqn>x</eqn></flow>'
    )
    path = xmile(tmp_path, stock, method="RK4", head='<product version="1.0">Vensim</product>')
    assert load_model(path).source.method == "euler"
