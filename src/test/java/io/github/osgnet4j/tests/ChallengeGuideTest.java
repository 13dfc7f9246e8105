package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the guide for challenge teams runs as it stands, on predictions of two models. */
class ChallengeGuideTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    @TempDir
    Path folder;

    @Test
    void everyExampleRuns() throws IOException {
        Files.copy(Learn.predictions(), folder.resolve("a.json"));
        Files.copy(Learn.SET.golden("predictions.json").orElseThrow(), folder.resolve("b.json"));
        List<String> lines = Markdown.blocks(ROOT.resolve("docs/challenge.md"), "bash").stream()
                .flatMap(String::lines)
                .toList();
        assertEquals(6, lines.size());
        for (String line : lines) {
            assertTrue(line.startsWith("scripts/osgnet "), line);
            Command.succeed(
                    Arrays.stream(line.split(" ")).skip(1).map(this::here).toArray());
        }
        for (String output :
                List.of("comparison.html", "comparison.json", "ensemble.json", "weighted.json", "submission.zip")) {
            assertTrue(Files.size(folder.resolve(output)) > 0, output);
        }
    }

    /** A word of a command, whose paths start in the project or in its folder for outputs. */
    private Object here(String word) {
        if (word.startsWith("out/")) {
            return folder.resolve(word.substring("out/".length()));
        }
        return word.startsWith("configs/") || word.startsWith("src/") ? ROOT.resolve(word) : word;
    }
}
