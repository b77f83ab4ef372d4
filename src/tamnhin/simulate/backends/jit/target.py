"""LLVM: instruction sets, and modules made into functions; where it is missing, one notice.

``TAMNHIN_ENGINE`` names an instruction set in place of this machine's best (on x86: sse2, avx2,
avx512; elsewhere neon or generic), or ``numpy`` for none.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Final

from tamnhin.simulate.backends.jit.formula import LIBRARY

try:
    import llvmlite.binding as llvm
except ImportError:
    llvm = None

# Lines of assembly up to which LLVM optimises in well under a second; beyond, it translates only.
OPTIMISED: Final = 12_000
_REMEMBERED: Final = 16
_AVX512: Final = ("avx512f", "avx512dq", "avx512vl")
_WHOLE, _AT = ctypes.c_int64, ctypes.c_void_p
# As the functions are written in draws.py and module.py.
_RUN: Final = (
    _AT, _WHOLE, _AT, _AT, _WHOLE, _AT, _WHOLE, _WHOLE, ctypes.c_uint64, _WHOLE, _AT, _AT, _WHOLE,
)  # fmt: skip
_CLOCK: Final = (_AT, _WHOLE, _AT, _WHOLE, ctypes.c_uint64)


@dataclass(frozen=True, slots=True)
class Engine:
    """An instruction set.

    Attributes:
        name: avx512, avx2, sse2, neon or generic.
        cpu: LLVM's name of the processor that is written for.
        features: LLVM's words for what it has, beyond that.
        width: doubles of a register.
    """

    name: str
    cpu: str
    features: str
    width: int

    @property
    def permutes(self) -> bool:
        """Whether registers are tables: AVX-512's permutes."""
        return self.name == "avx512"


class Compiled:
    """The functions of a module, in memory.

    Attributes:
        run: the draws.
        clock: the numbers that depend on time alone.
    """

    def __init__(self, text: str, engine: Engine) -> None:
        module = llvm.parse_assembly(text)
        level = 2 if text.count("\n") <= OPTIMISED else 0
        machine = llvm.Target.from_default_triple().create_target_machine(
            cpu=engine.cpu, features=engine.features, opt=level, jit=True
        )
        self._owner = llvm.create_mcjit_compiler(module, machine)
        self._owner.finalize_object()
        self.run = self._function("run", _RUN)
        self.clock = self._function("clock", _CLOCK)

    def _function(self, name: str, types: tuple[Any, ...]) -> Callable[..., None]:
        # Called through ctypes, so that the interpreter's lock is free meanwhile.
        address = self._owner.get_function_address(name)
        return ctypes.CFUNCTYPE(None, *types)(address)


_lock = threading.Lock()
_compiled: OrderedDict[tuple[bytes, str], Compiled] = OrderedDict()


def compiled(text: str, engine: Engine) -> Compiled:
    """A module as functions; the last few are remembered."""
    key = sha256(text.encode()).digest(), engine.name
    with _lock:
        found = _compiled.get(key)
        if found is None:
            found = _compiled[key] = Compiled(text, engine)
            while len(_compiled) > _REMEMBERED:
                _compiled.popitem(last=False)
        _compiled.move_to_end(key)
        return found


def engine() -> Engine | None:
    """The best instruction set of this machine; None, with one notice, where there is none."""
    return _choose(os.environ.get("TAMNHIN_ENGINE", ""))


@cache
def engines() -> tuple[Engine, ...]:
    """All instruction sets that this machine can run, best first."""
    if llvm is None:
        _notice("llvmlite is not installed")
        return ()
    try:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        _library()
        return _describe()
    except (AttributeError, OSError, RuntimeError) as error:
        _notice(str(error))
        return ()


def _describe() -> tuple[Engine, ...]:
    cpu, has = llvm.get_host_cpu_name(), llvm.get_host_cpu_features()
    host = ",".join([flag for flag in has.flatten().split(",") if flag])
    machine = llvm.get_process_triple().split("-")[0]
    if machine not in ("x86_64", "amd64"):
        return (Engine("neon" if machine in ("aarch64", "arm64") else "generic", cpu, host, 2),)
    levels = [("sse2", "x86-64", 2)]
    if has.get("avx2") and has.get("fma"):
        levels.insert(0, ("avx2", "x86-64-v3", 4))
    if all(has.get(feature) for feature in _AVX512):
        levels.insert(0, ("avx512", "x86-64-v4", 8))
    # The best is written for this very processor; the others for the level that they name.
    name, _, width = levels[0]
    best = Engine(name, cpu, f"{host},-prefer-256-bit", width)
    return (best, *(Engine(name, level, "", width) for name, level, width in levels[1:]))


def _library() -> None:
    """The C library's functions under our own names, which LLVM does not know."""
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    if not hasattr(library, "tanh"):
        library = ctypes.CDLL("libm.so.6")
    for name in (*LIBRARY, "pow", "fmod", "log"):
        llvm.add_symbol(f"tn.{name}", ctypes.cast(getattr(library, name), _AT).value)


@cache
def _choose(wish: str) -> Engine | None:
    if wish == "numpy":
        return None
    usable = engines()
    fitting = [e for e in usable if not wish or e.name == wish]
    if wish and usable and not fitting:
        warnings.warn(f"TAMNHIN_ENGINE={wish}: not usable on this machine", stacklevel=2)
        return _choose("")
    return fitting[0] if fitting else None


def _notice(reason: str) -> None:
    warnings.warn(
        f"tamnhin: simulation is not compiled ({reason}); using numpy, some fifty times slower. "
        "pip install llvmlite",
        stacklevel=4,
    )
