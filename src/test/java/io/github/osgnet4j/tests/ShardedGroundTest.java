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
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code osgnet ground --shard} and {@code osgnet merge}, against one run of the whole split. */
class ShardedGroundTest {

    private static final int ATTEMPTS = 5;

    @TempDir
    Path folder;

    private Object[] ground(int shard, int of, Object... more) {
        List<Object> args = new ArrayList<>(List.of("ground", "-q", "-m", Learn.bundle(), "-c", Learn.config()));
        args.addAll(List.of("-o", folder.resolve("P.json"), "--shard", shard + "/" + of));
        args.addAll(List.of(more));
        return args.toArray();
    }

    private Path file(int shard, int of) {
        return folder.resolve("P.json.shard-" + shard + "-of-" + of);
    }

    private Command merge(Object... files) {
        List<Object> args = new ArrayList<>(List.of("merge"));
        args.addAll(List.of(files));
        args.addAll(List.of("-o", folder.resolve("P.json")));
        return Command.run(args.toArray());
    }

    @Test
    void shardsMakeTheBytesAndTheRawArraysOfOneRun() throws IOException {
        Path raw = folder.resolve("raw");
        for (int shard = 1; shard <= 3; shard++) {
            Command.succeed(ground(shard, 3, "--raw", raw, "-j", shard));
            assertTrue(Files.exists(file(shard, 3)));
        }
        assertFalse(Files.exists(folder.resolve("P.json")));
        Command merged = merge(file(2, 3), file(3, 3), file(1, 3));
        assertEquals(0, merged.code(), merged.err());
        assertTrue(merged.out().contains("P_noscore.json: 40 queries of 3 shards"), merged.out());
        assertArrayEquals(Files.readAllBytes(Learn.predictions()), Files.readAllBytes(folder.resolve("P.json")));
        assertArrayEquals(
                Files.readAllBytes(Learn.predictions().resolveSibling("predictions_noscore.json")),
                Files.readAllBytes(folder.resolve("P_noscore.json")));

        Path whole = folder.resolve("whole");
        String first = Queries.of(Learn.annotations()).get(0);
        Command.succeed(
                "ground",
                "-q",
                "-m",
                Learn.bundle(),
                "-c",
                Learn.config(),
                "--raw",
                whole,
                "--queries",
                first,
                "-o",
                folder.resolve("first.json"));
        for (String query : Queries.of(Learn.annotations())) {
            assertTrue(Files.exists(raw.resolve(query + ".npz")), query);
        }
        assertArrayEquals(
                Files.readAllBytes(whole.resolve(first + ".npz")), Files.readAllBytes(raw.resolve(first + ".npz")));
    }

    @Test
    void aKilledShardGoesOnAndAnotherShardDoesNotTakeItsPlace() throws IOException {
        Path journal = folder.resolve("P.json.shard-1-of-2.partial");
        // A shard that has ended before it was killed is run again.
        for (int attempt = 0; attempt < ATTEMPTS && lines(journal) < 5; attempt++) {
            Files.deleteIfExists(file(1, 2));
            Files.deleteIfExists(journal);
            try (CommandProcess process = CommandProcess.start(folder, ground(1, 2, "-j", 1))) {
                process.await(() -> lines(journal) >= 5);
                process.kill();
            }
        }
        assertTrue(lines(journal) >= 5, "The shard always ended before it was killed");
        Files.copy(journal, folder.resolve("P.json.shard-2-of-2.partial"));
        Command other = Command.run(ground(2, 2, "--resume"));
        assertEquals(1, other.code());
        assertTrue(other.err().contains("--shard was 1/2, is now 2/2"), other.err());
        Files.delete(folder.resolve("P.json.shard-2-of-2.partial"));

        Command wider = Command.run(ground(1, 2, "--resume", "--sequence", "--allow-leakage"));
        assertEquals(1, wider.code());
        assertTrue(wider.err().contains("--sequence was none, is now true"), wider.err());
        if (CompiledScan.isThere()) {
            Command withNodes = withNodes(() -> Command.run(ground(1, 2, "--resume")));
            assertEquals(1, withNodes.code());
            assertTrue(withNodes.err().contains("native scan was true, is now none"), withNodes.err());
        }
        Command.succeed(ground(1, 2, "--resume"));
        assertFalse(Files.exists(journal));
        Command alone = merge(file(1, 2));
        assertEquals(1, alone.code());
        assertTrue(alone.err().contains("Shard 2/2 is missing"), alone.err());
        Command.succeed(ground(2, 2, "--top-k", 3));
        Command different = merge(file(1, 2), file(2, 2));
        assertEquals(1, different.code());
        assertTrue(
                different.err().contains("--top-k is that of the bundle in the one, 3 in the other"), different.err());
        assertFalse(Files.exists(folder.resolve("P.json")));
        Command.succeed(ground(2, 2));
        assertEquals(0, merge(file(1, 2), file(2, 2)).code());
        assertArrayEquals(Files.readAllBytes(Learn.predictions()), Files.readAllBytes(folder.resolve("P.json")));
    }

    /** The two forms of the scan differ in the last digits. */
    @Test
    void shardsWithANativeScanAndWithoutAreNotMerged() {
        CompiledScan.assume();
        String query = Queries.of(Learn.annotations()).get(0);
        Command.succeed(ground(1, 2, "--queries", query));
        withNodes(() -> Command.succeed(ground(2, 2, "--queries", query)));
        Command different = merge(file(1, 2), file(2, 2));
        assertEquals(1, different.code());
        assertTrue(different.err().contains("native scan is true in the one, none in the other"), different.err());
    }

    private static Command withNodes(Supplier<Command> run) {
        System.setProperty("osgnet.scan", "onnx");
        try {
            return run.get();
        } finally {
            System.clearProperty("osgnet.scan");
        }
    }

    private static int lines(Path journal) {
        try {
            return Files.exists(journal) ? Files.readAllLines(journal).size() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void whatIsNoShardIsRefused() {
        Command usage = Command.run(ground(3, 2));
        assertEquals(2, usage.code());
        assertTrue(usage.err().contains("no shard 3 of 2"), usage.err());
        Command merge = merge(Learn.predictions());
        assertEquals(1, merge.code());
        assertTrue(merge.err().contains("not a file of a shard"), merge.err());
        assertEquals(2, merge().code());
    }
}
