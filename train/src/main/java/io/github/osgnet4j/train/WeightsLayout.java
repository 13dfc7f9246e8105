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
    record Slot(String name, long[] shape, boolean decay, int offset, int size) {

        /**
         * The parameter's values.
         *
         * @throws TrainException if it is missing or has another shape
         */
        float[] of(Map<String, NamedTensor> values) {
            NamedTensor tensor = values.get(name);
            if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
                throw new TrainException("Parameter '" + name + "': expected shape " + Arrays.toString(shape)
                        + ", found " + (tensor == null ? "no such tensor" : Arrays.toString(tensor.shape()))
                        + "; are the weights of this config?");
            }
            return tensor.values();
        }
    }

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

    /** The values of an array in this layout by name. */
    Map<String, NamedTensor> unpack(float[] flat) {
        Map<String, NamedTensor> values = new LinkedHashMap<>();
        for (Slot slot : slots) {
            float[] piece = Arrays.copyOfRange(flat, slot.offset(), slot.offset() + slot.size());
            values.put(slot.name(), new NamedTensor(slot.name(), slot.shape(), piece));
        }
        return values;
    }
}
