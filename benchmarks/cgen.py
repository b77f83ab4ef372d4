# ruff: noqa: E501 - lines of C++
"""The limit: C++ generated for one model, compiled by gcc with its best flags.

Straight-line code with vector types over the same numbers the compiled back-end gets (arrays
expanded, equal numbers once, run-constant numbers before the loop), with its table forms. Two
shapes: one vector of draws at a time, its states in registers, or several vectors inside each
step, which hides latency. The benchmark takes the faster.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from tamnhin.simulate.backends.jit.flatten import Value, Values
from tamnhin.simulate.backends.jit.tables import NEAR, SEARCH, pack
from tamnhin.simulate.program.ir import Bind, Kind

COMMON = ["g++", "-std=c++17", "-O3", "-march=native", "-mprefer-vector-width=512", "-shared", "-fPIC",
          "-w", "-fno-strict-aliasing", f"-I{Path(__file__).parent}"]  # fmt: skip
FLAGS = {
    "strict": ["-ffp-contract=off", "-fno-trapping-math", "-fno-math-errno", "-DTN_FAST=0"],
    "fast": ["-ffast-math", "-DTN_FAST=1"],
}
_BINARY = {
    "add": "({} + {})", "sub": "({} - {})", "mul": "({} * {})", "div": "({} / {})",
    "min": "Min::f({}, {})", "max": "Max::f({}, {})", "lt": "Lt::f({}, {})", "le": "Le::f({}, {})",
    "gt": "Gt::f({}, {})", "ge": "Ge::f({}, {})", "eq": "Eq::f({}, {})", "ne": "Ne::f({}, {})",
    "and": "And::f({}, {})", "or": "Or::f({}, {})", "sqrt": "root({})", "neg": "(-{})",
    "abs": "absolute({})", "not": "Not::f({})", "exp": "exponential({})", "ln": "logarithm({})",
    "select": "choose({} != vd{{}}, {}, {})",
}  # fmt: skip
_MIN_MAX_FAST = {"min": "({0} < {1} ? {0} : {1})", "max": "({0} > {1} ? {0} : {1})"}


class Source:
    """The C++ text of a program, and what its function needs."""

    def __init__(self, program, outputs, vectors, fast):
        self.values = Values(program, fast=False)
        self.vectors = vectors
        self.fast = fast
        self.clock: dict[int, int] = {}
        self.tables, self.at, blob, place = [], [], [], 0
        for table in program.tables:
            packed = pack(table)
            y, slope = packed.columns[packed.room :], packed.columns[2 * packed.room :]
            line = [*packed.ends, packed.scale, packed.points, y[0], y[1], slope[0], 0.0]
            numbers = np.concatenate([line, packed.columns])
            self.tables.append(packed)
            self.at.append(place)
            blob.append(numbers)
            place += numbers.size
        # Held in memory at whole lines.
        whole = np.concatenate(blob) if blob else np.zeros(8)
        room = np.zeros(whole.size + 8)
        offset = -(room.ctypes.data // 8) % 8
        self.blob = room[offset : offset + whole.size]
        self.blob[:] = whole
        self.n_params = self.values.param_offset[-1]
        self.text = self._write(program, outputs)

    def name(self, value: int) -> str:
        item = self.values.items[value]
        if item.op == "const":
            return f"splat({self.values.number(value)!r})"
        if item.bind is Bind.TIME:
            return f"splat(ck[{self.clock.setdefault(value, len(self.clock))}])"
        if item.op == "param":
            return f"p{item.attr[0]}"
        if item.op == "state":
            return f"s{item.attr[0]}"
        return f"t{value}"

    def expression(self, value: int) -> str:
        item = self.values.items[value]
        args = [self.name(arg) for arg in item.args]
        if item.op == "table":
            number = item.attr[0]
            packed, at = self.tables[number], f"(tab + {self.at[number]})"
            if packed.points == 2:
                return f"two({args[0]}, {at})"
            if packed.form == SEARCH:
                used = max(4, 1 << (packed.points - 1).bit_length())
                return f"Grid<{packed.room}>({at}).search<{used}>({args[0]}, {at} + 8)"
            fix = "true" if packed.form == NEAR else "false"
            return f"Grid<{packed.room}>({at}).uniform<{fix}>({args[0]})"
        forms = _BINARY | _MIN_MAX_FAST if self.fast else _BINARY
        return forms[item.op].format(*args)

    def _reach(self, roots: list[int]) -> list[int]:
        items, seen, stack = self.values.items, set(), list(roots)
        while stack:
            value = stack.pop()
            if (
                value not in seen
                and items[value].op != "const"
                and items[value].bind is not Bind.TIME
            ):
                seen.add(value)
                stack.extend(items[value].args)
        return sorted(seen)

    def _lines(self, order: list[int], indent: str) -> list[str]:
        leaves = ("param", "state")
        return [
            f"{indent}const vd t{v} = {self.expression(v)};"
            for v in order
            if self.values.items[v].op not in leaves
        ]

    def clock_numbers(self, schedule):
        """The time-only numbers, one row a step."""
        known = {}
        for value in self._times(list(self.clock)):
            item = self.values.items[value]
            args = [known[arg] for arg in item.args]
            if item.op == "const":
                known[value] = self.values.number(value)
            elif item.op == "clock":
                dt = np.append(schedule.dt, schedule.dt[-1])
                known[value] = dt if item.attr[0] == "dt" else np.asarray(schedule.times)
            else:
                assert item.op == "table", "the benchmark models read tables by time, no more"
                table = self.values.program.tables[item.attr[0]]
                known[value] = np.interp(args[0], table.x, table.y)
        if not self.clock:
            return np.zeros((len(schedule.times), 0))
        return np.ascontiguousarray(np.stack([known[value] for value in self.clock], axis=1))

    def _times(self, wanted: list[int]) -> list[int]:
        seen, stack = set(), list(wanted)
        while stack:
            value = stack.pop()
            if value not in seen:
                seen.add(value)
                stack.extend(self.values.items[value].args)
        return sorted(seen)

    def _write(self, program, outputs) -> str:
        values, k = self.values, self.vectors
        assert all(s.kind is Kind.EULER for s in program.states), (
            "the benchmark models have stocks only"
        )
        states = range(values.state_offset[-1])
        inits = [v for s in program.states for v in _wide(values.of(s.init), s.size)]
        nexts = []
        for i, s in enumerate(program.states):
            for e, rate in enumerate(_wide(values.of(s.next), s.size)):
                read = values.add(Value("state", (), Bind.LANE, (values.state_offset[i] + e,)))
                step = values.make("mul", values.clock("dt"), rate)
                nexts.append(values.make("add", read, step))
        kept = [v for node in outputs for v in values.of(node)]
        items = values.items
        run = [v for v in self._reach([*inits, *nexts, *kept]) if items[v].bind is Bind.RUN]
        used = set(self._reach(nexts)) | set(self._reach(kept))
        hoisted = [v for v in run if items[v].op != "param"]
        step = [v for v in self._reach(nexts) if items[v].bind is Bind.LANE]
        late = [v for v in self._reach(kept) if items[v].bind is Bind.LANE and v not in set(step)]
        begin = [v for v in self._reach(inits) if items[v].bind is Bind.LANE]
        params = [
            f"const vd p{i} = load(params + {i} * stride + at);" for i in range(self.n_params)
        ]
        keep = [v for v in run if v in used]
        names = [self.name(v) for v in keep]
        body = [
            '#include "limit.h"',
            'extern "C" __attribute__((visibility("default"))) void run(const double *params, long stride,',
            "    const double *clock, long n_clock, const double *tab, const unsigned char *saved, long steps,",
            "    double *out, long out_stride, long n_out, long draws) {",
            f"  for (long first = 0; first < draws; first += {8 * k}) {{",
            *[f"    vd S{i}[{k}];" for i in states],
            *[f"    vd R_{n}[{k}];" for n in names],
            "    const double *ck = clock;",
            f"    for (int j = 0; j < {k}; ++j) {{ const long at = first + 8 * j;",
            *[f"      {line}" for line in params],
            *self._lines(hoisted, "      "),
            *self._lines(begin, "      "),
            *[f"      S{i}[j] = {self.name(v)};" for i, v in enumerate(inits)],
            *[f"      R_{n}[j] = {n};" for n in names],
            "    }",
            "    double *o = out + first;",
            "    for (long step = 0; step < steps; ++step, ck += n_clock) {",
            "      const bool keep = saved[step];",
            f"      for (int j = 0; j < {k}; ++j) {{",
            *[f"        const vd s{i} = S{i}[j];" for i in states],
            *[f"        const vd {n} = R_{n}[j];" for n in names],
            *self._lines(step, "        "),
            "        if (keep) {",
            *self._lines(late, "          "),
            *[
                f"          save(o + {i} * out_stride + 8 * j, {self.name(v)});"
                for i, v in enumerate(kept)
            ],
            "        }",
            *[f"        S{i}[j] = {self.name(v)};" for i, v in enumerate(nexts)],
            "      }",
            "      if (keep) o += n_out * out_stride;",
            "    }",
            "  }",
            "}",
        ]
        return "\n".join(body)


def build(source: Source, mode: str):
    """Compile and load; returns the function."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model.cpp").write_text(source.text)
        files = [str(folder / "model.cpp"), "-o", str(folder / "model.so")]
        subprocess.run([*COMMON, *FLAGS[mode], *files], check=True)
        function = ctypes.CDLL(str(folder / "model.so")).run
    function.argtypes = [
        ctypes.c_void_p, ctypes.c_long, ctypes.c_void_p, ctypes.c_long, ctypes.c_void_p,
        ctypes.c_void_p, ctypes.c_long, ctypes.c_void_p, ctypes.c_long, ctypes.c_long, ctypes.c_long,
    ]  # fmt: skip
    function.restype = None
    return function


def _wide(values: tuple[int, ...], size: int) -> tuple[int, ...]:
    return values if len(values) == size else values * size
