package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.io.Checkpoint;
import io.github.osgnet4j.data.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Official checkpoints as safetensors. */
class ImportTest {

    @TempDir
    Path folder;

    private Path output;

    @BeforeEach
    void name() {
        output = folder.resolve("W.safetensors");
    }

    private Command convert(Path config, Path checkpoint, String... more) {
        Object[] args = {"import", "-q", "-c", config, "--checkpoint", checkpoint, "-o", output};
        return Command.run(
                Stream.concat(Arrays.stream(args), List.of(more).stream()).toArray());
    }

    private static Path config(String set) {
        return Learn.folder().resolveSibling(set).resolve("config.yaml");
    }

    @Test
    void theTrainedWeightsAreTakenUnlessTheAverageIsAskedFor() {
        GoldenSet set = GoldenSet.own("classes2");
        Path both = set.checkpoint().orElseThrow();
        Checkpoint checkpoint = Checkpoint.read(both);
        assertNotEquals(checkpoint.weights(), checkpoint.ema());
        assertEquals(0, convert(set.config(), both).code());
        assertEquals(checkpoint.weights(), Safetensors.read(output).tensors());
        assertEquals(0, convert(set.config(), both, "--no-ema").code());
        assertEquals(checkpoint.weights(), Safetensors.read(output).tensors());
        assertEquals(0, convert(set.config(), both, "--ema").code());
        assertEquals(checkpoint.ema(), Safetensors.read(output).tensors());
    }

    @Test
    void convertedBackTheyAreTheCheckpointAgain() throws IOException {
        assertEquals(0, convert(Learn.config(), Learn.checkpoint()).code());
        Path back = folder.resolve("model_8_50.0.pth.tar");
        Command.succeed("convert", output, back);
        Checkpoint official = Checkpoint.read(Learn.checkpoint());
        assertEquals(official.epoch(), Checkpoint.read(back).epoch());
        assertEquals(official.weights(), Checkpoint.read(back).weights());
        assertEquals(
                List.copyOf(official.weights().keySet()),
                List.copyOf(Checkpoint.read(back).weights().keySet()));
        Command.succeed("convert", output, back, "--epoch", 70000);
        assertEquals(70000, Checkpoint.read(back).epoch().orElseThrow());
        byte[] written = Files.readAllBytes(back);

        Command otherWay = Command.run("convert", Learn.checkpoint(), back);
        assertEquals(2, otherWay.code());
        assertTrue(otherWay.err().contains("osgnet import"), otherWay.err());
        assertEquals(
                2,
                Command.run("convert", output, folder.resolve("x.safetensors")).code());
        assertEquals(2, Command.run("convert", output, back, "--epoch", -1).code());
        assertEquals(
                1,
                Command.run("convert", folder.resolve("none.safetensors"), back).code());
        assertArrayEquals(written, Files.readAllBytes(back));
    }

    @Test
    void theShotBranchIsKept() {
        assertEquals(0, convert(Learn.config(), Learn.checkpoint()).code());
        List<String> names = List.copyOf(Safetensors.read(output).tensors().keySet());
        assertTrue(names.stream().anyMatch(name -> name.startsWith("shot_aggregator.")), names::toString);
    }

    @Test
    void importedWeightsImportedAgainAreTheSame() throws IOException {
        Path first = folder.resolve("first.safetensors");
        assertEquals(0, convert(Learn.config(), Learn.checkpoint()).code());
        Files.move(output, first);
        assertEquals(0, convert(Learn.config(), first).code());
        assertEquals(Safetensors.read(first).tensors(), Safetensors.read(output).tensors());
    }

    @Test
    void importingTwiceGivesTheSameBytes() throws IOException {
        assertEquals(0, convert(Learn.config(), Learn.checkpoint()).code());
        byte[] bytes = Files.readAllBytes(output);
        assertEquals(0, convert(Learn.config(), Learn.checkpoint()).code());
        assertArrayEquals(bytes, Files.readAllBytes(output));
    }

    @Test
    void namesThatDoNotFitAreListed() throws IOException {
        Files.writeString(output, "previous");
        Command larger = convert(config("goal"), Learn.checkpoint());
        assertEquals(1, larger.code());
        assertEquals("", larger.out());
        assertTrue(larger.err().contains(" missing:\n"), larger.err());
        assertTrue(larger.err().contains(" misshapen:\n"), larger.err());
        String shapes = "  \\S+: expected \\[[0-9, ]+\\], found \\[[0-9, ]+\\]";
        assertTrue(larger.err().lines().anyMatch(line -> line.matches(shapes)), larger.err());

        Command smaller = convert(config("nlq_modes"), Learn.checkpoint());
        assertEquals(1, smaller.code());
        assertTrue(smaller.err().contains(" unexpected:\n"), smaller.err());
        assertEquals("previous", Files.readString(output));
        assertEquals(2, Folders.contents(folder).size());
    }

    @Test
    void aFileThatIsNoCheckpointIsRefused() throws IOException {
        for (Path file : List.of(
                Learn.config(),
                Learn.folder().resolve("features/a_photo_of.pt"),
                Files.createFile(folder.resolve("empty")))) {
            Command result = convert(Learn.config(), file);
            assertEquals(1, result.code());
            assertTrue(result.err().startsWith("osgnet: " + file), result.err());
            assertFalse(Files.exists(output));
        }
    }
}
