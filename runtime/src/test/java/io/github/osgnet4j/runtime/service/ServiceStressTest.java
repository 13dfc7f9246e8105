package io.github.osgnet4j.runtime.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the {@link StressProgram} for {@code -Dosgnet.stress.seconds}. */
@EnabledOnOs(OS.LINUX)
class ServiceStressTest {

    private static final int SECONDS = Integer.getInteger("osgnet.stress.seconds", 10);
    private static final long ALLOWED_GROWTH_KILOBYTES = 64 << 10;

    @TempDir
    private Path folder;

    @Test
    void underStressAnswersAreRightNothingHangsAndMemoryStays() throws Exception {
        Map<String, Long> report = stress();
        for (String what : List.of(
                "answered",
                "streamed",
                "invalidated",
                "cancelled",
                "swapped",
                "replaced",
                "DeadlineExceededException",
                "InputException")) {
            assertTrue(report.getOrDefault(what, 0L) > 0, what + " never happened: " + report);
        }
        assertEquals(0, report.get("threads"), "threads of closed services are left");
        long growth = report.get("last-kilobytes") - report.get("settled-kilobytes");
        assertTrue(growth < ALLOWED_GROWTH_KILOBYTES, "memory grew by " + growth + " kB: " + report);
    }

    private Map<String, Long> stress() throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        // A heap of fixed size: what grows then is native.
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xms128m",
                        "-Xmx128m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:MaxDirectMemorySize=64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StressProgram.class.getName(),
                        folder.toString(),
                        Integer.toString(SECONDS))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(SECONDS + 120L, TimeUnit.SECONDS);
        process.destroyForcibly();
        List<String> lines = Files.readAllLines(output);
        String last = String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        assertTrue(ended, "it hangs:\n" + last);
        assertEquals(0, process.exitValue(), last);
        Map<String, Long> report = new HashMap<>();
        for (String line : lines) {
            // A warning of ONNX Runtime leaves the end of its colour to the next line.
            String[] words = line.replaceAll("\u001b\\[[0-9;]*m", "").split(" ");
            if (words.length == 2 && words[1].matches("\\d+")) {
                report.put(words[0], Long.parseLong(words[1]));
            }
        }
        System.out.println("Stress for " + SECONDS + " s: " + report);
        return report;
    }
}
