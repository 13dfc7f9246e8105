/*
 * SelectiveScan and SelectiveScanReversed: u (1, T, D), step (1, T, D), a (N, D), b (1, T, N), c (1, T, N), d (D), and gate
 * (1, T, D) or (1, T, 2 D), of which the second half is the gate, to y (1, T, D); see kernels_of_vectors.h.
 */
#include <stdlib.h>

#include "operators.h"

enum { U, STEP, A, B, C, D, GATE };

static bool is(const Tensor *tensor, int64_t first, int64_t second, int64_t third) {
    return tensor->dims[0] == first && tensor->dims[1] == second && tensor->dims[2] == third;
}

static const char *problem(const Tensor *in) {
    int64_t steps = in[U].dims[1];
    int64_t channels = in[U].dims[2];
    int64_t states = in[A].dims[0];
    if (in[U].dims[0] != 1) {
        return "u is of several samples, expected (1, T, D)";
    }
    if (channels < 1 || states < 1) {
        return "there are no channels or no states";
    }
    if (!is(&in[STEP], 1, steps, channels)) {
        return "step must have the shape of u";
    }
    if (!is(&in[GATE], 1, steps, channels) && !is(&in[GATE], 1, steps, 2 * channels)) {
        return "gate must have the shape of u, or twice as many channels";
    }
    if (in[A].dims[1] != channels || in[D].dims[0] != channels) {
        return "a must be (N, D) and d (D) with the channels of u";
    }
    if (!is(&in[B], 1, steps, states) || !is(&in[C], 1, steps, states)) {
        return "b and c must be (1, T, N) with the states of a and the steps of u";
    }
    for (int64_t i = 0; i < states * channels; i++) {
        if (!(in[A].data[i] <= 0)) {
            return "a must be negative";
        }
    }
    return NULL;
}

typedef struct {
    const Scan *scan;
    const Kernels *kernels;
} Work;

static void task(void *data, size_t index) {
    const Work *work = data;
    size_t first = index * SCAN_TASK;
    size_t channels = work->scan->channels;
    work->kernels->scan(work->scan, first, channels - first < SCAN_TASK ? channels : first + SCAN_TASK);
}

static OrtStatus *run(const Node *node, OrtKernelContext *context, const Tensor *in, float *y) {
    size_t channels = (size_t)in[U].dims[2];
    size_t gate_width = (size_t)in[GATE].dims[2];
    Scan scan = {
        .steps = (size_t)in[U].dims[1],
        .channels = channels,
        .states = (size_t)in[A].dims[0],
        .reversed = node->operator->reversed,
        .u = in[U].data,
        .step = in[STEP].data,
        .a = in[A].data,
        .b = in[B].data,
        .c = in[C].data,
        .d = in[D].data,
        .gate = in[GATE].data + gate_width - channels,
        .gate_width = gate_width,
        .y = y,
    };
    size_t lanes = (channels + LANES_AT_MOST - 1) / LANES_AT_MOST * LANES_AT_MOST;
    scan.scratch = aligned_alloc(LANES_AT_MOST * sizeof(float), 2 * scan.states * lanes * sizeof(float));
    if (!scan.scratch) {
        return failure(node, ORT_RUNTIME_EXCEPTION, "no memory for the states");
    }
    Work work = {&scan, node->kernels};
    OrtStatus *failed = in_tasks(node, context, task, tasks_of(channels, SCAN_TASK), &work);
    free(scan.scratch);
    return failed;
}

#define INPUTS {{"u", 3}, {"step", 3}, {"a", 2}, {"b", 3}, {"c", 3}, {"d", 1}, {"gate", 3}}

Operator selective_scan = {
    .name = "SelectiveScan", .inputs = 7, .input = INPUTS, .like = D, .problem = problem, .run = run};

Operator selective_scan_reversed = {
    .name = "SelectiveScanReversed",
    .inputs = 7,
    .input = INPUTS,
    .like = D,
    .reversed = true,
    .problem = problem,
    .run = run};
