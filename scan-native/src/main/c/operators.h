/* What the operators of this library share. */
#ifndef OPERATORS_H
#define OPERATORS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels.h"
#include "onnxruntime_interface.h"

enum { INPUTS_AT_MOST = 7, RANK_AT_MOST = 3 };

typedef struct {
    int64_t dims[RANK_AT_MOST];
    const float *data;
} Tensor;

typedef struct Operator Operator;

/* A node of a session. */
typedef struct {
    const OrtApi *ort;
    const Operator *operator;
    const Kernels *kernels;
} Node;

/*
 * An operator. Its only output has the shape of its first input, but where an input "like" of one dimension is named, which
 * has the length of the output's last.
 */
struct Operator {
    OrtCustomOp ort;
    const char *name;
    size_t inputs;
    struct {
        const char *name;
        size_t rank;
    } input[INPUTS_AT_MOST];
    size_t like;
    /* Whether steps are read from the last to the first. */
    bool reversed;
    /* What is wrong with the shapes or values of inputs, or NULL. */
    const char *(*problem)(const Tensor *in);
    /* Computes the output, which is not empty. */
    OrtStatus *(*run)(const Node *node, OrtKernelContext *context, const Tensor *in, float *y);
};

extern Operator selective_scan;
extern Operator selective_scan_reversed;
extern Operator causal_convolution;
extern Operator causal_convolution_reversed;
extern Operator layer_norm;
extern Operator gelu;

/* How many tasks of so many elements there are in all of them. */
static inline size_t tasks_of(size_t elements, size_t task) {
    return (elements + task - 1) / task;
}

/* An error of a run of a node. */
OrtStatus *failure(const Node *node, int code, const char *reason);

/* Does tasks on the session's threads, a single one on this one. */
OrtStatus *in_tasks(
    const Node *node, OrtKernelContext *context, void (*task)(void *, size_t), size_t tasks, void *data);

#endif
