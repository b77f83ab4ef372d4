// exp, ln and pow in plain IEEE operations: the same bits on every instruction set and in every
// lane. Errors measured by tests/simulate/test_kernel.py: below 1 ulp for exp and ln, below 2 for
// pow. The other functions call the C library once a lane.
#pragma once

#include "vector.h"

namespace {

constexpr double kMagic = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to a whole number
constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;
const double kInf = std::numeric_limits<double>::infinity();
const double kNan = std::numeric_limits<double>::quiet_NaN();

TN_INLINE vd truncate(vd x) {
    const vd big = splat(4503599627370496.0), size = absolute(x);
    vd whole = (size + big) - big;
    whole -= truth(whole > size);
    vd result = bits(bits(whole) | (bits(x) & splati(INT64_MIN)));
    return choose(size < big, result, x);
}

// 2^k for whole k in [-1022, 1023], given as k + kMagic.
TN_INLINE vd power_of_two(vd k_magic) { return (vd)(((vu)k_magic + (vu)splati(1023)) << 52); }

// exp(high + low), low small beside high.
TN_INLINE vd exp_sum(vd high, vd low) {
    low = choose(absolute(high) < splat(800.0), low, vd{});
    vd x = choose(high > splat(710.0), splat(710.0), high);
    x = choose(x < splat(-746.0), splat(-746.0), x);
    vd k = x * splat(1.44269504088896338700) + splat(kMagic);
    vd whole = k - splat(kMagic);
    vd r_high = x - whole * splat(kLn2High), r_low = whole * splat(kLn2Low) - low;
    vd r = r_high - r_low;
    vd tail = (r_high - r) - r_low;
    vd p = splat(1.0 / 6227020800.0);
    p = p * r + splat(1.0 / 479001600.0);
    p = p * r + splat(1.0 / 39916800.0);
    p = p * r + splat(1.0 / 3628800.0);
    p = p * r + splat(1.0 / 362880.0);
    p = p * r + splat(1.0 / 40320.0);
    p = p * r + splat(1.0 / 5040.0);
    p = p * r + splat(1.0 / 720.0);
    p = p * r + splat(1.0 / 120.0);
    p = p * r + splat(1.0 / 24.0);
    p = p * r + splat(1.0 / 6.0);
    p = p * r + splat(0.5);
    vd value = splat(1.0) + (r + (r * r * p + tail));
    // Two halves, so that the largest and the subnormal results are right.
    vd half = whole * splat(0.5) + splat(kMagic);
    vd rest = (whole - (half - splat(kMagic))) + splat(kMagic);
    value = value * power_of_two(half) * power_of_two(rest);
    return choose(high == high, value, high);
}

TN_INLINE vd exponential(vd x) { return exp_sum(x, vd{}); }

// x = 2^e * m with m in [sqrt(1/2), sqrt(2)), for positive finite x.
TN_INLINE void split(vd x, vd &m, vd &e) {
    vi tiny = x < splat(2.2250738585072014e-308);
    x = choose(tiny, x * splat(18014398509481984.0), x);
    const vu u = (vu)x + (vu)splati(0x3ff0000000000000 - 0x3fe6a09e667f3bcd);
    // The exponent as a double without a conversion: kMagic plus a small whole number.
    vi n = (vi)(u >> 52);
    e = (bits(n + bits(splat(kMagic))) - splat(kMagic)) - splat(1023.0);
    e = choose(tiny, e - splat(54.0), e);
    m = bits((vi)(u & (vu)splati(0x000fffffffffffff)) + splati(0x3fe6a09e667f3bcd));
}

TN_INLINE vd log_edges(vd x, vd value) {
    value = choose(x == splat(kInf), x, value);
    value = choose(x == vd{}, splat(-kInf), value);
    return choose(x >= vd{}, value, splat(kNan));
}

TN_INLINE vd logarithm(vd x) {
    vd m, e;
    split(x, m, e);
    // fdlibm's form: f - (f*f/2 - s*(f*f/2 + R)), s = f / (2 + f).
    vd f = m - splat(1.0), s = f / (splat(2.0) + f), z = s * s, w = z * z;
    vd even = w * (splat(3.999999999940941908e-01) +
                   w * (splat(2.222219843214978396e-01) + w * splat(1.531383769920937332e-01)));
    vd odd = z * (splat(6.666666666666735130e-01) +
                  w * (splat(2.857142874366239149e-01) +
                       w * (splat(1.818357216161805012e-01) + w * splat(1.479819860511658591e-01))));
    vd half = splat(0.5) * f * f;
    vd value = e * splat(kLn2High) -
               ((half - (s * (half + (even + odd)) + e * splat(kLn2Low))) - f);
    return log_edges(x, value);
}

struct Pair {
    vd high, low;
};

TN_INLINE Pair two_sum(vd a, vd b) {
    vd s = (a + b), t = (s - a);
    return {s, (a - (s - t)) + (b - t)};
}
TN_INLINE Pair quick_sum(vd a, vd b) {
    vd s = (a + b);
    return {s, b - (s - a)};
}
TN_INLINE vd upper(vd x) { return bits(bits(x) & splati((int64_t)0xfffffffff8000000)); }
TN_INLINE Pair two_product(vd a, vd b) {
    vd p = (a * b), ah = upper(a), al = a - ah, bh = upper(b), bl = b - bh;
    vd low = ((((ah * bh) - p) + (ah * bl)) + (al * bh)) + (al * bl);
    return {p, low};
}
TN_INLINE Pair times(Pair a, Pair b) {
    Pair p = two_product(a.high, b.high);
    return quick_sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}
TN_INLINE Pair plus(Pair a, Pair b) {
    Pair s = two_sum(a.high, b.high);
    return quick_sum(s.high, s.low + (a.low + b.low));
}

// ln(x) to about 2^-66 relative, for positive finite x: 2 atanh((m-1)/(m+1)) + e ln 2.
TN_INLINE Pair log_pair(vd x) {
    vd m, e;
    split(x, m, e);
    vd f = m - splat(1.0);
    Pair d = two_sum(m, splat(1.0));
    vd q = f / d.high;
    Pair back = two_product(q, d.high);
    Pair s = quick_sum(q, ((f - back.high) - back.low - q * d.low) / d.high);
    Pair z = times(s, s);
    vd t = splat(2.0 / 27.0), y = z.high;
    t = t * y + splat(2.0 / 25.0);
    t = t * y + splat(2.0 / 23.0);
    t = t * y + splat(2.0 / 21.0);
    t = t * y + splat(2.0 / 19.0);
    t = t * y + splat(2.0 / 17.0);
    t = t * y + splat(2.0 / 15.0);
    t = t * y + splat(2.0 / 13.0);
    t = t * y + splat(2.0 / 11.0);
    t = t * y + splat(2.0 / 9.0);
    t = t * y + splat(2.0 / 7.0);
    Pair p = two_sum(splat(0.4), t * y);
    p = plus(times(p, z), {splat(6.66666666666666629659e-01), splat(3.70074341541718826e-17)});
    Pair cubic = times(times(p, z), s);
    Pair value = plus({splat(2.0) * s.high, splat(2.0) * s.low}, cubic);
    Pair scale = two_product(e, splat(6.93147180559945286227e-01));
    return plus({scale.high, scale.low + e * splat(2.31904681384629956e-17)}, value);
}

// pow of positive, finite, ordinary x; the caller sends every other lane to the C library.
TN_INLINE vd power_plain(vd x, vd y) {
    Pair l = log_pair(x);
    Pair p = two_product(l.high, y);
    vd low = p.low + l.low * y;
    Pair sum = quick_sum(p.high, low);
    return exp_sum(sum.high, sum.low);
}

// Lanes where the plain form holds. Beyond these bounds a product could overflow while splitting.
TN_INLINE vi power_is_plain(vd x, vd y) {
    vd size = absolute(y);
    return (x > vd{}) & (x < splat(kInf)) & (size < splat(1e290)) & (size > splat(1e-290));
}

}  // namespace
