/* What a processor computes for the operators, in several forms. All tensors are row-major float32. */
#ifndef KERNELS_H
#define KERNELS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    /* Channels of a scan's task; a multiple of all vectors. */
    SCAN_TASK = 128,
    /* Steps of a convolution's task. */
    CONVOLUTION_TASK = 64,
    /* Numbers of the tasks of norms and GELU, about as many as the cache next to a processor holds. */
    ELEMENTS_TASK = 16384,
    /* Channels of the longest vector. */
    LANES_AT_MOST = 16
};

/* The selective scan of one video in one direction. */
typedef struct {
    size_t steps;
    size_t channels;
    size_t states;
    bool reversed;     /* from the last step to the first */
    const float *u;    /* (steps, channels) */
    const float *step; /* (steps, channels), before softplus */
    const float *a;    /* (states, channels), none above 0 */
    const float *b;    /* (steps, states) */
    const float *c;    /* (steps, states) */
    const float *d;    /* (channels) */
    const float *gate; /* (steps, channels), before SiLU, rows gate_width apart */
    size_t gate_width;
    float *y;          /* (steps, channels) */
    float *scratch;    /* twice the states of all channels, rounded up to LANES_AT_MOST; aligned to a vector */
} Scan;

/* y_t = SiLU(bias + the sum over k of weight_k x_{t + k - before}), with zeros around x. */
typedef struct {
    size_t steps;
    size_t channels;
    size_t taps;
    size_t before;
    const float *x; /* (steps, channels), rows x_width apart */
    size_t x_width;
    const float *weight; /* (taps, channels) */
    const float *bias;   /* (channels) */
    float *y;            /* (steps, channels) */
} Convolution;

/* y = (x - mean) / sqrt(variance + 1e-5) weight + bias, row by row. */
typedef struct {
    size_t channels;
    const float *x;      /* (rows, channels) */
    const float *weight; /* (channels) */
    const float *bias;   /* (channels) */
    float *y;            /* (rows, channels) */
} Norm;

typedef struct {
    /* All steps of the channels from first, a multiple of SCAN_TASK, to last, exclusive. */
    void (*scan)(const Scan *scan, size_t first, size_t last);
    /* All channels of the steps from first to last, exclusive. */
    void (*convolve)(const Convolution *convolution, size_t first, size_t last);
    /* The rows from first to last, exclusive. */
    void (*normalise)(const Norm *norm, size_t first, size_t last);
    /* x times the probability that a normally distributed number is below x, count times. */
    void (*gelu)(const float *x, float *y, size_t count);
} Kernels;

extern const Kernels kernels_plain;
extern const Kernels kernels_avx2;
extern const Kernels kernels_avx512;

#endif
