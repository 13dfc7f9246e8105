package io.github.osgnet4j.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/** Writes small ONNX graphs for tests: every method adds one node and gives the name of its value. */
public final class TinyGraph {

    public static final TensorProto.DataType FLOAT = TensorProto.DataType.FLOAT;
    public static final TensorProto.DataType INT64 = TensorProto.DataType.INT64;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
    private int values;

    /** An input; a dimension of -1 gets a name of its own. */
    public String input(String name, TensorProto.DataType type, long... shape) {
        graph.addInput(port(name, type, shape));
        return name;
    }

    /** An input of floats; a dimension is a number or a symbol. */
    public String input(String name, String... shape) {
        TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder().setElemType(FLOAT.getNumber());
        for (String d : shape) {
            TensorShapeProto.Dimension.Builder dimension =
                    type.getShapeBuilder().addDimBuilder();
            if (d.matches("\\d+")) {
                dimension.setDimValue(Long.parseLong(d));
            } else {
                dimension.setDimParam(d);
            }
        }
        graph.addInput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type)));
        return name;
    }

    /** Declares a value under another name as an output. */
    public void output(String name, String value, long... shape) {
        graph.addNode(node("Identity", List.of(value)).addOutput(name));
        graph.addOutput(port(name, FLOAT, shape));
    }

    public String ints(long... list) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name())
                .setDataType(INT64.getNumber())
                .addDims(list.length);
        for (long value : list) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    public String floats(long[] shape, float... list) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name()).setDataType(FLOAT.getNumber());
        for (long d : shape) {
            tensor.addDims(d);
        }
        for (float value : list) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    public String scalar(float value) {
        return floats(new long[0], value);
    }

    /** A weight whose numbers are in a file beside the graph. */
    public String external(String location, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name())
                .setDataType(FLOAT.getNumber())
                .setDataLocation(TensorProto.DataLocation.EXTERNAL);
        for (long d : shape) {
            tensor.addDims(d);
        }
        tensor.addExternalDataBuilder().setKey("location").setValue(location);
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    public String op(String operator, String... inputs) {
        NodeProto.Builder node = node(operator, List.of(inputs));
        String output = name();
        graph.addNode(node.addOutput(output));
        return output;
    }

    public String op(String operator, String attribute, long value, String... inputs) {
        NodeProto.Builder node = node(operator, List.of(inputs));
        node.addAttribute(AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value));
        String output = name();
        graph.addNode(node.addOutput(output));
        return output;
    }

    /** A value after so many rounds of a loop that does not change it. */
    public String loop(String trips, String value) {
        GraphProto.Builder body = GraphProto.newBuilder().setName("body");
        body.addInput(port("round", INT64)).addInput(port("go_on", TensorProto.DataType.BOOL));
        body.addInput(port("before", FLOAT, -1, -1, -1));
        body.addNode(node("Identity", List.of("go_on")).addOutput("still"));
        body.addNode(node("Neg", List.of("before")).addOutput("negative"));
        body.addNode(node("Neg", List.of("negative")).setName("back").addOutput("after"));
        body.addOutput(port("still", TensorProto.DataType.BOOL)).addOutput(port("after", FLOAT, -1, -1, -1));
        NodeProto.Builder node = node("Loop", List.of(trips, "", value));
        node.addAttribute(AttributeProto.newBuilder()
                .setName("body")
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(body));
        String output = name();
        graph.addNode(node.addOutput(output));
        return output;
    }

    public String cast(String value, TensorProto.DataType type) {
        return op("Cast", "to", type.getNumber(), value);
    }

    public String sum(String value, long... axes) {
        return op("ReduceSum", "keepdims", 0, value, ints(axes));
    }

    /** One dimension of a value, as a list of one number. */
    public String dimension(String value, long axis) {
        return op("Gather", op("Shape", value), ints(axis));
    }

    public byte[] bytes() {
        return ModelProto.newBuilder()
                .setIrVersion(10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private NodeProto.Builder node(String operator, List<String> inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(operator + "_" + values)
                .addAllInput(inputs);
    }

    private static ValueInfoProto port(String name, TensorProto.DataType type, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (int i = 0; i < shape.length; i++) {
            TensorShapeProto.Dimension.Builder d = dimensions.addDimBuilder();
            if (shape[i] < 0) {
                d.setDimParam(name + "_" + i);
            } else {
                d.setDimValue(shape[i]);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(dimensions)))
                .build();
    }

    private String name() {
        return "value_" + values++;
    }
}
