"""PRIM: the published results of the EMA workbench, recorded runs of it, and what must hold."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamnhin.errors import InputError
from tamnhin.simulate.analysis.discovery import Choice, Interval, find_boxes
from tamnhin.simulate.analysis.prim import cut

# --- published in the EMA workbench's own test of its quantile (test_prim.py, test_quantile) ----


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (range(10), {0.9: 8.5, 0.95: 8.5, 0.1: 0.5, 0.05: 0.5}),
        ([1], {0.9: 1, 0.95: 1, 0.1: 1, 0.05: 1}),
        ([1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9], {0.9: 8.5, 0.95: 8.5, 0.1: 1.5, 0.05: 1.5}),
    ],
)
def test_cuts_are_those_published(values, expected):
    for share, value in expected.items():
        assert cut(np.array(values, dtype=float), share) == value


# --- published: quaquel/EMAworkbench docs/source/examples/scenario_discovery.ipynb, over the data
# --- of Bryant and Lempert (2010), which stand beside this file with their licence.


def test_the_boxes_of_bryant_and_lempert_are_those_published():
    path = Path(__file__).with_name("bryant-lempert-2010.csv")
    with path.open(encoding="utf-8") as stream:
        head, *rows = csv.reader(stream)
    data = np.array(rows, dtype=float)
    x = {name: data[:, i] for i, name in enumerate(head[:-1])}
    y = data[:, -1]
    assert (len(y), y.sum()) == (882, 89)
    found = find_boxes(x, y, peel=0.1)
    last = found.boxes[-1]
    assert len(found.boxes) == 28
    assert last.mass == pytest.approx(0.05102040816326531)
    assert last.coverage == pytest.approx(0.5056179775280899)
    assert (last.density, len(last.restricted)) == (1.0, 6)
    box = found.boxes[21]
    assert box.coverage == pytest.approx(0.752809, abs=5e-7)
    assert box.density == pytest.approx(0.770115, abs=5e-7)
    assert box.mass == pytest.approx(0.0986395, abs=5e-8)
    limits = {limit.name: limit for limit in box.restricted}
    assert set(limits) == {
        "Total biomass",
        "Demand elasticity",
        "Biomass backstop price",
        "Cellulosic cost",
    }
    assert limits["Total biomass"].high == pytest.approx(755.799988)
    assert limits["Total biomass"].p_high == pytest.approx(4.716968553178765e-06)
    assert limits["Demand elasticity"].low == pytest.approx(-0.422)
    assert limits["Demand elasticity"].p_low == pytest.approx(1.1849299115762218e-16)
    assert limits["Biomass backstop price"].low == pytest.approx(150.049995)
    assert limits["Biomass backstop price"].p_low == pytest.approx(3.515112530263049e-11)
    assert limits["Cellulosic cost"].low == pytest.approx(72.650002)
    assert limits["Cellulosic cost"].p_low == pytest.approx(0.15741333528927348)


# --- recorded: ema-workbench 2.5.3 with numpy 2.4.6 and pandas 3.1.1 on Python 3.11, on
# --- 2026-11-23, over the data below, which are ours. Two boxes one after another; each is the
# --- list of (runs, hits, restricted inputs) of its peeling trajectory, and its last limits.


def corner():
    i = np.arange(120)
    x = {"a": (i * 37 % 120) / 120, "b": (i * 17 % 120) / 120, "c": (i * 71 % 120) / 120}
    return x, (x["a"] > 0.55) & (x["b"] < 0.4)


def mixed():
    i = np.arange(150)
    x = {
        "a": (i * 53 % 150) / 150,
        "w": i * 19 % 11 * 1.0,
        "kind": np.array(list("pqrs"))[i * 7 % 4],
    }
    planted = (x["a"] > 0.3) & (x["w"] >= 4) & np.isin(x["kind"], ["q", "r"])
    return x, planted | (i % 29 == 0)


def ragged():
    i = np.arange(200)
    x = {"a": np.round(10 * np.sin(i) ** 2, 1), "b": np.cos(i * 1.7), "c": (i * 91 % 200) / 10.0}
    return x, (x["a"] + 3 * x["b"] > 6) & (i % 7 != 0)


RECORDED = {
    "corner": (
        corner,
        0.1,
        [
            (
                "120,23,0 108,23,1 97,23,1 87,23,1 78,23,1 70,23,1 63,23,1 56,23,1 50,23,2 "
                "45,23,2 40,23,2 36,23,2 32,23,2 28,23,2 25,23,2 22,22,2",
                [
                    ("a", 0.5291666666666667, None, 5.5865810451096625e-08, None),
                    ("b", None, 0.3875, None, 3.1468482337065135e-09),
                ],
            ),
            (
                "98,1,0 88,1,1 79,1,1 71,1,1 63,1,1 56,1,1 50,1,1 45,1,1 40,1,1 36,1,1 32,1,1 "
                "28,1,1 25,1,1 22,1,1 19,1,1 17,1,1 15,1,1 13,1,1 11,1,1 9,1,1 8,1,1 7,1,1 6,1,1",
                [("a", 0.5125, 0.5708333333333333, 0.08505425881005184, 0.15551243015966848)],
            ),
        ],
    ),
    "mixed": (
        mixed,
        0.05,
        [
            (
                "150,37,0 112,35,1 74,33,1 67,33,2 60,33,2 57,33,3 54,33,3 51,33,3 48,33,3 "
                "45,33,3 42,33,3 39,33,3 34,32,3 31,31,3",
                [
                    ("a", 0.31333333333333335, None, 9.607813888560974e-06, None),
                    ("w", 3.5, None, 1.3780236692543612e-06, None),
                    ("kind", ("q", "r"), ("p", "s"), 1.7938549614587167e-10),
                ],
            ),
            (
                "119,6,0 109,6,1 100,6,1 88,6,1 79,6,1 71,6,1 54,5,2 39,4,2 19,2,2 16,2,2",
                [
                    ("w", None, 4.5, None, 0.20474047702426343),
                    ("kind", ("p",), ("q", "r", "s"), 0.36634889203473703),
                ],
            ),
        ],
    ),
    "ragged": (
        ragged,
        0.07,
        [
            (  # the last step is a paste
                "200,72,0 184,72,1 169,72,1 156,72,1 145,72,1 134,72,1 124,72,1 115,72,1 "
                "107,70,2 99,67,2 92,64,2 85,63,2 79,59,2 73,58,2 67,55,2 62,51,2 57,47,2 "
                "53,46,2 49,43,2 45,40,2 41,37,3 38,35,3 39,36,3",
                [
                    ("a", 7.25, None, 1.365496014430053e-10, None),
                    (
                        "b",
                        -0.6499475798846143,
                        0.9804778053183243,
                        0.03722197336597656,
                        0.35715766051023723,
                    ),
                    ("c", 0.8, 19.1, 0.4837241975566423, 0.5028227978066654),
                ],
            ),
            (
                "161,36,0 145,36,1 133,36,1 123,36,1 112,36,1 104,36,1 95,36,1 88,36,1 79,36,1 "
                "73,35,1 67,33,2 62,32,2 57,30,2 53,30,2",
                [
                    ("a", 4.05, None, 9.54076963817489e-07, None),
                    ("b", -0.8378595553861765, None, 0.13045685630878098, None),
                ],
            ),
        ],
    ),
}


@pytest.mark.parametrize("name", RECORDED)
def test_boxes_are_those_that_the_ema_workbench_found(name):
    data, peel, expected = RECORDED[name]
    x, y = data()
    remaining = np.ones(len(y), dtype=bool)
    for trajectory, limits in expected:
        found = find_boxes(x, y, peel=peel, paste=0.1, remaining=remaining)
        steps = [f"{b.count},{b.hits},{len(b.restricted)}" for b in found.boxes]
        assert " ".join(steps) == trajectory
        last = found.boxes[-1]
        for limit, wanted in zip(last.restricted, limits, strict=True):
            assert limit.name == wanted[0]
            if isinstance(limit, Choice):
                assert (limit.kept, limit.dropped) == wanted[1:3]
                assert limit.p == pytest.approx(wanted[3], rel=1e-9)
            else:
                got = (limit.low, limit.high, limit.p_low, limit.p_high)
                for one, other in zip(got, wanted[1:], strict=True):
                    assert (one is None) == (other is None)
                    assert one is None or one == pytest.approx(other, rel=1e-9)
        remaining &= ~last.contains(x)


def test_whole_numbers_have_whole_limits():
    x, y = mixed()
    last = find_boxes({**x, "w": x["w"].astype(int)}, y, paste=0.1).boxes[-1]
    assert last.restricted[1] == Interval("w", 4.0, None, last.restricted[1].p_low, None)
    assert last.limits() == ("a ≥ 0.313333", "w ≥ 4", "kind ∈ {q, r}")


# --- what must hold -----------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_box_is_what_it_says(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 10_000)))
    n = data.draw(st.integers(2, 120))
    x = {
        "real": rng.normal(size=n),
        "tied": rng.integers(0, 4, n) / 2,
        "whole": rng.integers(-3, 9, n),
        "kind": rng.choice(["đỏ", "xanh", "tím"], n),
    }
    y = rng.random(n) < data.draw(st.floats(0.05, 0.95))
    y[0] = True
    objective = data.draw(st.sampled_from(["gain", "mean"]))
    peel = data.draw(st.floats(0.01, 0.3))
    found = find_boxes(x, y, peel=peel, objective=objective)
    assert found == find_boxes(x, y, peel=peel, objective=objective)
    for box in found.boxes:
        inside = box.contains(x)
        assert (inside.sum(), (inside & y).sum()) == (box.count, box.hits)
        assert box.coverage == pytest.approx(box.hits / y.sum())
        assert box.coverage * y.sum() == pytest.approx(box.density * box.count)
        assert box.mass == pytest.approx(box.count / n)
        assert len(box.limits()) == len(box.restricted)
        for limit in box.restricted:
            values = (limit.p,) if isinstance(limit, Choice) else (limit.p_low, limit.p_high)
            assert any(p is not None for p in values)
            assert all(p is None or 0 <= p <= 1 for p in values)
    masses = [box.mass for box in found.boxes]
    lowest = masses.index(min(masses))
    assert all(a > b for a, b in pairwise(masses[: lowest + 1]))
    assert all(a < b for a, b in pairwise(masses[lowest:]))
    assert all(box.mass >= 0.05 for box in found.boxes)
    if objective == "gain":
        densities = [box.density for box in found.boxes]
        assert all(a < b for a, b in pairwise(densities))


def test_a_planted_box_is_found():
    rng = np.random.default_rng(3)
    x = {f"x{i}": rng.random(5000) for i in range(6)}
    y = (x["x1"] > 0.6) & (x["x4"] < 0.3)
    found = find_boxes(x, y)
    best = max(found.boxes, key=lambda box: box.coverage * box.density)
    assert best.coverage > 0.97
    assert best.density > 0.97
    limits = {limit.name: limit for limit in best.restricted if min(_p(limit)) < 1e-6}
    assert set(limits) == {"x1", "x4"}
    assert limits["x1"].low == pytest.approx(0.6, abs=0.02)
    assert limits["x4"].high == pytest.approx(0.3, abs=0.02)
    assert found.densest(0.99).coverage >= 0.99
    assert found.densest(0.0).density == max(box.density for box in found.boxes)


def _p(limit):
    return [p for p in (limit.p_low, limit.p_high) if p is not None]


def test_the_curve_is_a_table_that_can_be_written():
    rows = find_boxes(*corner(), peel=0.1).table()
    assert [row["box"] for row in rows] == list(range(len(rows)))
    assert rows[0]["limits"] == ""
    assert rows[-1]["limits"] == "a ≥ 0.529167; b ≤ 0.3875"
    assert Interval("a", 1.0, 2.0).__str__() == "1 ≤ a ≤ 2"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"interest": np.zeros(4)}, "nothing to explain"),
        ({"interest": np.ones(3)}, "one value for each run"),
        ({"inputs": {}}, "no inputs"),
        ({"inputs": {"a": [1.0, 2.0, np.inf, 4.0]}}, "input a"),
        ({"inputs": {"a": [1.0, 2, 3, 4], "b": [1.0, 2]}}, "one value for each run"),
        ({"peel": 0.7}, "between 0 and 0.5"),
        ({"remaining": np.ones(9)}, "one value for each run"),
    ],
)
def test_what_cannot_be_searched_is_refused_with_words(change, words):
    call = {"inputs": {"a": [1.0, 2.0, 3.0, 4.0]}, "interest": [1, 0, 0, 1]} | change
    inputs, interest = call.pop("inputs"), call.pop("interest")
    with pytest.raises(InputError) as raised:
        find_boxes(inputs, interest, **call)
    assert words in raised.value.text("en")
