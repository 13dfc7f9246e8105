package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Params;
import io.github.osgnet4j.network.Positions;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of a network's parameters on a device. They are pieces of one array, so that an optimizer step, a moving
 * average or a checkpoint is a few operations on that array rather than a few on each of hundreds.
 */
final class DeviceWeights implements AutoCloseable {

    /** Elements of gradients that are there twice while they are taken. */
    private static final int COPIED = 1 << 22;

    private final WeightsLayout layout;
    private final NDArray flat;
    private final NDArray positions;
    private final Map<String, NDArray> pieces = new HashMap<>();

    private DeviceWeights(WeightsLayout layout, NDArray flat, NDArray positions) {
        this.layout = layout;
        this.flat = flat;
        this.positions = positions;
        for (WeightsLayout.Slot slot : layout.slots()) {
            pieces.put(slot.name(), piece(slot));
        }
    }

    /**
     * Weights that learn: a backward pass gives each a gradient.
     *
     * @param values by name; every parameter of the layout must be there in its shape
     */
    static DeviceWeights learning(PtNDManager manager, WeightsLayout layout, Map<String, NamedTensor> values) {
        DeviceWeights weights = fixed(manager, layout, values);
        weights.pieces.values().forEach(piece -> piece.setRequiresGradient(true));
        return weights;
    }

    /** Weights that only predict. */
    static DeviceWeights fixed(PtNDManager manager, WeightsLayout layout, Map<String, NamedTensor> values) {
        NamedTensor table = Positions.table(layout.spec());
        NDArray flat = keep(manager.zeros(new Shape(layout.size())));
        DeviceWeights weights =
                new DeviceWeights(layout, flat, keep(copy(manager.create(table.values(), new Shape(table.shape())))));
        weights.set(values);
        return weights;
    }

    /** An array of its own memory; one made from a Java array borrows its buffer. */
    private static NDArray copy(NDArray borrowed) {
        try (borrowed) {
            return borrowed.duplicate();
        }
    }

    /** Excludes an array from the scope of a step that may be open. */
    static NDArray keep(NDArray array) {
        NDScope.unregister(array);
        return array;
    }

    /** A parameter in the memory of all. */
    private NDArray piece(WeightsLayout.Slot slot) {
        try (NDArray part = flat.get(new NDIndex().addSliceDim(slot.offset(), slot.offset() + slot.size()))) {
            return keep(part.reshape(new Shape(slot.shape())));
        }
    }

    /** Where each parameter lies in {@link #flat}. */
    WeightsLayout layout() {
        return layout;
    }

    /** All values, (N); writing to it changes the weights. */
    NDArray flat() {
        return flat;
    }

    /** The parameters and the position table by name. */
    Params<NDArray> params() {
        return Params.of(name -> Optional.ofNullable(Positions.TABLE.equals(name) ? positions : pieces.get(name)));
    }

    /** A parameter as an array of the graph. */
    NDArray get(String name) {
        return pieces.get(name);
    }

    /** The parameters of some names, in their order. */
    List<DeviceTensor> tensors(List<String> names) {
        Map<String, DeviceTensor> all = new HashMap<>();
        layout.slots()
                .forEach(
                        slot -> all.put(slot.name(), new DeviceTensor(slot.name(), slot.shape(), flat, slot.offset())));
        return names.stream().map(all::get).toList();
    }

    /** Replaces all values. */
    void set(Map<String, NamedTensor> values) {
        for (WeightsLayout.Slot slot : layout.slots()) {
            write(slot.of(values), 0, slot.size(), flat, slot.offset());
        }
    }

    void setFlat(float[] values) {
        for (WeightsLayout.Slot slot : layout.slots()) {
            write(values, slot.offset(), slot.size(), flat, slot.offset());
        }
    }

    /** Writes some values into an array of one dimension, from an index on. */
    static void write(float[] values, int from, int size, NDArray target, int at) {
        if (!target.getDevice().isGpu()) {
            // An array made from a Java array would be a second copy beside it, outside of the heap.
            target.toByteBuffer(true).asFloatBuffer().put(at, values, from, size);
            return;
        }
        try (NDArray source = target.getManager().create(FloatBuffer.wrap(values, from, size), new Shape(size))) {
            // copyTo would give this array new memory and leave the pieces behind.
            target.set(new NDIndex().addSliceDim(at, at + size), source);
        }
    }

    /**
     * Takes the gradients that backward passes have left. Each is freed as soon as it is copied, so that they are not there
     * twice.
     *
     * @return all of them in the layout's order, 0 where a parameter took no part, and which did
     */
    Gradients takeGradients() {
        NDArray all = flat.getManager().create(flat.getShape());
        BitSet used = new BitSet();
        int slots = layout.slots().size();
        for (int first = 0, end; first < slots; first = end) {
            int offset = layout.slots().get(first).offset();
            int size = 0;
            try (NDList parts = new NDList()) {
                for (end = first; end < slots && size < COPIED; end++) {
                    parts.add(gradient(end, used));
                    size += layout.slots().get(end).size();
                }
                try (NDArray copy = NDArrays.concat(parts)) {
                    all.set(new NDIndex().addSliceDim(offset, offset + size), copy);
                }
            }
            layout.slots().subList(first, end).forEach(this::dropGradient);
        }
        return new Gradients(all, used);
    }

    /** A parameter's gradient, (N), 0 if it has none. */
    private NDArray gradient(int place, BitSet used) {
        WeightsLayout.Slot slot = layout.slots().get(place);
        try (PtNDArray gradient = JniUtils.getGradient((PtNDArray) pieces.get(slot.name()))) {
            if (gradient == null) {
                return flat.getManager().zeros(new Shape(slot.size()));
            }
            used.set(place);
            return gradient.reshape(-1);
        }
    }

    /**
     * Gradients of all parameters.
     *
     * @param flat (N)
     * @param used which of the layout's parameters took part
     */
    record Gradients(NDArray flat, BitSet used) {

        /** Adds another device's; what took part on either has taken part. */
        void add(Gradients other) {
            try (NDArray copy = other.flat.toDevice(flat.getDevice(), false)) {
                flat.addi(copy);
            }
            used.or(other.used);
        }
    }

    /** Releases unused gradients. */
    void dropGradients() {
        layout.slots().forEach(this::dropGradient);
    }

    private void dropGradient(WeightsLayout.Slot slot) {
        NDArray fresh = piece(slot);
        fresh.setRequiresGradient(true);
        pieces.put(slot.name(), fresh).close();
    }

    @Override
    public void close() {
        pieces.values().forEach(NDArray::close);
        positions.close();
        flat.close();
    }
}
