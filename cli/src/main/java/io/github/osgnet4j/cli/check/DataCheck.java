package io.github.osgnet4j.cli.check;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.data.config.OsgnetConfig;
import java.io.PrintWriter;
import java.util.List;

/**
 * Finds what is wrong with the data of a job before the job begins: all of it, not the first. Reads annotations, and of features only the
 * heads of the arrays.
 */
public final class DataCheck {
    private DataCheck() {}

    /**
     * Checks parts of the data.
     *
     * @param deep whether every number and every object is read too
     * @return errors first; none if all is well
     */
    public static List<Finding> of(OsgnetConfig config, List<Part> parts, boolean deep) {
        Findings findings = new Findings();
        for (Part part : parts) {
            try (PartCheck check = new PartCheck(config, part, findings)) {
                check.run(deep);
            }
        }
        return findings.all();
    }

    /**
     * Checks the data of a job and says what is wrong, before anything is made.
     *
     * @param leaveOut whether the job goes on without the queries whose features are missing or cannot be used
     * @param quiet whether warnings are kept back
     * @throws CommandException if there are errors
     */
    public static void before(OsgnetConfig config, List<Part> parts, boolean leaveOut, boolean quiet, PrintWriter err) {
        List<Finding> findings = of(config, parts, false).stream()
                .map(f -> leaveOut && f.kind().ofSingleQueries() ? f.asWarning() : f)
                .toList();
        findings.stream().filter(f -> f.error() || !quiet).forEach(f -> print(f, err));
        err.flush();
        long errors = findings.stream().filter(Finding::error).count();
        if (errors > 0) {
            throw new CommandException("The data has " + errors + (errors == 1 ? " error" : " errors")
                    + ", listed above; nothing was begun. 'osgnet check' lists them again");
        }
    }

    private static void print(Finding finding, PrintWriter err) {
        err.print("osgnet: ");
        Report.lines(finding).forEach(err::println);
    }
}
