/*
 * What the operators need of ONNX Runtime's C interface, declared anew. The interface is a table of functions in a fixed
 * order that later versions only extend; here are the positions used, the others are padding.
 */
#ifndef ONNXRUNTIME_INTERFACE_H
#define ONNXRUNTIME_INTERFACE_H

#include <stddef.h>
#include <stdint.h>

/* The oldest version whose table has all positions below. */
enum { ORT_VERSION_NEEDED = 17 };

enum { ORT_INVALID_ARGUMENT = 2, ORT_RUNTIME_EXCEPTION = 6 };

enum { ORT_FLOAT = 1 };

typedef struct OrtStatus OrtStatus;
typedef struct OrtValue OrtValue;
typedef struct OrtSessionOptions OrtSessionOptions;
typedef struct OrtCustomOpDomain OrtCustomOpDomain;
typedef struct OrtTensorInfo OrtTensorInfo;
typedef struct OrtKernelInfo OrtKernelInfo;
typedef struct OrtKernelContext OrtKernelContext;
typedef struct OrtShapeContext OrtShapeContext;
typedef struct OrtCustomOp OrtCustomOp;

/* The functions from position FROM to position TO, both exclusive. */
#define ORT_UNUSED(FROM, TO) void *unused_after_##FROM[(TO) - (FROM) - 1]

typedef struct {
    OrtStatus *(*create_status)(int code, const char *message);                                       /* 0 */
    ORT_UNUSED(0, 26);
    OrtStatus *(*create_custom_op_domain)(const char *name, OrtCustomOpDomain **domain);              /* 26 */
    OrtStatus *(*custom_op_domain_add)(OrtCustomOpDomain *domain, const OrtCustomOp *op);             /* 27 */
    OrtStatus *(*add_custom_op_domain)(OrtSessionOptions *options, OrtCustomOpDomain *domain);        /* 28 */
    ORT_UNUSED(28, 51);
    OrtStatus *(*tensor_data)(OrtValue *value, void **data);                                          /* 51 */
    ORT_UNUSED(51, 59);
    OrtStatus *(*set_dimensions)(OrtTensorInfo *info, const int64_t *values, size_t count);           /* 59 */
    ORT_UNUSED(59, 61);
    OrtStatus *(*dimensions_count)(const OrtTensorInfo *info, size_t *count);                         /* 61 */
    OrtStatus *(*dimensions)(const OrtTensorInfo *info, int64_t *values, size_t count);               /* 62 */
    OrtStatus *(*symbols)(const OrtTensorInfo *info, const char **values, size_t count);              /* 63 */
    ORT_UNUSED(63, 65);
    OrtStatus *(*tensor_info)(const OrtValue *value, OrtTensorInfo **info);                           /* 65 */
    ORT_UNUSED(65, 86);
    OrtStatus *(*integer_attribute)(const OrtKernelInfo *info, const char *name, int64_t *value);      /* 86 */
    ORT_UNUSED(86, 90);
    OrtStatus *(*context_input)(const OrtKernelContext *context, size_t index, const OrtValue **value); /* 90 */
    OrtStatus *(*context_output)(
        OrtKernelContext *context, size_t index, const int64_t *dimensions, size_t count, OrtValue **value); /* 91 */
    ORT_UNUSED(91, 93);
    void (*release_status)(OrtStatus *status);                                                        /* 93 */
    ORT_UNUSED(93, 99);
    void (*release_tensor_info)(OrtTensorInfo *info);                                                 /* 99 */
    ORT_UNUSED(99, 268);
    OrtStatus *(*shape_of_input)(const OrtShapeContext *context, size_t index, OrtTensorInfo **info); /* 268 */
    ORT_UNUSED(268, 270);
    OrtStatus *(*shape_of_output)(OrtShapeContext *context, size_t index, const OrtTensorInfo *info); /* 270 */
    ORT_UNUSED(270, 274);
    OrtStatus *(*parallel_for)(
        const OrtKernelContext *context, void (*task)(void *, size_t), size_t tasks, size_t batches, void *data); /* 274 */
} OrtApi;

typedef struct {
    const OrtApi *(*api)(uint32_t version);
    const char *(*version)(void);
} OrtApiBase;

/* As of version 17. */
struct OrtCustomOp {
    uint32_t version;
    void *(*create_kernel)(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info);
    const char *(*name)(const OrtCustomOp *op);
    const char *(*provider)(const OrtCustomOp *op);
    int (*input_type)(const OrtCustomOp *op, size_t index);
    size_t (*input_count)(const OrtCustomOp *op);
    int (*output_type)(const OrtCustomOp *op, size_t index);
    size_t (*output_count)(const OrtCustomOp *op);
    void (*compute)(void *kernel, OrtKernelContext *context);
    void (*destroy_kernel)(void *kernel);
    int (*input_kind)(const OrtCustomOp *op, size_t index);
    int (*output_kind)(const OrtCustomOp *op, size_t index);
    int (*input_memory)(const OrtCustomOp *op, size_t index);
    int (*variadic_input_arity)(const OrtCustomOp *op);
    int (*variadic_input_homogeneous)(const OrtCustomOp *op);
    int (*variadic_output_arity)(const OrtCustomOp *op);
    int (*variadic_output_homogeneous)(const OrtCustomOp *op);
    OrtStatus *(*create_kernel_checked)(
        const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **kernel);
    OrtStatus *(*compute_checked)(void *kernel, OrtKernelContext *context);
    OrtStatus *(*infer_shape)(const OrtCustomOp *op, OrtShapeContext *context);
    int (*first_version)(const OrtCustomOp *op);
    int (*last_version)(const OrtCustomOp *op);
};

_Static_assert(offsetof(OrtApi, release_tensor_info) == 99 * sizeof(void *), "a position is off");
_Static_assert(offsetof(OrtApi, parallel_for) == 274 * sizeof(void *), "a position is off");

#endif
