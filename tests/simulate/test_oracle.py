"""Models of ours, construct by construct, against PySD's own runner (1e-12 relative)."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import assert_agree, mdl, pysd_run, xmile

from tamnhin.simulate.run import load_model

pytest.importorskip("pysd")

# Construct to equations. PySD 3.14.3 runs all of these rightly.
VENSIM = {
    "arithmetic": "a = 3\nb = a + Time * 2 - a / (Time + 1)\nc = b^2 - (a - b) - -a",
    "comparison": "a = IF THEN ELSE(Time > 5, 1, 0) + (Time >= 5) + (Time = 5) + (Time <> 5)",
    "logic": "a = IF THEN ELSE(Time > 2 :AND: Time < 6 :OR: Time > 8, 1, 0)\n"
    "b = IF THEN ELSE(:NOT: (Time > 2), 4, 5)",
    "functions": "a = ABS(SIN(Time)) + EXP(-Time) + LN(Time + 1) + SQRT(Time) + MIN(Time, 3) + "
    "MAX(Time, 4) + COS(Time) + TAN(Time / 20)\n"
    "b = ARCSIN(Time / 11) + ARCCOS(Time / 11) + ARCTAN(Time) + SINH(Time / 5) + COSH(Time / 5)"
    " + TANH(Time) + LOG(Time + 2, 3) + POWER(Time, 2.5)",
    "integer, quantum, modulo": "a = INTEGER(Time * 1.7 - 5)\nb = QUANTUM(Time * 1.7, 0.4)\n"
    "c = MODULO(Time * 1.7 - 5, 3)\nd = QUANTUM(Time, 0)",
    "XIDZ, ZIDZ": "a = XIDZ(1, Time - 2, 7)\nb = ZIDZ(3, Time - 4)",
    "STEP, RAMP, PULSE": "a = STEP(3, 4) + RAMP(2, 3, 6)\nb = PULSE(2, 3)\n"
    "c = PULSE TRAIN(1, 0.5, 3, 8)",
    "INTEG": "s = INTEG(b - d, 100)\nb = s * 0.1\nd = s / 20",
    "SMOOTH": "x = 1 + STEP(4, 3)\na = SMOOTH(x, 3)\nb = SMOOTHI(x, 3, 2.5)\nc = SMOOTH3(x, 4)\n"
    "d = SMOOTH3I(x, 4, 1.5)\ne = SMOOTH N(x, 4, 2.5, 5)",
    "DELAY": "x = 1.5 + STEP(4, 3)\na = DELAY1(x, 3)\nb = DELAY1I(x, 3, 2.5)\nc = DELAY3(x, 4)\n"
    "d = DELAY3I(x, 4, 1.5)",
    "DELAY N": "x = 1.5 + STEP(4, 3)\nt = 4 + STEP(2, 5)\na = DELAY N(x, 4, 1.5, 3)\n"
    "b = DELAY N(x, t, 1.5, 4)\nc = DELAY N(x, 1, 1.5, 5)",
    "DELAY with varying time": "x = 1.5 + STEP(4, 3)\nt = 4 + RAMP(0.1, 2, 8)\na = DELAY3(x, t)\n"
    "b = DELAY1(x, t)",
    "DELAY FIXED": "x = Time * 1.5\na = DELAY FIXED(x, 3, -1)\nb = DELAY FIXED(x, 0, 2.5)\n"
    "c = DELAY FIXED(x, 0.7, 3.5)",
    "TREND, FORECAST": "x = 10 + RAMP(3, 2, 8)\na = TREND(x, 3, 0.1)\nb = FORECAST(x, 4, 5)",
    "SAMPLE IF TRUE": "a = SAMPLE IF TRUE(MODULO(Time, 3) = 0, Time * 2, -1.5)",
    "INITIAL, ACTIVE INITIAL": "s = INTEG(1.5, i)\ni = INITIAL(k * 2)\nk = 3.5 + Time\n"
    "u = ACTIVE INITIAL(s * 2, 7)\nw = INITIAL(u)",
    "WITH LOOKUP": "a = WITH LOOKUP(Time, ([(0,0)-(10,10)],(0,1),(3,4),(5,2.5),(8,9)))",
    "lookup": "t((0,1),(3,4),(5,2.5),(8,9))\na = t(Time)\nb = t(Time * 3 - 8)",
    "TIME STEP in equations": "a = TIME STEP * 2 + FINAL TIME - INITIAL TIME",
    "subscripts": "D: A, B, C ~~| x[D] = 1, 2.5, 4 ~~| y[D] = x[D] * Time ~~|"
    " z = x[B] + y[C] ~~| s[D] = INTEG(y[D], x[D]) ~~|",
    "reductions": "D: A, B, C ~~| E: P, Q ~~| x[D,E] = 1, 2; 3, 4; 5.5, 6; ~~|"
    " a = SUM(x[D!,E!]) + VMIN(x[D!,P]) ~~| b[D] = SUM(x[D,E!]) * PROD(x[D,E!]) ~~|"
    " c[E] = VMAX(x[D!,E]) - SUM(x[D!,E] * x[D!,P]) ~~| n = ELMCOUNT(D) ~~|",
    "EXCEPT": "D: A, B, C ~~| x[D] :EXCEPT: [B] = Time ~~| x[B] = 7.5 ~~|",
    "subranges": "D: A, B, C, F ~~| S: B, C ~~| x[S] = Time ~~| x[A] = 1.5 ~~| x[F] = 2.5 ~~|"
    " y[S] = x[S] * 2 ~~|",
    "mapping": "D: A, B, C -> E ~~| E: P, Q, R ~~| x[D] = 1, 2.5, 4 ~~| y[E] = x[D] * Time ~~|",
    "subscript as number": "D: A, B, C ~~| x[D] = D * 2.5 ~~| y = B ~~|"
    " z[D] = IF THEN ELSE(D = B, 1, 0) ~~|",
    "transposed": "D: A, B ~~| E: P, Q, R ~~| x[D,E] = 1, 2, 3; 4, 5, 6.5; ~~|"
    " y[E,D] = x[D,E] * Time ~~|",
    "subscripted delays": "D: A, B ~~| x[D] = 1.5, 2.5 ~~| t[D] = 2, 4 ~~|"
    " a[D] = SMOOTH3(x[D] * Time, t[D]) ~~| b[D] = DELAY3(x[D] + Time, t[D]) ~~|"
    " c[D] = DELAY FIXED(x[D] * Time, 2, 0.5) ~~|",
    "subscripted lookups": "D: A, B ~~| t[A]((0,0),(10,10.5)) ~~| t[B]((0,5),(10,0.5)) ~~|"
    " a[D] = t[D](Time) ~~|",
    "VECTOR SELECT": "D: A, B, C ~~| w[D] = 0, 1, 2 ~~| x[D] = 1.5, Time, 4 ~~|".replace(
        "x[D] = 1.5, Time, 4", "x[D] = D * 1.5 + Time"
    )
    + " a = VECTOR SELECT(w[D!], x[D!], 0, 0, 0) ~~| b = VECTOR SELECT(w[D!], x[D!], 0, 2, 0) ~~|"
    " c = VECTOR SELECT(w[D!], x[D!], 0, 4, 0) ~~| e = VECTOR SELECT(w[D!], x[D!], 0, 7, 0) ~~|",
    "VECTOR SORT ORDER, RANK, REORDER": "D: A, B, C ~~| x[D] = 3, 1, 2.5 ~~|"
    " a[D] = VECTOR SORT ORDER(x[D], 1) ~~| b[D] = VECTOR RANK(x[D], -1) ~~|"
    " c[D] = VECTOR REORDER(x[D], a[D]) ~~|",
    "INVERT MATRIX": "D: A, B ~~| E: P, Q ~~| x[D,E] = 1, 2; 3, 4.5; ~~|"
    " y[D,E] = INVERT MATRIX(x[D,E], 2) ~~|",
    "ALLOCATE BY PRIORITY": "D: A, B, C ~~| r[D] = 3, 4, 5.5 ~~| p[D] = 3, 2, 1 ~~|"
    " a[D] = ALLOCATE BY PRIORITY(r[D], p[D], ELMCOUNT(D), 1.5, Time) ~~|",
    "macro": ":MACRO: GROW(x, r)\nGROW = INTEG(r * GROW, x) ~~| \n:END OF MACRO:\n"
    "a = GROW(2.5, 0.1) ~~| b = GROW(a, 0.05) + 1 ~~|",
    "unchangeable constant": "a == 3 ~~| b = a * Time ~~|",
    "GAME": "a = GAME(Time * 2)",
    "GET TIME VALUE": "a = GET TIME VALUE(0, 3, 0)",
    "names": '"a-b c!" = 3 ~~| Tỉnh Hà Nam = "a-b c!" * Time ~~| import = 2.5 ~~| b = import ~~|',
    "data as equation": "a :INTERPOLATE: := Time * 2 ~~|",
    "ALLOCATE AVAILABLE": "D: A, B ~~| P: ptype, ppriority, pwidth, pextra ~~| r[D] = 3, 4.5 ~~|"
    " q[D,P] = 3, 2, 1, 0; 3, 1, 1, 0; ~~| a[D] = ALLOCATE AVAILABLE(r[D], q[D,ptype], Time) ~~|",
}
_LOOSE = {"ALLOCATE AVAILABLE": 1e-6}  # PySD's root finder stops there

# More of the same, in the combinations that models have: "== name", then equations.
MIXED = dict(
    part.split("\n", 1)
    for part in (Path(__file__).parent / "mixed.txt").read_text().removeprefix("== ").split("\n== ")
)

XMILE = {
    "stock and flows": '<stock name="S"><eqn>10.5</eqn><inflow>in</inflow><outflow>out</outflow>'
    '</stock><flow name="in"><eqn>S*0.1</eqn></flow><flow name="out"><eqn>S/20</eqn></flow>',
    "non-negative": '<stock name="S"><eqn>2.5</eqn><outflow>out</outflow><non_negative/></stock>'
    '<flow name="out"><eqn>1</eqn></flow>',
    "IF THEN ELSE": '<aux name="a"><eqn>IF TIME &gt; 5 AND TIME &lt; 8 THEN 1 ELSE 2</eqn></aux>',
    "gf continuous": '<aux name="a"><eqn>TIME</eqn><gf><xscale min="0" max="8"/>'
    "<ypts>1,3,2.5,4,0</ypts></gf></aux>",
    "gf extrapolate": '<gf name="g" type="extrapolate"><xscale min="2" max="8"/>'
    '<ypts>1,3,2.5,4</ypts></gf><aux name="a"><eqn>g(TIME)</eqn></aux>',
    "gf discrete": '<gf name="g" type="discrete"><xpts>0,2,4,6</xpts><ypts>1,3,2.5,4</ypts></gf>'
    '<aux name="a"><eqn>g(TIME)</eqn></aux>',
    "SMTH, DELAY": '<aux name="x"><eqn>1.5+STEP(4,3)</eqn></aux>'
    '<aux name="a"><eqn>SMTH1(x,3)+SMTH3(x,4,2.5)+SMTHN(x,4,2)</eqn></aux>'
    '<aux name="b"><eqn>DELAY1(x,3)+DELAY3(x,4)+DELAYN(x,4,2,1.5)</eqn></aux>'
    '<aux name="c"><eqn>DELAY(x,2,0.5)</eqn></aux>',
    "PULSE, RAMP": '<aux name="a"><eqn>PULSE(3,2,4)+RAMP(2,5)</eqn></aux>'
    '<aux name="b"><eqn>PULSE(3,2)</eqn></aux>',
    "TREND, FORCST, INIT": '<aux name="x"><eqn>10+TIME*2</eqn></aux>'
    '<aux name="a"><eqn>TREND(x,3)+FORCST(x,4,5)+INIT(x)</eqn></aux>',
    "SAFEDIV, MOD, INT": '<aux name="a"><eqn>SAFEDIV(3,TIME-2)+SAFEDIV(1,TIME-4,9)</eqn></aux>'
    '<aux name="b"><eqn>(TIME*3) mod 4 + INT(TIME/3)</eqn></aux>',
}


@pytest.mark.parametrize("name", VENSIM)
def test_vensim_construct(name, tmp_path):
    path = mdl(tmp_path, VENSIM[name])
    model = load_model(path)
    found = assert_agree(model, model.run(), pysd_run(path), _LOOSE.get(name, 1e-12))
    assert found >= 5


@pytest.mark.parametrize("name", MIXED)
def test_mixed_constructs(name, tmp_path):
    path = mdl(tmp_path, MIXED[name])
    model = load_model(path)
    assert assert_agree(model, model.run(), pysd_run(path)) >= 5


@pytest.mark.parametrize("name", XMILE)
def test_xmile_construct(name, tmp_path):
    path = xmile(tmp_path, XMILE[name])
    model = load_model(path)
    assert assert_agree(model, model.run(), pysd_run(path)) >= 5
