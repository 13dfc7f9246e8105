package io.github.osgnet4j.cli.ask;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.postprocess.Window;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Answers as a table and as JSON. */
public final class AnswerText {

    private AnswerText() {}

    /**
     * Prints a table for each question.
     *
     * @param names whether videos are named, as there are several
     */
    public static void print(List<Answer> answers, boolean names, PrintWriter out) {
        for (Answer answer : answers) {
            out.println(answer.question());
            out.println("      from        to  score" + (names ? "  video" : ""));
            int rank = 0;
            for (FoundWindow found : answer.windows()) {
                Window window = found.window();
                out.printf(
                        Locale.ROOT,
                        "%2d %8s  %8s  %5.3f%s%n",
                        ++rank,
                        ClockTime.of(window.start()),
                        ClockTime.of(window.end()),
                        window.score(),
                        names ? "  " + found.source().name() : "");
            }
        }
    }

    /**
     * Answers for programs: times in seconds.
     *
     * @param skipped the reason for each video that could not be asked
     * @param vanished videos of the archive that are not there any more
     */
    public static ObjectNode json(List<Answer> answers, Map<String, String> skipped, List<String> vanished) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        ArrayNode list = root.putArray("answers");
        for (Answer answer : answers) {
            ObjectNode node = list.addObject().put("question", answer.question());
            ArrayNode windows = node.putArray("windows");
            for (FoundWindow found : answer.windows()) {
                windows.addObject()
                        .put("video", found.source().name())
                        .put("start", found.window().start())
                        .put("end", found.window().end())
                        .put("score", found.window().score());
            }
        }
        ArrayNode problems = root.putArray("skipped");
        skipped.forEach(
                (name, reason) -> problems.addObject().put("video", name).put("reason", reason));
        ArrayNode gone = root.putArray("vanished");
        vanished.forEach(gone::add);
        return root;
    }
}
