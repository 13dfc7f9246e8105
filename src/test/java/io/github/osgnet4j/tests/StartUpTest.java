package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process of the command loads. */
class StartUpTest {

    private static final String OURS = "io.github.osgnet4j.";

    @TempDir
    Path folder;

    /** The lines of the JVM's log on classes, of a command that succeeds. */
    private List<String> loaded(Object... args) throws IOException, InterruptedException {
        Path log = folder.resolve("classes.log");
        List<String> words = ClassArchive.osgnet("-Xlog:class+load:file=" + log);
        Stream.of(args).map(String::valueOf).forEach(words::add);
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> words.toString());
        return Files.readAllLines(log);
    }

    private static List<String> ours(List<String> loaded) {
        return loaded.stream()
                .filter(line -> line.contains("] " + OURS))
                .map(line -> line.replaceFirst(".*] ", ""))
                .toList();
    }

    @Test
    void theVersionNeedsNoCommandAndNoLog() throws IOException, InterruptedException {
        List<String> loaded = loaded("--version");
        assertTrue(loaded.stream().noneMatch(line -> line.contains(" ch.qos.logback.")), loaded::toString);
        List<String> ours = ours(loaded);
        assertTrue(ours.stream().anyMatch(line -> line.startsWith(OURS + "cli.Osgnet ")), ours::toString);
        assertTrue(ours.stream().noneMatch(line -> line.contains("Command ")), ours::toString);
    }

    @Test
    void aCommandLoadsNoOtherAndItsClassesComeFromTheArchive() throws IOException, InterruptedException {
        Path bundle = Path.of(System.getProperty("osgnet.root"), "models/demo");
        List<String> ours = ours(loaded("inspect", bundle));
        List<String> commands = new ArrayList<>(ours);
        commands.removeIf(line -> !line.contains("Command "));
        assertEquals(
                List.of(OURS + "cli.InspectCommand", OURS + "cli.JobCommand"),
                commands.stream().map(line -> line.split(" ")[0]).sorted().toList());
        List<String> read = ours.stream()
                .filter(line -> !line.contains("source: shared objects file (top)"))
                .toList();
        assertTrue(!ClassArchive.made() || read.size() < 0.1 * ours.size(), read::toString);
    }
}
