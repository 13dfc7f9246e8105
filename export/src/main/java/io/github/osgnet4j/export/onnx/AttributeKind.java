package io.github.osgnet4j.export.onnx;

/** The kinds of attributes that the operators of this builder take. */
enum AttributeKind {
    INT,
    INTS,
    FLOAT,
    STRING,
    TYPE,
    TENSOR,
    GRAPH
}
