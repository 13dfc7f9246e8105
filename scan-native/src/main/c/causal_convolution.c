/*
 * CausalConv and CausalConvReversed: x (1, T, D) or (1, T, 2 D), of which the first half is meant, weight (D, 1, K) and
 * bias (D) to y (1, T, D). Every channel has a filter over this and the K - 1 steps before it, or after it, whose weights
 * are in the order of the steps; then comes SiLU.
 */
#include <stdlib.h>

#include "operators.h"

enum { X, WEIGHT, BIAS };

static const char *problem(const Tensor *in) {
    int64_t channels = in[BIAS].dims[0];
    if (in[X].dims[0] != 1) {
        return "x is of several samples, expected (1, T, D)";
    }
    if (channels < 1) {
        return "there are no channels";
    }
    if (in[X].dims[2] != channels && in[X].dims[2] != 2 * channels) {
        return "x must have the channels of bias, or twice as many";
    }
    if (in[WEIGHT].dims[0] != channels || in[WEIGHT].dims[1] != 1 || in[WEIGHT].dims[2] < 1) {
        return "weight must be (D, 1, K) with the channels of bias";
    }
    return NULL;
}

typedef struct {
    const Convolution *convolution;
    const Kernels *kernels;
} Work;

static void task(void *data, size_t index) {
    const Work *work = data;
    size_t first = index * CONVOLUTION_TASK;
    size_t steps = work->convolution->steps;
    work->kernels->convolve(
        work->convolution, first, steps - first < CONVOLUTION_TASK ? steps : first + CONVOLUTION_TASK);
}

static OrtStatus *run(const Node *node, OrtKernelContext *context, const Tensor *in, float *y) {
    size_t channels = (size_t)in[BIAS].dims[0];
    size_t taps = (size_t)in[WEIGHT].dims[2];
    float *weight = malloc(taps * channels * sizeof(float));
    if (!weight) {
        return failure(node, ORT_RUNTIME_EXCEPTION, "no memory for the weights");
    }
    for (size_t channel = 0; channel < channels; channel++) {
        for (size_t k = 0; k < taps; k++) {
            weight[k * channels + channel] = in[WEIGHT].data[channel * taps + k];
        }
    }
    Convolution convolution = {
        .steps = (size_t)in[X].dims[1],
        .channels = channels,
        .taps = taps,
        .before = node->operator->reversed ? 0 : taps - 1,
        .x = in[X].data,
        .x_width = (size_t)in[X].dims[2],
        .weight = weight,
        .bias = in[BIAS].data,
        .y = y,
    };
    Work work = {&convolution, node->kernels};
    OrtStatus *failed = in_tasks(node, context, task, tasks_of(convolution.steps, CONVOLUTION_TASK), &work);
    free(weight);
    return failed;
}

#define INPUTS {{"x", 3}, {"weight", 3}, {"bias", 1}}

Operator causal_convolution = {
    .name = "CausalConv", .inputs = 3, .input = INPUTS, .like = BIAS, .problem = problem, .run = run};

Operator causal_convolution_reversed = {
    .name = "CausalConvReversed",
    .inputs = 3,
    .input = INPUTS,
    .like = BIAS,
    .reversed = true,
    .problem = problem,
    .run = run};
