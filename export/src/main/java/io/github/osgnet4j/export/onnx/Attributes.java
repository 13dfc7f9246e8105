package io.github.osgnet4j.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attributes of one node by name, in insertion order. */
final class Attributes {

    private final Map<String, Object> values = new LinkedHashMap<>();

    void put(String name, Object value) {
        values.put(name, value);
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

    List<AttributeProto> protos() {
        List<AttributeProto> protos = new ArrayList<>();
        values.forEach((name, value) ->
                protos.add(AttributeKind.of(value).orElseThrow().proto(name, value)));
        return protos;
    }
}
