"""Compiled programs against the numpy reference, and against themselves."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from programs import draws_of, programs

from tamnhin.simulate.backends import compiled_backend, numpy_backend
from tamnhin.simulate.backends.jit.flatten import UnsupportedError, Values
from tamnhin.simulate.backends.jit.module import Shape, write
from tamnhin.simulate.backends.jit.target import engines
from tamnhin.simulate.program.ir import (
    Bind,
    Edge,
    Graph,
    Kind,
    Op,
    Output,
    Param,
    Program,
    Schedule,
    State,
    Table,
)

ENGINES = engines()
pytestmark = pytest.mark.skipif(not ENGINES, reason="llvmlite is not installed")
RANDOM = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    derandomize=True,
)
BEST = ENGINES[0] if ENGINES else None


def run(engine, program, schedule, values, n, method="euler", seed=0, first_draw=0, workers=1):
    kernel = compiled_backend.prepare_for(engine, program, method=method)
    study = numpy_backend.Study(schedule, seed, method)
    draws = np.arange(first_draw, first_draw + n)
    return compiled_backend.run(kernel, study, values, draws, workers=workers)


def reference(program, schedule, values, n, method="euler", seed=0, first_draw=0):
    study = numpy_backend.Study(schedule, seed, method)
    return numpy_backend.run(program, study, values, np.arange(first_draw, first_draw + n))


def same(one, other):
    """Equal numbers (NaN equals NaN); the sign of a zero of MIN and MAX is not defined."""
    for name, values in one.outputs.items():
        np.testing.assert_array_equal(values, other.outputs[name], err_msg=name)
    np.testing.assert_array_equal(one.first_bad, other.first_bad)


def bits(batch):
    """All numbers as bits, NaN being one of them."""
    return {
        name: np.where(np.isnan(values), np.nan, values).tobytes()
        for name, values in batch.outputs.items()
    } | {"bad": batch.first_bad.tobytes()}


def formula(op, *arguments, size=None, attr=(), tables=(), method="euler"):
    """A program that computes one operation of its parameters at each step."""
    graph = Graph()
    leaves = [graph.leaf(Op.PARAM, len(a), Bind.RUN, i) for i, a in enumerate(arguments)]
    # Through a state, so that the operation is one of draw and step.
    state = graph.leaf(Op.STATE, 1, Bind.LANE, 0)
    leaves = [graph.make(Op.ADD, leaf, state) for leaf in leaves]
    node = graph.make(op, *leaves, size=size, attr=attr)
    zero = graph.const(0.0)
    minus = graph.const(-0.0)
    program = Program(
        tuple(graph.nodes),
        (State("z", Kind.EULER, 1, minus, zero),),
        tuple(tables),
        tuple(Param(f"p{i}", (len(a),), (0.0,) * len(a)) for i, a in enumerate(arguments)),
        {"out": Output(node, (graph.nodes[node].size,))},
    )
    return program, Schedule(np.array([0.0, 1.0]), np.array([1.0]), (0, 1))


def compare_op(op, columns, engine, **options):
    """Numbers of compiled code and of the reference for one element-wise operation."""
    program, schedule = formula(op, *([0.0] for _ in columns), **options)
    values = {f"p{i}": np.asarray(c, dtype=float).reshape(1, -1) for i, c in enumerate(columns)}
    n = values["p0"].shape[1]
    fast = run(engine, program, schedule, values, n).outputs["out"][:, 0, 0]
    slow = reference(program, schedule, values, n).outputs["out"][:, 0, 0]
    return fast, slow


SPECIAL = np.array(
    [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 3.0, 1e-320, -1e-320, 1e300, -1e300, 1e16,
     4503599627370497.5, 709.7, 710.0, -745.0, -746.0, -708.5, np.inf, -np.inf, np.nan, 0.1, 100.0]
)  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
@pytest.mark.parametrize(
    "op", [Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MOD, Op.MIN, Op.MAX, Op.LT, Op.LE, Op.GT, Op.GE,
           Op.EQ, Op.NE, Op.AND, Op.OR]
)  # fmt: skip
def test_exact_of_two(engine, op):
    a, b = (grid.ravel() for grid in np.meshgrid(SPECIAL, SPECIAL))
    fast, slow = compare_op(op, (a, b), engine)
    np.testing.assert_array_equal(fast, slow)
    if op is Op.MOD:
        known = ~np.isnan(slow)
        np.testing.assert_array_equal(np.signbit(fast[known]), np.signbit(slow[known]))


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
@pytest.mark.parametrize("op", [Op.NEG, Op.NOT, Op.ABS, Op.TRUNC, Op.SQRT])
def test_exact_of_one(engine, op):
    values = np.concatenate([SPECIAL, np.random.default_rng(1).normal(0, 1e3, 500)])
    fast, slow = compare_op(op, (values,), engine)
    np.testing.assert_array_equal(fast, slow)
    known = ~np.isnan(slow)
    np.testing.assert_array_equal(np.signbit(fast[known]), np.signbit(slow[known]))


def ulps(fast, slow):
    """The largest distance of finite numbers in units of the last place; others must be equal."""
    odd = ~np.isfinite(slow) | ~np.isfinite(fast)
    np.testing.assert_array_equal(fast[odd], slow[odd])
    distance = np.abs(fast[~odd] - slow[~odd]) / np.spacing(np.abs(slow[~odd]))
    return float(distance.max(initial=0.0))


WIDE = {
    Op.EXP: (-745, 710), Op.LN: (1e-300, 1e300), Op.SIN: (-1e3, 1e3), Op.COS: (-1e3, 1e3),
    Op.TAN: (-10, 10), Op.ASIN: (-1, 1), Op.ACOS: (-1, 1), Op.ATAN: (-50, 50), Op.SINH: (-20, 20),
    Op.COSH: (-20, 20), Op.TANH: (-5, 5),
}  # fmt: skip


@pytest.mark.parametrize("op", list(WIDE))
def test_functions_of_one(op):
    chance = np.random.default_rng(2)
    low, high = WIDE[op]
    values = [SPECIAL, chance.uniform(low, high, 20_000), chance.uniform(0.5, 2, 20_000)]
    if op is Op.LN:
        values.append(10.0 ** chance.uniform(-320, 308, 20_000))
    fast, slow = compare_op(op, (np.concatenate(values),), BEST)
    assert ulps(fast, slow) <= 4


def test_power():
    chance = np.random.default_rng(3)
    a, b = (grid.ravel() for grid in np.meshgrid(SPECIAL, SPECIAL))
    x = np.concatenate([a, 10.0 ** chance.uniform(-100, 100, 30_000), chance.uniform(0, 3, 30_000)])
    y = np.concatenate([b, chance.uniform(-3, 3, 30_000), chance.uniform(-300, 300, 30_000)])
    fast, slow = compare_op(Op.POW, (x, y), BEST)
    assert ulps(fast, slow) <= 2


@pytest.mark.parametrize("op", [*WIDE, Op.POW])
def test_functions_agree_between_engines(op):
    chance = np.random.default_rng(4)
    columns = [np.concatenate([SPECIAL, chance.normal(0, 5, 3000)])]
    if op is Op.POW:
        columns.append(np.concatenate([SPECIAL[::-1], chance.normal(0, 5, 3000)]))
    found = [compare_op(op, columns, engine)[0] for engine in ENGINES]
    for other in found[1:]:
        np.testing.assert_array_equal(found[0], other)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
@pytest.mark.parametrize("edge", list(Edge))
def test_tables(engine, edge):
    chance = np.random.default_rng(5)
    for n in [*range(1, 35), 64, 65, 100]:
        for x in (
            np.arange(n) * 0.1 + 0.3,
            np.linspace(0, 2, n) if n > 1 else np.array([1.0]),
            1900 + 5.0 * np.arange(n),
            np.sort(chance.normal(size=n)),
            np.sort(np.round(chance.normal(size=n), 1)),
        ):
            table = Table(tuple(x), tuple(chance.normal(size=n)), edge)
            around = np.concatenate([x, np.nextafter(x, np.inf), np.nextafter(x, -np.inf)])
            between = chance.uniform(x[0] - 1, x[-1] + 1, 60)
            v = np.concatenate([around, between, [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e300]])
            fast, slow = compare_op(Op.LOOKUP, (v,), engine, attr=((0,),), tables=(table,))
            np.testing.assert_array_equal(fast, slow)


@RANDOM
@given(st.data())
def test_random_programs(data):
    program, schedule = data.draw(programs())
    values, n = data.draw(draws_of(program))
    slow = reference(program, schedule, values, n, seed=7, first_draw=3)
    for engine in ENGINES:
        fast = run(engine, program, schedule, values, n, seed=7, first_draw=3)
        for name, numbers in slow.outputs.items():
            np.testing.assert_array_equal(
                fast.outputs[name], numbers, err_msg=f"{engine.name} {name}"
            )


@RANDOM
@given(st.data())
def test_random_programs_rk4(data):
    program, schedule = data.draw(programs())
    values, n = data.draw(draws_of(program))
    slow = reference(program, schedule, values, n, seed=7, method="rk4")
    fast = run(BEST, program, schedule, values, n, seed=7, method="rk4")
    for name, numbers in slow.outputs.items():
        np.testing.assert_array_equal(fast.outputs[name], numbers, err_msg=name)


@RANDOM
@given(st.data())
def test_any_batch_gives_the_same_bits(data):
    program, schedule = data.draw(programs())
    values, n = data.draw(draws_of(program))
    whole = run(BEST, program, schedule, values, n, seed=1)
    for engine in ENGINES[1:]:
        assert bits(run(engine, program, schedule, values, n, seed=1)) == bits(whole)
    assert bits(run(BEST, program, schedule, values, n, seed=1, workers=3)) == bits(whole)
    one = data.draw(st.integers(0, n - 1))
    alone = {name: v[:, one : one + 1] for name, v in values.items()}
    single = run(BEST, program, schedule, alone, 1, seed=1, first_draw=one)
    for name, numbers in single.outputs.items():
        np.testing.assert_array_equal(numbers[0], whole.outputs[name][one])
    assert single.first_bad[0] == whole.first_bad[one]


def growth():
    """dx/dt = r x from 1, with r a parameter; and ln x as an output."""
    graph = Graph()
    r = graph.leaf(Op.PARAM, 1, Bind.RUN, 0)
    x = graph.leaf(Op.STATE, 1, Bind.LANE, 0)
    rate = graph.make(Op.MUL, r, x)
    log = graph.make(Op.LN, x)
    one = graph.const(1.0)
    return Program(
        tuple(graph.nodes),
        (State("x", Kind.EULER, 1, one, rate),),
        (),
        (Param("r", (), (0.1,)),),
        {"x": Output(x, ()), "log": Output(log, ())},
    )


def steps(n, dt=1.0):
    return Schedule(np.arange(n) * dt, np.full(n - 1, dt), tuple(range(0, n, 2)))


def test_a_fault_is_dated_and_stays_in_its_draw():
    program, schedule = growth(), steps(40)
    clean = np.full((1, 200), 0.1)
    dirty = clean.copy()
    dirty[0, 17] = np.nan
    dirty[0, 64] = 1e60
    dirty[0, 65] = -1.0  # the stock is 0, its logarithm is infinite
    good = run(BEST, program, schedule, {"r": clean}, 200)
    bad = run(BEST, program, schedule, {"r": dirty}, 200)
    expected = reference(program, schedule, {"r": dirty}, 200)
    np.testing.assert_array_equal(bad.first_bad, expected.first_bad)
    assert bad.first_bad[17] == 1
    assert bad.first_bad[64] == 6
    assert bad.first_bad[65] == 2
    others = np.setdiff1d(np.arange(200), [17, 64, 65])
    assert (bad.first_bad[others] == -1).all()
    for name in good.outputs:
        np.testing.assert_array_equal(good.outputs[name][others], bad.outputs[name][others])


@RANDOM
@given(st.data())
def test_faults_are_dated_as_the_reference_dates_them(data):
    program, schedule = data.draw(programs())
    values, n = data.draw(draws_of(program))
    slow = reference(program, schedule, values, n, seed=7)
    fast = run(BEST, program, schedule, values, n, seed=7)
    # Compiled code also sees a fault in an initial value, at step 0.
    later = fast.first_bad != 0
    np.testing.assert_array_equal(fast.first_bad[later], slow.first_bad[later])


def test_normal_numbers():
    graph = Graph()
    low, high = graph.const([-1.0, -9.0]), graph.const([2.0, 9.0])
    node = graph.make(Op.NORMAL, low, high, size=2, attr=(5,))
    program = Program(tuple(graph.nodes), (), (), (), {"x": Output(node, (2,))})
    schedule = steps(50)
    fast = run(BEST, program, schedule, {}, 300, seed=2**40 + 3)
    slow = reference(program, schedule, {}, 300, seed=2**40 + 3)
    np.testing.assert_allclose(fast.outputs["x"], slow.outputs["x"], rtol=1e-13, atol=1e-14)
    assert fast.outputs["x"][..., 0].min() >= -1
    assert abs(fast.outputs["x"][..., 1].std() - 1) < 0.02


@pytest.mark.parametrize("op", [Op.SORT, Op.INVERT])
def test_an_operation_it_lacks_is_refused_by_name(op):
    program, _ = formula(op, [0.0] * 4, size=4, attr=(2,))
    program = replace(program, outputs={"order of things": program.outputs["out"]})
    with pytest.raises(UnsupportedError, match="order of things") as caught:
        compiled_backend.prepare(program)
    assert caught.value.op == op.value


def test_stream_gives_the_same_numbers_as_one_run():
    program, schedule = growth(), steps(30)
    chance = np.random.default_rng(6)
    rates = chance.uniform(-0.1, 0.2, (1, 10_000))
    kernel = compiled_backend.prepare_for(BEST, program)
    study = numpy_backend.Study(schedule)
    whole = compiled_backend.run(kernel, study, {"r": rates}, np.arange(10_000))

    def sample(first, count):
        return {"r": rates[:, first : first + count]}

    for workers in (1, 3):
        at = 0
        for piece in compiled_backend.stream(kernel, study, sample, 10_000, workers=workers):
            assert piece.first_draw == at
            count = piece.values.shape[2]
            np.testing.assert_array_equal(
                piece.values[:, 0, :].T, whole.outputs["x"][at : at + count, :, 0]
            )
            at += count
        assert at == 10_000


def test_no_draws_mixes_widths():
    program, schedule = growth(), steps(5)
    batch = run(BEST, program, schedule, {"r": np.array([[0.5]])}, 3)
    assert batch.outputs["x"].shape == (3, 3, 1)
    np.testing.assert_array_equal(batch.outputs["x"][0], batch.outputs["x"][2])


NOTICE = """
import sys, warnings
sys.modules["llvmlite"] = None
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    from tamnhin.simulate.backends.choice import backend
    from tamnhin.simulate.backends.jit.target import engine
    first, second, found = engine(), engine(), backend()
print(first, second, found.name, len(caught), caught[0].message if caught else "")
"""


def child(text, **environment):
    done = subprocess.run(
        [sys.executable, "-c", text],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_without_llvm_numpy_runs_with_one_notice():
    said = child(NOTICE)
    assert said.startswith("None None numpy 1 tamnhin: simulation is not compiled (llvmlite")


def test_an_engine_can_be_chosen():
    for engine in ENGINES:
        text = "from tamnhin.simulate.backends.jit.target import engine; print(engine().name)"
        assert child(text, TAMNHIN_ENGINE=engine.name) == engine.name
    assert child("from tamnhin.simulate.backends.jit.target import engine; print(engine())",
                 TAMNHIN_ENGINE="numpy") == "None"  # fmt: skip


def test_nothing_warns_where_it_is_installed():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compiled_backend.prepare(growth()) is not None


def test_strict_code_fuses_nothing_on_any_processor():
    llvm = pytest.importorskip("llvmlite.binding")
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    program = growth()
    for triple, cpu, fused in (
        ("x86_64-unknown-linux-gnu", "x86-64-v4", "vfmadd"),
        ("aarch64-unknown-linux-gnu", "", "fmla"),
        ("arm64-apple-macosx14", "apple-m1", "fmla"),
    ):
        target = llvm.Target.from_triple(triple).create_target_machine(cpu=cpu, opt=2)
        for fast in (False, True):
            shape = Shape(8, permutes=False, fast=fast)
            module = llvm.parse_assembly(write(Values(program, fast), shape).text)
            module.triple = triple
            assert (fused in target.emit_assembly(module)) == fast, (triple, fast)
