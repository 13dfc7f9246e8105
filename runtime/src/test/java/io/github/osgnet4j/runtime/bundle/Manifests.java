package io.github.osgnet4j.runtime.bundle;

import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.bundle.Manifest.BundleFile;
import io.github.osgnet4j.runtime.bundle.Manifest.ClassEmbeddings;
import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import io.github.osgnet4j.runtime.bundle.Manifest.Preprocessing;
import io.github.osgnet4j.runtime.bundle.Manifest.Sample;
import io.github.osgnet4j.runtime.bundle.SampleTensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Manifests for tests. */
public final class Manifests {

    public static final RankingOptions RANKING = RankingOptions.official();

    private Manifests() {}

    /** Records the hash of a manifest that was edited. */
    public static void rehash(Path file) throws IOException {
        Files.write(file.resolveSibling(Manifest.HASH_FILE), ManifestHash.line(Files.readAllBytes(file)));
    }

    public static Manifest full() {
        return new Manifest(
                Manifest.FORMAT,
                21,
                Target.CPU,
                Precision.FLOAT32,
                Map.of("levels", 2, "name", "tiny"),
                new Dimensions(4, 3, 2, 4, 1, 32, 8, List.of(1, 2), false),
                new Preprocessing(16, 16, 30, false, ObjectSource.LABELS),
                RANKING,
                Optional.of(new ClassEmbeddings(Manifest.CLASS_EMBEDDINGS, 5, 2)),
                List.of(new Sample(
                        "first", List.of(new SampleTensor("features", ElementType.FLOAT32, List.of(6L, 4L), 0)))),
                List.of(new BundleFile("video.onnx", 12, "0123456789abcdef".repeat(4))),
                Map.of("weights", "random", "config", "tiny.yaml"));
    }
}
