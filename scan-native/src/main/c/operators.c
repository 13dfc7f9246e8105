/*
 * The operators of domain osgnet for ONNX Runtime. Their attribute "kernel" asks for a form other than the best of this
 * processor. Inputs of other shapes are an error of the run.
 */
#include "operators.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* Of the attribute "kernel". */
enum { BEST, PLAIN, AVX2, AVX512 };

static Operator *const OPERATORS[] = {
    &selective_scan, &selective_scan_reversed, &causal_convolution, &causal_convolution_reversed, &layer_norm, &gelu};
enum { COUNT = sizeof OPERATORS / sizeof *OPERATORS };

static bool runs(int64_t kernel) {
    switch (kernel) {
#if defined(__x86_64__)
        case AVX2:
            return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        case AVX512:
            return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma");
#endif
        case PLAIN:
            return true;
        default:
            return false;
    }
}

static const Kernels *kernels_of(int64_t kernel) {
    if (kernel == BEST) {
        kernel = runs(AVX512) ? AVX512 : runs(AVX2) ? AVX2 : PLAIN;
    }
    if (!runs(kernel)) {
        return NULL;
    }
#if defined(__x86_64__)
    return kernel == AVX512 ? &kernels_avx512 : kernel == AVX2 ? &kernels_avx2 : &kernels_plain;
#else
    return &kernels_plain;
#endif
}

static OrtStatus *error(const OrtApi *ort, const Operator *operator, int code, const char *reason) {
    char message[200];
    snprintf(message, sizeof message, "%s: %s", operator->name, reason);
    return ort->create_status(code, message);
}

OrtStatus *failure(const Node *node, int code, const char *reason) {
    return error(node->ort, node->operator, code, reason);
}

OrtStatus *in_tasks(
    const Node *node, OrtKernelContext *context, void (*task)(void *, size_t), size_t tasks, void *data) {
    if (tasks == 1) {
        task(data, 0);
        return NULL;
    }
    return node->ort->parallel_for(context, task, tasks, 0, data);
}

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *ort, const OrtKernelInfo *info, void **created) {
    const Operator *operator = (const Operator *)op;
    int64_t kernel = BEST;
    OrtStatus *absent = ort->integer_attribute(info, "kernel", &kernel);
    if (absent) {
        ort->release_status(absent);
        kernel = BEST;
    }
    const Kernels *kernels = kernels_of(kernel);
    if (!kernels) {
        return error(ort, operator, ORT_INVALID_ARGUMENT, "this processor has no such kernel");
    }
    Node *node = malloc(sizeof *node);
    if (!node) {
        return error(ort, operator, ORT_RUNTIME_EXCEPTION, "no memory");
    }
    *node = (Node){ort, operator, kernels};
    *created = node;
    return NULL;
}

static OrtStatus *read(const Node *node, const OrtKernelContext *context, size_t index, Tensor *tensor) {
    const OrtApi *ort = node->ort;
    const OrtValue *value = NULL;
    OrtStatus *failed = ort->context_input(context, index, &value);
    if (failed) {
        return failed;
    }
    OrtTensorInfo *info = NULL;
    failed = ort->tensor_info(value, &info);
    if (failed) {
        return failed;
    }
    size_t rank = 0;
    size_t expected = node->operator->input[index].rank;
    failed = ort->dimensions_count(info, &rank);
    if (!failed && rank != expected) {
        char reason[100];
        const char *input = node->operator->input[index].name;
        snprintf(reason, sizeof reason, "%s has rank %zu, expected %zu", input, rank, expected);
        failed = failure(node, ORT_INVALID_ARGUMENT, reason);
    }
    if (!failed) {
        failed = ort->dimensions(info, tensor->dims, rank);
    }
    ort->release_tensor_info(info);
    if (!failed) {
        failed = ort->tensor_data((OrtValue *)value, (void **)&tensor->data);
    }
    return failed;
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
    const Node *node = self;
    const Operator *operator = node->operator;
    Tensor in[INPUTS_AT_MOST];
    for (size_t i = 0; i < operator->inputs; i++) {
        OrtStatus *failed = read(node, context, i, &in[i]);
        if (failed) {
            return failed;
        }
    }
    const char *wrong = operator->problem(in);
    if (wrong) {
        return failure(node, ORT_INVALID_ARGUMENT, wrong);
    }
    int64_t dims[RANK_AT_MOST];
    size_t rank = operator->input[0].rank;
    size_t elements = 1;
    for (size_t i = 0; i < rank; i++) {
        dims[i] = i + 1 < rank || operator->like == 0 ? in[0].dims[i] : in[operator->like].dims[0];
        elements *= (size_t)dims[i];
    }
    OrtValue *output = NULL;
    float *y = NULL;
    OrtStatus *failed = node->ort->context_output(context, 0, dims, rank, &output);
    if (!failed) {
        failed = node->ort->tensor_data(output, (void **)&y);
    }
    return failed || elements == 0 ? failed : operator->run(node, context, in, y);
}

static const OrtApi *ort_of_process;

/* A length with neither number nor name cannot be said, so the shape is said where there is none. */
static OrtStatus *infer(const OrtCustomOp *op, OrtShapeContext *context) {
    const Operator *operator = (const Operator *)op;
    const OrtApi *ort = ort_of_process;
    OrtTensorInfo *info = NULL;
    OrtTensorInfo *like = NULL;
    size_t rank = 0;
    size_t last = 1;
    OrtStatus *failed = ort->shape_of_input(context, 0, &info);
    if (!failed) {
        failed = ort->dimensions_count(info, &rank);
    }
    if (!failed && operator->like != 0) {
        failed = ort->shape_of_input(context, operator->like, &like);
        if (!failed) {
            failed = ort->dimensions_count(like, &last);
        }
    }
    if (failed || rank != operator->input[0].rank || last != 1) {
        return failed;
    }
    int64_t dims[RANK_AT_MOST];
    const char *symbols[RANK_AT_MOST] = {NULL};
    failed = ort->dimensions(info, dims, rank);
    if (!failed && like) {
        failed = ort->dimensions(like, &dims[rank - 1], 1);
    }
    if (!failed) {
        failed = ort->symbols(info, symbols, rank);
    }
    for (size_t i = 0; !failed && i < rank; i++) {
        if (dims[i] < 0 && (!symbols[i] || !*symbols[i])) {
            return NULL;
        }
    }
    if (!failed) {
        failed = ort->set_dimensions(info, dims, rank);
    }
    return failed ? failed : ort->shape_of_output(context, 0, info);
}

static const char *name(const OrtCustomOp *op) {
    return ((const Operator *)op)->name;
}

static const char *provider(const OrtCustomOp *op) {
    (void)op;
    return NULL;
}

static int float_of(const OrtCustomOp *op, size_t index) {
    (void)op;
    (void)index;
    return ORT_FLOAT;
}

static size_t inputs(const OrtCustomOp *op) {
    return ((const Operator *)op)->inputs;
}

static size_t outputs(const OrtCustomOp *op) {
    (void)op;
    return 1;
}

/* Of an input's or output's kind, memory and version alike: required, as the provider has it, the first. */
static int usual(const OrtCustomOp *op, size_t index) {
    (void)op;
    (void)index;
    return 0;
}

static int version(const OrtCustomOp *op) {
    (void)op;
    return 1;
}

static const OrtCustomOp COMMON = {
    .version = ORT_VERSION_NEEDED,
    .name = name,
    .provider = provider,
    .input_type = float_of,
    .input_count = inputs,
    .output_type = float_of,
    .output_count = outputs,
    .destroy_kernel = free,
    .input_kind = usual,
    .output_kind = usual,
    .input_memory = usual,
    .variadic_input_arity = version,
    .variadic_input_homogeneous = version,
    .variadic_output_arity = version,
    .variadic_output_homogeneous = version,
    .create_kernel_checked = create,
    .compute_checked = compute,
    .infer_shape = infer,
    .first_version = version,
    .last_version = version,
};

static pthread_mutex_t registering = PTHREAD_MUTEX_INITIALIZER;
static OrtCustomOpDomain *domain;

static OrtStatus *domain_once(const OrtApi *ort) {
    if (domain) {
        return NULL;
    }
    OrtCustomOpDomain *made = NULL;
    OrtStatus *failed = ort->create_custom_op_domain("osgnet", &made);
    for (size_t i = 0; !failed && i < COUNT; i++) {
        OPERATORS[i]->ort = COMMON;
        failed = ort->custom_op_domain_add(made, &OPERATORS[i]->ort);
    }
    if (!failed) {
        ort_of_process = ort;
        domain = made;
    }
    return failed;
}

/* What ONNX Runtime calls when the library is registered with the options of a session. */
__attribute__((visibility("default"))) OrtStatus *RegisterCustomOps(OrtSessionOptions *options, const OrtApiBase *base) {
    const OrtApi *ort = base->api(ORT_VERSION_NEEDED);
    if (!ort) {
        const OrtApi *old = base->api(1);
        return old ? old->create_status(ORT_RUNTIME_EXCEPTION, "osgnet needs ONNX Runtime 1.17 or later") : NULL;
    }
    pthread_mutex_lock(&registering);
    OrtStatus *failed = domain_once(ort);
    pthread_mutex_unlock(&registering);
    return failed ? failed : ort->add_custom_op_domain(options, domain);
}
