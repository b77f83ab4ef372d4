"""What the names in the equations of a section mean, and what depends on what.

For the lint only: lowering resolves names itself, with subscripts. The two graphs are those of
``lower``: in the step graph a stock is remembered, in the init graph it is its initial value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from tamnhin.simulate.source.model import CONTROLS, Call, Expr, Ref, Section, Variable

INIT, STEP = "init", "step"
CLOCK = frozenset({"time", "pi"})
_ALIASES = {"dt": "time_step", "starttime": "initial_time", "stoptime": "final_time"}

Node = tuple[str, str]  # a graph and the key of a variable


@dataclass(frozen=True)
class Names:
    """The names of a section.

    Attributes:
        section: whose names.
        macros: keys of the model's macros.
    """

    section: Section
    macros: Collection[str] = ()
    _subscripts: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found = set(self.section.ranges)
        for entry in self.section.ranges.values():
            found.update(entry.members)
            found.update(entry_map.target for entry_map in entry.maps)
        object.__setattr__(self, "_subscripts", frozenset(found))

    def resolve(self, name: str) -> str | None:
        """The key of the variable that a name means, with or without its quotes."""
        variables = self.section.variables
        for candidate in (name, name.strip('"'), f'"{name.strip(chr(34))}"', _ALIASES.get(name)):
            if candidate is not None and candidate in variables:
                return candidate
        return None

    def is_subscript(self, name: str) -> bool:
        """A range, or an element of one; elements that stand in a file count as unknown."""
        return name.rstrip("!") in self._subscripts

    def is_known(self, name: str) -> bool:
        """Anything that may stand in an equation."""
        return (
            self.resolve(name) is not None
            or name in CLOCK
            or name in self.section.params
            or self.is_subscript(name)
            or _ALIASES.get(name, name) in CONTROLS
        )


def references(expr: Expr) -> Iterator[str]:
    """Every name that an expression uses as a value, and every function it calls."""
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, Ref):
            yield node.name
        elif isinstance(node, Call):
            yield f"{node.name}()"
            stack.extend(reversed(node.args))


def uses(variable: Variable, names: Names) -> set[str]:
    """Keys of the variables and tables that the equations of a variable name."""
    found: set[str] = set()
    for component in variable.components:
        for name in references(component.expr):
            key = names.resolve(name.removesuffix("()"))
            if key is not None:
                found.add(key)
    return found


# What a call needs at once, by graph: positions of its arguments. All others: every argument.
_STEP_NEEDS: dict[str, tuple[int, ...]] = {
    "integ": (),
    "integ_floor": (),
    "smooth": (),
    "delay": (1,),
    "delay_n": (1,),
    "delay_fixed": (),
    "trend": (0, 1),
    "forecast": (0, 1, 2),
    "sample_if_true": (0, 1),
    "initial": (),
    "active_initial": (0,),
}
_INIT_NEEDS: dict[str, tuple[int, ...]] = {
    "integ": (1,),
    "integ_floor": (1,),
    "smooth": (2,),
    "delay": (1, 2),
    "delay_n": (1, 2),
    "delay_fixed": (2,),
    "active_initial": (1,),
}


@dataclass(frozen=True, slots=True)
class Needs:
    """What an expression needs: at the same moment, and when the run begins."""

    now: frozenset[Node]
    begin: frozenset[Node]


def needs(expr: Expr, phase: str, names: Names) -> Needs:
    """The variables an expression needs in one of the graphs; macros count with all arguments."""
    now: set[Node] = set()
    begin: set[Node] = set()
    stack: list[tuple[Expr, str, bool]] = [(expr, phase, True)]
    while stack:
        node, graph, at_once = stack.pop()
        found: str | None = None
        if isinstance(node, Ref):
            found = names.resolve(node.name)
        elif isinstance(node, Call):
            if node.name not in _STEP_NEEDS:
                found = names.resolve(node.name)
            table = _STEP_NEEDS if graph == STEP else _INIT_NEEDS
            wanted = table.get(node.name, range(len(node.args)))
            stack.extend((node.args[i], graph, at_once) for i in wanted if i < len(node.args))
            if graph == STEP and node.name in _STEP_NEEDS:
                held = node.name == "initial"
                first = (0,) if held else _INIT_NEEDS.get(node.name, range(len(node.args)))
                stack.extend(
                    (node.args[i], INIT, held and at_once) for i in first if i < len(node.args)
                )
        if found is not None:
            (now if at_once else begin).add((graph, found))
    return Needs(frozenset(now), frozenset(begin))


def reading_at_once(section: Section, names: Names, source: str) -> frozenset[str]:
    """Keys of the variables whose value follows another's at the same moment, and that itself."""
    readers: dict[str, set[str]] = {}
    for name, variable in section.variables.items():
        for component in variable.components:
            for _, needed in needs(component.expr, STEP, names).now:
                readers.setdefault(needed, set()).add(name)
    found: set[str] = set()
    stack = [source]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(readers.get(name, ()))
    return frozenset(found)
