package io.github.osgnet4j.tests;

import java.nio.file.Path;

/** The set of this repository whose trained checkpoint finds every window, and what the command makes of it, made once. */
final class Learn {

    static final GoldenSet SET = GoldenSet.own("learn");
    static final int QUERIES = 40;

    private Learn() {}

    static Path folder() {
        return SET.folder();
    }

    static Path config() {
        return SET.config();
    }

    static Path checkpoint() {
        return folder().resolve("model_trained.pth.tar");
    }

    /** Annotations of the split that {@code osgnet ground} answers by default. */
    static Path annotations() {
        return folder().resolve("annotations/val.jsonl");
    }

    /** The trained checkpoint, exported. */
    static Path bundle() {
        return Results.BUNDLE;
    }

    /** The answers to the whole validation split, by a run that nobody disturbed; without scores beside it. */
    static Path predictions() {
        return Results.PREDICTIONS;
    }

    /** Made when first asked for. */
    private static final class Results {
        private static final Path FOLDER = Folders.untilExit("osgnet-learn");
        private static final Path BUNDLE = export();
        private static final Path PREDICTIONS = ground();

        private static Path export() {
            Path bundle = FOLDER.resolve("bundle");
            Command.succeed("export", "-q", "-c", config(), "-w", checkpoint(), "-o", bundle);
            return bundle;
        }

        private static Path ground() {
            Path predictions = FOLDER.resolve("predictions.json");
            Command.succeed("ground", "-q", "-m", BUNDLE, "-c", config(), "-o", predictions);
            return predictions;
        }
    }
}
