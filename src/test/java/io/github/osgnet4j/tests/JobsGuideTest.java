package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/jobs.md, in their order. */
class JobsGuideTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    @TempDir
    Path folder;

    @Test
    void everyExampleRunsAsItStands() throws IOException, InterruptedException {
        List<String> lines = Markdown.blocks(ROOT.resolve("docs/jobs.md"), "sh").stream()
                .flatMap(String::lines)
                .toList();
        for (String line : lines) {
            Object[] words = Arrays.stream(line.split(" ")).map(this::placed).toArray();
            if (words[0].equals("scripts/osgnet")) {
                Command.succeed(Arrays.copyOfRange(words, 1, words.length));
            } else {
                List<String> command = Arrays.stream(words).map(String::valueOf).toList();
                assertTrue(new ProcessBuilder(command).start().waitFor() == 0, line);
            }
        }
        assertTrue(lines.size() >= 8, lines.toString());
        Path whole = folder.resolve("whole.json");
        Command.succeed(
                "ground",
                "-q",
                "-m",
                ROOT.resolve("models/demo"),
                "-c",
                ROOT.resolve("configs/demo.yaml"),
                "-o",
                whole);
        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(folder.resolve("out/parts.json")));
        assertTrue(Files.readString(folder.resolve("out/errors.html")).contains("Kinds of errors"));
    }

    /** Inputs are the project's, outputs go to a folder of the test. */
    private String placed(String word) {
        if (word.startsWith("out")) {
            return folder.resolve(word).toString();
        }
        boolean input = word.startsWith("models/") || word.startsWith("configs/") || word.startsWith("src/");
        return input ? ROOT.resolve(word).toString() : word;
    }
}
