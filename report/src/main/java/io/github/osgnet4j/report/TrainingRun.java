package io.github.osgnet4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.TextFile;
import io.github.osgnet4j.report.Curve.Point;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a training run has written about itself.
 *
 * @param name of its folder
 * @param steps by their number, each once however often the run was resumed
 * @param validations likewise
 * @param facts all that decides its results, by name; empty if the folder does not say
 * @param overrides keys of the config that were set otherwise
 * @param complete steps of the run whose results are all written; 0 before its end
 */
record TrainingRun(
        String name,
        List<Measurement> steps,
        List<Measurement> validations,
        Map<String, String> facts,
        Set<String> overrides,
        long complete) {

    private static final long MOST_BYTES = 1L << 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How many steps are done. */
    long done() {
        return steps.isEmpty() ? 0 : steps.get(steps.size() - 1).step() + 1;
    }

    /**
     * Numbers that belong to a step.
     *
     * @param step counted from 0
     * @param epoch counted from 0
     * @param values by field
     */
    record Measurement(long step, long epoch, Map<String, Double> values) {

        /** A value; NaN if there is none, or it is no number. */
        double value(String field) {
            return values.getOrDefault(field, Double.NaN);
        }

        boolean has(String field) {
            return values.containsKey(field);
        }

        /** A value over the number of steps done. */
        Point point(String field) {
            return new Point(step + 1.0, value(field));
        }
    }

    /**
     * Reads {@code metrics.jsonl} and {@code run.json} of a run's folder, be it at its end or not.
     *
     * @throws DataException if the folder has no metrics, or a file cannot be read
     */
    static TrainingRun read(Path folder) {
        Path metrics = folder.resolve("metrics.jsonl");
        if (!Files.exists(metrics)) {
            throw new DataException(folder + ": expected the folder of a run of 'osgnet train', found no "
                    + metrics.getFileName() + " in it");
        }
        SortedMap<Long, Measurement> steps = new TreeMap<>();
        SortedMap<Long, Measurement> validations = new TreeMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(TextFile.open(metrics, MOST_BYTES), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = parse(line);
                Measurement measured = measurement(node);
                switch (node.path("kind").asText()) {
                    case "step" -> steps.put(measured.step(), measured);
                    case "validation" -> validations.put(measured.step(), measured);
                    default -> {
                        // A line of a later version.
                    }
                }
            }
        } catch (IOException e) {
            throw DataException.unreadable(metrics, e);
        }
        JsonNode record = record(folder.resolve("run.json"));
        Map<String, String> overrides = texts(record.path("overrides"));
        return new TrainingRun(
                String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
                List.copyOf(steps.values()),
                List.copyOf(validations.values()),
                texts(record.path("identity")),
                overrides.keySet(),
                record.path("complete").asLong());
    }

    /** The last line of a killed run may be half written. */
    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static Measurement measurement(JsonNode node) {
        Map<String, Double> values = new HashMap<>();
        node.properties().forEach(field -> {
            if (field.getValue().isNumber()) {
                values.put(field.getKey(), field.getValue().doubleValue());
            }
        });
        return new Measurement(node.path("step").asLong(), node.path("epoch").asLong(), values);
    }

    private static JsonNode record(Path file) {
        if (!Files.exists(file)) {
            return JSON.missingNode();
        }
        try (InputStream in = TextFile.open(file, MOST_BYTES)) {
            return JSON.readTree(in);
        } catch (JsonProcessingException e) {
            throw new DataException(file + ": expected the record of a run, but it is not JSON", e);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }
}
