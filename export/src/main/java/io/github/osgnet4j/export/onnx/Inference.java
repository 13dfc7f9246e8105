package io.github.osgnet4j.export.onnx;

import java.util.List;

/** How the types of a node's outputs follow from its inputs; throws where ONNX would refuse the node. */
@FunctionalInterface
interface Inference {

    /**
     * The types of the outputs.
     *
     * @throws GraphException if the inputs do not suit the operator
     */
    List<ValueType> infer(OperatorCall call);
}
