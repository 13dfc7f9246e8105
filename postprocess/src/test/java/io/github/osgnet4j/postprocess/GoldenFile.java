package io.github.osgnet4j.postprocess;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Results of the official code: gzipped JSON, float32 arrays in it as base64 of their little-endian bytes. */
final class GoldenFile {

    private GoldenFile() {}

    static JsonNode read(String name) {
        try (GZIPInputStream in = new GZIPInputStream(GoldenFile.class.getResourceAsStream("/" + name))) {
            return JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build()
                    .readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static float[] packed(JsonNode base64) {
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(base64.asText())).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /** Rows of start, end and score. */
    static List<Window> windows(JsonNode rows) {
        List<Window> windows = new ArrayList<>();
        rows.forEach(row -> windows.add(new Window(
                row.get(0).asDouble(), row.get(1).asDouble(), row.get(2).asDouble())));
        return windows;
    }

    /** The numbers start, end, start, end, ... */
    static List<Window> pairs(JsonNode flat) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += 2) {
            windows.add(new Window(flat.get(i).asDouble(), flat.get(i + 1).asDouble(), 0));
        }
        return windows;
    }

    static List<LevelScores> levels(JsonNode node) {
        List<LevelScores> levels = new ArrayList<>();
        node.get("levels")
                .forEach(level -> levels.add(new LevelScores(
                        level.get("stride").asInt(),
                        level.get("valid").asInt(),
                        level.get("classes").asInt(),
                        packed(level.get("logits")),
                        packed(level.get("offsets")))));
        return levels;
    }

    /** Number and count of queries, where the order counts. */
    static Optional<OrderPrior> prior(JsonNode node) {
        return Optional.ofNullable(node.get("order"))
                .map(order -> new OrderPrior(order.get(0).asInt(), order.get(1).asInt()));
    }

    static Candidates candidates(JsonNode node) {
        int size = node.get("scores").size();
        float[] segments = new float[2 * size];
        float[] scores = new float[size];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            segments[2 * i] = (float) node.get("segments").get(i).get(0).asDouble();
            segments[2 * i + 1] = (float) node.get("segments").get(i).get(1).asDouble();
            scores[i] = (float) node.get("scores").get(i).asDouble();
            labels[i] = node.get("labels").get(i).asInt();
        }
        return new Candidates(segments, scores, labels);
    }
}
