/* The selective scan of one video in one direction. All tensors are row-major float32. */
#ifndef SCAN_H
#define SCAN_H

#include <stddef.h>

enum {
    /* Channels of a task; a multiple of all vectors. */
    SCAN_TASK = 128,
    /* Channels of the longest vector. */
    SCAN_LANES = 16
};

typedef struct {
    size_t steps;
    size_t channels;
    size_t states;
    const float *u;    /* (steps, channels) */
    const float *step; /* (steps, channels), before softplus */
    const float *a;    /* (states, channels), none above 0 */
    const float *b;    /* (steps, states) */
    const float *c;    /* (steps, states) */
    const float *d;    /* (channels) */
    const float *gate; /* (steps, channels), before SiLU */
    float *y;          /* (steps, channels) */
    float *scratch;    /* twice the states of all channels, rounded up to SCAN_LANES; aligned to a vector */
} Scan;

/* All steps of the channels from first, a multiple of SCAN_TASK, to last, exclusive. */
typedef void ScanKernel(const Scan *scan, size_t first, size_t last);

ScanKernel scan_plain;
ScanKernel scan_avx2;
ScanKernel scan_avx512;

#endif
