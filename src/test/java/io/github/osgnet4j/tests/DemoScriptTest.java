package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How {@code scripts/demo}, which is {@code osgnet-demo} of a distribution, takes its words. */
class DemoScriptTest {

    private static final Path SCRIPT = Path.of(System.getProperty("osgnet.root"), "scripts/demo");

    @ParameterizedTest
    @CsvSource({"--help, 0", "-h, 0", "--epochs, 2", "out three, 2", "out 0, 2", "out -1, 2", "out 1 more, 2"})
    void itSaysWhatItTakesAndDoesNothing(String words, int code, @TempDir Path folder)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(SCRIPT.toString()));
        line.addAll(List.of(words.split(" ")));
        Process process = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), said);
        assertTrue(said.startsWith("usage: demo [FOLDER [EPOCHS]]"), said);
        assertEquals(1, said.lines().count(), said);
        assertEquals(List.of(folder), Folders.walk(folder));
    }
}
