"""A stock-flow model as it was written: variables, equations as typed trees, subscripts.

``translate`` makes it, ``lower`` reads it. Names are compared by :func:`key`, as Vensim and
XMILE do: letter case, and the choice between space and underscore, carry no meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tamnhin.messages import N_, Words
from tamnhin.simulate.program.ir import Edge

CONTROLS = ("initial_time", "final_time", "time_step", "saveper")
_GAP = re.compile(r"[\s_\u00a0]+")


def key(name: str) -> str:
    """The form of a name in which two names are compared."""
    return _GAP.sub("_", name.strip()).lower()


@dataclass(frozen=True, slots=True)
class Number:
    """A number in an equation; ``:NA:`` is not-a-number."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted string, as an argument."""

    value: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A variable, table or subscript by name, with subscripts as written (keys)."""

    name: str
    subs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function; the name is a key, operators stand as themselves."""

    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """Several numbers at once, in the order of the variable's subscripts."""

    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a table, written where it is used or as a variable of its own."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    edge: Edge = Edge.CLAMP


@dataclass(frozen=True, slots=True)
class External:
    """Something that stands in a file beside the model."""

    what: str  # constants, lookups or data
    file: str
    tab: str
    axis: str  # where the x values or times stand; empty for constants
    cell: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A data variable whose series must be handed in."""


Expr = Number | Text | Ref | Call | Literal | Points | External | Absent


@dataclass(frozen=True, slots=True)
class Component:
    """One equation of a variable: for these subscripts, except those, it is this.

    Attributes:
        subs: keys of elements or ranges, one for each dimension.
        excepts: groups of the same length that the equation does not define.
        expr: the right-hand side.
        edge: for data, what lies between and outside its points.
    """

    subs: tuple[str, ...]
    excepts: tuple[tuple[str, ...], ...]
    expr: Expr
    edge: Edge | None = None


class VariableKind(StrEnum):
    """What a user calls a variable."""

    STOCK = "stock"
    FLOW = "flow"
    AUXILIARY = "auxiliary"
    CONSTANT = "constant"
    LOOKUP = "lookup"
    DATA = "data"

    @property
    def words(self) -> Words:
        """What it is called in a sentence."""
        return Words(_KINDS[self])


_KINDS = {
    VariableKind.STOCK: N_("stock"),
    VariableKind.FLOW: N_("flow"),
    VariableKind.AUXILIARY: N_("auxiliary"),
    VariableKind.CONSTANT: N_("constant"),
    VariableKind.LOOKUP: N_("lookup"),
    VariableKind.DATA: N_("data"),
}


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the model.

    Attributes:
        name: as the file writes it.
        kind: stock, flow, auxiliary, constant, lookup or data.
        unit: as the file writes it, may be empty.
        doc: the file's comment.
        line: where its first equation begins in the file, 0 if not known.
        components: its equations.
    """

    name: str
    kind: VariableKind
    unit: str
    doc: str
    line: int
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A range stands for another: element by element, or element to several."""

    target: str
    groups: tuple[str, ...] = ()  # elements or ranges of the target, in the order of the source


@dataclass(frozen=True, slots=True)
class Range:
    """A subscript range: its elements (or ranges) by key, and what it maps to."""

    name: str
    members: tuple[str, ...]
    maps: tuple[Mapping, ...] = ()
    copied: bool = False  # defined as the same as another range
    line: int = 0  # where it begins in the file, 0 if not known


@dataclass(frozen=True, slots=True)
class Section:
    """The main model or a macro.

    Attributes:
        name: ``__main__`` or the macro's name.
        params: what a macro takes, in order.
        returns: further names that a macro gives back.
        variables: by key, in the order of the file.
        ranges: by key.
        labels: element key to the name as the file writes it.
        skipped: names of what does not belong to a run: reality checks and test inputs.
    """

    name: str
    params: tuple[str, ...]
    returns: tuple[str, ...]
    variables: dict[str, Variable]
    ranges: dict[str, Range]
    labels: dict[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A model file, read: the main section, macros, and how it wants to be integrated."""

    path: Path
    sha256: str
    method: str  # euler or rk4
    main: Section
    macros: dict[str, Section]
