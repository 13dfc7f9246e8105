package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The commands of the README in its order, run once for all tests that look at what they leave, in a folder that looks like
 * the project. The first and the server are processes that work there, as users start them; the others run within this one.
 */
final class Readme {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    /** What the commands read of the project, and where they write. */
    private static final List<String> LINKED = List.of("configs", "src", "models", "scripts");

    private static final String OUT = "out";

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
        for (String part : LINKED) {
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
            runInShell(line, serving.line(line));
        } else if (line.startsWith("scripts/osgnet serve ")) {
            serving.start(words.subList(1, words.size()));
            return true;
        } else if (line.startsWith("scripts/osgnet import ")) {
            try (CommandProcess process = CommandProcess.startIn(
                    folder, words.subList(1, words.size()).toArray())) {
                Command result = process.join();
                assertEquals(0, result.code(), line + "\n" + result.err());
            }
            return true;
        } else if (line.startsWith("scripts/osgnet ")) {
            Command.succeed(words.stream().skip(1).map(this::inTheFolder).toArray());
            return true;
        } else {
            assertTrue(
                    List.of("scripts/demo", "scripts/demo-video", "mvn verify").contains(line),
                    "untested command: " + line);
        }
        return false;
    }

    /** A word for a command that runs within this process, which works in another folder: whole paths. */
    private String inTheFolder(String word) {
        boolean path = Stream.concat(LINKED.stream(), Stream.of(OUT)).anyMatch(part -> word.startsWith(part + "/"));
        return path ? folder.resolve(word).toString() : word;
    }

    private void runInShell(String line, List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "log", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertTrue(process.waitFor(20, TimeUnit.MINUTES), line + " hangs");
        assertEquals(0, process.exitValue(), line + "\n" + Files.readString(log, StandardCharsets.UTF_8));
    }
}
