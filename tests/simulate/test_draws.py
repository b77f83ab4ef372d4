"""Several draws in one run: each as it is alone, faults of one, random streams."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support import mdl

from tamnhin.errors import SimulationError
from tamnhin.simulate.program import random
from tamnhin.simulate.run import load_model

pytest.importorskip("pysd")

GROWTH = "s = INTEG(s * r, 100)\nr = 0.1\nlate = SMOOTH3(s, T1)\nT1 = 4\nheld = INITIAL(s * r)"


@pytest.fixture
def growth(tmp_path):
    return load_model(mdl(tmp_path, GROWTH, dt=0.25))


def test_a_batch_of_one_is_any_lane_of_a_batch(growth):
    rates = np.linspace(-0.2, 0.3, 37)
    delays = np.linspace(1, 9, 37)
    together = growth.run({"r": rates, "T1": delays})
    for lane in (0, 17, 36):
        alone = growth.run({"r": rates[lane : lane + 1], "T1": delays[lane : lane + 1]})
        fixed = growth.run({"r": rates[lane], "T1": delays[lane]})
        for name in together.values:
            np.testing.assert_array_equal(alone.values[name][0], together.values[name][lane])
            np.testing.assert_array_equal(fixed.values[name][0], together.values[name][lane])


def test_every_function_gives_a_lane_what_it_gives_alone(tmp_path):
    functions = [
        "ABS",
        "INTEGER",
        "EXP",
        "LN",
        "SQRT",
        "SIN",
        "COS",
        "TAN",
        "ARCSIN",
        "ARCCOS",
        "ARCTAN",
        "SINH",
        "COSH",
        "TANH",
    ]
    lines = [f"f{i} = {name}(x)" for i, name in enumerate(functions)]
    lines += ["p = y^z", "q = y^2", "r = y^0.5", "m = MODULO(y, x)", "u = QUANTUM(y, z)"]
    lines += ["t((0,1),(2,3.3),(5,0.7),(9,4))", "l = t(y)", "g = LOG(y, 3) + POWER(y, x)"]
    path = mdl(tmp_path, "\n".join([*lines, "x = 0.5", "y = 3", "z = 2"]), final=0)
    model = load_model(path)
    rng = np.random.default_rng(3)
    x, y, z = rng.uniform(0.01, 0.99, 53), rng.uniform(0.1, 9, 53), rng.uniform(-3, 3, 53)
    z[:20] = 2.0
    together = model.run({"x": x, "y": y, "z": z})
    for lane in range(53):
        one = slice(lane, lane + 1)
        alone = model.run({"x": x[one], "y": y[one], "z": z[one]})
        fixed = model.run({"x": x[lane], "y": y[lane], "z": z[lane]})
        some = model.run({"y": y[one], "x": x[lane], "z": z[lane]})
        for name, values in together.values.items():
            for other in (alone, fixed, some):
                assert other.values[name][0, 0] == values[lane, 0], name


def test_outputs_and_names(growth):
    result = growth.run({"R": 0.2}, outputs=["S"])
    assert list(result.values) == list(growth.run({"R": 0.2}, outputs="S").values) == ["s"]
    assert result.values["s"].shape == (1, 41)


def test_a_variable_may_be_given_instead_of_computed(growth):
    result = growth.run({"late": np.array([1.0, 2.0])})
    assert result.values["late"][:, -1].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("params", "draws"),
    [
        ({"nobody": 1.0}, None),
        ({"r": np.ones(3), "t1": np.ones(4)}, None),
        ({"r": np.ones((2, 2))}, None),
        ({"s": 1.0}, None),
        ({"TIME STEP": np.array([0.5, 0.25])}, None),
        ({"r": np.ones(3)}, 4),
        ({"TIME STEP": 0.0}, None),
        ({"TIME STEP": math.nan}, None),
        ({"FINAL TIME": 1e12}, None),
        ({"r": "fast"}, None),
    ],
)
def test_what_cannot_be_run_says_so(growth, params, draws):
    with pytest.raises(SimulationError):
        growth.run(params, draws=draws)


def test_subscripted_parameters(tmp_path):
    model = load_model(mdl(tmp_path, "D: A, B ~~| x[D] = 1, 2 ~~| y[D] = x[D] * Time ~~|"))
    same = model.run({"x": [3.0, 4.0]})
    assert same.values["y"][0, -1].tolist() == [30, 40]
    each = model.run({"x": [[3.0, 4.0], [5.0, 6.0], [0.0, 1.0]]})
    assert each.values["y"][:, -1].tolist() == [[30, 40], [50, 60], [0, 10]]


def test_an_order_given_as_a_parameter(tmp_path):
    model = load_model(mdl(tmp_path, "x = STEP(5, 1)\nn = 2\na = DELAY N(x, 4, 0, n)"))
    assert model.structural == {"n"}
    third = model.run({"n": 3}).values["a"]
    written = load_model(mdl(tmp_path, "x = STEP(5, 1)\nn = 3\na = DELAY N(x, 4, 0, n)"))
    np.testing.assert_array_equal(third, written.run().values["a"])
    with pytest.raises(SimulationError):
        model.run({"n": np.array([2.0, 3.0])})


def test_delay_times_that_differ_by_draw(tmp_path):
    """A delay too short for its order has fewer stages in that draw only."""
    equations = "x = STEP(5, 1)\nt = 4\na = DELAY N(x, t, 0, 3)\nb = DELAY FIXED(x, t, 0)"
    model = load_model(mdl(tmp_path, equations))
    times = np.array([0.9, 1.2, 4.0, 7.0])
    together = model.run({"t": times})
    for i, time in enumerate(times):
        alone = model.run({"t": time})
        for name in "ab":
            np.testing.assert_array_equal(together.values[name][i], alone.values[name][0])


# --- faults in one draw ---


def test_a_bad_draw_is_named_and_alone(tmp_path):
    equations = "s = INTEG(f, 1)\nf = s * g\ng = 1 / (Time - z)\nz = -1\nother = SQRT(q)\nq = 4"
    model = load_model(mdl(tmp_path, equations, dt=1))
    z = np.array([-1.0, 3.0, -2.0, 7.0])
    q = np.array([4.0, 4.0, -1.0, 4.0])
    result = model.run({"z": z, "q": q})
    assert [(b.draw, b.variable, b.time) for b in result.bad] == [
        (1, "g", 3.0),
        (2, "other", 0.0),
        (3, "g", 7.0),
    ]
    alone = model.run({"z": -1.0})
    np.testing.assert_array_equal(result.values["s"][0], alone.values["s"][0])
    assert alone.bad == ()


def test_overflow_is_named(tmp_path):
    model = load_model(mdl(tmp_path, "s = INTEG(s * s, k)\nk = 0.01", final=40, dt=1))
    result = model.run({"k": np.array([0.01, 10.0, 0.02])})
    assert [b.draw for b in result.bad] == [1]
    assert result.bad[0].variable == "s"
    assert 5 < result.bad[0].time < 12
    assert np.isfinite(result.values["s"][[0, 2]]).all()


# --- chance ---


def test_philox_known_answers():
    """Test vectors of the authors' Random123 distribution."""

    def words(*values):
        return tuple(np.array([v], dtype=np.uint64) for v in values)

    zero = [int(w[0]) for w in random.philox(words(0, 0, 0, 0), 0)]
    assert zero == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
    full = 0xFFFFFFFF
    ones = [int(w[0]) for w in random.philox(words(full, full, full, full), (full << 32) | full)]
    assert ones == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]
    key = (0x299F31D0 << 32) | 0xA4093822
    digits = random.philox(words(0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), key)
    assert [int(w[0]) for w in digits] == [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]


@pytest.fixture
def chance(tmp_path):
    return load_model(
        mdl(
            tmp_path,
            "D: A, B ~~| u = RANDOM UNIFORM(2, 5, 1) ~~| n = RANDOM NORMAL(-1, 9, 4, 2, 0) ~~|"
            " e = RANDOM EXPONENTIAL(0, 8, 1, 2, 0) ~~| z[D] = RANDOM 0 1() ~~|"
            " s = INTEG(n, u) ~~|",
        )
    )


def test_random_streams_do_not_depend_on_the_batch(chance):
    whole = chance.run(draws=50, seed=7)
    part = chance.run(draws=5, seed=7, first_draw=20)
    for name in whole.values:
        np.testing.assert_array_equal(part.values[name], whole.values[name][20:25])
    other = chance.run(draws=50, seed=8)
    assert (other.values["u"] != whole.values["u"]).all()


def test_random_distributions(chance):
    result = chance.run(draws=4000, seed=1, outputs=["u", "n", "e", "z"])
    u, n, e, z = (result.values[name] for name in "unez")
    assert u.min() >= 2 and u.max() < 5 and abs(u.mean() - 3.5) < 0.02
    assert n.min() >= -1 and n.max() <= 9 and abs(n.mean() - 4) < 0.03
    assert e.min() >= 1 and e.max() <= 8
    assert abs(e.mean() - (3 - 7 * math.exp(-3.5) / (1 - math.exp(-3.5)))) < 0.03
    assert abs(np.corrcoef(z[:, 0, 0], z[:, 0, 1])[0, 1]) < 0.05
    assert abs(np.corrcoef(u[:, 0], u[:, 1])[0, 1]) < 0.05
