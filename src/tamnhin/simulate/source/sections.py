"""Gathers what the translators find, equation by equation, into sections with names and lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tamnhin.errors import ModelError
from tamnhin.messages import N_
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.program.ir import Array, Edge
from tamnhin.simulate.source.convert import EDGES, convert
from tamnhin.simulate.source.model import (
    Absent,
    Call,
    Component,
    Expr,
    External,
    Literal,
    Mapping,
    Number,
    Points,
    Range,
    Ref,
    Section,
    Variable,
    VariableKind,
    key,
)

# What PySD's visitors raise where the text is not what they expect.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def array(values: list[float]) -> Array:
    """Several numbers as PySD's structures carry them."""
    return np.array(values, dtype=np.float64)


class Builder:
    """Collects one section."""

    def __init__(
        self, name: str, params: list[str], returns: list[str], lines: dict[str, int]
    ) -> None:
        self.name = name
        self.params = tuple(map(key, params))
        self.returns = tuple(map(key, returns))
        self.lines = lines
        self.found: dict[str, dict[str, Any]] = {}
        self.ranges: dict[str, Range] = {}
        self.labels: dict[str, str] = {}
        self.skipped: list[str] = []

    @contextmanager
    def naming(self, equation: str, failures: tuple[type[Exception], ...]) -> Iterator[None]:
        """Turn whatever the translators raise into a ModelError with variable and line."""
        try:
            yield
        except failures as error:
            raise self._unreadable(equation, error) from error
        except ModelError as error:
            if "line" in error.params or "file" in error.params:
                raise
            raise self._at(equation, error.params.get("construct", ""), error) from error
        except _FAULTS as error:
            raise self._unreadable(equation, error) from error

    def _place(self, equation: str) -> tuple[str, int]:
        name = equation.split("=")[0].split("[")[0].split("(")[0].strip(" :")
        return name, self.lines.get(key(name), 0)

    def _at(self, equation: str, construct: object, error: ModelError | None) -> ModelError:
        name, line = self._place(equation)
        if error is not None and "count" in error.params:
            return ModelError(
                N_("{variable} (line {line}): {construct} does not take {count} arguments."),
                variable=name,
                line=line,
                construct=str(construct).upper(),
                count=error.params["count"],
            )
        return ModelError(
            N_("{variable} (line {line}): {construct} is not supported."),
            variable=name,
            line=line,
            construct=construct,
        )

    def _unreadable(self, equation: str, error: Exception) -> ModelError:
        name, line = self._place(equation)
        position = getattr(error, "pos", 0)
        text = str(getattr(error, "text", equation))[position : position + 60]
        return ModelError(
            N_("{variable} (line {line}) cannot be read, from here: {text}"),
            variable=name,
            line=line,
            text=text or equation[:60],
        )

    def add_range(self, name: str, definition: Any, maps: list[Any]) -> None:
        """A subscript range: a list of members, the name of the one it copies, or a file."""
        mapped = tuple(
            Mapping(key(entry[0]), tuple(key(group) for group in entry[1] if group))
            for entry in maps
        )
        if isinstance(definition, dict):
            members: tuple[str, ...] = tuple(f"\0{k}={v}" for k, v in definition.items())
        elif isinstance(definition, str):
            members = (key(definition),)
        else:
            for member in definition:
                self.labels.setdefault(key(member), member)
            members = tuple(map(key, definition))
        self.labels.setdefault(key(name), name)
        line = self.lines.get(key(name), 0)
        self.ranges[key(name)] = Range(name, members, mapped, isinstance(definition, str), line)

    def add_component(self, found: Any) -> None:
        """One Vensim equation."""
        abstract = found.get_abstract_component()
        entry = self._entry(found.name)
        entry["unit"] = found.units or entry["unit"]
        entry["doc"] = found.documentation or entry["doc"]
        self._append(entry, abstract)

    def add_element(self, element: Any, kind: str) -> None:
        """One XMILE variable with all its equations."""
        entry = self._entry(element.name)
        entry["unit"], entry["doc"] = element.units or "", element.documentation or ""
        entry["flow"] = kind == "Flow"
        for component in element.components:
            self._append(entry, component)

    def _entry(self, name: str) -> dict[str, Any]:
        empty = {"name": name, "unit": "", "doc": "", "parts": [], "flow": False, "lookup": False}
        return self.found.setdefault(key(name), empty)

    def _append(self, entry: dict[str, Any], abstract: Any) -> None:
        subs, excepts = abstract.subscripts
        edge: Edge | None = None
        if type(abstract).__name__ == "AbstractData":
            edge = EDGES.get(abstract.keyword or "interpolate", Edge.CLAMP)
        entry["lookup"] |= type(abstract).__name__ == "AbstractLookup"
        entry["parts"].append(
            Component(
                tuple(key(sub) for sub in subs or ()),
                tuple(tuple(map(key, group)) for group in excepts or ()),
                convert(abstract.ast),
                edge,
            )
        )

    def section(self) -> Section:
        """Everything that was collected."""
        variables = {name: self._variable(name, entry) for name, entry in self.found.items()}
        for name in _flows(variables):
            if name in variables and variables[name].kind is VariableKind.AUXILIARY:
                old = variables[name]
                variables[name] = Variable(
                    old.name, VariableKind.FLOW, old.unit, old.doc, old.line, old.components
                )
        return Section(
            self.name,
            self.params,
            self.returns,
            variables,
            self.ranges,
            self.labels,
            tuple(self.skipped),
        )

    def _variable(self, name: str, entry: dict[str, Any]) -> Variable:
        parts = tuple(entry["parts"])
        if len(parts) > 1 and any(not part.subs for part in parts):
            raise self._at(str(entry["name"]), Phrase(N_("a second equation")), None)
        return Variable(
            str(entry["name"]).strip(),
            VariableKind.FLOW if entry["flow"] else _kind(parts, bool(entry["lookup"])),
            str(entry["unit"]),
            str(entry["doc"]),
            self.lines.get(name, 0),
            parts,
        )


def _kind(parts: tuple[Component, ...], lookup: bool) -> VariableKind:
    exprs = [part.expr for part in parts]
    if any(isinstance(expr, Call) and expr.name in ("integ", "integ_floor") for expr in exprs):
        return VariableKind.STOCK
    if lookup or any(isinstance(expr, Points) for expr in exprs):
        return VariableKind.LOOKUP
    if any(part.edge is not None for part in parts):
        return VariableKind.DATA
    if all(_is_constant(expr) for expr in exprs):
        return VariableKind.CONSTANT
    return VariableKind.AUXILIARY


def _is_constant(expr: Expr) -> bool:
    if isinstance(expr, External):
        return expr.what == "constants"
    return isinstance(expr, (Number, Literal)) and not isinstance(expr, Absent)


def _flows(variables: dict[str, Variable]) -> set[str]:
    """Names that a stock adds or takes away directly."""
    found: set[str] = set()
    for variable in variables.values():
        for part in variable.components:
            if isinstance(part.expr, Call) and part.expr.name in ("integ", "integ_floor"):
                _terms(part.expr.args[0], found)
    return found


def _terms(expr: Expr, found: set[str]) -> None:
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, Call) and node.name in ("+", "-", "neg"):
            stack.extend(node.args)
        elif isinstance(node, Ref):
            found.add(node.name)
