package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.service.RequestReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The JSON answer to a grounding request. */
record Answer(
        String model,
        Optional<String> clip,
        Optional<String> video,
        double duration,
        int steps,
        Query query,
        List<Span> windows,
        Optional<List<ScoreCurve>> levels,
        Optional<List<FoundObject>> objects,
        String cache,
        Timings timings) {

    /** The same with its windows in another order. */
    Answer withWindows(List<Span> ordered) {
        return new Answer(model, clip, video, duration, steps, query, ordered, levels, objects, cache, timings);
    }

    /** A window without its methods. */
    record Span(double start, double end, double score) {}

    /** A query and what is known of it. */
    record Query(
            Optional<String> id,
            Optional<String> text,
            Optional<String> type,
            List<NamedClasses> labels,
            List<Segment> groundTruth) {

        static Query of(AnnotatedQuery query) {
            return new Query(
                    Optional.of(query.queryId()),
                    Optional.of(query.query()),
                    Optional.of(query.queryType()),
                    NamedClasses.of(query.labels()),
                    query.timestamps());
        }

        static Query of(AskedQuery asked) {
            return asked.annotated()
                    .map(Query::of)
                    .orElseGet(() -> new Query(
                            Optional.empty(),
                            asked.text(),
                            Optional.empty(),
                            NamedClasses.of(asked.labels()),
                            List.of()));
        }
    }

    /** A label. */
    record NamedClasses(Optional<String> name, List<Integer> classes) {

        static List<NamedClasses> of(List<Label> labels) {
            return labels.stream()
                    .map(l ->
                            new NamedClasses(Optional.of(l.className()).filter(name -> !name.isBlank()), l.classIds()))
                    .toList();
        }
    }

    /** Seconds that the parts took. */
    record Timings(double queued, double encode, double run, double rank, double total) {

        static Timings of(RequestReport report) {
            return new Timings(
                    seconds(report.queued()),
                    seconds(report.encode()),
                    seconds(report.run()),
                    seconds(report.rank()),
                    seconds(report.total()));
        }

        private static double seconds(Duration duration) {
            return duration.toNanos() / 1e9;
        }
    }

    static List<Window> windows(List<Span> spans) {
        return spans.stream()
                .map(s -> new Window(s.start(), s.end(), s.score()))
                .toList();
    }

    static List<Span> spans(List<Window> windows) {
        return windows.stream()
                .map(w -> new Span(w.start(), w.end(), w.score()))
                .toList();
    }

    static String cache(RequestReport report) {
        return report.encoding().name().toLowerCase(Locale.ROOT);
    }
}
