package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.cli.bench.BenchClip;
import io.github.osgnet4j.cli.bench.Workload;
import io.github.osgnet4j.runtime.bundle.Manifest;

/** The clip that {@code osgnet bench} asks about unless it is told otherwise, and the two ways to ask. */
final class FullClip {

    /** Callers of one thread each, or threads inside one query. */
    static final int THREADS = 2;

    static final String OF_CLIP = "A query of the clip, " + THREADS + " callers of one thread";
    static final String ALONE = "A query alone with its video, " + THREADS + " threads inside";

    static final int QUERIES = 12;
    private static final Workload.Objects OBJECTS = new Workload.Objects(0.2, 1);

    private FullClip() {}

    /** The clip in so many steps. */
    static BenchClip of(Manifest manifest, int steps) {
        return Workload.synthetic(manifest, OBJECTS, steps, QUERIES).clip(0);
    }
}
