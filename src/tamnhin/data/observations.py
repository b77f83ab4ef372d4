"""All observations of a plan, kept as columns: a hundred thousand rows load in a moment.

It behaves as a sequence of :class:`Observation`; a row object is made only when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, overload

from tamnhin.data.types import Observation
from tamnhin.records import columns

_NAMES = tuple(column.name for column in columns(Observation))
_SET = set(_NAMES)
"""The fields that every row has set; one for all, since rows do not change."""


def _row(cells: dict[str, Any]) -> Observation:
    """A row of checked cells: ``model_construct`` at a third of its time, for many rows."""
    row = Observation.__new__(Observation)
    object.__setattr__(row, "__dict__", cells)
    object.__setattr__(row, "__pydantic_fields_set__", _SET)
    object.__setattr__(row, "__pydantic_extra__", None)
    object.__setattr__(row, "__pydantic_private__", None)
    return row


class Observations(Sequence[Observation]):
    """Immutable columns of observations.

    Args:
        table: one list of parsed cells for each field of :class:`Observation`, all of one
            length. Values are taken as checked; use :meth:`of` for unchecked rows.
    """

    def __init__(self, table: Mapping[str, Sequence[Any]]) -> None:
        lengths = {len(table[name]) for name in _NAMES}
        if len(lengths) != 1:
            msg = f"columns of different lengths: {sorted(lengths)}"
            raise ValueError(msg)
        self._table = MappingProxyType({name: tuple(table[name]) for name in _NAMES})
        self._length = lengths.pop()

    @classmethod
    def of(cls, rows: Iterable[Observation]) -> Observations:
        """The columns of the rows, in their order."""
        listed = list(rows)
        return cls({name: [getattr(row, name) for row in listed] for name in _NAMES})

    def column(self, name: str) -> tuple[Any, ...]:
        """All cells of a field, in the order of the rows."""
        return self._table[name]

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Observation: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Observation, ...]: ...
    def __getitem__(self, index: int | slice) -> Observation | tuple[Observation, ...]:
        """The row, or the rows of a slice."""
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(self._length)))
        return _row({name: column[index] for name, column in self._table.items()})

    def __iter__(self) -> Iterator[Observation]:
        return (self[i] for i in range(self._length))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Observations) and dict(self._table) == dict(other._table)

    def __hash__(self) -> int:
        return hash((self._length, self._table["indicator_id"], self._table["value"]))

    def __reduce__(self) -> tuple[type[Observations], tuple[dict[str, tuple[Any, ...]]]]:
        """What a pickle and a deep copy are made from: the columns; the index is made anew."""
        return Observations, (dict(self._table),)

    def __repr__(self) -> str:
        return f"<Observations: {self._length}>"

    @cached_property
    def _index(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        places: dict[tuple[str, str], list[int]] = {}
        pairs = zip(self._table["indicator_id"], self._table["territory_id"], strict=True)
        for i, pair in enumerate(pairs):
            places.setdefault(pair, []).append(i)
        return {pair: tuple(rows) for pair, rows in places.items()}

    def about(self, indicator_id: str, territory_id: str) -> tuple[Observation, ...]:
        """The figures of one indicator and territory, in the order of the table."""
        places = self._index.get((indicator_id, territory_id), ())
        cells = ([column[i] for i in places] for column in self._table.values())
        names = self._table.keys()
        return tuple(_row(dict(zip(names, row, strict=True))) for row in zip(*cells, strict=True))

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every indicator and territory of which there is a figure."""
        return tuple(self._index)
