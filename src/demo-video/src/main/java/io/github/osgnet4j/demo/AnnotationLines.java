package io.github.osgnet4j.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The questions of stories as annotation files: JSON lines, a question a line, as the official loaders read them. */
final class AnnotationLines {

    private AnnotationLines() {}

    /** The questions as they were asked. */
    static void write(Path file, List<Story> stories) throws IOException {
        write(file, stories, texts(stories));
    }

    /** The same questions and answers, but each question in the place of another: who listens is misled. */
    static void writeShuffled(Path file, List<Story> stories, long seed) throws IOException {
        List<String> texts = texts(stories);
        Collections.shuffle(texts, new Random(seed));
        write(file, stories, texts);
    }

    private static List<String> texts(List<Story> stories) {
        List<String> texts = new ArrayList<>();
        stories.forEach(story -> story.questions().forEach(question -> texts.add(question.text())));
        return texts;
    }

    private static void write(Path file, List<Story> stories, List<String> texts) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> lines = new ArrayList<>();
        for (Story story : stories) {
            for (int i = 0; i < story.questions().size(); i++) {
                Appearance answer = story.questions().get(i).answer();
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("query", texts.get(lines.size()));
                line.put("query_id", story.id() + "_" + i);
                line.put("duration", story.seconds());
                line.put("video_id", story.id());
                line.put("query_type", "nlq");
                line.put("timestamps", List.of(List.of(answer.start(), answer.end())));
                lines.add(json.writeValueAsString(line));
            }
        }
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }
}
