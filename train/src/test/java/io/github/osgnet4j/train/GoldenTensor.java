package io.github.osgnet4j.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.io.Checkpoint;
import io.github.osgnet4j.data.io.Npz;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * An official tensor, whole or as {@code golden/sample.py} keeps it: every {@code step}-th element in row-major order.
 *
 * @param size how many elements the whole tensor has
 * @param step 1 if it is whole
 * @param values elements 0, step, 2 step, ...
 * @param norm Euclidean norm of the whole
 * @param largest largest magnitude of the whole
 */
record GoldenTensor(int size, int step, float[] values, double norm, double largest) {

    private static GoldenTensor whole(float[] values) {
        return new GoldenTensor(values.length, 1, values, norm(values), largest(values));
    }

    /** The tensors of a golden file by name, which is there in the official format or as {@code ..._sampled.json.gz}, if it is. */
    static Optional<Map<String, GoldenTensor>> read(Path official) throws IOException {
        String name = official.getFileName().toString();
        Path sampled = official.resolveSibling(name.substring(0, name.indexOf('.')) + "_sampled.json.gz");
        Map<String, GoldenTensor> tensors = new LinkedHashMap<>();
        if (Files.exists(sampled)) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(sampled))) {
                new ObjectMapper()
                        .readTree(in)
                        .properties()
                        .forEach(e -> tensors.put(e.getKey(), sampled(e.getValue())));
            }
        } else if (!Files.exists(official)) {
            return Optional.empty();
        } else if (name.endsWith(".npz")) {
            Npz.read(official).forEach((key, array) -> tensors.put(key, whole(array.values())));
        } else {
            Checkpoint.read(official).weights().forEach((key, tensor) -> tensors.put(key, whole(tensor.values())));
        }
        return Optional.of(tensors);
    }

    private static GoldenTensor sampled(JsonNode node) {
        FloatBuffer elements = ByteBuffer.wrap(
                        Base64.getDecoder().decode(node.get("values").asText()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] values = new float[elements.remaining()];
        elements.get(values);
        int size = node.get("size").asInt();
        int step = node.get("step").asInt();
        if (values.length != (size + step - 1) / step) {
            throw new AssertionError(values.length + " elements are not every " + step + ". of " + size);
        }
        return new GoldenTensor(
                size,
                step,
                values,
                node.get("norm").asDouble(),
                node.get("largest").asDouble());
    }

    /** The largest difference of an element known; NaN if one is NaN, infinite if the sizes differ. */
    double difference(float[] found) {
        if (found.length != size) {
            return Double.POSITIVE_INFINITY;
        }
        double difference = 0;
        for (int i = 0; i < values.length; i++) {
            difference = Math.max(difference, Math.abs((double) values[i] - found[i * step]));
        }
        return difference;
    }

    static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
