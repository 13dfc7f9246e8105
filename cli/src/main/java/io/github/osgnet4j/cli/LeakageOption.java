package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.StepOrder;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Whether the order of queries may be used where it gives answers away. */
final class LeakageOption {

    private static final Logger LOG = LoggerFactory.getLogger(LeakageOption.class);

    @Option(
            names = "--allow-leakage",
            description =
                    "Use the order of queries in NLQ too, although it is the order in which annotators wrote them:"
                            + " leakage, and no gain for users.")
    private boolean allowed;

    /**
     * The order of the steps.
     *
     * @param file the annotations are from
     * @throws CommandException if it gives answers away, and that was not asked for
     */
    StepOrder order(Path file, List<AnnotatedQuery> queries, Track track) {
        StepOrder order = new StepOrder(queries);
        if (order.leaks() || track == Track.NLQ) {
            if (!allowed) {
                throw new CommandException(file + " has queries of NLQ, whose order is that in which annotators wrote"
                        + " them while they watched: using it is leakage; --allow-leakage does so all the same");
            }
            LOG.warn(
                    "Leakage: the order of NLQ's queries in {} is that in which annotators wrote them; recall with it is not"
                            + " what users would see",
                    file);
        }
        return order;
    }
}
