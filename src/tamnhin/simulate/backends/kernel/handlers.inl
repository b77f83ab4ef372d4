// The operations. Each takes the accumulator in registers, does one or two things to eight
// vectors, and jumps to the next. Names are the contract with bytecode.py: an operation, then the
// kinds of its operands (v a row, s a scalar), "!" if the result is also stored in row d.
#pragma once

#include <string>
#include <vector>

#include "chance.inl"
#include "lookup.inl"

namespace {

#define TN_BINARY(NAME, TEXT, EXPRESSION)                            \
    struct NAME {                                                    \
        static TN_INLINE vd f(vd a, vd b) { return EXPRESSION; }     \
        static const char *name() { return TEXT; }                   \
    };
TN_BINARY(Add, "add", a + b)
TN_BINARY(Sub, "sub", a - b)
TN_BINARY(Rsub, "rsub", b - a)
TN_BINARY(Mul, "mul", a * b)
TN_BINARY(Div, "div", a / b)
TN_BINARY(Rdiv, "rdiv", b / a)
TN_BINARY(Min, "min", choose((a < b) | (a != a), a, b))
TN_BINARY(Max, "max", choose((a > b) | (a != a), a, b))
TN_BINARY(Lt, "lt", truth(a < b))
TN_BINARY(Le, "le", truth(a <= b))
TN_BINARY(Gt, "gt", truth(a > b))
TN_BINARY(Ge, "ge", truth(a >= b))
TN_BINARY(Eq, "eq", truth(a == b))
TN_BINARY(Ne, "ne", truth(a != b))
TN_BINARY(And, "and", truth((a != vd{}) & (b != vd{})))
TN_BINARY(Or, "or", truth((a != vd{}) | (b != vd{})))

#define TN_UNARY(NAME, TEXT, EXPRESSION)                  \
    struct NAME {                                         \
        static TN_INLINE vd f(vd a) { return EXPRESSION; } \
        static const char *name() { return TEXT; }        \
    };
TN_UNARY(Neg, "neg", bits(bits(a) ^ splati(INT64_MIN)))
TN_UNARY(Abs, "abs", absolute(a))
TN_UNARY(Not, "not", truth(a == vd{}))
TN_UNARY(Trunc, "trunc", truncate(a))
TN_UNARY(Exp, "exp", exponential(a))
TN_UNARY(Ln, "ln", logarithm(a))

TN_INLINE vd root(vd a) {
#if TN_WIDTH == 8
    return (vd)_mm512_sqrt_pd((__m512d)a);
#elif TN_WIDTH == 4
    return (vd)_mm256_sqrt_pd((__m256d)a);
#else
    return vd{__builtin_sqrt(a[0]), __builtin_sqrt(a[1])};
#endif
}
TN_UNARY(Sqrt, "sqrt", root(a))

template <bool Store>
TN_INLINE vd *target(char *base, uint32_t at) {
    return Store ? reinterpret_cast<vd *>(base + at) : nullptr;
}
#define TN_KEEP(i) if constexpr (Store) to[i] = v##i;

template <class X>
void load(TN_ARGS) {
    const X x(base, ip->a);
#define F(i) v##i = x[i];
    TN_EACH(F)
#undef F
    TN_NEXT;
}
void store(TN_ARGS) {
    vd *to = target<true>(base, ip->d);
#define F(i) to[i] = v##i;
    TN_EACH(F)
#undef F
    TN_NEXT;
}
template <class O, bool Store>
void unary(TN_ARGS) {
    vd *to = target<Store>(base, ip->d);
#define F(i) v##i = O::f(v##i); TN_KEEP(i)
    TN_EACH(F)
#undef F
    TN_NEXT;
}
template <class O, class X, bool Store>
void binary(TN_ARGS) {
    const X x(base, ip->a);
    vd *to = target<Store>(base, ip->d);
#define F(i) v##i = O::f(v##i, x[i]); TN_KEEP(i)
    TN_EACH(F)
#undef F
    TN_NEXT;
}
template <class O, class X, class Y, bool Store>
void fresh(TN_ARGS) {
    const X x(base, ip->a);
    const Y y(base, ip->b);
    vd *to = target<Store>(base, ip->d);
#define F(i) v##i = O::f(x[i], y[i]); TN_KEEP(i)
    TN_EACH(F)
#undef F
    TN_NEXT;
}
// Two operations on the accumulator.
template <class O, class X, class P, class Y, bool Store>
void both(TN_ARGS) {
    const X x(base, ip->a);
    const Y y(base, ip->b);
    vd *to = target<Store>(base, ip->d);
#define F(i) v##i = P::f(O::f(v##i, x[i]), y[i]); TN_KEEP(i)
    TN_EACH(F)
#undef F
    TN_NEXT;
}
// Three operands, two operations.
template <class O, class X, class Y, class P, class Z, bool Store>
void triple(TN_ARGS) {
    const X x(base, ip->a);
    const Y y(base, ip->b);
    const Z z(base, ip->c);
    vd *to = target<Store>(base, ip->d);
#define F(i) v##i = P::f(O::f(x[i], y[i]), z[i]); TN_KEEP(i)
    TN_EACH(F)
#undef F
    TN_NEXT;
}
template <class X, class Y, bool Store>
void select(TN_ARGS) {
    const X x(base, ip->a);
    const Y y(base, ip->b);
    vd *to = target<Store>(base, ip->d);
#define F(i) v##i = choose(v##i != vd{}, x[i], y[i]); TN_KEEP(i)
    TN_EACH(F)
#undef F
    TN_NEXT;
}
template <class O, class X, class Y, class Z, bool Store>
void compare_select(TN_ARGS) {
    const X x(base, ip->a);
    const Y y(base, ip->b);
    const Z z(base, ip->c);
    vd *to = target<Store>(base, ip->d);
#define F(i) v##i = choose(O::f(v##i, x[i]) != vd{}, y[i], z[i]); TN_KEEP(i)
    TN_EACH(F)
#undef F
    TN_NEXT;
}

// Operations that work in memory: the accumulator goes through the scratch row.
#define TN_SPILL                                                  \
    vd *scratch = reinterpret_cast<vd *>(context(base).scratch);  \
    scratch[0] = v0; scratch[1] = v1; scratch[2] = v2; scratch[3] = v3; \
    scratch[4] = v4; scratch[5] = v5; scratch[6] = v6; scratch[7] = v7;
#define TN_FILL                                                   \
    scratch = reinterpret_cast<vd *>(context(base).scratch);      \
    v0 = scratch[0]; v1 = scratch[1]; v2 = scratch[2]; v3 = scratch[3]; \
    v4 = scratch[4]; v5 = scratch[5]; v6 = scratch[6]; v7 = scratch[7];

template <double (*Function)(double)>
TN_FAR void each_lane(double *row) {
    for (int lane = 0; lane < kLanes; ++lane) row[lane] = Function(row[lane]);
}
template <double (*Function)(double)>
void library(TN_ARGS) {
    TN_SPILL
    each_lane<Function>(context(base).scratch);
    TN_FILL
    TN_NEXT;
}
inline double floored_modulo(double a, double b) {
    double r = std::fmod(a, b);
    if (r == 0.0) return std::copysign(0.0, b);
    return (r < 0) != (b < 0) ? r + b : r;
}
TN_FAR void modulo_row(double *a, const double *b, int step, int swapped) {
    for (int lane = 0; lane < kLanes; ++lane) {
        const double x = a[lane], y = b[lane * step];
        a[lane] = swapped ? floored_modulo(y, x) : floored_modulo(x, y);
    }
}
TN_FAR void power_row(double *a, const double *b, int step, int swapped) {
    for (int k = 0; k < 8; ++k) {
        vd x = reinterpret_cast<vd *>(a)[k];
        vd y = step ? reinterpret_cast<const vd *>(b)[k] : splat(*b);
        if (swapped) std::swap(x, y);
        const vi plain = power_is_plain(x, y);
        vd value = power_plain(choose(plain, x, splat(1.0)), choose(plain, y, splat(1.0)));
        for (int i = 0; i < kWidth; ++i)
            if (!plain[i]) value[i] = std::pow(x[i], y[i]);
        reinterpret_cast<vd *>(a)[k] = value;
    }
}
template <void (*Function)(double *, const double *, int, int), int Step, int Swapped>
void in_memory(TN_ARGS) {
    TN_SPILL
    Function(context(base).scratch, reinterpret_cast<double *>(base + ip->a), Step, Swapped);
    TN_FILL
    TN_NEXT;
}
void take(TN_ARGS) {
    TN_SPILL
    // lists[a .. a+b): operands of the block, an odd offset is a scalar.
    Context &c = context(base);
    for (int lane = 0; lane < kLanes; ++lane) {
        const double index = std::trunc(c.scratch[lane]);
        double value = kNan;
        if (index >= 0 && index < (double)ip->b) {
            const uint32_t at = (uint32_t)c.lists[ip->a + (uint32_t)index];
            value = reinterpret_cast<double *>(base + (at & ~1u))[at & 1 ? 0 : lane];
        }
        c.scratch[lane] = value;
    }
    TN_FILL
    TN_NEXT;
}
void uniform(TN_ARGS) {
    vd *scratch;
    uniform_row(context(base), ip->a);
    TN_FILL
    TN_NEXT;
}
void normal(TN_ARGS) {
    vd *scratch;
    normal_row(context(base), ip->a, reinterpret_cast<double *>(base + ip->b), !(ip->d & 1),
               reinterpret_cast<double *>(base + ip->c), !(ip->d & 2));
    TN_FILL
    TN_NEXT;
}

// Where an operation of one argument finds it: the accumulator, or row c.
struct Acc {
    TN_INLINE Acc(char *, uint32_t) {}
    TN_INLINE vd of(int, vd v) const { return v; }
};
struct Row : V {
    using V::V;
    TN_INLINE vd of(int i, vd) const { return row[i]; }
};

// One Euler step of the state in row d, by the length of the step in scalar c.
template <bool Minus>
TN_INLINE vd stepped(vd state, vd rate, vd dt) {
    return Minus ? state - rate * dt : state + rate * dt;
}
template <bool Minus>
void euler(TN_ARGS) {
    const S dt(base, ip->c);
    vd *to = target<true>(base, ip->d);
#define F(i) v##i = to[i] = stepped<Minus>(to[i], v##i, dt.value);
    TN_EACH(F)
#undef F
    TN_NEXT;
}
template <class X, bool Minus>
void euler_load(TN_ARGS) {
    const X x(base, ip->a);
    const S dt(base, ip->c);
    vd *to = target<true>(base, ip->d);
#define F(i) v##i = to[i] = stepped<Minus>(to[i], x[i], dt.value);
    TN_EACH(F)
#undef F
    TN_NEXT;
}
template <class O, class X, bool Minus>
void euler_binary(TN_ARGS) {
    const X x(base, ip->a);
    const S dt(base, ip->c);
    vd *to = target<true>(base, ip->d);
#define F(i) v##i = to[i] = stepped<Minus>(to[i], O::f(v##i, x[i]), dt.value);
    TN_EACH(F)
#undef F
    TN_NEXT;
}
template <class O, class X, class Y, bool Minus>
void euler_fresh(TN_ARGS) {
    const X x(base, ip->a);
    const Y y(base, ip->b);
    const S dt(base, ip->c);
    vd *to = target<true>(base, ip->d);
#define F(i) v##i = to[i] = stepped<Minus>(to[i], O::f(x[i], y[i]), dt.value);
    TN_EACH(F)
#undef F
    TN_NEXT;
}

// Tables: a is the table, c the row of the argument where it is not in the accumulator.
template <void (*Function)(double *, const double *)>
void table_memory(TN_ARGS) {
    TN_SPILL
    Function(context(base).scratch, reinterpret_cast<double *>(base + ip->a));
    TN_FILL
    TN_NEXT;
}
template <void (*Function)(double *, const double *, int)>
void table_room(TN_ARGS) {
    TN_SPILL
    Function(context(base).scratch, reinterpret_cast<double *>(base + ip->a), (int)ip->b);
    TN_FILL
    TN_NEXT;
}
template <class From, bool Store>
void table_two(TN_ARGS) {
    const From from(base, ip->c);
    const double *t = reinterpret_cast<double *>(base + ip->a);
    vd *to = target<Store>(base, ip->d);
    const vd low = splat(t[0]), high = splat(t[1]), y = splat(t[4]), end = splat(t[5]);
    const vd slope = splat(t[6]);
#define F(i)                                                                            \
    {                                                                                   \
        vd v = from.of(i, v##i);                                                        \
        v = choose(v < low, low, v);                                               \
        v##i = choose(v >= high, end, slope * (v - low) + y);                           \
        TN_KEEP(i)                                                                      \
    }
    TN_EACH(F)
#undef F
    TN_NEXT;
}
#if TN_WIDTH == 8
template <class From, int Used, bool Store>
void table_grid(TN_ARGS) {
    const From from(base, ip->c);
    const double *t = reinterpret_cast<double *>(base + ip->a);
    vd *to = target<Store>(base, ip->d);
    const Grid<(Used < 8 ? 8 : Used)> grid(t);
#define F(i) v##i = grid.template search<Used>(from.of(i, v##i), t + 8); TN_KEEP(i)
    TN_EACH(F)
#undef F
    TN_NEXT;
}
template <class From, int Room, bool Fix, bool Store>
void table_even(TN_ARGS) {
    const From from(base, ip->c);
    vd *to = target<Store>(base, ip->d);
    const Grid<Room> grid(reinterpret_cast<double *>(base + ip->a));
#define F(i) v##i = grid.template uniform<Fix>(from.of(i, v##i)); TN_KEEP(i)
    TN_EACH(F)
#undef F
    TN_NEXT;
}
#endif

// Outputs, delays, faults. A finite number times zero is zero, any other gives NaN.
#define TN_WATCH                                                                     \
    if (__builtin_expect(has_nan(((v0 * vd{} + v1 * vd{}) + (v2 * vd{} + v3 * vd{})) + \
                                 ((v4 * vd{} + v5 * vd{}) + (v6 * vd{} + v7 * vd{}))), \
                         0)) {                                                       \
        TN_SPILL                                                                     \
        poison(context(base));                                                       \
        TN_FILL                                                                      \
    }
TN_FAR void poison(Context &c) {
    for (int lane = 0; lane < kLanes; ++lane) c.poison[lane] += c.scratch[lane] * 0.0;
}
template <class From>
void out(TN_ARGS) {
    Context &c = context(base);
    const From from(base, ip->c);
    char *to = reinterpret_cast<char *>(c.out + (int64_t)ip->a * c.out_stride);
#define F(i)                    \
    v##i = from.of(i, v##i);    \
    std::memcpy(to + i * sizeof(vd), &v##i, sizeof(vd));
    TN_EACH(F)
#undef F
    TN_WATCH
    TN_NEXT;
}
void watch(TN_ARGS) {
    TN_WATCH
    TN_NEXT;
}
TN_FAR void note_faults(Context &c) {
    for (int lane = 0; lane < kLanes; ++lane)
        if (c.fault[lane] < 0 && !std::isfinite(c.scratch[lane])) c.fault[lane] = (int32_t)c.step;
}
void check(TN_ARGS) {
    TN_SPILL
    note_faults(context(base));
    TN_FILL
    TN_NEXT;
}
// The accumulator holds the lengths, row b the initial value; row d is the value read.
TN_FAR void ring_start(Context &c, uint32_t ring, const double *init, double *value) {
    int64_t *at = c.ring_at[ring] =
        static_cast<int64_t *>(std::realloc(c.ring_at[ring], 2 * kLanes * sizeof(int64_t)));
    if (!at) {
        c.failed = 1;
        return;
    }
    int64_t longest = 1;
    for (int lane = 0; lane < kLanes; ++lane) {
        const double wish = c.scratch[lane];
        int64_t length = 1;
        if (std::isfinite(wish) && wish > 1)
            length = wish < (double)c.ring_limit ? (int64_t)wish : c.ring_limit;
        at[lane] = 0;
        at[kLanes + lane] = length;
        longest = length > longest ? length : longest;
        value[lane] = init[lane];
    }
    double *buffer = c.rings[ring] = static_cast<double *>(
        std::realloc(c.rings[ring], (size_t)longest * kLanes * sizeof(double)));
    if (!buffer) {
        c.failed = 1;
        return;
    }
    for (int64_t i = 0; i < longest; ++i)
        std::memcpy(buffer + i * kLanes, value, kLanes * sizeof(double));
}
void ring_init(TN_ARGS) {
    TN_SPILL
    ring_start(context(base), ip->a, reinterpret_cast<double *>(base + ip->b),
               reinterpret_cast<double *>(base + ip->d));
    TN_NEXT;
}
TN_FAR void ring_turn(Context &c, uint32_t ring, double *value) {
    int64_t *at = c.ring_at[ring];
    double *buffer = c.rings[ring];
    if (c.failed) return;
    for (int lane = 0; lane < kLanes; ++lane) {
        buffer[at[lane] * kLanes + lane] = c.scratch[lane];
        at[lane] = at[lane] + 1 == at[kLanes + lane] ? 0 : at[lane] + 1;
        value[lane] = buffer[at[lane] * kLanes + lane];
    }
}
void ring(TN_ARGS) {
    TN_SPILL
    ring_turn(context(base), ip->a, reinterpret_cast<double *>(base + ip->d));
    TN_NEXT;
}
void end(TN_ARGS) {
    (void)ip;
    Context &c = context(base);
    if (!c.looping || ++c.step == c.n_steps) return;
    c.clock_row += c.n_clock;
    for (int64_t i = 0; i < c.n_clock; ++i) c.clock_to[i] = c.clock_row[i];
    const Ins *next = c.plain_code;
    if (c.saved[c.step]) {
        c.out += c.out_step;
        next = c.saved_code;
    }
    TN_TAIL next->fn(next, base, v0, v1, v2, v3, v4, v5, v6, v7);
}

}  // namespace
