package io.github.osgnet4j.report;

import io.github.osgnet4j.data.io.FileReplacement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The report on a training run, in the run's own folder: at any time of the run, and as often as one likes. */
public final class TrainingReport {

    private TrainingReport() {}

    /**
     * Writes {@code report.html} about what the folder's {@code metrics.jsonl} and {@code run.json} say, and two of its
     * plots, {@code loss.svg} and {@code recall.svg}.
     *
     * @param folder of a run of {@code osgnet train}
     * @param version of the program
     * @return the page
     * @throws io.github.osgnet4j.data.DataException if it is no such folder, or a file cannot be read or written
     */
    public static Path write(Path folder, String version) {
        TrainingRun run = TrainingRun.read(folder);
        put(folder.resolve("loss.svg"), TrainingPlots.loss(Theme.LIGHT, run));
        put(folder.resolve("recall.svg"), TrainingPlots.recall(Theme.LIGHT, run, 0.5));
        Path page = folder.resolve("report.html");
        put(page, new TrainingPage(run, version).html());
        return page;
    }

    private static void put(Path file, String text) {
        FileReplacement.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
