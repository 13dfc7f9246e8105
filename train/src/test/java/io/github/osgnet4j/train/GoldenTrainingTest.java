package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.Checkpoint;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.network.NamedTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training against what the official trainer computed, in one process and in several: losses, gradients, and the first
 * steps. It runs on a CPU, or on the devices that the property {@code osgnet.train.devices} names.
 */
class GoldenTrainingTest {

    private static final List<Device> DEVICES = Devices.parse(System.getProperty("osgnet.train.devices", "cpu"));

    static List<Path> folders() {
        return GoldenFolders.with("golden/training.json");
    }

    private static TapedOps taped(PtNDManager manager, TorchFunctions functions) {
        boolean kernel = !manager.getDevice().isGpu();
        return TapedOps.learning(manager, functions, OptionalLong.empty(), kernel, true, false);
    }

    private static JsonNode steps(Path folder) throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve("golden/training.json").toFile())
                .get("steps");
    }

    private static List<TrainingSample> samples(Dataset dataset, JsonNode ids) {
        SampleSource source = new SampleSource(dataset);
        List<TrainingSample> samples = new ArrayList<>();
        for (JsonNode id : ids) {
            AnnotatedQuery query = dataset.queries().stream()
                    .filter(q -> q.queryId().equals(id.asText()))
                    .findFirst()
                    .orElseThrow();
            samples.add(source.sample(query, new Random(0)));
        }
        return samples;
    }

    /** The first step nearly exactly, its gradients too. */
    @ParameterizedTest
    @MethodSource("folders")
    void eightStepsFollowTheOfficialTrajectory(Path folder) throws IOException {
        OsgnetConfig config = OsgnetConfig.load(folder.resolve("config.yaml"), Optional.empty());
        JsonNode steps = steps(folder);
        Map<String, NamedTensor> start =
                Checkpoint.read(GoldenFolders.checkpoint(folder)).weights();
        TorchEngine.setThreads(1);
        try (Dataset dataset = Dataset.open(config, Dataset.Split.TRAIN);
                PtNDManager manager = TorchEngine.newManager(DEVICES.get(0));
                TorchFunctions functions = TorchFunctions.load(manager)) {
            WeightsLayout layout = WeightsLayout.of(config.network());
            DeviceWeights weights = DeviceWeights.learning(manager, layout, start);
            DeviceWeights ema = DeviceWeights.fixed(manager, layout, start);
            Optimizer optimizer = new Optimizer(manager, functions, config.optimizer(), layout);
            LossNormalizer normalizer = new LossNormalizer(
                    config.nlq().lossNormalizer(), config.nlq().lossNormalizerMomentum());
            long perEpoch = dataset.queries().size() / config.loader().batchSize();
            LearningRate rate =
                    new LearningRate(config.optimizer(), config.optimizer().learningRate(), perEpoch);
            for (int i = 0; i < steps.size(); i++) {
                JsonNode step = steps.get(i);
                double tolerance = i == 0 ? 1e-4 : 1e-2;
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    TrainingBatch batch = TrainingBatch.of(config.network(), samples(dataset, step.get("query_ids")));
                    weights.dropGradients();
                    TorchEngine.recordGradients(true);
                    TapedOps op = taped(manager, functions);
                    Losses losses = new TrainingPass(
                                    op, weights.params(), config.network(), LossSettings.of(config.multiTask()))
                            .losses(batch, normalizer, 0, Optional.empty());
                    op.backward(losses.total());
                    TorchEngine.recordGradients(false);
                    DeviceWeights.Gradients gradients = weights.takeGradients();
                    if (i == 0) {
                        sameGradients(
                                GoldenTensor.read(folder.resolve("golden/gradients_step0.npz"))
                                        .orElseThrow(),
                                NamedGradients.of(layout, gradients));
                    }
                    double norm =
                            optimizer.clip(gradients.flat(), config.train().clipGradL2Norm());
                    optimizer.step(weights, gradients, rate.at(i));
                    optimizer.average(ema, weights, MovingAverage.official().keep(i));

                    assertEquals(step.get("lr").asDouble(), rate.at(i), 1e-9, "lr of step " + i);
                    relative(step, "grad_norm", norm, 1e-2);
                    relative(step, "loss_normalizer", normalizer.value(), i == 0 ? 1e-12 : 1e-2);
                    relative(step, "final_loss", losses.values().total(), tolerance);
                    relative(step, "cls_loss", losses.values().classification(), tolerance);
                    relative(step, "reg_loss", losses.values().regression(), tolerance);
                    if (step.has("vtm_loss")) {
                        relative(step, "vtm_loss", losses.values().shots().orElseThrow(), tolerance);
                    }
                }
            }
            Optional<Map<String, GoldenTensor>> official =
                    GoldenTensor.read(folder.resolve("golden/ema_after_training.pth.tar"));
            if (official.isPresent()) {
                Map<String, NamedTensor> actual = layout.unpack(ema.flat().toFloatArray());
                assertEquals(layout.slots().size(), official.get().size());
                official.get().forEach((name, expected) -> {
                    float[] found = actual.get(name).values();
                    assertEquals(0, expected.difference(found), 1e-3, name);
                    assertEquals(expected.norm(), GoldenTensor.norm(found), 1e-3 * Math.sqrt(expected.size()), name);
                });
            }
        }
    }

    /** A golden file of several official processes, and on how many devices its batches are learnt here. */
    record Processes(Path file, int devices) {

        Path folder() {
            return file.getParent().getParent();
        }

        JsonNode read() throws IOException {
            return new ObjectMapper().readTree(file.toFile());
        }
    }

    /** Alternately on one device and on two, two processes on both. */
    static List<Processes> processes() {
        List<Processes> all = new ArrayList<>();
        for (Path folder : GoldenFolders.with("golden/training_2_processes.json")) {
            all.add(new Processes(folder.resolve("golden/training_2_processes.json"), 1));
            all.add(new Processes(folder.resolve("golden/training_2_processes.json"), 2));
        }
        for (Path folder : GoldenFolders.with("golden/training_4_processes.json")) {
            all.add(new Processes(folder.resolve("golden/training_4_processes.json"), 1 + all.size() % 2));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("processes")
    void severalBatchesAStepAreTheOfficialProcesses(Processes processes) throws IOException {
        OsgnetConfig config = OsgnetConfig.load(processes.folder().resolve("config.yaml"), Optional.empty());
        JsonNode official = processes.read();
        int batches = official.get("processes").asInt();
        int batchSize = official.get("batch_size").asInt();
        Map<String, NamedTensor> start =
                Checkpoint.read(GoldenFolders.checkpoint(processes.folder())).weights();
        TorchEngine.setThreads(1);
        try (Dataset dataset = Dataset.open(config, Dataset.Split.TRAIN);
                TrainingStep training = new TrainingStep(
                        config,
                        start,
                        IntStream.range(0, processes.devices())
                                .mapToObj(i -> DEVICES.get(i % DEVICES.size()))
                                .toList(),
                        batches,
                        MovingAverage.official(),
                        false,
                        Compute.USUAL)) {
            long perEpoch = BatchLoader.stepsPerEpoch(new SampleSource(dataset), batchSize, batches);
            assertEquals(official.get("iterations_per_epoch").asLong(), perEpoch);
            LearningRate rate = new LearningRate(
                    config.optimizer(), batches * config.optimizer().learningRate(), perEpoch);
            for (JsonNode step : official.get("steps")) {
                int i = step.get("step").asInt();
                List<TrainingBatch> learnt = new ArrayList<>();
                step.get("rank_query_ids")
                        .forEach(ids -> learnt.add(TrainingBatch.of(config.network(), samples(dataset, ids))));
                Map<String, float[]> averaged = new HashMap<>();
                TrainingStep.Result result = training.run(
                        learnt,
                        i,
                        rate.at(i),
                        0,
                        seen -> averaged.putAll(
                                NamedGradients.of(training.weights().layout(), seen)));

                assertEquals(step.get("lr").asDouble(), rate.at(i), 1e-9, "lr of step " + i);
                relative(step, "grad_norm", result.gradientNorm(), i == 0 ? 1e-3 : 1e-2);
                for (int b = 0; b < batches; b++) {
                    same(step.get("ranks").get(b), result.each().get(b), i == 0 ? 1e-4 : 1e-2);
                    relative(
                            step.get("ranks").get(b),
                            "loss_normalizer",
                            training.normalizers().get(b).value(),
                            1e-9);
                }
                same(step.get("mean"), result.losses(), i == 0 ? 1e-4 : 1e-2);
                Optional<Map<String, GoldenTensor>> gradients = GoldenTensor.read(
                        processes.file().resolveSibling("gradients_step0_" + batches + "_processes.npz"));
                if (i == 0 && processes.devices() == 1 && gradients.isPresent()) {
                    sameGradients(gradients.get(), averaged);
                }
            }
        }
    }

    private static void same(JsonNode expected, Losses.Values losses, double tolerance) {
        relative(expected, "cls_loss", losses.classification(), tolerance);
        relative(expected, "reg_loss", losses.regression(), tolerance);
        relative(expected, "vtm_loss", losses.shots().orElseThrow(), tolerance);
        relative(expected, "final_loss", losses.total(), tolerance);
    }

    private static void relative(JsonNode step, String name, double actual, double tolerance) {
        double expected = step.get(name).asDouble();
        assertEquals(expected, actual, tolerance * Math.abs(expected), name);
    }

    /** Element by element where the element is known, and in norm. */
    private static void sameGradients(Map<String, GoldenTensor> expected, Map<String, float[]> actual) {
        Map<String, Double> wrong = new TreeMap<>();
        double noise = 1e-6
                * expected.values().stream()
                        .mapToDouble(GoldenTensor::largest)
                        .max()
                        .orElseThrow();
        expected.forEach((name, gradient) -> {
            float[] found = actual.getOrDefault(name, new float[gradient.size()]);
            double difference = gradient.difference(found);
            double norms = Math.abs(gradient.norm() - GoldenTensor.norm(found));
            // A bias of attention keys shifts all logits of a row alike: its true gradient is 0, both values are noise.
            if (!(difference <= Math.max(1e-3 * gradient.largest(), noise))
                    || !(norms <= Math.max(1e-3 * gradient.norm(), noise * Math.sqrt(gradient.size())))) {
                wrong.put(name, difference / gradient.largest());
            }
        });
        assertTrue(wrong.isEmpty(), () -> "gradients that differ, relative to their largest element: " + wrong);
    }
}
