package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code osgnet bench} on a small bundle: figures that are whole and fit together, whatever the machine's speed. */
class BenchTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path BUNDLE = Learn.bundle();

    @TempDir
    Path folder;

    private Command bench(Object... options) {
        return Command.succeed(Stream.concat(
                        Stream.of("bench", "-q", "-m", BUNDLE, "--threads", 2, "--json", folder.resolve("bench.json")),
                        Stream.of(options))
                .toArray());
    }

    /** What the last run has measured. */
    private JsonNode figures() throws IOException {
        return JSON.readTree(folder.resolve("bench.json").toFile());
    }

    private static double median(JsonNode figures, String group, String name) {
        JsonNode series = figures.at("/times/" + group + "/" + name);
        assertEquals(1, series.get("values").size(), name);
        double median = series.get("median").asDouble();
        assertTrue(median > 0 && median < Double.POSITIVE_INFINITY, name + ": " + series);
        return median;
    }

    @Test
    void aBundleIsMeasuredInTimeAndMemoryAndTheReportHasEverySection() throws IOException {
        Command result = bench("--runs", 1, "--steps", 60, "--clip-queries", 3);
        assertSections(result);
        JsonNode figures = figures();
        assertEquals(3, figures.get("format").asInt());
        assertEquals("fp32", figures.at("/setup/precision").asText());
        assertEquals("CPU", figures.at("/setup/provider").asText());
        assertEquals(BUNDLE.toString(), figures.at("/setup/bundle").asText());
        assertEquals(3, figures.at("/setup/queries_with_objects").asInt());
        assertEquals(60, figures.at("/setup/longest_clip_steps").asInt());

        double rate =
                figures.at("/times/sgemm_flops_per_second/all_threads/median").asDouble();
        assertTrue(rate > 1e8, "a rate of " + rate);
        median(figures, "seconds", "open");
        double query = median(figures, "seconds", "query_alone");
        assertTrue(median(figures, "seconds", "ranking") < query);
        assertTrue(figures.at("/times/int8_ops_per_second/callers/median").asDouble() > 1e8);
        median(figures, "int8_products", "query_of_clip_of_callers");
        for (String name : List.of("encode", "query_alone", "query_of_clip")) {
            double products = median(figures, "seconds", name) * rate / (2.0 * 512 * 2048 * 1024);
            double reported = median(figures, "matrix_products", name);
            assertTrue(reported > 0.2 * products && reported < 5 * products, reported + " against " + products);
        }
        median(figures, "matrix_products", "query_of_clip_of_callers");
        for (String name : List.of("opened_bytes", "peak_bytes")) {
            assertTrue(figures.at("/memory/" + name).asLong() > 10_000_000, name);
        }
    }

    private static void assertSections(Command result) {
        for (String word : List.of(
                "Matrix product",
                "open the bundle",
                "encode a video",
                "a query alone",
                "a query of the clip",
                "fp32 products",
                "int8, 1 thread",
                "ranking",
                "Resident memory")) {
            assertTrue(result.out().contains(word), word + " in\n" + result.out());
        }
        assertEquals("", result.err());
    }

    @Test
    void aProfileKeepsTracesOfEveryGraphInANewFolder() throws IOException {
        Path traces = folder.resolve("traces");
        Command result = bench("--runs", 1, "--steps", 60, "--clip-queries", 2, "--profile", traces);
        assertProfile(result, figures());
        for (String graph : List.of("video", "text", "query")) {
            try (Stream<Path> files = Files.list(traces)) {
                List<Path> ofGraph = files.filter(
                                file -> file.getFileName().toString().startsWith(graph + "_"))
                        .toList();
                assertEquals(1, ofGraph.size(), graph);
                assertFalse(JSON.readTree(ofGraph.get(0).toFile()).isEmpty(), graph);
                assertTrue(Files.readString(ofGraph.get(0)).contains("model_run"), graph);
            }
        }
        Command again = Command.run("bench", "-q", "-m", BUNDLE, "--runs", 0, "--profile", traces);
        assertEquals(1, again.code());
        assertTrue(again.err().contains("is not empty"), again.err());
    }

    /** The work of a network of 32 channels, and what it is of the machine's rate. */
    private static void assertProfile(Command result, JsonNode figures) {
        double encode = figures.at("/profile/encode_operations").asDouble();
        double query = figures.at("/profile/query_operations").asDouble();
        assertTrue(encode > 1e6 && encode < query && query < 1e9, encode + " and " + query);
        double rate =
                figures.at("/times/sgemm_flops_per_second/all_threads/median").asDouble();
        double alone = figures.at("/times/seconds/encode/median").asDouble()
                + figures.at("/times/seconds/query_alone/median").asDouble();
        double efficiency = figures.at("/efficiency/query_alone/median").asDouble();
        double expected = (encode + query) / alone / rate;
        assertTrue(efficiency > 0.2 * expected && efficiency < 5 * expected, efficiency + " against " + expected);
        assertTrue(result.out().contains("Efficiency against fp32 products"), result.out());
        assertTrue(result.out().contains("0.85"), result.out());
    }

    @Test
    void clipsAndLabelsComeFromAnAnnotationFile() throws IOException {
        bench("--runs", 0, "--annotations", Learn.annotations(), "--clips", 3);
        JsonNode figures = figures();
        assertEquals(3, figures.at("/setup/clips").asInt());
        assertEquals(12, figures.at("/setup/queries").asInt());
        assertFalse(figures.has("times"));
        assertTrue(figures.at("/memory/peak_bytes").asLong() > 0);
    }

    @Test
    void aLineIsFittedOverLengthsAndALongRunWatchesTheMemory() throws IOException {
        bench("--runs", 0, "--steps", 40, "--fit", "32,64,200", "--queries", 50);
        assertWatched(figures().get("endurance"));
        JsonNode growth = figures().get("growth");
        assertEquals(3, growth.get("lengths").size());
        JsonNode last = growth.get("lengths").get(2);
        assertEquals(200, last.get("steps").asInt());
        double fitted = growth.at("/query/intercept_seconds").asDouble()
                + 200 * growth.at("/query/seconds_per_step").asDouble();
        double measured = last.at("/query_seconds/median").asDouble();
        double r2 = growth.at("/query/r2").asDouble();
        assertTrue(r2 >= 0 && r2 <= 1, "R2 " + r2);
        assertTrue(fitted > 0.2 * measured && fitted < 5 * measured, fitted + " against " + measured);
    }

    private static void assertWatched(JsonNode run) {
        JsonNode samples = run.get("samples");
        assertEquals(0, samples.get(0).get("queries").asInt());
        assertEquals(50, samples.get(samples.size() - 1).get("queries").asInt());
        assertTrue(run.get("queries_per_second").asDouble() > 0);
        for (JsonNode sample : samples) {
            assertTrue(sample.get("resident_bytes").asLong() > 10_000_000, sample.toString());
        }
    }

    @Test
    void aConfigIsMeasuredWithRandomWeightsAndStandardOutputMayBeJsonAlone() throws IOException {
        Command result = Command.succeed(
                "bench", "-q", "-c", Learn.config(), "--random-weights", 1, "--runs", 0, "--steps", 60, "--json", "-");
        JsonNode setup = JSON.readTree(result.out()).get("setup");
        assertEquals(60, setup.get("longest_clip_steps").asInt());
        assertFalse(Files.exists(Path.of(setup.get("bundle").asText())), "the temporary bundle stays");
    }
}
