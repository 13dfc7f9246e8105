package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No command writes over what it reads. */
class InputsStayTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));
    private static final Path LEARN = ROOT.resolve("src/test/resources/golden/learn");
    private static final Path CONFIG = ROOT.resolve("configs/demo.yaml");

    @TempDir
    Path folder;

    private Path copy(Path file) throws IOException {
        return Files.copy(file, folder.resolve(file.getFileName()));
    }

    private static void assertRefused(Path input, Object... args) throws IOException {
        byte[] before = Files.readAllBytes(input);
        Command result = Command.run(args);
        assertEquals(1, result.code(), result.err());
        assertTrue(result.err().contains("the input"), result.err());
        assertArrayEquals(before, Files.readAllBytes(input));
    }

    @Test
    void importKeepsItsCheckpoint() throws IOException {
        Path checkpoint = copy(LEARN.resolve("model_trained.pth.tar"));
        assertRefused(checkpoint, "import", "-q", "-c", CONFIG, "--checkpoint", checkpoint, "-o", checkpoint);
    }

    @Test
    void groundKeepsItsAnnotationsUnderWhateverName() throws IOException {
        Path annotations = copy(LEARN.resolve("annotations/val.jsonl"));
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), annotations);
        Path bundle = ROOT.resolve("models/demo");
        assertRefused(
                annotations, "ground", "-q", "-m", bundle, "-c", CONFIG, "--annotations", annotations, "-o", link);
    }

    @Test
    void optionalInputsStayToo() throws IOException {
        Path rows = copy(LEARN.resolve("annotations/val.jsonl"));
        Path names = Files.writeString(folder.resolve("names.npz"), "cup\npan\n");
        Path other = LEARN.resolve("annotations/val.jsonl");
        assertRefused(rows, "prepare", "labels", "-q", other, "--classes", names, "--reference", rows, "-o", rows);
        assertRefused(names, "prepare", "classes", "-q", names, "-e", folder, "-o", names);
        List<Object> config = new ArrayList<>(List.of("prepare", "init-config", "-q", "--objects", folder));
        config.addAll(List.of("--features", folder, "--tokens", folder, "--train", other, "--val", other));
        Path classes = Files.writeString(folder.resolve("classes"), "pan");
        config.addAll(List.of("--classes", classes, "-o", classes));
        assertRefused(classes, config.toArray());
        Path bundle = ROOT.resolve("models/demo");
        Path video = Files.createFile(folder.resolve("a.mp4"));
        Object[] ask = {"ask", "-q", "-m", bundle, "-e", folder, "--class-names", classes, "--json", classes, video, "?"
        };
        assertRefused(classes, ask);
    }

    @Test
    void evalAndEnsembleKeepTheirPredictions() throws IOException {
        Path predictions = copy(LEARN.resolve("golden/predictions.json"));
        assertRefused(predictions, "eval", "-q", "-c", CONFIG, "-p", predictions, "--json", predictions);
        assertRefused(predictions, "ensemble", "-q", predictions, "-o", predictions);
    }
}
