// Tables. Every form computes slope * (v - x[i]) + y[i] with i the last point at or before v, so
// all agree bit for bit; they differ in how they find i. bytecode.py picks the form and packs:
//   line 0: x[0], x[n-1], points per unit of x (uniform grids), n, then for "two" y[0], y[1], slope
//   then x, y, slope, and (fast build) y - slope * x, each `room` doubles, x filled up with +inf.
// The last slope is 0, so v >= x[n-1] gives y[n-1]. Tables that this form cannot serve exactly
// (infinite or negative-zero numbers, doubled first points, other edges) use table_value().
#pragma once

#include "maths.inl"

namespace {

TN_INLINE vd clamp(vd v, double low, double high) {
    v = choose(v > splat(high), splat(high), v);
    return choose(v < splat(low), splat(low), v);  // NaN stays
}

// One lane, exactly as docs/simulate-ir.md says. `t` is edge, n, -, - and then x and y from t[8].
inline double table_value(const double *t, double v) {
    const int edge = (int)t[0], n = (int)t[1];
    const double *x = t + 8, *y = x + n;
    if (v != v) return v;
    int i = -1;  // the last point at or before v
    for (int low = 0, high = n; low < high;) {
        int middle = (low + high) / 2;
        if (x[middle] <= v) {
            i = middle;
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    switch (edge) {
        case 2:  // hold
            return y[i < 0 ? 0 : i];
        case 3: {  // forward
            int first = i;
            while (first > 0 && x[first - 1] >= v) --first;
            if (i < 0 || x[i] < v) first = i + 1;
            return y[first >= n ? n - 1 : first];
        }
        case 4:  // raw: the first of equal points
            while (i > 0 && x[i - 1] == v) --i;
            return i >= 0 && x[i] == v ? y[i] : kNan;
        default:
            break;
    }
    if (n == 1) return y[0];
    if (edge == 1 && v < x[0]) return y[0] + (v - x[0]) * ((y[1] - y[0]) / (x[1] - x[0]));
    if (edge == 1 && v > x[n - 1])
        return y[n - 1] + (v - x[n - 1]) * ((y[n - 1] - y[n - 2]) / (x[n - 1] - x[n - 2]));
    if (i < 0) return y[0];
    if (i >= n - 1) return y[n - 1];
    if (v == x[i]) return y[i];
    const double slope = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
    double value = slope * (v - x[i]) + y[i];
    if (value != value) {
        value = slope * (v - x[i + 1]) + y[i + 1];
        if (value != value && y[i] == y[i + 1]) value = y[i];
    }
    return value;
}

TN_FAR void table_each(double *row, const double *t) {
    for (int lane = 0; lane < kLanes; ++lane) row[lane] = table_value(t, row[lane]);
}

// Any size: branch-free search in memory.
TN_FAR void table_search(double *row, const double *t, int room) {
    const double *x = t + 8, *y = x + room, *slope = y + room;
    for (int lane = 0; lane < kLanes; ++lane) {
        double v = row[lane];
        v = v > t[1] ? t[1] : v;
        v = v < t[0] ? t[0] : v;
        const double *at = x;
        for (int step = room / 2; step > 0; step /= 2) at += v >= at[step] ? step : 0;
        const auto i = at - x;
#if TN_FAST
        row[lane] = slope[i] * v + slope[room + i];
#else
        row[lane] = slope[i] * (v - x[i]) + y[i];
#endif
    }
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

#else

// Without wide permutes: compare and count, then fetch lane by lane.
TN_FAR void table_count(double *row, const double *t, int room) {
    const int n = (int)t[3];
    const double *x = t + 8, *y = x + room, *slope = y + room;
    alignas(64) double v[kLanes];
    alignas(64) int64_t at[kLanes];
    for (int k = 0; k < 8; ++k) {
        vd value = clamp(reinterpret_cast<vd *>(row)[k], t[0], t[1]);
        vi i = {};
        for (int point = 1; point < n; ++point) i -= (vi)(value >= splat(x[point]));
        reinterpret_cast<vd *>(v)[k] = value;
        reinterpret_cast<vi *>(at)[k] = i;
    }
    for (int lane = 0; lane < kLanes; ++lane) {
        const int64_t i = at[lane];
#if TN_FAST
        row[lane] = slope[i] * v[lane] + slope[room + i];
#else
        row[lane] = slope[i] * (v[lane] - x[i]) + y[i];
#endif
    }
}

template <bool Fix>
TN_FAR void table_uniform(double *row, const double *t, int room) {
    const double *x = t + 8, *y = x + room, *slope = y + room;
    for (int lane = 0; lane < kLanes; ++lane) {
        double v = row[lane];
        v = v > t[1] ? t[1] : v;
        v = v < t[0] ? t[0] : v;
        int32_t i = (int32_t)(v == v ? (v - t[0]) * t[2] : 0.0);
        if (Fix) i -= v < x[i];
#if TN_FAST
        row[lane] = slope[i] * v + slope[room + i];
#else
        row[lane] = slope[i] * (v - x[i]) + y[i];
#endif
    }
}

#endif

}  // namespace
