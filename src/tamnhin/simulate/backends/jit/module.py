"""A program as a module of LLVM: a function for the draws, one for what depends on time alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tamnhin.simulate.backends.jit import chance, maths
from tamnhin.simulate.backends.jit.draws import Draws
from tamnhin.simulate.backends.jit.flatten import Value, Values
from tamnhin.simulate.backends.jit.formula import LIBRARY, Formulas
from tamnhin.simulate.backends.jit.tables import Lookup, declare, pack
from tamnhin.simulate.backends.jit.text import Text, Vector

# Numbers of the schedule for each step and stage: time, length of the step, and of Runge and
# Kutta's stage the reach and the weight.
CLOCK_INPUTS = ("time", "dt", "reach", "weight")
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shape:
    """How a module is written.

    Attributes:
        lanes: draws of a vector.
        permutes: whether the target has AVX-512's permutes.
        rk4: Runge and Kutta's method for the EULER states, in place of Euler's.
        fast: contraction, reciprocals, other orders of sums and products.
    """

    lanes: int
    permutes: bool
    rk4: bool = False
    fast: bool = False

    @property
    def flags(self) -> str:
        """LLVM's words for what the arithmetic is allowed."""
        return " reassoc nsz arcp contract" if self.fast else ""


@dataclass(frozen=True, slots=True)
class Module:
    """The text, and what a caller must know.

    Attributes:
        text: the assembly.
        n_clock: numbers of each step that are the same for all draws.
        n_out: numbers kept at a saved step.
        n_rings: delays of a fixed number of steps.
    """

    text: str
    n_clock: int
    n_out: int
    n_rings: int


def write(values: Values, shape: Shape) -> Module:
    """The module of a specialised program; all its outputs are kept."""
    packed = [pack(table) for table in values.program.tables]
    lookups = [
        Lookup(f"table{i}", one, permutes=shape.permutes, fast=shape.fast)
        for i, one in enumerate(packed)
    ]
    draws = Draws(values, Text(shape.lanes, shape.flags), lookups, rk4=shape.rk4)
    body = draws.write() + _clock(values, shape, lookups, list(draws.clock))
    text = "".join(
        [
            *(declare(f"table{i}", one) for i, one in enumerate(packed)),
            body,
            *_functions(body, shape.lanes),
            _declarations(shape.lanes),
        ]
    )
    return Module(text, len(draws.clock), len(draws.kept), len(draws.rings))


def _functions(body: str, lanes: int) -> list[str]:
    """Our own functions that the body calls."""
    writers = {
        "exp": maths.write_exp,
        "ln": maths.write_ln,
        "pow": maths.write_power,
        "trunc": maths.write_trunc,
        f"uniform{lanes}": chance.write_uniforms,
    }
    parts = [write(lanes) for name, write in writers.items() if f"@{name}(" in body]
    parts += [_part(name) for name in ("mod", "normal", "table") if f"@tn.{name}(" in body]
    if "@tn.normal(" in body:
        parts.append(chance.write_uniforms(1))
    if "@ring." in body:
        parts.append(_part("ring").replace("LANES", str(lanes)))
    return parts


def _declarations(lanes: int) -> str:
    """The C library's functions, and LLVM's."""
    d, i, d8, i8 = f"<{lanes} x double>", f"<{lanes} x i64>", "<8 x double>", "<8 x i64>"
    lines = [
        *(f"double @tn.{name}(double)" for name in (*LIBRARY, "log")),
        *(f"double @tn.{name}(double, double)" for name in ("pow", "fmod")),
        *(f"{d} @llvm.{name}.v{lanes}f64({d})" for name in ("fabs", "sqrt")),
        f"i64 @llvm.vector.reduce.smax.v{lanes}i64({i})",
        f"{d8} @llvm.x86.avx512.permvar.df.512({d8}, {i8})",
        f"{d8} @llvm.x86.avx512.vpermi2var.pd.512({d8}, {i8}, {d8})",
        "double @llvm.sqrt.f64(double)",
        "double @llvm.copysign.f64(double, double)",
    ]
    return "".join(f"declare {line}\n" for line in lines)


@cache
def _part(name: str) -> str:
    return (_HERE / f"{name}.ll").read_text(encoding="utf-8")


def _clock(values: Values, shape: Shape, lookups: list[Lookup], wanted: list[int]) -> str:
    """The numbers that depend on time alone: steps in place of draws."""
    text = Text(shape.lanes, shape.flags)
    text.lines.append(
        "define void @clock(ptr %inputs, i64 %stride, ptr %out, i64 %blocks, i64 %seed) nounwind {"
    )
    text.begin("entry")
    text.line("br label %block")
    text.begin("block")
    text.line("%b = phi i64 [ 0, %entry ], [ %next, %block ]")
    at = text.value(f"mul i64 %b, {shape.lanes}")
    source, target = text.address("%inputs", at), text.address("%out", at)

    def leaf(number: int, item: Value) -> Vector | None:
        if item.op == "const":
            return text.number(values.number(number))
        if item.op != "clock":
            return None
        row = text.value(f"mul i64 %stride, {CLOCK_INPUTS.index(str(item.attr[0]))}")
        return text.load(text.address(source, row))

    formulas = Formulas(text, values, lookups, leaf)
    for place, value in enumerate(formulas.all(wanted)):
        row = text.value(f"mul i64 %stride, {place}")
        text.store(value, text.address(target, row))
    text.line("%next = add i64 %b, 1")
    text.line("%more = icmp slt i64 %next, %blocks")
    text.line("br i1 %more, label %block, label %done")
    text.begin("done")
    text.line("ret void")
    return "\n".join([*text.lines, "}", ""])
