"""The intermediate form: what is folded, what stays an array, what is shared."""

from __future__ import annotations

import numpy as np
import pytest
from support import mdl

from tamnhin.simulate.backends import numpy_backend
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
