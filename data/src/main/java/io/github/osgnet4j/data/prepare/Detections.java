package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.LmdbWriter;
import io.github.osgnet4j.data.io.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Reads what a detector found, one by one. Either a table with commas and the columns {@code video_id}, {@code frame} or {@code time} (in
 * seconds), {@code class} and {@code score}; or JSON as COCO has it: {@code images} with {@code id}, {@code video_id} and {@code frame} or
 * {@code time}, {@code annotations} with {@code image_id}, {@code category_id} and {@code score}, and {@code categories}, which give names.
 */
record Detections(Path file, double fps, ClassIds classes, Runnable everyMebi) {
    private static final long MAX_BYTES = 1L << 35;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FRAME = List.of("frame", "frame_id", "frame_index");
    private static final List<String> TIME = List.of("time", "timestamp", "seconds");

    /** Where an image of COCO's JSON is. */
    private record Image(String videoId, double frame) {}

    void forEach(Consumer<Detection> action) {
        try {
            if (startsWithBrace()) {
                new Coco().read(action);
            } else {
                table(action);
            }
        } catch (JsonProcessingException e) {
            throw new DataException(file + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private boolean startsWithBrace() throws IOException {
        try (InputStream in = TextFile.open(file, MAX_BYTES)) {
            int c = in.read();
            while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
                c = in.read();
            }
            return c == '{';
        }
    }

    private void table(Consumer<Detection> action) {
        try (TabSeparated table = new TabSeparated(file, ',', everyMebi)) {
            int video = table.column("video_id");
            OptionalInt frame = table.firstColumn(FRAME);
            OptionalInt time = table.firstColumn(TIME);
            int name = table.firstColumn(List.of("class", "class_id", "category_id"))
                    .orElseGet(() -> table.column("class"));
            int score = table.column("score");
            if (frame.isEmpty() && time.isEmpty()) {
                throw new DataException(file + ": expected a column frame, or time in seconds");
            }
            while (table.next()) {
                table.requireNoSurplus();
                double at = frame.isPresent()
                        ? number(table.place(), table.field(frame.getAsInt()))
                        : fps * number(table.place(), table.field(time.getAsInt()));
                action.accept(detection(
                        table.place(),
                        table.field(video),
                        at,
                        classes.of(table.place(), table.field(name).strip()),
                        number(table.place(), table.field(score))));
            }
        }
    }

    private static Detection detection(String place, String video, double frame, int classId, double score) {
        if (video.isEmpty() || frame < 0 || frame > Integer.MAX_VALUE || score < 0 || score > 1) {
            throw new DataException(place + ": expected a video, a frame from 0 and a score from 0 to 1, found '"
                    + Place.shortened(video) + "', " + frame + " and " + score);
        }
        try {
            LmdbWriter.requireKey(video);
        } catch (DataException e) {
            throw e.in(place);
        }
        return new Detection(video, frame, classId, score);
    }

    private static double number(String place, String text) {
        try {
            double number = Double.parseDouble(text.strip());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new DataException(place + ": expected a number, found '" + Place.shortened(text) + "'");
    }

    /** JSON is read once for each of its arrays, for the images may come last. */
    private final class Coco {
        private static final int READINGS = 3;

        private final Map<String, Image> images = new HashMap<>();
        private final Map<String, String> categories = new HashMap<>();
        private int mebis;

        void read(Consumer<Detection> action) throws IOException {
            require("images", array("images", image -> images.put(text(image, "id"), image(image))));
            array("categories", category -> categories.put(text(category, "id"), text(category, "name")));
            require("annotations", array("annotations", annotation -> action.accept(annotation(annotation))));
        }

        private void mebi() {
            if (++mebis % READINGS == 0) {
                everyMebi.run();
            }
        }

        private void require(String name, boolean found) {
            if (!found) {
                throw new DataException(file + ": '" + name + "' is missing; expected one JSON document as COCO has it,"
                        + " with images and annotations, or a table with commas");
            }
        }

        /** The objects of an array of the document; false if there is no such array. */
        private boolean array(String name, Consumer<Place> action) throws IOException {
            try (InputStream in = TextFile.open(file, MAX_BYTES, this::mebi);
                    JsonParser parser = JSON.createParser(in)) {
                boolean found = false;
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean wanted = parser.currentName().equals(name);
                    JsonToken value = parser.nextToken();
                    if (!wanted) {
                        parser.skipChildren();
                        continue;
                    }
                    found = true;
                    if (value != JsonToken.START_ARRAY) {
                        throw new DataException(file + ": " + name + ": expected an array");
                    }
                    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                        JsonNode element = parser.readValueAsTree();
                        action.accept(new Place(file + ": " + name + "[" + i + "]", element));
                    }
                }
                if (parser.nextToken() != null) {
                    throw new DataException(file + " line "
                            + parser.currentTokenLocation().getLineNr()
                            + ": more follows the object; expected one JSON document as COCO has it, not JSON lines");
                }
                return found;
            }
        }

        private Image image(Place image) {
            double frame = FRAME.stream().anyMatch(image::has) ? first(image, FRAME) : fps * first(image, TIME);
            return new Image(text(image, "video_id"), frame);
        }

        private double first(Place image, List<String> names) {
            return names.stream()
                    .filter(image::has)
                    .findFirst()
                    .map(name -> number(image.name(), text(image, name)))
                    .orElseThrow(() -> new DataException(image.name() + ": expected a frame, or a time in seconds"));
        }

        private String text(Place place, String key) {
            JsonNode value = place.at(key).value();
            if (!value.isTextual() && !value.isNumber()) {
                throw place.at(key).expected("a text or a number");
            }
            return value.asText();
        }

        private Detection annotation(Place annotation) {
            Image image = images.get(text(annotation, "image_id"));
            if (image == null) {
                throw new DataException(annotation.name() + ": there is no image " + text(annotation, "image_id"));
            }
            String category = text(annotation, "category_id");
            String name = classes.names().isEmpty() ? category : categories.getOrDefault(category, category);
            return detection(
                    annotation.name(),
                    image.videoId,
                    image.frame,
                    classes.of(annotation.name(), name),
                    number(annotation.name(), text(annotation, "score")));
        }
    }
}
