"""Roman numerals, as lists on web pages and in Word count with."""

from __future__ import annotations


def to_roman(number: int) -> str:
    """A number from 1 to 3999 in Roman numerals."""
    signs = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    parts: list[str] = []
    for value, sign in signs:
        count, number = divmod(number, value)
        parts.append(sign * count)
    return "".join(parts)
