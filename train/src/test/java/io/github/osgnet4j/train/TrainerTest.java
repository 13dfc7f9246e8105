package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.Checkpoint;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.network.Initializer;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.train.TrainSettings.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {

    @TempDir
    private Path temporary;

    private static TrainSettings debug(Path folder, Optional<Path> init) {
        TrainSettings s = TrainSettings.of(folder);
        return new TrainSettings(
                folder,
                init,
                false,
                OptionalLong.of(7),
                OptionalInt.of(4),
                OptionalInt.empty(),
                1,
                Mode.DEBUG,
                s.devices(),
                s.average(),
                0,
                2,
                true,
                false,
                new TrainSettings.Kept(TrainSettings.Ranked.AVERAGE, 2, true));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aRunLeavesItsConfigMetricsCurvesAndABoundedNumberOfCheckpoints() throws IOException {
        Path run = temporary.resolve("run");
        try (Trainer trainer = new Trainer(Runs.config(), debug(run, Optional.empty()), TrainingListener.silent())) {
            assertTrue(trainer.run().isPresent());
        }
        List<String> files = names(run);
        assertTrue(files.containsAll(List.of(
                "best.safetensors",
                "epoch-003.safetensors",
                "epoch-004.safetensors",
                "checkpoints",
                "config.yaml",
                "last-ema.safetensors",
                "last.safetensors",
                "loss.png",
                "metrics.jsonl",
                "recall.png",
                "report.html")));
        assertTrue(files.stream().anyMatch(f -> f.startsWith("events.out.tfevents.")));
        assertEquals(2, files.stream().filter(f -> f.startsWith("epoch-")).count(), files::toString);
        everyEpochLeavesItsAverage(run, files);
        assertEquals(
                List.of("step-000000003.safetensors", "step-000000004.safetensors"), names(run.resolve("checkpoints")));
        long steps = Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .filter(l -> l.contains("\"kind\":\"step\""))
                .count();
        assertEquals(4, steps);
        assertFalse(Files.readString(run.resolve("report.html")).contains("http"));
    }

    private static void everyEpochLeavesItsAverage(Path run, List<String> files) throws IOException {
        Map<String, NamedTensor> last =
                Safetensors.read(run.resolve("last-ema.safetensors")).tensors();
        Safetensors kept = Safetensors.read(run.resolve("epoch-004.safetensors"));
        assertEquals(last, kept.tensors());
        assertEquals("average", kept.metadata().get("weights"));
        assertEquals("3", kept.metadata().get("epoch"));
        assertEquals(
                "average",
                Safetensors.read(run.resolve("best.safetensors")).metadata().get("weights"));
        List<JsonNode> validations = Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(TrainerTest::json)
                .filter(l -> l.get("kind").asText().equals("validation"))
                .toList();
        assertEquals(4, validations.size(), "test_start_epoch is 2, and still each epoch is validated");
        for (int epoch = 0; epoch < 4; epoch++) {
            JsonNode v = validations.get(epoch);
            double score =
                    (v.get("ema_r1_iou0.3").asDouble() + v.get("ema_r1_iou0.5").asDouble()) / 2;
            String name = "model_" + epoch + "_" + score + ".pth.tar";
            assertTrue(files.contains(name), name + " in " + files);
            Checkpoint checkpoint = Checkpoint.read(run.resolve(name));
            assertEquals(epoch, checkpoint.epoch().orElseThrow());
            assertEquals(
                    List.copyOf(Checkpoint.read(GoldenFolders.checkpoint(Runs.folder()))
                            .weights()
                            .keySet()),
                    List.copyOf(checkpoint.weights().keySet()));
            if (epoch == 3) {
                assertEquals(last, checkpoint.weights());
            }
        }
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void weightsOfOldEpochsGoInTheOrderOfTheirNumbers() throws IOException {
        EpochWeights weights = new EpochWeights(temporary, 2);
        Files.writeString(temporary.resolve("epoch-notes.safetensors"), "mine");
        for (long epoch : new long[] {997, 998, 999, 1000, 1000}) {
            weights.write(epoch, Map.of(), Map.of());
        }
        assertEquals(
                List.of("epoch-1000.safetensors", "epoch-1001.safetensors", "epoch-notes.safetensors"),
                names(temporary));
        new EpochWeights(temporary, 0).write(1001, Map.of(), Map.of());
        new EpochWeights(temporary, TrainSettings.Kept.ALL).write(1001, Map.of(), Map.of());
        assertEquals(4, names(temporary).size());
    }

    @Test
    void aFolderThatHoldsARunIsNotOverwritten() {
        Path run = temporary.resolve("run");
        OsgnetConfig config = Runs.config();
        try (Trainer trainer = new Trainer(config, debug(run, Optional.empty()), TrainingListener.silent())) {
            trainer.run();
        }
        TrainException refused = assertThrows(
                TrainException.class,
                () -> new Trainer(config, debug(run, Optional.empty()), TrainingListener.silent()));
        assertTrue(refused.getMessage().contains("--resume"));
    }

    @Test
    void aLossThatIsNotANumberStopsTheRunAndNamesTheQueries() throws IOException {
        OsgnetConfig config = Runs.config();
        Map<String, NamedTensor> weights = Initializer.initialize(config.network(), 1);
        weights.get("nlq_cls_head.cls_head.conv.bias").values()[0] = Float.NaN;
        Path poisoned = temporary.resolve("poisoned.safetensors");
        Safetensors.write(poisoned, weights.values(), Map.of());
        Path run = temporary.resolve("run");
        try (Trainer trainer = new Trainer(config, debug(run, Optional.of(poisoned)), TrainingListener.silent())) {
            TrainException stopped = assertThrows(TrainException.class, trainer::run);
            assertTrue(stopped.getMessage().contains("queries of the batch: "));
            String id = Runs.batches(config, 1).get(0).queryIds().get(0);
            String annotation = id.substring(0, id.indexOf('_'));
            assertTrue(stopped.getMessage().contains("NaN"), annotation);
        }
        assertEquals(List.of(), names(run.resolve("checkpoints")));
    }

    @Test
    void weightsToStartFromNeedNotBeComplete() {
        NetworkSpec spec = Runs.config().network();
        Map<String, NamedTensor> other = Initializer.initialize(spec, 99);
        List<NamedTensor> some = new ArrayList<>();
        other.forEach((name, tensor) -> {
            if (name.startsWith("video_encoder.")) {
                some.add(tensor);
            }
        });
        some.add(new NamedTensor("of.another.network", new long[] {1}, new float[1]));
        Path file = temporary.resolve("some.safetensors");
        Safetensors.write(file, some, Map.of());

        Map<String, NamedTensor> drawn = Initializer.initialize(spec, 5);
        Map<String, NamedTensor> start = StartingWeights.of(spec, 5, Optional.of(file), false);
        assertEquals(drawn.keySet(), start.keySet());
        start.forEach((name, tensor) -> assertArrayEquals(
                (name.startsWith("video_encoder.") ? other : drawn).get(name).values(), tensor.values(), name));
    }

    @Test
    void tensorsOfAnotherShapeAreAnErrorThatNamesThemUnlessTheyAreSkipped() {
        NetworkSpec spec = Runs.config().network();
        Map<String, NamedTensor> drawn = Initializer.initialize(spec, 5);
        List<NamedTensor> tensors = new ArrayList<>();
        List<String> names = List.copyOf(drawn.keySet());
        for (NamedTensor t : Initializer.initialize(spec, 99).values()) {
            boolean wrong = names.indexOf(t.name()) < 5;
            tensors.add(wrong ? new NamedTensor(t.name(), new long[] {7}, new float[7]) : t);
        }
        Path file = temporary.resolve("wider.safetensors");
        Safetensors.write(file, tensors, Map.of());
        TrainException refused =
                assertThrows(TrainException.class, () -> StartingWeights.of(spec, 5, Optional.of(file), false));
        for (String part : List.of(
                "5 tensors", names.get(0) + "[7] instead of", names.get(2), "and 2 more", "--init-skip-mismatched")) {
            assertTrue(refused.getMessage().contains(part), refused.getMessage());
        }
        assertFalse(refused.getMessage().contains(names.get(4)), refused.getMessage());
        Map<String, NamedTensor> skipped = StartingWeights.of(spec, 5, Optional.of(file), true);
        assertArrayEquals(
                drawn.get(names.get(0)).values(), skipped.get(names.get(0)).values());
        assertArrayEquals(tensors.get(5).values(), skipped.get(names.get(5)).values());
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        Path file = temporary.resolve("other.safetensors");
        Safetensors.write(file, List.of(new NamedTensor("a", new long[] {1}, new float[1])), Map.of());
        assertThrows(
                TrainException.class, () -> StartingWeights.of(Runs.config().network(), 5, Optional.of(file), false));
    }
}
