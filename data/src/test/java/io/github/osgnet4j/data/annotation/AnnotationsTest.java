package io.github.osgnet4j.data.annotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.osgnet4j.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
        for (String id : List.of("a", "a_", "a_x", "a_-1", "a_99999999999")) {
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
                "{\"duration\": NaN} | line 2, duration: expected a number, found NaN",
                "{\"duration\": -Infinity} | line 2, duration: expected a number, found -Infinity",
                "{\"duration\": 1, \"query_id\": 5} | line 2, query_id: expected a text, found 5",
                "{} {} | line 2: 'duration' is missing",
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
                "\"timestamps\": [[NaN, 2]] | timestamps: expected a number, found NaN",
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
    void numbersThatNobodyUsesMayBeAnything() {
        String label = ", \"label\": [{\"class_id\": 7, \"score\": %s, \"text\": NaN}], \"other\": [-Infinity]";
        for (String score : List.of("NaN", "Infinity", "null", "\"high\"")) {
            AnnotatedQuery query = Annotations.read(file(LINE.formatted(label.formatted(score))))
                    .get(0);
            assertEquals(List.of(7), query.labels().get(0).classIds());
        }
    }

    /** Each is the same three queries, as editors, archivers and {@code cat} leave them. */
    static Stream<Arguments> forms() {
        String line = LINE.formatted("").strip();
        String three = line + "\n" + line + "\n" + line;
        return Stream.of(
                arguments("carriage returns", bytes(three.replace('\n', '\r'))),
                arguments("both line ends", bytes(three.replace("\n", "\r\n"))),
                arguments("a byte order mark", bytes("\uFEFF" + three)),
                arguments("byte order marks of joined files", bytes("\uFEFF" + line + "\n\uFEFF" + line + "\n" + line)),
                arguments("joined files without a last line feed", bytes(line + line + "\n" + line)),
                arguments("gzip", gzip(bytes(three))),
                arguments("gzip with a byte order mark", gzip(bytes("\uFEFF" + three))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void allFormsOfTextAreTheSame(String form, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("any.jsonl"), bytes);
        AnnotatedQuery query = new AnnotatedQuery("a_1", "where", 9.5, "v", "nlq", List.of(), List.of());
        assertEquals(List.of(query, query, query), Annotations.read(file));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void errorsNameTheSameLineInAllFormsOfText(String form, byte[] bytes) throws IOException {
        byte[] bad = bytes((form.equals("carriage returns") ? "\r" : "\n") + "{\"duration\": 0}");
        byte[] more = form.startsWith("gzip") ? gzip(bad) : bad;
        Path file = folder.resolve("any.jsonl");
        Files.write(file, bytes);
        Files.write(file, more, StandardOpenOption.APPEND);
        int line = form.startsWith("joined") ? 3 : 4;
        DataException e = assertThrows(DataException.class, () -> Annotations.read(file));
        assertTrue(e.getMessage().contains("any.jsonl line " + line + ": duration"), e.getMessage());
    }

    @Test
    void narrationsComeInTheSameForms() throws IOException {
        String line = "{\"frame_start_id\": 7, \"narration\": \"#C looks around\", \"score\": NaN}";
        Path file = folder.resolve("v.json");
        for (byte[] bytes : List.of(bytes("\uFEFF" + line + "\r" + line), gzip(bytes(line + line)))) {
            Files.write(file, bytes);
            Narration narration = new Narration(7, "#C looks around");
            assertEquals(List.of(narration, narration), Narration.read(file));
        }
        Files.writeString(file, line.replace("7", "NaN"));
        DataException e = assertThrows(DataException.class, () -> Narration.read(file));
        assertTrue(
                e.getMessage().contains("v.json line 1, frame_start_id: expected a number, found NaN"), e.getMessage());
    }

    @Test
    void theSecondObjectOfALineIsNamed() {
        Path file = file(LINE.formatted("").strip() + "{\"duration\": -1}");
        DataException e = assertThrows(DataException.class, () -> Annotations.read(file));
        assertTrue(e.getMessage().contains("line 1, object 2: duration"), e.getMessage());
    }

    @Test
    void aFileWithoutQueriesSaysWhatWasExpected() {
        for (String text : List.of("", "\n\n")) {
            DataException e = assertThrows(DataException.class, () -> Annotations.read(file(text)));
            assertTrue(e.getMessage().endsWith("empty: expected JSON lines, one query a line"), e.getMessage());
        }
    }

    @Test
    void gzipIsReadToTheEndOfItsFile() throws IOException {
        byte[] line = gzip(bytes(LINE.formatted("") + "\n"));
        byte[] damaged = line.clone();
        damaged[2] ^= 4;
        for (byte[] after : List.of(line, new byte[300])) {
            Path file = Files.write(folder.resolve("q.jsonl.gz"), joined(line, after));
            assertEquals(after == line ? 2 : 1, Annotations.read(file).size());
        }
        for (byte[] after : List.of(damaged, Arrays.copyOf(line, 6), bytes(LINE.formatted("")), new byte[] {31})) {
            Path file = Files.write(folder.resolve("q.jsonl.gz"), joined(line, after));
            DataException e = assertThrows(DataException.class, () -> Annotations.read(file));
            assertTrue(e.getMessage().contains("what follows its end is not gzip"), e.getMessage());
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void aDamagedGzipIsNotCalledJson() throws IOException {
        byte[] whole = gzip(bytes(LINE.formatted("").repeat(50)));
        Path file = Files.write(folder.resolve("q.jsonl.gz"), Arrays.copyOf(whole, whole.length - 12));
        DataException e = assertThrows(DataException.class, () -> Annotations.read(file));
        assertTrue(e.getMessage().contains("q.jsonl.gz: its gzip is cut off or damaged"), e.getMessage());
    }

    @Test
    void aGzipBombIsRefused() throws IOException {
        Path file = folder.resolve("bomb.jsonl");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            byte[] blank = new byte[1 << 20];
            Arrays.fill(blank, (byte) ' ');
            blank[0] = '\n';
            for (int i = 0; i < 160; i++) {
                out.write(blank);
            }
        }
        DataException e = assertThrows(DataException.class, () -> Annotations.read(file));
        assertTrue(e.getMessage().contains("a bomb by all appearance"), e.getMessage());
    }

    @Test
    void utf16IsCalledByItsName() throws IOException {
        Path file = Files.write(folder.resolve("wide"), "\uFEFF{}".getBytes(StandardCharsets.UTF_16LE));
        DataException e = assertThrows(DataException.class, () -> Annotations.read(file));
        assertTrue(e.getMessage().contains("save it as UTF-8"), e.getMessage());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
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
