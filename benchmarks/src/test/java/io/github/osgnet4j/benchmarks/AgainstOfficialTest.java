package io.github.osgnet4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.benchmarks.AgainstOfficial.Bundles;
import io.github.osgnet4j.cli.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison with the official network's computation, on the demo's small one. */
class AgainstOfficialTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AgainstOfficial comparison = new AgainstOfficial(
            ROOT.resolve("configs/demo.yaml"),
            40,
            new Turns(1, new PrintStream(printed, true, StandardCharsets.UTF_8)));

    private long count(String pattern) {
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.matches(pattern))
                .count();
    }

    @Test
    void bothSidesGiveTheSameScoresAndTakeTurns(@TempDir Path folder) {
        Path bundle = folder.resolve("bundle");
        comparison.export(bundle, List.of());
        comparison.measure(new Bundles(bundle, bundle));
        // Less than 1e-4.
        String same = "official and fp32 give the same scores and offsets, up to \\d\\.\\de-(0[5-9]|[1-9]\\d) of .*";
        assertEquals(1, count(same), printed.toString());
        for (String way : List.of("official", "fp32", "int8")) {
            assertEquals(2, count("  " + way + " +[\\d.]+ by the clock, +[\\d.]+ of processors"), way);
        }
        assertEquals(1, count("  official / fp32: [\\d.]+ \\(.*\\) by the clock, goal 1\\.55; .*"));
        assertEquals(1, count("  official / int8: [\\d.]+ \\(.*\\) by the clock, goal 5\\.00; .*"));
    }

    /** The demo is trained. */
    @Test
    void aBundleOfOtherWeightsIsNotCompared() {
        Path demo = ROOT.resolve("models/demo");
        Bundles bundles = new Bundles(demo, demo);
        CommandException e = assertThrows(CommandException.class, () -> comparison.measure(bundles));
        assertTrue(
                e.getMessage().contains("expected an export of this config with --random-weights 1"), e.getMessage());
        assertFalse(printed.toString().contains("by the clock"));
    }
}
