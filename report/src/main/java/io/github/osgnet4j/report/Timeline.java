package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Window;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One query with its windows and the annotated ones over the length of the clip. */
final class Timeline {

    private static final int MAX_WINDOWS = 10;
    /** Units of the drawing for the whole clip. */
    private static final double WIDTH = 1000;
    /** So that a short window in a long clip can be seen. */
    private static final double LEAST = 3;

    private Timeline() {}

    /** One query. */
    static Element of(QueryOutcome outcome) {
        return of(outcome, Optional.empty());
    }

    /**
     * One query.
     *
     * @param serve where a running server shows it, if anywhere
     */
    static Element of(QueryOutcome outcome, Optional<ServeLink> serve) {
        return Element.of("article")
                .with("class", "query")
                .add(Element.of("h3").add(Element.foreign(outcome.query().query())))
                .add(Element.of("p")
                        .with("class", "where")
                        .text("clip ")
                        .add(Element.foreign(outcome.query().videoId()))
                        .text(" · query ")
                        .add(id(outcome, serve))
                        .text(" · ")
                        .add(Element.foreign(outcome.kind())))
                .add(windows(outcome));
    }

    /** The windows without the words of the query. */
    static Element windows(QueryOutcome outcome) {
        double duration = Math.max(
                outcome.query().duration(),
                outcome.truth().stream().mapToDouble(Window::end).max().orElse(0));
        Element body = Element.of("tbody");
        for (Window right : outcome.truth()) {
            body.add(row("truth", right, duration, outcome.truth(), "truth")
                    .add(Element.of("td", ""))
                    .add(Element.of("td", "")));
        }
        List<Window> windows = outcome.windows();
        for (int i = 0; i < Math.min(MAX_WINDOWS, windows.size()); i++) {
            Window window = windows.get(i);
            body.add(row("#" + (i + 1), window, duration, outcome.truth(), i == 0 ? "first" : "window")
                    .add(Element.of("td", Double.isNaN(window.score()) ? "" : Figures.score(window.score())))
                    .add(Element.of("td", outcome.truth().isEmpty() ? "" : Figures.iou(outcome.iou(window)))));
        }
        return Element.of("table").with("class", "timeline").add(head(duration)).add(body);
    }

    private static Element id(QueryOutcome outcome, Optional<ServeLink> serve) {
        Element id = Element.foreign(outcome.query().queryId());
        return serve.map(link -> Element.of("a")
                        .with("href", link.of(outcome))
                        .with("rel", "noreferrer")
                        .add(id))
                .orElse(id);
    }

    private static Element head(double duration) {
        Element axis = Element.of("th")
                .with("scope", "col")
                .with("class", "axis")
                .add(Element.of("span", "0 s"))
                .add(Element.of("span", Figures.seconds(duration) + " s"));
        Element row = Element.of("tr")
                .add(Element.of("th", "").add(hidden("Window")).with("scope", "col"))
                .add(axis);
        for (String name : List.of("Seconds", "Score", "IoU")) {
            row.add(Element.of("th", name).with("scope", "col"));
        }
        return Element.of("thead").add(row);
    }

    private static Element hidden(String text) {
        return Element.of("span", text).with("class", "hidden");
    }

    private static Element row(String name, Window window, double duration, List<Window> truth, String kind) {
        Element drawing = drawing();
        truth.forEach(right -> drawing.add(bar(right, duration, "band", 0, 10)));
        drawing.add(bar(window, duration, kind, 2, 6));
        return Element.of("tr")
                .add(Element.of("th", name).with("scope", "row"))
                .add(Element.of("td").with("class", "drawing").add(drawing))
                .add(Element.of("td", Figures.seconds(window.start()) + " – " + Figures.seconds(window.end())));
    }

    /** One window over the length of a video. */
    static Element of(Window window, double duration, boolean first) {
        return drawing().add(bar(window, duration, first ? "first" : "window", 2, 6));
    }

    private static Element drawing() {
        return Element.of("svg")
                .with("viewBox", "0 0 1000 10")
                .with("preserveAspectRatio", "none")
                .with("aria-hidden", "true");
    }

    private static Element bar(Window window, double duration, String kind, int top, int height) {
        double from = within(window.start() / duration * WIDTH);
        double width = Math.max(LEAST, within(window.end() / duration * WIDTH) - from);
        return Element.of("rect")
                .with("class", kind)
                .with("x", unit(Math.min(from, WIDTH - width)))
                .with("y", Integer.toString(top))
                .with("width", unit(width))
                .with("height", Integer.toString(height));
    }

    private static double within(double x) {
        return Math.max(0, Math.min(WIDTH, x));
    }

    private static String unit(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
