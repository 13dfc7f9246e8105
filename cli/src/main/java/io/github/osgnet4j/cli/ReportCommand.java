package io.github.osgnet4j.cli;

import io.github.osgnet4j.report.TrainingReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A page about the predictions of a split, or about a training run. */
@Command(
        name = "report",
        description = {
            "Writes a page about the predictions of a split: recall, also by length, position, kind of question and objects;"
                    + " calibration of the scores; the best and the worst queries over the time of their clips.",
            "The page is one HTML file that loads nothing. Its recall is that of 'osgnet eval'.",
            "Or writes the report of a training run anew, which 'osgnet train' keeps in the run's folder."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet report --config configs/demo.yaml --predictions predictions.json --output report.html",
            "  osgnet report runs/demo"
        })
final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (subject.split != null) {
            subject.split.write(spec);
        } else {
            out.println(TrainingReport.write(subject.run, Osgnet.version()));
        }
        out.flush();
        return 0;
    }

    /** What the page is on. */
    static final class Subject {

        @Parameters(
                paramLabel = "RUN",
                description = "Folder of a run of 'osgnet train': its report.html is written anew.")
        private Path run;

        @ArgGroup(exclusive = false, multiplicity = "1")
        private SplitReportOptions split;
    }
}
