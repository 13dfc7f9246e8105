package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.io.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The recall of several files with weights as lines of text, of which each can be printed before the next is known. */
final class CheckpointTable {

    private static final String WEIGHTS = "weights";
    private static final String EPOCH = "epoch";
    private static final String MEAN = "mean IoU";
    private static final int PERCENT = "100.00".length();

    private final List<Double> thresholds;
    private final List<Integer> ranks;
    private final int name;

    /**
     * A table without rows.
     *
     * @param files that it may get rows of
     */
    CheckpointTable(List<Path> files, List<Double> thresholds, List<Integer> ranks) {
        this.thresholds = List.copyOf(thresholds);
        this.ranks = List.copyOf(ranks);
        this.name = files.stream().mapToInt(file -> name(file).length()).reduce(WEIGHTS.length(), Math::max);
    }

    private static String name(Path file) {
        return Printable.line(String.valueOf(file.getFileName()));
    }

    String heading() {
        List<String> cells = new ArrayList<>();
        for (int rank : ranks) {
            thresholds.forEach(threshold -> cells.add(column(rank, threshold)));
        }
        return line(WEIGHTS, EPOCH, cells, MEAN);
    }

    String line(CheckpointRecall.Row row) {
        List<String> cells = new ArrayList<>();
        for (int rank : ranks) {
            for (double threshold : thresholds) {
                cells.add(percent(row.table().percent(rank, threshold)));
            }
        }
        String epoch = row.epoch().map(String::valueOf).orElse("");
        return line(name(row.file()), epoch, cells, percent(100 * row.table().meanIou()));
    }

    private static String column(int rank, double threshold) {
        return "R@" + rank + " " + threshold;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private String line(String first, String epoch, List<String> cells, String mean) {
        StringBuilder line = new StringBuilder(first)
                .append(" ".repeat(Math.max(0, name - first.length())))
                .append(right(epoch, EPOCH.length()));
        int i = 0;
        for (int rank : ranks) {
            for (double threshold : thresholds) {
                line.append(right(
                        cells.get(i++),
                        Math.max(PERCENT, column(rank, threshold).length())));
            }
        }
        return line.append(right(mean, MEAN.length())).toString();
    }

    /** After two blanks. */
    private static String right(String cell, int width) {
        return " ".repeat(2 + Math.max(0, width - cell.length())) + cell;
    }
}
