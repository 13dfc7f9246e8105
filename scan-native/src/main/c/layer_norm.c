/* LayerNorm: x (B, T, C), weight (C) and bias (C) to y (B, T, C), each row normalised, see kernels_of_vectors.h. */
#include "operators.h"

enum { X, WEIGHT, BIAS };

static const char *problem(const Tensor *in) {
    int64_t channels = in[X].dims[2];
    if (channels < 1) {
        return "there are no channels";
    }
    if (in[WEIGHT].dims[0] != channels || in[BIAS].dims[0] != channels) {
        return "weight and bias must have the channels of x";
    }
    return NULL;
}

typedef struct {
    const Norm *norm;
    const Kernels *kernels;
    size_t rows;
    size_t rows_of_task;
} Work;

static void task(void *data, size_t index) {
    const Work *work = data;
    size_t first = index * work->rows_of_task;
    size_t left = work->rows - first;
    work->kernels->normalise(work->norm, first, first + (left < work->rows_of_task ? left : work->rows_of_task));
}

static OrtStatus *run(const Node *node, OrtKernelContext *context, const Tensor *in, float *y) {
    size_t channels = (size_t)in[X].dims[2];
    Norm norm = {channels, in[X].data, in[WEIGHT].data, in[BIAS].data, y};
    size_t rows = (size_t)(in[X].dims[0] * in[X].dims[1]);
    Work work = {&norm, node->kernels, rows, channels < ELEMENTS_TASK ? ELEMENTS_TASK / channels : 1};
    return in_tasks(node, context, task, tasks_of(rows, work.rows_of_task), &work);
}

Operator layer_norm = {
    .name = "LayerNorm",
    .inputs = 3,
    .input = {{"x", 3}, {"weight", 1}, {"bias", 1}},
    .like = WEIGHT,
    .problem = problem,
    .run = run};
