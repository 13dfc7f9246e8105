package io.github.osgnet4j.cli;

import java.io.Writer;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs commands one after the other, so that Java may archive the classes that it has loaded for them
 * ({@code -XX:ArchiveClassesAtExit}). {@code scripts/osgnet} starts it once for each JVM.
 */
public final class Rehearsal {

    private Rehearsal() {}

    /**
     * Takes the bundle and the config of the demo, and an empty folder for what is written. Commands that fail are named
     * on standard output, and the exit code is 1 then: an archive would lack their classes.
     */
    public static void main(String[] args) {
        String bundle = args[0];
        String config = args[1];
        Path folder = Path.of(args[2]);
        String predictions = folder.resolve("predictions.json").toString();
        int failed = 0;
        for (List<String> command : List.of(
                List.of("--version"),
                List.of("--help"),
                List.of("inspect", bundle, config),
                List.of("verify", "-q", "--model", bundle),
                List.of("ground", "--model", bundle, "--config", config, "--output", predictions),
                List.of("eval", "--config", config, "--predictions", predictions))) {
            int code = Osgnet.run(Writer.nullWriter(), Writer.nullWriter(), command.toArray(String[]::new));
            if (code != 0) {
                System.out.println("osgnet " + String.join(" ", command) + " exits with " + code);
                failed = 1;
            }
        }
        System.exit(failed);
    }
}
