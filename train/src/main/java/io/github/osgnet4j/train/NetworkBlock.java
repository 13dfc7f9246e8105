package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.Network.Level;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.TextPadding;
import java.util.List;
import java.util.Optional;

/**
 * The network as a DJL block, for those who have DJL: its parameters are {@link Weights}, under PyTorch's names.
 *
 * <p>Inputs of the forward pass: features (1, S, Dv), zeros after the video's end; its length, int64 (1); tokens
 * (1, L, Dt); and, if the dataset has objects, their table (K, Do) and index, int64 (1, S, O). Outputs: class logits
 * (1, T_i, classes) and offsets (1, T_i, 2) of each level, finest first.
 */
public final class NetworkBlock extends AbstractBlock {

    private static final int INPUTS_WITH_OBJECTS = 5;

    private final Weights weights;
    private final TorchFunctions functions;

    /** A block on top of weights, which stay their owner's. */
    public NetworkBlock(Weights weights, TorchFunctions functions) {
        this.weights = weights;
        this.functions = functions;
        for (WeightsLayout.Slot slot : weights.layout().slots()) {
            Parameter parameter = Parameter.builder()
                    .setName(slot.name())
                    .setType(Parameter.Type.OTHER)
                    .build();
            NDArray values = weights.get(slot.name());
            parameter.setArray(values);
            // TorchScript takes an array named a.b for an entry of a dictionary.
            values.setName(null);
            addParameter(parameter);
        }
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
        NetworkSpec spec = weights.layout().spec();
        DjlOps op = DjlOps.predicting(inputs.get(0).getManager(), functions);
        Lengths<NDArray> length = Lengths.of(inputs.get(1));
        boolean hasObjects = inputs.size() == INPUTS_WITH_OBJECTS;
        NDArray video = Network.encodeVideo(
                op, weights.params(), spec, inputs.get(0), length, Network.needsPadding(spec, hasObjects));
        NDArray text = Network.encodeText(op, weights.params(), spec, inputs.get(2), Lengths.full(), TextPadding.INERT);
        Optional<Network.Objects<NDArray>> objects = hasObjects
                ? Optional.of(new Network.Objects<>(
                        Network.projectObjects(op, weights.params(), spec, inputs.get(3)),
                        inputs.get(4),
                        op.constant(new float[spec.channels()], spec.channels())))
                : Optional.empty();
        List<Level<NDArray>> levels = Network.ground(
                op, weights.params(), spec, video, length, text, Lengths.full(), objects, TextPadding.INERT);
        NDList outputs = new NDList();
        for (Level<NDArray> level : levels) {
            outputs.add(level.logits());
            outputs.add(level.offsets());
        }
        return outputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        NetworkSpec spec = weights.layout().spec();
        int steps = spec.paddedLength(Math.toIntExact(inputs[0].get(1)) - 1);
        Shape[] shapes = new Shape[2 * spec.levels()];
        for (int i = 0; i < spec.levels(); i++) {
            int points = steps / spec.strides().get(i);
            shapes[2 * i] = new Shape(1, points, spec.classes());
            shapes[2 * i + 1] = new Shape(1, points, 2);
        }
        return shapes;
    }
}
