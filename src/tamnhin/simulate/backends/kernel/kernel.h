// The interface between the per-instruction-set engines and the C functions Python calls.
//
// A job runs a register program over blocks of draws. A block has one row of `lanes` doubles for
// each register; scalars (constants, and the time-only values of the step) are single doubles.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

// Filled by compiled_backend.py: keep the two in the same order.
struct TnJob {
    const int32_t *code;      // n_code instructions of five words: operation, a, b, c, d
    const int64_t *sections;  // first instruction of each section, -1 where there is none
    const double *scalars;    // constants
    const double *clock;      // n_clock numbers for each step and stage
    const double *tables;     // packed tables, each of whole 64-byte lines
    const double *params;     // n_params rows, param_stride doubles apart, one column a draw
    const int32_t *param_rows;
    const int32_t *state_rows;  // checked once at the end: these keep a fault once they have it
    const int32_t *lists;       // operand lists of the operations with many operands
    const uint8_t *saved;       // for each step: are outputs kept
    double *out;                // [saved][output][draw], out_stride doubles between outputs
    int32_t *fault;             // for each draw: first bad step, -1 none, -2 some step
    int64_t n_code, n_scalars, n_clock, n_tables, n_rows, n_params, n_states, n_rings;
    int64_t n_steps, n_out, n_lists;
    int64_t param_stride, out_stride;
    int64_t n_draws;     // whole blocks
    uint64_t seed;
    int64_t first_draw;  // number in the study of the first draw of the job
    int32_t stages;      // 1 Euler, 4 Runge and Kutta
    int32_t checked;     // the program holds its own checks; no check at the end
};
}

enum Section : int {
    kStart = 0,  // run-constant values, initial values, held values
    kPlain = 1,  // a step that is not saved
    kSaved = 2,  // a step that is saved
    kStage = 3,  // a later stage of Runge and Kutta
    kMove1 = 4,  // after stage 1, 2, 3, 4
    kSections = 8
};

struct TnEngine {
    const char *name;
    int lanes;
    int head;  // bytes of the workspace before the scalars
    int (*count)();
    void (*op)(int, char *name, int room);
    int (*run)(const TnJob *);  // 0, or 1 when out of memory
};
