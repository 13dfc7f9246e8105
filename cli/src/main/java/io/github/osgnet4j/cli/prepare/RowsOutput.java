package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.Outputs;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.io.FileReplacement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The file of rows that a command makes of others. */
final class RowsOutput {

    private static final int MEBI_BITS = 20;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "JSON lines to write.")
    private Path file;

    Path file() {
        return file;
    }

    /** Finds out before the work that the file can be written, and is none of those that are read. */
    void prepare(List<Path> inputs) {
        FileReplacement.requireNoInput(file, inputs.toArray(Path[]::new));
        Outputs.prepare(file, ".jsonl");
    }

    /** Shows how far files are read, in MiB; nothing of what takes no time. */
    static Progress reading(List<Path> files, boolean quiet) {
        long bytes = 0;
        for (Path file : files) {
            try {
                bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        long mebi = bytes >> MEBI_BITS;
        return Progress.start("Reading", "MiB", mebi, 0, !quiet && mebi > 0);
    }
}
