package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.benchmarks.Turns.Way;
import io.github.osgnet4j.cli.bench.Asking;
import io.github.osgnet4j.cli.bench.BenchClip;
import io.github.osgnet4j.cli.bench.Callers;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.bundle.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a query of the clip of {@code osgnet bench} costs with the operators of the library as nodes of the graph and in native code: the
 * scan, the filter before it, norms and GELU, which are native together or not at all.
 */
record ScanForms(Path bundle, Turns turns) {

    private static final String FORM = "osgnet.scan";

    private static final int STEPS = 900;

    private static final String NATIVE = "; native: scan, filter, norms and GELU";

    /**
     * How many times as fast native code is to make a query: of an int8 bundle, of others, and of any asked alone. They were set when the
     * scan alone was native.
     */
    private static final double GOAL_INT8 = 1.30;

    private static final double GOAL = 1.10;
    private static final double GOAL_ALONE = 1.20;

    /**
     * Measures and prints.
     *
     * @throws io.github.osgnet4j.runtime.error.GrounderException if the bundle does not run, or there are no native operators
     */
    void measure() {
        try (Callers callers = new Callers(FullClip.THREADS);
                Grounder nodes = open("onnx", 1);
                Grounder code = open("native", 1)) {
            BenchClip clip = FullClip.of(nodes.manifest(), STEPS);
            boolean bytes = nodes.manifest().precision().kind() == Precision.Kind.INT8;
            turns.compare(
                    FullClip.OF_CLIP + NATIVE,
                    FullClip.THREADS * clip.queries().size(),
                    List.of(
                            Way.of("as nodes", () -> callers.run(c -> Asking.answer(nodes, clip, clip.queries()))),
                            new Way(
                                    "native",
                                    () -> callers.run(c -> Asking.answer(code, clip, clip.queries())),
                                    Optional.of(bytes ? GOAL_INT8 : GOAL))));
        }
        try (Grounder nodes = open("onnx", FullClip.THREADS);
                Grounder code = open("native", FullClip.THREADS)) {
            BenchClip clip = FullClip.of(nodes.manifest(), STEPS);
            turns.compare(
                    FullClip.ALONE + NATIVE,
                    1,
                    List.of(
                            Way.of("as nodes", () -> Asking.answer(nodes, clip, List.of(clip.one()))),
                            new Way(
                                    "native",
                                    () -> Asking.answer(code, clip, List.of(clip.one())),
                                    Optional.of(GOAL_ALONE))));
        }
    }

    private Grounder open(String form, int threads) {
        System.setProperty(FORM, form);
        try {
            return Grounder.open(bundle, GrounderOptions.defaults().withIntraOpThreads(threads));
        } finally {
            System.clearProperty(FORM);
        }
    }
}
