// Vector types of one instruction set, and the accumulator: eight vectors that travel from
// operation to operation in the registers that the calling convention gives to arguments.
#pragma once

#include <cmath>
#include <cstdlib>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
#define TN_WIDTH 8
#elif defined(__AVX2__)
#define TN_WIDTH 4
#else
#define TN_WIDTH 2
#endif

#define TN_INLINE inline __attribute__((always_inline))
#define TN_FAR __attribute__((noinline))

#if defined(__clang__)
#define TN_TAIL __attribute__((musttail)) return
#else
#define TN_TAIL return  // gcc makes a jump of it from -O2 on
#endif

namespace {

constexpr int kWidth = TN_WIDTH;
constexpr int kLanes = 8 * kWidth;

typedef double vd __attribute__((vector_size(8 * kWidth)));
typedef int64_t vi __attribute__((vector_size(8 * kWidth)));
typedef uint64_t vu __attribute__((vector_size(8 * kWidth)));

TN_INLINE vd splat(double x) { return x - vd{}; }
TN_INLINE vi splati(int64_t x) { return x - vi{}; }
TN_INLINE vd bits(vi x) { return (vd)x; }
TN_INLINE vi bits(vd x) { return (vi)x; }
TN_INLINE vd choose(vi mask, vd a, vd b) { return mask ? a : b; }
TN_INLINE vd truth(vi mask) { return bits(mask & bits(splat(1.0))); }
TN_INLINE vd absolute(vd x) { return bits(bits(x) & splati(INT64_MAX)); }

TN_INLINE bool has_nan(vd x) {
#if TN_WIDTH == 8
    return _mm512_cmp_pd_mask((__m512d)x, (__m512d)x, _CMP_UNORD_Q) != 0;
#elif TN_WIDTH == 4
    return _mm256_movemask_pd(_mm256_cmp_pd((__m256d)x, (__m256d)x, _CMP_UNORD_Q)) != 0;
#else
    return x[0] + x[1] != x[0] + x[1];
#endif
}

struct Ins;
#define TN_ARGS \
    const Ins *ip, char *base, vd v0, vd v1, vd v2, vd v3, vd v4, vd v5, vd v6, vd v7
typedef void (*Handler)(TN_ARGS);
struct Ins {
    Handler fn;
    uint32_t a, b, c, d;
};

#define TN_NEXT TN_TAIL ip[1].fn(ip + 1, base, v0, v1, v2, v3, v4, v5, v6, v7)
#define TN_EACH(F) F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7)

// What an operation needs besides registers: the first bytes of the workspace.
struct Context {
    Context *self;
    double *out;         // first lane of output 0 at this saved step
    int64_t out_stride;  // doubles from one output to the next
    int64_t step;
    int64_t draw;  // number in the study of the first lane
    uint64_t seed;
    const int32_t *lists;
    int32_t *fault;
    double **rings;      // buffers, lane by lane within a position
    int64_t **ring_at;   // for each ring: pointers, then lengths, one a lane
    int64_t ring_limit;  // longer delays never come round
    int32_t failed;
    // The loop over steps, which the last operation of a section carries on by itself.
    int32_t looping;
    int64_t n_steps;
    int64_t out_step;  // doubles from one saved step to the next
    const uint8_t *saved;
    const Ins *plain_code, *saved_code;
    const double *clock_row;  // numbers of the next step
    double *clock_to;
    int64_t n_clock;  // 0 where they are the same at every step
    alignas(64) double poison[kLanes];   // 0, or NaN once a watched value was not finite
    alignas(64) double scratch[kLanes];  // the accumulator, for operations that need an address
};

TN_INLINE Context &context(char *base) { return *reinterpret_cast<Context *>(base); }

// Operands: a register row, or one number for all lanes.
struct V {
    const vd *row;
    TN_INLINE V(char *base, uint32_t at) : row(reinterpret_cast<const vd *>(base + at)) {}
    TN_INLINE vd operator[](int i) const { return row[i]; }
};
struct S {
    vd value;
    TN_INLINE S(char *base, uint32_t at) : value(splat(*reinterpret_cast<double *>(base + at))) {}
    TN_INLINE vd operator[](int) const { return value; }
};

}  // namespace
