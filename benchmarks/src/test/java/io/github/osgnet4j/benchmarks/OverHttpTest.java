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

    /** Of a turn: many of the ticks in which the system counts what processors do. */
    private static final double SECONDS = 0.2;

    /** As it is printed. What little a turn takes on a very busy machine can be less than what is taken off it. */
    private static final String FIGURE = "(?:-?[0-9]+\\.[0-9]{3}|-?Infinity|NaN)";

    private static final String RATIO = FIGURE + " \\(" + FIGURE + " to " + FIGURE + "\\)";

    /** That the service and the server answer as the network itself is checked before they are measured. */
    @Test
    void theDemoIsComparedForQueriesOfTheSplitAndForVideosThatAreSent() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        OsgnetConfig config = OsgnetConfig.load(ROOT.resolve("configs/demo.yaml"), Optional.empty());
        new OverHttp(
                        ROOT.resolve("models/demo"),
                        Optional.of(config),
                        new SideBySide(1, SECONDS, 8, new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .measure();

        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(3 * 6, lines.size(), lines.toString());
        String row = " +http +" + FIGURE + " by the clock, +" + FIGURE + " of processors and " + FIGURE + " of clients";
        assertTrue(lines.get(3).matches(row), lines.get(3));
        String ratio = " +embedded / http: " + RATIO + " of processors, goal 0\\.95; " + RATIO
                + " by the clock, with clients on the same processors";
        assertTrue(lines.get(5).matches(ratio), lines.get(5));
    }

    @Test
    void thereIsARoundAtLeast() {
        assertThrows(Measurement.UsageException.class, () -> new SideBySide(0, 1, 1, System.out));
    }
}
