package io.github.osgnet4j.cli;

import java.nio.file.Path;

/** Names of the files that go with an output. */
final class Outputs {

    private Outputs() {}

    /** {@code predictions_noscore.json} for {@code predictions.json}. */
    static Path withoutScores(Path output) {
        String name = output.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String ending = dot > 0 ? name.substring(dot) : ".json";
        return output.resolveSibling(stem + "_noscore" + ending);
    }
}
