package io.github.osgnet4j.data.annotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotationsTest {
    static final String LINE = "{\"query\": \"where\", \"query_id\": \"a_1\", \"duration\": 9.5, \"video_id\": \"v\","
            + " \"query_type\": \"nlq\"%s}\n";

    @TempDir
    Path folder;

    static Path resource(String name) {
        return Path.of("src", "test", "resources", "annotations", name);
    }

    private Path file(String text) {
        try {
            return Files.writeString(folder.resolve("queries.jsonl"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anOfficialLineIsReadWhole() {
        AnnotatedQuery query = Annotations.read(resource("nlq_val.jsonl")).get(0);
        assertEquals(
                new AnnotatedQuery(
                        "95441b96-e2ef-4e61-b74f-10ebc2da5b4e_0",
                        "Where did i put the fire gun ?",
                        480.0366739908854,
                        "cc2d7790-67f7-4e52-9fa9-33121c9431a2",
                        "nlq",
                        List.of(new Segment(28.60389, 29.013)),
                        List.of(
                                new Label(List.of(441), "fire extinguisher", 0.9693079590797424, "fire"),
                                new Label(List.of(522), "gun", 1.0, "gun"))),
                query);
    }

    @Test
    void aTestSplitHasNoTimestamps() {
        List<AnnotatedQuery> queries = Annotations.read(resource("nlq_test.jsonl"));
        assertEquals(3, queries.size());
        queries.forEach(query -> assertEquals(List.of(), query.timestamps()));
    }

    @Test
    void aQueryIdSplitsAtItsLastUnderscore() {
        AnnotatedQuery query = Annotations.read(resource("goalstep_val.jsonl")).get(1);
        assertEquals(
                "c2d06df7-5d3a-4116-9edb-f1c81a4f669b_0.0210286458333333_5052.921028645834", query.annotationUid());
        assertEquals(1, query.queryIndex());
    }

    @Test
    void anIdWithoutAnIndexIsNamed() {
        for (String id : List.of("a", "a_", "a_x", "a_99999999999")) {
            AnnotatedQuery query = new AnnotatedQuery(id, "", 1, "v", "nlq", List.of(), List.of());
            assertTrue(assertThrows(DataException.class, query::queryIndex)
                    .getMessage()
                    .contains("'" + id + "'"));
        }
    }

    @Test
    void aSegmentMayStandAloneAndAClassMayHaveAlternatives() {
        AnnotatedQuery query = Annotations.read(
                        file(LINE.formatted(", \"timestamps\": [1, 2.5], \"label\": [{\"class_id\": [7, 12]}]")))
                .get(0);
        assertEquals(List.of(new Segment(1, 2.5)), query.timestamps());
        assertEquals(List.of(new Label(List.of(7, 12), "", 0, "")), query.labels());
    }

    @Test
    void aNarrationQueryWinsOverTheQuery() {
        assertEquals(
                "then",
                Annotations.read(file(LINE.formatted(", \"narration_query\": \"then\"")))
                        .get(0)
                        .query());
    }

    @Test
    void blankLinesAndALastLineWithoutAnEndAreFine() {
        String line = LINE.formatted("");
        assertEquals(2, Annotations.read(file(line + "\r\n" + line.strip())).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"query\": 1} | line 2: 'duration' is missing",
                "{\"query\" | line 2: not JSON",
                "[1] | line 2: expected an object, found ARRAY",
                "{\"duration\": 0} | line 2: duration: expected seconds above 0, found 0.0",
                "{\"duration\": \"1\"} | line 2, duration: expected a number, found \"1\"",
                "{\"duration\": NaN} | line 2: not JSON",
                "{\"duration\": 1, \"query_id\": 5} | line 2, query_id: expected a text, found 5",
                "{} {} | line 2: not JSON",
            })
    void aBadLineIsNamedByFileAndNumber(String line, String message) {
        Path file = file(LINE.formatted("") + line + "\n");
        DataException e = assertThrows(DataException.class, () -> Annotations.read(file));
        assertTrue(e.getMessage().contains("queries.jsonl " + message), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"timestamps\": [[1]] | timestamps: expected [start, end] in seconds, found 1 numbers",
                "\"timestamps\": [[1, \"2\"]] | timestamps: expected a number, found \"2\"",
                "\"timestamps\": {} | timestamps: expected an array, found OBJECT",
                "\"label\": [5] | label[0]: expected an object, found 5",
                "\"label\": [{\"class_id\": 1.5}] | label[0], class_id: expected an integer, found 1.5",
                "\"label\": [{\"class_id\": [true]}] | label[0], class_id: expected an integer, found true",
            })
    void aBadFieldIsNamed(String field, String message) {
        Path file = file(LINE.formatted(", " + field));
        DataException e = assertThrows(DataException.class, () -> Annotations.read(file));
        assertTrue(e.getMessage().contains("line 1, " + message), e.getMessage());
    }

    @Test
    void anEndlessLineIsRefused() throws IOException {
        Path file = folder.resolve("endless");
        Files.write(file, new byte[(1 << 24) + 1]);
        DataException e = assertThrows(DataException.class, () -> Annotations.read(file));
        assertTrue(e.getMessage().contains("line 1: longer than"), e.getMessage());
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(folder.resolve("latin"), "{\"a\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        DataException e = assertThrows(DataException.class, () -> Annotations.read(file));
        assertTrue(e.getMessage().contains("UTF-8"), e.getMessage());
    }
}
