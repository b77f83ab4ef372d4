"""Runs: methods, clocks, draws, random streams, faults in one draw, what may be given."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import mdl, xmile

from tamnhin.errors import SimulationError
from tamnhin.simulate.backends import numpy_backend
from tamnhin.simulate.program import random
from tamnhin.simulate.program.fold import specialise
from tamnhin.simulate.program.ir import Bind, Op
from tamnhin.simulate.program.order import plan
from tamnhin.simulate.program.schedule import schedule
from tamnhin.simulate.run import load_model
from tamnhin.simulate.source.model import CONTROLS

pytest.importorskip("pysd")

GROWTH = "s = INTEG(s * r, 100)\nr = 0.1\nlate = SMOOTH3(s, T1)\nT1 = 4\nheld = INITIAL(s * r)"


@pytest.fixture
def growth(tmp_path):
    return load_model(mdl(tmp_path, GROWTH, dt=0.25))


def value(folder, expression, **kwargs):
    model = load_model(mdl(folder, f"a = {expression}", **kwargs))
    return model.run().values["a"][0]


# --- the two faults of PySD -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("-2^2", -4),
        ("(-2)^2", 4),
        ("-(2)^2", -4),
        ("(-2)^3", -8),
        ("2^-1", 0.5),
        ("-2^-2", -0.25),
        ("2^3^2", 512),
        ("-2*-3^2", 18),
        ("3 - -2^2", 7),
        ("(1-3)^2", 4),
        ("-(-2)^2", -4),
        ("- 2 ^ 2 + (- 2) ^ 2", 0),
        ("4-3-2", -1),
        ("8/4/2", 1),
        ("(-Time-2)^2", 4),
        ("--2^2", 4),
        ("+2^2", 4),
    ],
)
def test_unary_minus_binds_looser_than_power(tmp_path, expression, expected):
    assert value(tmp_path, expression)[0] == expected


def test_unary_minus_in_xmile(tmp_path):
    path = xmile(tmp_path, '<aux name="a"><eqn>-2^2 + (-2)^2 - 3^-1</eqn></aux>')
    assert load_model(path).run().values["a"][0, 0] == pytest.approx(-1 / 3)


def test_smooth_with_an_integer_start_is_not_truncated(tmp_path):
    """PySD keeps the state of SMOOTHI(x, 2, 5) in integers for the first step."""
    path = mdl(tmp_path, "a = SMOOTHI(7.9, 2, 5)\nb = SMOOTH N(7.9, 2, 5, 1)", dt=1, final=2)
    result = load_model(path).run()
    for name in "ab":
        assert result.values[name][0] == pytest.approx([5, 6.45, 7.175])


def test_and_binds_tighter_than_or(tmp_path):
    assert value(tmp_path, "IF THEN ELSE(0 = 1 :AND: 1 = 1 :OR: 1 = 1, 5, 6)")[0] == 5


def test_mapping_by_a_list_of_elements(tmp_path):
    """PySD's translator drops the list and takes the order of the range."""
    equations = "D: A, B, C -> (E: R, Q, P) ~~| E: P, Q, R ~~| x[D] = 1, 2, 3 ~~| y[E] = x[D] ~~|"
    assert load_model(mdl(tmp_path, equations)).run().values["y"][0, 0].tolist() == [3, 2, 1]
    many = "D: A, B -> (E: S, R) ~~| E: P, Q, R ~~| S: P, Q ~~| x[D] = 1, 2 ~~| y[E] = x[D] ~~|"
    assert load_model(mdl(tmp_path, many)).run().values["y"][0, 0].tolist() == [1, 1, 2]


def test_case_and_gaps_carry_no_meaning(tmp_path):
    equations = "My  Var = 2.5\nb = MY VAR * my_var + if then else(time > 2 :and: TIME < 5, 1, 2)"
    assert load_model(mdl(tmp_path, equations)).run().values["b"][0, :2].tolist() == [8.25, 8.25]


def test_a_stock_inside_a_macro(tmp_path):
    macro = ":MACRO: LAG(in, t)\nLAG = s / t ~~|\ns = INTEG(in - LAG, in * t) ~~|\n:END OF MACRO:\n"
    calls = "a = LAG(Time + 2.5, 3) ~~| b = DELAY1(Time + 2.5, 3) ~~| D: A, B ~~|"
    calls += "x[D] = 1.5, 4 ~~| y[D] = LAG(x[D] * Time, 3) ~~| z = DELAY1(4 * Time, 3) ~~|"
    values = load_model(mdl(tmp_path, macro + calls)).run().values
    np.testing.assert_allclose(values["a"], values["b"], rtol=1e-14)
    np.testing.assert_allclose(values["y"][:, :, 1], values["z"], rtol=1e-14)


# --- clocks and methods -----------------------------------------------------------------------


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


# --- XMILE beyond PySD ------------------------------------------------------------------------


def test_xmile_macro(tmp_path):
    path = xmile(tmp_path, '<aux name="a"><eqn>grow(2, 0.5) + Twice(TIME)</eqn></aux>')
    text = path.read_text().replace(
        "<model>",
        '<macro name="Twice"><parm>x</parm><eqn>x * 2</eqn></macro>'
        '<macro name="Grow"><parm>start</parm><parm>rate</parm><eqn>level</eqn><variables>'
        '<stock name="level"><eqn>start</eqn><inflow>up</inflow></stock>'
        '<flow name="up"><eqn>level * rate</eqn></flow></variables></macro><model>',
    )
    path.write_text(text)
    values = load_model(path).run().values["a"][0]
    assert values[:3] == pytest.approx([2, 2 * 1.25 + 1, 2 * 1.25**2 + 2])


def test_xmile_star_and_numbered_dimension(tmp_path):
    elements = '<elem name="A"/><elem name="B"/>'
    dims = f'<dimensions><dim name="N" size="3"/><dim name="M">{elements}</dim></dimensions>'
    path = xmile(
        tmp_path,
        '<aux name="x"><dimensions><dim name="N"/></dimensions><eqn>N * TIME</eqn></aux>'
        '<aux name="s"><eqn>SUM(x[*]) + x[2]</eqn></aux>'
        '<aux name="y"><dimensions><dim name="N"/><dim name="M"/></dimensions>'
        "<eqn>N + M</eqn></aux>"
        '<aux name="r"><dimensions><dim name="M"/></dimensions><eqn>SUM(y[*,M])</eqn></aux>',
        dims=dims,
    )
    values = load_model(path).run().values
    assert values["s"][0, 2] == 6 + 2
    assert values["r"][0, 0].tolist() == [9, 12]


def test_xmile_arrays_element_by_element(tmp_path):
    elements = '<elem name="A"/><elem name="B"/>'
    dims = f'<dimensions><dim name="D">{elements}</dim></dimensions>'
    one = '<dimensions><dim name="D"/></dimensions>'
    each = '<element subscript="{}"><eqn>{}</eqn></element>'
    path = xmile(
        tmp_path,
        f'<stock name="s">{one}{each.format("A", 10)}{each.format("B", 20)}<inflow>f</inflow>'
        "</stock>"
        f'<flow name="f">{one}<eqn>k*2</eqn></flow>'
        f'<aux name="k">{one}{each.format("A", 1)}{each.format("B", "TIME")}</aux>'
        f'<stock name="l">{one}<eqn>1, 2.5</eqn><outflow>f</outflow></stock>'
        f'<aux name="m">{one}<eqn>s + l</eqn></aux><aux name="t"><eqn>SUM(m)</eqn></aux>',
        dims=dims,
        dt=1,
    )
    values = load_model(path).run().values
    assert values["s"][0, :3].tolist() == [[10, 20], [12, 20], [14, 22]]
    assert values["l"][0, :3].tolist() == [[1, 2.5], [-1, 2.5], [-3, 0.5]]
    assert values["t"][0].tolist() == [33.5] * 11


def test_names_that_begin_with_an_operator(tmp_path):
    variables = (
        '<aux name="nothing"><eqn>3</eqn></aux><aux name="order"><eqn>4</eqn></aux>'
        '<aux name="android"><eqn>5</eqn></aux><aux name="iffy"><eqn>6</eqn></aux>'
        '<aux name="a"><eqn>nothing + order * android - iffy</eqn></aux>'
        '<aux name="b"><eqn>if not (nothing = 3) then 1 else 2 {a comment}</eqn></aux>'
    )
    values = load_model(xmile(tmp_path, variables)).run().values
    assert (values["a"][0, 0], values["b"][0, 0]) == (17, 2)


# --- draws ------------------------------------------------------------------------------------


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
    assert list(result.values) == ["s"]
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


# --- faults in one draw -----------------------------------------------------------------------


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


# --- chance -----------------------------------------------------------------------------------


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


# --- the form ---------------------------------------------------------------------------------


def test_classes_and_folding(tmp_path):
    equations = "k = 3\nm = k * 2\nc = SIN(Time) * 4\ns = INTEG(m - c, 1)\nx = s + c"
    model = load_model(mdl(tmp_path, equations))
    program = specialise(model.program, {"k"})
    bind = {name: program.nodes[out.node].bind for name, out in program.outputs.items()}
    assert bind["m"] is Bind.RUN
    assert bind["c"] is Bind.TIME
    assert bind["x"] is bind["s"] is Bind.LANE
    assert bind["final_time"] is Bind.CONST
    folded = specialise(model.program, ())
    assert {node.op for node in folded.nodes if node.bind is Bind.CONST} == {Op.CONST}
    assert folded.nodes[folded.outputs["m"].node].array.tolist() == [6]
    work = plan(specialise(model.program, {"k"}, ["x"]))
    assert work.clock
    assert not set(work.step) & set(work.save)


def test_wide_subscripts_stay_arrays(tmp_path):
    equations = "D: (E1-E900) ~~| F: (G1-G5) ~~| s[D,F] = INTEG(f[D,F] - s[D,F] / 9, 1) ~~|" + (
        " f[D,F] = w[F] * Time ~~| w[F] = 1, 2, 3, 4, 5 ~~| total = SUM(s[D!,F!]) ~~|"
    )
    model = load_model(mdl(tmp_path, equations))
    assert len(model.program.nodes) < 40
    assert len(model.program.states) == 1
    assert model.run(draws=2).values["s"].shape == (2, 21, 900, 5)


def test_tables_are_shared(tmp_path):
    equations = "D: A, B, C ~~| t[D]((0,0),(1,1)) ~~| u((0,0),(1,1)) ~~| x[D] = t[D](Time) ~~|"
    model = load_model(mdl(tmp_path, equations + " y = u(Time) ~~|"))
    assert len(model.program.tables) == 1


def test_the_backend_runs_a_program_cut_to_its_outputs(growth):
    program = specialise(growth.program, {"r"}, ["held"])
    assert program.outputs.keys() == {"held"}
    clock = schedule(specialise(growth.program, (), CONTROLS))
    rates = {"r": np.array([[0.1, 0.2]])}
    batch = numpy_backend.run(program, numpy_backend.Study(clock), rates, np.arange(2))
    assert batch.outputs["held"][:, 0, 0].tolist() == pytest.approx([10, 20])
    assert batch.first_bad.tolist() == [-1, -1]


# --- arithmetic against Python ------------------------------------------------------------------

NUMBERS = st.floats(0.5, 9, allow_nan=False).map(lambda x: round(x, 3))


def _join(parts):
    left, op, right = parts
    return f"{left} {op} {right}", f"{left} {'**' if op == '^' else op} {right}"


ATOMS = NUMBERS.map(lambda x: (repr(x), repr(x)))
TREES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda e: (f"({e[0]})", f"({e[1]})")),
        ATOMS.map(lambda e: (f"(-{e[0]})", f"(-{e[1]})")),
        inner.map(lambda e: (f"-({e[0]})", f"-({e[1]})")),
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(
            lambda p: (f"{p[0][0]} {p[1]} {p[2][0]}", f"{p[0][1]} {p[1]} {p[2][1]}")
        ),
        st.tuples(ATOMS, st.sampled_from(["2", "3", "-1"])).map(
            lambda p: (f"-{p[0][0]}^{p[1]}", f"-{p[0][1]}**{p[1]}")
        ),
        st.tuples(inner, st.sampled_from(["2", "3"])).map(
            lambda p: (f"({p[0][0]})^{p[1]}", f"({p[0][1]})**{p[1]}")
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(TREES, min_size=8, max_size=8))
def test_arithmetic_is_pythons(tmp_path_factory, trees):
    folder = tmp_path_factory.mktemp("arithmetic")
    path = mdl(folder, "\n".join(f"a{i} = {t[0]}" for i, t in enumerate(trees)), final=0)
    result = load_model(path).run()
    for i, (_, python) in enumerate(trees):
        try:
            expected = eval(python, {})  # our own text, made above
        except (ZeroDivisionError, OverflowError):
            continue
        got = result.values[f"a{i}"][0, 0]
        assert got == pytest.approx(expected, rel=1e-12, abs=1e-300) or not math.isfinite(expected)
