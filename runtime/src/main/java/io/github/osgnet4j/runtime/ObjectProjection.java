package io.github.osgnet4j.runtime;

import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** Projects callers' object features to the form that the query graph takes; each table is projected once. */
final class ObjectProjection {

    private final Dimensions dimensions;
    private final Optional<Graph> graph;
    private final Map<float[], float[]> projected = new IdentityHashMap<>();

    ObjectProjection(Dimensions dimensions, Optional<Graph> graph) {
        this.dimensions = dimensions;
        this.graph = graph;
    }

    /** The rows of a table, (K, C) row-major. */
    float[] of(StepObjects.Rows objects) {
        return objects.rows() == 0
                ? objects.table()
                : projected.computeIfAbsent(objects.table(), table -> project(table, objects.rows()));
    }

    private float[] project(float[] table, int rows) {
        Graph objects = graph.orElseThrow();
        FloatBuffer features = DirectBuffers.floats(table.length).put(table).rewind();
        try (Tensors inputs = new Tensors(objects).add("features", features, rows, dimensions.objectDim());
                OrtSession.Result result = objects.run(inputs.byName())) {
            return OutputTensor.require(objects, result, "objects", rows, dimensions.channels())
                    .getFloatBuffer()
                    .array();
        }
    }
}
