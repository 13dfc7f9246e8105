package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.cli.Osgnet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The commands of the README in its order, run once for all tests that look at what they leave, in a folder that looks like
 * the project.
 */
final class Readme {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    private static Path done;

    private final Path folder;

    private Readme(Path folder) {
        this.folder = folder;
    }

    /** The folder where all commands have run, with their outputs in {@code out}. */
    static synchronized Path folder() throws IOException, InterruptedException {
        if (done == null) {
            Path folder = Folders.untilExit("osgnet-readme");
            new Readme(folder).run();
            done = folder;
        }
        return done;
    }

    private static List<String> commands() throws IOException {
        return Markdown.blocks(ROOT.resolve("README.md"), "sh").stream()
                .map(block -> block.replaceAll("\\\\\\R *", ""))
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** The server that a command has started, until the end; on a port that is free. */
    private final class Serving implements AutoCloseable {
        private Optional<CommandProcess> process = Optional.empty();
        private String address = "";

        void start(List<String> words) {
            List<Object> args = new ArrayList<>(words);
            args.addAll(List.of("--port", 0));
            CommandProcess started = CommandProcess.startIn(folder, args.toArray());
            process = Optional.of(started);
            started.await(() -> started.out().contains("Ready at "));
            address = started.out().replaceAll("(?s).*Ready at http://([^/]+)/.*", "$1");
        }

        /** A line for the server on its own port, as a shell runs it. */
        List<String> line(String line) {
            assertTrue(line.contains(" http://localhost:8080/"), line);
            return List.of("sh", "-c", line.replace("localhost:8080", address).replace("curl ", "curl -fsS "));
        }

        @Override
        public void close() {
            if (process.isPresent()) {
                process.get().signal("TERM");
                assertEquals(143, process.get().join().code());
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        for (String part : List.of("configs", "src", "models", "scripts")) {
            Files.createSymbolicLink(folder.resolve(part), ROOT.resolve(part));
        }
        int ran = 0;
        try (Serving serving = new Serving()) {
            for (String line : commands()) {
                ran += run(line, serving) ? 1 : 0;
            }
        }
        assertTrue(ran >= 8, "only " + ran + " commands found");
    }

    /** Runs a line; whether it was the command. */
    private boolean run(String line, Serving serving) throws IOException, InterruptedException {
        List<String> words = List.of(line.split(" "));
        if (line.startsWith("mkdir -p ")) {
            Files.createDirectories(folder.resolve(line.substring("mkdir -p ".length())));
        } else if (line.startsWith("curl ")) {
            run(line, serving.line(line), Map.of());
        } else if (line.startsWith("scripts/osgnet serve ")) {
            serving.start(words.subList(1, words.size()));
            return true;
        } else if (line.startsWith("scripts/osgnet ")) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    // What is compiled best pays off in none of these short runs.
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Osgnet.class.getName()));
            command.addAll(words.subList(1, words.size()));
            // As scripts/osgnet does: idle threads that spin make a loaded machine crawl.
            run(line, command, Map.of("OMP_WAIT_POLICY", "passive"));
            return true;
        } else {
            assertTrue(List.of("scripts/demo", "scripts/demo-video", "mvn verify").contains(line), "untested command: " + line);
        }
        return false;
    }

    private void run(String line, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "log", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(process.waitFor(20, TimeUnit.MINUTES), line + " hangs");
        assertEquals(0, process.exitValue(), line + "\n" + Files.readString(log, StandardCharsets.UTF_8));
    }
}
