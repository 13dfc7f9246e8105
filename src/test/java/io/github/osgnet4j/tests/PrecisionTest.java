package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.io.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official trained checkpoint in fp16 and int8: what is lost, and that it is told. */
class PrecisionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double ONE_QUERY = 100.0 / Learn.QUERIES;

    /** Bundles by precision, each exported once. */
    @TempDir
    static Path bundles;

    /** What the export of a bundle has printed, by precision. */
    private static final Map<String, String> REPORTS = new HashMap<>();

    @TempDir
    Path folder;

    private static Path bundle(String precision) {
        Path bundle = bundles.resolve(precision);
        REPORTS.computeIfAbsent(
                precision,
                name -> Command.succeed(
                                "export",
                                "-q",
                                "-c",
                                Learn.config(),
                                "-w",
                                Learn.checkpoint(),
                                "-o",
                                bundle,
                                "--precision",
                                precision)
                        .out());
        return bundle;
    }

    private static String report(String precision) {
        bundle(precision);
        return REPORTS.get(precision);
    }

    private JsonNode recall(Path predictions) throws IOException {
        Path table = folder.resolve("table.json");
        Command.succeed("eval", "-q", "-c", Learn.config(), "-p", predictions, "--json", table);
        return JSON.readTree(table.toFile()).get("recall_percent");
    }

    private Path ground(String precision, Object... more) {
        Path predictions = folder.resolve(precision + ".json");
        Command.succeed(Stream.concat(
                        Stream.of("ground", "-q", "-c", Learn.config(), "-m", bundle(precision)),
                        Stream.concat(Stream.of("-o", predictions), Stream.of(more)))
                .toArray());
        return predictions;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp16", "int8"})
    void recallChangesByAQueryAtMostAndTheExportSaysByHowMuch(String precision) throws IOException {
        String report = report(precision);
        JsonNode before = recall(Learn.predictions());
        JsonNode after = recall(ground(precision));
        for (int threshold = 0; threshold < 2; threshold++) {
            for (int rank = 0; rank < 3; rank++) {
                double a = before.get(threshold).get(rank).doubleValue();
                double b = after.get(threshold).get(rank).doubleValue();
                assertEquals(a, b, ONE_QUERY + 1e-9);
            }
        }
        assertTrue(report.contains("Recall of 40 queries of the validation split"), report);
        for (String row : List.of("fp32", precision)) {
            JsonNode table = row.equals("fp32") ? before : after;
            String expected = String.format("%.2f %%", table.get(1).get(0).doubleValue());
            String line = report.lines()
                    .filter(l -> l.startsWith(row + " "))
                    .findFirst()
                    .orElseThrow();
            assertEquals(expected, line.strip().split(" {2,}")[2]);
        }
    }

    @Test
    void theErrorsOfInt8AreReportedRecordedAndShown() throws IOException {
        String report = report("int8");
        assertTrue(report.contains("large layers, outputs off by"), report);
        assertTrue(report.contains("on 8 real samples"), report);
        JsonNode manifest =
                JSON.readTree(bundle("int8").resolve("manifest.json").toFile());
        JsonNode layers = manifest.get("precision").get("layers");
        assertTrue(layers.size() > 50, layers.toString());
        for (JsonNode layer : layers) {
            assertTrue(layer.get("error").isNumber(), layer.toString());
        }
        String shown = Command.succeed("inspect", "-q", bundle("int8")).out();
        assertTrue(shown.contains("precision int8, samples off by"), shown);
        assertTrue(shown.contains("largest errors among those in int8"), shown);
        assertTrue(shown.contains("weights within -63 to 63, for avx2"), shown);
        String plain = Command.succeed("inspect", "-q", Learn.bundle()).out();
        assertTrue(plain.contains("precision fp32"), plain);
    }

    @Test
    void theErrorReportedForInt8IsWhatItsOutputsAreOffBy() throws IOException {
        Path raw = folder.resolve("raw");
        Path inFloat = folder.resolve("raw32");
        ground("int8", "--raw", raw);
        Command.succeed(
                "ground",
                "-q",
                "-c",
                Learn.config(),
                "-m",
                Learn.bundle(),
                "--raw",
                inFloat,
                "-o",
                folder.resolve("32.json"));
        double differences = 0;
        double squares = 0;
        double sum = 0;
        int count = 0;
        try (Stream<Path> queries = Files.list(raw)) {
            for (Path query : queries.toList()) {
                float[] a = Npz.read(query).get("cls_logits_0").values();
                float[] b = Npz.read(inFloat.resolve(query.getFileName()))
                        .get("cls_logits_0")
                        .values();
                for (int i = 0; i < a.length; i++) {
                    differences += (a[i] - b[i]) * (double) (a[i] - b[i]);
                    squares += b[i] * (double) b[i];
                    sum += b[i];
                    count++;
                }
            }
        }
        double error = Math.sqrt(differences / (squares - sum * sum / count));
        assertTrue(error > 1e-4 && error < 0.05, "off by " + error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp16", "int8"})
    void aBundleIsVerifiedByItsOwnToleranceAndNotByAnother(String precision) throws IOException {
        Path bundle = Folders.copy(bundle(precision), folder.resolve(precision));
        Command.succeed("verify", "-q", "-m", bundle);

        Path manifest = bundle.resolve("manifest.json");
        ObjectNode root = (ObjectNode) JSON.readTree(manifest.toFile());
        root.putObject("precision").put("kind", "fp32").put("maxError", 0).putArray("layers");
        JSON.writeValue(manifest.toFile(), root);
        Hashes.record(manifest);
        Command asFloat = Command.run("verify", "-q", "-m", bundle);
        assertEquals(1, asFloat.code());
        assertTrue(asFloat.out().contains("FAILED"), asFloat.out());

        root.putObject("precision").put("kind", precision).put("maxError", 1e9).putArray("layers");
        JSON.writeValue(manifest.toFile(), root);
        Hashes.record(manifest);
        Command boundless = Command.run("verify", "-q", "-m", bundle);
        assertEquals(1, boundless.code());
        assertTrue(boundless.err().contains("maxError"), boundless.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --precision int4                                | expected fp32, fp16 or int8
            --precision int8 --int8-budget 0                | expected more than 0
            --precision int8 --int8-budget -1               | expected more than 0
            --precision int8 --target gpu                   | for --target cpu
            --precision int8 --recall-queries -1            | expected 0 or more
            --int8-budget 0.1                               | needs --precision int8
            --precision fp16 --int8-budget 0.1              | needs --precision int8
            --int8-for vnni                                 | needs --precision int8
            --precision int8 --int8-for sse2                | expected avx2 or vnni, found 'sse2'
            --recall-queries 5                              | needs --precision fp16 or int8
            """)
    void whatMakesNoSenseIsWrongUsage(String options, String message) {
        Object[] words = Stream.concat(
                        Stream.of("export", "-c", Learn.config(), "-w", Learn.checkpoint(), "-o", folder.resolve("x")),
                        Stream.of(options.split(" ")))
                .toArray();
        Command result = Command.run(words);
        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains(message), result.err());
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void recallIsNotComparedWhereNoQueryIsAskedFor() {
        Command result = Command.succeed(
                "export",
                "-c",
                Learn.config(),
                "-w",
                Learn.checkpoint(),
                "-o",
                folder.resolve("bundle"),
                "--precision",
                "fp16",
                "--recall-queries",
                0);
        assertTrue(result.out().contains("precision fp16"), result.out());
        assertFalse(result.out().contains("Recall"), result.out());
    }

    @Test
    void withoutDataTheErrorsAreMeasuredOnSyntheticSamples() throws IOException {
        Path config = Files.copy(Learn.config(), folder.resolve("config.yaml"));
        Path bundle = folder.resolve("bundle");
        Command result =
                Command.succeed("export", "-c", config, "-w", Learn.checkpoint(), "-o", bundle, "--precision", "int8");
        assertTrue(result.out().contains("synthetic samples"), result.out());
        assertTrue(result.out().contains("Recall is not compared: "), result.out());
    }
}
