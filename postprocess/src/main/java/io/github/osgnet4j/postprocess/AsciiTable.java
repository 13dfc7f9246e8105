package io.github.osgnet4j.postprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of centred cells in a frame of +, - and |, looking like that of Python's terminaltables. */
final class AsciiTable {

    private final List<Integer> widths;
    private final List<String> lines = new ArrayList<>();

    private AsciiTable(List<Integer> widths) {
        this.widths = widths;
    }

    /** A heading, whose cells may have several lines, and one row of as many cells. */
    static String of(List<String> heading, List<String> row) {
        List<Integer> widths = IntStream.range(0, heading.size())
                .mapToObj(i -> Math.max(width(heading.get(i)), width(row.get(i))))
                .toList();
        AsciiTable table = new AsciiTable(widths);
        table.rule();
        table.cells(heading);
        table.rule();
        table.cells(row);
        table.rule();
        return String.join("\n", table.lines);
    }

    private void rule() {
        lines.add(widths.stream().map(width -> "-".repeat(width + 2)).collect(Collectors.joining("+", "+", "+")));
    }

    private void cells(List<String> cells) {
        int height = cells.stream()
                .mapToInt(cell -> (int) cell.lines().count())
                .max()
                .orElse(0);
        for (int line = 0; line < height; line++) {
            StringBuilder text = new StringBuilder("|");
            for (int i = 0; i < cells.size(); i++) {
                String part = cells.get(i).lines().skip(line).findFirst().orElse("");
                text.append(' ').append(centred(part, widths.get(i))).append(" |");
            }
            lines.add(text.toString());
        }
    }

    /** Python's str.center: the odd blank goes left where the width is odd. */
    private static String centred(String text, int width) {
        int blanks = width - text.length();
        int left = blanks / 2 + (blanks & width & 1);
        return " ".repeat(left) + text + " ".repeat(blanks - left);
    }

    private static int width(String cell) {
        return cell.lines().mapToInt(String::length).max().orElse(0);
    }
}
