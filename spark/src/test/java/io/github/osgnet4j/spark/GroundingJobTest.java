package io.github.osgnet4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.session.NativeScan;
import io.github.osgnet4j.spark.Demo.Run;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The job of the demo on a Spark in this process. */
@EnabledForJreRange(max = JRE.JAVA_23)
class GroundingJobTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    private Path folder;

    private Run run(Object... more) {
        Object[] fixed = {"-q", "-m", Demo.BUNDLE, "-c", Demo.CONFIG, "-o", folder.resolve("spark.json")};
        return Demo.run(Stream.concat(Stream.of(fixed), Stream.of(more)).toArray());
    }

    private static List<Path> answers(Path answers) throws IOException {
        try (Stream<Path> files = Files.walk(answers)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void assertSameSubmission(Path expected) throws IOException {
        for (String ending : List.of(".json", "_noscore.json")) {
            String name = expected.toString().replace(".json", ending);
            assertArrayEquals(
                    Files.readAllBytes(Path.of(name)), Files.readAllBytes(folder.resolve("spark" + ending)), ending);
        }
    }

    @Test
    void itsSubmissionIsThatOfOneProcessByteForByteAlsoWhereItGoesOnWithAnswersOfAnEarlierRun() throws IOException {
        Path expected = Demo.oneProcess(folder, Demo.ANNOTATIONS);
        Path answers = folder.resolve("answers");

        Run first = run("--answers", answers);

        assertEquals(0, first.code(), first.err());
        assertTrue(first.out().endsWith(": 40 queries" + System.lineSeparator()), first.out());
        assertEquals("", first.err());
        assertSameSubmission(expected);
        List<Path> files = answers(answers);
        assertEquals(Demo.CLIPS, files.size());

        Run refused = run("--answers", answers);
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("10 clips of 10; add --resume"), refused.err());

        Run other = run("--answers", answers, "--resume", "--top-k", 3);
        assertEquals(1, other.code());
        assertTrue(other.err().contains("belongs to another job: ranking was"), other.err());

        Run set = run("--answers", answers, "--resume", "--set", "opt.learning_rate=0.5");
        assertEquals(1, set.code());
        assertTrue(set.err().contains("--set was none, is now {opt.learning_rate=0.5}"), set.err());

        if (NativeScan.isHere(true)) {
            System.setProperty("osgnet.scan", "onnx");
            try {
                Run nodes = run("--answers", answers, "--resume");
                assertEquals(1, nodes.code());
                assertTrue(nodes.err().contains("native scan was true, is now none"), nodes.err());
            } finally {
                System.clearProperty("osgnet.scan");
            }
        }

        Path bundle = files.get(0).getParent();
        try (FileChannel lock =
                FileChannel.open(bundle.resolve(".driver.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            Run second = run("--answers", answers, "--resume");
            assertEquals(1, second.code());
            assertEquals(
                    "osgnet-spark: Another driver is at work in " + bundle
                            + "; wait for its end, or give --answers another folder",
                    second.err().strip());
        }
        Path half = bundle.resolve("." + files.get(0).getFileName() + "." + UUID.randomUUID() + ".tmp");
        Files.setLastModifiedTime(Files.writeString(half, "half"), LONG_AGO);

        for (Path file : files) {
            Files.setLastModifiedTime(file, LONG_AGO);
        }
        for (Path file : files.subList(0, 4)) {
            Files.delete(file);
        }
        Files.delete(folder.resolve("spark.json"));
        Run second = run("--answers", answers, "--resume");

        assertEquals(0, second.code(), second.err());
        assertSameSubmission(expected);
        assertEquals(files, answers(answers));
        for (int i = 0; i < files.size(); i++) {
            boolean kept = Files.getLastModifiedTime(files.get(i)).equals(LONG_AGO);
            assertEquals(i >= 4, kept, files.get(i).toString());
        }

        Files.writeString(files.get(7), Files.readString(files.get(7)).replaceFirst("0\\.", "1."));
        Run damaged = run("--answers", answers, "--resume");
        assertEquals(1, damaged.code());
        assertTrue(damaged.err().contains(files.get(7).getFileName() + ": line "), damaged.err());
        assertTrue(damaged.err().contains("its checksum does not agree"), damaged.err());
    }

    @Test
    void keysThatAreSetReachTheTasks() throws IOException {
        Path some = Files.write(
                folder.resolve("some.jsonl"),
                Files.readAllLines(Demo.ANNOTATIONS).subList(0, 4));
        Path expected = Demo.oneProcess(folder, some);
        Path config = folder.resolve("elsewhere.yaml");
        String store = "../src/test/resources/golden/learn/features/video_lmdb";
        Files.writeString(config, Files.readString(Demo.CONFIG).replace(store, "nowhere"));
        Run set = Demo.run(
                "-q",
                "-m",
                Demo.BUNDLE,
                "-c",
                config,
                "--data-root",
                Demo.CONFIG.getParent(),
                "--set",
                "dataset.video_feat_dir=" + store,
                "--annotations",
                some,
                "-o",
                folder.resolve("spark.json"));
        assertEquals(0, set.code(), set.err());
        assertSameSubmission(expected);
    }

    @Test
    void whatAFolderRefusesForAMomentIsTriedAgain() throws IOException {
        Path expected = Demo.oneProcess(folder, Demo.ANNOTATIONS);
        String implementation = "spark.hadoop.fs.flaky.impl";
        System.setProperty(implementation, FlakyFileSystem.class.getName());
        try {
            String answers = "flaky://" + folder.resolve("answers");
            FlakyFileSystem.FAILURES.set(Integer.MAX_VALUE);
            Run failed = run("--answers", answers, "--master", "local[2,2]");
            assertEquals(1, failed.code());
            assertTrue(failed.err().contains("--resume goes on"), failed.err());

            FlakyFileSystem.FAILURES.set(2);
            Run mended = Demo.run(
                    "-m",
                    Demo.BUNDLE,
                    "-c",
                    Demo.CONFIG,
                    "-o",
                    folder.resolve("spark.json"),
                    "--answers",
                    answers,
                    "--master",
                    "local[2,3]",
                    "--resume");
            assertEquals(0, mended.code(), mended.err());
            assertEquals(0, FlakyFileSystem.FAILURES.get());
            assertTrue(mended.err().contains("has no locks; see that no other driver works in it"), mended.err());
            assertSameSubmission(expected);
        } finally {
            System.clearProperty(implementation);
            FlakyFileSystem.FAILURES.set(0);
        }
    }

    @Test
    void aClipThatCannotBeReadFailsItsOwnQueriesAlone() throws IOException {
        Path poisoned = Demo.withAClipThatIsNotThere(folder);
        Path expected = Demo.oneProcess(folder, Demo.ANNOTATIONS);

        Run refused = run("--annotations", poisoned);
        assertEquals(1, refused.code());
        assertEquals(1, refused.err().lines().count(), refused.err());
        assertTrue(refused.err().contains("'gone'"), refused.err());
        assertTrue(refused.err().contains("; --on-unusable skip leaves such queries out"), refused.err());
        assertFalse(Files.exists(folder.resolve("spark.json")));

        Path named = Files.createDirectory(folder.resolve("my r\u00fcn"));
        Run kept = Demo.run(
                "-q", "-m", Demo.BUNDLE, "-c", Demo.CONFIG, "--annotations", poisoned, "-o", named.resolve("a b.json"));
        assertEquals(1, kept.code());
        assertTrue(Files.isDirectory(named.resolve("a b.json.answers")), kept.err());

        Run skipped = run("--annotations", poisoned, "--on-missing", "skip", "--resume");

        assertEquals(0, skipped.code(), skipped.err());
        assertSameSubmission(expected);
        List<String> lines = skipped.out().lines().toList();
        assertEquals("2 queries skipped, for their data is missing or unusable:", lines.get(1));
        assertTrue(lines.get(2).contains("'gone'"), lines.get(2));
        assertEquals(4, lines.size());
        assertFalse(Files.exists(folder.resolve("spark.json.answers")), "they are in the submission");
    }

    @Test
    void whatMakesNoSenseIsRefusedInOneLineBeforeAnyWork() {
        Run test = run("--split", "test");
        assertEquals(2, test.code());
        assertTrue(test.err().startsWith("osgnet-spark: --split test needs --annotations"), test.err());

        Run parts = run("--partitions", 0);
        assertEquals(2, parts.code());
        assertTrue(parts.err().contains("--partitions"), parts.err());

        for (String place : List.of("a:b", "")) {
            Run answers = run("--answers", place);
            assertEquals(2, answers.code());
            assertTrue(
                    answers.err().contains("'--answers'") && answers.err().contains("'" + place + "'"), answers.err());
        }
        Run master = run("--master", "foo");
        assertEquals(1, master.code());
        assertTrue(master.err().startsWith("osgnet-spark: Spark does not start with master 'foo'"), master.err());
        assertEquals(1, master.err().lines().count(), master.err());

        Run zip = run("--format", "codabench");
        assertEquals(1, zip.code());
        assertEquals(
                "osgnet-spark: " + folder.resolve("spark.json")
                        + " is named as .json, but this job writes .zip; name it so",
                zip.err().strip());

        Run bundle = Demo.run("-q", "-m", folder, "-c", Demo.CONFIG, "-o", folder.resolve("p.json"));
        assertEquals(1, bundle.code());
        assertTrue(bundle.err().startsWith("osgnet-spark: There is no bundle " + folder), bundle.err());
        assertEquals(1, bundle.err().lines().count(), bundle.err());
    }
}
