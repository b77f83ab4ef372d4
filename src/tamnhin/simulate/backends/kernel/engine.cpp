// One engine: compiled once for each instruction set and once more for the fast build.
//
// TN_ENGINE names the exported description, TN_NAME its name.
#include <cstdio>
#include <cstdlib>
#include <new>

#include "kernel.h"
#include "register.inl"

namespace {

const Book &book() {
    static const Book made = make_book();
    return made;
}

// Frees what a job allocated, however it ends.
struct Workspace {
    char *base = nullptr;
    std::vector<double *> rings;
    std::vector<int64_t *> ring_at;
    ~Workspace() {
        std::free(base);
        for (auto *p : rings) std::free(p);
        for (auto *p : ring_at) std::free(p);
    }
};

constexpr size_t kLine = 64;
constexpr size_t kRow = kLanes * sizeof(double);
size_t whole_lines(size_t bytes) { return (bytes + kLine - 1) / kLine * kLine; }

// Workspace: context, scalars, clock numbers of the step, tables, rows. bytecode.py counts the
// same way, from the end of the context.
struct Layout {
    size_t scalars, clock, tables, rows, size;
    explicit Layout(const TnJob &job) {
        scalars = whole_lines(sizeof(Context));
        clock = scalars + job.n_scalars * sizeof(double);
        tables = whole_lines(clock + job.n_clock * sizeof(double));
        rows = tables + job.n_tables * sizeof(double);
        size = rows + job.n_rows * kRow;
    }
};

void go(const Ins *ip, char *base) {
    const vd zero = {};
    ip->fn(ip, base, zero, zero, zero, zero, zero, zero, zero, zero);
}

void find_faults(const TnJob &job, Context &c, char *rows, int32_t *fault) {
    vd *poison = reinterpret_cast<vd *>(c.poison);
    for (int64_t s = 0; s < job.n_states; ++s) {
        const vd *row = reinterpret_cast<const vd *>(rows + job.state_rows[s] * kRow);
        for (int i = 0; i < 8; ++i) poison[i] += row[i] * vd{};
    }
    for (int lane = 0; lane < kLanes; ++lane)
        if (c.poison[lane] != c.poison[lane]) fault[lane] = -2;
}

bool clock_varies(const TnJob &job) {
    const size_t size = job.n_clock * sizeof(double);
    for (int64_t step = 1; step < job.n_steps; ++step)
        if (std::memcmp(job.clock, job.clock + step * job.n_clock, size)) return true;
    return false;
}

class Runner {
   public:
    Runner(const TnJob &job, const Layout &layout, char *base, const std::vector<Ins> &code)
        : job_(job), layout_(layout), base_(base), code_(code), c_(context(base)) {}

    void block(int64_t first) {
        c_.draw = job_.first_draw + first;
        c_.fault = job_.fault + first;
        std::memset(c_.poison, 0, sizeof c_.poison);
        for (int64_t p = 0; p < job_.n_params; ++p)
            std::memcpy(base_ + layout_.rows + job_.param_rows[p] * kRow,
                        job_.params + p * job_.param_stride + first, kRow);
        set_clock(0, 0);
        c_.step = 0;
        c_.looping = 0;
        section(kStart);
        c_.out = job_.out + first - job_.n_out * job_.out_stride;
        if (job_.stages == 4) {
            for (c_.step = 0; c_.step < job_.n_steps; ++c_.step) stages();
        } else {
            c_.looping = 1;
            c_.step = -1;
            c_.clock_row = job_.clock - c_.n_clock;
            end(nullptr, base_, vd{}, vd{}, vd{}, vd{}, vd{}, vd{}, vd{}, vd{});
        }
        if (!job_.checked)
            find_faults(job_, c_, base_ + layout_.rows, c_.fault);
    }

   private:
    void set_clock(int64_t step, int stage) {
        if (job_.n_clock)
            std::memcpy(base_ + layout_.clock,
                        job_.clock + (step * job_.stages + stage) * job_.n_clock,
                        job_.n_clock * sizeof(double));
    }
    void section(int number) {
        if (job_.sections[number] >= 0) go(&code_[job_.sections[number]], base_);
    }
    // A step of Runge and Kutta.
    void stages() {
        const int64_t step = c_.step;
        set_clock(step, 0);
        if (job_.saved[step]) {
            c_.out += c_.out_step;
            section(kSaved);
        } else {
            section(kPlain);
        }
        if (step + 1 == job_.n_steps) return;
        section(kMove1);
        for (int stage = 1; stage < 4; ++stage) {
            set_clock(step, stage);
            section(kStage);
            section(kMove1 + stage);
        }
    }

    const TnJob &job_;
    const Layout &layout_;
    char *base_;
    const std::vector<Ins> &code_;
    Context &c_;
};

int run(const TnJob *given) {
    const TnJob &job = *given;
    const Layout layout(job);
    Workspace space;
    space.base = static_cast<char *>(std::aligned_alloc(kLine, whole_lines(layout.size)));
    if (!space.base) return 1;
    std::memset(space.base, 0, layout.size);
    space.rings.resize(job.n_rings);
    space.ring_at.resize(job.n_rings);
    Context &c = context(space.base);
    c.self = &c;
    c.out_stride = job.out_stride;
    c.seed = job.seed;
    c.lists = job.lists;
    c.rings = space.rings.data();
    c.ring_at = space.ring_at.data();
    c.ring_limit = job.n_steps + 1;
    c.n_steps = job.n_steps;
    c.out_step = job.n_out * job.out_stride;
    c.saved = job.saved;
    c.n_clock = clock_varies(job) ? job.n_clock : 0;
    c.clock_to = reinterpret_cast<double *>(space.base + layout.clock);
    std::memcpy(space.base + layout.scalars, job.scalars, job.n_scalars * sizeof(double));
    std::memcpy(space.base + layout.tables, job.tables, job.n_tables * sizeof(double));
    std::vector<Ins> code(job.n_code);
    for (int64_t i = 0; i < job.n_code; ++i) {
        const int32_t *w = job.code + 5 * i;
        code[i] = {book()[w[0]].fn, (uint32_t)w[1], (uint32_t)w[2], (uint32_t)w[3], (uint32_t)w[4]};
    }
    auto start = [&](int section) {
        return job.sections[section] < 0 ? nullptr : &code[job.sections[section]];
    };
    c.plain_code = start(kPlain);
    c.saved_code = start(kSaved);
    Runner runner(job, layout, space.base, code);
    for (int64_t first = 0; first < job.n_draws && !c.failed; first += kLanes) runner.block(first);
#if defined(__AVX__)
    _mm256_zeroupper();
#endif
    return c.failed;
}

int run_guarded(const TnJob *job) {
    try {
        return run(job);
    } catch (const std::bad_alloc &) {
        return 1;
    }
}

int count() { return (int)book().size(); }
void op(int i, char *name, int room) {
    std::snprintf(name, (size_t)room, "%s", book()[i].name().c_str());
}

}  // namespace

extern "C" const TnEngine TN_ENGINE = {TN_NAME, kLanes, (int)whole_lines(sizeof(Context)), count, op, run_guarded};
