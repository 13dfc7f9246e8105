package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run killed with SIGKILL and started again ends with the weights of a run nobody interrupted. */
class ResumeTest {

    private static final int EPOCHS = 2;

    @TempDir
    private Path temporary;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void killedAtRandomMomentsItEndsWithTheSameWeights() throws IOException, InterruptedException {
        Path config = GoldenFolders.with("golden/training.json").stream()
                .filter(f -> f.endsWith("nlq_modes"))
                .findFirst()
                .orElse(GoldenFolders.with("golden/training.json").get(0));
        Path whole = temporary.resolve("whole");
        assertEquals(0, start(config, whole).waitFor());

        Path killed = temporary.resolve("killed");
        Random random = new Random(20261122);
        int kills = 0;
        for (int checkpoints = 1; checkpoints <= 2; checkpoints++) {
            Process process = start(config, killed);
            int wanted = checkpoints;
            await(process, () -> steps(killed) >= TinyRun.CHECKPOINT_EVERY * wanted);
            Thread.sleep(random.nextInt(400));
            if (process.isAlive()) {
                process.destroyForcibly().waitFor();
                kills++;
            }
        }
        assertTrue(kills > 0, "the run was over before it could be killed");
        assertEquals(0, start(config, killed).waitFor());

        for (String file : List.of("last.safetensors", "last-ema.safetensors")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(killed.resolve(file)), file);
        }
        assertEquals(losses(whole), losses(killed));
    }

    private static Process start(Path config, Path run) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TinyRun.class.getName(),
                        config.toString(),
                        run.toString(),
                        Integer.toString(EPOCHS))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Process process, Condition condition) throws IOException, InterruptedException {
        while (process.isAlive() && !condition.holds()) {
            Thread.sleep(20);
        }
    }

    private static long steps(Path run) throws IOException {
        Path metrics = run.resolve("metrics.jsonl");
        return Files.exists(metrics) ? lines(run).size() : 0;
    }

    private static List<String> losses(Path run) throws IOException {
        return lines(run).stream()
                .map(l -> l.replaceAll(",\"samples_per_second.*", ""))
                .toList();
    }

    private static List<String> lines(Path run) throws IOException {
        try (Stream<String> lines = Files.lines(run.resolve("metrics.jsonl"))) {
            return lines.toList();
        }
    }
}
