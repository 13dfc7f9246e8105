package io.github.osgnet4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A config's network with random weights as a bundle that is gone after use.
 *
 * @param temporary the folder around it
 */
record RandomBundle(Path temporary) implements AutoCloseable {

    private static final String NAME = "bundle";

    /**
     * Exports it as {@code osgnet export} does.
     *
     * @throws CommandException if that fails
     */
    static RandomBundle export(
            Path config, Optional<Path> dataRoot, Map<String, String> overrides, long seed, Verbosity verbosity)
            throws IOException {
        RandomBundle bundle = new RandomBundle(Files.createTempDirectory("osgnet-bench"));
        List<String> words = new ArrayList<>(List.of("export", "--config", config.toString()));
        dataRoot.ifPresent(root -> words.addAll(List.of("--data-root", root.toString())));
        overrides.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        words.addAll(List.of("--random-weights", Long.toString(seed)));
        words.addAll(List.of("--output", bundle.folder().toString()));
        words.addAll(verbosity.options());
        StringWriter problem = new StringWriter();
        int code =
                Osgnet.run(new PrintWriter(new StringWriter()), new PrintWriter(problem), words.toArray(String[]::new));
        if (code != 0) {
            bundle.close();
            throw new CommandException(problem.toString().strip().replaceFirst("^osgnet: ", ""));
        }
        return bundle;
    }

    Path folder() {
        return temporary.resolve(NAME);
    }

    @Override
    public void close() throws IOException {
        Outputs.delete(temporary);
    }
}
