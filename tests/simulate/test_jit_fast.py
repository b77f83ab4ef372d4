"""The liberties of ``fast``, and the two tiers of compiling: how far results may move."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support import ENDINGS, SHARED

from tamnhin.errors import ModelError
from tamnhin.simulate.backends import compiled_backend, numpy_backend
from tamnhin.simulate.backends.choice import choose
from tamnhin.simulate.backends.jit import flatten, target
from tamnhin.simulate.backends.jit.flatten import UnsupportedError
from tamnhin.simulate.notice import Notice
from tamnhin.simulate.program.fold import specialise
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
from tamnhin.simulate.program.schedule import schedule
from tamnhin.simulate.run import load_model
from tamnhin.simulate.source.model import CONTROLS

pytestmark = pytest.mark.skipif(not target.engines(), reason="llvmlite is not installed")
MODELS = sorted((Path(__file__).parents[2] / "benchmarks" / "models").glob("*.mdl"))
FILES = sorted(p for p in SHARED.rglob("*") if p.suffix in ENDINGS) if SHARED.exists() else []
LONG = 5000  # steps
# Share of the largest value of an output that ``fast`` may be off.
TOLERANCE = 1e-9
# Models that round numbers which are whole but for the last place: there fast may jump elsewhere.
JUMPING = {"test_rounding", "test_subscripted_round"}
CLOCK = Schedule(np.arange(30) * 0.25, np.full(29, 0.25), (0, 10, 20, 29))


def smooth(seed):
    """A random program of positive numbers without jumps: sums, products, quotients, tables."""
    chance, graph = np.random.default_rng(seed), Graph()
    params = [graph.leaf(Op.PARAM, 1, Bind.RUN, i) for i in range(3)]
    states = [graph.leaf(Op.STATE, 1, Bind.LANE, i) for i in range(4)]
    one = graph.const(1.0)
    tables = tuple(
        Table(tuple(np.linspace(0, 3, n)), tuple(chance.uniform(0.1, 2, n)), Edge.CLAMP)
        for n in (2, 5, 12, 40)
    )
    nodes = [*params, *states]
    for _ in range(25):
        a, b, c = (nodes[i] for i in chance.integers(0, len(nodes), 3))
        bounded = graph.make(Op.DIV, a, graph.make(Op.ADD, one, b))
        kind = chance.integers(0, 4)
        if kind == 0:
            table = int(chance.integers(0, len(tables)))
            nodes.append(graph.make(Op.LOOKUP, bounded, attr=((table,),)))
        else:
            nodes.append(graph.make((Op.MUL, Op.ADD, Op.MIN)[kind - 1], bounded, c))
    rates = [
        graph.make(Op.SUB, node, state) for node, state in zip(nodes[-4:], states, strict=True)
    ]
    return Program(
        tuple(graph.nodes),
        tuple(State(f"s{i}", Kind.EULER, 1, one, rate) for i, rate in enumerate(rates)),
        tables,
        tuple(Param(f"p{i}", (), (1.0,)) for i in range(3)),
        {f"s{i}": Output(state, ()) for i, state in enumerate(states)},
    )


def both(program, study, params, draws):
    """Results of strict and of fast."""
    return [
        compiled_backend.run(
            compiled_backend.prepare(program, method=study.method, fast=fast), study, params, draws
        )
        for fast in (False, True)
    ]


def close(one, other, tolerance):
    for name, values in one.outputs.items():
        scale = np.abs(values[np.isfinite(values)]).max(initial=0.0)
        np.testing.assert_allclose(
            other.outputs[name], values, rtol=0, atol=tolerance * scale, err_msg=name
        )
    np.testing.assert_array_equal(one.first_bad, other.first_bad)


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_fast_is_near_strict_on_random_programs(method):
    for seed in range(15):
        chance = np.random.default_rng(seed)
        params = {f"p{i}": chance.uniform(0.5, 2, (1, 50)) for i in range(3)}
        study = numpy_backend.Study(CLOCK, 0, method)
        strict, fast = both(smooth(seed), study, params, np.arange(50))
        close(strict, fast, 1e-12)


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_fast_is_near_strict_on_the_benchmarks(path):
    model = load_model(path)
    clock = schedule(specialise(model.program, (), CONTROLS), None)
    program = specialise(model.program, ())
    strict, fast = both(program, numpy_backend.Study(clock), {}, np.arange(3))
    close(strict, fast, 1e-12)


@pytest.mark.shared
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_fast_is_near_strict_on_public_models(path):
    try:
        model = load_model(path)
    except ModelError:
        pytest.skip("not readable")
    clock = schedule(specialise(model.program, (), CONTROLS), None)
    if len(clock.times) > LONG or path.stem in JUMPING:
        pytest.skip("long, or jumps")
    study = numpy_backend.Study(clock, 3, model.source.method)
    try:
        strict, fast = both(specialise(model.program, ()), study, {}, np.arange(2))
    except UnsupportedError as error:
        pytest.skip(str(error))
    close(strict, fast, TOLERANCE)


def test_fast_does_not_depend_on_the_batch():
    program, study = smooth(3), numpy_backend.Study(CLOCK)
    params = {f"p{i}": np.random.default_rng(i).uniform(0.5, 2, (1, 700)) for i in range(3)}
    kernel = compiled_backend.prepare(program, fast=True)
    whole = compiled_backend.run(kernel, study, params, np.arange(700))
    for workers in (2, 3):
        again = compiled_backend.run(kernel, study, params, np.arange(700), workers=workers)
        assert all((again.outputs[k] == v).all() for k, v in whole.outputs.items())
    part = {name: values[:, 123:130] for name, values in params.items()}
    few = compiled_backend.run(kernel, study, part, np.arange(123, 130))
    assert all((few.outputs[k] == v[123:130]).all() for k, v in whole.outputs.items())


def test_a_program_translated_without_optimising_gives_the_same_bits(monkeypatch):
    study = numpy_backend.Study(CLOCK)
    params = {f"p{i}": np.random.default_rng(i).uniform(0.5, 2, (1, 50)) for i in range(3)}
    for seed in range(3):
        kernel = compiled_backend.prepare(smooth(seed))
        quick = compiled_backend.run(kernel, study, params, np.arange(50))
        with monkeypatch.context() as patch:
            patch.setattr(target, "OPTIMISED", 0)
            patch.setattr(target, "_compiled", type(target._compiled)())
            slow = compiled_backend.prepare(smooth(seed))
        assert slow.functions is not kernel.functions
        again = compiled_backend.run(slow, study, params, np.arange(50))
        assert all((again.outputs[k] == v).all() for k, v in quick.outputs.items())


def test_a_huge_program_is_left_to_numpy(monkeypatch):
    program = smooth(0)
    monkeypatch.setattr(flatten, "LARGEST", 10)
    with pytest.raises(UnsupportedError, match=r"size .* > 10"):
        compiled_backend.prepare(program)
    with pytest.warns(Notice, match=r"not compiled because of size .* > 10"):
        assert choose(None, program, "euler").name == "numpy"
