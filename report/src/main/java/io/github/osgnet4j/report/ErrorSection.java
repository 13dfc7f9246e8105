package io.github.osgnet4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The section about the kinds of errors. */
final class ErrorSection {

    private final List<ErrorAnalysis> errors;

    ErrorSection(List<ErrorAnalysis> errors) {
        this.errors = errors;
    }

    void add(Element section) {
        Element meanings = Element.of("ul");
        for (ErrorKind kind : ErrorKind.values()) {
            meanings.add(Element.of("li", kind.word() + ": " + kind.meaning() + "."));
        }
        List<String> columns = new ArrayList<>(List.of("Kind"));
        errors.forEach(
                e -> columns.add((e.ranks() == 1 ? "First" : "First " + e.ranks()) + ", IoU " + e.threshold() + ", %"));
        List<Element> rows = Arrays.stream(ErrorKind.values())
                .map(kind -> Tables.row(
                        kind.word(),
                        errors.stream()
                                .map(e -> Figures.percent(e.percent(kind)))
                                .toList()))
                .toList();
        section.add(Element.of(
                        "p",
                        "Each predicted window counts as the first kind that applies, following Alwassel et al. 2018, “Diagnosing Error"
                                + " in Temporal Action Detectors”; overlap is intersection over union."))
                .add(meanings)
                .add(Page.plot(
                        "Bars: share of windows by kind. The table has the numbers.",
                        theme -> SplitPlots.errors(theme, errors)))
                .add(Tables.numbers("errors-table", "Windows in percent", columns, rows));
    }
}
