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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the README does what it says, in the order of the README, in a folder that looks like the project. */
class ReadmeTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    @TempDir
    Path folder;

    private static List<String> commands() throws IOException {
        return Markdown.blocks(ROOT.resolve("README.md"), "sh").stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .toList();
    }

    @Test
    void everyExampleRunsAsItStands() throws IOException, InterruptedException {
        for (String part : List.of("configs", "src", "models", "scripts")) {
            Files.createSymbolicLink(folder.resolve(part), ROOT.resolve(part));
        }
        int ran = 0;
        for (String line : commands()) {
            if (line.startsWith("scripts/osgnet ")) {
                run(line, List.of(line.split(" ")).subList(1, line.split(" ").length));
                ran++;
            } else if (line.startsWith("mkdir -p ")) {
                Files.createDirectories(folder.resolve(line.substring("mkdir -p ".length())));
            } else {
                assertTrue(List.of("scripts/demo", "mvn verify").contains(line), "untested command: " + line);
            }
        }
        assertTrue(ran >= 8, "only " + ran + " commands found");
        for (String output :
                List.of("predictions.json", "predictions_noscore.json", "submission.zip", "ensemble.json")) {
            assertTrue(Files.size(folder.resolve("out").resolve(output)) > 0, output);
        }
        try (Stream<Path> raw = Files.list(folder.resolve("out/raw"))) {
            assertEquals(40, raw.count());
        }
    }

    private void run(String line, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Osgnet.class.getName()));
        command.addAll(words);
        Path log = Files.createTempFile(folder, "log", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // As scripts/osgnet does: idle threads that spin make a loaded machine crawl.
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        Process process = builder.start();
        assertTrue(process.waitFor(20, TimeUnit.MINUTES), line + " hangs");
        assertEquals(0, process.exitValue(), line + "\n" + Files.readString(log, StandardCharsets.UTF_8));
    }
}
