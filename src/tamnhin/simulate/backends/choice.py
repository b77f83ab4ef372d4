"""Which back-end runs a program: the compiled one where it can be loaded, else numpy."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, Protocol

from tamnhin.errors import ConfigurationError
from tamnhin.messages import N_
from tamnhin.simulate.backends import numpy_backend
from tamnhin.simulate.backends.numpy_backend import Batch, Numbers, Study
from tamnhin.simulate.program.ir import Array, Program

COMPILED: Final = "compiled"
NUMPY: Final = "numpy"
_log = logging.getLogger(__name__)


class Run(Protocol):
    """What every back-end gives for a program; ``numpy_backend.run`` explains the parts."""

    def __call__(self, study: Study, params: Mapping[str, Array], draws: Numbers) -> Batch:
        """Run the draws of these numbers."""
        ...


@dataclass(frozen=True, slots=True)
class Backend:
    """A back-end.

    Attributes:
        name: compiled or numpy.
        prepare: makes what runs a specialised program by a method, euler or rk4.
    """

    name: str
    prepare: Callable[[Program, str], Run]


def backend(name: str | None = None) -> Backend:
    """The back-end of this name, or the fastest that works here.

    Args:
        name: compiled, numpy, or None for the compiled one with numpy where it cannot be loaded;
            that is said once in the log.

    Raises:
        ConfigurationError: no such back-end, or the compiled one cannot be loaded.
    """
    if name == NUMPY:
        return Backend(NUMPY, _numpy)
    if name not in (None, COMPILED):
        raise ConfigurationError(
            N_("There is no back-end {found}; there are: compiled, numpy."), found=str(name)
        )
    module = _compiled()
    if module is not None:
        return Backend(COMPILED, partial(_prepared, module))
    if name == COMPILED:
        raise ConfigurationError(N_("The compiled back-end cannot be loaded on this machine."))
    _say_once()
    return Backend(NUMPY, _numpy)


def choose(name: str | None, program: Program, method: str) -> Backend:
    """The back-end of this name, or the fastest that can run this program.

    Raises:
        ConfigurationError: no such back-end, not here, or it cannot run the program.
    """
    found = backend(name)
    try:
        found.prepare(program, method)
    except NotImplementedError as error:
        if name is not None:
            raise ConfigurationError(
                N_("The {name} back-end cannot run this model: {reason}."),
                name=found.name,
                reason=str(error),
            ) from error
        _log.info("numpy runs the model, more slowly: %s", error)
        return backend(NUMPY)
    return found


def _numpy(program: Program, method: str) -> Run:
    del method  # the study says it

    def run(study: Study, params: Mapping[str, Array], draws: Numbers) -> Batch:
        return numpy_backend.run(program, study, params, draws)

    return run


def _prepared(module: Any, program: Program, method: str) -> Run:
    lacking = importlib.import_module("tamnhin.simulate.backends.jit.flatten").UnsupportedError
    try:
        kernel = module.prepare(program, method=method)
    except lacking as error:
        raise NotImplementedError(str(error)) from error

    def run(study: Study, params: Mapping[str, Array], draws: Numbers) -> Batch:
        found: Batch = module.run(kernel, study, params, draws)
        return found

    return run


@cache
def _compiled() -> Any:
    """The compiled back-end where its library can be loaded, else None."""
    try:
        module = importlib.import_module("tamnhin.simulate.backends.compiled_backend")
        return None if module.engine() is None else module
    except (ImportError, OSError, AttributeError):
        return None


@cache
def _say_once() -> None:
    _log.info("the compiled back-end cannot be loaded; numpy runs the model, more slowly")
