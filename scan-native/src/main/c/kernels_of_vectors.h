/*
 * The kernels in vectors of LANES channels, as KERNELS for processors with TARGET:
 *
 *   scan: dt = softplus(step), h = exp(dt a) h + dt u b, y = (c . h + d u) gate / (1 + exp(-gate))
 *   convolve: z = bias + the sum of weights times neighbours, y = z / (1 + exp(-z))
 *
 * exp(x) is 2^t with t = x log2(e): 2 to the nearest integer of t by its exponent, times a polynomial of the rest that is
 * exact at 0, since decays near 1 are multiplied for hundreds of steps, and elsewhere off by 2e-7 at most; what rounding t
 * brings, 6e-8 |t|, comes on top. Below 2^-126 it is 0 or stays there. log(1 + y) for y from 0 to 1 is 2 artanh(y / (2 + y))
 * by a polynomial that is off by less than rounding, also for the smallest y. Errors are relative.
 */
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

/* 2^t for t up to 126. */
INLINE Floats exp2_of(Floats t) {
#if defined(SCALED)
    Floats r = REST(t);
    return SCALED(exp2_of_rest(r), t - r);
#else
    const Floats shift = all(0x1.8p23f);
    t = LARGER(t, all(-126));
    Floats shifted = t + shift;
    Floats p = exp2_of_rest(t - (shifted - shift));
    return (Floats)((Ints)p + ((Ints)shifted << 23));
#endif
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

/* Some steps of so many channels; a is times log2(e). */
INLINE void advance(
    const Scan *scan, const Floats *a, Floats *h, size_t states, size_t channel, size_t count, size_t from, size_t to) {
    Floats d = load(scan->d + channel, count);
    for (size_t i = from; i < to; i++) {
        size_t t = scan->reversed ? scan->steps - 1 - i : i;
        size_t at = t * scan->channels + channel;
        const float *b = scan->b + t * states;
        const float *c = scan->c + t * states;
        Floats dt = softplus(load(scan->step + at, count));
        Floats u = load(scan->u + at, count);
        Floats x = dt * u;
        Floats y = d * u;
#pragma GCC unroll 16
        for (size_t n = 0; n < states; n++) {
            h[n] = h[n] * exp2_of(dt * a[n]) + x * b[n];
            y += h[n] * c[n];
        }
        store(scan->y + at, y * silu(load(scan->gate + t * scan->gate_width + channel, count)), count);
    }
}

INLINE void advance_usual(
    const Scan *scan, const Floats *a, Floats *h, size_t channel, size_t from, size_t to) {
    Floats registers[USUAL_STATES];
    memcpy(registers, h, sizeof registers);
    advance(scan, a, registers, USUAL_STATES, channel, LANES, from, to);
    memcpy(h, registers, sizeof registers);
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
                advance(scan, a, a + states, states, channel, count, from, to);
            } else if (states != USUAL_STATES) {
                advance(scan, a, a + states, states, channel, LANES, from, to);
            } else {
                advance_usual(scan, a, a + states, channel, from, to);
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

const Kernels KERNELS = {.scan = scan_channels, .convolve = convolve_steps};
