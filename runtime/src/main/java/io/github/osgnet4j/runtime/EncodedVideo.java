package io.github.osgnet4j.runtime;

import java.nio.FloatBuffer;

/**
 * What the network knows of a video before it is asked anything: encoded once, asked any number of queries, by any
 * number of threads. It lives in a direct buffer that the garbage collector frees; it may outlive its {@link Grounder}.
 */
public final class EncodedVideo {

    private final String id;
    private final int steps;
    private final int encodedSteps;
    private final int channels;
    private final FloatBuffer values;
    private final String graph;

    EncodedVideo(String id, int steps, int encodedSteps, int channels, FloatBuffer values, String graph) {
        this.id = id;
        this.steps = steps;
        this.encodedSteps = encodedSteps;
        this.channels = channels;
        this.values = values;
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

    /** Rows of the encoding: T, or T with its padding where the bundle's dimensions say that it is kept. */
    public int encodedSteps() {
        return encodedSteps;
    }

    /** C, channels. */
    public int channels() {
        return channels;
    }

    /** The encoding, ({@link #encodedSteps}, C) row-major, read-only; each call gives a view with its own position. */
    public FloatBuffer values() {
        return values.asReadOnlyBuffer();
    }

    /** Memory that the encoding takes outside the heap, in bytes. */
    public long bytes() {
        return (long) values.capacity() * Float.BYTES;
    }

    /** The writable view that ONNX Runtime reads. */
    FloatBuffer buffer() {
        return values.duplicate();
    }

    /** SHA-256 of the graph that encoded it. */
    String graph() {
        return graph;
    }
}
