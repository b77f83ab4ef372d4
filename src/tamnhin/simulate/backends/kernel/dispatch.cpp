// The C functions that compiled_backend.py calls: which engines this machine can run, and run one.
#include "kernel.h"

extern "C" {

#if defined(__x86_64__)
extern const TnEngine tn_sse2, tn_avx2, tn_avx512, tn_avx2_fast, tn_avx512_fast;
static const TnEngine *const kEngines[] = {&tn_avx512, &tn_avx2, &tn_sse2, &tn_avx512_fast,
                                           &tn_avx2_fast};
static bool usable(int i) {
    __builtin_cpu_init();
    switch (i) {
        case 0:
        case 3:
            return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512vl");
        case 1:
        case 4:
            return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        default:
            return true;
    }
}
#else
extern const TnEngine tn_generic, tn_generic_fast;
static const TnEngine *const kEngines[] = {&tn_generic, &tn_generic_fast};
static bool usable(int) { return true; }
#endif

#define TN_EXPORT __attribute__((visibility("default")))

TN_EXPORT int tn_abi() { return 1; }
TN_EXPORT int tn_engines() { return (int)(sizeof kEngines / sizeof *kEngines); }
TN_EXPORT const char *tn_name(int i) { return kEngines[i]->name; }
TN_EXPORT int tn_usable(int i) { return usable(i); }
TN_EXPORT int tn_lanes(int i) { return kEngines[i]->lanes; }
TN_EXPORT int tn_head(int i) { return kEngines[i]->head; }
TN_EXPORT int tn_ops(int i) { return kEngines[i]->count(); }
TN_EXPORT void tn_op(int i, int op, char *name, int room) { kEngines[i]->op(op, name, room); }
TN_EXPORT int tn_run(int i, const TnJob *job) { return kEngines[i]->run(job); }
}
