"""Numbers, periods and text, for any input."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from tamnhin.messages import format_number
from tamnhin.periods import parse_date, parse_day, parse_period
from tamnhin.units import convert, units
from tamnhin.vietnamese import (
    Ambiguous,
    convention,
    fold,
    is_doubtful,
    is_plain_number,
    parse_number,
    plain_column,
    plain_number,
    slug,
)

NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
)
NUMBERS |= st.decimals(
    allow_nan=False, allow_infinity=False, places=1, min_value=-(10**6), max_value=10**6
)
NUMBERS |= st.integers(-(10**12), 10**12).map(Decimal)


@given(NUMBERS)
def test_a_number_written_plainly_is_read_as_itself(number: Decimal) -> None:
    text = plain_number(number)
    assert is_plain_number(text)
    read = parse_number(text, "plain")
    assert read == number
    assert str(read) == str(number) or read == 0


@given(st.lists(NUMBERS, min_size=1))
def test_a_column_written_plainly_is_never_in_doubt(numbers: list[Decimal]) -> None:
    cells = plain_column([plain_number(n) for n in numbers])
    style = convention(cells)
    assert style in {"plain", "unknown"}
    assert [parse_number(cell, style) for cell in cells] == numbers
    assert plain_column(cells) == cells


@given(NUMBERS, st.sampled_from(["vi", "en"]))
def test_a_number_as_people_write_it_is_read_as_itself_or_refused(
    number: Decimal, lang: str
) -> None:
    text = format_number(number, lang)  # type: ignore[arg-type]
    read = parse_number(text)
    if is_doubtful(text):
        assert isinstance(read, Ambiguous)
        assert number in {Decimal(read.one), Decimal(read.other)}
        read = parse_number(text, "vietnamese" if lang == "vi" else "english")
    assert read == number


@given(st.text(alphabet="0123456789.,-+ \u00a0\u2212e", max_size=20), st.text(max_size=8))
def test_no_text_is_read_in_two_ways(text: str, other: str) -> None:
    for one in (text, other):
        plain = parse_number(one, "unknown")
        for style in ("plain", "vietnamese", "english", "mixed"):
            read = parse_number(one, style)
            if isinstance(plain, Ambiguous):
                if isinstance(read, Decimal):
                    assert str(read) in {plain.one.lstrip("+"), plain.other.lstrip("+")}
            else:
                assert read == plain


@given(
    st.lists(st.sampled_from(["1", "1.5", "1,5", "1.234", "1,234", "1.234.567", "1,234.5", "x"]))
)
def test_the_order_of_a_column_does_not_matter(cells: list[str]) -> None:
    assert convention(cells) == convention(sorted(cells)) == convention([*cells, *cells])
    assert convention([*cells, "77"]) == convention(cells)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert slug(slug(text)) == slug(text)


@given(
    st.text(max_size=12)
    | st.from_regex(r"[12][0-9]{3}([-/][0-9HQM]{1,4}(-[0-9]{2})?)?", fullmatch=True)
)
def test_what_is_read_as_a_time_is_kept_as_it_was_written(text: str) -> None:
    for parse in (parse_period, parse_date):
        try:
            read = parse(text)
        except ValueError:
            continue
        assert str(read) == text
        assert text.isascii()
    try:
        period = parse_period(text)
    except ValueError:
        return
    assert period.start <= period.end
    assert 1000 <= period.start.year <= period.end.year <= 2999


@given(st.dates(min_value=parse_day("1000-01-01"), max_value=parse_day("2999-12-31")))
def test_days_are_periods_and_dates(day: object) -> None:
    text = str(day)
    assert parse_day(text) == day == parse_date(text).first_day == parse_date(text).last_day
    assert parse_period(text).start == parse_period(text).end == day
    assert parse_date(text[:7]).first_day <= parse_day(text) <= parse_date(text[:7]).last_day
    assert parse_date(text[:4]).first_day <= parse_day(text) <= parse_date(text[:4]).last_day


@given(NUMBERS, st.sampled_from(sorted(units())), st.sampled_from(sorted(units())))
def test_conversion_and_back_is_exact(number: Decimal, one: str, other: str) -> None:
    assume(units()[one].dimension == units()[other].dimension)
    assert convert(convert(number, one, other), other, one) == number
