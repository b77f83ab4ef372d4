"""What an ensemble keeps: columns, which are the elements of its outputs; and times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tamnhin.errors import SimulationError
from tamnhin.messages import N_
from tamnhin.simulate.program.ir import Array
from tamnhin.simulate.run import StockFlowModel
from tamnhin.simulate.source.model import key

_SUBSCRIPTED = re.compile(r"(.+)\[([^\[\]]+)\]\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Group:
    """One variable of the model.

    Attributes:
        name: as the file writes it.
        key: by which the program knows it.
        unit: as the file writes it, may be empty.
        elements: names along each subscript; empty for one number.
        dims: a name for each subscript: of the range that has these elements, if there is one.
        start: its first column.
    """

    name: str
    key: str
    unit: str
    elements: tuple[tuple[str, ...], ...]
    dims: tuple[str, ...] = ()
    start: int = 0

    @property
    def shape(self) -> tuple[int, ...]:
        """How many elements each subscript has."""
        return tuple(len(names) for names in self.elements)

    @property
    def size(self) -> int:
        """How many numbers a draw has here at a time."""
        return int(np.prod(self.shape, dtype=int))

    @property
    def columns(self) -> tuple[str, ...]:
        """A name for each number: ``x`` or ``x[North,young]``."""
        if not self.elements:
            return (self.name,)
        return tuple(
            f"{self.name}[{','.join(names[i] for names, i in zip(self.elements, at, strict=True))}]"
            for at in np.ndindex(self.shape)
        )


@dataclass(frozen=True)
class Layout:
    """The columns of an ensemble."""

    groups: tuple[Group, ...]

    @cached_property
    def width(self) -> int:
        """How many columns there are."""
        return sum(group.size for group in self.groups)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The name of each column."""
        return tuple(name for group in self.groups for name in group.columns)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The unit of each column."""
        return tuple(group.unit for group in self.groups for _ in group.columns)

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each column stands, by the key of its name with and without quotes."""
        keys = [_column_key(column) for column in self.columns]
        bare = {text.replace('"', ""): number for number, text in enumerate(keys)}
        return bare | {text: number for number, text in enumerate(keys)}

    def __getstate__(self) -> dict[str, object]:
        """What is sent to workers: the names can be made again."""
        return {"groups": self.groups}

    def group(self, name: str) -> Group:
        """The output of this name.

        Raises:
            SimulationError: it was not asked for.
        """
        for group in self.groups:
            if key(name) in (key(group.name), group.key, key(group.name).strip('"')):
                return group
        raise SimulationError(
            N_("{name} was not kept; what was: {known}."),
            name=name,
            known=", ".join(group.name for group in self.groups),
        )

    def column(self, name: str) -> int:
        """The one column of this name, with subscripts in brackets where the output has them.

        Raises:
            SimulationError: not kept, or subscripts are missing, unknown or too many.
        """
        place = self._places.get(_column_key(name))
        if place is not None:
            return place
        base, _ = split_name(name)
        group = self.group(base)
        raise SimulationError(
            N_("Name one element of {name}: {known}."),
            name=group.name,
            known=", ".join(group.columns[:8]),
        )


def _column_key(name: str) -> str:
    base, subs = split_name(name)
    return key(base) + ("[" + ",".join(map(key, subs)) + "]" if subs else "")


def split_name(name: str) -> tuple[str, tuple[str, ...]]:
    """``x[North, young]`` as its name and its subscripts."""
    found = _SUBSCRIPTED.fullmatch(name)
    if found is None:
        return name, ()
    return found[1].strip(), tuple(part.strip() for part in found[2].split(","))


def group_of(model: StockFlowModel, name: str) -> Group:
    """A variable of the model as a group.

    Raises:
        SimulationError: the model has no such variable, or it has no values (a lookup).
    """
    known = model.name_of(name)
    variable = model.source.main.variables[known]
    if known not in model.program.outputs:
        raise SimulationError(
            N_("{variable} is a {kind} and has no values over time."),
            variable=variable.name,
            kind=variable.kind.words,
        )
    elements = model.dimensions[known]
    return Group(variable.name, known, variable.unit, elements, _dims(model, known, elements))


def _dims(
    model: StockFlowModel, variable: str, elements: Sequence[tuple[str, ...]]
) -> tuple[str, ...]:
    """The range of each subscript by its elements; the variable's own name where none fits."""
    found: list[str] = []
    for i, names in enumerate(elements):
        wanted = tuple(map(key, names))
        fits = [r.name for r in model.source.main.ranges.values() if r.members == wanted]
        fits.append(f"{variable} {i + 1}")
        found.append(next(name for name in fits if name not in found))
    return tuple(found)


def layout_of(model: StockFlowModel, names: Sequence[str]) -> Layout:
    """The columns of these outputs, each once.

    Raises:
        SimulationError: an unknown name, or none at all.
    """
    groups: list[Group] = []
    start = 0
    for name in names:
        found = group_of(model, name)
        if found.key not in [group.key for group in groups]:
            groups.append(replace(found, start=start))
            start += found.size
    if not groups:
        raise SimulationError(N_("Name at least one output."))
    return Layout(tuple(groups))


def element(group: Group, subs: Sequence[str]) -> int | None:
    """The flat position of an element; None for all of them.

    Raises:
        SimulationError: there is no such element.
    """
    if not subs:
        return None
    wanted = [key(sub) for sub in subs]
    places = [list(map(key, names)) for names in group.elements]
    if len(wanted) != len(places) or any(w not in p for w, p in zip(wanted, places, strict=True)):
        raise SimulationError(
            N_("Name one element of {name}: {known}."),
            name=group.name,
            known=", ".join(group.columns[:8]),
        )
    at = tuple(p.index(w) for w, p in zip(wanted, places, strict=True))
    return int(np.ravel_multi_index(at, group.shape))


def time_index(times: Array, at: float) -> int:
    """Where a time stands among those that were kept.

    Raises:
        SimulationError: it was not kept.
    """
    near = np.flatnonzero(np.isclose(times, at, rtol=1e-9, atol=1e-9))
    if not near.size:
        raise SimulationError(
            N_("Nothing was kept at time {at}; what was: {first} to {last}, {count} times."),
            at=str(at),
            first=f"{times[0]:g}",
            last=f"{times[-1]:g}",
            count=len(times),
        )
    return int(near[0])
