package io.github.osgnet4j.report;

import java.util.List;

/** Tables with a caption and headers for rows and columns. */
final class Tables {

    private Tables() {}

    /** A table with its heading; the body is to be added. */
    static Element of(String id, String caption, List<String> columns) {
        Element row = Element.of("tr");
        columns.forEach(column -> row.add(Element.of("th", column).with("scope", "col")));
        return Element.of("table")
                .with("id", id)
                .add(Element.of("caption", caption))
                .add(Element.of("thead").add(row));
    }

    /** A row of numbers under a name. */
    static Element row(String name, List<String> numbers) {
        Element row = Element.of("tr").add(Element.of("th").with("scope", "row").add(Element.foreign(name)));
        numbers.forEach(number -> row.add(Element.of("td", number)));
        return row;
    }

    /** A frame in which what is wide scrolls on a narrow screen, by keyboard too. */
    static Element scrolling(String name, Element wide) {
        return Element.of("div")
                .with("class", "scroll")
                .with("tabindex", "0")
                .with("role", "group")
                .with("aria-label", name)
                .add(wide);
    }
}
