"""Where things stand: scopes, places, and which equation defines which element of a variable."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from tamnhin.errors import ModelError
from tamnhin.messages import N_
from tamnhin.simulate.lowering.subscripts import Axis, Subscripts, UnknownSubscriptError
from tamnhin.simulate.lowering.values import Index, Values, shape_of
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.source.guard import MAX_ELEMENTS
from tamnhin.simulate.source.model import Component, Expr, Section, Variable

INIT, STEP = "init", "step"


def unknown_subscript(owner: str, line: int, name: str) -> ModelError:
    """A subscript that no range has, where it is named."""
    return ModelError(
        N_("{variable} (line {line}) uses the subscript {name}, which the model does not define."),
        variable=owner,
        line=line,
        name=name,
    )


@dataclass(eq=False)
class Scope:
    """A section in use: the main model, or a macro at one place where it is called."""

    section: Section
    subscripts: Subscripts
    axes: tuple[Axis, ...] = ()  # what a macro's values inherit from its arguments
    bound: dict[str, tuple[Expr, Place]] = field(default_factory=dict)
    prefix: str = ""


@dataclass(frozen=True, eq=False)
class Place:
    """Where an expression stands: its scope, variable, left side, and graph."""

    scope: Scope
    variable: Variable
    axes: tuple[Axis, ...]
    phase: str
    subs: tuple[str, ...] = ()


class Layout(Values):
    """Axes and owners of variables, each found once."""

    def __init__(self) -> None:
        super().__init__()
        self.memo: dict[object, object] = {}

    # --- errors -------------------------------------------------------------------------

    def error_at(self, name: str, line: int, construct: str | Phrase) -> ModelError:
        """A construct that is not supported, where it stands."""
        return ModelError(
            N_("{variable} (line {line}): {construct} is not supported."),
            variable=name,
            line=line,
            construct=construct,
        )

    def refuse(self, place: Place, construct: str | Phrase) -> ModelError:
        """The same, from a place."""
        return self.error_at(place.variable.name, place.variable.line, construct)

    # --- variables ----------------------------------------------------------------------

    def axes_of_variable(self, scope: Scope, name: str) -> tuple[Axis, ...]:
        """The axes of a variable over all its equations."""
        memo = (id(scope), name, "axes")
        found = self.memo.get(memo)
        if found is None:
            found = self._cover(scope, scope.section.variables[name])
            self.memo[memo] = found
        return found  # type: ignore[return-value]

    def _cover(self, scope: Scope, variable: Variable) -> tuple[Axis, ...]:
        parts = [component.subs for component in variable.components]
        if len({len(subs) for subs in parts}) != 1:
            raise self.error_at(
                variable.name, variable.line, Phrase(N_("a varying number of subscripts"))
            )
        taken: set[str] = set()
        axes: list[Axis] = []
        try:
            for names in zip(*parts, strict=True):
                axis = scope.subscripts.cover(names, taken)
                if axis.label in taken:
                    axis = replace(axis, label=f"{axis.label}#{len(axes)}")
                taken.add(axis.label)
                axes.append(axis)
        except UnknownSubscriptError as error:
            raise self._unknown(variable, str(error)) from error
        if math.prod(len(axis.elements) for axis in axes) > MAX_ELEMENTS:
            raise self.error_at(
                variable.name, variable.line, Phrase(N_("an array of so many elements"))
            )
        return tuple(axes) if axes else scope.axes

    def component_axes(self, scope: Scope, component: Component) -> tuple[Axis, ...]:
        """The axes that the left side of an equation leaves open."""
        if not component.subs:
            return scope.axes
        return tuple(
            scope.subscripts.axis(sub) for sub in component.subs if scope.subscripts.is_range(sub)
        )

    def owners(self, scope: Scope, name: str) -> tuple[Index, Index]:
        """For each element of a variable, the equation that defines it and the place in it."""
        memo = (id(scope), name, "owners")
        found = self.memo.get(memo)
        if found is None:
            found = self._owners(scope, name)
            self.memo[memo] = found
        return found  # type: ignore[return-value]

    def _owners(self, scope: Scope, name: str) -> tuple[Index, Index]:
        variable = scope.section.variables[name]
        axes = self.axes_of_variable(scope, name)
        owner = np.full(shape_of(axes), -1, dtype=np.intp)
        spot = np.zeros(shape_of(axes), dtype=np.intp)
        if not variable.components[0].subs:
            owner[...], spot = 0, np.arange(owner.size).reshape(owner.shape)
            return owner.ravel(), spot.ravel()
        for i, component in enumerate(variable.components):
            box = self._box(scope, variable, axes, component.subs)
            inside = np.zeros(owner.shape, dtype=bool)
            inside[box] = True
            for group in component.excepts:
                inside[self._box(scope, variable, axes, group, narrow=True)] = False
            places = np.zeros(owner.shape, dtype=np.intp)
            block = places[box].shape
            places[box] = np.arange(int(np.prod(block, dtype=int))).reshape(block)
            owner[inside] = i
            spot[inside] = places[inside]
        return owner.ravel(), spot.ravel()

    def _box(
        self,
        scope: Scope,
        variable: Variable,
        axes: tuple[Axis, ...],
        subs: tuple[str, ...],
        *,
        narrow: bool = False,
    ) -> tuple[Index, ...]:
        try:
            lists = [scope.subscripts.axis(sub).elements for sub in subs]
        except UnknownSubscriptError as error:
            raise self._unknown(variable, str(error)) from error
        places: list[list[int]] = []
        for axis, elements in zip(axes, lists, strict=True):
            at = {element: i for i, element in enumerate(axis.elements)}
            strange = next((e for e in elements if e not in at), None)
            if strange is not None and not narrow:
                raise self._unknown(variable, strange)
            places.append([at[e] for e in elements if e in at])
        return np.ix_(*places)

    def _unknown(self, variable: Variable, name: str) -> ModelError:
        return unknown_subscript(variable.name, variable.line, name)
