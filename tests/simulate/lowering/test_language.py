"""What equations mean where PySD says something else, and XMILE beyond it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import mdl, xmile

from tamnhin.simulate.run import load_model

pytest.importorskip("pysd")


def value(folder, expression, **kwargs):
    model = load_model(mdl(folder, f"a = {expression}", **kwargs))
    return model.run().values["a"][0]


# --- where PySD says something else ---


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


# --- XMILE beyond PySD ---


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


# --- arithmetic against Python ---

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
