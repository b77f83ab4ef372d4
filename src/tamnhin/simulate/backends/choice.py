"""Which back-end runs a program: the compiled one where it can be loaded, else numpy.

``fast`` is the compiled one with arithmetic that may differ in the last places.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, Protocol

from tamnhin.errors import ConfigurationError
from tamnhin.messages import N_
from tamnhin.simulate.backends import numpy_backend
from tamnhin.simulate.backends.numpy_backend import Batch, Numbers, Study
from tamnhin.simulate.notice import tell
from tamnhin.simulate.program.ir import Array, Program

COMPILED: Final = "compiled"
FAST: Final = "fast"
NUMPY: Final = "numpy"


class Run(Protocol):
    """What every back-end gives for a program; ``numpy_backend.run`` explains the parts."""

    def __call__(self, study: Study, params: Mapping[str, Array], draws: Numbers) -> Batch:
        """Run the draws of these numbers."""
        ...


@dataclass(frozen=True, slots=True)
class Backend:
    """A back-end.

    Attributes:
        name: compiled, fast or numpy.
        prepare: makes what runs a specialised program by a method, euler or rk4.
    """

    name: str
    prepare: Callable[[Program, str], Run]


def backend(name: str | None = None) -> Backend:
    """The back-end of this name, or the fastest that works here.

    Args:
        name: compiled, fast, numpy, or None for the compiled one with numpy where it cannot be
            loaded; of which one notice is given.

    Raises:
        ConfigurationError: no such back-end, or the compiled one cannot be loaded.
    """
    if name == NUMPY:
        return Backend(NUMPY, _numpy)
    if name not in (None, COMPILED, FAST):
        raise ConfigurationError(
            N_("There is no back-end {found}; there are: compiled, fast, numpy."), found=str(name)
        )
    module = _compiled()
    if module is not None:
        return Backend(name or COMPILED, partial(_prepared, module, name == FAST))
    if name is not None:
        raise ConfigurationError(
            N_("The compiled back-end cannot be loaded on this machine: install the extra sd.")
        )
    return Backend(NUMPY, _numpy)


@dataclass(frozen=True, slots=True)
class _Ready:
    """What was made ready last: the run that follows a choice needs the same again."""

    program: Program
    name: str
    method: str
    run: Run


_ready: list[_Ready] = []


def ready(name: str, program: Program, method: str) -> Run:
    """What runs this program on the back-end of this name; prepared anew unless it was the last."""
    for last in _ready[:1]:
        if last.program is program and (last.name, last.method) == (name, method):
            return last.run
    return backend(name).prepare(program, method)


def _keep(found: Backend, program: Program, method: str) -> None:
    run = found.prepare(program, method)
    _ready[:] = [_Ready(program, found.name, method, run)]


def choose(name: str | None, program: Program, method: str) -> Backend:
    """The back-end of this name, or the fastest that can run this program.

    Raises:
        ConfigurationError: no such back-end, not here, or it cannot run the program.
    """
    found = backend(name)
    try:
        _keep(found, program, method)
    except NotImplementedError as error:
        if name is not None:
            raise ConfigurationError(
                N_("The {name} back-end cannot run this model: {reason}."),
                name=found.name,
                reason=str(error),
            ) from error
        tell(
            N_("Numpy runs this model, more slowly; it is not compiled because of {reason}."),
            reason=str(error),
        )
        return backend(NUMPY)
    return found


def _numpy(program: Program, method: str) -> Run:
    del method  # the study says it

    def run(study: Study, params: Mapping[str, Array], draws: Numbers) -> Batch:
        return numpy_backend.run(program, study, params, draws)

    return run


def numbers_of(name: str) -> str:
    """What the numbers of a back-end depend on: its name, and for fast the instruction set."""
    module = _compiled() if name == FAST else None
    return name if module is None else f"{name} {module.engine().name}"


def _prepared(module: Any, fast: bool, program: Program, method: str) -> Run:
    lacking = importlib.import_module("tamnhin.simulate.backends.jit.flatten").UnsupportedError
    try:
        kernel = module.prepare(program, method=method, fast=fast)
    except lacking as error:
        raise NotImplementedError(str(error)) from error

    def run(study: Study, params: Mapping[str, Array], draws: Numbers) -> Batch:
        found: Batch = module.run(kernel, study, params, draws)
        return found

    return run


@cache
def _compiled() -> Any:
    """The compiled back-end where its library can be loaded, else None and one notice."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            module = importlib.import_module("tamnhin.simulate.backends.compiled_backend")
            found = None if module.engine() is None else module
        except (ImportError, OSError, AttributeError):
            found = None
    if found is None and said:  # nothing is said where TAMNHIN_ENGINE asks for numpy
        tell(
            N_(
                "The compiled back-end cannot be loaded here, so numpy runs models, some fifty "
                "times slower. Install the extra sd, which brings llvmlite."
            )
        )
    return found
