package io.github.osgnet4j.runtime;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A video encoded by the network, ready for any number of queries from any number of threads. The encoding is in a
 * direct buffer that the garbage collector frees, so it may outlive its {@link Grounder}.
 */
public final class EncodedVideo {

    /** Output of the video graph with the encoding itself; the others are work done ahead for the queries. */
    static final String VIDEO = "video";

    private final String id;
    private final int steps;
    private final int paddedSteps;
    private final int encodedSteps;
    private final int channels;
    private final Map<String, FloatBuffer> encodings;
    private final String graph;

    EncodedVideo(
            String id,
            int steps,
            int paddedSteps,
            int encodedSteps,
            int channels,
            Map<String, FloatBuffer> encodings,
            String graph) {
        this.id = id;
        this.steps = steps;
        this.paddedSteps = paddedSteps;
        this.encodedSteps = encodedSteps;
        this.channels = channels;
        this.encodings = encodings;
        this.graph = graph;
    }

    /** The id of the video, as given. */
    public String id() {
        return id;
    }

    /** T, feature steps. */
    public int steps() {
        return steps;
    }

    /**
     * The length that the network pads the video to: what its own length requires, or more as in a batch with a longer
     * video.
     */
    public int paddedSteps() {
        return paddedSteps;
    }

    /** Rows of the encoding: T, or the padded length if the bundle's dimensions say that padding is kept. */
    public int encodedSteps() {
        return encodedSteps;
    }

    /** C, channels. */
    public int channels() {
        return channels;
    }

    /** The encoding, ({@link #encodedSteps}, C) row-major, read-only; each call gives a view with its own position. */
    public FloatBuffer values() {
        return encodings.get(VIDEO).asReadOnlyBuffer();
    }

    /** Off-heap memory taken by the encodings, in bytes. */
    public long bytes() {
        return encodings.values().stream()
                .mapToLong(b -> (long) b.capacity() * Float.BYTES)
                .sum();
    }

    /** What the video graph gave, by name, as writable views that ONNX Runtime reads. */
    Map<String, FloatBuffer> encodings() {
        Map<String, FloatBuffer> views = new HashMap<>();
        encodings.forEach((name, values) -> views.put(name, values.duplicate()));
        return views;
    }

    /** SHA-256 of the graph that encoded it. */
    public String graph() {
        return graph;
    }
}
