package io.github.osgnet4j.cli.ensemble;

import io.github.osgnet4j.postprocess.EnsembleMethod;
import io.github.osgnet4j.postprocess.EnsembleOptions;
import io.github.osgnet4j.postprocess.EnsembleSetting;
import io.github.osgnet4j.postprocess.EnsembleTuning;
import io.github.osgnet4j.postprocess.HitCounts;
import io.github.osgnet4j.postprocess.ScoreScale;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What tuning found, as lines of text. */
public final class TuningReport {

    private static final int MOST_NAME = 38;

    private TuningReport() {}

    /** A table of recall, the gain of each fold, and the options of the choice. */
    public static List<String> lines(List<Path> files, EnsembleTuning tuning, EnsembleTuning.Choice choice) {
        List<String> lines = new ArrayList<>();
        lines.add("Recall in percent of " + choice.before().queries() + " queries:");
        StringBuilder heading = new StringBuilder(String.format(Locale.ROOT, "%-40s", ""));
        for (int rank : HitCounts.RANKS) {
            for (double threshold : HitCounts.THRESHOLDS) {
                heading.append(String.format(Locale.ROOT, "%9s", "R@" + rank + " " + threshold));
            }
        }
        lines.add(heading.toString());
        for (int model = 0; model < files.size(); model++) {
            lines.add(row(String.valueOf(files.get(model).getFileName()), tuning.alone(model)));
        }
        lines.add(row("equal weights, nms", choice.before()));
        lines.add(row("tuned, on videos it has not seen", choice.heldOut()));
        lines.add(row("chosen, on the videos it has seen", choice.found()));
        lines.add(gains(choice));
        lines.add(
                choice.gain() > 0
                        ? "Chosen: " + options(choice.setting())
                        : "Nothing gains on videos it has not seen: equal weights and nms stay.");
        return lines;
    }

    private static String gains(EnsembleTuning.Choice choice) {
        String folds = choice.folds().stream()
                .map(fold -> String.format(Locale.ROOT, "%+.2f", fold.gain()))
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "Gain in mean R@1 over equal weights and nms, points: %+.2f (folds %s; standard deviation %.2f)",
                choice.gain(),
                folds,
                choice.spread());
    }

    private static String row(String name, HitCounts counts) {
        String shown = name.length() > MOST_NAME ? name.substring(0, MOST_NAME - 3) + "..." : name;
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-40s", shown));
        for (int rank : HitCounts.RANKS) {
            for (double threshold : HitCounts.THRESHOLDS) {
                row.append(String.format(Locale.ROOT, "%9.2f", counts.percent(rank, threshold)));
            }
        }
        return row.toString();
    }

    /** The setting as options of the command, to be used with the same models on another split. */
    static String options(EnsembleSetting setting) {
        EnsembleOptions options = setting.options();
        StringBuilder text = new StringBuilder("--method " + word(options.method()));
        if (options.method() == EnsembleMethod.WBF) {
            text.append(" --iou ").append(options.fusionIou());
        }
        if (options.scores() != ScoreScale.Unit.RAW) {
            text.append(" --scores ").append(word(options.scores()));
        }
        String weights = setting.weights().stream().map(TuningReport::weight).collect(Collectors.joining(","));
        return text.append(" --weights ").append(weights).toString();
    }

    private static String weight(double weight) {
        return weight == Math.rint(weight) ? Long.toString((long) weight) : Double.toString(weight);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
