// Philox 4x32-10 (Salmon et al. 2011): a number of its own for each draw, step and stream.
#pragma once

#include "maths.inl"

namespace {

struct Words {
    uint32_t w[4];
};

inline Words philox(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint64_t seed) {
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; ++round) {
        const uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        const uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0, n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        c0 = n0;
        c2 = n2;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return {{c0, c1, c2, c3}};
}

inline double uniform_of(uint32_t high, uint32_t low) {
    return (double)(((uint64_t)(high >> 5) << 26) + (low >> 6)) * (1.0 / 9007199254740992.0);
}

TN_FAR void uniform_row(Context &c, uint32_t stream) {
    for (int lane = 0; lane < kLanes; ++lane) {
        Words r = philox((uint32_t)(c.draw + lane), (uint32_t)c.step, stream, 0, c.seed);
        c.scratch[lane] = uniform_of(r.w[0], r.w[1]);
    }
}

// Bounds: a row (step 1) or one number (step 0) each.
TN_FAR void normal_row(Context &c, uint32_t stream, const double *low, int low_step,
                       const double *high, int high_step) {
    for (int lane = 0; lane < kLanes; ++lane) {
        const double from = low[lane * low_step], to = high[lane * high_step];
        double value = 0.0;
        for (uint32_t attempt = 0; attempt < 64; ++attempt) {
            Words r = philox((uint32_t)(c.draw + lane), (uint32_t)c.step, stream, attempt, c.seed);
            const double u1 = uniform_of(r.w[0], r.w[1]), u2 = uniform_of(r.w[2], r.w[3]);
            value = std::sqrt(-2.0 * std::log(1.0 - u1)) * std::cos(6.283185307179586 * u2);
            if (value >= from && value <= to) break;
        }
        value = value < from ? from : value;
        c.scratch[lane] = value > to ? to : value;
    }
}

}  // namespace
