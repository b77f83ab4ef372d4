"""The shared library: found, loaded once, its engines described; missing, one notice.

``TAMNHIN_ENGINE`` names an engine to use in place of the best one (sse2, avx2, avx512, generic,
or ``numpy`` for none), and ``TAMNHIN_KERNEL`` the file to load.
"""

from __future__ import annotations

import ctypes
import os
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ABI = 1
_POINTERS = (
    "code", "sections", "scalars", "clock", "tables", "params", "param_rows", "state_rows",
    "lists", "saved", "out", "fault",
)  # fmt: skip
_SIZES = (
    "n_code", "n_scalars", "n_clock", "n_tables", "n_rows", "n_params", "n_states", "n_rings",
    "n_steps", "n_out", "n_lists", "param_stride", "out_stride", "n_draws",
)  # fmt: skip


class Job(ctypes.Structure):
    """TnJob of kernel.h: keep the two in the same order."""

    _fields_ = (
        *((name, ctypes.c_void_p) for name in _POINTERS),
        *((name, ctypes.c_int64) for name in _SIZES),
        ("seed", ctypes.c_uint64),
        ("first_draw", ctypes.c_int64),
        ("stages", ctypes.c_int32),
        ("checked", ctypes.c_int32),
    )


@dataclass(frozen=True, slots=True)
class Engine:
    """The kernel compiled for one instruction set.

    Attributes:
        index: its number in the library.
        name: sse2, avx2, avx512, generic; with _fast where it contracts and multiplies by
            reciprocals.
        lanes: draws in a block.
        head: bytes of the workspace before the scalars.
        ops: operation numbers by name.
    """

    index: int
    name: str
    lanes: int
    head: int
    ops: dict[str, int]

    def run(self, job: Job) -> None:
        """Run a job; the interpreter lock is free meanwhile.

        Raises:
            MemoryError: the workspace or a delay did not fit.
        """
        library = _load()
        assert library is not None  # noqa: S101 - engines come from the library
        if library.tn_run(self.index, ctypes.byref(job)):
            raise MemoryError


def engine(*, fast: bool = False) -> Engine | None:
    """The best engine for this machine; None, with one notice, where there is none."""
    return _choose(os.environ.get("TAMNHIN_ENGINE", ""), fast)


def engines() -> tuple[Engine, ...]:
    """All engines this machine can run, best first."""
    library = _load()
    if library is None:
        return ()
    return tuple(_describe(library, i) for i in range(library.tn_engines()) if library.tn_usable(i))


@cache
def _choose(wish: str, fast: bool) -> Engine | None:
    if wish == "numpy":
        return None
    usable = engines()
    named = [e for e in usable if not wish or e.name.removesuffix("_fast") == wish]
    fitting = [e for e in named if e.name.endswith("_fast") == fast] or named
    if wish and not fitting and usable:
        warnings.warn(f"TAMNHIN_ENGINE={wish}: not usable on this machine", stacklevel=2)
        return _choose("", fast)
    return fitting[0] if fitting else None


@cache
def _describe(library: ctypes.CDLL, index: int) -> Engine:
    buffer = ctypes.create_string_buffer(64)
    ops = {}
    for number in range(library.tn_ops(index)):
        library.tn_op(index, number, buffer, len(buffer))
        ops[buffer.value.decode()] = number
    name = library.tn_name(index).decode()
    return Engine(index, name, library.tn_lanes(index), library.tn_head(index), ops)


@cache
def _load() -> ctypes.CDLL | None:
    wish = os.environ.get("TAMNHIN_KERNEL")
    path = Path(wish) if wish else Path(__file__).with_name("_kernel.so")
    try:
        library = ctypes.CDLL(str(path))
        if library.tn_abi() != ABI:
            _notice("built for another version of tamnhin")
            return None
    except (OSError, AttributeError) as error:
        _notice("not built" if not path.exists() else str(error))
        return None
    library.tn_name.restype = ctypes.c_char_p
    return library


def _notice(reason: str) -> None:
    warnings.warn(
        f"tamnhin: no compiled simulation kernel ({reason}); using numpy, some fifty times slower. "
        "Reinstall with a C++ compiler present to build it.",
        stacklevel=3,
    )
