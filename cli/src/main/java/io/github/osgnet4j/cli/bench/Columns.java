package io.github.osgnet4j.cli.bench;

import java.util.ArrayList;
import java.util.List;

/** A table of text: the first column to the left, the others to the right, two blanks between. */
public final class Columns {

    private final List<List<String>> rows = new ArrayList<>();

    /** A table with a heading and no rows. */
    public Columns(String... heading) {
        rows.add(List.of(heading));
    }

    /** A row; it may be shorter than the heading. */
    public void add(String... cells) {
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        int columns = rows.stream().mapToInt(List::size).max().orElseThrow();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String blanks = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : "  ").append(i == 0 ? row.get(i) + blanks : blanks + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
