package io.github.osgnet4j.report;

import java.util.List;

/** Tables with a caption and headers for rows and columns, in a frame in which what is wide scrolls. */
final class Tables {

    private Tables() {}

    /** Rows of numbers. */
    static Element numbers(String id, String caption, List<String> columns, List<Element> rows) {
        return scrolling("Table", table(id, caption, columns, rows));
    }

    /** Rows of texts, which begin on the left and are broken anywhere. */
    static Element words(String id, String caption, List<String> columns, List<Element> rows) {
        return scrolling("Table", table(id, caption, columns, rows).with("class", "words"));
    }

    private static Element table(String id, String caption, List<String> columns, List<Element> rows) {
        Element head = Element.of("tr");
        columns.forEach(column -> head.add(Element.of("th").with("scope", "col").add(Element.foreign(column))));
        return Element.of("table")
                .with("id", id)
                .add(Element.of("caption", caption))
                .add(Element.of("thead").add(head))
                .add(Element.of("tbody").add(rows));
    }

    /** The files that figures come from. */
    static Element origins(List<Origin> origins) {
        List<Element> rows = origins.stream()
                .map(origin -> Element.of("tr")
                        .add(Element.of("th", origin.role()).with("scope", "row"))
                        .add(Element.of("td").add(Element.foreign(origin.file())))
                        .add(Element.of("td").add(Element.of("code", origin.sha256()))))
                .toList();
        return words("provenance-table", "Files", List.of("What", "File", "SHA-256"), rows);
    }

    /** A row of numbers under a name. */
    static Element row(String name, List<String> numbers) {
        Element row = Element.of("tr").add(Element.of("th").with("scope", "row").add(Element.foreign(name)));
        numbers.forEach(number -> row.add(Element.of("td", number)));
        return row;
    }

    /** A row of texts from files. */
    static Element words(String name, List<String> texts) {
        Element row = row(name, List.of());
        texts.forEach(text -> row.add(Element.of("td").add(Element.foreign(text))));
        return row;
    }

    /** A frame that scrolls by keyboard too. */
    static Element scrolling(String name, Element wide) {
        return Element.of("div")
                .with("class", "scroll")
                .with("tabindex", "0")
                .with("role", "group")
                .with("aria-label", name)
                .add(wide);
    }
}
