package io.github.osgnet4j.export.onnx;

import static io.github.osgnet4j.export.onnx.AttributeKind.FLOAT;
import static io.github.osgnet4j.export.onnx.AttributeKind.GRAPH;
import static io.github.osgnet4j.export.onnx.AttributeKind.INT;
import static io.github.osgnet4j.export.onnx.AttributeKind.INTS;
import static io.github.osgnet4j.export.onnx.AttributeKind.TYPE;
import static io.github.osgnet4j.export.onnx.Operator.Domain.MICROSOFT;
import static io.github.osgnet4j.export.onnx.Operator.Domain.ONNX;
import static io.github.osgnet4j.export.onnx.Operator.Domain.OSGNET;

import java.util.Map;

/**
 * The ONNX operators this builder knows, as of opset 21: type name, arity, attributes, and how types follow.
 * See the operator reference of the ONNX project.
 */
public enum Operator {
    ADD("Add", 2, 2, ElementwiseInference::arithmetic),
    SUB("Sub", 2, 2, ElementwiseInference::arithmetic),
    MUL("Mul", 2, 2, ElementwiseInference::arithmetic),
    DIV("Div", 2, 2, ElementwiseInference::arithmetic),
    MAX("Max", 1, Operator.MANY, ElementwiseInference::arithmetic),
    MIN("Min", 1, Operator.MANY, ElementwiseInference::arithmetic),
    EXP("Exp", 1, 1, ElementwiseInference::real),
    LOG("Log", 1, 1, ElementwiseInference::real),
    SQRT("Sqrt", 1, 1, ElementwiseInference::real),
    SIGMOID("Sigmoid", 1, 1, ElementwiseInference::real),
    RELU("Relu", 1, 1, ElementwiseInference::real),
    TANH("Tanh", 1, 1, ElementwiseInference::real),
    FLOOR("Floor", 1, 1, ElementwiseInference::real),
    GELU("Gelu", 1, 1, ElementwiseInference::real),
    IDENTITY("Identity", 1, 1, ElementwiseInference::same),
    CAST("Cast", 1, 1, ElementwiseInference::cast, Map.of("to", TYPE)),
    EQUAL("Equal", 2, 2, ElementwiseInference::comparison),
    LESS("Less", 2, 2, ElementwiseInference::comparison),
    GREATER_OR_EQUAL("GreaterOrEqual", 2, 2, ElementwiseInference::comparison),
    AND("And", 2, 2, ElementwiseInference::logical),
    OR("Or", 2, 2, ElementwiseInference::logical),
    WHERE("Where", 3, 3, ElementwiseInference::where),

    MATMUL("MatMul", 2, 2, LinearInference::matMul),
    GEMM("Gemm", 2, 3, LinearInference::gemm),
    CONV(
            "Conv",
            2,
            3,
            LinearInference::conv,
            Map.of("kernel_shape", INTS, "strides", INTS, "pads", INTS, "group", INT)),
    MAX_POOL("MaxPool", 1, 1, LinearInference::maxPool, Map.of("kernel_shape", INTS, "strides", INTS, "pads", INTS)),

    SOFTMAX("Softmax", 1, 1, ReductionInference::softmax, Map.of("axis", INT)),
    LAYER_NORMALIZATION(
            "LayerNormalization", 2, 3, ReductionInference::layerNormalization, Map.of("axis", INT, "epsilon", FLOAT)),
    REDUCE_MEAN("ReduceMean", 2, 2, ReductionInference::reduce, Map.of("keepdims", INT)),
    REDUCE_MAX("ReduceMax", 2, 2, ReductionInference::reduce, Map.of("keepdims", INT)),
    REDUCE_SUM("ReduceSum", 2, 2, ReductionInference::reduce, Map.of("keepdims", INT)),
    CUM_SUM("CumSum", 2, 2, ReductionInference::cumSum),

    TRANSPOSE("Transpose", 1, 1, LayoutInference::transpose, Map.of("perm", INTS)),
    RESHAPE("Reshape", 2, 2, LayoutInference::reshape),
    CONCAT("Concat", 1, Operator.MANY, LayoutInference::concat, Map.of("axis", INT)),
    SPLIT("Split", 2, 2, LayoutInference::split, Map.of("axis", INT)),
    EXPAND("Expand", 2, 2, LayoutInference::expand),
    UNSQUEEZE("Unsqueeze", 2, 2, LayoutInference::unsqueeze),
    SQUEEZE("Squeeze", 2, 2, LayoutInference::squeeze),
    PAD("Pad", 2, 4, LayoutInference::pad),
    SHAPE("Shape", 1, 1, LayoutInference::shape, Map.of("start", INT, "end", INT)),

    SLICE("Slice", 4, 4, IndexInference::slice),
    GATHER("Gather", 2, 2, IndexInference::gather, Map.of("axis", INT)),
    NON_ZERO("NonZero", 1, 1, IndexInference::nonZero),
    SCATTER_ND("ScatterND", 3, 3, IndexInference::scatterNd),
    REVERSE_SEQUENCE(
            "ReverseSequence", 2, 2, IndexInference::reverseSequence, Map.of("batch_axis", INT, "time_axis", INT)),
    RANGE("Range", 3, 3, IndexInference::range),
    CONSTANT_OF_SHAPE("ConstantOfShape", 1, 1, IndexInference::constantOfShape),

    SCAN(
            "Scan",
            1,
            Operator.MANY,
            ControlInference::scan,
            Map.of(
                    "body",
                    GRAPH,
                    "num_scan_inputs",
                    INT,
                    "scan_input_directions",
                    INTS,
                    "scan_output_directions",
                    INTS)),
    /** y, scale and zero point: a float tensor as uint8 over its own range. */
    DYNAMIC_QUANTIZE_LINEAR("DynamicQuantizeLinear", 1, 1, QuantizationInference::dynamicQuantizeLinear),
    IF("If", 1, 1, ControlInference::conditional, Map.of("then_branch", GRAPH, "else_branch", GRAPH)),

    /** (X + skip) normalised over the last axis. */
    SKIP_LAYER_NORMALIZATION(
            MICROSOFT,
            "SkipLayerNormalization",
            3,
            5,
            ReductionInference::skipLayerNormalization,
            Map.of("epsilon", FLOAT)),
    /** (A - zero point of A) (B - zero point of B) times both scales, plus a bias: A, B, scales, zero points, bias. */
    MATMUL_INTEGER_TO_FLOAT(
            MICROSOFT, "MatMulIntegerToFloat", 4, 7, QuantizationInference::matMulIntegerToFloat, Map.of()),

    /**
     * u, step, a, b, c, d, gate: the scan of one video, of (1, T, D), and what is around it. The gate may be the second half
     * of (1, T, 2 D). See {@link Functions}.
     */
    SELECTIVE_SCAN(OSGNET, "SelectiveScan", 7, 7, ControlInference::selectiveScan, Map.of("kernel", INT)),
    /** The same from the last step to the first. */
    SELECTIVE_SCAN_REVERSED(
            OSGNET, "SelectiveScanReversed", 7, 7, ControlInference::selectiveScan, Map.of("kernel", INT)),
    /**
     * x, weight, bias: a filter of each channel over this and earlier steps of one video, (1, T, D) or the first half of
     * (1, T, 2 D), and then SiLU. See {@link Functions}.
     */
    CAUSAL_CONV(OSGNET, "CausalConv", 3, 3, LinearInference::causalConv, Map.of("kernel", INT)),
    /** The same over this and later steps. */
    CAUSAL_CONV_REVERSED(OSGNET, "CausalConvReversed", 3, 3, LinearInference::causalConv, Map.of("kernel", INT)),
    /** x, weight, bias: (B, T, C) normalised over the channels, with 1e-5 added to the variance. See {@link Functions}. */
    LAYER_NORM(OSGNET, "LayerNorm", 3, 3, ReductionInference::layerNorm, Map.of("kernel", INT)),
    /** GELU of (B, T, C). See {@link Functions}. */
    GELU_OF_ROWS(OSGNET, "Gelu", 1, 1, ElementwiseInference::real, Map.of("kernel", INT));

    /** Where an operator is defined. */
    public enum Domain {
        ONNX("", OnnxGraph.OPSET),
        MICROSOFT("com.microsoft", 1),
        /** This project's own, which a model has to define. */
        OSGNET("osgnet", 1);

        private final String id;
        private final int version;

        Domain(String id, int version) {
            this.id = id;
            this.version = version;
        }

        public String id() {
            return id;
        }

        public int version() {
            return version;
        }
    }

    static final int MANY = Integer.MAX_VALUE;

    private final Domain domain;
    private final String type;
    private final int minInputs;
    private final int maxInputs;
    private final Inference inference;
    private final Map<String, AttributeKind> attributes;

    Operator(String type, int minInputs, int maxInputs, Inference inference) {
        this(type, minInputs, maxInputs, inference, Map.of());
    }

    Operator(String type, int minInputs, int maxInputs, Inference inference, Map<String, AttributeKind> attributes) {
        this(ONNX, type, minInputs, maxInputs, inference, attributes);
    }

    Operator(
            Domain domain,
            String type,
            int minInputs,
            int maxInputs,
            Inference inference,
            Map<String, AttributeKind> attributes) {
        this.domain = domain;
        this.type = type;
        this.minInputs = minInputs;
        this.maxInputs = maxInputs;
        this.inference = inference;
        this.attributes = attributes;
    }

    public Domain domain() {
        return domain;
    }

    /** The {@code op_type} of its nodes. */
    public String type() {
        return type;
    }

    int minInputs() {
        return minInputs;
    }

    int maxInputs() {
        return maxInputs;
    }

    Inference inference() {
        return inference;
    }

    Map<String, AttributeKind> attributes() {
        return attributes;
    }
}
