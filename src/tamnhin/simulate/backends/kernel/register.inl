// The table of operations by name.
#pragma once

#include "handlers.inl"

namespace {

// A name is kept as its parts, so that building the table is plain data for the compiler.
struct Entry {
    const char *part[6];
    Handler fn;
    bool storing;
    std::string name() const {
        std::string whole;
        for (const char *p : part) whole += p ? p : "";
        return storing ? whole + "!" : whole;
    }
};
using Book = std::vector<Entry>;

TN_FAR void put_one(Book &book, const char *name, Handler fn, const char *kind = nullptr) {
    book.push_back({{name, kind}, fn, false});
}
TN_FAR void put(Book &book, Handler plain, Handler storing, const char *a, const char *b = nullptr,
                const char *c = nullptr, const char *d = nullptr, const char *e = nullptr,
                const char *f = nullptr) {
    book.push_back({{a, b, c, d, e, f}, plain, false});
    book.push_back({{a, b, c, d, e, f}, storing, true});
}
template <class O>
void put_unary(Book &book) {
    put(book, unary<O, false>, unary<O, true>, O::name());
}
template <class O>
void put_binary(Book &book) {
    put(book, binary<O, V, false>, binary<O, V, true>, O::name(), ".v");
    put(book, binary<O, S, false>, binary<O, S, true>, O::name(), ".s");
    put(book, fresh<O, V, V, false>, fresh<O, V, V, true>, O::name(), ".vv");
    put(book, fresh<O, V, S, false>, fresh<O, V, S, true>, O::name(), ".vs");
    put(book, fresh<O, S, V, false>, fresh<O, S, V, true>, O::name(), ".sv");
}
template <class O, class X, class P, class Y>
void put_both(Book &book, const char *x, const char *y) {
    put(book, both<O, X, P, Y, false>, both<O, X, P, Y, true>, O::name(), x, P::name(), y);
}
template <class O, class P>
void put_pair(Book &book) {
    put_both<O, V, P, V>(book, ".v+", ".v");
    put_both<O, V, P, S>(book, ".v+", ".s");
    put_both<O, S, P, V>(book, ".s+", ".v");
    put_both<O, S, P, S>(book, ".s+", ".s");
}
template <class O, class X, class Y, class P, class Z>
void put_triple(Book &book, const char *xy, const char *z) {
    put(book, triple<O, X, Y, P, Z, false>, triple<O, X, Y, P, Z, true>, O::name(), xy, P::name(),
        z);
}
template <class O, class P>
void put_trio(Book &book) {
    put_triple<O, V, V, P, V>(book, ".vv+", ".v");
    put_triple<O, V, V, P, S>(book, ".vv+", ".s");
    put_triple<O, V, S, P, V>(book, ".vs+", ".v");
    put_triple<O, V, S, P, S>(book, ".vs+", ".s");
    put_triple<O, S, V, P, V>(book, ".sv+", ".v");
    put_triple<O, S, V, P, S>(book, ".sv+", ".s");
}
template <class O, class... P>
void put_pairs_of(Book &book) {
    (put_pair<O, P>(book), ...);
}
template <class O, class... P>
void put_trios_of(Book &book) {
    (put_trio<O, P>(book), ...);
}
template <class X, class Y>
void put_select(Book &book, const char *kinds) {
    put(book, select<X, Y, false>, select<X, Y, true>, "select.", kinds);
}
template <class O, class X>
void put_compare(Book &book, const char *x) {
    put(book, compare_select<O, X, V, V, false>, compare_select<O, X, V, V, true>, O::name(), x,
        "vv");
    put(book, compare_select<O, X, V, S, false>, compare_select<O, X, V, S, true>, O::name(), x,
        "vs");
    put(book, compare_select<O, X, S, V, false>, compare_select<O, X, S, V, true>, O::name(), x,
        "sv");
    put(book, compare_select<O, X, S, S, false>, compare_select<O, X, S, S, true>, O::name(), x,
        "ss");
}
template <class... O>
void put_unaries(Book &book) {
    (put_unary<O>(book), ...);
}
template <class... O>
void put_binaries(Book &book) {
    (put_binary<O>(book), ...);
}
template <class... O>
void put_compares(Book &book) {
    (put_compare<O, V>(book, ".v+select."), ...);
    (put_compare<O, S>(book, ".s+select."), ...);
}
template <double (*Function)(double)>
void put_library(Book &book, const char *name) {
    put_one(book, name, library<Function>);
}
template <void (*Function)(double *, const double *, int, int)>
void put_memory(Book &book, const char *name, const char *swapped) {
    put_one(book, name, in_memory<Function, 1, 0>, ".v");
    put_one(book, name, in_memory<Function, 0, 0>, ".s");
    put_one(book, swapped, in_memory<Function, 1, 1>, ".v");
    put_one(book, swapped, in_memory<Function, 0, 1>, ".s");
}

// Row forms: the argument is loaded on the way, "table.two.v".
template <class From>
void put_tables(Book &book, const char *from) {
    put(book, table_two<From, false>, table_two<From, true>, "table.two", from);
#if TN_WIDTH == 8
    put(book, table_grid<From, 4, false>, table_grid<From, 4, true>, "table.grid4", from);
    put(book, table_grid<From, 8, false>, table_grid<From, 8, true>, "table.grid8", from);
    put(book, table_grid<From, 16, false>, table_grid<From, 16, true>, "table.grid16", from);
    put(book, table_grid<From, 32, false>, table_grid<From, 32, true>, "table.grid32", from);
    put(book, table_even<From, 8, false, false>, table_even<From, 8, false, true>, "table.even8",
        from);
    put(book, table_even<From, 16, false, false>, table_even<From, 16, false, true>,
        "table.even16", from);
    put(book, table_even<From, 32, false, false>, table_even<From, 32, false, true>,
        "table.even32", from);
    put(book, table_even<From, 8, true, false>, table_even<From, 8, true, true>, "table.near8",
        from);
    put(book, table_even<From, 16, true, false>, table_even<From, 16, true, true>, "table.near16",
        from);
    put(book, table_even<From, 32, true, false>, table_even<From, 32, true, true>, "table.near32",
        from);
#endif
}
template <class O, bool Minus>
void put_euler(Book &book, const char *suffix) {
    const char *name = O::name();
    book.push_back({{name, ".v", suffix}, euler_binary<O, V, Minus>, false});
    book.push_back({{name, ".s", suffix}, euler_binary<O, S, Minus>, false});
    book.push_back({{name, ".vv", suffix}, euler_fresh<O, V, V, Minus>, false});
    book.push_back({{name, ".vs", suffix}, euler_fresh<O, V, S, Minus>, false});
    book.push_back({{name, ".sv", suffix}, euler_fresh<O, S, V, Minus>, false});
}
template <bool Minus>
void put_eulers(Book &book, const char *name, const char *suffix) {
    put_one(book, name, euler<Minus>);
    put_one(book, "load.v", euler_load<V, Minus>, suffix);
    put_one(book, "load.s", euler_load<S, Minus>, suffix);
    put_euler<Add, Minus>(book, suffix);
    put_euler<Sub, Minus>(book, suffix);
    put_euler<Rsub, Minus>(book, suffix);
    put_euler<Mul, Minus>(book, suffix);
    put_euler<Div, Minus>(book, suffix);
    put_euler<Rdiv, Minus>(book, suffix);
}

inline Book make_book() {
    Book book;
    put_one(book, "load.v", load<V>);
    put_one(book, "load.s", load<S>);
    put_one(book, "store", store);
    put_unaries<Neg, Abs, Not, Trunc, Exp, Ln, Sqrt>(book);
    put_binaries<Add, Sub, Rsub, Mul, Div, Rdiv, Min, Max>(book);
    put_binaries<Lt, Le, Gt, Ge, Eq, Ne, And, Or>(book);
    put_pairs_of<Add, Add, Sub, Rsub, Mul, Div, Rdiv>(book);
    put_pairs_of<Sub, Add, Sub, Rsub, Mul, Div>(book);
    put_pairs_of<Rsub, Add, Sub, Mul, Div>(book);
    put_pairs_of<Mul, Add, Sub, Rsub, Mul, Div, Rdiv, Min, Max>(book);
    put_pairs_of<Div, Add, Sub, Rsub, Mul>(book);
    put_trios_of<Add, Add, Sub, Rsub, Mul, Div, Rdiv>(book);
    put_trios_of<Sub, Add, Sub, Rsub, Mul, Div, Rdiv>(book);
    put_trios_of<Mul, Add, Sub, Rsub, Mul, Div, Rdiv, Min, Max>(book);
    put_trios_of<Div, Add, Sub, Rsub, Mul>(book);
    put_select<V, V>(book, "vv");
    put_select<V, S>(book, "vs");
    put_select<S, V>(book, "sv");
    put_select<S, S>(book, "ss");
    put_compares<Lt, Le, Gt, Ge, Eq, Ne>(book);
    put_library<std::sin>(book, "sin");
    put_library<std::cos>(book, "cos");
    put_library<std::tan>(book, "tan");
    put_library<std::asin>(book, "asin");
    put_library<std::acos>(book, "acos");
    put_library<std::atan>(book, "atan");
    put_library<std::sinh>(book, "sinh");
    put_library<std::cosh>(book, "cosh");
    put_library<std::tanh>(book, "tanh");
    put_memory<power_row>(book, "pow", "rpow");
    put_memory<modulo_row>(book, "mod", "rmod");
    put_tables<Acc>(book, nullptr);
    put_tables<Row>(book, ".v");
    put_one(book, "table.each", table_memory<table_each>);
    put_one(book, "table.search", table_room<table_search>);
#if TN_WIDTH != 8
    put_one(book, "table.count", table_room<table_count>);
    put_one(book, "table.even", table_room<table_uniform<false>>);
    put_one(book, "table.near", table_room<table_uniform<true>>);
#endif
    put_eulers<false>(book, "euler", "+euler");
    put_eulers<true>(book, "euler-", "+euler-");
    put_one(book, "take", take);
    put_one(book, "uniform", uniform);
    put_one(book, "normal", normal);
    put_one(book, "out", out<Acc>);
    put_one(book, "out", out<Row>, ".v");
    put_one(book, "watch", watch);
    put_one(book, "check", check);
    put_one(book, "ring.init", ring_init);
    put_one(book, "ring", ring);
    put_one(book, "end", end);
    return book;
}

}  // namespace
