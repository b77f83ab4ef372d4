"""Philox 4x32-10 (Salmon et al. 2011): a number of its own for each draw, step and stream."""

from __future__ import annotations

from typing import Final

from tamnhin.simulate.backends.jit.text import Text, Vector

_LOW: Final = 0xFFFFFFFF
_ROUNDS: Final = 10
_FACTORS: Final = (0xD2511F53, 0xCD9E8D57)
_STEPS: Final = (0x9E3779B9, 0xBB67AE85)


def write_uniforms(lanes: int) -> str:
    """Two uniform numbers of each lane: ``uniforms(draw, step, stream, attempt, seed, out)``."""
    text = Text(lanes)
    given = ", ".join(f"{text.type('i64')} %{name}" for name in ("draw", "stream", "attempt"))
    text.lines.append(
        f"define internal {text.type()} @uniform{lanes}({given}, i64 %step, i64 %seed, ptr %two)"
        " nounwind {"
    )
    text.begin("entry")
    draw, stream, attempt = (
        Vector(text, "i64", f"%{name}") for name in ("draw", "stream", "attempt")
    )
    step, seed = text.spread("i64", "%step"), text.spread("i64", "%seed")
    words = _philox([draw & _LOW, step, stream, attempt], [seed & _LOW, seed >> 32])
    first, second = _uniform(words[0], words[1]), _uniform(words[2], words[3])
    text.store(second, "%two")
    return text.close(first)


def _philox(counter: list[Vector], key: list[Vector]) -> list[Vector]:
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(_ROUNDS):
        p0, p1 = c0 * _FACTORS[0], c2 * _FACTORS[1]
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & _LOW, (p0 >> 32) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _STEPS[0]) & _LOW, (k1 + _STEPS[1]) & _LOW
    return [c0, c1, c2, c3]


def _uniform(high: Vector, low: Vector) -> Vector:
    """53 bits as a number in [0, 1)."""
    return ((high >> 5).to_double() * 2.0**26 + (low >> 6).to_double()) * 2.0**-53
