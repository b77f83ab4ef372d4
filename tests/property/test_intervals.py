"""Interval arithmetic encloses: whatever the numbers inside, the result is inside."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tamnhin.assess.consistency.facts import tolerance
from tamnhin.assess.consistency.intervals import Interval

numbers = st.floats(-1e12, 1e12, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-12)
shares = st.fractions(0, 1, max_denominator=1000)


@st.composite
def held(draw, low=-1e12):
    """An interval and a number inside it, exactly."""
    a, b = draw(numbers), draw(numbers)
    a, b = sorted((max(a, low), max(b, low)))
    share = draw(shares)
    return Interval(a, b), Fraction(a) + share * (Fraction(b) - Fraction(a))


def holds(interval: Interval, value: Fraction) -> bool:
    """Compared exactly: a float end is a fraction."""
    above = interval.low == -math.inf or Fraction(interval.low) <= value
    return above and (interval.high == math.inf or value <= Fraction(interval.high))


@given(held(), held())
def test_sums_differences_and_products_enclose(one, other):
    (a, x), (b, y) = one, other
    assert holds(a + b, x + y)
    assert holds(a - b, x - y)
    assert holds(a * b, x * y)
    assert holds(-a, -x)
    assert holds(a.hull(b), x)
    assert holds(a.hull(b), y)


@given(held(), held())
def test_quotients_enclose_even_where_the_divisor_may_be_nothing(one, other):
    (a, x), (b, y) = one, other
    assume(y != 0)
    assert holds(a / b, x / y)


@given(held(low=0.0), st.integers(1, 30))
def test_whole_powers_enclose(one, exponent):
    a, x = one
    assert holds(a.power(exponent), x**exponent)


@given(held(low=0.0), st.integers(1, 30))
def test_roots_enclose(one, degree):
    """The exact root of a rational is seldom one: its bounds are checked by raising them."""
    a, x = one
    root = a.power(1 / degree)
    slack = Fraction(1, 10**13)  # 1/degree itself is rounded to a float
    assert Fraction(root.low) ** degree <= x * (1 + degree * slack)
    assert root.high == math.inf or Fraction(root.high) ** degree >= x * (1 - degree * slack)


@given(held(), held())
def test_meeting_is_symmetric_and_what_is_common_lies_in_both(one, other):
    a, b = one[0], other[0]
    assert a.meets(b) == b.meets(a)
    common = a.meet(b)
    if common is None:
        assert not a.meets(b)
    else:
        assert common.inside(a)
        assert common.inside(b)


def test_an_interval_without_numbers_is_refused():
    for low, high in ((2.0, 1.0), (math.nan, 1.0), (math.inf, math.inf)):
        with pytest.raises(ValueError, match="no interval"):
            Interval(low, high)
    with pytest.raises(ValueError, match="negative"):
        Interval(-1.0, 2.0).power(0.5)


@given(st.decimals(-(10**6), 10**6, places=2), st.decimals(Decimal("-0.5"), Decimal("0.5")))
def test_a_printed_number_holds_all_that_rounds_to_it(value, off):
    """11.20 holds every number from 11.195 to 11.205."""
    near, wide = tolerance(value, "exactly")
    assert near == wide
    assert holds(near, Fraction(value) + Fraction(off) / 100)


@pytest.mark.parametrize(
    ("value", "word", "low", "high"),
    [
        ("11.2", "exactly", 11.15, 11.25),
        ("230", "exact", 229.5, 230.5),
        ("200", "about", 198.0, 202.0),
        ("85439", "nearly", 84584.61, 85439.0),
        ("310000", "over", 310000.0, 313100.0),
        ("9", "about", 8.5, 9.5),
    ],
)
def test_words_widen_by_a_shown_share(value, word, low, high):
    near, _ = tolerance(Decimal(value), word, about=0.01)
    assert near.low == pytest.approx(low)
    assert near.high == pytest.approx(high)


def test_bounds_are_open_on_one_side():
    near, wide = tolerance(Decimal(230), "more_than")
    assert (near.low, near.high) == (pytest.approx(229.5), pytest.approx(230.5))
    assert wide == Interval(near.low, math.inf)
    assert tolerance(Decimal(2), "at_most")[1].low == -math.inf
