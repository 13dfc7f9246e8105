package io.github.osgnet4j.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attributes of one node, by name in the order given. */
final class Attributes {

    private final Map<String, Object> values = new LinkedHashMap<>();

    void put(String name, Object value) {
        values.put(name, value);
    }

    /** Which kind a value is, as its Java type tells. */
    static Optional<AttributeKind> kindOf(Object value) {
        if (value instanceof Long) {
            return Optional.of(AttributeKind.INT);
        } else if (value instanceof long[]) {
            return Optional.of(AttributeKind.INTS);
        } else if (value instanceof Float) {
            return Optional.of(AttributeKind.FLOAT);
        } else if (value instanceof String) {
            return Optional.of(AttributeKind.STRING);
        } else if (value instanceof ElementType) {
            return Optional.of(AttributeKind.TYPE);
        } else if (value instanceof Initializer) {
            return Optional.of(AttributeKind.TENSOR);
        } else if (value instanceof OnnxGraph) {
            return Optional.of(AttributeKind.GRAPH);
        }
        return Optional.empty();
    }

    long integer(String name, long absent) {
        return values.get(name) instanceof Long v ? v : absent;
    }

    Optional<long[]> integers(String name) {
        return values.get(name) instanceof long[] v ? Optional.of(v.clone()) : Optional.empty();
    }

    Optional<ElementType> type(String name) {
        return values.get(name) instanceof ElementType v ? Optional.of(v) : Optional.empty();
    }

    Optional<OnnxGraph> graph(String name) {
        return values.get(name) instanceof OnnxGraph v ? Optional.of(v) : Optional.empty();
    }

    Optional<Initializer> tensor(String name) {
        return values.get(name) instanceof Initializer v ? Optional.of(v) : Optional.empty();
    }

    List<AttributeProto> protos() {
        List<AttributeProto> protos = new ArrayList<>();
        values.forEach((name, value) -> protos.add(proto(name, value)));
        return protos;
    }

    private static AttributeProto proto(String name, Object value) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        if (value instanceof Long v) {
            proto.setType(AttributeType.INT).setI(v);
        } else if (value instanceof long[] v) {
            proto.setType(AttributeType.INTS);
            for (long i : v) {
                proto.addInts(i);
            }
        } else if (value instanceof Float v) {
            proto.setType(AttributeType.FLOAT).setF(v);
        } else if (value instanceof String v) {
            proto.setType(AttributeType.STRING).setS(ByteString.copyFrom(v, StandardCharsets.UTF_8));
        } else if (value instanceof ElementType v) {
            proto.setType(AttributeType.INT).setI(v.code());
        } else if (value instanceof Initializer v) {
            proto.setType(AttributeType.TENSOR).setT(v.embedded());
        } else if (value instanceof OnnxGraph v) {
            proto.setType(AttributeType.GRAPH).setG(v.proto());
        } else {
            throw new IllegalStateException("No attribute is a " + value.getClass());
        }
        return proto.build();
    }
}
