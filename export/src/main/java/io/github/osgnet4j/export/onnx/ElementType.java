package io.github.osgnet4j.export.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** The element types of this builder's tensors. */
public enum ElementType {
    FLOAT(DataType.FLOAT, 4),
    FLOAT16(DataType.FLOAT16, 2),
    INT8(DataType.INT8, 1),
    UINT8(DataType.UINT8, 1),
    INT32(DataType.INT32, 4),
    INT64(DataType.INT64, 8),
    BOOL(DataType.BOOL, 1);

    private final DataType proto;
    private final int bytes;

    ElementType(DataType proto, int bytes) {
        this.proto = proto;
        this.bytes = bytes;
    }

    /** ONNX's number of the type. */
    public int code() {
        return proto.getNumber();
    }

    /** Bytes of one element in {@code raw_data}. */
    public int bytes() {
        return bytes;
    }

    boolean isInteger() {
        return this == INT32 || this == INT64;
    }
}
