package io.github.osgnet4j.cli;

import io.github.osgnet4j.report.TrainingReport;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A page about the predictions of a split, or about a training run. */
@Command(
        name = "report",
        description = {
            "Writes a page about the predictions of a split: recall, overall and by length, position, kind of"
                    + " question and objects; kinds of errors; calibration of the scores; the best and the worst"
                    + " queries on the timelines of their clips; and a table of all queries.",
            "The page is one HTML file that loads nothing. Its recall is that of 'osgnet eval'; without ground"
                    + " truth, as for a test split, it describes the predictions.",
            "Given the folder of a training run, rewrites the report that 'osgnet train' keeps there."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet report --config configs/demo.yaml --predictions predictions.json --output report.html",
            "  osgnet report runs/demo"
        })
final class ReportCommand extends JobCommand {

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    @Override
    public Integer call() {
        if (subject.split != null) {
            subject.split.write(spec());
        } else {
            out().println(TrainingReport.write(subject.run, Osgnet.version()));
        }
        return 0;
    }

    /** What the page is on. */
    static final class Subject {

        @Parameters(
                paramLabel = "RUN",
                description = "Folder of a run of 'osgnet train': its report.html is rewritten.")
        private Path run;

        @ArgGroup(exclusive = false, multiplicity = "1")
        private SplitReportOptions split;
    }
}
