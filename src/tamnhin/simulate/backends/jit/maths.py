"""exp, ln and pow in plain IEEE operations: the same bits on every instruction set.

Errors measured by tests/simulate/test_jit.py: below 1 unit in the last place for exp and ln,
below 2 for pow. The logarithm has fdlibm's form (Sun Microsystems, 1993); double-double products
are Dekker's (1971). Every function is written without the liberties of ``fast``.
"""

from __future__ import annotations

from math import factorial, inf, nan
from typing import Final

from tamnhin.simulate.backends.jit.text import Text, Vector, bits_of

_MAGIC: Final = 6755399441055744.0  # 1.5 * 2^52: adding it rounds to a whole number
_LN2: Final = 6.93147180559945286227e-01
_LN2_REST: Final = 2.31904681384629956e-17
_LN2_HIGH: Final = 6.93147180369123816490e-01  # ends in zeros: times a whole number is exact
_LN2_LOW: Final = 1.90821492927058770002e-10
_SIGN: Final = 1 << 63
_ROOT_HALF: Final = 0x3FE6A09E667F3BCD  # the bits of sqrt(1/2)
_FRACTION: Final = 0x000FFFFFFFFFFFFF
_EVEN: Final = (1.531383769920937332e-01, 2.222219843214978396e-01, 3.999999999940941908e-01)
_ODD: Final = (
    1.479819860511658591e-01, 1.818357216161805012e-01, 2.857142874366239149e-01,
    6.666666666666735130e-01,
)  # fmt: skip
Pair = tuple[Vector, Vector]  # a number as a sum of two, the second far smaller


def write_trunc(lanes: int) -> str:
    """Towards zero; the sign of zero stays."""
    text = Text(lanes)
    (x,) = text.function("trunc", "x")
    size, big = x.absolute(), text.number(2.0**52)
    whole = (size + big) - big
    whole = whole - (whole > size).pick(text.number(1.0), text.number(0.0))
    signed = (whole.bits() | (x.bits() & _SIGN)).as_double()
    return text.close((size < big).pick(signed, x))


def write_exp(lanes: int) -> str:
    """``exp`` of a vector."""
    text = Text(lanes)
    (x,) = text.function("exp", "x")
    return text.close(_exp_sum(x, text.number(0.0)))


def write_ln(lanes: int) -> str:
    """``ln`` of a vector: f - (f*f/2 - s*(f*f/2 + R)) with s = f / (2 + f)."""
    text = Text(lanes)
    (x,) = text.function("ln", "x")
    m, e = _split(x)
    f = m - 1.0
    s = f / (text.number(2.0) + f)
    z = s * s
    w = z * z
    even, odd = w * _horner(w, _EVEN), z * _horner(w, _ODD)
    half = (text.number(0.5) * f) * f
    low = s * (half + (even + odd)) + e * _LN2_LOW
    value = e * _LN2_HIGH - ((half - low) - f)
    value = x.equals(inf).pick(x, value)
    value = x.equals(0.0).pick(text.number(-inf), value)
    return text.close((x >= 0.0).pick(value, text.number(nan)))


def write_power(lanes: int) -> str:
    """``pow`` of two vectors; lanes without a positive ordinary base ask the C library."""
    text = Text(lanes)
    x, y = text.function("pow", "x", "y")
    size = y.absolute()
    # Beyond these bounds a product could overflow while it is split.
    plain = (x > 0.0) & (x < inf) & (size < 1e290) & (size > 1e-290)
    one = text.number(1.0)
    base, by = plain.pick(x, one), plain.pick(y, one)
    high, low = _log_pair(base)
    p_high, p_low = _two_product(high, by)
    s_high, s_low = _quick_sum(p_high, p_low + low * by)
    value = _exp_sum(s_high, s_low)
    odd = (~plain).any()
    text.line(f"br i1 {odd}, label %odd, label %done")
    text.begin("odd")
    other = plain.pick(value, text.each_lane("tn.pow", x, y))
    text.line("br label %done")
    text.begin("done")
    ends = f"[ {value.name}, %entry ], [ {other.name}, %odd ]"
    return text.close(text.make("double", f"phi {text.type()} {ends}"))


def _horner(x: Vector, terms: tuple[float, ...]) -> Vector:
    """A polynomial, its highest coefficient first."""
    value = x.text.number(terms[0])
    for term in terms[1:]:
        value = value * x + term
    return value


def _power_of_two(shifted: Vector) -> Vector:
    """2^k for whole k in [-1022, 1023], given as k + _MAGIC."""
    return ((shifted.bits() + 1023) << 52).as_double()


def _exp_sum(high: Vector, low: Vector) -> Vector:
    """exp(high + low), low small beside high."""
    text = high.text
    low = (high.absolute() < 800.0).pick(low, text.number(0.0))
    x = (high > 710.0).pick(text.number(710.0), high)
    x = (x < -746.0).pick(text.number(-746.0), x)
    k = x * 1.44269504088896338700 + _MAGIC
    whole = k - _MAGIC
    r_high, r_low = x - whole * _LN2_HIGH, whole * _LN2_LOW - low
    r = r_high - r_low
    tail = (r_high - r) - r_low
    p = _horner(r, tuple(1.0 / factorial(n) for n in range(13, 1, -1)))
    value = text.number(1.0) + (r + ((r * r) * p + tail))
    # Two halves, so that the largest and the subnormal results are right.
    half = whole * 0.5 + _MAGIC
    rest = (whole - (half - _MAGIC)) + _MAGIC
    value = (value * _power_of_two(half)) * _power_of_two(rest)
    return high.is_nan().pick(high, value)


def _split(x: Vector) -> Pair:
    """A number m in [sqrt(1/2), sqrt(2)) and e with x = 2^e * m, for positive finite x."""
    tiny = x < 2.2250738585072014e-308
    x = tiny.pick(x * 2.0**54, x)
    u = x.bits() + (0x3FF0000000000000 - _ROOT_HALF)
    # The exponent as a double without a conversion: _MAGIC plus a small whole number.
    e = (((u >> 52) + bits_of(_MAGIC)).as_double() - _MAGIC) - 1023.0
    e = tiny.pick(e - 54.0, e)
    return ((u & _FRACTION) + _ROOT_HALF).as_double(), e


def _two_sum(a: Vector, b: Vector) -> Pair:
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def _quick_sum(a: Vector, b: Vector) -> Pair:
    s = a + b
    return s, b - (s - a)


def _upper(x: Vector) -> Vector:
    return (x.bits() & 0xFFFFFFFFF8000000).as_double()


def _two_product(a: Vector, b: Vector) -> Pair:
    p, a_high, b_high = a * b, _upper(a), _upper(b)
    a_low, b_low = a - a_high, b - b_high
    return p, (((a_high * b_high - p) + a_high * b_low) + a_low * b_high) + a_low * b_low


def _times(a: Pair, b: Pair) -> Pair:
    high, low = _two_product(a[0], b[0])
    return _quick_sum(high, low + (a[0] * b[1] + a[1] * b[0]))


def _plus(a: Pair, b: Pair) -> Pair:
    high, low = _two_sum(a[0], b[0])
    return _quick_sum(high, low + (a[1] + b[1]))


def _log_pair(x: Vector) -> Pair:
    """ln(x) to about 2^-66 relative, for positive finite x: 2 atanh((m-1)/(m+1)) + e ln 2."""
    text = x.text
    m, e = _split(x)
    f = m - 1.0
    d_high, d_low = _two_sum(m, text.number(1.0))
    q = f / d_high
    back_high, back_low = _two_product(q, d_high)
    s = _quick_sum(q, (((f - back_high) - back_low) - q * d_low) / d_high)
    z = _times(s, s)
    t = _horner(z[0], tuple(2.0 / n for n in range(27, 5, -2)))
    p = _two_sum(text.number(0.4), t * z[0])
    third = text.number(6.66666666666666629659e-01), text.number(3.70074341541718826e-17)
    p = _plus(_times(p, z), third)
    cubic = _times(_times(p, z), s)
    two = text.number(2.0)
    value = _plus((two * s[0], two * s[1]), cubic)
    scale_high, scale_low = _two_product(e, text.number(_LN2))
    return _plus((scale_high, scale_low + e * _LN2_REST), value)
