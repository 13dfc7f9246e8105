package io.github.osgnet4j.cli;

import picocli.CommandLine.Option;

/** The parts of a cross-validation over videos. */
final class FoldsOption {

    private static final int USUAL = 5;

    @Option(
            names = "--folds",
            converter = WholeNumber.Plural.class,
            paramLabel = "N",
            description = "Folds of the cross-validation of --tune, 2 or more (default: " + USUAL + ").")
    private Integer folds;

    boolean given() {
        return folds != null;
    }

    int count() {
        return given() ? folds : USUAL;
    }
}
