"""Names in equations: which variable is meant, and which of its elements."""

from __future__ import annotations

import numpy as np

from tamnhin.messages import N_
from tamnhin.simulate.lowering.layout import Layout, Place, Scope, unknown_subscript
from tamnhin.simulate.lowering.subscripts import Axis, UnknownSubscriptError
from tamnhin.simulate.lowering.values import Index, shape_of
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.source.model import CONTROLS, Ref

_ALIASES = {"dt": "time_step", "starttime": "initial_time", "stoptime": "final_time"}


class References(Layout):
    """Resolves names and subscripts where they stand."""

    main: Scope

    def resolve(self, name: str, scope: Scope) -> tuple[Scope, str] | None:
        """The variable of this name, with or without its quotes; macros see the clock."""
        bare = name.strip('"')
        for candidate in (name, bare, f'"{bare}"', _ALIASES.get(name, name)):
            if candidate in scope.section.variables:
                return scope, candidate
        if scope is not self.main and _ALIASES.get(name, name) in CONTROLS:
            return self.main, _ALIASES.get(name, name)
        return None

    def slice(
        self, scope: Scope, name: str, ref: Ref, place: Place
    ) -> tuple[tuple[Axis, ...], Index]:
        """The axes that a reference leaves, and the elements of the variable over them."""
        own = self.axes_of_variable(scope, name)
        subs = ref.subs
        if subs is None and own and len(place.subs) == len(own):
            subs = place.subs  # XMILE: the same elements as on the left side
        if subs is None or (not own and not subs):
            size = int(np.prod(shape_of(own), dtype=int))
            return self.open_axes(own, place), np.arange(size).reshape(shape_of(own))
        if len(subs) != len(own):
            raise self.refuse(
                place, Phrase(N_("{name} with {count} subscripts"), name=ref.name, count=len(subs))
            )
        out: dict[str, Axis] = {}
        picks: list[tuple[str, Index]] = []
        for axis, sub in zip(own, subs, strict=True):
            label, positions, shown = self._pick(axis, sub, subs, place)
            if label:
                out.setdefault(label, shown)
            picks.append((label, positions))
        labels = list(out)
        flat = np.zeros(tuple(len(out[label].elements) for label in labels), dtype=np.intp)
        for (label, positions), axis in zip(picks, own, strict=True):
            flat = flat * len(axis.elements)
            spread = [1] * len(labels)
            if label:
                spread[labels.index(label)] = -1
            flat = flat + (positions.reshape(spread) if label else positions[0])
        return tuple(out.values()), np.asarray(flat, dtype=np.intp)

    def open_axes(self, own: tuple[Axis, ...], place: Place) -> tuple[Axis, ...]:
        """The axes of a variable that is named without subscripts."""
        return own

    def _pick(
        self, axis: Axis, sub: str, subs: tuple[str, ...], place: Place
    ) -> tuple[str, Index, Axis]:
        """One subscript of a reference: label it leaves (or none), positions, axis."""
        subscripts = place.scope.subscripts
        if sub == "all!":  # XMILE's star
            every = Axis(f"{axis.label}!", axis.elements)
            return every.label, np.arange(len(axis.elements)), every
        try:
            wanted = subscripts.axis(sub)
        except UnknownSubscriptError as error:
            raise unknown_subscript(place.variable.name, place.variable.line, str(error)) from error
        if not wanted.label:
            return "", self._positions(axis, wanted.elements, sub, place), wanted
        open_labels = [a.label for a in place.axes]
        if not sub.endswith("!") and sub not in open_labels:
            for target in place.axes:
                if target.label in subs:
                    continue
                pairs = subscripts.translate(sub, target.label)
                if pairs and all(element in pairs for element in target.elements):
                    elements = tuple(pairs[element] for element in target.elements)
                    return target.label, self._positions(axis, elements, sub, place), target
        return sub, self._positions(axis, wanted.elements, sub, place), wanted

    def _positions(self, axis: Axis, elements: tuple[str, ...], sub: str, place: Place) -> Index:
        at = {element: i for i, element in enumerate(axis.elements)}
        if not all(element in at for element in elements):
            pairs = place.scope.subscripts.translate(axis.label, sub.rstrip("!"))
            elements = tuple((pairs or {}).get(element, element) for element in elements)
        try:
            return np.array([at[element] for element in elements], dtype=np.intp)
        except KeyError as error:
            raise self.refuse(
                place, Phrase(N_("the subscript {name}, outside its range,"), name=sub)
            ) from error
