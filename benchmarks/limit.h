// What generated C++ (cgen.py) is written with: vectors of draws of the widest instruction set here,
// operations, exp and ln in the form of the compiled back-end, and tables as AVX-512 permutes.
#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>
#include <limits>

#if defined(__AVX512F__)
#define TN_WIDTH 8
#elif defined(__AVX2__)
#define TN_WIDTH 4
#else
#define TN_WIDTH 2
#endif

#define TN_INLINE inline __attribute__((always_inline))

namespace {

typedef double vd __attribute__((vector_size(8 * TN_WIDTH)));
typedef int64_t vi __attribute__((vector_size(8 * TN_WIDTH)));
typedef uint64_t vu __attribute__((vector_size(8 * TN_WIDTH)));

TN_INLINE vd splat(double x) { return x - vd{}; }
TN_INLINE vi splati(int64_t x) { return x - vi{}; }
TN_INLINE vd bits(vi x) { return (vd)x; }
TN_INLINE vi bits(vd x) { return (vi)x; }
TN_INLINE vd choose(vi mask, vd a, vd b) { return mask ? a : b; }
TN_INLINE vd truth(vi mask) { return bits(mask & bits(splat(1.0))); }
TN_INLINE vd absolute(vd x) { return bits(bits(x) & splati(INT64_MAX)); }

constexpr double kMagic = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to a whole number
constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;
const double kInf = std::numeric_limits<double>::infinity();
const double kNan = std::numeric_limits<double>::quiet_NaN();

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

#define TN_BINARY(NAME, EXPRESSION)                            \
    struct NAME {                                                    \
        static TN_INLINE vd f(vd a, vd b) { return EXPRESSION; }     \
    };
TN_BINARY(Add, a + b)
TN_BINARY(Sub, a - b)
TN_BINARY(Rsub, b - a)
TN_BINARY(Mul, a * b)
TN_BINARY(Div, a / b)
TN_BINARY(Rdiv, b / a)
TN_BINARY(Min, choose((a < b) | (a != a), a, b))
TN_BINARY(Max, choose((a > b) | (a != a), a, b))
TN_BINARY(Lt, truth(a < b))
TN_BINARY(Le, truth(a <= b))
TN_BINARY(Gt, truth(a > b))
TN_BINARY(Ge, truth(a >= b))
TN_BINARY(Eq, truth(a == b))
TN_BINARY(Ne, truth(a != b))
TN_BINARY(And, truth((a != vd{}) & (b != vd{})))
TN_BINARY(Or, truth((a != vd{}) | (b != vd{})))

#define TN_UNARY(NAME, EXPRESSION)                  \
    struct NAME {                                         \
        static TN_INLINE vd f(vd a) { return EXPRESSION; } \
    };
TN_UNARY(Neg, bits(bits(a) ^ splati(INT64_MIN)))
TN_UNARY(Abs, absolute(a))
TN_UNARY(Not, truth(a == vd{}))
TN_UNARY(Exp, exponential(a))
TN_UNARY(Ln, logarithm(a))

TN_INLINE vd root(vd a) {
#if TN_WIDTH == 8
    return (vd)_mm512_sqrt_pd((__m512d)a);
#elif TN_WIDTH == 4
    return (vd)_mm256_sqrt_pd((__m256d)a);
#else
    return vd{__builtin_sqrt(a[0]), __builtin_sqrt(a[1])};
#endif
}
TN_UNARY(Sqrt, root(a))

// A table: line 0 is x[0], x[n-1], points per unit of x (uniform grids), n, and of two points y[0],
// y[1], slope; then x, y, slope, y - slope * x, each `Room` doubles, x filled up with +inf.
TN_INLINE vd clamp(vd v, double low, double high) {
    v = choose(v > splat(high), splat(high), v);
    return choose(v < splat(low), splat(low), v);  // NaN stays
}

#if TN_WIDTH == 8

// `Room` numbers in registers, fetched by index.
template <int Room>
struct Held {
    __m512d part[Room / 8];
    TN_INLINE explicit Held(const double *p) {
        for (int i = 0; i < Room / 8; ++i) part[i] = _mm512_load_pd(p + 8 * i);
    }
    TN_INLINE vd operator[](__m512i i) const {
        if constexpr (Room == 8) {
            return (vd)_mm512_permutexvar_pd(i, part[0]);
        } else if constexpr (Room == 16) {
            return (vd)_mm512_permutex2var_pd(part[0], i, part[1]);
        } else {
            __m512d low = _mm512_permutex2var_pd(part[0], i, part[1]);
            __m512d high = _mm512_permutex2var_pd(part[2], i, part[3]);
            return (vd)_mm512_mask_mov_pd(low, _mm512_test_epi64_mask(i, _mm512_set1_epi64(16)),
                                          high);
        }
    }
};

TN_INLINE __mmask8 at_least(vd v, vd x) {
    return _mm512_cmp_pd_mask((__m512d)v, (__m512d)x, _CMP_GE_OQ);
}

template <int Room>
struct Grid {
    double low, high, scale;
#if TN_FAST
    Held<Room> x, slope, base;
#else
    Held<Room> x, y, slope;
#endif
    TN_INLINE explicit Grid(const double *t)
        : low(t[0]),
          high(t[1]),
          scale(t[2]),
          x(t + 8),
#if TN_FAST
          slope(t + 8 + 2 * Room),
          base(t + 8 + 3 * Room)
#else
          y(t + 8 + Room),
          slope(t + 8 + 2 * Room)
#endif
    {
    }
    TN_INLINE vd value(vd v, __m512i i) const {
#if TN_FAST
        return slope[i] * v + base[i];
#else
        return slope[i] * (v - x[i]) + y[i];
#endif
    }
    // Steps of half the room, a quarter, ... ; `Used` is the power of two that holds all points.
    template <int Used>
    TN_INLINE vd search(vd v, const double *points) const {
        v = clamp(v, low, high);
        __m512i i = _mm512_maskz_set1_epi64(at_least(v, splat(points[Used / 2])), Used / 2);
        for (int step = Used / 4; step > 0; step /= 2) {
            __m512i next = _mm512_or_si512(i, _mm512_set1_epi64(step));
            i = _mm512_mask_mov_epi64(i, at_least(v, x[next]), next);
        }
        return value(v, i);
    }
    // Uniform grid: i from the distance, proved right for every v when the table was packed;
    // with Fix it may be one too high, never too low.
    template <bool Fix>
    TN_INLINE vd uniform(vd v) const {
        v = clamp(v, low, high);
        __m512i i = _mm512_cvttpd_epi64((__m512d)((v - splat(low)) * splat(scale)));
        if constexpr (Fix) {
            __mmask8 above = _mm512_cmp_pd_mask((__m512d)v, (__m512d)x[i], _CMP_LT_OQ);
            i = _mm512_mask_sub_epi64(i, above, i, _mm512_set1_epi64(1));
        }
        return value(v, i);
    }
};

#endif

TN_INLINE vd load(const double *p) { vd v; std::memcpy(&v, p, sizeof v); return v; }
TN_INLINE void save(double *p, vd v) { std::memcpy(p, &v, sizeof v); }
TN_INLINE vd two(vd v, const double *t) {
    v = choose(v < splat(t[0]), splat(t[0]), v);
    return choose(v >= splat(t[1]), splat(t[5]), splat(t[6]) * (v - splat(t[0])) + splat(t[4]));
}

}  // namespace
