package io.github.osgnet4j.report;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.postprocess.Window;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All queries of a report as a table that a script of the page sorts, filters and shows page by page. */
final class QueryTable {

    /** IoU above which a first window is called right. */
    private static final double THRESHOLD = 0.5;

    private final List<QueryOutcome> outcomes;
    private final boolean truth;
    private final Optional<ServeLink> serve;

    /**
     * A table.
     *
     * @param truth whether the right answers are known
     * @param serve where a running {@code osgnet serve} shows a query, if anywhere
     */
    QueryTable(List<QueryOutcome> outcomes, boolean truth, Optional<ServeLink> serve) {
        this.outcomes = outcomes;
        this.truth = truth;
        this.serve = serve;
    }

    /** What the script needs: a place for the table, and the rows as data. */
    List<Element> elements() {
        Element place = Element.of("div")
                .with("id", "queries-table")
                .add(Element.of("noscript").add(Page.note("This table needs JavaScript, which is turned off.")));
        return List.of(place, Element.data("queries-data", json()), Element.script(Page.resource("queries.js")));
    }

    /** Columns first, then rows: texts, and numbers as the reader sees them; null where there is nothing. */
    private String json() {
        StringBuilder json = new StringBuilder("{\"columns\":[");
        json.append(
                        "[\"Query\",\"text\"],[\"Clip\",\"text\"],[\"Id\",\"text\"],[\"Kind\",\"text\"],[\"Start, s\",\"number\"]")
                .append(",[\"End, s\",\"number\"],[\"Score\",\"number\"]");
        if (truth) {
            json.append(",[\"Truth start, s\",\"number\"],[\"Truth end, s\",\"number\"],[\"IoU\",\"number\"]")
                    .append(",[\"First window\",\"text\"],[\"Rank of a hit\",\"number\"]");
        }
        json.append("],\"serve\":").append(serve.map(s -> quoted(s.url())).orElse("null"));
        json.append(",\"rows\":[");
        for (int i = 0; i < outcomes.size(); i++) {
            json.append(i == 0 ? "" : ",").append('\n');
            row(json, outcomes.get(i));
        }
        return json.append("]}").toString();
    }

    private void row(StringBuilder json, QueryOutcome outcome) {
        AnnotatedQuery query = outcome.query();
        json.append('[').append(quoted(query.query())).append(',').append(quoted(query.videoId()));
        json.append(',').append(quoted(query.queryId())).append(',').append(quoted(outcome.kind()));
        Optional<Window> first = outcome.windows().stream().findFirst();
        number(json, first.map(Window::start), 2);
        number(json, first.map(Window::end), 2);
        number(json, first.map(Window::score).filter(Double::isFinite), 3);
        if (truth) {
            Window right = outcome.truth().get(0);
            number(json, Optional.of(right.start()), 2);
            number(json, Optional.of(right.end()), 2);
            number(json, Optional.of(outcome.firstIou()), 3);
            List<ErrorKind> kinds = ErrorAnalysis.kinds(outcome, THRESHOLD);
            json.append(',')
                    .append(kinds.isEmpty() ? "null" : quoted(kinds.get(0).word()));
            int hit = kinds.indexOf(ErrorKind.RIGHT);
            json.append(',').append(hit < 0 ? "null" : Integer.toString(hit + 1));
        }
        json.append(']');
    }

    private static void number(StringBuilder json, Optional<Double> value, int digits) {
        json.append(',')
                .append(value.map(v -> String.format(Locale.ROOT, "%." + digits + "f", v + 0.0))
                        .orElse("null"));
    }

    /** A text as JSON that ends no element of HTML. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            boolean plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
            json.append(plain ? String.valueOf((char) c) : String.format(Locale.ROOT, "\\u%04x", c));
        });
        return json.append('"').toString();
    }
}
