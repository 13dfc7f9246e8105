package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of {@code osgnet ground} that end before their time, and others that go on with them. */
class ResumeTest {

    /** The journal of a run that was killed after its first clips. */
    private static byte[] unfinished;

    private static final int ATTEMPTS = 10;

    @TempDir
    Path folder;

    private Path output;
    private Path scoreless;
    private Path journal;

    @BeforeAll
    static void killARun(@TempDir Path folder) throws IOException {
        ResumeTest run = new ResumeTest();
        run.folder = folder;
        run.name();
        run.killAt(13, run.ground());
        unfinished = Files.readAllBytes(run.journal);
    }

    @BeforeEach
    void name() {
        output = folder.resolve("P.json");
        scoreless = folder.resolve("P_noscore.json");
        journal = folder.resolve("P.json.partial");
    }

    private Object[] ground(Object... more) {
        List<Object> args = new ArrayList<>(
                List.of("ground", "-q", "-m", Learn.bundle(), "-c", Learn.config(), "-j", 1, "-o", output));
        args.addAll(List.of(more));
        return args.toArray();
    }

    /**
     * Kills a run once its journal has so many lines, of which the first names the job. A run that has ended meanwhile is
     * run again.
     */
    private void killAt(int lines, Object... args) throws IOException {
        Map<Path, byte[]> before = new HashMap<>();
        for (Path file : List.of(journal, output)) {
            if (Files.exists(file)) {
                before.put(file, Files.readAllBytes(file));
            }
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (CommandProcess process = CommandProcess.start(folder, args)) {
                process.await(() -> lines() >= lines);
                process.kill();
            }
            if (lines == 0 || Files.exists(journal)) {
                return;
            }
            for (Path file : List.of(journal, output, scoreless)) {
                Files.deleteIfExists(file);
            }
            for (Map.Entry<Path, byte[]> file : before.entrySet()) {
                Files.write(file.getKey(), file.getValue());
            }
        }
        throw new AssertionError("The run always ended before it was killed");
    }

    private int lines() {
        try {
            String text = Files.exists(journal) ? Files.readString(journal) : "";
            return (int) text.chars().filter(c -> c == '\n').count();
        } catch (IOException e) {
            return 0;
        }
    }

    private void assertAsUninterrupted() throws IOException {
        assertArrayEquals(Files.readAllBytes(Learn.predictions()), Files.readAllBytes(output));
        assertArrayEquals(
                Files.readAllBytes(Learn.predictions().resolveSibling("predictions_noscore.json")),
                Files.readAllBytes(scoreless));
        assertFalse(Files.exists(journal), "the journal is still there");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 30})
    void aKilledRunGoesOnToTheSameBytes(int lines) throws IOException {
        killAt(lines, ground());
        assertFalse(Files.exists(output));

        Command.succeed(ground("--resume"));
        assertAsUninterrupted();
    }

    @Test
    void anInterruptedRunEndsInOrderAndGoesOn() throws IOException {
        Object[] loud = Stream.of(ground()).filter(word -> !word.equals("-q")).toArray();
        try (CommandProcess process = CommandProcess.start(folder, loud)) {
            process.await(() -> lines() >= 5);
            process.signal("TERM");
            Command result = process.join();
            assertEquals(143, result.code(), result.out() + result.err());
            String last = result.err().lines().reduce("", (before, line) -> line);
            assertTrue(last.contains("P.json.partial keeps the answers") && last.contains("--resume"), result.err());
        }
        Command.succeed(ground("--resume"));
        assertAsUninterrupted();
    }

    @Test
    void aRunKilledBeforeAndAfterItsFirstAnswersGoesOnInAProcessOfItsOwn() throws IOException {
        killAt(0, ground());
        killAt(9, ground("--resume"));
        try (CommandProcess process = CommandProcess.start(folder, ground("--resume"))) {
            assertEquals(0, process.join().code());
        }
        assertAsUninterrupted();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void aJournalTornAnywhereIsGoneOnWith() throws IOException {
        Random random = new Random(7);
        int header = text(unfinished).indexOf('\n') + 1;
        int[] cuts = {
            0,
            1 + random.nextInt(header - 1),
            header,
            header + 1 + random.nextInt(unfinished.length - header),
            unfinished.length - 1
        };
        for (int cut : cuts) {
            Files.write(journal, Arrays.copyOf(unfinished, cut));
            Command.succeed(ground("--resume"));
            assertAsUninterrupted();
        }
    }

    @Test
    void answersOfTheJournalAreNotComputedAgain() throws IOException {
        List<String> lines = text(unfinished).lines().toList();
        String answer = lines.get(1)
                .replaceFirst("\"windows\":\\[\\[[^\\]]*\\]", "\"windows\":[[1.5,2.5,0.125]")
                .replaceFirst(",\"crc\":\"[0-9a-f]{8}\"", "");
        List<String> edited = new ArrayList<>(lines);
        edited.set(1, answer);
        Files.write(journal, edited);

        Command.succeed(ground("--resume"));
        assertTrue(Files.readString(output).contains("[1.5, 2.5, 0.125]"));
    }

    @Test
    void aDamagedJournalIsRefused() throws IOException {
        String text = text(unfinished);
        String answer = text.lines().skip(1).findFirst().orElseThrow();
        String bare = answer.replaceFirst(",\"crc\":\"[0-9a-f]{8}\"", "");
        String key = bare.replaceFirst(",\"windows.*", "");
        List<String> all = new ArrayList<>(List.of(
                "?" + text,
                text.replaceFirst("\n\\{", "\n?{"),
                text.replaceFirst("\n", "\n\n"),
                text + "{}\n",
                text + answer + "\n",
                text.replace(answer, answer.replaceFirst("\"windows\":\\[\\[", "\"windows\":[[1"))));
        for (String windows : List.of(
                "null",
                "[]",
                "[null]",
                "[[1,2]]",
                "[[1,2,7]]",
                "[[1,2,-0.1]]",
                "[[1,1e300,0.5]]",
                "[[-1,2,0.5]]",
                "[[3,2,0.5]]",
                "[[1,2,\"0.5\"]]",
                "[[1,2,1e999]]",
                "[[1,2,0.5]],\"missing\":\"both\"")) {
            all.add(text.replace(answer, key + ",\"windows\":" + windows + "}"));
        }
        all.add(text.replace(answer, bare.replaceFirst("\"query\":\"", "\"query\":\"un")));
        for (String damaged : all) {
            Files.writeString(journal, damaged);
            Command result = Command.run(ground("--resume"));
            assertEquals(1, result.code());
            assertTrue(result.err().contains("P.json.partial: line "), result.err());
            assertEquals(damaged, Files.readString(journal));
        }
    }

    @Test
    void aJournalOfMoreThanTwoGigabytesIsReadLineByLine() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
            file.write(unfinished);
            file.setLength(3L << 30);
        }
        Command result = Command.run(ground("--resume"));
        assertEquals(1, result.code());
        assertTrue(result.err().contains("is longer than"), result.err());
    }

    @Test
    void withoutResumeAnUnfinishedRunIsLeftAlone() throws IOException {
        Files.write(journal, unfinished);
        Command result = Command.run(ground());
        assertEquals(1, result.code());
        assertTrue(result.err().contains("--resume"), result.err());
        assertArrayEquals(unfinished, Files.readAllBytes(journal));
        assertFalse(Files.exists(output));
    }

    @Test
    void aRunThatIsKilledBeforeItsFirstAnswerStartsAgainWithoutMore() throws IOException {
        Files.writeString(
                journal, text(unfinished).substring(0, text(unfinished).indexOf('\n') + 5));
        Command.succeed(ground());
        assertAsUninterrupted();
    }

    @Test
    void dataThatHasChangedSinceIsNamed() throws IOException {
        Path data = Folders.copy(Learn.folder(), folder.resolve("data"));
        Object[] args = ground();
        args[5] = data.resolve("config.yaml");
        Object[] resumed = Arrays.copyOf(args, args.length + 1);
        resumed[args.length] = "--resume";
        killAt(3, args);
        Path video = data.resolve("features/video_lmdb/data.mdb");
        Files.setLastModifiedTime(video, FileTime.fromMillis(1_000_000));
        Command changed = Command.run(resumed);
        assertEquals(1, changed.code());
        assertTrue(changed.err().contains("video features (" + video.getParent() + ") changed since"), changed.err());
        assertFalse(changed.err().contains("text features"), changed.err());
    }

    @Test
    void anotherJobDoesNotGoOn() throws IOException {
        Files.write(journal, unfinished);
        Path bundle = folder.resolve("other");
        Command.succeed("export", "-q", "-c", Learn.config(), "--random-weights", 3, "-o", bundle);
        Path config = folder.resolve("config.yaml");
        Files.writeString(config, Files.readString(Learn.config()) + "\n# another file\n");
        Path annotations = folder.resolve("val.jsonl");
        Files.writeString(annotations, Files.readString(Learn.annotations()) + "\n");

        Object[] sameWithOtherBundle = ground("--resume");
        sameWithOtherBundle[3] = bundle;
        Object[] sameWithOtherConfig = ground("--resume", "--data-root", Learn.folder());
        sameWithOtherConfig[5] = config;
        for (Object[] other : List.of(
                sameWithOtherBundle,
                sameWithOtherConfig,
                ground("--resume", "--annotations", annotations),
                ground("--resume", "--split", "train"),
                ground("--resume", "--top-k", 3),
                ground("--resume", "--raw", folder.resolve("raw")),
                ground("--resume", "--queries", Queries.of(Learn.annotations()).get(0)))) {
            Command result = Command.run(other);
            assertEquals(1, result.code(), () -> Arrays.toString(other));
            assertTrue(result.err().contains("another job"), result.err());
            assertArrayEquals(unfinished, Files.readAllBytes(journal));
        }
    }

    @Test
    void resumeWithNothingToGoOnWithJustStarts() throws IOException {
        Command.succeed(ground("--resume"));
        assertAsUninterrupted();
    }

    @Test
    void aRunKilledWhileAnOlderResultIsThereLeavesIt() throws IOException {
        Files.writeString(output, "older");
        killAt(5, ground());
        assertEquals("older", Files.readString(output));
        Command.succeed(ground("--resume"));
        assertAsUninterrupted();
    }

    @Test
    void twoRunsDoNotWriteOneOutput() throws IOException {
        refuseWhileRunning(ground());
        assertAsUninterrupted();
    }

    @Test
    void aResumedRunKeepsOthersOutToo() throws IOException {
        Files.write(journal, unfinished);
        refuseWhileRunning(ground("--resume"));
        assertAsUninterrupted();
    }

    private void refuseWhileRunning(Object... args) throws IOException {
        int before = lines();
        try (CommandProcess first = CommandProcess.start(folder, args)) {
            first.await(() -> lines() > before);
            first.signal("STOP");
            byte[] written = Files.readAllBytes(journal);
            for (Object[] second : List.of(ground(), ground("--resume"))) {
                Command result = Command.run(second);
                assertEquals(1, result.code());
                assertTrue(result.err().contains("another process"), result.err());
            }
            assertArrayEquals(written, Files.readAllBytes(journal));
            first.signal("CONT");
            assertEquals(0, first.join().code());
        }
    }
}
