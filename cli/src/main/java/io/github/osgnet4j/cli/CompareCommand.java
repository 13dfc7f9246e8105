package io.github.osgnet4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.ClipVideos;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.report.Comparison;
import io.github.osgnet4j.report.Comparison.Contrast;
import io.github.osgnet4j.report.Comparison.Group;
import io.github.osgnet4j.report.ComparisonPage;
import io.github.osgnet4j.report.Difference;
import io.github.osgnet4j.report.Origin;
import io.github.osgnet4j.report.OutcomePair;
import io.github.osgnet4j.report.QueryOutcome;
import io.github.osgnet4j.report.ReportException;
import io.github.osgnet4j.report.SplitReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which of two models is better, where, and how sure that is. */
@Command(
        name = "compare",
        description = {
            "Compares two models' predictions of the validation split, on the queries that both answer: differences of"
                    + " all recalls with 95 %% intervals; queries won and lost by kind of question, length of the window"
                    + " and objects; the queries that changed most.",
            "The intervals are a paired bootstrap over videos: queries of one video are not independent, and drawn one"
                    + " by one they would make intervals that are too narrow. The same --seed gives the same intervals.",
            "A query is won if B's first window is right and A's is not, and lost if it is the other way round."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet compare before.json after.json --config configs/demo.yaml",
            "  osgnet compare a.json b.json --config nlq.yaml --html comparison.html --json comparison.json"
        })
final class CompareCommand extends JobCommand {

    private static final int MOST_EXAMPLES = 500;
    /** Characters that the templates of NLQ take, with the number of their queries. */
    private static final int NAME = 58;

    private static final int LEAST_RESAMPLES = 100;
    private static final int MOST_RESAMPLES = 100_000;

    @Mixin
    private ConfigOptions config;

    @Parameters(index = "0", paramLabel = "A", description = "Predictions of the first model.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Predictions of the second model.")
    private Path second;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "5",
            converter = WholeNumber.Natural.class,
            description =
                    "How many of the queries that gain most, and of those that lose most (default: ${DEFAULT-VALUE}).")
    private int examples;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            defaultValue = "2000",
            converter = WholeNumber.Positive.class,
            description = "How often the bootstrap draws the videos (default: ${DEFAULT-VALUE}).")
    private int resamples;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the bootstrap (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page, one HTML file that loads nothing.")
    private Path html;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    @Override
    public Integer call() {
        if (examples > MOST_EXAMPLES) {
            throw usage("--examples: expected 0 to " + MOST_EXAMPLES + ", found " + examples);
        }
        if (resamples < LEAST_RESAMPLES || resamples > MOST_RESAMPLES) {
            throw usage("--resamples: expected " + LEAST_RESAMPLES + " to " + MOST_RESAMPLES + ", found " + resamples);
        }
        OsgnetConfig loaded = config.load();
        Path truthFile = loaded.dataset().groundTruth();
        Path queryFile = loaded.dataset().valAnnotations();
        prepare(html, ".html", truthFile, queryFile);
        prepare(json, ".json", truthFile, queryFile);
        Comparison comparison = compare(loaded, truthFile, queryFile);
        print(comparison);
        if (html != null) {
            List<Origin> origins = List.of(
                    Origin.of("A", first),
                    Origin.of("B", second),
                    Origin.of("config", config.file()),
                    Origin.of("annotations", queryFile),
                    Origin.of("ground truth", truthFile));
            String page = new ComparisonPage(name(first), name(second), comparison, origins, Osgnet.version(), examples)
                    .html();
            FileReplacement.write(html, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
        }
        if (json != null) {
            Outputs.writeJson(json, json(comparison));
        }
        return 0;
    }

    private void prepare(Path output, String ending, Path truthFile, Path queryFile) {
        if (output != null) {
            FileReplacement.requireNoInput(output, first, second, config.file(), truthFile, queryFile);
            Outputs.prepare(output, ending);
        }
    }

    private Comparison compare(OsgnetConfig loaded, Path truthFile, Path queryFile) {
        List<AnnotatedQuery> queries = Annotations.read(queryFile);
        GroundTruth truth = GroundTruth.read(truthFile, loaded.track());
        ClipVideos clips = ClipVideos.read(truthFile, loaded.track());
        try {
            return Comparison.of(
                    outcomes(first, truth, queries), outcomes(second, truth, queries), clips, resamples, seed);
        } catch (ReportException e) {
            throw new CommandException(first + " and " + second + ": " + e.getMessage());
        }
    }

    private static List<QueryOutcome> outcomes(Path file, GroundTruth truth, List<AnnotatedQuery> queries) {
        try {
            SplitReport report = SplitReport.of(Predictions.read(file), truth, queries);
            if (!report.answered()) {
                throw new CommandException(file + ": the config's ground truth has no answer to any of its queries;"
                        + " models are compared on a split whose answers are known");
            }
            return report.outcomes();
        } catch (ReportException e) {
            throw new CommandException(file + ": " + e.getMessage());
        }
    }

    private void print(Comparison comparison) {
        print("A: %s%nB: %s%n", first, second);
        print("%d queries answered by both, in %d videos%n", comparison.pairs().size(), comparison.videos());
        if (comparison.onlyFirst() + comparison.onlySecond() > 0) {
            print(
                    "Answered by A alone, and not counted: %d; by B alone: %d%n",
                    comparison.onlyFirst(), comparison.onlySecond());
        }
        print(
                "%n%-" + NAME + "s%8s%8s%8s   %-18s%7s%7s%n",
                "Percent",
                "A",
                "B",
                "B - A",
                "95 % interval",
                "won",
                "lost");
        comparison.recalls().forEach(difference -> row(difference.name(), difference));
        notes(comparison);
        for (Contrast contrast : comparison.contrasts()) {
            for (int t = 0; t < contrast.groups().get(0).recalls().size(); t++) {
                print(
                        "%n%s, by %s%n",
                        contrast.groups().get(0).recalls().get(t).name(),
                        contrast.by().toLowerCase(Locale.ROOT));
                for (Group group : contrast.groups()) {
                    row(
                            group.name() + " (" + group.queries() + ")",
                            group.recalls().get(t));
                }
            }
        }
        changes("Gained most", comparison.gained(examples));
        changes("Lost most", comparison.lost(examples));
    }

    private void notes(Comparison comparison) {
        Stream<Difference> groups = comparison.contrasts().stream()
                .flatMap(contrast -> contrast.groups().stream())
                .flatMap(group -> group.recalls().stream());
        if (Stream.concat(comparison.recalls().stream(), groups).anyMatch(Difference::isClear)) {
            print("* the interval does not include 0, which says which model is better%n");
        }
        int most = comparison.pairs().stream()
                .mapToInt(pair -> Math.max(
                        pair.first().windows().size(), pair.second().windows().size()))
                .max()
                .orElse(0);
        Recall.RANKS.stream()
                .filter(rank -> rank > most)
                .forEach(rank -> print("R@%d counts no further windows: no query has more than %d%n", rank, most));
    }

    private void row(String name, Difference difference) {
        String interval = difference
                .interval()
                .map(i -> String.format(
                        Locale.ROOT, "%+.2f to %+.2f%s", i.low(), i.high(), difference.isClear() ? " *" : ""))
                .orElse("none: one video");
        boolean counted = difference.counted();
        print(
                "%-" + NAME + "s%8.2f%8.2f%+8.2f   %-18s%7s%7s%n",
                name,
                difference.first(),
                difference.second(),
                difference.points(),
                interval,
                counted ? difference.wins() : "",
                counted ? difference.losses() : "");
    }

    private void changes(String heading, List<OutcomePair> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        print("%n%s (IoU of the first window)%n", heading);
        for (OutcomePair pair : pairs) {
            print(
                    "%.2f -> %.2f  %s, clip %s: %s%n",
                    pair.first().firstIou(),
                    pair.second().firstIou(),
                    pair.first().query().queryId(),
                    pair.first().query().videoId(),
                    pair.first().query().query());
        }
    }

    private ObjectNode json(Comparison comparison) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("a", name(first)).put("b", name(second));
        root.put("queries", comparison.pairs().size()).put("videos", comparison.videos());
        root.put("only_a", comparison.onlyFirst()).put("only_b", comparison.onlySecond());
        root.put("resamples", resamples).put("seed", seed);
        ArrayNode recalls = root.putArray("differences");
        comparison.recalls().forEach(difference -> put(recalls.addObject(), difference));
        ArrayNode contrasts = root.putArray("groups");
        for (Contrast contrast : comparison.contrasts()) {
            for (Group group : contrast.groups()) {
                ObjectNode node = contrasts.addObject().put("by", contrast.by()).put("name", group.name());
                node.put("queries", group.queries());
                ArrayNode differences = node.putArray("differences");
                group.recalls().forEach(difference -> put(differences.addObject(), difference));
            }
        }
        changed(root.putArray("gained"), comparison.gained(examples));
        changed(root.putArray("lost"), comparison.lost(examples));
        return root;
    }

    private static void put(ObjectNode node, Difference difference) {
        node.put("name", difference.name()).put("a", difference.first()).put("b", difference.second());
        node.put("difference", difference.points());
        difference.interval().ifPresent(i -> node.put("low", i.low()).put("high", i.high()));
        if (difference.counted()) {
            node.put("won", difference.wins()).put("lost", difference.losses());
        }
    }

    private static void changed(ArrayNode list, List<OutcomePair> pairs) {
        for (OutcomePair pair : pairs) {
            list.addObject()
                    .put("query_id", pair.first().query().queryId())
                    .put("clip", pair.first().query().videoId())
                    .put("query", pair.first().query().query())
                    .put("iou_a", pair.first().firstIou())
                    .put("iou_b", pair.second().firstIou());
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
