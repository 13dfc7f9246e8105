package io.github.osgnet4j.train;

import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Parameter;
import io.github.osgnet4j.network.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each parameter of a network lies in one array: first those that weight decay acts on, then the others.
 *
 * @param spec the network
 * @param slots one per parameter, without gaps
 * @param size elements in all
 */
record WeightsLayout(NetworkSpec spec, List<Slot> slots, int size) {

    /** A parameter's place. */
    record Slot(String name, long[] shape, boolean decay, int offset, int size) {}

    /** The layout of a network's parameters. */
    static WeightsLayout of(NetworkSpec spec) {
        List<Slot> slots = new ArrayList<>();
        int offset = 0;
        for (boolean decay : new boolean[] {true, false}) {
            for (Parameter p : Parameters.of(spec)) {
                if (p.decay() == decay) {
                    int size = Math.toIntExact(p.size());
                    slots.add(new Slot(p.name(), p.shape(), decay, offset, size));
                    offset = Math.addExact(offset, size);
                }
            }
        }
        return new WeightsLayout(spec, List.copyOf(slots), offset);
    }

    /**
     * The values of named tensors in this layout.
     *
     * @throws TrainException if one is missing or has another shape
     */
    float[] pack(Map<String, NamedTensor> values) {
        float[] flat = new float[size];
        for (Slot slot : slots) {
            NamedTensor tensor = values.get(slot.name());
            if (tensor == null || !Arrays.equals(tensor.shape(), slot.shape())) {
                throw new TrainException("Parameter '" + slot.name() + "': expected shape "
                        + Arrays.toString(slot.shape()) + ", found "
                        + (tensor == null ? "no such tensor" : Arrays.toString(tensor.shape()))
                        + "; are the weights of this config?");
            }
            System.arraycopy(tensor.values(), 0, flat, slot.offset(), slot.size());
        }
        return flat;
    }

    /** The opposite of {@link #pack}. */
    Map<String, NamedTensor> unpack(float[] flat) {
        Map<String, NamedTensor> values = new LinkedHashMap<>();
        for (Slot slot : slots) {
            float[] piece = Arrays.copyOfRange(flat, slot.offset(), slot.offset() + slot.size());
            values.put(slot.name(), new NamedTensor(slot.name(), slot.shape(), piece));
        }
        return values;
    }
}
