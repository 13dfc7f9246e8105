package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.network.Initializer;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.train.TrainSettings.Mode;
import java.io.IOException;
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
                true);
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
                "checkpoints",
                "config.yaml",
                "last-ema.safetensors",
                "last.safetensors",
                "loss.svg",
                "metrics.jsonl",
                "recall.svg",
                "report.html")));
        assertTrue(files.stream().anyMatch(f -> f.startsWith("events.out.tfevents.")));
        assertEquals(
                List.of("step-000000003.safetensors", "step-000000004.safetensors"), names(run.resolve("checkpoints")));
        long steps = Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .filter(l -> l.contains("\"kind\":\"step\""))
                .count();
        assertEquals(4, steps);
        assertFalse(Files.readString(run.resolve("report.html"))
                .replace("http://www.w3.org/2000/svg", "")
                .contains("http"));
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
        Map<String, NamedTensor> start = StartingWeights.of(spec, 5, Optional.of(file));
        assertEquals(drawn.keySet(), start.keySet());
        start.forEach((name, tensor) -> assertArrayEquals(
                (name.startsWith("video_encoder.") ? other : drawn).get(name).values(), tensor.values(), name));
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        Path file = temporary.resolve("other.safetensors");
        Safetensors.write(file, List.of(new NamedTensor("a", new long[] {1}, new float[1])), Map.of());
        assertThrows(
                TrainException.class, () -> StartingWeights.of(Runs.config().network(), 5, Optional.of(file)));
    }
}
