package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Narration;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.sample.ClassEmbeddings;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.data.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no plain file is refused by every reader before it is opened. */
class InputFileTest {

    private static final Map<String, Consumer<Path>> READERS = Map.ofEntries(
            Map.entry("checkpoint", Checkpoint::read),
            Map.entry("weights", file -> WeightFile.read(file, WeightFile.Choice.TRAINED)),
            Map.entry("safetensors", Safetensors::read),
            Map.entry("class embeddings", ClassEmbeddings::read),
            Map.entry("npz", Npz::read),
            Map.entry("store", LmdbStore::open),
            Map.entry("config", file -> OsgnetConfig.load(file, Optional.empty())),
            Map.entry("annotations", Annotations::read),
            Map.entry("ground truth", file -> GroundTruth.read(file, Track.NLQ)),
            Map.entry("narrations", Narration::read),
            Map.entry("predictions", Predictions::read));

    @TempDir
    Path folder;

    static Stream<String> readers() {
        return READERS.keySet().stream().sorted();
    }

    private static String refused(String reader, Path file) {
        // The time is a net: a pipe that is opened holds the test up for ever.
        return assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> assertThrows(
                                DataException.class, () -> READERS.get(reader).accept(file), reader + " " + file)
                        .getMessage());
    }

    private Path pipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("data.mdb");
        Process mkfifo;
        try {
            mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
        } catch (IOException e) {
            assumeTrue(false, "no mkfifo here");
            throw e;
        }
        assumeTrue(mkfifo.waitFor() == 0, "mkfifo failed");
        return pipe;
    }

    @ParameterizedTest
    @MethodSource("readers")
    void pipesAndDevicesAreRefusedAtOnce(String reader) throws IOException, InterruptedException {
        Path pipe = pipe();
        for (Path file : List.of(pipe, Files.createSymbolicLink(folder.resolve("link"), pipe), Path.of("/dev/zero"))) {
            String message = refused(reader, file);
            assertTrue(message.contains(file.toString()) && message.contains("pipe"), message);
        }
        if (reader.equals("store")) {
            assertTrue(refused(reader, folder).contains("pipe"));
        } else {
            assertTrue(refused(reader, folder).contains("folder"));
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aPointerOfGitLfsIsCalledOne(String reader) throws IOException {
        Path pointer = Files.writeString(
                folder.resolve("weights"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n");
        String message = refused(reader, pointer);
        assertTrue(message.contains("Git LFS") && message.contains("git lfs pull"), message);
    }

    @Test
    void filesThatTheSystemMakesUpAreRefused() {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status));
        DataException e = assertThrows(DataException.class, () -> InputFile.regular(status));
        assertTrue(e.getMessage().startsWith(status + ": ") && e.getMessage().contains("makes up"), e.getMessage());
    }

    @Test
    void aPlainFileIsWhatItIsAndAMissingOneIsLeftToItsReader() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals(file, InputFile.regular(file));
        assertEquals(folder.resolve("missing"), InputFile.regular(folder.resolve("missing")));
    }
}
