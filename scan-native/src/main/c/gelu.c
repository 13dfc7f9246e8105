/* Gelu: x (B, T, C) to y (B, T, C), each number by itself, see kernels_of_vectors.h. */
#include "operators.h"

static const char *problem(const Tensor *in) {
    (void)in;
    return NULL;
}

typedef struct {
    const float *x;
    float *y;
    size_t count;
    const Kernels *kernels;
} Work;

static void task(void *data, size_t index) {
    const Work *work = data;
    size_t first = index * ELEMENTS_TASK;
    size_t left = work->count - first;
    work->kernels->gelu(work->x + first, work->y + first, left < ELEMENTS_TASK ? left : ELEMENTS_TASK);
}

static OrtStatus *run(const Node *node, OrtKernelContext *context, const Tensor *in, float *y) {
    const int64_t *dims = in[0].dims;
    Work work = {in[0].data, y, (size_t)(dims[0] * dims[1] * dims[2]), node->kernels};
    return in_tasks(node, context, task, tasks_of(work.count, ELEMENTS_TASK), &work);
}

Operator gelu = {.name = "Gelu", .inputs = 1, .input = {{"x", 3}}, .problem = problem, .run = run};
