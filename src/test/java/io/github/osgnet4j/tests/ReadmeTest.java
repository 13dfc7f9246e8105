package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every command of the README does what it says. */
class ReadmeTest {

    @Test
    void everyExampleRunsAsItStands() throws IOException, InterruptedException {
        Path out = Readme.folder().resolve("out");
        for (String output : List.of(
                "predictions.json", "predictions_noscore.json", "submission.zip", "ensemble.json", "report.html")) {
            assertTrue(Files.size(out.resolve(output)) > 0, output);
        }
        try (Stream<Path> raw = Files.list(out.resolve("raw"))) {
            assertEquals(40, raw.count());
        }
    }
}
