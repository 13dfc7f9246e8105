package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training from nothing: runs that are stopped, over or refused. */
class LearnTest {

    @TempDir
    Path folder;

    private static Path config() {
        return Path.of(System.getProperty("osgnet.root"), "configs/demo.yaml");
    }

    @Test
    void aStoppedRunSaysWhatIsKeptAndARunThatIsOverIsNotRunAgain() throws IOException {
        Path run = folder.resolve("run");
        Object[] debug = {"train", "-c", config(), "-o", run, "--mode", "debug", "--threads", 1};
        Object[] seeded = with(debug, "--seed", 3, "--epochs", 999, "--precision", "bf16", "--checkpoint-activations");
        try (CommandProcess process = CommandProcess.start(folder, seeded)) {
            process.await(() -> Files.exists(run.resolve("last-ema.safetensors")));
            process.signal("TERM");
            Command stopped = process.join();
            assertEquals(143, stopped.code(), stopped.err());
            String last = stopped.err().lines().reduce("", (before, line) -> line);
            assertTrue(last.contains("the checkpoint after step ") && last.contains("--resume"), stopped.err());
        }
        assertTrue(Files.readString(run.resolve("report.html")).contains("The run is not complete."));
        Command again = Command.run(seeded);
        assertEquals(1, again.code());
        assertTrue(again.err().contains("--resume"), again.err());
        Command other = withOptions(debug, "--resume", "--seed", "4", "--precision", "fp32");
        assertTrue(other.code() == 1 && other.err().contains("seed was 3, is now 4"), other.err());
        assertTrue(other.err().contains("precision was bf16, is now fp32"), other.err());

        long done = Metrics.last(run, "step").get("step").asLong() + 1;
        Object[] resumed = {"--resume", "--seed", 3, "--epochs", done + 1};
        Command first = withOptions(debug, resumed);
        assertEquals(0, first.code(), first.err());
        assertFalse(first.out().contains("at its end already"));
        Path page = run.resolve("report.html");
        Files.delete(page);
        Command second = withOptions(debug, resumed);
        assertTrue(second.out().contains("at its end already"), second.err());
        String report = Files.readString(page);
        assertTrue(report.contains("The run is complete."), "after its end");
        Files.delete(page);
        assertEquals(page + "\n", Command.succeed("report", run).out());
        assertEquals(report, Files.readString(page));
        assertEquals(done, Metrics.last(run, "step").get("step").asLong());
    }

    @Test
    void whatMakesNoSenseIsToldBeforeAnythingIsDone() {
        Path run = folder.resolve("run");
        Object[] train = {"train", "-q", "-c", config(), "-o", run};
        assertEquals(2, withOptions(train, "--mode", "fast").code());
        assertEquals(2, withOptions(train, "--epochs", "0").code());
        assertEquals(2, withOptions(train, "--threads", "0").code());
        assertEquals(2, withOptions(train, "--rank-by", "loss").code());
        assertEquals(2, withOptions(train, "--keep-epochs", "some").code());
        Command device = withOptions(train, "--devices", "tpu");
        assertEquals(1, device.code());
        assertTrue(device.err().contains("expected cpu or cuda:N"), device.err());
        Command key = withOptions(train, "--set", "opt.learning.rate=1");
        assertEquals(1, key.code());
        assertTrue(key.err().contains("leads nowhere"), key.err());
        assertEquals(
                1,
                withOptions(train, "--init", folder.resolve("missing.safetensors"))
                        .code());
        assertFalse(Files.exists(run), "a refused run leaves a folder");
    }

    private static Command withOptions(Object[] command, Object... options) {
        return Command.run(with(command, options));
    }

    private static Object[] with(Object[] command, Object... options) {
        return Stream.concat(Arrays.stream(command), Arrays.stream(options)).toArray();
    }
}
