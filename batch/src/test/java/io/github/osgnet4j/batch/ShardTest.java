package io.github.osgnet4j.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.batch.BatchJob.Result;
import io.github.osgnet4j.batch.BatchJob.Skipped;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.WindowOrder;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {

    private static final FeatureRate RATE = new FeatureRate(30, 16, 16);
    private static final Map<String, String> JOB = Map.of("bundle", "ab12", "config", "cd34");

    @TempDir
    Path folder;

    /** 23 clips of different lengths, whose queries are mixed in the file. */
    private static List<AnnotatedQuery> queries() {
        Random random = new Random(3);
        List<AnnotatedQuery> all = new ArrayList<>();
        for (int clip = 0; clip < 23; clip++) {
            double seconds = 20 + random.nextInt(1200);
            int count = 1 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                all.add(new AnnotatedQuery(
                        "annotation" + clip + "_" + i, "where?", seconds, "clip" + clip, "nlq", List.of(), List.of()));
            }
        }
        Collections.shuffle(all, random);
        return all;
    }

    private static Result answers(List<AnnotatedQuery> own) {
        JobAnswers answers = new JobAnswers(own);
        answers.add(own.stream()
                .map(q -> q.queryIndex() == 7
                        ? JournalEntry.missing(q, "no tokens")
                        : JournalEntry.answered(q, List.of(new Window(1 / 3.0 + q.queryIndex(), 12.1, 0.1))))
                .toList());
        return answers.result();
    }

    private List<Path> shards(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> write(new Shard(i, count), JOB))
                .toList();
    }

    private Path write(Shard shard, Map<String, String> job) {
        List<AnnotatedQuery> own = shard.of(queries(), RATE);
        Path file = shard.file(folder.resolve("P.json"));
        ShardFile.write(file, shard, Track.NLQ, job, queries(), own, answers(own));
        return file;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40})
    void allShardsAreTheWholeJobInItsOrder(int count) {
        List<Path> files = new ArrayList<>(shards(count));
        Collections.reverse(files);
        ShardMerge merged = ShardMerge.of(files);
        assertEquals(Track.NLQ, merged.track());
        assertEquals(answers(queries()), merged.result());
        assertEquals(WindowOrder.SCORES, merged.order());
    }

    @Test
    void whatDecidedTheOrderOfWindowsIsKnownAfterTheMergeToo() {
        Path only = write(new Shard(1, 1), Map.of("bundle", "ab12", ShardFile.SEQUENCE, "true"));
        assertEquals(WindowOrder.STEPS, ShardMerge.of(List.of(only)).order());
    }

    @Test
    void aClipIsInOneShardAndShardsHaveAboutEqualWork() {
        Set<String> seen = new HashSet<>();
        List<Double> work = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            List<AnnotatedQuery> own = new Shard(i, 4).of(queries(), RATE);
            Set<String> clips = own.stream().map(AnnotatedQuery::videoId).collect(Collectors.toSet());
            assertTrue(Collections.disjoint(seen, clips));
            seen.addAll(clips);
            work.add(own.stream().mapToDouble(q -> RATE.steps(q.duration())).sum());
        }
        assertEquals(23, seen.size());
        double mean = work.stream().mapToDouble(w -> w).sum() / 4;
        assertTrue(Collections.max(work) < 1.1 * mean, work + " around " + mean);
    }

    @Test
    void missingShardsAreNamed() {
        List<Path> files = shards(5);
        String message = refused(List.of(files.get(0), files.get(2), files.get(4)));
        assertTrue(message.contains("Shards 2/5, 4/5 are missing; run 'osgnet ground --shard 2/5'"), message);
    }

    @Test
    void aShardThatIsThereTwiceIsNamed() throws IOException {
        List<Path> files = shards(2);
        Path copy = Files.copy(files.get(0), folder.resolve("copy"));
        String message = refused(List.of(files.get(0), copy));
        assertTrue(message.contains("Shard 1/2 is there twice: " + files.get(0) + " and " + copy), message);
    }

    @Test
    void shardsOfAnotherJobAreRefusedWithWhatDiffers() {
        Path one = write(new Shard(1, 2), JOB);
        Path other = write(new Shard(2, 2), Map.of("bundle", "ab12", "config", "ef56", "--top-k", "3"));
        String message = refused(List.of(one, other));
        assertTrue(message.contains("config is cd34 in the one, ef56 in the other"), message);
        assertTrue(message.contains("--top-k is none in the one, 3 in the other"), message);
        String count = refused(List.of(one, write(new Shard(2, 3), JOB)));
        assertTrue(count.contains("number of shards is 2 in the one, 3 in the other"), count);
    }

    private String refused(List<Path> files) {
        return assertThrows(BatchException.class, () -> ShardMerge.of(files)).getMessage();
    }

    @Test
    void aDamagedFileIsRefusedWithItsLine() throws IOException {
        List<Path> files = shards(2);
        String text = Files.readString(files.get(0));
        List<String> lines = text.lines().toList();
        String bare = lines.get(1).replaceFirst(",\"crc\":\"[0-9a-f]{8}\"", "");
        List<String> all = new ArrayList<>(List.of(
                text.replaceFirst("12\\.1", "12.2"),
                text.replace(lines.get(1) + System.lineSeparator(), ""),
                text.substring(0, text.length() - 5),
                text + lines.get(1) + System.lineSeparator(),
                text.replace(lines.get(2), lines.get(1))));
        for (String windows : List.of("null", "[]", "[[1,2]]", "[[1,2,7]]", "[[3,2,0.5]]", "[[1,1e999,0.5]]")) {
            all.add(text.replace(lines.get(1), bare.replaceFirst("\\[\\[.*]]", windows)));
        }
        all.add(text.replace(lines.get(1), bare.replaceFirst("\"place\":\\d+", "\"place\":2000000000")));
        for (String damaged : all) {
            Files.writeString(files.get(0), damaged);
            String message = refused(files);
            assertTrue(message.contains(files.get(0) + ": line ") || message.contains(files.get(0) + " "), message);
        }
        for (String foreign : List.of("", "{}", "{\"results\": []}", "not JSON")) {
            Files.writeString(files.get(0), foreign);
            assertTrue(refused(files).contains("not a file of a shard"), foreign);
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertEquals(new Shard(2, 4), Shard.parse("2/4"));
        for (String text : List.of("0/4", "5/4", "1/0", "2", "2/4/6", "a/b", "-1/4", "1/99999", "")) {
            assertThrows(BatchException.class, () -> Shard.parse(text), text);
        }
    }

    @Test
    void aJobWithoutAnAnswerHasNoResult() {
        AnnotatedQuery query = queries().get(0);
        BatchException e = assertThrows(BatchException.class, () -> new JobAnswers(List.of(query)).result());
        assertTrue(e.getMessage().contains(query.queryId()), e.getMessage());
        JobAnswers answers = new JobAnswers(List.of(query));
        answers.add(List.of(JournalEntry.missing(query, "gone")));
        assertEquals(
                List.of(new Skipped(query.queryId(), "gone")), answers.result().skipped());
        answers.add(List.of(JournalEntry.answered(query, List.of(new Window(1, 2, 0.5)))));
        assertEquals(
                List.of(Prediction.of(query, List.of(new Window(1, 2, 0.5)))),
                answers.result().predictions());
    }
}
