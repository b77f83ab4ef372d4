"""Build hook: compiles the simulation kernel with the system's C++ compiler, if there is one.

With a compiler the wheel holds the shared library and is for this platform; without one, or
with TAMNHIN_PURE=1, it is a pure wheel and simulation uses the numpy back-end. Nothing is
downloaded. ``python hatch_build.py`` compiles in place, for work on the kernel itself.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
KERNEL = ROOT / "src" / "tamnhin" / "simulate" / "backends" / "kernel"
LIBRARY = KERNEL / "_kernel.so"
# -O2 with no contraction: the same bits from every instruction set. Handlers pass their
# accumulator in registers, so sibling calls must be jumps and vzeroupper must not come between.
FLAGS = [
    "-std=c++17", "-O2", "-fPIC", "-fvisibility=hidden", "-fno-trapping-math", "-fno-math-errno",
    "-fno-strict-aliasing", "-fno-stack-protector", "-fcf-protection=none", "-w",
]  # fmt: skip
AVX2 = ["-mavx2", "-mfma"]
AVX512 = ["-mavx512f", "-mavx512dq", "-mavx512vl", "-mfma", "-mprefer-vector-width=512"]
ENGINES_X86 = {
    "sse2": ["-msse2"],
    "avx2": AVX2,
    "avx512": AVX512,
    "avx2_fast": AVX2,
    "avx512_fast": AVX512,
}
ENGINES_OTHER: dict[str, list[str]] = {"generic": [], "generic_fast": []}


def compiler() -> str | None:
    """The C++ compiler to use: CXX, else g++, else clang++."""
    wished = os.environ.get("CXX", "").split()
    for name in (*wished[:1], "g++", "clang++"):
        found = shutil.which(name)
        if found:
            return found
    return None


def compile_library(target: Path, extra: tuple[str, ...] = ()) -> bool:
    """Compile all engines and link them; False where that is not possible."""
    cxx = compiler()
    if cxx is None or sys.platform == "win32" or os.environ.get("TAMNHIN_PURE"):
        return False
    x86 = platform.machine() in ("x86_64", "AMD64")
    engines = ENGINES_X86 if x86 else ENGINES_OTHER
    flags = [*FLAGS, *(["-mno-vzeroupper"] if x86 else []), *extra]
    with tempfile.TemporaryDirectory() as folder:
        jobs = [[cxx, *flags, "-c", str(KERNEL / "dispatch.cpp"), "-o", f"{folder}/dispatch.o"]]
        for name, options in engines.items():
            fast = name.endswith("_fast")
            defines = [f"-DTN_ENGINE=tn_{name}", f'-DTN_NAME="{name}"', f"-DTN_FAST={int(fast)}"]
            contract = f"-ffp-contract={'fast' if fast else 'off'}"
            source, output = str(KERNEL / "engine.cpp"), f"{folder}/{name}.o"
            jobs.append([cxx, *flags, *options, contract, *defines, "-c", source, "-o", output])
        objects = [job[-1] for job in jobs]
        partial = f"{folder}/kernel.so"
        try:
            with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
                list(pool.map(_call, jobs))
            _call([cxx, "-shared", *extra, *objects, "-o", partial])
        except subprocess.CalledProcessError as error:
            sys.stderr.write(f"kernel not compiled:\n{error.stderr.decode(errors='replace')}\n")
            return False
        shutil.copyfile(partial, target)
    return True


def _call(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command line


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, without hatchling
    pass
else:

    class KernelBuildHook(BuildHookInterface):  # type: ignore[type-arg]
        """Puts the library into the wheel, next to its sources."""

        def initialize(self, version: str, build_data: dict[str, object]) -> None:
            """Called by hatchling before a wheel (or an editable install) is made."""
            if self.target_name != "wheel" or not compile_library(LIBRARY):
                return
            name = str(LIBRARY.relative_to(ROOT / "src"))
            if version != "editable":
                build_data["force_include"] = {str(LIBRARY): name}
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{_platform()}"


def _platform() -> str:
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")


if __name__ == "__main__":
    sys.exit(0 if compile_library(LIBRARY, tuple(sys.argv[1:])) else 1)
