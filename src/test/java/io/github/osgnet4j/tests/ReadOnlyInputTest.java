package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data and models that nobody may write: they are read all the same, and nothing appears beside them. */
class ReadOnlyInputTest {

    @TempDir
    Path folder;

    private Path inputs;

    @BeforeEach
    void copy() {
        inputs = folder.resolve("inputs");
        Folders.copy(Learn.folder(), inputs);
        Folders.copy(Learn.bundle(), inputs.resolve("bundle"));
        setWritable(false);
    }

    @AfterEach
    void release() {
        setWritable(true);
    }

    private void setWritable(boolean writable) {
        for (Path path : Folders.walk(inputs)) {
            assertTrue(path.toFile().setWritable(writable), path.toString());
        }
    }

    private void groundAndEvaluate(Path data) throws IOException {
        Path output = folder.resolve("P.json");
        Path config = data.resolve("config.yaml");
        Command.succeed("ground", "-q", "-m", data.resolve("bundle"), "-c", config, "-o", output);
        assertArrayEquals(Files.readAllBytes(Learn.predictions()), Files.readAllBytes(output));
        Command.succeed("eval", "-q", "-c", config, "-p", output);
        Command.succeed("verify", "-q", "-m", data.resolve("bundle"));
        for (String store : List.of("video_lmdb", "text_lmdb", "object_lmdb")) {
            Command.succeed("inspect", data.resolve("features").resolve(store));
        }
    }

    @Test
    void readOnlyFoldersAreReadAndStayAsTheyAre() throws IOException {
        Map<String, String> before = Folders.contents(inputs);
        groundAndEvaluate(inputs);
        assertEquals(before, Folders.contents(inputs));
    }

    @Test
    void aReadOnlyFileSystemIsRead() throws IOException {
        try (Mount mount = Mount.readOnly(inputs, Files.createDirectory(folder.resolve("mounted")))) {
            groundAndEvaluate(mount.folder());
        }
    }
}
