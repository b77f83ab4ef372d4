"""Units of models: what is read, what compares, what an equation comes to, hostile texts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import with_units

from tamnhin.simulate.lint.check import check_model
from tamnhin.simulate.lint.unit_text import PURE, Units, UnreadableUnitError

pytest.importorskip("pysd")
pytest.importorskip("pint")

UNIT_RULES = {f"model-units-{kind}" for kind in ("sum", "equation", "scale", "pure")}


@pytest.mark.parametrize(
    ("equation", "code"),
    [
        ("x = m1 + m2 ~ m", None),
        ("x = m1 + 1 ~ m", None),
        ("x = m1 + s1 ~ m", "model-units-sum"),
        ("x = m1 - km1 ~ m", "model-units-scale"),
        ("x = m1 * s1 ~ m*s", None),
        ("x = m1 / s1 ~ m/s", None),
        ("x = m1 / s1 / s1 ~ m/s^2", None),
        ("x = 12 * m1 ~ m", None),
        ("x = m1 * m2 ~ m", "model-units-equation"),
        ("x = SQRT(m1 * m2) ~ m", None),
        ("x = m1 ^ 2 ~ m*m", None),
        ("x = m1 ^ s1 ~ m", "model-units-pure"),
        ("x = MAX(m1, s1) ~ m", "model-units-sum"),
        ("x = IF THEN ELSE(m1 > s1, 1, 2) ~ Dmnl", "model-units-sum"),
        ("x = IF THEN ELSE(m1 > m2, m1, s1) ~ m", "model-units-sum"),
        ("x = IF THEN ELSE(m1 > 3, m1, 0) ~ m", None),
        ("x = EXP(m1) ~ Dmnl", "model-units-pure"),
        ("x = EXP(m1 / m2) ~ Dmnl", None),
        ("x = SMOOTH(m1, t1) ~ m", None),
        ("x = SMOOTH(m1, s1) ~ m", "model-units-scale"),
        ("x = SMOOTH(m1, m2) ~ m", "model-units-sum"),
        ("x = DELAY1(m1, t1) ~ m", None),
        ("x = INTEG(m1 / t1, m2) ~ m", None),
        ("x = INTEG(m1, m2) ~ m", "model-units-sum"),
        ("x = STEP(m1, t1) ~ m", None),
        ("x = RAMP(m1 / t1, t1, t1) ~ m", None),
        ("x = PULSE(t1, t1) * 5 ~ m", None),
        ("x = ZIDZ(m1, s1) ~ m/s", None),
        ("x = XIDZ(m1, s1, s1) ~ m/s", "model-units-sum"),
        ("x = m1 * unknown ~ s", None),
        ("x = Time ~ year", None),
        ("x = Time ~ m", "model-units-equation"),
        ("x = SIN(2 * 3.14 * Time / t1) ~ Dmnl", None),
        ("x = f(m1) ~ kg", None),
        ("x = f(m1) ~ s", "model-units-equation"),
        ("x = m1 + (m2 + (s1 + m1)) ~ m", "model-units-sum"),
    ],
)
def test_units_of_an_equation(tmp_path, equation, code):
    path = with_units(
        tmp_path,
        "m1 = 1 ~ m ~ |\nm2 = 2 ~ metre ~ |\nkm1 = 1 ~ km ~ |\ns1 = 1 ~ s ~ |\nt1 = 2 ~ year ~ |\n"
        f"unknown = 2 ~ ~ |\nf((0,0),(1,1)) ~ kg ~ |\n{equation} ~ |\n",
    )
    hits = [p.code for p in check_model(path) if p.code in UNIT_RULES]
    assert hits == ([code] if code else [])


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("widgets/Month", "Widget / month", "same"),
        ("1/year", "year^-1", "same"),
        ("Dmnl", "fraction", "same"),
        ("$", "Dollars", "same"),
        ("people*year", "Years * person", "same"),
        ("(kg*m)/(s*s)", "N", "same"),
        ("km", "1000*m", "same"),
        ("foxes", "Fox", "same"),
        ("month", "year", "scale"),
        ("percent", "Dmnl", "scale"),
        ("hare", "hectare", "kind"),
        ("Rs/day", "1/day", "kind"),
        ("units", "nit", "kind"),
        ("widget", "gadget", "kind"),
        ("tấn/năm", "tấn/năm", "same"),
        ("tỷ đồng/người", "tỷ đồng", "kind"),
    ],
)
def test_units_compare(one, other, verdict):
    units = Units()
    assert units.read(one).compared(units.read(other)) == verdict


@pytest.mark.parametrize("text", ["", "  ", "[0,10]", "?", " [?,?,1] "])
def test_no_unit_is_none(text):
    assert Units().read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *["m)", "(m", "m*", "/m", "m^x", "m^9999", "2^2^2", "1e300*1e300", "0*m", "x" * 61, "m\0m"],
        *[
            "(" * 30 + "m" + ")" * 30,
            "m*" * 150,
            "__import__('os')",
            "{m}",
            "m;n",
            "m == n",
            "a\\b",
        ],
    ],
)
def test_unreadable_units_are_refused(text):
    with pytest.raises(UnreadableUnitError):
        Units().read(text)


UNITS = Units()


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300),
        st.text(alphabet="()*/^-. 0123456789eE$%kmsyear[]?", max_size=250),
        st.lists(st.sampled_from(["m", "*", "/", "(", ")", "^", "2", " ", "year", "**"])).map(
            "".join
        ),
    )
)
def test_no_unit_text_does_more_than_be_refused(text):
    begin = time.process_time()
    try:
        unit = UNITS.read(text)
    except UnreadableUnitError:
        unit = None
    if unit is not None:
        assert unit.compared(unit) == "same"
        assert (unit / unit).compared(PURE) == "same"
        assert str(unit)
    assert time.process_time() - begin < 2


def test_units_never_run_what_they_say(tmp_path, monkeypatch):
    def alarm(*_args, **_kwargs):
        raise AssertionError

    units = Units()
    monkeypatch.setattr("builtins.eval", alarm)
    monkeypatch.setattr("builtins.exec", alarm)
    for text in ("__import__('os').system('x')", "9**9**9**9", "kg; import os", "open", "().x"):
        try:
            units.read(text)
        except UnreadableUnitError:
            continue


def test_units_inside_a_macro(tmp_path):
    macro = (
        ":MACRO: GROW(x, r)\nGROW = level * 1 ~ kg ~ |\nlevel = INTEG(speed, x) ~ kg ~ |\n"
        "speed = level ~ kg ~ |\nmore = r * level ~ kg ~ |\n"
        ":END OF MACRO:\na = GROW(1, 2) ~ kg ~ |\n"
    )
    report = check_model(with_units(tmp_path, macro))
    found = {(p.code, p.column, p.row) for p in report if p.code in UNIT_RULES}
    assert found == {("model-units-equation", "level", 4)}
