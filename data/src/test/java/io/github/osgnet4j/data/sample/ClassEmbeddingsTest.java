package io.github.osgnet4j.data.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.TestFolders;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.network.NamedTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embeddings of classes are the same numbers in whatever kind of file they come. */
class ClassEmbeddingsTest {

    @TempDir
    Path folder;

    @Test
    void everyKindOfFileGivesTheSameNumbers() throws IOException {
        Path official = TestFolders.golden().stream()
                .map(set -> set.resolve("features/a_photo_of.pt"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
        ClassEmbeddings expected = ClassEmbeddings.read(official);
        int[] shape = {expected.rows(), expected.channels()};
        NpyArray array = new NpyArray(shape, expected.values());
        Path npz = folder.resolve("classes.npz");
        Npz.write(npz, Map.of("embeddings", array, "other", array), true);
        Path npy = folder.resolve("classes.npy");
        Files.write(npy, Npz.member(Files.readAllBytes(npz), "embeddings"));
        Path safetensors = folder.resolve("classes.safetensors");
        Safetensors.write(
                safetensors,
                List.of(new NamedTensor("names", new long[] {shape[0], shape[1]}, expected.values())),
                Map.of());
        for (Path file : List.of(npz, npy, safetensors)) {
            ClassEmbeddings read = ClassEmbeddings.read(file);
            assertEquals(expected.rows(), read.rows(), file.toString());
            assertEquals(expected.channels(), read.channels(), file.toString());
            assertArrayEquals(expected.values(), read.values(), file.toString());
        }
    }

    @Test
    void anythingElseIsRefusedWithTheFilesName() throws IOException {
        Path text = Files.writeString(folder.resolve("names.txt"), "cup, knife, spoon");
        DataException e = assertThrows(DataException.class, () -> ClassEmbeddings.read(text));
        assertTrue(e.getMessage().startsWith(text + ": expected a tensor of torch.save"), e.getMessage());
        Path vector = folder.resolve("vector.npz");
        Npz.write(vector, Map.of("x", new NpyArray(new int[] {3}, new float[3])), true);
        DataException flat = assertThrows(DataException.class, () -> ClassEmbeddings.read(vector));
        assertTrue(flat.getMessage().contains("expected a tensor (classes, channels), found [3]"), flat.getMessage());
    }
}
