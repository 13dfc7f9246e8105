/*
 * The operator SelectiveScan of domain osgnet for ONNX Runtime: u (1, T, D), step (1, T, D), a (N, D), b (1, T, N),
 * c (1, T, N), d (D), gate (1, T, D) to y (1, T, D), see scan_kernel.h. Its attribute "kernel" asks for a form other than the
 * best of this processor. Inputs of other shapes are an error of the run.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "onnxruntime_interface.h"
#include "scan.h"

enum { U, STEP, A, B, C, D, GATE, INPUTS };

static const char *const NAMES[INPUTS] = {"u", "step", "a", "b", "c", "d", "gate"};
static const size_t RANKS[INPUTS] = {3, 3, 2, 3, 3, 1, 3};

typedef struct {
    const OrtApi *ort;
    ScanKernel *run;
} Kernel;

typedef struct {
    int64_t dims[3];
    const float *data;
} Tensor;

typedef struct {
    const Scan *scan;
    ScanKernel *run;
} Work;

/* Of the attribute "kernel". */
enum { BEST, PLAIN, AVX2, AVX512, KERNELS };

static bool runs(int64_t kernel) {
    switch (kernel) {
#if defined(__x86_64__)
        case AVX2:
            return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        case AVX512:
            return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("fma");
#endif
        case PLAIN:
            return true;
        default:
            return false;
    }
}

static ScanKernel *kernel_of(int64_t kernel) {
    if (kernel == BEST) {
        kernel = runs(AVX512) ? AVX512 : runs(AVX2) ? AVX2 : PLAIN;
    }
    if (!runs(kernel)) {
        return NULL;
    }
#if defined(__x86_64__)
    return kernel == AVX512 ? scan_avx512 : kernel == AVX2 ? scan_avx2 : scan_plain;
#else
    return scan_plain;
#endif
}

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *ort, const OrtKernelInfo *info, void **created) {
    (void)op;
    int64_t kernel = BEST;
    OrtStatus *absent = ort->integer_attribute(info, "kernel", &kernel);
    if (absent) {
        ort->release_status(absent);
        kernel = BEST;
    }
    ScanKernel *run = kernel_of(kernel);
    if (!run) {
        return ort->create_status(ORT_INVALID_ARGUMENT, "SelectiveScan: this processor has no such kernel");
    }
    Kernel *made = malloc(sizeof *made);
    if (!made) {
        return ort->create_status(ORT_RUNTIME_EXCEPTION, "SelectiveScan: no memory");
    }
    *made = (Kernel){ort, run};
    *created = made;
    return NULL;
}

static OrtStatus *read(const OrtApi *ort, const OrtKernelContext *context, size_t index, Tensor *tensor) {
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
    failed = ort->dimensions_count(info, &rank);
    if (!failed && rank != RANKS[index]) {
        char message[100];
        snprintf(message, sizeof message, "SelectiveScan: %s has rank %zu, expected %zu", NAMES[index], rank, RANKS[index]);
        failed = ort->create_status(ORT_INVALID_ARGUMENT, message);
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
    if (!is(&in[STEP], 1, steps, channels) || !is(&in[GATE], 1, steps, channels)) {
        return "step and gate must have the shape of u";
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

static void task(void *data, size_t index) {
    const Work *work = data;
    size_t first = index * SCAN_TASK;
    size_t channels = work->scan->channels;
    work->run(work->scan, first, channels - first < SCAN_TASK ? channels : first + SCAN_TASK);
}

static OrtStatus *scan_all(const Kernel *kernel, OrtKernelContext *context, const Tensor *in, float *y) {
    Scan scan = {
        .steps = (size_t)in[U].dims[1],
        .channels = (size_t)in[U].dims[2],
        .states = (size_t)in[A].dims[0],
        .u = in[U].data,
        .step = in[STEP].data,
        .a = in[A].data,
        .b = in[B].data,
        .c = in[C].data,
        .d = in[D].data,
        .gate = in[GATE].data,
        .y = y,
    };
    size_t lanes = (scan.channels + SCAN_LANES - 1) / SCAN_LANES * SCAN_LANES;
    scan.scratch = aligned_alloc(SCAN_LANES * sizeof(float), 2 * scan.states * lanes * sizeof(float));
    if (!scan.scratch) {
        return kernel->ort->create_status(ORT_RUNTIME_EXCEPTION, "SelectiveScan: no memory for the states");
    }
    Work work = {&scan, kernel->run};
    size_t tasks = (scan.channels + SCAN_TASK - 1) / SCAN_TASK;
    OrtStatus *failed = kernel->ort->parallel_for(context, task, tasks, 0, &work);
    free(scan.scratch);
    return failed;
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
    const Kernel *kernel = self;
    const OrtApi *ort = kernel->ort;
    Tensor in[INPUTS];
    for (size_t i = 0; i < INPUTS; i++) {
        OrtStatus *failed = read(ort, context, i, &in[i]);
        if (failed) {
            return failed;
        }
    }
    const char *wrong = problem(in);
    if (wrong) {
        char message[200];
        snprintf(message, sizeof message, "SelectiveScan: %s", wrong);
        return ort->create_status(ORT_INVALID_ARGUMENT, message);
    }
    OrtValue *output = NULL;
    float *y = NULL;
    OrtStatus *failed = ort->context_output(context, 0, in[U].dims, RANKS[U], &output);
    if (!failed) {
        failed = ort->tensor_data(output, (void **)&y);
    }
    if (!failed && in[U].dims[1] > 0) {
        failed = scan_all(kernel, context, in, y);
    }
    return failed;
}

static OrtStatus *infer(const OrtCustomOp *op, OrtShapeContext *context);

static const char *name(const OrtCustomOp *op) {
    (void)op;
    return "SelectiveScan";
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
    (void)op;
    return INPUTS;
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

static const OrtCustomOp SELECTIVE_SCAN = {
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

static const OrtApi *ort_of_process;

static OrtStatus *infer(const OrtCustomOp *op, OrtShapeContext *context) {
    (void)op;
    OrtTensorInfo *info = NULL;
    OrtStatus *failed = ort_of_process->shape_of_input(context, U, &info);
    if (!failed) {
        failed = ort_of_process->shape_of_output(context, 0, info);
    }
    return failed;
}

static pthread_mutex_t registering = PTHREAD_MUTEX_INITIALIZER;
static OrtCustomOpDomain *domain;

static OrtStatus *domain_once(const OrtApi *ort) {
    if (domain) {
        return NULL;
    }
    OrtCustomOpDomain *made = NULL;
    OrtStatus *failed = ort->create_custom_op_domain("osgnet", &made);
    if (!failed) {
        failed = ort->custom_op_domain_add(made, &SELECTIVE_SCAN);
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
        return old ? old->create_status(ORT_RUNTIME_EXCEPTION, "SelectiveScan needs ONNX Runtime 1.17 or later") : NULL;
    }
    pthread_mutex_lock(&registering);
    OrtStatus *failed = domain_once(ort);
    pthread_mutex_unlock(&registering);
    return failed ? failed : ort->add_custom_op_domain(options, domain);
}
