# ruff: noqa: E501 - a case is read best on one line
from __future__ import annotations

from decimal import Decimal

import pytest

from tamnhin.errors import InputError
from tamnhin.units import convert, convertible, factor, unit, units


def test_the_list_of_units_is_sound() -> None:
    assert len(units()) >= 40
    for symbol, one in units().items():
        assert symbol == one.symbol == symbol.strip()
        assert one.factor > 0
        assert one.title("vi")
        assert one.title("en")
        assert one.dimension
        assert factor(symbol, symbol) == 1


@pytest.mark.parametrize(
    ("value", "source", "target", "wanted"),
    [
        ("1.5", "trillion VND", "billion VND", "1500"), ("120.5", "ha", "km2", "1.205"),
        ("500", "thousand persons", "persons", "500000"), ("1", "ratio", "%", "100"),
        ("123456789012345678901234567890", "billion VND", "VND", "123456789012345678901234567890000000000"),
        ("123456789012345678901234567.891", "VND", "billion VND", "123456789012345678.901234567891"),
    ],
)  # fmt: skip
def test_conversion_is_exact(value: str, source: str, target: str, wanted: str) -> None:
    assert convert(Decimal(value), source, target) == Decimal(wanted)


def test_what_does_not_convert_is_refused() -> None:
    assert not convertible("%", "%/yr")
    assert not convertible("VND", "USD")
    assert convertible("ha", "m2")
    with pytest.raises(InputError) as raised:
        convert(Decimal(1), "ha", "persons")
    assert "area" in raised.value.text("en")
    with pytest.raises(InputError) as raised:
        unit("furlong")
    assert "furlong" in raised.value.text("vi")
