"""Do the units of a model fit its equations? Every finding is a warning with its place.

The unit of an equation is worked out from the units of what it names and compared with the unit
of its variable. Where a unit is missing or unreadable nothing is said about it; a plain number
fits any unit in a sum and none in a product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tamnhin.problems import Problem, problem
from tamnhin.simulate.lint.names import Names
from tamnhin.simulate.lint.unit_text import PURE, Unit, Units, UnreadableUnitError
from tamnhin.simulate.source.model import (
    CONTROLS,
    Call,
    Expr,
    Number,
    Ref,
    Section,
    Source,
    Variable,
)


@dataclass(frozen=True, slots=True)
class _Plain:
    """A number without a unit of its own."""

    value: float | None = None


@dataclass(frozen=True, slots=True)
class _Clash:
    """Two parts that do not fit, found in a call."""

    construct: str
    one: Unit
    other: Unit | None = None


Found = Unit | _Plain | None
Rule = Callable[["_Equation", str, Sequence[Found]], Found]
_ANY: Final = _Plain()


def check_units(source: Source, file: str) -> Iterator[Problem]:
    """Compare the units of a model and its macros with their equations.

    What a macro takes has the unit of each call, so nothing is said of equations that name it.

    Args:
        source: what was read.
        file: how the findings call it.

    Raises:
        ConfigurationError: pint is not installed.
    """
    units = Units()
    main = source.main
    known, unreadable = _declared(main, units)
    time = next((known[name] for name in CONTROLS if name in known), None)
    yield from _check_section(main, known, unreadable, time, source, file)
    for macro in source.macros.values():
        yield from _check_section(macro, *_declared(macro, units), time, source, file)
    asked = [name for name in main.variables if name not in CONTROLS]
    silent = len([name for name in asked if name not in known and name not in unreadable])
    if silent:
        yield problem("model-units-none", file, count=silent, total=len(asked))


def _declared(section: Section, units: Units) -> tuple[dict[str, Unit], list[str]]:
    """The units of a section's variables by key, and the keys of those that cannot be read."""
    known: dict[str, Unit] = {}
    unreadable: list[str] = []
    for name, variable in section.variables.items():
        try:
            found = units.read(variable.unit)
        except UnreadableUnitError:
            unreadable.append(name)
            continue
        if found is not None:
            known[name] = found
    return known, unreadable


def _check_section(
    section: Section,
    known: dict[str, Unit],
    unreadable: Sequence[str],
    time: Unit | None,
    source: Source,
    file: str,
) -> Iterator[Problem]:
    for name in unreadable:
        found = section.variables[name]
        yield problem("model-unit-text", file, found.line or None, found.name, found.unit)
    scope = _Scope(section, Names(section, source.macros), known, time)
    for name, variable in section.variables.items():
        if name not in CONTROLS:
            yield from _check(variable, known.get(name), scope, file)


@dataclass(frozen=True, slots=True)
class _Scope:
    section: Section
    names: Names
    known: dict[str, Unit]
    time: Unit | None


def _check(
    variable: Variable, declared: Unit | None, scope: _Scope, file: str
) -> Iterator[Problem]:
    place = (file, variable.line or None, variable.name)
    for component in variable.components:
        work = _Equation(scope)
        found = work.unit_of(component.expr)
        for clash in work.clashes[:1]:
            if clash.other is None:
                yield problem("model-units-pure", *place, str(clash.one), construct=clash.construct)
            else:
                code = "model-units-sum"
                if clash.one.compared(clash.other) == "scale":
                    code = "model-units-scale"
                found_text = f"{clash.one} ≠ {clash.other}"
                yield problem(code, *place, found_text, construct=clash.construct)
        if work.clashes or declared is None or not isinstance(found, Unit):
            continue
        verdict = found.compared(declared)
        if verdict != "same":
            code = "model-units-scale" if verdict == "scale" else "model-units-equation"
            yield problem(code, *place, str(found), construct="=", unit=str(declared))


class _Equation:
    """Works out the unit of one right-hand side, without recursion: chains can be long."""

    def __init__(self, scope: _Scope) -> None:
        self.scope = scope
        self.clashes: list[_Clash] = []

    def unit_of(self, expr: Expr) -> Found:
        """The unit, a plain number, or None where it cannot be known."""
        done: list[Found] = []
        work: list[tuple[Expr, bool]] = [(expr, False)]
        while work:
            node, ready = work.pop()
            if not isinstance(node, Call):
                done.append(self._leaf(node))
            elif ready:
                args = done[len(done) - len(node.args) :]
                del done[len(done) - len(node.args) :]
                done.append(self._call(node, args))
            else:
                work.append((node, True))
                work.extend((arg, False) for arg in reversed(node.args))
        return done[0]

    def _leaf(self, node: Expr) -> Found:
        if isinstance(node, Number):
            return _Plain(node.value)
        if not isinstance(node, Ref):
            return None
        name = self.scope.names.resolve(node.name)
        if name is not None:
            return self.scope.known.get(name)
        if node.name == "time":
            return self.scope.time
        return PURE if node.name == "pi" or self.scope.names.is_subscript(node.name) else None

    def _call(self, call: Call, args: list[Found]) -> Found:
        table = self.scope.names.resolve(call.name)
        if table is not None and call.name not in RULES:
            return self.scope.known.get(table)
        if call.name == "lookup":
            return args[0] if isinstance(call.args[0], Ref) else None
        rule = RULES.get(call.name)
        if rule is None or call.name in self.scope.names.macros:
            return None
        return rule(self, call.name, args)

    # --- rules ----------------------------------------------------------------------------

    def alike(self, construct: str, args: Sequence[Found]) -> Found:
        """All of one unit, which is that of the whole."""
        units = [arg for arg in args if isinstance(arg, Unit)]
        for other in units[1:]:
            if units[0].compared(other) != "same":
                self.clashes.append(_Clash(construct, units[0], other))
                return None
        if units:
            return units[0]
        return None if any(arg is None for arg in args) else _ANY

    def pure(self, construct: str, args: Sequence[Found]) -> Found:
        """A function of plain numbers that gives one."""
        for arg in args:
            if isinstance(arg, Unit) and not arg.pure:
                self.clashes.append(_Clash(construct, arg))
                return None
        return PURE

    def product(self, construct: str, args: Sequence[Found]) -> Found:
        """Product or quotient; a number beside a quantity counts as a pure one."""
        if any(arg is None for arg in args):
            return None
        if all(isinstance(arg, _Plain) or arg == PURE for arg in args):
            # A number beside a pulse or a choice may stand for a quantity of any unit.
            return _ANY if any(isinstance(arg, _Plain) for arg in args) else PURE
        one, other = (arg if isinstance(arg, Unit) else PURE for arg in args[:2])
        return one * other if construct == "*" else one / other

    def power(self, construct: str, args: Sequence[Found]) -> Found:
        """A power: of anything to a plain number, of a pure number to a pure number."""
        base, exponent = args[:2]
        if isinstance(exponent, Unit) and not exponent.pure:
            self.clashes.append(_Clash(construct, exponent))
            return None
        if isinstance(base, _Plain):
            return _ANY if isinstance(exponent, _Plain) else PURE
        if base is None or base.pure:
            return base
        if isinstance(exponent, _Plain) and exponent.value is not None and abs(exponent.value) < 24:
            return base.power(Fraction(exponent.value).limit_denominator(24))
        return None

    def in_time(self, construct: str, args: Sequence[Found]) -> None:
        """Arguments that are times of the model's clock."""
        self.alike(construct, [self.scope.time, *args])


def _first_of(count: int) -> Rule:
    return lambda work, name, args: work.alike(_say(name), args[:count])


def _timed(units: int, times: slice, extra: slice = slice(0, 0)) -> Rule:
    """Alike in the first and extra arguments, times in others."""

    def rule(work: _Equation, name: str, args: Sequence[Found]) -> Found:
        work.in_time(_say(name), args[times])
        return work.alike(_say(name), [*args[:units], *args[extra]])

    return rule


def _say(name: str) -> str:
    return name.upper().replace("_", " ")


def _integ(work: _Equation, name: str, args: Sequence[Found]) -> Found:
    flow, initial = args[:2]
    time = work.scope.time
    if isinstance(flow, Unit) and time is not None:
        return work.alike("INTEG", [flow * time, initial])
    del name
    return initial if isinstance(initial, Unit) else None


def _if(work: _Equation, name: str, args: Sequence[Found]) -> Found:
    return work.alike(_say(name), args[1:3])


def _compare(work: _Equation, name: str, args: Sequence[Found]) -> Found:
    work.alike(name, args)
    return PURE


def _sqrt(work: _Equation, name: str, args: Sequence[Found]) -> Found:
    return work.power(name, [args[0], _Plain(0.5)])


def _zidz(work: _Equation, name: str, args: Sequence[Found]) -> Found:
    found = work.product("/", args[:2])
    return found if len(args) < 3 else work.alike(_say(name), [found, args[2]])


def _ramp(work: _Equation, name: str, args: Sequence[Found]) -> Found:
    work.in_time(_say(name), args[1:])
    return work.product("*", [args[0], work.scope.time])


def _trend(work: _Equation, name: str, args: Sequence[Found]) -> Found:
    work.in_time(_say(name), args[1:2])
    return None if work.scope.time is None else PURE / work.scope.time


def _pulse(work: _Equation, name: str, args: Sequence[Found]) -> Found:
    work.in_time(_say(name), args)
    return PURE


def _pure(work: _Equation, name: str, args: Sequence[Found]) -> Found:
    return work.pure(_say(name), args)


def _chosen(work: _Equation, name: str, args: Sequence[Found]) -> Found:
    return work.alike(_say(name), args[1:3])


_AT_TIME = slice(1, 2)
RULES: Final[dict[str, Rule]] = {
    **dict.fromkeys(("+", "-"), lambda work, name, args: work.alike(name, args)),
    **dict.fromkeys(("*", "/"), lambda work, name, args: work.product(name, args)),
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), _compare),
    **dict.fromkeys(("^", "power"), lambda work, name, args: work.power(name, args)),
    **dict.fromkeys(("and", "or", "not"), lambda _w, _n, _a: PURE),
    **dict.fromkeys(("neg", "abs", "integer", "initial", "sum", "mean"), _first_of(1)),
    **dict.fromkeys(("vmin", "vmax", "vmin_xmile", "vmax_xmile"), _first_of(1)),
    **dict.fromkeys(("min", "max", "active_initial", "quantum", "modulo"), _first_of(2)),
    **dict.fromkeys(("random_uniform", "random"), _first_of(2)),
    **dict.fromkeys(("exp", "ln", "log", "log10"), _pure),
    **dict.fromkeys(("sin", "cos", "tan", "arcsin", "arccos", "arctan"), _pure),
    **dict.fromkeys(("sinh", "cosh", "tanh"), _pure),
    **dict.fromkeys(("integ", "integ_floor"), _integ),
    **dict.fromkeys(("smooth", "delay", "delay_n"), _timed(1, _AT_TIME, slice(2, 3))),
    **dict.fromkeys(("pulse", "pulse_train"), _pulse),
    **dict.fromkeys(("zidz", "xidz"), _zidz),
    "random_normal": _first_of(4),
    "random_0_1": lambda _w, _n, _a: PURE,
    "elmcount": lambda _w, _n, _a: PURE,
    "delay_fixed": _timed(1, _AT_TIME, slice(2, 3)),
    "forecast": _timed(1, slice(1, 3)),
    "if_then_else": _if,
    "ramp": _ramp,
    "sample_if_true": _chosen,
    "sqrt": _sqrt,
    "step": _timed(1, _AT_TIME),
    "trend": _trend,
}
