package io.github.osgnet4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFolderTest {

    private static final byte[] ANSWERS = "answers".getBytes(StandardCharsets.UTF_8);
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    private Path root;

    private Path place;
    private AnswerFolder folder;

    @BeforeEach
    void name() {
        place = root.resolve("an\u00e4 wers");
        folder = in(AnswerFolder.local(place));
    }

    private static AnswerFolder in(String place) {
        Configuration hadoop = new Configuration();
        hadoop.setClass("fs.flaky.impl", FlakyFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        return new AnswerFolder(place, new BundleOnMachine("b", "b", "0123456789abcdef".repeat(4)), hadoop);
    }

    private Path inside() {
        return place.resolve("0123456789abcdef".repeat(2));
    }

    @Test
    void aMarkIsSeenWhereTheFolderIsTheSameAndUntilItIsTakenAway() {
        String mark = folder.mark();
        assertTrue(in(AnswerFolder.local(place)).sees(mark));
        assertFalse(in(AnswerFolder.local(root.resolve("another machine's"))).sees(mark));
        folder.unmark(mark);
        assertFalse(folder.sees(mark));
    }

    @Test
    void oneDriverAtATimeHasAFolder() {
        try (DriverLock first = folder.lock()) {
            assertTrue(first.held());
            SparkJobException e = assertThrows(SparkJobException.class, folder::lock);
            assertTrue(e.getMessage().startsWith("Another driver is at work in " + inside()), e.getMessage());
        }
        folder.lock().close();
        assertEquals(0, inside().toFile().list().length, "nothing of a lock stays");
    }

    @Test
    void aDriverThatForgetsItsAnswersKeepsItsLockToTheEndAndLeavesThatOfTheNext() throws IOException {
        DriverLock first = folder.lock();
        folder.write("clip", ANSWERS);
        folder.clear();
        assertEquals(List.of(".driver.lock"), List.of(inside().toFile().list()));
        assertThrows(SparkJobException.class, folder::lock);
        Path lock = inside().resolve(".driver.lock");
        Files.move(lock, root.resolve("away"));
        Files.createFile(lock);
        first.close();
        assertTrue(Files.exists(lock), "it is another driver's");
        folder.removeEmpty();
        assertTrue(Files.exists(lock));
        Files.delete(lock);
        folder.removeEmpty();
        assertFalse(Files.exists(place));
    }

    @Test
    void aLockThatCannotBeRemovedIsLetGoOfAllTheSame() throws IOException {
        DriverLock first = folder.lock();
        Files.move(inside(), root.resolve("away"));
        Files.writeString(inside(), "no folder");
        first.close();
        Files.delete(inside());
        Files.move(root.resolve("away"), inside());
        try (DriverLock next = folder.lock()) {
            assertTrue(next.held());
        }
    }

    @Test
    void aFileSystemWithoutLocksKeepsNobodyAway() {
        AnswerFolder other = in("flaky://" + root);
        try (DriverLock first = other.lock();
                DriverLock second = other.lock()) {
            assertFalse(first.held() || second.held());
        }
    }

    private Path file(String name, FileTime time) throws IOException {
        Path file = Files.writeString(inside().resolve(name), "half");
        return Files.setLastModifiedTime(file, time);
    }

    @Test
    void whatKilledExecutorsLeftHalfWrittenIsRemovedAndNothingElse() throws IOException {
        folder.unmark(folder.mark());
        folder.write("clip", ANSWERS);
        String half = ".0123456789abcdef0123456789abcdef.jsonl." + UUID.randomUUID() + ".tmp";
        String fresh = ".0123456789abcdef0123456789abcdef.jsonl." + UUID.randomUUID() + ".tmp";
        FileTime soon = FileTime.from(Instant.now().plusSeconds(1000));
        Path abandoned = file(half, LONG_AGO);
        Path mark = file("." + UUID.randomUUID() + ".tmp", LONG_AGO);
        List<Path> others = List.of(
                file(fresh, soon),
                file("." + UUID.randomUUID() + ".tmp", soon),
                file("notes.tmp", LONG_AGO),
                file(half.substring(1), LONG_AGO),
                Files.createDirectory(inside().resolve(half.replace("0123", "3210"))));

        folder.removeAbandoned(false);
        assertFalse(Files.exists(abandoned));
        assertTrue(Files.exists(mark), "it may be that of another driver");
        folder.removeAbandoned(true);
        assertFalse(Files.exists(mark));
        others.forEach(other -> assertTrue(Files.exists(other), other.toString()));
        assertEquals(Set.of("clip"), folder.answered(List.of("clip", "another")));
        assertEquals(Optional.of("answers"), folder.read("clip").map(b -> new String(b, StandardCharsets.UTF_8)));

        FileTime anHour = FileTime.from(Instant.now().minusSeconds(3500));
        Path young = file(half, anHour);
        Path job = file(
                "." + UUID.randomUUID() + ".tmp", FileTime.from(Instant.now().minusSeconds(6 * 86_400)));
        folder.removeAbandoned(true);
        assertTrue(Files.exists(young), "a driver of another machine may have begun");
        assertTrue(Files.exists(job));
    }
}
