package io.github.osgnet4j.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.sample.JobIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

    private static final JobIdentity JOB =
            new JobIdentity().with("bundle", "ab12").with("config", "\u00e4");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("journal");
    }

    private Journal open() {
        return Journal.open(file, JOB, List.of(), false);
    }

    /** At whichever byte a run was killed while it began. */
    @Test
    void aTornFirstLineHoldsNothingToGoOnWith() throws IOException {
        byte[] line;
        try (Journal journal = open()) {
            assertFalse(journal.hasAnswers());
            line = Files.readAllBytes(file);
        }
        for (int length = 0; length <= line.length; length++) {
            Files.write(file, Arrays.copyOf(line, length));
            try (Journal journal = open()) {
                assertFalse(journal.hasAnswers());
                assertEquals(new String(line, StandardCharsets.UTF_8), Files.readString(file));
            }
            assertFalse(Files.exists(file));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n",
                "notes of mine",
                "{\"jo\"",
                "{\"job\":[",
                "{\"jobs\":{",
                " {\"job\":{",
                "\n",
                "{\"job\":{\n{"
            })
    void anythingElseIsLeftAlone(String contents) throws IOException {
        Files.writeString(file, contents);
        BatchException e = assertThrows(BatchException.class, this::open);
        assertTrue(e.getMessage().startsWith(file + " holds the answers of an unfinished run"), e.getMessage());
        assertEquals(contents, Files.readString(file));
    }
}
