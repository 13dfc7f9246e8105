package io.github.osgnet4j.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The kinds of attributes that the operators of this builder take. */
enum AttributeKind {
    INT(Long.class, AttributeType.INT, AttributeProto.Builder::setI),
    INTS(long[].class, AttributeType.INTS, (proto, v) -> Arrays.stream(v).forEach(proto::addInts)),
    FLOAT(Float.class, AttributeType.FLOAT, AttributeProto.Builder::setF),
    TYPE(ElementType.class, AttributeType.INT, (proto, v) -> proto.setI(v.code())),
    GRAPH(OnnxGraph.class, AttributeType.GRAPH, (proto, v) -> proto.setG(v.proto()));

    private final Class<?> type;
    private final BiConsumer<AttributeProto.Builder, Object> setter;

    <T> AttributeKind(Class<T> type, AttributeType protoType, BiConsumer<AttributeProto.Builder, T> setter) {
        this.type = type;
        this.setter = (proto, value) -> setter.accept(proto.setType(protoType), type.cast(value));
    }

    /** Which kind a value is, as its Java type tells. */
    static Optional<AttributeKind> of(Object value) {
        return Arrays.stream(values())
                .filter(kind -> kind.type.isInstance(value))
                .findFirst();
    }

    AttributeProto proto(String name, Object value) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        setter.accept(proto, value);
        return proto.build();
    }
}
