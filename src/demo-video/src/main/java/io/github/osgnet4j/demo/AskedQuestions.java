package io.github.osgnet4j.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The questions about one unseen video that are put to {@code osgnet ask}, in {@code ask.txt}: the video's id, then a question
 * a line. Its answers must be those of {@code osgnet ground}, which had features and tokens from stores.
 */
final class AskedQuestions {

    private static final String FILE = "ask.txt";
    private static final int QUESTIONS = 3;
    private static final double TOLERANCE_SECONDS = 0.05;

    private AskedQuestions() {}

    static void write(Path out, Story story) throws IOException {
        List<String> lines = new ArrayList<>(List.of(story.id()));
        story.questions().stream().limit(QUESTIONS).map(Question::text).forEach(lines::add);
        Files.write(out.resolve(FILE), lines);
    }

    /**
     * Compares {@code ask.json} with the predictions for the same video.
     *
     * @return what differs
     */
    static List<String> compare(Path out) throws IOException {
        List<String> differences = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        List<String> lines = Files.readAllLines(out.resolve(FILE));
        JsonNode results =
                json.readTree(out.resolve("unseen/predictions.json").toFile()).get("results");
        JsonNode answers = json.readTree(out.resolve("ask.json").toFile()).get("answers");
        for (int i = 0; i < lines.size() - 1; i++) {
            JsonNode asked = answers.get(i).get("windows").get(0);
            JsonNode expected = first(results, lines.get(0), i);
            for (int side = 0; side < 2; side++) {
                double difference = asked.get(side == 0 ? "start" : "end").asDouble()
                        - expected.get(side).asDouble();
                if (!(Math.abs(difference) <= TOLERANCE_SECONDS)) {
                    differences.add("ask answers '" + lines.get(i + 1) + "' with " + asked + ", ground with " + expected
                            + ", which should be the same window");
                    break;
                }
            }
        }
        return differences;
    }

    private static JsonNode first(JsonNode results, String video, int question) throws IOException {
        for (JsonNode result : results) {
            String id = result.get("annotation_uid").asText() + "_"
                    + result.get("query_idx").asInt();
            if (id.equals(video + "_" + question)) {
                return result.get("predicted_times").get(0);
            }
        }
        throw new IOException("There is no prediction for question " + question + " about " + video);
    }
}
