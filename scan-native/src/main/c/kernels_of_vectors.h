/*
 * The kernels in vectors of LANES channels, as KERNELS for processors with TARGET:
 *
 *   scan: dt = softplus(step), h = exp(dt a) h + dt u b, y = (c . h + d u) gate / (1 + exp(-gate))
 *   convolve: z = bias + the sum of weights times neighbours, y = z / (1 + exp(-z))
 *   normalise: y = (x - mean) / sqrt(variance + 1e-5) weight + bias
 *   gelu: y = x / 2 (1 + erf(x / sqrt(2)))
 *
 * exp(x) is 2^t with t = x log2(e): 2 to the nearest integer of t by its exponent, times a polynomial of the rest that is
 * exact at 0, since decays near 1 are multiplied for hundreds of steps, and elsewhere off by 2e-7 at most; what rounding t
 * brings, 6e-8 |t|, comes on top. Below 2^-126 it stays there. log(1 + y) for y from 0 to 1 is 2 artanh(y / (2 + y)) by a
 * polynomial that is off by less than rounding, also for the smallest y. Errors are relative.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "kernels.h"

typedef float Floats __attribute__((vector_size(LANES * 4)));
typedef int32_t Ints __attribute__((vector_size(LANES * 4)));

#define INLINE TARGET static inline __attribute__((always_inline))

/* Numbers below 2^-126 are 0 from here on, and not a hundred times as slow as others. */
static inline unsigned flush_denormals(void) {
#if defined(__x86_64__)
    unsigned before = _mm_getcsr();
    _mm_setcsr(before | 0x8040);
    return before;
#else
    return 0;
#endif
}

static inline void restore_denormals(unsigned before) {
#if defined(__x86_64__)
    _mm_setcsr(before);
#else
    (void)before;
#endif
}

enum {
    /* Steps after which the next channels have their turn, so that a row is still in the cache for all of them. */
    TURN = 32,
    /* States that fit into registers. */
    USUAL_STATES = 16,
    USUAL_TAPS = 4
};

static const float LOG2_E = 1.44269504088896341f;

INLINE Floats all(float x) {
    return x - (Floats){0};
}

INLINE Floats load(const float *from, size_t count) {
    Floats x = {0};
    memcpy(&x, from, count * sizeof(float));
    return x;
}

INLINE void store(float *to, Floats x, size_t count) {
    memcpy(to, &x, count * sizeof(float));
}

INLINE Floats choose(Ints mask, Floats yes, Floats no) {
    return (Floats)((mask & (Ints)yes) | (~mask & (Ints)no));
}

/* 2^r for r from -0.5 to 0.5. */
INLINE Floats exp2_of_rest(Floats r) {
    Floats p = all(1.338130254e-3f);
    p = p * r + 9.666368515e-3f;
    p = p * r + 5.550381014e-2f;
    p = p * r + 0.2402234904f;
    p = p * r + 0.6931471806f;
    return p * r + 1;
}

/* 2^t for t from -126 to 126, or no number. */
INLINE Floats exp2_of_bounded(Floats t) {
    const Floats shift = all(0x1.8p23f);
    Floats shifted = t + shift;
#if defined(REST)
    Floats p = exp2_of_rest(REST(t));
#else
    Floats p = exp2_of_rest(t - (shifted - shift));
#endif
    return (Floats)((Ints)p + ((Ints)shifted << 23));
}

/* 2^t for t up to 126. */
INLINE Floats exp2_of(Floats t) {
    return exp2_of_bounded(LARGER(t, all(-126)));
}

/* log(1 + exp(x)) */
INLINE Floats softplus(Floats x) {
    Floats magnitude = (Floats)((Ints)x & 0x7fffffff);
    Floats e = exp2_of(magnitude * -LOG2_E);
    Floats s = e / (2 + e);
    Floats w = s * s;
    Floats p = all(0.2322433477f);
    p = p * w + 0.2170657427f;
    p = p * w + 0.2859235814f;
    p = p * w + 0.3999970633f;
    p = p * w + 0.6666666732f;
    p = p * w + 2;
    return LARGER(x, all(0)) + s * p;
}

INLINE Floats silu(Floats x) {
    return x / (1 + exp2_of(SMALLER(x * -LOG2_E, all(126))));
}

INLINE bool any(Ints mask) {
    int32_t found = 0;
    for (size_t i = 0; i < LANES; i++) {
        found |= mask[i];
    }
    return found != 0;
}

INLINE size_t step_of(const Scan *scan, size_t turn) {
    return scan->reversed ? scan->steps - 1 - turn : turn;
}

/* h through some steps of so many channels, and what is read out of it, into y. */
INLINE void advance(
    const Scan *scan, const Floats *a, Floats *h, size_t states, size_t channel, size_t count, size_t from, size_t to,
    const Floats *dt, Floats *y, bool bounded) {
    Floats d = load(scan->d + channel, count);
    for (size_t i = from; i < to; i++) {
        size_t t = step_of(scan, i);
        const float *b = scan->b + t * states;
        const float *c = scan->c + t * states;
        Floats u = load(scan->u + t * scan->channels + channel, count);
        Floats step = dt[i - from];
        Floats x = step * u;
        Floats sum = d * u;
#pragma GCC unroll 16
        for (size_t n = 0; n < states; n++) {
            Floats decay = bounded ? exp2_of_bounded(step * a[n]) : exp2_of(step * a[n]);
            h[n] = h[n] * decay + x * b[n];
            sum += h[n] * c[n];
        }
        y[i - from] = sum;
    }
}

/*
 * Some steps of so many channels; a is times log2(e), the state h follows it. What does not wait for the state of the step
 * before is done for all steps at once, so that the processor need not wait for it either. It does not foresee rows that lie
 * far apart, and is told of them.
 */
INLINE void turn(const Scan *scan, Floats *a, size_t states, size_t channel, size_t count, size_t from, size_t to) {
    Floats dt[TURN];
    Floats y[TURN];
    Floats longest = all(0);
    size_t next = channel + LANES < scan->channels ? channel + LANES : channel;
    for (size_t i = from; i < to; i++) {
        size_t t = step_of(scan, i);
        __builtin_prefetch(scan->u + t * scan->channels + channel);
        __builtin_prefetch(scan->gate + t * scan->gate_width + channel);
        __builtin_prefetch(scan->step + t * scan->channels + next);
        dt[i - from] = softplus(load(scan->step + t * scan->channels + channel, count));
        longest = LARGER(longest, dt[i - from]);
    }
    Floats fastest = a[0];
    for (size_t n = 1; n < states; n++) {
        fastest = SMALLER(a[n], fastest);
    }
    bool bounded = !any(longest * fastest < -126);
    if (states == USUAL_STATES) {
        Floats h[USUAL_STATES];
        memcpy(h, a + states, sizeof h);
        if (bounded) {
            advance(scan, a, h, USUAL_STATES, channel, count, from, to, dt, y, true);
        } else {
            advance(scan, a, h, USUAL_STATES, channel, count, from, to, dt, y, false);
        }
        memcpy(a + states, h, sizeof h);
    } else {
        advance(scan, a, a + states, states, channel, count, from, to, dt, y, false);
    }
    for (size_t i = from; i < to; i++) {
        size_t t = step_of(scan, i);
        Floats gate = load(scan->gate + t * scan->gate_width + channel, count);
        store(scan->y + t * scan->channels + channel, y[i - from] * silu(gate), count);
    }
}

TARGET static void scan_channels(const Scan *scan, size_t first, size_t last) {
    size_t states = scan->states;
    unsigned control = flush_denormals();
    for (size_t channel = first; channel < last; channel += LANES) {
        size_t count = last - channel < LANES ? last - channel : LANES;
        Floats *a = (Floats *)(scan->scratch + 2 * states * channel);
        for (size_t n = 0; n < states; n++) {
            a[n] = load(scan->a + n * scan->channels + channel, count) * LOG2_E;
            a[states + n] = all(0);
        }
    }
    for (size_t from = 0; from < scan->steps; from += TURN) {
        size_t to = scan->steps - from < TURN ? scan->steps : from + TURN;
        for (size_t channel = first; channel < last; channel += LANES) {
            size_t count = last - channel < LANES ? last - channel : LANES;
            Floats *a = (Floats *)(scan->scratch + 2 * states * channel);
            if (count < LANES) {
                turn(scan, a, states, channel, count, from, to);
            } else {
                turn(scan, a, states, channel, LANES, from, to);
            }
        }
    }
    restore_denormals(control);
}

/* Some channels of a step, from the first to the last tap that is inside x. */
INLINE void convolve_channels(
    const Convolution *convolution, size_t t, size_t channel, size_t count, size_t first, size_t taps) {
    const float *x = convolution->x + (t + first - convolution->before) * convolution->x_width + channel;
    const float *weight = convolution->weight + first * convolution->channels + channel;
    Floats sum = load(convolution->bias + channel, count);
#pragma GCC unroll 4
    for (size_t k = 0; k < taps; k++) {
        sum += load(weight + k * convolution->channels, count) * load(x + k * convolution->x_width, count);
    }
    store(convolution->y + t * convolution->channels + channel, silu(sum), count);
}

INLINE void convolve_step(const Convolution *convolution, size_t t, size_t first, size_t taps) {
    size_t channel = 0;
    for (; channel + LANES <= convolution->channels; channel += LANES) {
        convolve_channels(convolution, t, channel, LANES, first, taps);
    }
    if (channel < convolution->channels) {
        convolve_channels(convolution, t, channel, convolution->channels - channel, first, taps);
    }
}

TARGET static void convolve_steps(const Convolution *convolution, size_t first, size_t last) {
    unsigned control = flush_denormals();
    for (size_t t = first; t < last; t++) {
        size_t skipped = t < convolution->before ? convolution->before - t : 0;
        size_t end = convolution->steps + convolution->before - t;
        size_t taps = (end < convolution->taps ? end : convolution->taps) - skipped;
        if (taps == USUAL_TAPS) {
            convolve_step(convolution, t, skipped, USUAL_TAPS);
        } else {
            convolve_step(convolution, t, skipped, taps);
        }
    }
    restore_denormals(control);
}

/* The sum over the lanes. */
INLINE float total(Floats x) {
    float sum = 0;
    for (size_t i = 0; i < LANES; i++) {
        sum += x[i];
    }
    return sum;
}

/* Sums over a row of what its numbers are off the centre, and of the squares of that. */
typedef struct {
    float off;
    float squares;
} Sums;

/* Four sums of each, as an addition takes four turns. */
INLINE Sums sums_of(const float *x, size_t count, float centre, bool squares) {
    Floats sums[4] = {{0}};
    Floats of_squares[4] = {{0}};
    size_t i = 0;
    for (; i + 4 * LANES <= count; i += 4 * LANES) {
#pragma GCC unroll 4
        for (size_t n = 0; n < 4; n++) {
            Floats off = load(x + i + n * LANES, LANES) - centre;
            sums[n] += off;
            if (squares) {
                of_squares[n] += off * off;
            }
        }
    }
    Sums all = {
        total((sums[0] + sums[1]) + (sums[2] + sums[3])),
        total((of_squares[0] + of_squares[1]) + (of_squares[2] + of_squares[3]))};
    for (; i < count; i++) {
        float off = x[i] - centre;
        all.off += off;
        all.squares += off * off;
    }
    return all;
}

INLINE void normalise_channels(
    const Norm *norm, const float *x, float *y, size_t channel, size_t count, float centre, float mean, float factor) {
    Floats off = load(x + channel, count) - centre - mean;
    Floats weight = load(norm->weight + channel, count);
    store(y + channel, off * factor * weight + load(norm->bias + channel, count), count);
}

/* The mean of a row of large numbers has too few digits for what they differ by; what it is off comes with the variance. */
TARGET static void normalise_rows(const Norm *norm, size_t first, size_t last) {
    size_t channels = norm->channels;
    for (size_t row = first; row < last; row++) {
        const float *x = norm->x + row * channels;
        float *y = norm->y + row * channels;
        float centre = sums_of(x, channels, 0, false).off / channels;
        Sums sums = sums_of(x, channels, centre, true);
        float mean = sums.off / channels;
        float factor = 1 / sqrtf((sums.squares / channels - mean * mean) + 1e-5f);
        size_t channel = 0;
        for (; channel + LANES <= channels; channel += LANES) {
            normalise_channels(norm, x, y, channel, LANES, centre, mean, factor);
        }
        if (channel < channels) {
            normalise_channels(norm, x, y, channel, channels - channel, centre, mean, factor);
        }
    }
}

/* erf(z) / z by w = z^2, for z up to 3.92, from where erf is 1; off by 2e-8 at most, and by rounding. */
INLINE Floats erf_of_unit(Floats w) {
    Floats p = all(2.05008612e-06f);
    p = p * w + 0.000284883014f;
    p = p * w + 0.00376562749f;
    p = p * w + 0.0527487562f;
    p = p * w + 0.190406705f;
    p = p * w + 1.12837915f;
    Floats q = all(3.80917181e-05f);
    q = q * w + 0.00116253815f;
    q = q * w + 0.0149692378f;
    q = q * w + 0.114109212f;
    q = q * w + 0.502076289f;
    q = q * w + 1;
    return p / q;
}

INLINE void gelu_of(const float *x, float *y, size_t count) {
    Floats in = load(x, count);
    Floats z = SMALLER(LARGER(in * 0.7071067812f, all(-3.92f)), all(3.92f));
    Floats half = in * 0.5f;
    store(y, half * (z * erf_of_unit(z * z) + 1), count);
}

TARGET static void gelu_of_all(const float *x, float *y, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        gelu_of(x + i, y + i, LANES);
    }
    if (i < count) {
        gelu_of(x + i, y + i, count - i);
    }
}

const Kernels KERNELS = {
    .scan = scan_channels, .convolve = convolve_steps, .normalise = normalise_rows, .gelu = gelu_of_all};
