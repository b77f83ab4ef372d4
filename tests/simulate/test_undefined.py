"""Elements that a model leaves undefined are no fault of a draw; every other NaN is."""

from __future__ import annotations

import numpy as np
import pytest
from support import mdl

from tamnhin.simulate.api import load_model

pytest.importorskip("pysd")

BACKENDS = [None, "numpy"]
EQUATIONS = """
D: A, B, C ~~|
x[A] = 1 ~~| x[B] = r ~~|
y[D] = x[D] * 2 + Time ~~|
late[D] = SMOOTH(x[D], 3) ~~|
fixed[D] = DELAY FIXED(y[D], 2, x[D]) ~~|
s[D] = INTEG(x[D], 0) ~~|
none = :NA: ~~|
more = none + 1 ~~|
known = IF THEN ELSE(none = :NA:, 5, 6) + IF THEN ELSE(r <> :NA:, 10, 20) ~~|
total = SUM(x[D!]) ~~|
square[D] = x[D] ^ 2 ~~|
kind[D] = IF THEN ELSE(x[D] > 0, 1, 2) ~~|
r = 2 ~~|
"""
OUTPUTS = ["x", "y", "late", "fixed", "s", "none", "more", "known", "total", "square", "kind"]
C_UNDEFINED = ("x", "y", "late", "fixed", "s", "square")


@pytest.fixture
def model(tmp_path):
    return load_model(mdl(tmp_path, EQUATIONS, final=4))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("keep", ["values", "summary"])
def test_undefined_elements_mark_no_draw(model, backend, keep):
    found = model.ensemble({"r": (1.0, 3.0)}, 300, OUTPUTS, backend=backend, keep=keep)
    assert found.bad == ()
    assert np.isnan(found.quantile("x[C]", 0.5)).all()
    assert np.isnan(found.mean("late[C]")).all()
    assert np.isfinite(found.quantile("late[B]", [0, 0.5, 1])).all()
    assert found.quantile("known", 0.5, 4) == 15
    assert found.quantile("kind[C]", 0.5, 4) == 2


@pytest.mark.parametrize("backend", BACKENDS)
def test_defined_elements_are_what_they_are_alone(model, tmp_path, backend):
    whole = load_model(
        mdl(tmp_path, EQUATIONS.replace("x[B] = r ~~|", "x[B] = r ~~| x[C] = 7 ~~|"), final=4)
    )
    found = model.ensemble({"r": (1.0, 3.0)}, 50, OUTPUTS, backend=backend)
    other = whole.ensemble({"r": (1.0, 3.0)}, 50, OUTPUTS, backend=backend)
    for name in C_UNDEFINED:
        np.testing.assert_array_equal(
            found.values(name)[..., :2], other.values(name)[..., :2], err_msg=name
        )
        assert np.isnan(found.values(name)[..., 2]).all(), name
    assert np.isnan(found.values("more")).all()
    assert np.isnan(found.values("total")).all()


def test_one_run(model):
    data = model.run({"r": [1.0, 2.0]})
    assert data.attrs["bad_draws"] == []
    assert np.isnan(data["y"].sel(D="C")).all()
    given = model.run({"none": [3.0, 4.0]})
    assert given["more"].values[:, 0].tolist() == [4, 5]
    assert model.run({"none": 3.0})["known"].values[0, 0] == 6 + 10


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_comes_out_as_not_a_number_is_a_fault(tmp_path, backend):
    equations = "a = 0 / 0\nb = IF THEN ELSE(Time > 2, :NA:, c)\nc = 1\nd = LN(c - 2)"
    model = load_model(mdl(tmp_path, equations, final=4, dt=1))
    for name, time in (("a", 0), ("b", 3), ("d", 0)):
        found = model.ensemble({"c": (0.5, 1.5)}, 10, [name], backend=backend)
        assert {(bad.variable, bad.time) for bad in found.bad} == {(name, time)}
        assert len(found.bad) == 10


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_fault_inside_a_macro_is_named(tmp_path, backend):
    macro = ":MACRO: M(x)\nM = 1 + 0 * x ~~|\ns = INTEG(s * s, x) ~~|\nM2 = s ~~|\n:END OF MACRO:\n"
    macro = macro.replace("M = 1 + 0 * x", "M = IF THEN ELSE(s > 1e9, 1, 2)")
    model = load_model(mdl(tmp_path, macro + "a = M(k) ~~| k = 2 ~~|", final=40, dt=1))
    found = model.ensemble({"k": (2.0, 3.0)}, 20, ["a"], backend=backend)
    assert {bad.variable for bad in found.bad} == {"a:s"}
    assert "a:s: 20" in found.faults_text()


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_initial_value_that_is_not_finite_is_marked_at_the_start(tmp_path, backend):
    model = load_model(mdl(tmp_path, "s = INTEG(1, 1 / k)\nk = 1\nb = Time", final=4, dt=1))
    samples = {"k": [0.0, 1.0]}
    found = model.ensemble(samples=samples, outputs=["s"], backend=backend, t=[4])
    assert [(bad.draw, bad.variable, bad.time) for bad in found.bad] == [(0, "s", 0.0)]
