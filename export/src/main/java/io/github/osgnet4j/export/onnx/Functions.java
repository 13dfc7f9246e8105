package io.github.osgnet4j.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Operators that a model defines itself, each with a graph, for runtimes without a native operator of that name. */
final class Functions {

    private final Map<Operator, OnnxGraph> bodies = new EnumMap<>(Operator.class);

    void define(Operator operator, Supplier<OnnxGraph> body) {
        bodies.computeIfAbsent(operator, o -> body.get());
    }

    void addAll(Functions others) {
        bodies.putAll(others.bodies);
    }

    List<FunctionProto> protos() {
        return bodies.entrySet().stream()
                .map(e -> proto(e.getKey(), e.getValue()))
                .toList();
    }

    /** A function has no initializers: constants are nodes. */
    private static FunctionProto proto(Operator operator, OnnxGraph body) {
        FunctionProto.Builder function = FunctionProto.newBuilder()
                .setName(operator.type())
                .setDomain(operator.domain().id());
        body.inputs().forEach(input -> function.addInput(input.name()));
        body.outputs().forEach(output -> function.addOutput(output.name()));
        body.initializers().forEach(constant -> function.addNode(node(constant)));
        function.addAllNode(body.nodes());
        body.domains()
                .forEach(d -> function.addOpsetImportBuilder().setDomain(d.id()).setVersion(d.version()));
        return function.build();
    }

    private static NodeProto node(ConstantTensor constant) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        try {
            constant.writeRaw(raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return NodeProto.newBuilder()
                .setName(constant.name() + "/Constant")
                .setOpType("Constant")
                .addOutput(constant.name())
                .addAttribute(AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(constant.header().setRawData(ByteString.copyFrom(raw.toByteArray()))))
                .build();
    }
}
