package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Env;

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

    private static byte[] npz(Path folder, String name, int[] shape, float[] values) throws IOException {
        Path file = folder.resolve("values.npz");
        Npz.write(file, Map.of(name, new NpyArray(shape, values)), false);
        return Files.readAllBytes(file);
    }

    private static void put(Path store, String key, byte[] value) {
        try (Env<byte[]> env =
                Env.create(ByteArrayProxy.PROXY_BA).setMapSize(64L << 20).open(store.toFile())) {
            env.openDbi((byte[]) null).put(key.getBytes(StandardCharsets.UTF_8), value);
        }
    }

    /** A video with one number that is none, tokens of another shape, and tokens cut short. */
    @Test
    void unusableDataIsForgivenAsMissingDataIs() throws IOException {
        Path data = Folders.copy(Learn.folder(), folder.resolve("data"));
        List<AnnotatedQuery> queries = Annotations.read(Learn.annotations());
        String video = queries.get(queries.size() - 1).videoId();
        List<String> others = queries.stream()
                .filter(q -> !q.videoId().equals(video))
                .map(AnnotatedQuery::queryId)
                .toList();
        Path videos = data.resolve("features/video_lmdb");
        NpyArray features;
        try (LmdbStore store = LmdbStore.open(videos)) {
            features = Npz.read(store.get(video).orElseThrow(), name -> true).get("features");
        }
        features.values()[7] = Float.NaN;
        put(videos, video, npz(folder, "features", features.shape(), features.values()));
        Path texts = OsgnetConfig.load(data.resolve("config.yaml"), Optional.empty())
                .dataset()
                .valTextFeatures();
        put(texts, others.get(0), npz(folder, "features", new int[] {2, 3}, new float[6]));
        put(texts, others.get(1), Arrays.copyOf(npz(folder, "features", new int[] {2, 3}, new float[6]), 60));

        Object[] ground = {"ground", "-q", "-m", Learn.bundle(), "-c", data.resolve("config.yaml"), "-o", output};
        Command failed = Command.run(ground);
        assertEquals(1, failed.code());
        assertTrue(failed.err().contains("--on-unusable skip"), failed.err());
        Object[] skipping = Arrays.copyOf(ground, ground.length + 3);
        skipping[ground.length] = "--on-unusable";
        skipping[ground.length + 1] = "skip";
        skipping[ground.length + 2] = "--resume";
        Command skipped = Command.succeed(skipping);

        List<Prediction> usual = Predictions.read(Learn.predictions()).predictions();
        List<Prediction> expected = usual.stream()
                .filter(p -> !p.clipUid().equals(video))
                .filter(p -> !others.subList(0, 2).contains(p.queryId()))
                .toList();
        assertEquals(expected, Predictions.read(output).predictions());
        List<String> listed =
                skipped.out().lines().filter(line -> line.startsWith("  ")).toList();
        assertEquals(usual.size() - expected.size(), listed.size(), skipped.out());
        assertTrue(listed.get(0).contains(others.get(0)) && listed.get(1).contains(others.get(1)), skipped.out());
        assertTrue(listed.get(2).contains("NaN"), skipped.out());
        for (int i = 0; i < 3; i++) {
            String named = i < 2 ? "Query '" + others.get(i) + "'" : "Video '" + video + "'";
            assertEquals(2, listed.get(i).split(named, -1).length, listed.get(i));
            assertFalse(listed.get(i).contains(named.replace("'", "") + ":"), listed.get(i));
        }
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
        assertTrue(
                result.err().startsWith("osgnet: warning: val: 1 of 11 videos have no video features"), result.err());
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
