package io.github.osgnet4j.runtime;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/** Tensors of one run by name, closed together. */
final class Tensors implements AutoCloseable {

    private final Graph graph;
    private final Map<String, OnnxTensor> byName = new HashMap<>();

    Tensors(Graph graph) {
        this.graph = graph;
    }

    /** Adds a tensor over a direct buffer. */
    Tensors add(String name, FloatBuffer values, long... shape) {
        byName.put(name, graph.tensor(values, shape));
        return this;
    }

    /** Adds a tensor over a direct buffer. */
    Tensors add(String name, LongBuffer values, long... shape) {
        byName.put(name, graph.tensor(values, shape));
        return this;
    }

    Map<String, OnnxTensor> byName() {
        return byName;
    }

    @Override
    public void close() {
        byName.values().forEach(OnnxTensor::close);
    }
}
