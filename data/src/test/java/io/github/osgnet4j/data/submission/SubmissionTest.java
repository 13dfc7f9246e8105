package io.github.osgnet4j.data.submission;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionTest {

    @TempDir
    Path folder;

    @Test
    void writesTheOfficialFilesToTheByte() throws IOException {
        int compared = 0;
        try (Stream<Path> sets = Files.list(Path.of(System.getProperty("osgnet.golden")))) {
            for (Path set : sets.toList()) {
                for (String name : List.of("predictions", "predictions_noscore")) {
                    Path official = set.resolve("golden").resolve(name + ".json");
                    if (Files.exists(official)) {
                        Path ours = folder.resolve(name + ".json");
                        Submission.read(official).write(ours, name.equals("predictions"));
                        assertArrayEquals(Files.readAllBytes(official), Files.readAllBytes(ours), official.toString());
                        compared++;
                    }
                }
            }
        }
        assertTrue(compared > 0, "no golden submission was found");
    }

    /** Expected values are what CPython 3.11 prints. */
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "100.0, 100.0",
        "1e-5, 1e-05",
        "0.0001, 0.0001",
        "1e16, 1e+16",
        "123456789012345680.0, 1.2345678901234568e+17",
        "1234567890123456.0, 1234567890123456.0",
        "2e-44, 2e-44",
        "90.93333435058594, 90.93333435058594",
        "0.30000000000000004, 0.30000000000000004",
        "5e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "-2.5, -2.5",
        "0.0, 0.0",
        "-0.0, -0.0",
        "9007199254740993.0, 9007199254740992.0"
    })
    void numbersLookLikePythons(double number, String expected) {
        assertEquals(expected, PythonNumbers.repr(number));
    }

    @Test
    void theServerGetsExactlyFiveWindowsAQuery() throws IOException {
        Prediction few = new Prediction(0, "a", "c", List.of(new Window(1, 2, .5), new Window(3, 4, .4)));
        Prediction many = new Prediction(
                1,
                "a",
                "c",
                Stream.iterate(1, i -> i + 1)
                        .limit(7)
                        .map(i -> new Window(i, i + 1, .5))
                        .toList());
        Path zip = folder.resolve("s.zip");
        new Submission("ego4d_nlq_challenge", List.of(few, many)).writeForServer(zip);
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            ZipEntry entry = entries.getNextEntry();
            assertEquals("predictions.json", entry.getName());
            String json = new String(entries.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(json.contains("[[1.0, 2.0], [3.0, 4.0], [3.0, 4.0], [3.0, 4.0], [3.0, 4.0]]"), json);
            assertTrue(json.contains("[[1.0, 2.0], [2.0, 3.0], [3.0, 4.0], [4.0, 5.0], [5.0, 6.0]]"), json);
        }
    }

    @Test
    void aQueryWithoutWindowsIsNotSentToTheServer() {
        Submission empty = new Submission("x", List.of(new Prediction(3, "a", "c", List.of())));
        DataException e = assertThrows(DataException.class, () -> empty.writeForServer(folder.resolve("never.zip")));
        assertTrue(e.getMessage().contains("a_3"), e.getMessage());
        assertFalse(Files.exists(folder.resolve("never.zip")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|results",
                "{\"results\": 3}|results: expected a list",
                "{\"results\": [{\"query_idx\": 0}]}|results[0].predicted_times",
                "{\"results\": [{\"query_idx\": \"x\"}]}|results[0].query_idx",
                "{\"results\": [{\"query_idx\": 0, \"predicted_times\": [[1]]}]}|predicted_times[0]",
                "{\"results\": [{\"query_idx\": 0, \"predicted_times\": [[1, \"a\"]]}]}|predicted_times[0]",
                "{\"results\"|no submission"
            })
    void whatIsNoSubmissionIsRefusedWithThePlace(String json, String place) throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), json);
        DataException e = assertThrows(DataException.class, () -> Submission.read(file));
        assertTrue(e.getMessage().contains(place) && e.getMessage().contains("p.json"), e.getMessage());
    }

    @Test
    void anUnwritableFolderLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("old.json"), "old");
        Submission s = new Submission("x", List.of());
        assertThrows(DataException.class, () -> s.write(folder.resolve("missing/p.json"), true));
        assertEquals("old", Files.readString(file));
    }
}
