package io.github.osgnet4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.config.OsgnetConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverHttpTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    /** That the server answers as the network itself is checked before it is measured. */
    @Test
    void theDemoIsComparedForQueriesOfTheSplitAndForVideosThatAreSent() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        OsgnetConfig config = OsgnetConfig.load(ROOT.resolve("configs/demo.yaml"), Optional.empty());
        new OverHttp(
                        ROOT.resolve("models/demo"),
                        Optional.of(config),
                        new SideBySide(1, 0.02, 8, new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .measure();

        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(3 * 6, lines.size(), lines.toString());
        assertTrue(lines.get(3).matches(" +http +[0-9.]+ by the clock, +[0-9.]+ of processors and [0-9.]+ of clients"));
        assertTrue(lines.get(5).matches(" +embedded / http: [0-9.]+ \\(.*\\) of processors, goal 0.95; .*"));
    }

    @Test
    void thereIsARoundAtLeast() {
        assertThrows(IllegalArgumentException.class, () -> new SideBySide(0, 1, 1, System.out));
    }
}
