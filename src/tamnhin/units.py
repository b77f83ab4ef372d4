"""Units of measure: what they measure, how they convert, what people call them.

The list is data (``units.csv``). Two units convert when they have the same dimension; nothing
converts between money of two currencies, or between a ratio and a yearly rate.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from tamnhin.errors import InputError
from tamnhin.messages import N_, Lang

PRECISION: Final = 60
"""Digits of computations: a cell has up to 30, a factor up to 12, so nothing is rounded."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure.

    Attributes:
        symbol: how tables write it, such as ``billion VND``.
        dimension: what it measures; units of one dimension convert.
        factor: how many base units of the dimension one unit is.
        title_vi: its Vietnamese name beside a number.
        title_en: its English name beside a number.
    """

    symbol: str
    dimension: str
    factor: Decimal
    title_vi: str
    title_en: str

    def title(self, lang: Lang) -> str:
        """The name beside a number."""
        return self.title_vi if lang == "vi" else self.title_en


@cache
def units() -> Mapping[str, Unit]:
    """All units by symbol, in the order of the list."""
    path = files("tamnhin").joinpath("units.csv")
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return MappingProxyType(
        {
            row["symbol"]: Unit(
                row["symbol"],
                row["dimension"],
                Decimal(row["factor"]),
                row["title_vi"],
                row["title_en"],
            )
            for row in rows
        }
    )


def unit(symbol: str) -> Unit:
    """The unit of a symbol.

    Raises:
        InputError: there is no such unit.
    """
    try:
        return units()[symbol]
    except KeyError:
        raise InputError(N_("There is no unit “{symbol}”."), symbol=symbol) from None


def convertible(one: str, other: str) -> bool:
    """True where both units measure the same thing."""
    return unit(one).dimension == unit(other).dimension


def factor(source: str, target: str) -> Decimal:
    """What a value in ``source`` is multiplied by to be in ``target``.

    Raises:
        InputError: a unit is unknown, or the two measure different things.
    """
    a, b = unit(source), unit(target)
    if a.dimension != b.dimension:
        raise InputError(
            N_("{source} measures {one}, {target} measures {other}: they do not convert."),
            source=source,
            target=target,
            one=a.dimension,
            other=b.dimension,
        )
    return a.factor / b.factor


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """The value in another unit, exactly.

    Raises:
        InputError: a unit is unknown, or the two measure different things.
    """
    if source == target:
        return value
    with localcontext(prec=PRECISION):
        return value * factor(source, target)
