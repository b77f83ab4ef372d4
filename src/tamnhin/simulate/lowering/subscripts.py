"""Subscript ranges as index ranges: which elements, in which order, standing for which others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tamnhin.simulate.source.model import Range

External = Callable[[dict[str, str], Range], list[str]]


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of a value: the label it aligns by, and its elements in order."""

    label: str
    elements: tuple[str, ...]


class UnknownSubscriptError(Exception):
    """A name that is neither a range nor an element; the caller says where.

    Args:
        name: what is not known.
        within: key of the range that names it, where it is one.
    """

    def __init__(self, name: str, within: str = "") -> None:
        super().__init__(name)
        self.within = within


class Subscripts:
    """The ranges of a section, expanded."""

    def __init__(self, ranges: dict[str, Range], external: External) -> None:
        self.ranges: dict[str, tuple[str, ...]] = {}
        self.maps = {name: found.maps for name, found in ranges.items()}
        self.copied = {name for name, found in ranges.items() if found.copied}
        self._raw = ranges
        self._external = external
        for name in ranges:
            self._expand(name, ())
        self.elements: dict[str, str] = {}
        for name, members in self.ranges.items():
            for member in members:
                self.elements.setdefault(member, name)

    def _expand(self, name: str, above: tuple[str, ...]) -> tuple[str, ...]:
        known = self.ranges.get(name)
        if known is not None:
            return known
        if name in above or len(above) > 50:
            raise UnknownSubscriptError(name, above[-1])
        members: list[str] = []
        raw = self._raw[name].members
        if raw and raw[0].startswith("\0"):
            raw = tuple(
                self._external(dict(part[1:].split("=", 1) for part in raw), self._raw[name])
            )
        for member in raw:
            if member in self._raw and member != name:
                members.extend(self._expand(member, (*above, name)))
            elif self._raw[name].copied:
                raise UnknownSubscriptError(member, name)
            else:
                members.append(member)
        self.ranges[name] = tuple(dict.fromkeys(members))
        return self.ranges[name]

    def axis(self, name: str) -> Axis:
        """The axis of a range name (with or without ``!``), or of one element.

        Raises:
            UnknownSubscriptError: there is no such range or element.
        """
        plain = name.rstrip("!").strip()
        if plain in self.ranges:
            return Axis(name, self.ranges[plain])
        if plain in self.elements:
            return Axis("", (plain,))
        raise UnknownSubscriptError(plain)

    def is_range(self, name: str) -> bool:
        """Whether this is the name of a range and not of an element."""
        return name.rstrip("!").strip() in self.ranges

    def cover(self, parts: Iterable[str], taken: set[str]) -> Axis:
        """The range that a variable defined in several equations has in one dimension.

        The equations' own range if one holds all the elements; else a range of just these
        elements, else the smallest that holds them, else the elements as they come.
        """
        names = list(dict.fromkeys(parts))
        needed = list(dict.fromkeys(e for name in names for e in self.axis(name).elements))
        wanted = set(needed)
        own = [name for name in names if name in self.ranges]
        for name in own:
            if set(self.ranges[name]) == wanted:
                return Axis(name, self.ranges[name])
        exact = [n for n, m in self.ranges.items() if set(m) == wanted]
        wider = sorted(
            (n for n, m in self.ranges.items() if set(m) > wanted),
            key=lambda n: len(self.ranges[n]),
        )
        for name in [*(n for n in exact if n not in taken), *exact, *wider]:
            if name not in taken or name in exact:
                return Axis(name, self.ranges[name])
        return Axis(f"#{'+'.join(names)}", tuple(needed))

    def translate(self, source: str, target: str) -> dict[str, str] | None:
        """Which element of ``source`` stands for each element of ``target``, if it maps there."""
        for one, other, forward in ((source, target, True), (target, source, False)):
            found = self._direct(one, other)
            if found is not None:
                pairs = {b: a for a, group in found.items() for b in group}
                if forward:
                    return pairs
                return {a: group[0] for a, group in found.items()}
        return None

    def _direct(self, source: str, target: str) -> dict[str, tuple[str, ...]] | None:
        for mapping in self.maps.get(source, ()):
            goal = mapping.target
            if goal not in self.ranges:
                continue
            members = self.ranges[source]
            if mapping.groups:
                groups = [self.axis(group).elements for group in mapping.groups]
            else:
                groups = [(element,) for element in self.ranges[goal]]
            if len(groups) != len(members):
                continue
            found = dict(zip(members, groups, strict=True))
            if goal == target or set(self.ranges[goal]) >= set(self.ranges.get(target, ())):
                return found
        if source in self.copied and self._raw[source].members[0] == target:
            return {e: (e,) for e in self.ranges[source]}
        return None

    def number(self, name: str) -> tuple[float, ...] | None:
        """The positions that a range or element has in its main range, from 1; None if neither."""
        if name in self.elements:
            return (float(self._main(name).index(name) + 1),)
        if name in self.ranges:
            members = self.ranges[name]
            main = self._main(members[0], set(members))
            return tuple(float(main.index(member) + 1) for member in members)
        return None

    def _main(self, element: str, within: set[str] | None = None) -> tuple[str, ...]:
        """The widest range of an element, the first of its width."""
        wanted = within or {element}
        found = [m for m in self.ranges.values() if wanted <= set(m)]
        return max(found, key=len)
