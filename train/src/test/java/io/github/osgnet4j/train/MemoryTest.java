package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryTest {

    private static final long BOUND_KILOBYTES = 24 << 10;

    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryIsFlatAfterAHundredOfThreeHundredSteps() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dosgnet.root=" + System.getProperty("osgnet.root"),
                        "-Dosgnet.golden=" + System.getProperty("osgnet.golden"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MemoryRun.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        List<String[]> sizes = output.lines()
                .filter(l -> l.startsWith("resident "))
                .map(l -> l.split(" "))
                .toList();
        assertEquals(sizes.get(0)[2], sizes.get(1)[2], "arrays alive");
        long grown = Long.parseLong(sizes.get(1)[1]) - Long.parseLong(sizes.get(0)[1]);
        assertTrue(grown < BOUND_KILOBYTES, () -> "resident size grew by " + grown + " kB in 200 steps");
    }
}
