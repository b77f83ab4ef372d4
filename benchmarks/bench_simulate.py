"""Microseconds per draw of every back-end and peer, on three models, and which goals hold.

One run on one machine; each figure is the best of several, because other work disturbs. Compile
and load times stand apart. Peers: PySD (as it is, and with its lookups by numpy), pysimlin (a
Rust engine, one run at a time). Limit: C++ generated for the model, compiled by g++ here, the
better of two shapes (cgen.py), with strict and with fast flags. Compiled code and C at 10,000
draws are measured in turn, by the processor time of their thread. A million draws are streamed.
"""

from __future__ import annotations

import contextlib
import os
import platform
import resource
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")
sys.path.insert(0, str(Path(__file__).parent))
import cgen  # noqa: E402

from tamnhin.simulate.backends import compiled_backend, numpy_backend  # noqa: E402
from tamnhin.simulate.backends.jit import target  # noqa: E402
from tamnhin.simulate.program.fold import specialise  # noqa: E402
from tamnhin.simulate.program.schedule import schedule  # noqa: E402
from tamnhin.simulate.run import load_model  # noqa: E402
from tamnhin.simulate.source.model import CONTROLS  # noqa: E402

MODELS = Path(__file__).parent / "models"
CASES = {
    "small": (("contacts", "infectivity", "duration"), ("susceptible", "infected", "recovered")),
    "middle": (
        ("birth_rate", "life", "usual_arrivals", "active_share", "usual_starts", "building_time",
         "house_life", "usual_plans", "plant_life", "wage_time"),
        ("people", "jobs", "welfare"),
    ),
    "large": (
        ("birth_rate_1", "birth_rate_2", "birth_rate_3", "life_1", "life_2", "capital_life_1",
         "capital_life_2", "use_per_output_1", "waste_per_use_3", "perception_time_2"),
        ("people_1", "mean_income", "waste_ratio_3"),
    ),
}  # fmt: skip
COUNTS = (1, 100, 10_000, 1_000_000)
MAIN = 10_000  # the goals are judged here
STREAM = {"small": 4_000_000, "middle": 800_000, "large": 60_000}  # to compare one thread with two
SHAPES = {"small": (4, 8), "middle": (2, 4), "large": (1, 2)}


def best(call, budget: float, least: int = 1) -> float:
    """The shortest time of a call, repeated within a budget of seconds."""
    found, spent, done = np.inf, 0.0, 0
    while spent < budget or done < least:
        start = time.perf_counter()
        call()
        took = time.perf_counter() - start
        found, spent, done = min(found, took), spent + took, done + 1
    return found


class Case:
    """A model with its varying parameters, ready for each back-end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.varying, outputs = CASES[name]
        start = time.perf_counter()
        model = load_model(MODELS / f"{name}.mdl")
        self.load = time.perf_counter() - start
        self.program = specialise(model.program, self.varying, outputs)
        self.nodes = [output.node for output in self.program.outputs.values()]
        clock = schedule(specialise(model.program, (), CONTROLS), None)
        self.study = numpy_backend.Study(clock)
        self.base = {param.name: param.default[0] for param in self.program.params}
        chance = np.random.default_rng(1)
        self.params = {
            name: value * chance.uniform(0.9, 1.1, (1, MAIN)) for name, value in self.base.items()
        }

    def draws(self, n: int) -> dict[str, np.ndarray]:
        """Parameters of the first n draws (n up to MAIN)."""
        return {name: values[:, :n] for name, values in self.params.items()}

    def kernel(self, *, fast: bool):
        target._compiled.clear()  # what was compiled before does not count
        start = time.perf_counter()
        kernel = compiled_backend.prepare(self.program, fast=fast)
        return kernel, time.perf_counter() - start

    def run_kernel(self, kernel, n: int, workers: int = 1, *, reuse: bool = False):
        """A call that runs n draws: kept whole, or streamed where they are many."""
        if n > MAIN:
            block = {name: np.resize(v, (1, 1 << 17)) for name, v in self.params.items()}

            def sample(_first: int, count: int):
                return {name: values[:, :count] for name, values in block.items()}

            def call() -> None:
                above = 0
                for piece in compiled_backend.stream(
                    kernel, self.study, sample, n, workers=workers
                ):
                    above += int((piece.values[-1, 0] > 0).sum())

            return call
        params, numbers = self.draws(n), np.arange(n)
        if reuse:
            work = compiled_backend.Work(kernel, self.study)
            rows, buffer = work.rows(params, n), work.buffer(n)
            fault = np.full(rows.shape[1], -1, dtype=np.int32)
            return lambda: work.call(rows, buffer, fault, 0)
        return lambda: compiled_backend.run(kernel, self.study, params, numbers, workers=workers)

    def run_numpy(self, n: int):
        size = 2048

        def call() -> None:
            for begin in range(0, n, size):
                count = min(size, n - begin)
                part = {name: values[:, :count] for name, values in self.params.items()}
                numpy_backend.run(self.program, self.study, part, np.arange(count))

        return call

    def run_c(self, mode: str, n: int):
        """Calls of the generated code, one for each shape, and what compiling took."""
        calls, took, steps = [], 0.0, self.study.schedule
        saved = np.zeros(len(steps.times), dtype=np.uint8)
        saved[list(steps.saved)] = 1
        width = -(-n // 64) * 64
        rows = np.ascontiguousarray(
            np.stack([np.resize(self.params[p.name][0], width) for p in self.program.params])
        )
        shape = (len(steps.saved), len(self.nodes), width + 8)
        room = np.empty(int(np.prod(shape)) + 8)
        offset = -(room.ctypes.data // 8) % 8
        out = room[offset : offset + int(np.prod(shape))].reshape(shape)
        for vectors in SHAPES[self.name]:
            source = cgen.Source(self.program, self.nodes, vectors, fast=mode == "fast")
            start = time.perf_counter()
            function = cgen.build(source, mode)
            took = max(took, time.perf_counter() - start)
            clock = source.clock_numbers(steps)
            arguments = (
                rows.ctypes.data, width, clock.ctypes.data, clock.shape[1], source.blob.ctypes.data,
                saved.ctypes.data, len(saved), out.ctypes.data, width + 8, len(self.nodes), width,
            )  # fmt: skip
            calls.append(lambda f=function, a=arguments, keep=(clock, source, out, rows): f(*a))
        return calls, took, out


def peer_simlin(case: Case) -> tuple[float, float]:
    """pysimlin: seconds for one run, and to load."""
    import simlin

    start = time.perf_counter()
    model = simlin.load(str(MODELS / f"{case.name}.mdl"))
    simulation = model.simulate()
    load = time.perf_counter() - start
    first, *_ = case.varying
    names = list(case.program.outputs)

    def call() -> None:
        simulation.reset()
        simulation.set_value(first, case.base[first] * 1.01)
        simulation.run_to_end()
        for name in names:
            simulation.get_series(name)

    return best(call, 0.7), load


def peer_pysd(case: Case, folder: str) -> tuple[float, float, float]:
    """PySD: seconds for one run as it is, with lookups by numpy, and to translate."""
    import pysd
    from pysd.py_backend import lookups

    path = Path(folder) / f"{case.name}.mdl"
    shutil.copy(MODELS / path.name, path)
    start = time.perf_counter()
    model = pysd.read_vensim(str(path))
    load = time.perf_counter() - start
    first, *_ = case.varying
    columns = list(case.program.outputs)

    def call() -> None:
        model.run(params={first: case.base[first] * 1.01}, return_columns=columns)

    plain = best(call, 0.4)
    kept = lookups.HardcodedLookups.__call__

    def by_numpy(self, x, final_subs=None):
        points = getattr(self, "_points", None)
        if points is None:
            points = self._points = (self.data["lookup_dim"].values, self.data.values)
        return np.interp(x, *points)

    lookups.HardcodedLookups.__call__ = by_numpy
    try:
        quick = best(call, 0.4)
    finally:
        lookups.HardcodedLookups.__call__ = kept
    return plain, quick, load


def _alone(name: str, draws: int) -> None:
    """A process of its own: the same stream in one thread."""
    if name not in _calls:
        case = Case(name)
        _calls[name] = case.run_kernel(case.kernel(fast=False)[0], draws)
    _calls[name]()


_calls: dict[str, Callable[[], None]] = {}


TURNS = 20


def compare_threads(case: Case, kernel, draws: int) -> dict[str, float]:
    """Seconds for draws in one thread, in two, and in two processes of half the draws each.

    The processes share nothing: what they fall short of 2, the machine does. ``work`` is how much
    more processor time two threads needed, which other programs disturb less. Where these take the
    second core, only a quiet moment shows the ratio of times: the three are run in turn, and the
    best of each counts.
    """
    one, two = (case.run_kernel(kernel, draws, workers) for workers in (1, 2))
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:

        def apart() -> None:
            list(pool.map(_alone, [case.name] * 2, [draws // 2] * 2))

        apart()
        calls = {"one": one, "two": two, "apart": apart}
        took, work = dict.fromkeys(calls, np.inf), dict.fromkeys(calls, np.inf)
        for _ in range(TURNS):
            for name, call in calls.items():
                wall, used = time.perf_counter(), time.process_time()
                call()
                took[name] = min(took[name], time.perf_counter() - wall)
                work[name] = min(work[name], time.process_time() - used)
    return {
        "two": took["two"],
        "threads": took["one"] / took["two"],
        "apart": took["one"] / took["apart"],
        "work": work["two"] / work["one"],
    }


def measure(case: Case, folder: str) -> dict[str, object]:
    """All figures of a model, seconds per draw by back-end and count."""
    strict, compiled = case.kernel(fast=False)
    fast, compiled_fast = case.kernel(fast=True)
    table: dict[str, dict[int, float]] = {}
    setup = {"compiled": compiled, "compiled fast": compiled_fast}
    heavy = case.name == "large"

    def add(name: str, n: int, seconds: float) -> None:
        table.setdefault(name, {})[n] = seconds / n

    for mode, kernel in (("strict", strict), ("fast", fast)):
        label = "compiled" if mode == "strict" else "compiled fast"
        for n in COUNTS:
            if n == MAIN:
                continue
            add(label, n, best(case.run_kernel(kernel, n), 0.3 if n < MAIN else 0))
        calls, took, out = case.run_c(mode, MAIN)
        setup[f"C {mode}"] = took
        # As the generated code: into arrays that are there already, as a stream has them.
        ours = case.run_kernel(kernel, MAIN, reuse=True)
        found = [np.inf, np.inf, np.inf]
        for _ in range(24 if heavy else 60):  # in turn, so that disturbance meets both alike
            for i, call in enumerate((ours, *calls)):
                call()  # warm again after the others
                start = time.thread_time()
                call()
                found[i] = min(found[i], time.thread_time() - start)
        add(label, MAIN, found[0])
        add(f"{label}, new arrays", MAIN, best(case.run_kernel(kernel, MAIN), 0.3))
        add(f"C {mode}", MAIN, min(found[1:]))
        if mode == "strict":
            batch = case.run_kernel(kernel, MAIN)()
            same = np.concatenate([v.transpose(1, 2, 0) for v in batch.outputs.values()], axis=1)
            equal = np.array_equal(same, out[:, :, :MAIN])
    draws = STREAM[case.name]
    pair = compare_threads(case, strict, draws)
    add("compiled, 2 threads", MAIN, pair["two"] * MAIN / draws)
    for n in COUNTS[:3]:
        if not (heavy and n > MAIN):
            add("numpy", n, best(case.run_numpy(n), 0.2))
    if find_spec("simlin") is not None:
        run, setup["pysimlin"] = peer_simlin(case)
        add("pysimlin", 1, run)
    with contextlib.redirect_stdout(None):
        plain, quick, setup["PySD"] = peer_pysd(case, folder)
    add("PySD", 1, plain)
    add("PySD, numpy lookups", 1, quick)
    return {"table": table, "setup": setup, "equal": equal, **pair}


def first_result() -> float:
    """Seconds from a changed file of the large model to the results of MAIN draws."""
    varying, outputs = CASES["large"]
    text = (MODELS / "large.mdl").read_text()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.mdl"
        path.write_text(text.replace("SAVEPER = 5", "SAVEPER = 10"))
        target._compiled.clear()
        start = time.perf_counter()
        model = load_model(path)
        program = specialise(model.program, varying, outputs)
        clock = schedule(specialise(model.program, (), CONTROLS), None)
        kernel = compiled_backend.prepare(program)
        params = {p.name: p.default[0] * np.linspace(0.9, 1.1, MAIN)[None] for p in program.params}
        study = numpy_backend.Study(clock)
        compiled_backend.run(kernel, study, params, np.arange(MAIN))
        return time.perf_counter() - start


def memory() -> float:
    """Growth of the peak memory, in MB, from half a million to five million streamed draws."""
    case = Case("small")
    kernel, _ = case.kernel(fast=False)
    case.run_kernel(kernel, 500_000)()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    case.run_kernel(kernel, 5_000_000)()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def report(name: str, found: dict) -> list[tuple[str, bool]]:
    """Print a model's table; returns its goals."""
    table, setup = found["table"], found["setup"]
    limit = table["C strict"][MAIN]
    print(f"\n{name}: microseconds per draw" + " " * 12 + "x C strict   set-up s")
    print(f"  {'back-end':22}" + "".join(f"{n:>12,}" for n in COUNTS))
    for label, row in table.items():
        cells = "".join(f"{row[n] * 1e6:>12.4g}" if n in row else f"{'-':>12}" for n in COUNTS)
        figure = row.get(MAIN, row.get(1))
        took = f"{setup[label]:.3g}" if label in setup else ""
        print(f"  {label:22}{cells}{figure / limit:>12.3g}{took:>10}")
    ours, quick = table["compiled"][MAIN], table["compiled fast"][MAIN]
    figures = [
        ("strict / strict C", ours / limit, 1.5, False),
        ("fast / fast C", quick / table["C fast"][MAIN], 1.3, False),
        ("PySD / strict", table["PySD"][1] / ours, 5000, True),
        ("two threads / one", found["threads"], 1.9, True),
        ("processor time of two threads / one", found["work"], 1.05, False),
    ]
    if "pysimlin" in table:
        figures.append(("pysimlin / strict", table["pysimlin"][1] / ours, 40, True))
    else:
        print("  pysimlin is not installed and was left out")
    goals = [
        (f"{name}: {what} = {value:.4g} ({'at least' if more else 'at most'} {bound:g})",
         value >= bound if more else value <= bound)
        for what, value, bound, more in figures
    ]  # fmt: skip
    print(f"  two processes / one = {found['apart']:.3g}, what the machine allows two threads")
    goals.append((f"{name}: strict and strict C equal to the bit", found["equal"]))
    return goals


def main() -> None:
    """Measure and print."""
    chosen = target.engine()
    if chosen is None:
        print("llvmlite is missing: nothing to measure")
        return
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} CPUs, load "
          f"{os.getloadavg()[0]:.1f}, engine {chosen.name}")  # fmt: skip
    goals: list[tuple[str, bool]] = []
    began = time.perf_counter()
    grown = memory()
    load_model(MODELS / "small.mdl")
    changed = min(first_result() for _ in range(5))
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or CASES:
            goals += report(name, measure(Case(name), folder))
    goals.append((f"large: changed file to 10,000 draws = {changed:.3g} s (under 1)", changed < 1))
    goals.append((f"ten times the draws add {grown:.1f} MB to the peak (under 16)", grown < 16))
    print(f"\nGoals ({time.perf_counter() - began:.0f} s in all)")
    for text, holds in goals:
        print(f"  {'holds ' if holds else 'MISSED'}  {text}")


if __name__ == "__main__":
    main()
