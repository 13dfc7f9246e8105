package io.github.osgnet4j.data.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.data.weights.WeightFile.Choice;
import io.github.osgnet4j.network.NamedTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFileTest {

    @TempDir
    Path folder;

    private static NamedTensor tensor(String name) {
        return new NamedTensor(name, new long[] {1}, new float[] {1});
    }

    private static String refused(Path file, Choice choice) {
        return assertThrows(DataException.class, () -> WeightFile.read(file, choice))
                .getMessage();
    }

    /** See make_fixtures.py of the formats. */
    private static Path checkpoint(String name) {
        return Path.of(System.getProperty("osgnet.root"), "data/src/test/resources/formats", name);
    }

    @Test
    void whatAFileHoldsSaysWhatItIsAndNotItsName() throws IOException {
        Path misnamed = folder.resolve("w.pth.tar");
        Safetensors.write(misnamed, List.of(tensor("a")), Map.of());
        assertEquals(
                Set.of("a"), WeightFile.read(misnamed, Choice.TRAINED).tensors().keySet());
        for (String name : List.of("extras_2.pth.tar", "extras_legacy_2.pth.tar")) {
            Path file = folder.resolve(name + ".safetensors");
            Files.copy(checkpoint(name), file);
            WeightFile weights = WeightFile.read(file, Choice.TRAINED);
            assertEquals(Set.of("a", "b"), weights.tensors().keySet());
            assertEquals(9, weights.epoch().orElseThrow());
        }
    }

    @Test
    void aDamagedFileIsTakenForWhatItsNameSays() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Safetensors.write(file, List.of(tensor("a")), Map.of());
        byte[] bytes = Files.readAllBytes(file);
        bytes[8] = 'x';
        Files.write(file, bytes);
        assertTrue(refused(file, Choice.TRAINED).contains("safetensors header"));
        assertTrue(refused(Files.write(folder.resolve("w.pth.tar"), bytes), Choice.TRAINED)
                .contains("Not a torch.save file"));
    }

    @Test
    void namesOfANetworkTrainedInParallelLoseTheirPrefix() {
        Path file = folder.resolve("w.safetensors");
        Safetensors.write(file, List.of(tensor("module.a"), tensor("b")), Map.of());
        Map<String, NamedTensor> tensors = WeightFile.read(file, Choice.TRAINED).tensors();
        assertEquals(List.of("a", "b"), List.copyOf(tensors.keySet()));
        assertEquals("a", tensors.get("a").name());

        Safetensors.write(file, List.of(tensor("module.a"), tensor("a")), Map.of());
        assertTrue(refused(file, Choice.TRAINED).contains("'a'"));
    }

    @Test
    void theAverageIsTakenWhereThereIsOneIfThatIsWanted() {
        Path views = checkpoint("views.pth.tar");
        assertEquals(
                1, WeightFile.read(views, Choice.AVERAGED_IF_PRESENT).tensors().size());
        assertEquals(12, WeightFile.read(views, Choice.TRAINED).tensors().size());
        Path extras = checkpoint("extras_2.pth.tar");
        assertEquals(
                2, WeightFile.read(extras, Choice.AVERAGED_IF_PRESENT).tensors().size());
        assertTrue(refused(extras, Choice.AVERAGED).contains("--no-ema"));
    }
}
