package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What a page says about predictions whose right answers nobody knows: what they look like, surest and least sure. */
final class Unanswered {

    private static final int BINS = 10;

    private final SplitReport report;
    private final int examples;
    private final Optional<ServeLink> serve;

    Unanswered(SplitReport report, int examples, Optional<ServeLink> serve) {
        this.report = report;
        this.examples = examples;
        this.serve = serve;
    }

    void add(Page page) {
        boolean scored =
                report.outcomes().stream().allMatch(o -> !o.windows().isEmpty() && Double.isFinite(o.firstScore()));
        Element section = page.section("windows", "Windows", "First windows");
        if (scored) {
            section.add(plot("score", QueryOutcome::firstScore));
        } else {
            section.add(Page.note("The predictions have no scores."));
        }
        section.add(plot("length in seconds", o -> first(o, Window::length)));
        section.add(plot(
                "middle, as a share of the clip",
                o -> first(o, w -> (w.start() + w.end()) / 2) / o.query().duration()));
        if (scored) {
            page.section("surest", "Most confident", "Most confident queries").add(timelines(report.surest(examples)));
            page.section("least-sure", "Least confident", "Least confident queries")
                    .add(timelines(report.leastSure(examples)));
        }
    }

    private static double first(QueryOutcome outcome, ToDoubleFunction<Window> number) {
        return outcome.windows().stream().mapToDouble(number).findFirst().orElse(0);
    }

    private List<Element> timelines(List<QueryOutcome> outcomes) {
        return outcomes.stream().map(o -> Timeline.of(o, serve)).toList();
    }

    private Element plot(String what, ToDoubleFunction<QueryOutcome> number) {
        double[] values = report.outcomes().stream().mapToDouble(number).toArray();
        double most = Axis.around(Arrays.stream(values)).to();
        int[] counts = new int[BINS];
        for (double value : values) {
            counts[(int) Math.max(0, Math.min(BINS - 1, value / most * BINS))]++;
        }
        List<Integer> bins = Arrays.stream(counts).boxed().toList();
        return Page.plot(
                "Bars: number of queries by " + what + " of the first window.",
                theme -> SplitPlots.tenths(theme, what + " of the first window", bins, most));
    }
}
