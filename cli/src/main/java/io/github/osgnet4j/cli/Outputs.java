package io.github.osgnet4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an output may not be. */
final class Outputs {

    private Outputs() {}

    /**
     * Refuses to write over what the same command reads.
     *
     * @throws CommandException if the output is one of the inputs, under whatever name
     */
    static void requireNoInput(Path output, Path... inputs) {
        for (Path input : inputs) {
            try {
                if (Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input)) {
                    throw new CommandException("The output " + output + " is the input " + input
                            + "; name another file, so that the input stays");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
