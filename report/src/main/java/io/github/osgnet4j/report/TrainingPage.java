package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.report.TrainingRun.Measurement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report on a training run as one HTML file that loads nothing and runs nothing. */
final class TrainingPage {

    private static final String LEARNING_RATE = "lr";
    private static final String GRADIENT_NORM = "grad_norm";
    private static final String CONFIG = "config ";

    /** Parts of the config that say how a network learns, not what it is or from what. */
    private static final Pattern LEARNING = Pattern.compile("config (opt|loader|train_cfg)\\..*");

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    /** Rows of a table of epochs or validations; of more the last are shown. */
    private static final int MOST_ROWS = 500;

    private final TrainingRun run;
    private final String version;

    /**
     * A page.
     *
     * @param version of the program
     */
    TrainingPage(TrainingRun run, String version) {
        this.run = run;
        this.version = version;
    }

    /** The file's text, the same for the same input. */
    String html() {
        Page page = new Page("Training report", run.name());
        page.introduce(Element.of("p", progress()));
        page.introduce(Page.note("Written by osgnet " + version + "."));
        validations(page.section("recall", "Recall", "Recall on the validation split"));
        sameWindows(page);
        loss(page.section("loss", "Loss", "Loss"));
        optimization(page);
        epochs(page.section("epochs", "Epochs", "Epochs"));
        settings(page);
        return page.html();
    }

    private String progress() {
        String state =
                run.done() > 0 && run.complete() == run.done() ? "The run is complete." : "The run is not complete.";
        return number(run.done(), "step") + " in " + number(byEpoch().size(), "epoch") + ". " + state;
    }

    private static String number(long count, String thing) {
        return Figures.count(count) + " " + thing + (count == 1 ? "" : "s");
    }

    private void validations(Element section) {
        if (run.validations().isEmpty()) {
            section.add(Page.note("No validations are recorded."));
            return;
        }
        Element tiles = Element.of("dl").with("class", "tiles");
        for (int rank : List.of(1, 5)) {
            for (double threshold : Recall.THRESHOLDS) {
                tiles.add(Page.tile(
                        "Highest R@" + rank + ", IoU " + threshold,
                        Figures.percentOrNone(highest(rank, threshold)),
                        " %"));
            }
        }
        section.add(tiles);
        for (double threshold : Recall.THRESHOLDS) {
            section.add(Page.plot(
                    "Lines: R@1 and R@5 at IoU " + threshold
                            + " of the trained weights and of their moving average by step. The table has the numbers.",
                    theme -> TrainingPlots.recall(theme, run, threshold)));
        }
        section.add(recallTable());
    }

    private double highest(int rank, double threshold) {
        return Stream.of(ValidatedWeights.values())
                .flatMapToDouble(weights -> run.validations().stream()
                        .mapToDouble(validation -> validation.value(weights.recall(rank, threshold))))
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    private Element recallTable() {
        List<String> columns = new ArrayList<>(List.of("Epoch", "Step", "Weights"));
        for (int rank : Recall.RANKS) {
            Recall.THRESHOLDS.forEach(threshold -> columns.add("R@" + rank + " " + threshold));
        }
        columns.add("Loss");
        List<Element> rows = new ArrayList<>();
        for (Measurement validation : last(run.validations())) {
            for (ValidatedWeights weights : ValidatedWeights.values()) {
                List<String> figures = new ArrayList<>();
                figures.add(Figures.count(validation.step() + 1));
                figures.add(weights.words());
                for (int rank : Recall.RANKS) {
                    for (double threshold : Recall.THRESHOLDS) {
                        figures.add(Figures.percentOrNone(validation.value(weights.recall(rank, threshold))));
                    }
                }
                boolean trained = weights == ValidatedWeights.TRAINED;
                figures.add(trained ? Figures.measured(validation.value(LossPart.TOTAL.field())) : "");
                rows.add(Tables.row(Figures.count(validation.epoch() + 1), figures));
            }
        }
        return Tables.numbers("recall-table", caption("Recall in percent", run.validations()), columns, rows);
    }

    private void sameWindows(Page page) {
        boolean recorded = Stream.of(ValidatedWeights.values())
                .anyMatch(weights -> run.validations().stream().anyMatch(v -> v.has(weights.sameWindows())));
        if (recorded) {
            page.section("dependence", "Query dependence", "Query dependence")
                    .add(Element.of(
                            "p",
                            "Share of the pairs of queries about different moments of a clip that got the same"
                                    + " window. It is 1 for a network that ignores the question."))
                    .add(Page.plot(
                            "Lines: share of pairs of queries with the same window, of the trained weights and of their"
                                    + " moving average, by step.",
                            theme -> TrainingPlots.sameWindows(theme, run)));
        }
    }

    private void loss(Element section) {
        if (run.steps().isEmpty()) {
            section.add(Page.note("No steps are recorded."));
            return;
        }
        List<String> names = LossPart.of(run).stream().map(LossPart::name).toList();
        section.add(Element.of("p", "Thin lines show the steps, thick lines their running mean."))
                .add(Page.plot(
                        "Lines: loss by step, " + String.join(", ", names) + ". The table of epochs has the means.",
                        theme -> TrainingPlots.loss(theme, run)));
        long gaps = run.steps().stream()
                .filter(step -> !Double.isFinite(step.value(LossPart.TOTAL.field()))
                        || !Double.isFinite(step.value(GRADIENT_NORM)))
                .count();
        if (gaps > 0) {
            section.add(Page.note("The loss or the gradient norm of " + number(gaps, "step")
                    + " is not a finite number. The curves have gaps there."));
        }
    }

    private void optimization(Page page) {
        if (!run.steps().isEmpty()) {
            page.section("optimization", "Optimization", "Learning rate and gradient norm")
                    .add(Page.plot(
                            "Line: learning rate by step. The table of epochs has the numbers.",
                            theme -> TrainingPlots.steps(theme, run, LEARNING_RATE, "learning rate")))
                    .add(Page.plot(
                            "Line: norm of the gradient before clipping, by step. The table of epochs has the means.",
                            theme -> TrainingPlots.means(theme, run, GRADIENT_NORM, "gradient norm")))
                    .add(Element.of("p", "The gradient norm is taken before clipping."));
        }
    }

    private void epochs(Element section) {
        List<LossPart> parts = LossPart.of(run);
        List<String> columns = new ArrayList<>(List.of("Epoch", "Steps"));
        parts.forEach(part -> columns.add("Loss, " + part.name()));
        columns.addAll(List.of("Gradient norm", "Last learning rate", "Samples per second"));
        List<Element> rows = new ArrayList<>();
        List<List<Measurement>> epochs = byEpoch();
        for (List<Measurement> steps : last(epochs)) {
            List<String> figures = new ArrayList<>();
            figures.add(Figures.count(steps.size()));
            parts.forEach(part -> figures.add(mean(steps, part.field())));
            figures.add(mean(steps, GRADIENT_NORM));
            figures.add(Figures.measured(steps.get(steps.size() - 1).value(LEARNING_RATE)));
            figures.add(mean(steps, "samples_per_second"));
            rows.add(Tables.row(Figures.count(steps.get(0).epoch() + 1), figures));
        }
        section.add(Tables.numbers("epochs-table", caption("Means over the steps of an epoch", epochs), columns, rows));
    }

    private List<List<Measurement>> byEpoch() {
        Map<Long, List<Measurement>> epochs = run.steps().stream()
                .collect(Collectors.groupingBy(Measurement::epoch, TreeMap::new, Collectors.toList()));
        return List.copyOf(epochs.values());
    }

    private static String mean(List<Measurement> steps, String field) {
        return Figures.measured(steps.stream()
                .mapToDouble(step -> step.value(field))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN));
    }

    private static <T> List<T> last(List<T> all) {
        return all.subList(Math.max(0, all.size() - MOST_ROWS), all.size());
    }

    private static String caption(String what, Collection<?> all) {
        return all.size() <= MOST_ROWS ? what : what + ", the last " + MOST_ROWS + " of " + Figures.count(all.size());
    }

    private void settings(Page page) {
        Element section = page.section("settings", "Hyper-parameters", "Hyper-parameters");
        if (run.facts().isEmpty()) {
            section.add(Page.note("The folder has no run.json, which records how a run was started."));
            return;
        }
        Predicate<String> config = name -> name.startsWith(CONFIG);
        Predicate<String> learning = name -> LEARNING.matcher(name).matches();
        Predicate<String> data =
                name -> FINGERPRINT.matcher(run.facts().get(name)).matches();
        section.add(facts(
                "settings-table",
                "Options and training settings",
                learning.or(config.or(data).negate())));
        page.section("config", "Config", "Config")
                .add(facts("config-table", "The rest of the config", config.and(learning.negate())));
        page.section("data", "Data", "Data")
                .add(facts("data-table", "SHA-256 of the files that the run has read", data.and(config.negate())));
    }

    private Element facts(String id, String caption, Predicate<String> which) {
        List<Element> rows = run.facts().keySet().stream()
                .filter(which)
                .map(fact -> {
                    String name = fact.startsWith(CONFIG) ? fact.substring(CONFIG.length()) : fact;
                    String set = run.overrides().contains(name) ? " (--set)" : "";
                    return Tables.words(name, List.of(run.facts().get(fact) + set));
                })
                .toList();
        return Tables.words(id, caption, List.of("Name", "Value"), rows);
    }
}
