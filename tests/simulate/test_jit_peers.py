"""Compiled programs against the reference on the public models that can be read."""

from __future__ import annotations

import numpy as np
import pytest
from support import ENDINGS, SHARED

from tamnhin.errors import ModelError
from tamnhin.simulate.backends import compiled_backend, numpy_backend
from tamnhin.simulate.backends.jit.flatten import UnsupportedError
from tamnhin.simulate.backends.jit.target import engines
from tamnhin.simulate.program.fold import specialise
from tamnhin.simulate.program.schedule import schedule
from tamnhin.simulate.run import load_model
from tamnhin.simulate.source.model import CONTROLS

FILES = sorted(p for p in SHARED.rglob("*") if p.suffix in ENDINGS) if SHARED.exists() else []
LONG = 5000  # steps: two models of pure repetition


@pytest.mark.shared
@pytest.mark.skipif(not engines(), reason="llvmlite is not installed")
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_compiled_and_reference_agree(path):
    try:
        model = load_model(path)
    except ModelError:
        pytest.skip("not readable")
    clock = schedule(specialise(model.program, (), CONTROLS), None)
    if len(clock.times) > LONG:
        pytest.skip("long")
    program = specialise(model.program, ())
    study = numpy_backend.Study(clock, 3, model.source.method)
    try:
        kernel = compiled_backend.prepare(program, method=study.method)
    except UnsupportedError as error:
        pytest.skip(str(error))
    got = compiled_backend.run(kernel, study, {}, np.arange(2))
    expected = numpy_backend.run(program, study, {}, np.arange(2))
    for name, values in expected.outputs.items():
        # Equal to the bit but for functions of the C library.
        scale = np.abs(values[np.isfinite(values)]).max(initial=0.0)
        np.testing.assert_allclose(
            got.outputs[name], values, rtol=1e-9, atol=1e-9 * scale, err_msg=name
        )
    np.testing.assert_array_equal(got.first_bad, expected.first_bad)
