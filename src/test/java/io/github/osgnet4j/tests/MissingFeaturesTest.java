package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Annotations that ask for more than the feature stores have. */
class MissingFeaturesTest {

    private static final String QUERY = "00000000-0000-0000-0000-000000000000_0";
    private static final String VIDEO = "11111111-1111-1111-1111-111111111111";

    @TempDir
    Path folder;

    private Path output;
    private Path annotations;

    /** One more query of a known video, and the known queries of one more video. */
    @BeforeEach
    void annotate() throws IOException {
        output = folder.resolve("P.json");
        List<String> lines = new ArrayList<>(Files.readAllLines(Learn.annotations()));
        lines.add(14, lines.get(14).replaceFirst("\"query_id\": \"[^\"]*\"", "\"query_id\": \"" + QUERY + "\""));
        for (int i = 0; i < 4; i++) {
            lines.add(lines.get(i).replaceFirst("\"video_id\": \"[^\"]*\"", "\"video_id\": \"" + VIDEO + "\""));
        }
        annotations = Files.write(folder.resolve("more.jsonl"), lines);
    }

    private Command ground(String onMissing, Object... more) {
        List<Object> args = new ArrayList<>(List.of(
                "ground",
                "-q",
                "-m",
                Learn.bundle(),
                "-c",
                Learn.config(),
                "--annotations",
                annotations,
                "--on-missing",
                onMissing,
                "-o",
                output));
        args.addAll(List.of(more));
        return Command.run(args.toArray());
    }

    private void assertOthersAnswered(Command result) throws IOException {
        assertEquals(0, result.code(), result.err());
        assertArrayEquals(Files.readAllBytes(Learn.predictions()), Files.readAllBytes(output));
        assertTrue(result.out().contains("5 queries skipped"), result.out());
        List<String> skipped =
                result.out().lines().filter(line -> line.startsWith("  ")).toList();
        assertEquals(5, skipped.size(), result.out());
        assertTrue(skipped.get(0).contains(QUERY) && skipped.get(0).contains("text features"), skipped.get(0));
        for (int i = 1; i < 5; i++) {
            assertTrue(skipped.get(i).contains(Queries.of(Learn.annotations()).get(i - 1)), skipped.get(i));
            assertTrue(skipped.get(i).contains("video features for '" + VIDEO + "'"), skipped.get(i));
        }
    }

    @Test
    void skippedQueriesAreReportedOneByOneAndAllOthersAnswered() throws IOException {
        assertOthersAnswered(ground("skip"));
    }

    @Test
    void aRunThatMayNotSkipFailsBeforeItBeginsAndNamesAll() {
        Command result = ground("fail");
        assertEquals(1, result.code());
        for (String word : List.of(QUERY, VIDEO, "1 of 45 queries", "1 of 11 videos", "--on-unusable skip")) {
            assertTrue(result.err().contains(word), result.err());
        }
        assertFalse(Files.exists(output));
        assertFalse(Files.exists(folder.resolve("P.json.partial")));
    }

    @Test
    void onlyQueriesThatAreAskedForAreChecked() throws IOException {
        String query = Queries.of(Learn.annotations()).get(20);
        assertEquals(0, ground("fail", "--queries", query).code());
        assertEquals(1, Files.readString(output).split("query_idx", -1).length - 1);
    }

    @Test
    void whatMayBeSkippedIsAWarningAtTheStart() {
        Command result = Command.run(
                "ground",
                "-m",
                Learn.bundle(),
                "-c",
                Learn.config(),
                "--annotations",
                annotations,
                "--on-missing",
                "skip",
                "-o",
                output);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().startsWith("osgnet: warning: val: 1 of 11 videos have no video features"), result.err());
    }

    @Test
    void answersOfAnEarlierRunStayWhereOneThatMayNotSkipIsRefused() throws IOException {
        Path journal = folder.resolve("P.json.partial");
        String key = VIDEO + "/" + Queries.of(Learn.annotations()).get(0);
        String skipped = "{\"query\":\"" + key + "\",\"windows\":[],\"missing\":\"no features\"}\n";
        Files.writeString(journal, skipped);
        assertEquals(1, ground("fail", "--resume").code());
        assertEquals(skipped, Files.readString(journal));
    }

    @Test
    void failingIsTheDefault() {
        Command result = Command.run(
                "ground", "-q", "-m", Learn.bundle(), "-c", Learn.config(), "--annotations", annotations, "-o", output);
        assertEquals(1, result.code());
    }

    @Test
    void recallOfFewerQueriesSaysSo() throws IOException {
        String query = Queries.of(Learn.annotations()).get(2);
        Command.succeed("ground", "-q", "-m", Learn.bundle(), "-c", Learn.config(), "--queries", query, "-o", output);
        Command result = Command.succeed("eval", "-q", "-c", Learn.config(), "-p", output);
        assertTrue(result.out().contains("1 / 40 instances"), result.out());
    }
}
