package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job against the official code, on every golden set: checkpoint to bundle to predictions to recall. Only what
 * the official code wrote is an oracle here.
 */
class GoldenParityTest {

    /** On |a - b| / (1 + |b|); float32 against float64 differs by 1.2e-6. */
    private static final double LOGITS = 5e-5;

    private static final double SECONDS = 0.01;
    /** What the graphs run on; where there is a GPU, {@code -Dosgnet.provider=cuda} takes it. */
    private static final String PROVIDER = System.getProperty("osgnet.provider", "cpu");

    private static final double SCORES = 5e-5;
    /** Between the scan in native code and as nodes of the graph. */
    private static final double SCANS = 1e-5;

    @TempDir
    static Path imported;

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everySetGivesWhatTheOfficialCodeGives() {
        return parity("cpu");
    }

    /** On a CPU here; what a GPU adds is its own rounding. */
    @TestFactory
    Stream<DynamicTest> graphsForAGpuGiveWhatTheOfficialCodeGives() {
        return parity("gpu");
    }

    private Stream<DynamicTest> parity(String target) {
        return GoldenSet.all().stream()
                .map(set -> dynamicTest(set.toString(), () -> {
                    assumeTrue(set.checkpoint().isPresent(), "the folder has no checkpoint");
                    assumeTrue(set.hasData(), "the folder lacks annotations or features");
                    assumeTrue(set.hasResults(), "the folder has no official results");
                    check(set, target);
                }));
    }

    /** The checkpoint of a set, imported once for both targets. */
    private static Path weights(GoldenSet set) {
        Path weights = imported.resolve(set + ".safetensors");
        if (!Files.exists(weights)) {
            Command.succeed(
                    "import",
                    "-q",
                    "-c",
                    set.config(),
                    "--checkpoint",
                    set.checkpoint().orElseThrow(),
                    "-o",
                    weights);
        }
        return weights;
    }

    private void check(GoldenSet set, String target) throws IOException {
        Path bundle = folder.resolve(set + ".bundle");
        Path raw = folder.resolve(set + ".raw");
        Path predictions = folder.resolve(set + ".json");
        Path weights = weights(set);
        Command.succeed("export", "-q", "-c", set.config(), "-w", weights, "--target", target, "-o", bundle);
        if (!PROVIDER.equals("cpu")) {
            Command proof = Command.succeed("verify", "-q", "-m", bundle, "--provider", PROVIDER);
            assertTrue(proof.out().contains(" on " + PROVIDER + ": verified"), proof.out());
        }
        Command.succeed(
                "ground",
                "-q",
                "-m",
                bundle,
                "-c",
                set.config(),
                "--provider",
                PROVIDER,
                "--raw",
                raw,
                "-o",
                predictions);

        List<String> failures = new ArrayList<>();
        for (Path official : set.queries()) {
            Path ours = raw.resolve(official.getFileName());
            assertTrue(Files.exists(ours), "query " + official.getFileName() + " was not grounded");
            compare(official.getFileName().toString(), Npz.read(official), Npz.read(ours), LOGITS, failures);
        }
        if (target.equals("cpu") && PROVIDER.equals("cpu") && CompiledScan.isThere()) {
            compareScans(set, bundle, raw, failures);
        }
        assertTrue(failures.isEmpty(), () -> failures.size() + " differences:\n" + String.join("\n", failures));
        set.golden("predictions.json").ifPresent(official -> comparePredictions(official, predictions));
        Optional<Path> metrics = set.golden("metrics.json");
        if (metrics.isPresent() && set.hasGroundTruth()) {
            compareMetrics(set, metrics.get(), predictions);
        }
    }

    /** What the bundle's nodes say is what the official code does, and nearly the same as what native code said. */
    private void compareScans(GoldenSet set, Path bundle, Path raw, List<String> failures) throws IOException {
        Path ofNodes = folder.resolve(set + ".nodes");
        System.setProperty("osgnet.scan", "onnx");
        try {
            Command.succeed(
                    "ground",
                    "-q",
                    "-m",
                    bundle,
                    "-c",
                    set.config(),
                    "--raw",
                    ofNodes,
                    "-o",
                    folder.resolve("nodes.json"));
        } finally {
            System.clearProperty("osgnet.scan");
        }
        for (Path official : set.queries()) {
            String query = official.getFileName().toString();
            Map<String, NpyArray> nodes = Npz.read(ofNodes.resolve(query));
            compare(query + " as nodes", Npz.read(official), nodes, LOGITS, failures);
            compare(query + " as nodes and native", nodes, Npz.read(raw.resolve(query)), SCANS, failures);
        }
    }

    private static void compare(
            String query,
            Map<String, NpyArray> official,
            Map<String, NpyArray> ours,
            double logits,
            List<String> failures) {
        for (int i = 0; official.containsKey("cls_logits_" + i); i++) {
            NpyArray mask = official.get("mask_" + i);
            sameValues(query, "mask_" + i, mask, ours.get("mask_" + i), 0, failures);
            sameWhereReal(query, "cls_logits_" + i, official, ours, mask, logits, failures);
            sameWhereReal(query, "offsets_" + i, official, ours, mask, logits, failures);
        }
        sameValues(query, "segments", official.get("segments"), ours.get("segments"), SECONDS, failures);
        sameValues(query, "scores", official.get("scores"), ours.get("scores"), SCORES, failures);
        if (official.containsKey("shots")) {
            sameValues(query, "shots", official.get("shots"), ours.get("shots"), 0, failures);
        }
    }

    private static void sameWhereReal(
            String query,
            String name,
            Map<String, NpyArray> official,
            Map<String, NpyArray> ours,
            NpyArray mask,
            double tolerance,
            List<String> failures) {
        NpyArray a = ours.get(name);
        NpyArray b = official.get(name);
        if (a.values().length != b.values().length) {
            failures.add(query + " " + name + ": shape " + a + " against " + b);
            return;
        }
        int columns = b.values().length / mask.values().length;
        double worst = 0;
        for (int i = 0; i < b.values().length; i++) {
            if (mask.values()[i / columns] > 0) {
                worst = Math.max(worst, Math.abs(a.values()[i] - b.values()[i]) / (1 + Math.abs(b.values()[i])));
            }
        }
        if (!(worst <= tolerance)) {
            failures.add(query + " " + name + ": off by " + worst);
        }
    }

    private static void sameValues(
            String query, String name, NpyArray official, NpyArray ours, double tolerance, List<String> failures) {
        if (ours == null || ours.values().length != official.values().length) {
            failures.add(query + " " + name + ": " + ours + " against " + official);
            return;
        }
        for (int i = 0; i < official.values().length; i++) {
            double off = Math.abs(ours.values()[i] - official.values()[i]);
            if (!(off <= tolerance)) {
                failures.add(
                        query + " " + name + "[" + i + "]: " + ours.values()[i] + " against " + official.values()[i]);
                return;
            }
        }
    }

    private static void comparePredictions(Path official, Path ours) {
        Predictions expected = Predictions.read(official);
        Predictions found = Predictions.read(ours);
        assertEquals(expected.track(), found.track());
        assertEquals(expected.predictions().size(), found.predictions().size());
        for (int i = 0; i < expected.predictions().size(); i++) {
            Prediction e = expected.predictions().get(i);
            Prediction f = found.predictions().get(i);
            assertEquals(e.queryId() + e.clipUid(), f.queryId() + f.clipUid());
            assertEquals(e.windows().size(), f.windows().size(), e.queryId());
            for (int j = 0; j < e.windows().size(); j++) {
                Window a = e.windows().get(j);
                Window b = f.windows().get(j);
                assertEquals(a.start(), b.start(), SECONDS, e.queryId());
                assertEquals(a.end(), b.end(), SECONDS, e.queryId());
                assertEquals(a.score(), b.score(), SCORES, e.queryId());
            }
        }
    }

    private void compareMetrics(GoldenSet set, Path official, Path predictions) throws IOException {
        Path table = folder.resolve(set + ".metrics.json");
        Command.succeed("eval", "-q", "-c", set.config(), "-p", predictions, "--json", table);
        ObjectMapper mapper = new ObjectMapper();
        JsonNode expected = mapper.readTree(official.toFile()).get("recall_percent");
        JsonNode found = mapper.readTree(table.toFile()).get("recall_percent");
        for (int i = 0; i < expected.size(); i++) {
            for (int j = 0; j < expected.get(i).size(); j++) {
                assertEquals(
                        expected.get(i).get(j).doubleValue(),
                        found.get(i).get(j).doubleValue(),
                        1e-9);
            }
        }
    }
}
