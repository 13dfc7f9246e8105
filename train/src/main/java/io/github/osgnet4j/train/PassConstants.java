package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.osgnet4j.network.Lengths;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Arrays of a pass that no gradient goes to: its integers, whose values are remembered so that they need not come back
 * from the device, and the masks and rows derived from them, each once.
 */
final class PassConstants {

    private final NDManager manager;
    private final Map<String, NDArray> derived = new HashMap<>();
    private final Map<String, int[]> integers = new HashMap<>();

    PassConstants(NDManager manager) {
        this.manager = manager;
    }

    NDArray floats(float[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }

    /** An array of PyTorch's own memory that the caller fills. */
    NDArray unset(Shape shape) {
        return manager.create(shape);
    }

    /** Integers, whose values are remembered. */
    NDArray integers(int[] values, long... shape) {
        NDArray array = manager.create(Arrays.stream(values).asLongStream().toArray(), new Shape(shape));
        integers.put(array.getUid(), values.clone());
        return array;
    }

    /** The values of integers. */
    int[] values(NDArray array) {
        return integers.computeIfAbsent(
                array.getUid(),
                key -> Arrays.stream(array.toLongArray())
                        .mapToInt(Math::toIntExact)
                        .toArray());
    }

    int longest(Lengths<NDArray> lengths) {
        return Arrays.stream(values(lengths.values())).max().orElseThrow();
    }

    /** Remembers the leading steps of integers (B, T, W) whose values are known. */
    void cut(NDArray from, NDArray part) {
        int[] values = integers.get(from.getUid());
        if (values != null) {
            int row = values.length / Math.toIntExact(from.getShape().get(0));
            int kept = Math.toIntExact(part.size() / part.getShape().get(0));
            int[] cut = new int[Math.toIntExact(part.size())];
            for (int i = 0; i < cut.length; i++) {
                cut[i] = values[i / kept * row + i % kept];
            }
            integers.put(part.getUid(), cut);
        }
    }

    NDArray integer(int value) {
        return derived.computeIfAbsent("integer " + value, key -> manager.create((long) value));
    }

    NDArray scalar(float value) {
        return derived.computeIfAbsent("scalar " + value, key -> manager.create(value));
    }

    NDArray zeros(long... shape) {
        return derived.computeIfAbsent("zeros " + Arrays.toString(shape), key -> manager.zeros(new Shape(shape)));
    }

    /** Integers as indices of another array's rows. */
    NDArray indices(long[] rows, long... shape) {
        return manager.create(rows, new Shape(shape));
    }

    /** Within a block of 2 r queries and the 4 r keys around it, query i sees keys i to i + 2 r: 0 there, else unseen. */
    NDArray band(int radius, float unseen) {
        return derived.computeIfAbsent("band " + radius, key -> {
            int queries = 2 * radius;
            int keys = 4 * radius;
            float[] band = new float[queries * keys];
            for (int i = 0; i < band.length; i++) {
                int apart = i % keys - i / keys;
                band[i] = apart >= 0 && apart <= 2 * radius ? 0 : unseen;
            }
            return floats(band, queries, keys);
        });
    }

    /** (B, T, 1): one value at real steps, another at padding. */
    NDArray mask(Lengths<NDArray> lengths, int steps, float real, float padding) {
        return once("mask " + steps + " " + real + " " + padding, lengths.values(), () -> {
            int[] valid = values(lengths.values());
            float[] mask = new float[valid.length * steps];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = i % steps < valid[i / steps] ? real : padding;
            }
            return floats(mask, valid.length, steps, 1);
        });
    }

    /** (B, T): 0 at real steps, another value at padding. */
    NDArray keyBias(Lengths<NDArray> lengths, int steps, float padding) {
        return mask(lengths, steps, 0, padding).squeeze(-1);
    }

    /** Rows of (batch * steps) with the real steps of each sample in reverse order, padding where it was. */
    NDArray reversed(Lengths<NDArray> lengths, int batch, int steps) {
        return once("reverse " + steps + " " + batch, lengths.values(), () -> {
            int[] valid = values(lengths.values());
            long[] from = new long[batch * steps];
            for (int i = 0; i < from.length; i++) {
                int n = valid[valid.length == 1 ? 0 : i / steps];
                int t = i % steps;
                from[i] = i - t + (t < n ? n - 1 - t : t);
            }
            return indices(from, from.length);
        });
    }

    /** The index with another row for no object. */
    NDArray rows(NDArray index, int none) {
        return once("rows", index, () -> {
            long[] rows = Arrays.stream(values(index))
                    .mapToLong(i -> i < 0 ? none : i)
                    .toArray();
            return manager.create(rows, index.getShape());
        });
    }

    /** 1 where there is an object: (B, O, T) of the index (B, T, O). */
    NDArray present(NDArray index) {
        return once("present", index, () -> {
            int[] rows = values(index);
            int steps = Math.toIntExact(index.getShape().get(1));
            int objects = Math.toIntExact(index.getShape().get(2));
            float[] present = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                int t = i / objects % steps;
                int b = i / objects / steps;
                present[(b * objects + i % objects) * steps + t] = rows[i] < 0 ? 0 : 1;
            }
            return floats(present, index.getShape().get(0), objects, steps);
        });
    }

    private NDArray once(String what, NDArray of, Supplier<NDArray> value) {
        String key = what + " of " + of.getUid();
        NDArray known = derived.get(key);
        if (known == null) {
            known = value.get();
            derived.put(key, known);
        }
        return known;
    }
}
