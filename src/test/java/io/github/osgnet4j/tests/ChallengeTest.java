package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that does the whole job of a challenge's test file in several ways, with few queries and one network. */
class ChallengeTest {

    private static final Path SCRIPT = Path.of(System.getProperty("osgnet.root"), "scripts/challenge");

    @TempDir
    Path folder;

    private Command challenge(Object... args) throws IOException, InterruptedException {
        return challengeWith(ClassArchive.script(), args);
    }

    /** Runs the script with a command of its own. */
    private Command challengeWith(String program, Object... args) throws IOException, InterruptedException {
        Path osgnet = folder.resolve("osgnet");
        Files.writeString(osgnet, program);
        Files.setPosixFilePermissions(osgnet, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        Stream.of(args).map(String::valueOf).forEach(command::add);
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("OSGNET", osgnet.toString());
        Process process = builder.start();
        assertTrue(process.waitFor(10, TimeUnit.MINUTES), "hangs");
        return new Command(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void oneProcessAndShardsWriteTheSameSubmission() throws IOException, InterruptedException {
        Path out = folder.resolve("a #folder & it's");
        Command result =
                challenge("--queries", 9, "--seconds", 20, "--models", 1, "--shards", 2, "--no-spark", "--output", out);
        assertEquals(0, result.code(), result.out() + result.err());
        assertTrue(result.out().contains("All wrote the same bytes"), result.out());
        assertArrayEquals(Files.readAllBytes(out.resolve("one.zip")), Files.readAllBytes(out.resolve("shards.zip")));
        assertEquals(9, Queries.of(out.resolve("data/test.jsonl")).size());
    }

    @Test
    void aShardThatFailsEndsTheScriptAndTheOtherShards() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        // The second shard fails once the first is at work; all else does nothing, and does it well.
        Command result =
                challengeWith("""
                #!/bin/sh
                case "$*" in
                    prepare*) mkdir -p data ;;
                    *--shard\\ 1/2*) echo $$ >first; exec sleep 600 ;;
                    *--shard\\ 2/2*) while [ ! -s first ]; do sleep 0.05; done; exit 7 ;;
                esac
                """, "--queries", 9, "--models", 1, "--shards", 2, "--no-spark", "--output", out);
        assertEquals(7, result.code(), result.out() + result.err());
        assertFalse(result.out().contains("All wrote the same bytes"), result.out());
        assertFalse(Files.exists(out.resolve("shards.zip")));
        long first = Long.parseLong(Files.readString(out.resolve("first")).strip());
        Optional<ProcessHandle> shard = ProcessHandle.of(first);
        if (shard.isPresent()) {
            shard.get().onExit().orTimeout(1, TimeUnit.MINUTES).join();
        }
    }

    @Test
    void wrongUsageAndAFolderOfSomebodyElseAreRefused() throws IOException, InterruptedException {
        assertEquals(2, challenge("--nonsense").code());
        assertEquals(2, challenge("--queries").code());
        assertEquals(2, challenge("--shards", "0").code());
        assertEquals(2, challenge("--queries", "00").code());
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(mine.resolve("precious"), "");
        assertEquals(1, challenge("--output", mine).code());
        assertTrue(Files.exists(mine.resolve("precious")));
    }

    @Test
    void theSameSeedMakesUpTheSameSplit() throws IOException {
        for (String name : List.of("one", "two")) {
            Command.succeed(
                    "prepare",
                    "random",
                    "-q",
                    "-c",
                    Learn.config(),
                    "--queries",
                    7,
                    "--seconds",
                    20,
                    "-o",
                    folder.resolve(name));
        }
        for (String file : List.of("test.jsonl", "video_lmdb/data.mdb", "text_lmdb/data.mdb", "object_lmdb/data.mdb")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("one").resolve(file)),
                    Files.readAllBytes(folder.resolve("two").resolve(file)),
                    file);
        }
        Path stopped = Files.createDirectory(folder.resolve("stopped"));
        Thread.currentThread().interrupt();
        Command failed = Command.run("prepare", "random", "-q", "-c", Learn.config(), "-o", stopped);
        Thread.interrupted();
        assertEquals(1, failed.code(), failed.err());
        assertEquals(List.of(stopped), Folders.walk(stopped));
        Command again = Command.run("prepare", "random", "-c", Learn.config(), "-o", folder.resolve("one"));
        assertEquals(1, again.code());
        assertTrue(again.err().contains("already"), again.err());
    }
}
