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
 * An operator. Its first input has as many dimensions as its only output, and their lengths but for the last, which is the
 * only one of the input "like".
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

/* An error of a run of a node. */
OrtStatus *failure(const Node *node, int code, const char *reason);

#endif
