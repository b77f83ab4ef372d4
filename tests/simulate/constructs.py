"""Which constructs a model uses, by the names people know them under."""

from __future__ import annotations

from tamnhin.simulate.program.ir import Edge
from tamnhin.simulate.source.model import (
    Call,
    Component,
    External,
    Literal,
    Points,
    Ref,
    Section,
    Source,
)

_PLAIN = {
    "+": "arithmetic",
    "-": "arithmetic",
    "*": "arithmetic",
    "/": "arithmetic",
    "neg": "arithmetic",
    "^": "power (^)",
    "=": "comparisons",
    "<>": "comparisons",
    "<": "comparisons",
    "<=": "comparisons",
    ">": "comparisons",
    ">=": "comparisons",
    "and": "AND, OR, NOT",
    "or": "AND, OR, NOT",
    "not": "AND, OR, NOT",
    "integ": "INTEG (stocks)",
    "integ_floor": "non-negative stocks",
    "lookup": "WITH LOOKUP, graphical functions",
    "smooth": "SMOOTH, SMOOTHI, SMOOTH3, SMOOTH3I, SMOOTH N",
    "delay": "DELAY1, DELAY1I, DELAY3, DELAY3I",
    "delay_n": "DELAY N",
    "vmin_xmile": "VMIN, MIN of an array",
    "vmin": "VMIN, MIN of an array",
    "vmax_xmile": "VMAX, MAX of an array",
    "vmax": "VMAX, MAX of an array",
    "xpulse": "PULSE (XMILE)",
    "xpulse_train": "PULSE (XMILE)",
    "xramp": "RAMP",
    "random_0_1": "random functions",
    "random_uniform": "random functions",
    "random_normal": "random functions",
    "random_exponential": "random functions",
}
_EDGES = {
    Edge.EXTRAPOLATE: "tables: extrapolate",
    Edge.HOLD: "tables: hold (discrete)",
    Edge.CLAMP: "tables: clamp",
}
_DATA = {
    Edge.CLAMP: "data: interpolate",
    Edge.HOLD: "data: hold backward",
    Edge.FORWARD: "data: look forward",
    Edge.RAW: "data: raw",
}


def constructs(source: Source) -> set[str]:
    """All constructs of a model file."""
    found: set[str] = {f"method {source.method}"}
    if source.macros:
        found.add("macros")
    for section in (source.main, *source.macros.values()):
        _ranges(section, found)
        for variable in section.variables.values():
            for component in variable.components:
                _component(component, section, source, found)
    return found


def _ranges(section: Section, found: set[str]) -> None:
    for entry in section.ranges.values():
        if entry.members and entry.members[0].startswith("\0"):
            found.add("GET ... SUBSCRIPT")
        if entry.maps:
            found.add("subscript mapping")
        if entry.copied:
            found.add("subscript copies (<->)")


def _component(component: Component, section: Section, source: Source, found: set[str]) -> None:
    if component.subs:
        found.add("subscripts")
    if component.excepts:
        found.add("EXCEPT")
    if any(sub not in section.ranges for sub in component.subs):
        found.add("equations for single elements")
    if component.edge is not None:
        found.add(_DATA.get(component.edge, "data"))
    stack = [component.expr]
    while stack:
        node = stack.pop()
        if isinstance(node, Call):
            stack.extend(node.args)
            _call(node, section, source, found)
        elif isinstance(node, External):
            found.add(f"GET ... {node.what.upper()}")
        elif isinstance(node, Points):
            found.add(_EDGES[node.edge])
        elif isinstance(node, Literal):
            found.add("lists of numbers")
        elif isinstance(node, Ref) and node.subs and any(sub.endswith("!") for sub in node.subs):
            found.add("reduction over subscripts (!)")
        elif isinstance(node, Ref) and node.name in section.ranges:
            found.add("subscript as a number")


def _call(node: Call, section: Section, source: Source, found: set[str]) -> None:
    if node.name in source.macros:
        return
    if node.name in section.variables:
        found.add("lookup variables, called")
        return
    if node.name == "neg" and isinstance(node.args[0], Call) and node.args[0].name == "^":
        found.add("minus before power")
    found.add(_PLAIN.get(node.name, node.name.upper().replace("_", " ")))
