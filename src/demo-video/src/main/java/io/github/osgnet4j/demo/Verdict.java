package io.github.osgnet4j.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the answers about unseen videos are worth, beside those to shuffled questions: percent, by threshold (0.3, 0.5) and
 * rank (1, 5).
 */
record Verdict(List<List<Double>> asked, List<List<Double>> shuffled) {

    private static final int RANKS = 2;

    /** Reads what {@code osgnet eval --json} wrote. */
    static Verdict of(Path out) throws IOException {
        return new Verdict(recall(out.resolve("unseen/metrics.json")), recall(out.resolve("shuffled/metrics.json")));
    }

    private static List<List<Double>> recall(Path file) throws IOException {
        JsonNode rows = new ObjectMapper().readTree(file.toFile()).get("recall_percent");
        return List.of(row(rows.get(0)), row(rows.get(1)));
    }

    private static List<Double> row(JsonNode row) {
        return List.of(row.get(0).asDouble(), row.get(1).asDouble());
    }

    /** Whether R@1 at IoU 0.5 is so many percent, and twice what shuffled questions get; 0 percent ask for nothing. */
    boolean passes(double least) {
        double found = asked.get(1).get(0);
        return least == 0 || (found >= least && found >= 2 * shuffled.get(1).get(0));
    }

    String table() {
        return "                      R@1 IoU 0.3  R@5 IoU 0.3  R@1 IoU 0.5  R@5 IoU 0.5" + System.lineSeparator()
                + line("questions", asked) + System.lineSeparator()
                + line("shuffled questions", shuffled);
    }

    private static String line(String name, List<List<Double>> percent) {
        return String.format(Locale.ROOT, "%-20s", name)
                + percent.stream()
                        .flatMap(row -> row.subList(0, RANKS).stream())
                        .map(value -> String.format(Locale.ROOT, "%11.1f %%", value))
                        .collect(Collectors.joining());
    }
}
