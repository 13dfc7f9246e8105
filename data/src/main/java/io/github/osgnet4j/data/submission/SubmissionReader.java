package io.github.osgnet4j.data.submission;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.TextFile;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one submission file, prediction by prediction. */
final class SubmissionReader {
    private static final long MAX_BYTES = 1L << 33;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final Path file;
    private final List<Prediction> predictions = new ArrayList<>();
    private final Set<GroundTruth.Key> seen = new HashSet<>();
    private Optional<Track> track = Optional.empty();
    private Optional<Boolean> scored = Optional.empty();
    private WindowOrder order = WindowOrder.SCORES;
    private boolean results;

    SubmissionReader(Path file) {
        this.file = file;
    }

    Predictions read() {
        try (InputStream text = TextFile.open(file, MAX_BYTES);
                JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("expected a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                field(parser);
            }
            if (parser.nextToken() != null) {
                throw wrong("there is more after the JSON object");
            }
        } catch (JacksonException e) {
            throw new DataException("Predictions " + file + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw DataException.unreadable("Predictions " + file, e);
        }
        if (!results) {
            throw wrong("'results' is missing");
        }
        return new Predictions(
                track.orElseThrow(() -> wrong("'challenge' is missing")), scored.orElse(true), order, predictions);
    }

    private void field(JsonParser parser) throws IOException {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("challenge")) {
            track = Optional.of(track(parser.readValueAsTree()));
        } else if (name.equals("results")) {
            results = true;
            predictions(parser);
        } else if (name.equals(WindowOrder.FIELD)) {
            boolean steps = parser.currentToken() == JsonToken.VALUE_STRING
                    && parser.getText().equals(WindowOrder.OF_STEPS);
            order = steps ? WindowOrder.STEPS : order;
            parser.skipChildren();
        } else {
            parser.skipChildren();
        }
    }

    private Track track(JsonNode challenge) {
        for (Track candidate : Track.values()) {
            if (candidate.challenge().equals(challenge.textValue())) {
                return candidate;
            }
        }
        throw wrong("challenge: expected " + Track.NLQ.challenge() + " or " + Track.GOAL_STEP.challenge() + ", found "
                + shown(challenge));
    }

    private void predictions(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("results: expected an array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Prediction prediction = prediction(parser.readValueAsTree());
            if (!seen.add(prediction.key())) {
                throw wrong(place() + ": query " + prediction.queryId() + " is there twice");
            }
            predictions.add(prediction);
        }
    }

    private Prediction prediction(JsonNode node) {
        JsonNode index = node.path("query_idx");
        if (!index.isIntegralNumber() || !index.canConvertToInt() || index.intValue() < 0) {
            throw wrong(place() + ".query_idx: expected an integer from 0, found " + shown(index));
        }
        JsonNode times = node.path("predicted_times");
        if (!times.isArray() || times.isEmpty()) {
            throw wrong(place() + ".predicted_times: expected at least one window, found " + shown(times));
        }
        String query = node.path("annotation_uid").asText() + "_" + index;
        List<Window> windows = new ArrayList<>();
        for (JsonNode row : times) {
            String place = place() + " (query " + query + "), predicted_times[" + windows.size() + "]";
            windows.add(window(place, row));
        }
        return new Prediction(index.intValue(), text(node, "annotation_uid"), text(node, "clip_uid"), windows);
    }

    private Window window(String place, JsonNode row) {
        boolean three = row.size() == 3;
        if (!row.isArray() || !(three || row.size() == 2)) {
            throw wrong(place + ": expected [start, end] or [start, end, score], found " + shown(row));
        }
        if (scored.isPresent() && scored.get() != three) {
            throw wrong(place + ": some windows have scores and some have not");
        }
        scored = Optional.of(three);
        return new Window(
                number(place, row.get(0)), number(place, row.get(1)), three ? number(place, row.get(2)) : Double.NaN);
    }

    private double number(String place, JsonNode node) {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw wrong(place + ": expected a finite number, found " + shown(node));
        }
        return node.doubleValue();
    }

    private String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual()) {
            throw wrong(place() + "." + key + ": expected a text, found " + shown(value));
        }
        return value.textValue();
    }

    private String place() {
        return "results[" + predictions.size() + "]";
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.isNumber() ? node.asText() : node.toString();
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    private DataException wrong(String message) {
        return new DataException("Predictions " + file + ": " + message);
    }
}
