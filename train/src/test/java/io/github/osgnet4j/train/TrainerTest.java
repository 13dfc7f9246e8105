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
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.WeightInitializer;
import io.github.osgnet4j.train.TrainSettings.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {

    @TempDir
    private Path temporary;

    private static TrainSettings debug(Path folder, Optional<Path> init) {
        return debug(folder, init, 4, false);
    }

    private static TrainSettings debug(Path folder, Optional<Path> init, int epochs, boolean resume) {
        TrainSettings s = TrainSettings.of(folder);
        return new TrainSettings(
                folder,
                init,
                resume,
                OptionalLong.of(7),
                OptionalInt.of(epochs),
                OptionalInt.empty(),
                1,
                Mode.DEBUG,
                s.devices(),
                s.average(),
                0,
                2,
                true,
                false,
                new TrainSettings.Kept(TrainSettings.Ranked.AVERAGE, 2, true),
                Optional.empty(),
                false);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aRunLeavesItsConfigMetricsCurvesAndABoundedNumberOfCheckpoints() throws IOException {
        Path run = temporary.resolve("run");
        try (Trainer trainer =
                new Trainer(GoldenBatches.config(), debug(run, Optional.empty()), TrainingListener.silent())) {
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
                "metrics.jsonl")));
        assertTrue(files.stream().anyMatch(f -> f.startsWith("events.out.tfevents.")));
        assertEquals(2, files.stream().filter(f -> f.startsWith("epoch-")).count(), files::toString);
        everyEpochLeavesItsAverage(run, files);
        assertEquals(
                List.of("step-000000003.safetensors", "step-000000004.safetensors"), names(run.resolve("checkpoints")));
        long steps = Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .filter(l -> l.contains("\"kind\":\"step\""))
                .count();
        assertEquals(4, steps);
    }

    private static TrainSettings resumed(TrainSettings s) {
        return debug(s.folder(), s.init(), s.epochs().orElseThrow(), true);
    }

    private static void train(TrainSettings settings) {
        try (Trainer trainer = new Trainer(GoldenBatches.config(), settings, TrainingListener.silent())) {
            trainer.run();
        }
    }

    private static String refused(RunConfig config, TrainSettings settings) {
        return assertThrows(
                        TrainException.class, () -> new Trainer(config, settings, TrainingListener.silent()).close())
                .getMessage();
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
                    List.copyOf(Checkpoint.read(GoldenFolders.checkpoint(GoldenBatches.folder()))
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
        RunFolder folder = RunFolder.open(temporary, false);
        Files.writeString(temporary.resolve("epoch-notes.safetensors"), "mine");
        for (long epoch : new long[] {997, 998, 999, 1000, 1000}) {
            folder.epochWeights(epoch, List.of(), Map.of(), 2);
        }
        assertEquals(
                List.of("epoch-1000.safetensors", "epoch-1001.safetensors", "epoch-notes.safetensors"),
                names(temporary));
        folder.epochWeights(1001, List.of(), Map.of(), 0);
        folder.epochWeights(1001, List.of(), Map.of(), TrainSettings.Kept.ALL);
        assertEquals(4, names(temporary).size());
    }

    @Test
    void aConfigThatMayNeverEndIsNotRead() {
        TrainSettings settings = debug(temporary.resolve("run"), Optional.empty());
        String problem = assertThrows(
                        TrainException.class,
                        () -> RunConfig.prepare(Path.of("/dev/null"), Optional.empty(), Map.of(), settings))
                .getMessage();
        assertTrue(problem.contains("a device"), problem);
    }

    @Test
    void aRunIsGoneOnWithOnlyAsTheRunItWas() throws IOException {
        Path run = temporary.resolve("run");
        Path data = copy(GoldenBatches.folder(), temporary.resolve("data"));
        RunConfig config = RunConfig.prepare(
                data.resolve("config.yaml"), Optional.empty(), Map.of(), debug(run, Optional.empty()));
        TrainSettings settings = debug(run, Optional.empty(), 2, false);
        try (Trainer trainer = new Trainer(config, settings, TrainingListener.silent())) {
            trainer.run();
            assertTrue(refused(config, resumed(settings)).contains("trains in"));
        }
        assertTrue(refused(config, settings).contains("--resume"));

        TrainSettings again = resumed(settings);
        TrainSettings unsaid = new TrainSettings(
                run,
                Optional.empty(),
                true,
                OptionalLong.empty(),
                OptionalInt.of(2),
                OptionalInt.empty(),
                1,
                Mode.DEBUG,
                settings.devices(),
                settings.average(),
                5,
                1,
                true,
                false,
                TrainSettings.Kept.usual(),
                Optional.empty(),
                false);
        for (TrainSettings same : List.of(again, unsaid, debug(run, Optional.empty(), 3, true))) {
            new Trainer(config, same, TrainingListener.silent()).close();
        }
        TrainSettings otherSeed = new TrainSettings(
                run,
                Optional.of(run.resolve("last.safetensors")),
                true,
                OptionalLong.of(8),
                OptionalInt.of(2),
                OptionalInt.of(3),
                2,
                Mode.DEBUG,
                settings.devices(),
                new MovingAverage(0.9, false),
                0,
                2,
                true,
                false,
                new TrainSettings.Kept(TrainSettings.Ranked.TRAINED, 1, false),
                Optional.of(Precision.BF16),
                true);
        String message = refused(config, otherSeed);
        for (String word : List.of(
                "seed was 7, is now 8",
                "initial weights",
                "batch size",
                "decay of the moving average was 0.999, is now 0.9",
                "ranking",
                "precision was fp32, is now bf16",
                "batches")) {
            assertTrue(message.contains(word), message);
        }
        RunConfig mended = RunConfig.prepare(
                data.resolve("config.yaml"), Optional.empty(), Map.of("opt.learning_rate", "0.5"), again);
        assertTrue(refused(mended, again).contains("config opt.learning_rate was "));
        RunConfig asBefore = RunConfig.prepare(
                data.resolve("config.yaml"), Optional.empty(), Map.of("loader.num_workers", "7"), again);
        new Trainer(asBefore, again, TrainingListener.silent()).close();
        assertTrue(refused(config, debug(run, Optional.empty(), 1, true)).contains("--epochs"));

        Path store = config.config().dataset().trainTextFeatures().resolve("data.mdb");
        FileTime time = Files.getLastModifiedTime(store);
        Files.setLastModifiedTime(store, FileTime.fromMillis(time.toMillis() + 5000));
        message = refused(config, again);
        assertTrue(message.contains("training text features (") && message.contains("changed since"), message);
        Files.setLastModifiedTime(store, time);
        Path annotations = config.config().dataset().valAnnotations();
        Files.writeString(annotations, Files.readString(annotations) + "\n");
        message = refused(config, again);
        assertTrue(message.contains("validation annotations (") && !message.contains("text features"), message);
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    @Test
    void aRunKilledAfterItsLastCheckpointIsCompleted() throws IOException {
        Path run = temporary.resolve("run");
        TrainSettings settings = debug(run, Optional.empty(), 2, false);
        train(settings);
        Map<String, byte[]> whole = new TreeMap<>();
        for (String name : List.of("last.safetensors", "last-ema.safetensors", "best.safetensors", "metrics.jsonl")) {
            whole.put(name, Files.readAllBytes(run.resolve(name)));
        }
        try (Trainer trainer = new Trainer(GoldenBatches.config(), resumed(settings), TrainingListener.silent())) {
            assertTrue(trainer.run().isEmpty(), "a run that is over is run again");
        }
        RunRecord.of(run).orElseThrow().withComplete(0).write(run);
        Files.copy(
                run.resolve("best.safetensors"), run.resolve("last.safetensors"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(run.resolve("last-ema.safetensors"));
        try (Trainer trainer = new Trainer(GoldenBatches.config(), resumed(settings), TrainingListener.silent())) {
            assertTrue(trainer.run().isPresent(), "the run is said to be over");
        }
        whole.forEach((name, bytes) -> assertArrayEquals(bytes, bytes(run.resolve(name)), name));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRefusedRunLeavesNoFolderAndAStoppedBeginningIsBegunAgain() throws IOException {
        Path run = temporary.resolve("run");
        assertThrows(
                RuntimeException.class, () -> train(debug(run, Optional.of(temporary.resolve("missing.safetensors")))));
        assertFalse(Files.exists(run));

        Files.createDirectories(run.resolve("checkpoints"));
        Files.writeString(run.resolve("config.yaml"), "left: behind");
        Files.writeString(run.resolve("metrics.jsonl"), "{\"kind\":\"step\",\"step\":0}\n");
        train(debug(run, Optional.empty(), 1, false));
        assertEquals(Files.readString(GoldenBatches.config().file()), Files.readString(run.resolve("config.yaml")));
        assertEquals(2, Files.readAllLines(run.resolve("metrics.jsonl")).size());

        Path foreign = Files.createDirectories(temporary.resolve("foreign/annotations"))
                .getParent();
        Files.writeString(foreign.resolve("config.yaml"), "mine: 1");
        assertThrows(TrainException.class, () -> train(debug(foreign, Optional.empty())));
        assertEquals("mine: 1", Files.readString(foreign.resolve("config.yaml")));
    }

    @Test
    void aLossThatIsNotANumberStopsTheRunAndNamesTheQueries() throws IOException {
        OsgnetConfig config = GoldenBatches.config();
        Map<String, NamedTensor> weights = WeightInitializer.initialize(config.network(), 1);
        weights.get("nlq_cls_head.cls_head.conv.bias").values()[0] = Float.NaN;
        Path poisoned = temporary.resolve("poisoned.safetensors");
        Safetensors.write(poisoned, weights.values(), Map.of());
        Path run = temporary.resolve("run");
        try (Trainer trainer = new Trainer(config, debug(run, Optional.of(poisoned)), TrainingListener.silent())) {
            TrainException stopped = assertThrows(TrainException.class, trainer::run);
            assertTrue(stopped.getMessage().contains("queries of the batch: "));
            String id = GoldenBatches.batches(config, 1).get(0).queryIds().get(0);
            String annotation = id.substring(0, id.indexOf('_'));
            assertTrue(stopped.getMessage().contains("NaN"), annotation);
        }
        assertEquals(List.of(), names(run.resolve("checkpoints")));
    }

    @Test
    void weightsToStartFromNeedNotBeComplete() {
        NetworkSpec spec = GoldenBatches.config().network();
        Map<String, NamedTensor> other = WeightInitializer.initialize(spec, 99);
        List<NamedTensor> some = new ArrayList<>();
        other.forEach((name, tensor) -> {
            if (name.startsWith("video_encoder.")) {
                some.add(tensor);
            }
        });
        some.add(new NamedTensor("of.another.network", new long[] {1}, new float[1]));
        Path file = temporary.resolve("some.safetensors");
        Safetensors.write(file, some, Map.of());

        Map<String, NamedTensor> drawn = WeightInitializer.initialize(spec, 5);
        Map<String, NamedTensor> start = StartingWeights.of(spec, 5, Optional.of(file), false);
        assertEquals(drawn.keySet(), start.keySet());
        start.forEach((name, tensor) -> assertArrayEquals(
                (name.startsWith("video_encoder.") ? other : drawn).get(name).values(), tensor.values(), name));
    }

    @Test
    void tensorsOfAnotherShapeAreAnErrorThatNamesThemUnlessTheyAreSkipped() {
        NetworkSpec spec = GoldenBatches.config().network();
        Map<String, NamedTensor> drawn = WeightInitializer.initialize(spec, 5);
        List<NamedTensor> tensors = new ArrayList<>();
        List<String> names = List.copyOf(drawn.keySet());
        for (NamedTensor t : WeightInitializer.initialize(spec, 99).values()) {
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
                TrainException.class,
                () -> StartingWeights.of(GoldenBatches.config().network(), 5, Optional.of(file), false));
    }
}
